/** Orders fetched with six decimals come out in whole cents that add up to what the shop claims. */
import { checkOrder } from '../../../lib/commerce/check-order';
import {
  cleanOrder,
  codes,
  feeLine,
  line,
  normalizeOrder,
  refundedLine,
  shippingLine,
  taxLine,
  wooRefund,
} from './support/woo-order';

const taxed = (id: number, total: string, tax: string, subtotal = total) =>
  line({ id, subtotal, total, total_tax: tax, taxes: [{ id: 1, total: tax }] });

test('amounts with more zeros than decimals need no rounding', () => {
  const result = normalizeOrder({
    total: '130.900000',
    total_tax: '20.900000',
    shipping_total: '10.0',
    discount_total: '0',
    line_items: [taxed(11, '100.000000', '19.00000')],
  });
  expect(cleanOrder(result).lines[0]).toMatchObject({ amount: '100.00', taxes: [{ amount: '19.00' }] });
});

test('parts of a cent are rounded together to the total, and the one who got the cent is named', () => {
  const order = cleanOrder(
    normalizeOrder({
      total: '30.00',
      total_tax: '0.00',
      shipping_total: '0.00',
      shipping_lines: [],
      tax_lines: [],
      line_items: ['11', '12', '13'].map((id) =>
        line({ id: Number(id), subtotal: '10.000001', total: '9.999999', total_tax: '0', taxes: [] }),
      ),
    }),
  );
  expect(order.lines.map(({ amount }) => amount)).toEqual(['10.00', '10.00', '10.00']);
  const thirds = cleanOrder(
    normalizeOrder({
      total: '10.00',
      total_tax: '0.00',
      shipping_total: '0.00',
      shipping_lines: [],
      tax_lines: [],
      line_items: [11, 12, 13].map((id) =>
        line({ id, subtotal: '3.333333', total: '3.333333', total_tax: '0', taxes: [] }),
      ),
    }),
  );
  expect(thirds.lines.map(({ amount }) => amount)).toEqual(['3.34', '3.33', '3.33']);
  expect(thirds.lines[0]?.leftover).toBe(
    'leftover 0.01 EUR so that total less tax and shipping is 10.00 (largest remainder)',
  );
  expect(thirds.lines[1]?.leftover).toBeUndefined();
});

test('taxes with six decimals reach the claim of their rate over goods, shipping and fees', () => {
  const result = normalizeOrder({
    line_items: [taxed(11, '5.07', '0.962857'), taxed(12, '5.07', '0.962857')].map((entry) => ({
      ...entry,
      total_tax: '0.96',
    })),
    shipping_lines: [
      shippingLine({ total: '5.07', total_tax: '0.96', taxes: [{ id: 1, total: '0.962857' }] }),
    ],
    fee_lines: [feeLine({ total: '5.07', total_tax: '0.96', taxes: [{ id: 1, total: '0.962857' }] })],
    tax_lines: [taxLine({ tax_total: '2.89', shipping_tax_total: '0.96' })],
    shipping_total: '5.07',
    total_tax: '3.85',
    total: '24.13',
  });
  const order = cleanOrder(result);
  expect(
    [...order.lines, ...order.shipping, ...order.surcharges].map(({ taxes }) => taxes[0]?.amount),
  ).toEqual(['0.97', '0.96', '0.96', '0.96']);
  expect(order.lines[0]?.taxes[0]?.leftover).toContain("the order's tax DE-MWST-1 is 3.85");
  expect(checkOrder(order, { roundingLimit: '0' }).problems).toEqual([]);
});

