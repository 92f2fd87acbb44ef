/** When an order of WooCommerce was delivered, what its pieces cost, and whether refunded ones came back into stock. */
import * as fc from 'fast-check';
import { accountBalances } from '../../../lib/accounting/check-entry';
import type { Refund } from '../../../lib/commerce/order';
import { mapOrder } from '../../../lib/policy/map-order';
import { parsePolicy } from '../../../lib/policy/parse-policy';
import type { WooLine, WooMeta } from '../../../lib/sources/woocommerce/wire';
import { randomOrder } from './support/random-order';
import {
  cleanOrder,
  codes,
  line,
  normalizeOrder,
  refundedLine,
  taxLine,
  wooRefund,
} from './support/woo-order';

const COMPLETED = { status: 'completed', date_completed_gmt: '2026-03-03T09:00:00' };

/** Three pieces for 100.00 + 19.00; the order still comes to 130.90. */
const three = (changes: Partial<WooLine> = {}): WooLine => line({ quantity: 3, ...changes });

/** Gives back some pieces of it, for so much with 19 %. */
const back = (id: number, day: string, quantity: number, net: string, tax: string) =>
  wooRefund({
    id,
    date_created_gmt: `2026-03-${day}T10:00:00`,
    amount: (Number(net) + Number(tax)).toFixed(2),
    line_items: [
      refundedLine({
        id: id + 1,
        quantity: -quantity,
        subtotal: `-${net}`,
        total: `-${net}`,
        total_tax: `-${tax}`,
        taxes: [{ id: 1, total: `-${tax}` }],
      }),
    ],
  });

describe('a completed order', () => {
  test('is one delivery of every line, at the moment of completion', () => {
    expect(cleanOrder(normalizeOrder(COMPLETED)).fulfilments).toEqual([
      {
        id: 'completed',
        at: '2026-03-03T09:00:00Z',
        pointers: ['/order/date_completed_gmt'],
        lines: [
          {
            of: '11',
            quantity: '1',
            pointers: ['/order/date_completed_gmt', '/order/line_items/0/quantity'],
          },
        ],
      },
    ]);
  });

  test('stays delivered when it is refunded, or cancelled, later', () => {
    const refunded = normalizeOrder({ ...COMPLETED, status: 'refunded' }, [wooRefund()]);
    expect(cleanOrder(refunded).fulfilments).toMatchObject([{ lines: [{ of: '11', quantity: '1' }] }]);
    const cancelled = normalizeOrder({ ...COMPLETED, status: 'cancelled' });
    expect(cleanOrder(cancelled).fulfilments).toHaveLength(1);
  });

  test('was delivered less the pieces that were refunded before', () => {
    const lines = { ...COMPLETED, line_items: [three()] };
    const early = back(90, '02', 1, '33.33', '6.33');
    const late = back(95, '04', 1, '33.33', '6.33');
    expect(cleanOrder(normalizeOrder(lines, [early, late])).fulfilments?.[0]?.lines).toMatchObject([
      { of: '11', quantity: '2' },
    ]);
    const all = back(90, '02', 3, '100.00', '19.00');
    expect(cleanOrder(normalizeOrder(lines, [all])).fulfilments?.[0]?.lines).toEqual([]);
  });

  test('counts pieces by the kilogram as exactly as the shop sells them', () => {
    const weighed = { ...COMPLETED, line_items: [three({ quantity: 1.25 })] };
    expect(cleanOrder(normalizeOrder(weighed)).fulfilments?.[0]?.lines[0]?.quantity).toBe('1.25');
  });

  test('without a date of it says that nobody knows when, and nothing of deliveries', () => {
    const result = normalizeOrder({ status: 'completed', date_completed_gmt: null });
    expect(result.order?.fulfilments).toBeUndefined();
    expect(codes(result)).toEqual(['info completion_date_missing']);
  });

  test('with a date that is none is held', () => {
    const result = normalizeOrder({ ...COMPLETED, date_completed_gmt: '0000-00-00T00:00:00' });
    expect(codes(result)).toContain('error malformed_date');
  });

  test('is booked by its delivery under a policy that waits for it', () => {
    const { policy } = parsePolicy({ postingTrigger: 'fulfilment' });
    if (policy === undefined) throw new Error('the policy is not read');
    const lines = { ...COMPLETED, line_items: [three()] };
    const order = cleanOrder(normalizeOrder(lines, [back(90, '02', 1, '33.33', '6.33')]));
    const target = mapOrder(order, policy);
    expect(target.held).toBe(false);
    expect(target.events.map(({ kind }) => kind)).toContain('fulfilment');
  });
});

