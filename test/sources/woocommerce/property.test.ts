/** Laws of the mapping from WooCommerce: whatever the order, its parts come to what the shop claims. */
import * as fc from 'fast-check';
import { checkOrder } from '../../../lib/commerce/check-order';
import type { Order } from '../../../lib/commerce/order';
import { toMinor } from '../../../lib/money/minor';
import { woocommerce } from '../../../lib/sources/woocommerce';
import { DECIMALS, randomOrder, rounded, six } from './support/random-order';
import { line, normalize, refundedLine, taxLine, wooOrder, wooRefund } from './support/woo-order';

const RUNS = 1000;

const normalized = (payload: unknown): Order => {
  const { order, problems } = normalize(payload);
  expect(problems.filter(({ severity }) => severity !== 'info')).toEqual([]);
  return order as Order;
};

const sums = (order: Order) => {
  const minor = (amount: string): bigint => toMinor(amount, order.currency);
  const parts = [...order.lines, ...order.shipping, ...order.surcharges];
  const net = (part: (typeof parts)[number]): bigint =>
    part.discounts.reduce((left, { amount }) => left - minor(amount), minor(part.amount));
  const add = (amounts: readonly bigint[]): bigint => amounts.reduce((total, amount) => total + amount, 0n);
  const taxes = parts.flatMap((part) => part.taxes);
  return {
    net: add(parts.map(net)),
    tax: add(taxes.map(({ amount }) => minor(amount))),
    shipping: add(order.shipping.map(net)),
    taxIn: (name: string) =>
      add(taxes.filter(({ jurisdiction }) => jurisdiction === name).map(({ amount }) => minor(amount))),
    claim: (claim: { amount: string } | undefined) => minor((claim as { amount: string }).amount),
  };
};

const expectTies = (order: Order): void => {
  const { net, tax, taxIn, shipping, claim } = sums(order);
  expect(net + tax).toBe(claim(order.claims.total));
  expect(tax).toBe(claim(order.claims.tax));
  expect(shipping).toBe(claim(order.claims.shipping));
  for (const [name, claimed] of Object.entries(order.claims.taxByJurisdiction ?? {}))
    expect(taxIn(name)).toBe(claim(claimed));
  expect(
    checkOrder(order, { roundingLimit: '0' }).problems.filter(({ severity }) => severity !== 'info'),
  ).toEqual([]);
};

test('orders in whole minor units tie, amount by amount, without rounding', () => {
  fc.assert(
    fc.property(randomOrder(true), ({ order: woo, parts, currency }) => {
      const order = normalized({ order: woo, refunds: [] });
      expectTies(order);
      const unit = 10n ** BigInt(6 - DECIMALS[currency]);
      expect(order.lines.map(({ amount }) => toMinor(amount, currency) * unit)).toEqual(
        parts.filter(({ kind }) => kind === 'goods').map(({ before }) => before),
      );
      expect(JSON.stringify(order)).not.toContain('leftover');
    }),
    { numRuns: RUNS },
  );
});

test('orders in parts of minor units come out whole and reach every claim of the shop', () => {
  fc.assert(
    fc.property(randomOrder(false), ({ order: woo }) => expectTies(normalized({ order: woo, refunds: [] }))),
    { numRuns: RUNS },
  );
});

test('rounding moves no amount by a whole minor unit or more', () => {
  fc.assert(
    fc.property(randomOrder(false), ({ order: woo, parts, currency }) => {
      const order = normalized({ order: woo, refunds: [] });
      const unit = 10n ** BigInt(6 - DECIMALS[currency]);
      const close = (amount: string, exact: bigint, units = 1n): boolean => {
        const moved = toMinor(amount, currency) * unit - exact;
        return moved < units * unit && moved > -units * unit;
      };
      const all = [...order.lines, ...order.shipping, ...order.surcharges];
      const exact = (['goods', 'shipping', 'fee'] as const).flatMap((kind) =>
        parts.filter((part) => part.kind === kind),
      );
      all.forEach((part, index) => {
        const source = exact[index] as (typeof exact)[number];
        // A subtotal follows the claimed discount, so it may stand one unit from its own digits.
        expect(close(part.amount, source.before, 2n)).toBe(true);
        source.taxes
          .flatMap((tax) => tax ?? [])
          .forEach((tax, at) => {
            expect(close((part.taxes[at] as { amount: string }).amount, tax)).toBe(true);
          });
      });
    }),
    { numRuns: RUNS },
  );
});