test('tax claims of a shop that rounds at the subtotal are rounded together to total_tax', () => {
  const result = normalizeOrder({
    line_items: [
      line({
        subtotal: '45.35',
        total: '45.35',
        total_tax: '4.028',
        taxes: [
          { id: 3, total: '1.814' },
          { id: 4, total: '2.214' },
        ],
      }),
    ],
    shipping_lines: [],
    shipping_total: '0',
    tax_lines: [
      taxLine({ rate_id: 3, rate_code: 'STATE', tax_total: '1.814', shipping_tax_total: '0' }),
      taxLine({ rate_id: 4, rate_code: 'CITY', tax_total: '2.214', shipping_tax_total: '0' }),
    ],
    total_tax: '4.03',
    total: '49.38',
  });
  expect(codes(result)).toEqual(['info source_total_rounded', 'info source_total_rounded']);
  expect(result.order?.lines[0]?.taxes.map(({ amount }) => amount)).toEqual(['1.82', '2.21']);
  expect(result.order && checkOrder(result.order, { roundingLimit: '0' }).problems).toEqual([]);
});

test('a claim that the currency cannot hold is rounded half-up, and said so', () => {
  const result = normalizeOrder({ total: '130.905', total_tax: '20.90' });
  expect(result.problems).toMatchObject([
    { severity: 'info', code: 'source_total_rounded', pointer: '/order/total' },
  ]);
  expect(result.problems[0]?.message).toContain('130.905');
  expect(result.order?.claims.total.amount).toBe('130.91');
});

describe('discounts', () => {
  const inclusive = (lines: readonly (readonly [string, string])[], discount_total: string, total: string) =>
    cleanOrder(
      normalizeOrder({
        line_items: lines.map(([subtotal, net], index) =>
          line({ id: index + 1, subtotal, total: net, total_tax: '0', taxes: [] }),
        ),
        shipping_lines: [],
        shipping_total: '0',
        tax_lines: [],
        total_tax: '0',
        discount_total,
        total,
      }),
    );

  test('of prices that include tax add up to discount_total', () => {
    const order = inclusive(
      [
        ['50.391643', '45.352478'],
        ['11.532710', '10.379439'],
      ],
      '6.19',
      '55.73',
    );
    expect(order.lines.map(({ amount, discounts }) => [amount, discounts[0]?.amount])).toEqual([
      ['50.39', '5.04'],
      ['11.53', '1.15'],
    ]);
    expect(checkOrder(order, { roundingLimit: '0' }).problems).toEqual([]);
  });

  test('do not appear from rounding on a line that has none', () => {
    const order = inclusive(
      [
        ['3.333333', '3.333333'],
        ['3.333333', '3.333333'],
        ['3.333334', '3.333334'],
      ],
      '0',
      '10.00',
    );
    expect(order.lines.flatMap(({ discounts }) => discounts)).toEqual([]);
    expect(order.lines.map(({ amount }) => amount)).toEqual(['3.33', '3.33', '3.34']);
  });

  test('smaller than a cent do not turn into a raised price', () => {
    const order = inclusive(
      [
        ['10.004', '10.002'],
        ['10.009', '10.009'],
        ['9.999', '9.999'],
      ],
      '0.00',
      '30.02',
    );
    expect(
      order.lines.every(({ discounts }) => discounts.every(({ amount }) => !amount.startsWith('-'))),
    ).toBe(true);
  });
});

test('a total that no rounding reaches is left for the check to find', () => {
  const result = normalizeOrder({
    total: '140.00',
    line_items: [line({ total: '99.996', subtotal: '99.996' })],
  });
  const order = cleanOrder(result);
  expect(order.lines[0]?.amount).toBe('100.00');
  expect(checkOrder(order, { roundingLimit: '0' }).problems).toMatchObject([
    { code: 'source_totals_mismatch' },
  ]);
});

describe('currencies', () => {
  const single = (currency: string, total: string, tax: string, sum: string) =>
    normalizeOrder({
      currency,
      line_items: [taxed(11, total, tax)],
      shipping_lines: [],
      shipping_total: '0',
      discount_total: '0',
      tax_lines: [taxLine({ tax_total: tax, shipping_tax_total: '0' })],
      total_tax: tax,
      total: sum,
    });

  test('without decimals take whole units, however many zeros the shop prints', () => {
    expect(cleanOrder(single('JPY', '1000.00', '100', '1100.000000')).lines[0]).toMatchObject({
      amount: '1000',
      taxes: [{ amount: '100' }],
    });
  });

  test('without decimals round parts of a unit', () => {
    const result = single('JPY', '909.090909', '90.909091', '1000');
    expect(result.order?.lines[0]).toMatchObject({ amount: '909', taxes: [{ amount: '91' }] });
    expect(result.order && checkOrder(result.order, { roundingLimit: '0' }).problems).toEqual([]);
  });

  test('with three decimals keep all three', () => {
    expect(cleanOrder(single('KWD', '1.234', '0.062', '1.296')).lines[0]).toMatchObject({
      amount: '1.234',
      taxes: [{ amount: '0.062' }],
    });
  });
});

