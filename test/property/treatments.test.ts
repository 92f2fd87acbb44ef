/** Laws 1, 2, 4 and 9 over orders with any mix of treatments, and any policy. */
import fc from 'fast-check';
import { accountBalances } from '../../lib/accounting/check-entry';
import type { Order } from '../../lib/commerce/order';
import { toMinor } from '../../lib/money/minor';
import { mapOrder } from '../../lib/policy/map-order';
import { type Policy, type PolicyInput, policySchema } from '../../lib/policy/policy';
import type { Target } from '../../lib/policy/target';
import { arbitraryRichOrder } from '../support/enrich-order';
import { richPolicy } from '../support/rich-policy';
import { runs } from '../support/runs';

const RUNS = runs(2000);

/** Nothing, whatever was generated, or all pieces in one or two deliveries, at any time of the order's life. */
const richOrder = fc
  .tuple(arbitraryRichOrder(), fc.constantFrom('generated', 'whole', 'in two'), fc.nat(40))
  .map(([{ order }, how, day]) => (how === 'generated' ? order : wholly(order, how === 'in two', day)));

const wholly = (order: Order, inTwo: boolean, day: number): Order => {
  const delivery = (
    id: string,
    days: number,
    part: (quantity: string, first: boolean) => string,
  ): NonNullable<Order['fulfilments']>[number] => ({
    id,
    at: new Date(Date.parse(order.placedAt) + days * 86_400_000).toISOString(),
    pointers: ['/fulfilments/0/id'],
    lines: order.lines.map(({ id: of, quantity }) => ({
      of,
      quantity: part(quantity, id === 'd1'),
      pointers: ['/fulfilments/0/id'],
    })),
  });
  const half = (quantity: string, first: boolean): string => {
    const quarters = Math.round(Number(quantity) * 4);
    const some = Math.trunc(quarters / 2);
    return String((first ? some : quarters - some) / 4);
  };
  const fulfilments = inTwo
    ? [delivery('d1', day, half), delivery('d2', day + 9, half)]
    : [delivery('d1', day, (quantity) => quantity)];
  return { ...order, fulfilments };
};

/** A generator gone dull fails: so many targets must have had something to show. */
const forEach = (
  law: (target: Target, order: Order, policy: Policy) => boolean | void,
  atLeast: number,
  fixed: PolicyInput = {},
): void => {
  let told = 0;
  fc.assert(
    fc.property(richOrder, richPolicy(), (order, input) => {
      const policy = policySchema.parse({ ...input, ...fixed });
      const target = mapOrder(order, policy);
      if (law(target, order, policy) !== false && target.entries.length > 0) told++;
    }),
    { numRuns: RUNS },
  );
  expect(told).toBeGreaterThan(atLeast);
};

/** Balance (credit positive) of all accounts whose family is one of these. */
const familyBalance = ({ entries }: Target, ...families: readonly string[]): bigint =>
  [...accountBalances(entries)]
    .filter(([account]) => families.includes(account.split(':')[0] as string))
    .reduce((sum, [, balance]) => sum + balance, 0n);

const INCOME = ['sales', 'sales-returns', 'discounts', 'shipping', 'surcharges'];

const isWhollyDelivered = ({ lines, fulfilments = [] }: Order): boolean => {
  const sent = new Map<string, number>();
  for (const { of, quantity } of fulfilments.flatMap((one) => one.lines))
    sent.set(of, (sent.get(of) ?? 0) + Number(quantity));
  return (
    fulfilments.length > 0 &&
    lines.every(({ id, quantity, giftCard }) => giftCard || sent.get(id) === Number(quantity))
  );
};