test('no line without a coupon gets a discount, and no discount is negative', () => {
  fc.assert(
    fc.property(randomOrder(false), ({ order: woo }) => {
      const order = normalized({ order: woo, refunds: [] });
      order.lines.forEach((part, index) => {
        const source = woo.line_items[index] as (typeof woo.line_items)[number];
        if (source.subtotal === source.total) expect(part.discounts).toEqual([]);
        for (const { amount } of part.discounts) expect(toMinor(amount, order.currency)).toBeGreaterThan(0n);
      });
    }),
    { numRuns: RUNS },
  );
});

test('however a tax is refunded in pieces, the pieces come to what was booked', () => {
  const pieces = fc.array(fc.bigInt({ min: 0n, max: 3_000_000n }), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(pieces, fc.nat(), (parts, shuffle) => {
      const tax = six(parts.reduce((sum, part) => sum + part, 0n));
      const total = rounded(
        parts.reduce((sum, part) => sum + part, 0n),
        2,
      );
      const order = wooOrder({
        line_items: [line({ total_tax: tax, taxes: [{ id: 1, total: tax }] })],
        shipping_lines: [],
        shipping_total: '0',
        tax_lines: [taxLine({ tax_total: six(total), shipping_tax_total: '0' })],
        total_tax: six(total),
        total: six(total + 100_000_000n),
      });
      let before = 0n;
      let exact = 0n;
      const refunds = parts.map((part, index) => {
        exact += part;
        const share = rounded(exact, 2) - before;
        before += share;
        return wooRefund({
          id: index + 1,
          date_created_gmt: `2026-03-${String(index + 10)}T00:00:00`,
          amount: six(share + 1_000_000n),
          line_items: [
            refundedLine({
              id: index + 1,
              total: '-1.00',
              total_tax: six(-part),
              taxes: [{ id: 1, total: six(-part) }],
            }),
          ],
        });
      });
      const turned = refunds
        .slice(shuffle % refunds.length)
        .concat(refunds.slice(0, shuffle % refunds.length));
      const result = normalized({ order, refunds: turned });
      const shares = result.refunds.map(({ lines }) => toMinor(lines[0]?.taxes[0]?.amount ?? '0.00', 'EUR'));
      expect(shares.reduce((sum, share) => sum + share, 0n) * 10_000n).toBe(total);
      expect(shares.every((share) => share >= 0n)).toBe(true);
      expect(checkOrder(result, { roundingLimit: '0' }).problems).toEqual([]);
    }),
    { numRuns: RUNS },
  );
});

test('anything at all gives problems or an order, never an exception', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 5 }), (payload) => {
      for (const wrapped of [payload, { order: payload }, { order: wooOrder(), refunds: payload }]) {
        const { order, problems } = woocommerce.normalize(wrapped, { storeId: 's' });
        if (order === undefined) expect(problems.some(({ severity }) => severity === 'error')).toBe(true);
      }
    }),
    { numRuns: RUNS },
  );
});

test('an order with any one field replaced by anything is held or stays what it was', () => {
  const original = { order: wooOrder(), refunds: [wooRefund()] };
  const paths = (value: unknown, path: readonly (string | number)[] = []): (string | number)[][] =>
    typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([key, inner]) => [[...path, key], ...paths(inner, [...path, key])])
      : [];
  const strange = fc.oneof(
    fc.constantFrom(null, '', 'NaN', '12,50', 1e3, [], {}, true, '-1', '0'),
    fc.jsonValue({ maxDepth: 2 }),
  );
  const total = normalized(original).claims.total.amount;
  fc.assert(
    fc.property(fc.constantFrom(...paths(original)), strange, (path, value) => {
      const payload = structuredClone(original) as unknown as Record<string, unknown>;
      let at = payload;
      for (const key of path.slice(0, -1)) at = at[key] as Record<string, unknown>;
      at[path.at(-1) as string] = value;
      const { order, problems } = woocommerce.normalize(payload, { storeId: 's' });
      if (order === undefined || problems.some(({ severity }) => severity === 'error')) return;
      const money = path.join('/') === 'order/total' ? (value as string) : total;
      expect(toMinor(order.claims.total.amount, order.currency)).toBe(toMinor(String(money), order.currency));
    }),
    { numRuns: 3 * RUNS },
  );
});
