/** What came back: lines where their tax can be told, a sum where it cannot, and held where the numbers disagree. */
import { checkOrder } from '../../../lib/commerce/check-order';
import type { A2cNumber, A2cRefund, A2cRefundItem } from '../../../lib/sources/api2cart/wire';
import { normalized } from './support/normalized';
import type { Json } from '../../simulators/api2cart/flavour';
import { item, order } from '../../simulators/api2cart/orders';
import { dateOf } from '../../simulators/api2cart/state';

const AT = dateOf(Date.parse('2026-02-10T08:00:00Z'), 1);

const refund = (more: Partial<A2cRefund>): Json & A2cRefund => ({
  id: '7',
  shipping: null,
  fee: null,
  tax: null,
  total: null,
  modified_time: AT,
  comment: null,
  items: [],
  ...more,
});
const back = (of: string, amount: A2cNumber, qty: A2cNumber = 1): A2cRefundItem => ({
  product_id: `p-${of}`,
  variant_id: null,
  order_product_id: of,
  qty,
  refund: amount,
});

/** Two taxed lines and taxed shipping: 100 + 19, 50 + 3.50, 10 + 1.90; 184.40 in all. */
const taxed = (refunds: readonly Json[] | null, more: Json = {}): Json =>
  order({
    items: [
      item({ id: 'a', price: 100, tax: 19, percent: 19 }),
      item({ id: 'b', price: 25, quantity: 2, tax: 3.5, percent: 7 }),
    ],
    total: { shipping_ex_tax: 10, total_tax: 24.4, total: 184.4, total_paid: 184.4 },
    extra: { shipping_tax: 1.9 },
    more: { refunds, ...more },
  });
const untaxed = (refunds: readonly Json[], more: Json = {}): Json =>
  order({
    items: [item({ id: 'a', price: 100 }), item({ id: 'b', price: 25, quantity: 2 })],
    total: { shipping_ex_tax: 10, total: 160, total_paid: 160 },
    more: { refunds, ...more },
  });

const shape = (payload: Json) => {
  const result = normalized(payload);
  const [first] = result.order.refunds;
  const parts = (list: 'lines' | 'shipping' | 'surcharges') =>
    first?.[list].map(({ of, amount, taxes }) => [
      of,
      amount,
      ...taxes.map((tax) => `${tax.jurisdiction} ${tax.amount}`),
    ]);
  return {
    ...result,
    first,
    lines: parts('lines'),
    shipping: parts('shipping'),
    surcharges: parts('surcharges'),
  };
};

describe('a refund of lines', () => {
  test('with its tax beside them gives each line its own', () => {
    const {
      lines,
      shipping,
      errors,
      order: read,
    } = shape(
      taxed([refund({ shipping: 10, tax: 22.65, total: 157.65, items: [back('a', 100), back('b', 25)] })]),
    );
    expect(errors).toEqual([]);
    expect(lines).toEqual([
      ['a', '100.00', 'API2CART-19 19.00'],
      ['b', '25.00', 'API2CART-7 1.75'],
    ]);
    expect(shipping).toEqual([['shipping', '10.00', 'API2CART-19 1.90']]);
    expect(checkOrder(read, { roundingLimit: '0' }).problems).toEqual([]);
  });

  test('with its tax inside them takes it out', () => {
    const { lines, shipping } = shape(
      taxed([
        refund({ shipping: 11.9, tax: 22.65, total: 157.65, items: [back('a', 119), back('b', 26.75)] }),
      ]),
    );
    expect(lines).toEqual([
      ['a', '100.00', 'API2CART-19 19.00'],
      ['b', '25.00', 'API2CART-7 1.75'],
    ]);
    expect(shipping).toEqual([['shipping', '10.00', 'API2CART-19 1.90']]);
  });

  test('whole, tax and all, needs no word on its tax', () => {
    expect(shape(taxed([refund({ total: 119, items: [back('a', 119)] })])).lines).toEqual([
      ['a', '100.00', 'API2CART-19 19.00'],
    ]);
  });

  test('in part and without a word on its tax is a sum without lines', () => {
    for (const tax of [null, 0]) {
      const { lines, warnings, errors } = shape(taxed([refund({ tax, total: 60, items: [back('a', 60)] })]));
      expect([lines, errors]).toEqual([[], []]);
      expect(warnings).toContain('refund_tax_unknown');
    }
  });

  test('sold without tax is carried as it is', () => {
    const { lines, shipping, problems } = shape(
      untaxed([refund({ shipping: 4, total: 54, tax: 0, items: [back('a', 50)] })]),
    );
    expect([lines, shipping]).toEqual([[['a', '50.00']], [['shipping', '4.00']]]);
    expect(problems.map(({ code }) => code)).toEqual(['payment_details_missing']);
  });

  test('priced by the piece is multiplied where only that comes to its total', () => {
    expect(shape(untaxed([refund({ total: 50, items: [back('b', 25, 2)] })])).lines).toEqual([
      ['b', '50.00'],
    ]);
  });

  test('named only by its product is found where only one line has that', () => {
    const item_ = { ...back('b', 25), order_product_id: null };
    expect(shape(untaxed([refund({ total: 25, items: [item_] })])).lines).toEqual([['b', '25.00']]);
  });

  test('that the order does not have is a sum without lines', () => {
    const { lines, warnings } = shape(untaxed([refund({ total: 25, items: [back('z', 25)] })]));
    expect([lines, warnings.includes('refund_of_unknown_line')]).toEqual([[], true]);
  });

  test('with a fee kept gives back less than its lines', () => {
    const { lines, first } = shape(untaxed([refund({ fee: 15, total: 85, items: [back('a', 100)] })]));
    expect([lines, first?.amount]).toEqual([[['a', '100.00']], '85.00']);
  });

  test('with the order’s only surcharge gives that back too', () => {
    const payload = order({
      items: [item({ id: 'a', price: 100 })],
      total: { wrapping_ex_tax: 5, total: 105, total_paid: 105 },
      more: { refunds: [refund({ fee: 5, total: 105, items: [back('a', 100)] })] },
    });
    const { lines, surcharges } = shape(payload);
    expect([lines, surcharges]).toEqual([[['a', '100.00']], [['wrapping', '5.00']]]);
  });

  test('that comes to no sum holds the order, unless it is all of it', () => {
    const items = [back('a', 77)];
    const { errors, problems } = shape(untaxed([refund({ total: 60, items })]));
    expect(errors).toEqual(['refund_totals_mismatch']);
    expect(problems.at(-1)?.message).toMatch(/come to 77\.00, but it gives back 60\.00 EUR/);
    expect(shape(untaxed([refund({ total: 160, items })])).errors).toEqual([]);
  });
});

