/** Refund objects: positive amounts, tied to what they give back, complete or held. */
import { checkOrder } from '../../../lib/commerce/check-order';
import {
  cleanOrder,
  codes,
  feeLine,
  line,
  normalize,
  normalizeOrder,
  refundedLine,
  shippingLine,
  wooOrder,
  wooRefund,
} from './support/woo-order';

test('a refunded line comes out positive and points at its line', () => {
  expect(cleanOrder(normalizeOrder({}, [wooRefund({ reason: 'too small' })])).refunds).toEqual([
    {
      id: '90',
      at: '2026-03-05T10:00:00Z',
      reason: 'too small',
      amount: '119.00',
      pointers: ['/refunds/0/amount'],
      lines: [
        {
          id: '51',
          of: '11',
          quantity: '1',
          amount: '100.00',
          taxes: [
            {
              jurisdiction: 'DE-MWST-1',
              label: 'MwSt',
              rate: '19',
              compound: false,
              liable: 'merchant',
              amount: '19.00',
              pointers: ['/refunds/0/line_items/0/taxes/0/total'],
            },
          ],
          pointers: ['/refunds/0/line_items/0/total'],
        },
      ],
      shipping: [],
      surcharges: [],
      payments: [
        {
          id: '90',
          gateway: 'stripe',
          amount: '119.00',
          at: '2026-03-05T10:00:00Z',
          pointers: ['/refunds/0/amount'],
        },
      ],
    },
  ]);
});

test('the id of the refunded item may be a number', () => {
  const part = refundedLine({
    meta_data: [
      { key: 'other', value: {} },
      { key: '_refunded_item_id', value: 11 },
    ],
  });
  expect(cleanOrder(normalizeOrder({}, [wooRefund({ line_items: [part] })])).refunds[0]?.lines[0]?.of).toBe(
    '11',
  );
});

test.each([
  ['is missing', undefined, ''],
  ['is empty', [], ''],
  ['is an object', [{ key: '_refunded_item_id', value: {} }], ''],
  ['names no line', [{ key: '_refunded_item_id', value: '999' }], '999'],
])('a part whose item %s is kept, and checking the order finds it', (_case, meta_data, of) => {
  const order = cleanOrder(
    normalizeOrder({}, [wooRefund({ line_items: [{ ...refundedLine(), meta_data } as never] })]),
  );
  expect(order.refunds[0]?.lines[0]?.of).toBe(of);
  expect(checkOrder(order, { roundingLimit: '0' }).problems).toMatchObject([
    { code: 'refund_of_unknown_line' },
  ]);
});

test('shipping and fees go back as shipping and surcharges', () => {
  const meta = (value: number) => [{ key: '_refunded_item_id', value }];
  const refund = wooRefund({
    amount: '13.90',
    line_items: [],
    shipping_lines: [
      shippingLine({
        id: 52,
        total: '-10.00',
        total_tax: '-1.90',
        taxes: [{ id: 1, total: '-1.90' }],
        meta_data: meta(21),
      }),
    ],
    fee_lines: [feeLine({ id: 53, total: '-2.00', total_tax: '0.00', meta_data: meta(31) })],
  });
  const [refunded] = cleanOrder(
    normalizeOrder({ fee_lines: [feeLine()], total: '132.90' }, [refund]),
  ).refunds;
  expect(refunded?.shipping).toMatchObject([{ of: '21', amount: '10.00', taxes: [{ amount: '1.90' }] }]);
  expect(refunded?.surcharges).toMatchObject([{ of: '31', amount: '2.00' }]);
});

test('a refund of an amount alone has no parts', () => {
  const refund = wooRefund({ amount: '2.00', line_items: [] });
  expect(cleanOrder(normalizeOrder({}, [refund])).refunds).toMatchObject([
    { amount: '2.00', lines: [], shipping: [], surcharges: [] },
  ]);
});

test('lists that a refund lacks are empty', () => {
  expect(
    codes(
      normalize({
        order: wooOrder(),
        refunds: [{ id: 90, date_created_gmt: '2026-03-05T10:00:00', amount: '2.00' }],
      }),
    ),
  ).toEqual([]);
});

test('lines that give back neither pieces nor money are dropped', () => {
  const nothing = refundedLine({ quantity: 0, total: '0.00', total_tax: '0.00', taxes: [] });
  const refund = wooRefund({ line_items: [nothing, refundedLine({ id: 52 })] });
  expect(cleanOrder(normalizeOrder({}, [refund])).refunds[0]?.lines.map(({ id }) => id)).toEqual(['52']);
});

test('money without pieces and pieces without money are kept', () => {
  const money = refundedLine({ quantity: 0 });
  const pieces = refundedLine({ id: 52, total: '0.00', total_tax: '0.00', taxes: [] });
  const [refund] = cleanOrder(normalizeOrder({}, [wooRefund({ line_items: [money, pieces] })])).refunds;
  expect(refund?.lines.map(({ id, quantity, amount }) => [id, quantity, amount])).toEqual([
    ['51', undefined, '100.00'],
    ['52', '1', '0.00'],
  ]);
});

