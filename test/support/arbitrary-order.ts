/**
 * Generated orders whose parts, refunds and claims are consistent unless told otherwise: several currencies, taxes,
 * discounts, surcharges of both signs, payments of all kinds, and refunds that never give back more than is left.
 */
import fc from 'fast-check';
import type { Order } from '../../lib/commerce/order';
import { fromMinor } from '../../lib/money/minor';
import type { PolicyInput } from '../../lib/policy/policy';
import {
  type OrderSpec,
  type PartSpec,
  type PaymentSpec,
  type RefundSpec,
  buildOrder,
} from './order-builder';

export const CURRENCIES = ['JPY', 'USD', 'EUR', 'KWD', 'CLF'] as const;
const JURISDICTIONS = ['US-STATE', 'US-CITY', 'DE-MWST-1'] as const;

export interface GeneratedOrder {
  readonly order: Order;
  /** Every refund names all that it gives back, so that each component can be followed through. */
  readonly itemised: boolean;
  /** Nothing is left to refund. */
  readonly refundedWhole: boolean;
  /** Kept from refunds, in minor units. */
  readonly kept: bigint;
}

const minor = (min: number, max: number): fc.Arbitrary<bigint> =>
  fc.bigInt({ min: BigInt(min), max: BigInt(max) });

const taxes = fc.uniqueArray(fc.tuple(fc.constantFrom(...JURISDICTIONS), minor(0, 3000)), {
  maxLength: 3,
  selector: ([name]) => name,
});

const pricedPart = (min: number): fc.Arbitrary<RawPart> =>
  fc.record({
    amount: minor(min, 30_000),
    /** Shares of the amount, in per mille. */
    discounts: fc.array(fc.tuple(minor(0, 500), fc.constantFrom(undefined, 'WELCOME', 'TEN')), {
      maxLength: 2,
    }),
    taxes,
  });

interface RawPart {
  readonly amount: bigint;
  readonly discounts: readonly (readonly [bigint, string | undefined])[];
  readonly taxes: readonly (readonly [string, bigint])[];
}

const rawRefund = fc.record({
  kind: fc.constantFrom('items', 'whole-part', 'amount-only', 'all', 'kept', 'mixed'),
  pick: fc.nat(1000),
  share: minor(1, 1000),
  paid: fc.constantFrom('yes', 'no', 'later'),
  gateway: fc.constantFrom('stripe', 'paypal'),
});
type RawRefund = typeof rawRefund extends fc.Arbitrary<infer T> ? T : never;

