/**
 * Canonical orders for tests, from the few numbers that matter. Claims are summed from the parts unless given, and
 * pointers lead to the amounts of the order itself, so that a test can follow them.
 */
import type {
  Order,
  OrderLine,
  Payment,
  PricedPart,
  Refund,
  RefundPart,
  TaxLine,
} from '../../lib/commerce/order';
import { fromMinor, toMinor } from '../../lib/money/minor';

export interface PartSpec {
  readonly id?: string;
  readonly title?: string;
  readonly quantity?: string;
  readonly sku?: string;
  readonly amount: string;
  /** Amounts without a code, or with one: `['5.00', ['2.00', 'WELCOME']]`. */
  readonly discounts?: readonly (string | readonly [amount: string, code: string])[];
  /** By jurisdiction; a list when the order or the one who owes it matters. */
  readonly taxes?: Readonly<Record<string, string>> | readonly Partial<TaxLine>[];
}

export interface RefundPartSpec {
  readonly of: string;
  readonly quantity?: string;
  readonly amount: string;
  readonly taxes?: PartSpec['taxes'];
}

export interface PaymentSpec {
  readonly id?: string;
  readonly kind?: Payment['kind'];
  readonly status?: Payment['status'];
  readonly gateway?: string;
  readonly amount: string;
  readonly at?: string;
}

export interface RefundSpec {
  readonly id?: string;
  readonly at?: string;
  readonly reason?: string;
  readonly amount: string;
  readonly lines?: readonly RefundPartSpec[];
  readonly shipping?: readonly RefundPartSpec[];
  readonly surcharges?: readonly RefundPartSpec[];
  /** One payment of the whole amount by the first gateway unless given. */
  readonly payments?: readonly PaymentSpec[];
}

export interface OrderSpec {
  readonly id?: string;
  readonly number?: string;
  readonly storeId?: string;
  readonly currency?: string;
  readonly state?: Order['state'];
  readonly test?: boolean;
  readonly pricesIncludeTax?: boolean;
  readonly placedAt?: string;
  readonly cancelledAt?: string;
  readonly updatedAt?: string;
  readonly lines?: readonly PartSpec[];
  readonly shipping?: readonly PartSpec[];
  readonly surcharges?: readonly PartSpec[];
  /** One capture of the whole total unless given. */
  readonly payments?: readonly PaymentSpec[];
  readonly refunds?: readonly RefundSpec[];
  /** Claims that differ from the sum of the parts. */
  readonly claims?: {
    readonly total?: string;
    readonly tax?: string;
    readonly shipping?: string;
    readonly discount?: string;
    readonly taxByJurisdiction?: Readonly<Record<string, string>>;
  };
}

export const buildOrder = (spec: OrderSpec): Order => {
  const currency = spec.currency ?? 'USD';
  const placedAt = spec.placedAt ?? '2026-03-02T10:00:00Z';
  const lines = (spec.lines ?? []).map((line, index) => orderLine(line, index));
  const shipping = (spec.shipping ?? []).map((part, index) => priced(part, 'shipping', index, 'Delivery'));
  const surcharges = (spec.surcharges ?? []).map((part, index) =>
    priced(part, 'surcharges', index, 'Surcharge'),
  );
  const sums = sumParts(currency, lines, shipping, surcharges);
  const total = spec.claims?.total ?? sums.total;
  const id = spec.id ?? '1001';
  return {
    source: {
      platform: 'shop',
      storeId: spec.storeId ?? 'store.example',
      orderId: id,
      number: spec.number ?? id,
      updatedAt: spec.updatedAt ?? '2026-03-20T09:00:00Z',
    },
    currency,
    state: spec.state ?? 'open',
    sourceStatus: spec.state ?? 'open',
    test: spec.test ?? false,
    pricesIncludeTax: spec.pricesIncludeTax ?? false,
    placedAt,
    ...(spec.cancelledAt === undefined ? {} : { cancelledAt: spec.cancelledAt }),
    customer: { country: 'US' },
    lines,
    shipping,
    surcharges,
    payments: (spec.payments ?? [{ amount: total }]).map((p, index) => payment(p, index, placedAt)),
    refunds: (spec.refunds ?? []).map(refund),
    claims: claims(spec, sums, total),
  };
};

const claim = (amount: string, pointer: string): { amount: string; pointers: string[] } => ({
  amount,
  pointers: [pointer],
});

const claims = (spec: OrderSpec, sums: Sums, total: string): Order['claims'] => {
  const byJurisdiction = spec.claims?.taxByJurisdiction ?? sums.taxByJurisdiction;
  return {
    total: claim(total, '/claims/total/amount'),
    tax: claim(spec.claims?.tax ?? sums.tax, '/claims/tax/amount'),
    shipping: claim(spec.claims?.shipping ?? sums.shipping, '/claims/shipping/amount'),
    discount: claim(spec.claims?.discount ?? sums.discount, '/claims/discount/amount'),
    taxByJurisdiction: Object.fromEntries(
      Object.entries(byJurisdiction).map(([name, amount]) => [
        name,
        claim(amount, `/claims/taxByJurisdiction/${name.replace(/~/g, '~0').replace(/\//g, '~1')}/amount`),
      ]),
    ),
  };
};