describe('refunds of parts of a cent', () => {
  const third = (id: number, day: string, amount: string, tax = '-0.823333') =>
    wooRefund({
      id,
      date_created_gmt: `2026-03-${day}T10:00:00`,
      amount,
      line_items: [
        refundedLine({ id: id + 100, total: '-9.99', total_tax: tax, taxes: [{ id: 1, total: tax }] }),
      ],
    });
  const order = {
    line_items: [
      line({
        quantity: 3,
        subtotal: '29.97',
        total: '29.97',
        total_tax: '2.47',
        taxes: [{ id: 1, total: '2.47' }],
      }),
    ],
    shipping_lines: [],
    shipping_total: '0.00',
    tax_lines: [taxLine({ tax_total: '2.47', shipping_tax_total: '0.00' })],
    total_tax: '2.47',
    total: '32.44',
  };

  test('three thirds of 2.47 are 0.82, 0.83 and 0.82, in whatever order they come', () => {
    const refunds = [third(3, '07', '10.81'), third(1, '05', '10.81'), third(2, '06', '10.82')];
    const normalized = cleanOrder(normalizeOrder(order, refunds));
    expect(normalized.refunds.map(({ lines }) => lines[0]?.taxes[0]?.amount)).toEqual([
      '0.82',
      '0.83',
      '0.82',
    ]);
    expect(checkOrder(normalized, { roundingLimit: '0' }).problems).toEqual([]);
  });

  test('where the shop paid back a cent less, the tax is rounded the other way', () => {
    const refunds = [third(1, '05', '10.81'), third(2, '06', '10.81'), third(3, '07', '10.81')];
    const normalized = cleanOrder(normalizeOrder(order, refunds));
    expect(normalized.refunds.map(({ lines }) => lines[0]?.taxes[0]?.amount)).toEqual([
      '0.82',
      '0.82',
      '0.82',
    ]);
  });

  test('a leftover of a refund lands on the net amount that had a fraction, not on the tax', () => {
    const refund = wooRefund({
      amount: '5.95',
      line_items: [
        refundedLine({ total: '-4.994', total_tax: '-0.951000', taxes: [{ id: 1, total: '-0.951000' }] }),
      ],
    });
    const [refunded] = cleanOrder(normalizeOrder({}, [refund])).refunds;
    expect(refunded?.lines[0]).toMatchObject({ amount: '5.00', taxes: [{ amount: '0.95' }] });
    expect(refunded?.lines[0]?.leftover).toContain('refund 90');
  });

  test('a tax that the order booked a cent lower is never refunded beyond that', () => {
    const booked = {
      line_items: [taxed(11, '5.00', '0.006'), taxed(12, '5.00', '0.007'), taxed(13, '5.00', '0.007')].map(
        (entry) => ({ ...entry }),
      ),
      shipping_lines: [],
      shipping_total: '0.00',
      tax_lines: [taxLine({ tax_total: '0.02', shipping_tax_total: '0.00' })],
      total_tax: '0.02',
      total: '15.02',
    };
    const full = wooRefund({
      amount: '5.00',
      line_items: [
        refundedLine({ total: '-5.00', total_tax: '-0.006', taxes: [{ id: 1, total: '-0.006' }] }),
      ],
    });
    const normalized = cleanOrder(normalizeOrder(booked, [full]));
    expect(normalized.lines.map(({ taxes }) => taxes[0]?.amount)).toEqual(['0.00', '0.01', '0.01']);
    expect(normalized.refunds[0]?.lines[0]?.taxes[0]?.amount).toBe('0.00');
  });
});