const rawOrder = fc.record({
  currency: fc.constantFrom(...CURRENCIES),
  lines: fc.array(pricedPart(0), { minLength: 1, maxLength: 4 }),
  shipping: fc.array(pricedPart(0), { maxLength: 2 }),
  surcharges: fc.array(pricedPart(-2000), { maxLength: 2 }),
  payment: fc.constantFrom('full', 'full', 'full', 'two', 'part', 'none', 'authorized', 'failed', 'late'),
  refunds: fc.oneof(fc.constant([] as RawRefund[]), fc.array(rawRefund, { minLength: 1, maxLength: 4 })),
  state: fc.constantFrom('open', 'open', 'open', 'pending', 'cancelled', 'failed', 'draft'),
  shift: fc.oneof({ weight: 4, arbitrary: fc.constant(0n) }, { weight: 1, arbitrary: minor(-2, 2) }),
  test: fc.oneof({ weight: 9, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
  hour: fc.nat(23),
});
type RawOrder = typeof rawOrder extends fc.Arbitrary<infer T> ? T : never;

export const arbitraryOrder = (): fc.Arbitrary<GeneratedOrder> => rawOrder.map(settle);

export const arbitraryPolicy = (): fc.Arbitrary<PolicyInput> =>
  fc.record({
    postingTrigger: fc.constantFrom('capture', 'creation'),
    discounts: fc.constantFrom('contra', 'net', 'negative-line'),
    tax: fc.constantFrom('jurisdiction', 'line', 'order'),
    shipping: fc.constantFrom('own-account', 'inside-sales'),
    returns: fc.constantFrom('contra', 'sales'),
    amountOnlyRefunds: fc.constantFrom('unallocated', 'spread'),
    restockingFee: fc.constantFrom('own-account', 'own-account', 'hold'),
    roundingLimit: fc.constantFrom('0', '0.05', '2'),
    accountingDate: fc.constantFrom('event', 'placed'),
    timeZone: fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kathmandu'),
    testOrders: fc.constantFrom('exclude', 'include'),
    zeroOrders: fc.constantFrom('post', 'skip'),
  });

interface Leaf {
  readonly room: 'lines' | 'shipping' | 'surcharges';
  readonly of: string;
  readonly jurisdiction?: string;
  left: bigint;
}

const settle = (raw: RawOrder): GeneratedOrder => {
  const text = (amount: bigint): string => fromMinor(amount, raw.currency);
  const leaves: Leaf[] = [];
  const room = (name: Leaf['room'], parts: readonly RawPart[]): PartSpec[] =>
    parts.map((part, index) => toSpec(part, name, `${name}-${index + 1}`, leaves, text));
  const lines = room('lines', raw.lines);
  const shipping = room('shipping', raw.shipping);
  const surcharges = room('surcharges', raw.surcharges);
  const total = leaves.reduce((sum, leaf) => sum + leaf.left, 0n) + raw.shift;
  const story = { itemised: true, kept: 0n, left: total };
  const refunds = raw.refunds.flatMap((refund, index) => giveBack(refund, index, leaves, story, text));
  const spec: OrderSpec = {
    currency: raw.currency,
    state: raw.state,
    test: raw.test,
    placedAt: `2026-03-28T${String(raw.hour).padStart(2, '0')}:30:00Z`,
    ...(raw.state === 'cancelled' ? { cancelledAt: '2026-04-20T10:00:00Z' } : {}),
    updatedAt: '2026-04-21T10:00:00Z',
    lines,
    shipping,
    surcharges,
    payments: payments(raw, total, text),
    refunds,
    claims: { total: text(total) },
  };
  return {
    order: buildOrder(spec),
    itemised: story.itemised,
    refundedWhole: story.left === 0n,
    kept: story.kept,
  };
};

const toSpec = (
  part: RawPart,
  room: Leaf['room'],
  id: string,
  leaves: Leaf[],
  text: (amount: bigint) => string,
): PartSpec => {
  const sign = part.amount < 0n ? -1n : 1n;
  const discounts =
    sign < 0n ? [] : part.discounts.map(([share, code]) => [(part.amount * share) / 1000n, code] as const);
  const net = part.amount - discounts.reduce((sum, [amount]) => sum + amount, 0n);
  leaves.push({ room, of: id, left: net });
  const taxes = net === 0n ? [] : part.taxes.map(([name, amount]) => [name, sign * amount] as const);
  for (const [jurisdiction, amount] of taxes) leaves.push({ room, of: id, jurisdiction, left: amount });
  return {
    id,
    amount: text(part.amount),
    discounts: discounts.map(([amount, code]) =>
      code === undefined ? text(amount) : ([text(amount), code] as const),
    ),
    taxes: Object.fromEntries(taxes.map(([name, amount]) => [name, text(amount)])),
  };
};

const payments = (raw: RawOrder, total: bigint, text: (amount: bigint) => string): PaymentSpec[] => {
  if (total <= 0n) return [];
  const half = total / 2n;
  switch (raw.payment) {
    case 'full':
      return [{ amount: text(total), at: '2026-03-28T23:30:00Z' }];
    case 'late':
      return [{ amount: text(total), at: '2026-04-15T23:30:00Z' }];
    case 'two':
      return [
        { amount: text(half), at: '2026-03-28T23:45:00Z', gateway: 'paypal' },
        { amount: text(total - half), at: '2026-04-02T08:00:00Z' },
      ];
    case 'part':
      return [{ amount: text(half), at: '2026-03-29T01:30:00Z' }];
    case 'authorized':
      return [{ amount: text(total), kind: 'authorization' }];
    case 'failed':
      return [{ amount: text(total), status: 'failed' }];
    default:
      return [];
  }
};

interface Story {
  itemised: boolean;
  kept: bigint;
  left: bigint;
}

const giveBack = (
  raw: RawRefund,
  index: number,
  leaves: readonly Leaf[],
  story: Story,
  text: (amount: bigint) => string,
): RefundSpec[] => {
  const taken = raw.kind === 'amount-only' || raw.kind === 'all' ? [] : pickItems(raw, leaves);
  const items = taken.reduce((sum, { amount }) => sum + amount, 0n);
  const kept = raw.kind === 'kept' ? (items * raw.share) / 2000n : 0n;
  const rest = story.left - items;
  const beyond =
    raw.kind === 'all'
      ? rest
      : raw.kind === 'amount-only' || raw.kind === 'mixed'
        ? (rest * raw.share) / 1000n
        : 0n;
  const amount = items - kept + beyond;
  if (amount <= 0n || amount > story.left || beyond < 0n) return [];
  for (const { leaf, amount: part } of taken) leaf.left -= part;
  story.left -= amount;
  story.kept += kept;
  if (beyond !== 0n || kept !== 0n) story.itemised = false;
  const day = String(2 + index * 5).padStart(2, '0');
  const parts = (room: Leaf['room']): NonNullable<RefundSpec['lines']> => {
    const names = [...new Set(taken.filter(({ leaf }) => leaf.room === room).map(({ leaf }) => leaf.of))];
    return names.map((of) => {
      const own = taken.filter(({ leaf }) => leaf.room === room && leaf.of === of);
      const self = own.find(({ leaf }) => leaf.jurisdiction === undefined);
      const ownTaxes = own.filter(({ leaf }) => leaf.jurisdiction !== undefined);
      return {
        of,
        amount: text(self ? self.amount : 0n),
        taxes: Object.fromEntries(
          ownTaxes.map(({ leaf, amount: tax }) => [leaf.jurisdiction as string, text(tax)]),
        ),
      };
    });
  };
  const payment: PaymentSpec = {
    amount: text(amount),
    gateway: raw.gateway,
    ...(raw.paid === 'later' ? { at: '2026-04-25T10:00:00Z' } : {}),
  };
  return [
    {
      at: `2026-04-${day}T22:30:00Z`,
      amount: text(amount),
      lines: parts('lines'),
      shipping: parts('shipping'),
      surcharges: parts('surcharges'),
      payments: raw.paid === 'no' ? [] : [payment],
    },
  ];
};

const pickItems = (
  raw: RawRefund,
  leaves: readonly Leaf[],
): { readonly leaf: Leaf; readonly amount: bigint }[] => {
  const names = [...new Set(leaves.map((leaf) => `${leaf.room} ${leaf.of}`))];
  const name = names[raw.pick % names.length];
  const whole = raw.kind === 'whole-part';
  return leaves
    .filter((leaf) => `${leaf.room} ${leaf.of}` === name)
    .map((leaf) => ({ leaf, amount: whole ? leaf.left : (leaf.left * raw.share) / 1000n }))
    .filter(({ amount }) => amount !== 0n);
};