const taxLines = (taxes: PartSpec['taxes'], base: string): TaxLine[] => {
  const list = Array.isArray(taxes)
    ? (taxes as readonly Partial<TaxLine>[])
    : Object.entries(taxes ?? {}).map(([jurisdiction, amount]) => ({ jurisdiction, amount }));
  return list.map((tax, index) => ({
    jurisdiction: 'TAX',
    label: `Tax ${tax.jurisdiction ?? 'TAX'}`,
    compound: false,
    liable: 'merchant',
    amount: '0',
    ...tax,
    pointers: [`${base}/taxes/${index}/amount`],
  }));
};

const priced = (spec: PartSpec, room: string, index: number, title: string): PricedPart => ({
  id: spec.id ?? `${room}-${index + 1}`,
  title: spec.title ?? `${title} ${index + 1}`,
  amount: spec.amount,
  pointers: [`/${room}/${index}/amount`],
  discounts: (spec.discounts ?? []).map((discount, at) => ({
    ...(typeof discount === 'string' ? { amount: discount } : { amount: discount[0], code: discount[1] }),
    pointers: [`/${room}/${index}/discounts/${at}/amount`],
  })),
  taxes: taxLines(spec.taxes, `/${room}/${index}`),
});

const orderLine = (spec: PartSpec, index: number): OrderLine => ({
  ...priced(spec, 'lines', index, 'Item'),
  ...(spec.sku === undefined ? {} : { sku: spec.sku }),
  quantity: spec.quantity ?? '1',
  giftCard: false,
});

const payment = (spec: PaymentSpec, index: number, placedAt: string): Payment => ({
  id: spec.id ?? `p${index + 1}`,
  kind: spec.kind ?? 'capture',
  status: spec.status ?? 'success',
  gateway: spec.gateway ?? 'stripe',
  amount: spec.amount,
  at: spec.at ?? placedAt,
  pointers: [`/payments/${index}/amount`],
});

const refund = (spec: RefundSpec, index: number): Refund => {
  const base = `/refunds/${index}`;
  const at = spec.at ?? `2026-03-1${index % 10}T12:00:00Z`;
  const parts = (room: string, specs: readonly RefundPartSpec[] | undefined): RefundPart[] =>
    (specs ?? []).map((part, position) => ({
      id: `${spec.id ?? `r${index + 1}`}-${room}-${position + 1}`,
      of: part.of,
      ...(part.quantity === undefined ? {} : { quantity: part.quantity }),
      amount: part.amount,
      taxes: taxLines(part.taxes, `${base}/${room}/${position}`),
      pointers: [`${base}/${room}/${position}/amount`],
    }));
  return {
    id: spec.id ?? `r${index + 1}`,
    at,
    ...(spec.reason === undefined ? {} : { reason: spec.reason }),
    amount: spec.amount,
    pointers: [`${base}/amount`],
    lines: parts('lines', spec.lines),
    shipping: parts('shipping', spec.shipping),
    surcharges: parts('surcharges', spec.surcharges),
    payments: (spec.payments ?? [{ amount: spec.amount }]).map((back, position) => ({
      id: back.id ?? `b${position + 1}`,
      gateway: back.gateway ?? 'stripe',
      amount: back.amount,
      at: back.at ?? at,
      pointers: [`${base}/payments/${position}/amount`],
    })),
  };
};

interface Sums {
  readonly total: string;
  readonly tax: string;
  readonly shipping: string;
  readonly discount: string;
  readonly taxByJurisdiction: Readonly<Record<string, string>>;
}

/** Malformed amounts count as nothing here: a test that wants them gives its claims itself. */
const sumParts = (currency: string, ...rooms: readonly (readonly PricedPart[])[]): Sums => {
  const minor = (amount: string): bigint => {
    try {
      return toMinor(amount, currency);
    } catch {
      return 0n;
    }
  };
  const text = (amount: bigint): string => {
    try {
      return fromMinor(amount, currency);
    } catch {
      return amount.toString();
    }
  };
  let [total, tax, shipping, discount] = [0n, 0n, 0n, 0n];
  const taxByJurisdiction = new Map<string, bigint>();
  rooms.forEach((parts, room) => {
    for (const part of parts) {
      total += minor(part.amount);
      if (room === 1) shipping += minor(part.amount);
      for (const reduction of part.discounts) discount += minor(reduction.amount);
      for (const line of part.taxes) {
        tax += minor(line.amount);
        taxByJurisdiction.set(
          line.jurisdiction,
          (taxByJurisdiction.get(line.jurisdiction) ?? 0n) + minor(line.amount),
        );
      }
    }
  });
  return {
    total: text(total - discount + tax),
    tax: text(tax),
    shipping: text(shipping),
    discount: text(discount),
    taxByJurisdiction: Object.fromEntries(
      [...taxByJurisdiction].map(([name, amount]) => [name, text(amount)]),
    ),
  };
};