test('whatever the order, once it is completed nothing of it waits to be earned', () => {
  const { policy } = parsePolicy({ postingTrigger: 'fulfilment', costOfGoods: 'perpetual' });
  if (policy === undefined) throw new Error('the policy is not read');
  fc.assert(
    fc.property(randomOrder(false), ({ order: woo }) => {
      const cost_of_goods_sold = { value: 7.1 };
      const line_items = woo.line_items.map((row) => ({ ...row, cost_of_goods_sold }));
      const { order, problems } = normalizeOrder({ ...woo, ...COMPLETED, line_items });
      if (order === undefined) throw new Error('there is no order');
      const { held, entries } = mapOrder(order, policy, { problems });
      expect(held).toBe(false);
      const waiting = [...accountBalances(entries)].filter(([account]) => account.startsWith('deferred'));
      expect(waiting.filter(([, balance]) => balance !== 0n)).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

test.each(['pending', 'processing', 'on-hold'])(
  'an order that is %s was not delivered, also when it was completed by mistake before',
  (status) => {
    expect(cleanOrder(normalizeOrder({ status })).fulfilments).toEqual([]);
    expect(cleanOrder(normalizeOrder({ ...COMPLETED, status })).fulfilments).toEqual([]);
  },
);

test('a plugin status is delivered only when the order has a date of completion', () => {
  expect(cleanOrder(normalizeOrder({ status: 'in-transit' })).fulfilments).toEqual([]);
  expect(cleanOrder(normalizeOrder({ ...COMPLETED, status: 'archived' })).fulfilments).toHaveLength(1);
});

describe('the cost of goods', () => {
  const costOf = (value: unknown, quantity = 3) => {
    const cost_of_goods_sold = { value } as WooLine['cost_of_goods_sold'];
    return cleanOrder(normalizeOrder({ line_items: [three({ quantity, cost_of_goods_sold })] })).lines[0]
      ?.unitCost;
  };

  test('of a line is parted among its pieces, exactly where that is possible', () => {
    expect(costOf(37.02)).toEqual({
      amount: '12.34',
      pointers: ['/order/line_items/0/cost_of_goods_sold/value', '/order/line_items/0/quantity'],
    });
    expect(costOf('37.020000')?.amount).toBe('12.34');
    expect(costOf(0)?.amount).toBe('0');
    expect(costOf(5, 0.5)?.amount).toBe('10');
  });

  test('that its pieces do not divide has enough decimals for all of them to come back to it', () => {
    expect(costOf(10)?.amount).toBe('3.3333333333');
  });

  test.each([[undefined], [null], [''], ['ten'], [-1], [1e-9]])('of %p is none', (value) => {
    expect(costOf(value)).toBeUndefined();
  });

  test('is absent for a shop that has not switched it on, and for a line without pieces', () => {
    expect(cleanOrder(normalizeOrder({})).lines[0]?.unitCost).toBeUndefined();
    expect(costOf(10, 0)).toBeUndefined();
  });
});

describe('refunded pieces', () => {
  const meta = (key: string, value: unknown): WooMeta => ({ id: 1, key, value });
  const restocksOf = (lineMeta: readonly WooMeta[], refunds: Parameters<typeof normalizeOrder>[1]) => {
    const line_items = [three({ meta_data: lineMeta })];
    const order = cleanOrder(normalizeOrder({ ...COMPLETED, line_items }, refunds));
    return order.refunds.flatMap(({ lines }: Refund) => lines.map(({ restock }) => restock));
  };
  const late = back(95, '04', 1, '33.33', '6.33');
  const early = back(90, '02', 1, '33.33', '6.33');

  test('that all went back into stock were returned, or never delivered when the refund came first', () => {
    expect(restocksOf([meta('_restock_refunded_items', '2')], [early, late])).toEqual([
      'cancelled',
      'returned',
    ]);
  });

  test('of which none went back, though the shop counts the stock, were kept by the buyer', () => {
    expect(restocksOf([meta('_reduced_stock', '3')], [late])).toEqual(['kept']);
  });

  test('say nothing when only some went back, or the shop does not count the stock', () => {
    const some = [meta('_reduced_stock', '2'), meta('_restock_refunded_items', '1')];
    expect(restocksOf(some, [early, late])).toEqual([undefined, undefined]);
    expect(restocksOf([], [late])).toEqual([undefined]);
    expect(restocksOf([meta('_reduced_stock', 'x')], [late])).toEqual([undefined]);
  });

  test('are cancelled pieces as long as the order is not completed', () => {
    const line_items = [three({ meta_data: [meta('_restock_refunded_items', 1)] })];
    const order = cleanOrder(normalizeOrder({ line_items }, [late]));
    expect(order.refunds[0]?.lines[0]?.restock).toBe('cancelled');
  });

  test('say nothing where the moment of the delivery is unknown', () => {
    const line_items = [three({ meta_data: [meta('_restock_refunded_items', 1)] })];
    const { order } = normalizeOrder({ status: 'completed', line_items }, [late]);
    expect(order?.refunds[0]?.lines[0]?.restock).toBeUndefined();
  });

  test('say nothing for money that is given back without a piece', () => {
    const money = refundedLine({
      quantity: 0,
      subtotal: '-10.00',
      total: '-10.00',
      total_tax: '0.00',
      taxes: [],
    });
    const refund = wooRefund({ amount: '10.00', line_items: [money] });
    expect(restocksOf([meta('_reduced_stock', '3')], [refund])).toEqual([undefined]);
  });
});

test.each([0, null])(
  'a line whose product was deleted (id %p) stays with its amounts and taxes',
  (product_id) => {
    const gone = line({ product_id, sku: null });
    const [first] = cleanOrder(normalizeOrder({ line_items: [gone], tax_lines: [taxLine()] })).lines;
    expect(first).toMatchObject({ id: '11', title: 'Shirt', amount: '100.00', quantity: '1' });
    expect(first?.taxes.map(({ amount }) => amount)).toEqual(['19.00']);
    expect([first?.productId, first?.sku]).toEqual([undefined, undefined]);
  },
);
