/** Laws of the mapping from Medusa: whatever happens to an order, nothing of its money is lost, moved or made up. */
import * as fc from 'fast-check';
import { checkOrder } from '../../../lib/commerce/check-order';
import type { Order } from '../../../lib/commerce/order';
import { toMinor } from '../../../lib/money/minor';
import { mapOrder } from '../../../lib/policy/map-order';
import { policySchema } from '../../../lib/policy/policy';
import { big, sum } from '../../simulators/medusa/medusa-number';
import type { MedusaOrder } from '../../simulators/medusa/medusa-order';
import { bundleOf } from '../../simulators/medusa/order-json';
import { newOrders } from '../../simulators/medusa/start-medusa-simulator';
import { accepted, normalize, owed } from './support/orders';
import { live, randomNewOrder, randomSteps, type Step } from './support/random-life';

const RUNS = 150;

/** Runs the check after the order was placed and after each thing that happened to it. */
const throughLife = (
  check: (order: MedusaOrder, canonical: Order, before: Order | undefined) => void,
  happens: (step: Step) => boolean = () => true,
): void => {
  fc.assert(
    fc.property(randomNewOrder, randomSteps, fc.boolean(), (spec, all, cancelled) => {
      const steps = all.filter(happens);
      const order = newOrders().place(spec);
      let before: Order | undefined;
      const look = (): void => {
        const canonical = accepted(order);
        check(order, canonical, before);
        before = canonical;
      };
      look();
      for (const step of [...steps, ...(cancelled ? [{ kind: 'cancel' as const }] : [])]) {
        live(order, step);
        look();
      }
    }),
    { numRuns: RUNS },
  );
};

test('every order adds up, and maps to entries, whatever happened to it', () => {
  const policy = policySchema.parse({});
  throughLife((_order, canonical) => {
    const { problems } = mapOrder(canonical, policy);
    expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
  });
});

test('who owes nothing by the reckoning of Medusa owes nothing here, to the last unit', () => {
  throughLife((order, canonical) => {
    const announced = order.items.some((item) => order.openReturns(item.id).gt(0));
    const half = big(1)
      .div(big(10).pow({ EUR: 2, JPY: 0, KWD: 3 }[canonical.currency] as number))
      .div(2.001);
    const isMoved = order.captures.length > 0 && order.canceledAt === undefined;
    if (isMoved && !announced && order.difference().abs().lt(half)) expect(owed(canonical)).toBe(0n);
  });
});

test('no sum is further from its exact value than its roundings explain', () => {
  throughLife((order, canonical) => {
    const units = (amount: string) => big(toMinor(amount, canonical.currency).toString());
    const decimals = { EUR: 2, JPY: 0, KWD: 3 }[canonical.currency] as number;
    const exactly = (value: ReturnType<typeof big>) => value.times(big(10).pow(decimals));
    const items = order.items.map((one) => order.itemTotals(one).perPiece.times(one.quantity));
    const methods = order.shipping.map((one) => order.methodTotals(one).total);
    const groups = 1 + order.changes.length;
    const total = exactly(sum([...items, ...methods]));
    expect(
      units(canonical.claims.total.amount)
        .minus(total)
        .abs()
        .lte(0.51 * groups),
    ).toBe(true);
    for (const [index, capture] of order.captures.entries()) {
      const payment = canonical.payments.filter(({ kind }) => kind === 'capture')[
        index
      ] as Order['payments'][number];
      expect(units(payment.amount).minus(exactly(capture.amount)).abs().lte(5)).toBe(true);
    }
  });
});

test('what was booked before does not change by what happens after', () => {
  const amounts = (order: Order, ids: ReadonlySet<string>): unknown[] =>
    [...order.lines, ...order.shipping, ...order.payments, ...order.refunds]
      .filter((part) => ids.has(part.id) && !('kind' in part && part.kind === 'authorization'))
      .map((part) => [
        part.id,
        part.amount,
        'taxes' in part ? part.taxes.map(({ amount, jurisdiction }) => [jurisdiction, amount]) : [],
        'discounts' in part ? part.discounts.map(({ amount, code }) => [code, amount]) : [],
        'lines' in part ? part.lines.map(({ amount }) => amount) : [],
      ]);
  throughLife((_order, canonical, before) => {
    if (before === undefined) return;
    // A return that is only announced holds money and no goods yet, so it grows when they arrive.
    const settled = before.refunds.filter(({ lines, amount }) => lines.length > 0 || /[1-9]/.test(amount));
    const parts = [...before.lines, ...before.shipping, ...before.payments, ...settled];
    const ids = new Set(parts.map(({ id }) => id));
    const still = new Set([...canonical.payments.map(({ id }) => id)]);
    const gone = before.payments.filter(({ id, kind }) => kind === 'authorization' && !still.has(id));
    for (const { id } of gone) ids.delete(id);
    const voided = canonical.payments.filter(({ kind }) => kind === 'void');
    for (const { id } of voided) ids.delete(id);
    expect(amounts(canonical, ids)).toEqual(amounts(before, ids));
  }, isNoEdit);
});