describe('refunds', () => {
  test('come in the order in which they happened', () => {
    const later = dateOf(Date.parse('2026-02-11T08:00:00Z'), 1);
    const { order: read } = shape(
      untaxed([refund({ id: '9', total: 10, modified_time: later }), refund({ id: '8', total: 5 })]),
    );
    expect(read.refunds.map(({ id }) => id)).toEqual(['8', '9']);
  });

  test('of which only the sum is known are one refund, and that is said', () => {
    const status = {
      id: 'complete',
      name: 'Complete',
      history: [],
      refund_info: { total_refunded: 30, time: AT, refunded_items: [] },
    };
    const { first, warnings } = shape(untaxed([], { status }));
    expect(first).toMatchObject({ id: 'refund_info', amount: '30.00', at: '2026-02-10T08:00:00Z' });
    expect(warnings).toContain('refunds_summed');
  });

  test('that come to less than the status says hold the order', () => {
    const status = {
      id: 'complete',
      name: 'Complete',
      history: [],
      refund_info: { total_refunded: 30, time: AT },
    };
    expect(shape(untaxed([refund({ total: 20 })], { status })).errors).toEqual(['refunds_missing']);
    expect(shape(untaxed([refund({ total: 30 })], { status })).errors).toEqual([]);
  });

  test('that a status of refunded promises and nobody gives hold the order', () => {
    const status = { id: 'refunded', name: 'Refunded', history: [], refund_info: null };
    expect(shape(untaxed([], { status })).errors).toEqual(['refunded_without_refund']);
  });

  test('without a total or a time hold the order', () => {
    expect(shape(untaxed([refund({})])).errors).toEqual(['missing_amount']);
    expect(shape(untaxed([refund({ total: 5, modified_time: null })])).errors).toEqual(['missing_date']);
  });

  test('without an id are named after their place, and that is said', () => {
    const { first, warnings } = shape(untaxed([refund({ id: null, total: 5 })]));
    expect([first?.id, warnings.includes('refund_without_id')]).toEqual(['refund-1', true]);
  });

  test('paid back nothing where nothing had been paid', () => {
    const payload = order({
      items: [item({ id: 'a', price: 100 })],
      total: { total: 100 },
      more: { refunds: [refund({ total: 100 })] },
    });
    expect(shape(payload).first?.payments).toEqual([]);
  });

  test('are paid back by the gateway’s own record where there is one of that amount', () => {
    const record = (more: Json): Json => ({
      order_id: '1001',
      status: 'success',
      gateway: 'Stripe',
      currency: 'EUR',
      created_time: AT,
      ...more,
    });
    const { first } = shape({
      order: untaxed([refund({ total: 50, items: [back('a', 50)] })]),
      transactions: [
        record({ id: 's', amount: 160 }),
        record({ id: 'x', amount: -20, parent_id: 's' }),
        record({
          id: 'y',
          amount: 50,
          parent_id: 's',
          description: 'refund',
          created_time: dateOf(Date.parse('2026-02-12T00:00:00Z')),
        }),
      ],
    });
    expect(first?.payments).toMatchObject([
      { id: 'y', gateway: 'stripe', amount: '50.00', at: '2026-02-12T00:00:00Z' },
    ]);
  });
});