describe('signs', () => {
  test.each([
    ['a positive total', { total: '100.00' }, '/refunds/0/line_items/0/total'],
    [
      'a positive tax',
      { total_tax: '19.00', taxes: [{ id: 1, total: '19.00' }] },
      '/refunds/0/line_items/0/taxes/0/total',
    ],
  ])('%s is an error', (_case, changes, pointer) => {
    const { problems } = normalizeOrder({}, [wooRefund({ line_items: [refundedLine(changes)] })]);
    expect(problems).toMatchObject([{ severity: 'error', code: 'refund_sign', pointer }]);
  });

  test('a negative amount is an error', () => {
    const { problems } = normalizeOrder({}, [wooRefund({ amount: '-119.00' })]);
    expect(problems).toMatchObject([
      { severity: 'error', code: 'refund_sign', pointer: '/refunds/0/amount' },
    ]);
  });

  test('giving back a negative fee takes money: its refund is negative', () => {
    const fee = feeLine({ total: '-5.00' });
    const back = feeLine({ id: 53, total: '5.00', meta_data: [{ key: '_refunded_item_id', value: 31 }] });
    const refund = wooRefund({ amount: '114.00', fee_lines: [back] });
    const order = cleanOrder(normalizeOrder({ fee_lines: [fee], total: '125.90' }, [refund]));
    expect(order.refunds[0]?.surcharges).toMatchObject([{ of: '31', amount: '-5.00' }]);
  });
});

describe('payments', () => {
  const back = (date_paid_gmt: string | null) =>
    cleanOrder(normalizeOrder({ date_paid_gmt }, [wooRefund()])).refunds[0]?.payments;

  test('an order that was not paid paid nothing back', () => {
    expect(back(null)).toEqual([]);
  });

  test('money does not go back before it came', () => {
    expect(back('2026-04-01T00:00:00')).toMatchObject([{ amount: '119.00', at: '2026-04-01T00:00:00Z' }]);
  });
});

describe('completeness', () => {
  const listed = [{ id: 90, total: '-119.00' }];

  test('a bare order without refunds needs none', () => {
    expect(codes(normalize(wooOrder()))).toEqual([]);
  });

  test.each([
    ['a bare order', wooOrder({ refunds: listed }), '/refunds'],
    ['a bundle', { order: wooOrder({ refunds: listed }), refunds: [] }, '/order/refunds'],
    ['a bundle without a list', { order: wooOrder({ refunds: listed }) }, '/order/refunds'],
  ])('%s that lists a refund which did not come is held', (_case, payload, pointer) => {
    const { problems } = normalize(payload);
    expect(problems).toMatchObject([{ severity: 'error', code: 'refunds_missing', pointer }]);
    expect(problems[0]?.message).toContain('90');
  });

  test('a refund that the order does not list yet is taken', () => {
    expect(cleanOrder(normalizeOrder({ refunds: [] }, [wooRefund()])).refunds).toHaveLength(1);
  });

  test('a refund that came twice is read once', () => {
    const result = normalizeOrder({ refunds: listed }, [wooRefund(), wooRefund()]);
    expect(codes(result)).toEqual(['info refund_repeated']);
    expect(result.order?.refunds).toHaveLength(1);
  });

  test('the status refunded without any refund is held', () => {
    expect(codes(normalizeOrder({ status: 'refunded' }))).toEqual(['error refunded_without_refund']);
  });

  test.each([
    [{ amount: '1.00', date_created_gmt: '2026-03-05T10:00:00' }, 'malformed_id'],
    [{ id: 90, amount: '1.00' }, 'malformed_date'],
    [{ id: 90, amount: '1.00', date_created_gmt: null }, 'malformed_date'],
    [null, 'malformed_list'],
  ])('the refund %j holds the order', (refund, code) => {
    expect(codes(normalize({ order: wooOrder(), refunds: [refund] }))).toEqual([`error ${code}`]);
  });

  test('refunds come out oldest first, equal times by id', () => {
    const at = (id: number, day: string) =>
      wooRefund({ id, date_created_gmt: `2026-03-${day}T00:00:00`, amount: '1.00', line_items: [] });
    const order = cleanOrder(normalizeOrder({}, [at(100, '07'), at(99, '07'), at(101, '06')]));
    expect(order.refunds.map(({ id }) => id)).toEqual(['101', '99', '100']);
  });
});

test('a refund larger than the order is read as it stands, and checking the order holds it', () => {
  const big = wooRefund({ amount: '999.00', line_items: [] });
  const order = cleanOrder(normalizeOrder({}, [big]));
  expect(checkOrder(order, { roundingLimit: '0' }).problems).toMatchObject([
    { severity: 'error', code: 'refund_exceeds_order' },
  ]);
});

test('a refund of a line of another order is found by checking', () => {
  const order = cleanOrder(normalizeOrder({ line_items: [line({ id: 12 })] }, [wooRefund()]));
  expect(checkOrder(order, { roundingLimit: '0' }).problems).toMatchObject([
    { code: 'refund_of_unknown_line' },
  ]);
});