/** A quantity that was edited restates its line, so what follows from it is another story. */
const isNoEdit = ({ kind }: Step): boolean => kind !== 'setQuantity';

test('the order in which Medusa lists the rows of an order makes no difference', () => {
  const shuffled = (value: unknown, seed: number): unknown => {
    if (Array.isArray(value)) {
      const rows = value.map((row) => shuffled(row, seed));
      return seed % 2 === 0 ? rows.reverse() : [...rows.slice(1), ...rows.slice(0, 1)];
    }
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shuffled(inner, seed)]));
  };
  const amountsOf = (order: Order): string =>
    JSON.stringify(order, (key, value: unknown) => (key === 'pointers' ? undefined : value));
  fc.assert(
    fc.property(randomNewOrder, randomSteps, fc.nat(1), (spec, steps, seed) => {
      const order = newOrders().place(spec);
      for (const step of steps) live(order, step);
      const payload = JSON.parse(JSON.stringify(bundleOf(order))) as { order: object; changes: unknown[] };
      const other = { order: shuffled(payload.order, seed), changes: payload.changes };
      expect(amountsOf(accepted(other))).toBe(amountsOf(accepted(payload)));
    }),
    { numRuns: RUNS },
  );
});

test('an order with any one field replaced by anything is held or stays what it was', () => {
  const order = newOrders().place({
    currency: 'eur',
    items: [
      {
        sku: 'SHIRT',
        price: '19.99',
        quantity: '2',
        inclusive: false,
        taxes: [{ code: 'DE19', rate: '19' }],
        adjustments: [{ code: 'TEN', amount: '3.998' }],
      },
    ],
    shipping: [],
  });
  order.capture();
  order.refund(big('1.5'));
  order.receiveReturn(order.announceReturn([{ itemId: order.items[0]?.id as string, quantity: '1' }]));
  const original = JSON.parse(JSON.stringify(bundleOf(order))) as object;
  const { amount: total } = accepted(original).claims.total;
  const left = owed(accepted(original));
  const paths = (value: unknown, path: readonly string[] = []): string[][] =>
    typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([key, inner]) => [[...path, key], ...paths(inner, [...path, key])])
      : [];
  const strange = fc.oneof(
    fc.constantFrom(null, '', 'NaN', '12,50', 1e3, [], {}, true, '-1', '0', { value: 'x' }, { value: '7' }),
    fc.jsonValue({ maxDepth: 2 }),
  );
  fc.assert(
    fc.property(fc.constantFrom(...paths(original)), strange, (path, value) => {
      const payload = structuredClone(original) as Record<string, unknown>;
      let at = payload;
      for (const key of path.slice(0, -1)) at = at[key] as Record<string, unknown>;
      at[path.at(-1) as string] = value;
      const result = normalize(payload);
      if (result.order === undefined) return;
      const checked = checkOrder(result.order, { roundingLimit: '0' });
      if ([...result.problems, ...checked.problems].some(({ severity }) => severity === 'error')) return;
      expect([path, result.order.claims.total.amount]).toEqual([path, total]);
      expect([path, owed(result.order)]).toEqual([path, left]);
    }),
    { numRuns: 4000 },
  );
});

test('anything at all gives problems or an order, never an exception', () => {
  const order = bundleOf(newOrders().place({ currency: 'eur', items: [], shipping: [] })).order;
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 5 }), (payload) => {
      for (const wrapped of [
        payload,
        { order: payload },
        { order, returns: payload },
        { order, changes: payload },
      ]) {
        const result = normalize(wrapped);
        if (result.order === undefined)
          expect(result.problems.some(({ severity }) => severity === 'error')).toBe(true);
      }
    }),
    { numRuns: 1000 },
  );
});