describe('any mix of treatments under any policy', () => {
  it('balances, and conserves each component', () => {
    forEach(({ problems }) => {
      expect(problems.filter(({ code }) => code === 'conservation_broken')).toEqual([]);
    }, RUNS / 5);
  });

  it('moves cost out of stock and back, and tax of the channel in and out, to nothing', () => {
    forEach((target) => {
      expect(familyBalance(target, 'facilitator-tax')).toBe(0n);
      expect(familyBalance(target, 'inventory', 'cost-of-goods')).toBe(0n);
    }, RUNS / 5);
  });

  it('lets nothing wait once everything was delivered or the order was given up', () => {
    forEach(
      (target, order) => {
        const over = order.state === 'cancelled' || order.state === 'failed';
        if (!over && !isWhollyDelivered(order)) return false;
        expect(familyBalance(target, 'deferred-revenue')).toBe(0n);
        expect(familyBalance(target, 'deferred-tax')).toBe(0n);
        return true;
      },
      RUNS / 40,
      { postingTrigger: 'fulfilment', costOfGoods: 'none' },
    );
  });

  it('earns the same in the end whenever it is earned', () => {
    forEach(
      (target, order, policy) => {
        if (target.entries.length === 0 || !isWhollyDelivered(order)) return false;
        const placed = mapOrder(order, policySchema.parse({ ...policy, postingTrigger: 'creation' }));
        expect(familyBalance(target, ...INCOME)).toBe(familyBalance(placed, ...INCOME));
        expect(familyBalance(target, 'tax')).toBe(familyBalance(placed, 'tax'));
        return true;
      },
      RUNS / 40,
      { postingTrigger: 'fulfilment', costOfGoods: 'none' },
    );
  });

  it('books the same amounts with account rules as without, on other accounts of the same family', () => {
    forEach((target, order, policy) => {
      const plain = mapOrder(order, policySchema.parse({ ...policy, accountRules: [], dimensionRules: [] }));
      // The usual account of shipping may be sales, and that of a restocking fee sales-returns.
      for (const families of [INCOME, ['tax'], ['clearing'], ['fees'], ['receivable'], ['inventory']])
        expect([families, familyBalance(target, ...families)]).toEqual([
          families,
          familyBalance(plain, ...families),
        ]);
    }, RUNS / 5);
  });

  it('gives back no more of a component than was sold of it', () => {
    forEach(
      (target, order) => {
        if (order.surcharges.some(({ amount }) => amount.startsWith('-'))) return false;
        const sold = new Map<string, bigint>();
        const given = new Map<string, bigint>();
        for (const { kind, lines } of target.entries)
          for (const { explanation, debit, credit } of lines) {
            if (!/^(goods|shipping|gift_card|tax:.*)$/.test(explanation.component)) continue;
            const minor = toMinor(credit ?? (debit as string), target.currency);
            const signed = debit === undefined ? minor : -minor;
            const [sums, amount] = kind === 'refund' ? [given, -signed] : [sold, signed];
            sums.set(explanation.component, (sums.get(explanation.component) ?? 0n) + amount);
          }
        const over = order.state === 'cancelled' || order.state === 'failed';
        for (const [component, amount] of over ? [] : given)
          expect([component, amount <= (sold.get(component) ?? 0n)]).toEqual([component, true]);
        return given.size > 0;
      },
      RUNS / 40,
      {
        discounts: 'net',
        tax: 'jurisdiction',
        accountRules: [],
        roundingLimit: '0',
        postingTrigger: 'creation',
      },
    );
  });

  it('explains every line: rule, component, pointers that exist, and arithmetic that comes to the amount', () => {
    forEach(({ entries, currency }, order, policy) => {
      const source = policy.orderCurrency === 'presentment' ? { ...order, ...order.inPresentment } : order;
      for (const line of entries.flatMap(({ lines }) => lines)) {
        const { rule, component, pointers, arithmetic } = line.explanation;
        expect(rule).toMatch(/^[a-z_]+\.[a-z._-]+$/);
        expect(component).not.toBe('');
        expect(pointers.length).toBeGreaterThan(0);
        for (const pointer of pointers)
          expect([pointer, follow(order, pointer) ?? follow(source, pointer) ?? 'missing']).not.toEqual([
            pointer,
            'missing',
          ]);
        const last = outcome(arithmetic);
        expect([arithmetic, magnitude(last, currency)]).toEqual([
          arithmetic,
          magnitude(line.debit ?? line.credit ?? '', currency),
        ]);
      }
    }, RUNS / 5);
  });
});

const magnitude = (text: string, currency: string): bigint => {
  const minor = toMinor(text, currency);
  return minor < 0n ? -minor : minor;
};

const follow = (value: unknown, pointer: string): unknown =>
  pointer
    .split('/')
    .slice(1)
    .reduce<unknown>(
      (at, step) =>
        (at as Record<string, unknown> | undefined)?.[step.replace(/~1/g, '/').replace(/~0/g, '~')],
      value,
    );

const outcome = (arithmetic: string): string =>
  (arithmetic.split('; ').at(-1) as string)
    .split(/ = | -> /)
    .at(-1)
    ?.replace(/, all of it$/, '') as string;
