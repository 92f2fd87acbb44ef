/** Whatever happened to an order, every component comes out as it went in, and nothing is lost between agreements. */
import fc from 'fast-check';
import { checkOrder } from '../../../lib/commerce/check-order';
import type { Order } from '../../../lib/commerce/order';
import { normalize } from './support/sample-order';
import { randomHistory } from './support/random-history';

const cents = (amount: string): bigint => BigInt(amount.replace('.', ''));
const sum = (amounts: readonly string[]): bigint =>
  amounts.reduce((total, amount) => total + cents(amount), 0n);

const soldOf = ({ lines, shipping, surcharges }: Order) => [...lines, ...shipping, ...surcharges];
const backOf = ({ refunds }: Order) =>
  refunds.flatMap(({ lines, shipping, surcharges }) => [...lines, ...shipping, ...surcharges]);

const taxOf = (parts: ReturnType<typeof backOf>, jurisdiction: string): bigint =>
  sum(
    parts.flatMap(({ taxes }) =>
      taxes.filter((tax) => tax.jurisdiction === jurisdiction).map(({ amount }) => amount),
    ),
  );

test('what was charged less what was given back is what Shopify says is left, component by component', () => {
  fc.assert(
    fc.property(randomHistory, ({ order: payload, charged, refunded, netLeft, taxLeft }) => {
      const { order, problems } = normalize({ order: payload });
      if (order === undefined) throw new Error('no order came out');
      expect(problems).toEqual([]);
      expect(cents(order.claims.total.amount)).toBe(charged);
      expect(sum(order.refunds.map(({ amount }) => amount))).toBe(refunded);
      const [sold, back] = [soldOf(order), backOf(order)];
      const net =
        sum(sold.map(({ amount }) => amount)) -
        sum(sold.flatMap(({ discounts }) => discounts.map(({ amount }) => amount)));
      expect(net - sum(back.map(({ amount }) => amount))).toBe(netLeft);
      const left = ['STATE-TAX-10', 'CITY-TAX-2'].map(
        (name) => taxOf(sold as never, name) - taxOf(back, name),
      );
      expect(left).toEqual(taxLeft);
      expect(checkOrder(order, { roundingLimit: '0' }).problems).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

test('the same payload gives the same bytes, in whatever order the agreements come', () => {
  fc.assert(
    fc.property(randomHistory, ({ order: payload }) => {
      const [first, again] = [normalize(payload), normalize(structuredClone(payload))];
      expect(JSON.stringify(again)).toBe(JSON.stringify(first));
      const turned = {
        ...payload,
        agreements: { ...payload.agreements, nodes: [...payload.agreements.nodes].reverse() },
      };
      const withoutPointers = (order: unknown): unknown =>
        JSON.parse(JSON.stringify(order, (key, value: unknown) => (key === 'pointers' ? undefined : value)));
      expect(withoutPointers(normalize(turned).order)).toEqual(withoutPointers(first.order));
    }),
    { numRuns: 100 },
  );
});
