/** The REST order: the same canonical order as far as it goes, and nothing made up where it does not. */
import {
  bag,
  refundLine,
  restLine,
  restOrder,
  restRefund,
  restShipping,
  restTax,
  restTotals,
  restTransaction,
} from './support/rest-order';
import { checkCodes, codes, orderOf, sampleOrder } from './support/sample-order';

const UNPAID = 'warning payments_unknown';

describe('a REST order', () => {
  test('has the ids, the instants and the lines of the same order in GraphQL', () => {
    const [rest, graphql] = [orderOf(restOrder()), orderOf(sampleOrder({ transactions: [] }))];
    expect(rest.source).toEqual(graphql.source);
    expect(rest.placedAt).toBe(graphql.placedAt);
    const bare = (order: typeof rest) => order.lines.map(({ pointers: _, productId: __, ...line }) => line);
    expect(bare(rest)).toEqual(bare(graphql));
  });

  test('is read bare, as n8n’s Shopify node puts it out, and in a bundle', () => {
    const { pointers } = orderOf(restOrder()).claims.total;
    expect(pointers).toEqual(['/total_price_set/shop_money/amount']);
    expect(orderOf({ order: restOrder() }).claims.total.pointers).toEqual([`/order${pointers[0]}`]);
  });

  test('stays unpaid with a warning, whatever its status says', () => {
    expect(codes(restOrder({ financial_status: 'paid' }))).toEqual([UNPAID]);
    expect(orderOf(restOrder()).payments).toEqual([]);
  });

  test('has the payments that somebody put beside it', () => {
    const sale = restTransaction({ id: 41, admin_graphql_api_id: undefined, kind: 'sale', amount: '20.00' });
    const payload = restOrder({ transactions: [sale] });
    expect(codes(payload)).toEqual([]);
    expect(orderOf(payload).payments).toMatchObject([{ id: '41', kind: 'sale', amount: '20.00' }]);
  });

  test('without a list of refunds was cut down by somebody, and is held', () => {
    expect(codes(restOrder({ refunds: undefined }))).toEqual(['error incomplete_order', UNPAID]);
  });

  test.each([
    ['paid', null, 'open'],
    ['pending', null, 'pending'],
    ['authorized', null, 'open'],
    ['partially_paid', null, 'open'],
    ['partially_refunded', null, 'open'],
    ['refunded', null, 'open'],
    ['voided', null, 'cancelled'],
    ['expired', null, 'failed'],
    ['paid', '2026-10-02T00:00:00+02:00', 'cancelled'],
    [null, null, 'open'],
  ] as const)('of status %s, cancelled at %s, is %s', (financial_status, cancelled_at, state) => {
    const order = orderOf(restOrder({ financial_status, cancelled_at }));
    expect(order.state).toBe(state);
    expect(order.cancelledAt).toBe(cancelled_at === null ? undefined : '2026-10-01T22:00:00Z');
    expect(order.sourceStatus).toBe(financial_status ?? 'unknown');
  });

  test('says who bought', () => {
    const order = orderOf(
      restOrder({
        email: 'ada@example.com',
        customer: { id: 9, admin_graphql_api_id: 'gid://shopify/Customer/9' },
        billing_address: { name: 'Ada', company: 'Looms', country_code: null, province_code: null },
        shipping_address: { name: 'Bo', country_code: 'SE', province_code: 'AB' },
      }),
    );
    expect(order.customer).toEqual({
      id: '9',
      name: 'Ada',
      email: 'ada@example.com',
      company: 'Looms',
      country: 'SE',
      region: 'AB',
    });
  });
});

describe('what a REST order charged', () => {
  test('is its lines less their allocations, never their total_discount, by the code of each', () => {
    const payload = restOrder({
      discount_applications: [{ code: 'TEN' }, { title: 'Autumn' }, { description: 'By hand' }],
      line_items: [
        restLine({
          discount_allocations: [
            { amount: '2.00', amount_set: bag('2.00'), discount_application_index: 0 },
            { amount: '1.00', discount_application_index: 1 },
          ],
        }),
      ],
      shipping_lines: [
        restShipping({ discount_allocations: [{ amount: '5.00', discount_application_index: 2 }] }),
      ],
      ...restTotals('17.00'),
    });
    const order = orderOf(payload);
    expect(order.lines[0]).toMatchObject({
      amount: '20.00',
      discounts: [
        { code: 'TEN', amount: '2.00' },
        { code: 'Autumn', amount: '1.00' },
      ],
    });
    expect(order.shipping[0]).toMatchObject({
      amount: '5.00',
      discounts: [{ code: 'By hand', amount: '5.00' }],
    });
    expect(checkCodes(payload)).toEqual([]);
  });

  test('is booked without tax where prices include it', () => {
    const payload = restOrder({
      taxes_included: true,
      line_items: [
        restLine({
          price: '11.90',
          price_set: bag('11.90'),
          tax_lines: [restTax('2.85', 'VAT', 0.19)],
          discount_allocations: [{ amount: '5.95', discount_application_index: 0 }],
        }),
      ],
      ...restTotals('17.85', '17.85', '2.85'),
    });
    expect(orderOf(payload).lines[0]).toMatchObject({
      amount: '20.00',
      discounts: [{ amount: '5.00' }],
      taxes: [{ jurisdiction: 'VAT-19', amount: '2.85' }],
    });
    expect(checkCodes(payload)).toEqual([]);
  });

  test('holds tips, whether Shopify lists them as a line or only as a sum', () => {
    const tip = restLine({
      id: 12,
      admin_graphql_api_id: undefined,
      title: 'Tip',
      quantity: 1,
      price: '3.00',
      price_set: undefined,
      tip_payment_gateway: null,
    });
    const listed = restOrder({
      line_items: [restLine(), tip],
      total_tip_received: '3.00',
      ...restTotals('23.00'),
    });
    const summed = restOrder({ total_tip_received: '3.00', ...restTotals('23.00') });
    expect(orderOf(listed).surcharges).toMatchObject([{ id: '12', purpose: 'tip', amount: '3.00' }]);
    expect(orderOf(summed).surcharges).toMatchObject([{ id: 'tip', purpose: 'tip', amount: '3.00' }]);
    expect([...checkCodes(listed), ...checkCodes(summed)]).toEqual([]);
  });

  test('holds duties with their tax, fees and cash rounding', () => {
    const duties = [{ id: 61, price_set: bag('4.00'), tax_lines: [restTax('0.40')] }];
    const payload = restOrder({
      line_items: [restLine({ duties })],
      original_total_additional_fees_set: bag('1.50'),
      ...restTotals('25.90', '25.90', '0.40'),
    });
    expect(orderOf(payload).surcharges).toMatchObject([
      { id: '61', purpose: 'duty', amount: '4.00', taxes: [{ amount: '0.40' }] },
      { id: 'additional-fees', purpose: 'fee', amount: '1.50' },
    ]);
    expect(checkCodes(payload)).toEqual([]);
  });

  test('in cash that was rounded is held, because the payments are not known', () => {
    const payload = restOrder({ total_cash_rounding_payment_adjustment_set: bag('0.01') });
    expect(codes(payload)).toEqual([UNPAID, 'error cash_rounding_mismatch']);
  });

  test('is read from JSON numbers only as long as they are exact', () => {
    const priced = (price: unknown) =>
      restOrder({ line_items: [restLine({ price: price as string, price_set: undefined })] });
    expect(orderOf(priced(10)).lines[0]?.amount).toBe('20.00');
    expect(codes(priced(1e21))).toContain('error malformed_amount');
    expect(codes(priced(0.1 + 0.2))).toContain('error malformed_amount');
  });
});

describe('what a REST order gave back', () => {
  const twoTaxes = restLine({
    tax_lines: [restTax('1.45', 'State', 0.0725), restTax('0.45', 'City', 0.0225)],
  });

  test('is its lines, with the day and the note', () => {
    const payload = restOrder({
      refunds: [
        restRefund({
          note: 'Chipped',
          refund_line_items: [refundLine(10)],
          transactions: [restTransaction()],
        }),
      ],
      ...restTotals('20.00', '10.00'),
    });
    expect(orderOf(payload).refunds).toMatchObject([
      {
        id: '51',
        at: '2026-10-02T08:00:00Z',
        reason: 'Chipped',
        amount: '10.00',
        lines: [{ id: '71', of: '11', quantity: '1', amount: '10.00' }],
        payments: [{ id: '42', amount: '10.00', at: '2026-10-02T08:00:00Z' }],
      },
    ]);
    expect(checkCodes(payload)).toEqual([]);
  });

  test('shares its tax out over the taxes of the line, and the last refund takes exactly the rest', () => {
    const payload = restOrder({
      line_items: [{ ...twoTaxes }],
      refunds: [
        restRefund({ refund_line_items: [refundLine(10, 0.95)] }),
        restRefund({
          id: 52,
          admin_graphql_api_id: undefined,
          created_at: '2026-10-03T10:00:00+02:00',
          refund_line_items: [refundLine(10, 0.95, { id: 72 })],
        }),
      ],
      ...restTotals('21.90', '0.00', '1.90'),
    });
    const given = orderOf(payload).refunds.map(({ lines }) => lines[0]?.taxes.map(({ amount }) => amount));
    expect(given).toEqual([
      ['0.73', '0.22'],
      ['0.72', '0.23'],
    ]);
    expect(codes(payload)).toEqual([UNPAID, 'info refund_tax_shared', 'info refund_tax_shared']);
    expect(checkCodes(payload)).toEqual([]);
  });

  test.each([
    ['holds its tax', 11.9, '1.90'],
    ['comes without its tax', 10, '1.90'],
  ])('of a price with tax is understood where the subtotal %s', (_, subtotal) => {
    const payload = restOrder({
      taxes_included: true,
      line_items: [
        restLine({ price: '11.90', price_set: undefined, tax_lines: [restTax('3.80', 'VAT', 0.19)] }),
      ],
      refunds: [restRefund({ refund_line_items: [refundLine(subtotal, 1.9)] })],
      ...restTotals('23.80', '11.90', '3.80'),
    });
    expect(orderOf(payload).refunds[0]).toMatchObject({
      amount: '11.90',
      lines: [{ amount: '10.00', taxes: [{ amount: '1.90' }] }],
    });
    expect(checkCodes(payload)).toEqual([]);
  });

  describe('of shipping', () => {
    const shipped = (refund: Parameters<typeof restRefund>[0], tax = true) =>
      restOrder({
        shipping_lines: [restShipping({ tax_lines: tax ? [restTax('0.50')] : [] })],
        refunds: [restRefund(refund)],
        ...restTotals(tax ? '25.50' : '25.00', '20.00', tax ? '0.50' : '0.00'),
      });
    const adjustment = {
      id: 81,
      kind: 'shipping_refund',
      amount: '-5.00',
      tax_amount: '-0.50',
      amount_set: bag('-5.00'),
      tax_amount_set: bag('-0.50'),
    };
    const line = { id: 82, shipping_line_id: 21, subtotal_amount_set: bag('5.00') };
    const expected = [{ of: '21', amount: '5.00', taxes: [{ amount: '0.50' }] }];

    test('before 2024-10 is an adjustment', () => {
      const payload = shipped({ order_adjustments: [adjustment] });
      expect(orderOf(payload).refunds[0]).toMatchObject({ amount: '5.50', shipping: expected });
      expect(checkCodes(payload)).toEqual([]);
    });

    test('after 2024-10 is a line', () => {
      const payload = shipped({ refund_shipping_lines: [{ ...line, tax_amount_set: bag('0.50') }] });
      expect(orderOf(payload).refunds[0]).toMatchObject({ amount: '5.50', shipping: expected });
      expect(checkCodes(payload)).toEqual([]);
    });

    test('is given back once where both say so', () => {
      const payload = shipped({ order_adjustments: [adjustment], refund_shipping_lines: [line] });
      expect(orderOf(payload).refunds[0]).toMatchObject({ amount: '5.50', shipping: expected });
      expect(checkCodes(payload)).toEqual([]);
    });

    test('that does not say how much of it is tax is held, unless there was none', () => {
      expect(codes(shipped({ refund_shipping_lines: [line] }))).toEqual(['error refund_tax_missing', UNPAID]);
      expect(codes(shipped({ refund_shipping_lines: [line] }, false))).toEqual([UNPAID]);
    });
  });

  test('less a discrepancy, or more, is the amount of the refund', () => {
    const discrepancy = (amount: string) => ({
      id: 83,
      kind: 'refund_discrepancy',
      amount,
      tax_amount: '0.00',
    });
    const withIt = (amount: string, current: string) =>
      restOrder({
        refunds: [
          restRefund({ refund_line_items: [refundLine(10)], order_adjustments: [discrepancy(amount)] }),
        ],
        ...restTotals('20.00', current),
      });
    expect(orderOf(withIt('2.00', '12.00')).refunds[0]?.amount).toBe('8.00');
    expect(orderOf(withIt('-2.00', '8.00')).refunds[0]?.amount).toBe('12.00');
    // Where the current total leaves discrepancies out, they are claimed beside it.
    expect(orderOf(withIt('2.00', '10.00')).claims.current?.amount).toBe('12.00');
    for (const current of ['12.00', '10.00']) expect(checkCodes(withIt('2.00', current))).toEqual([]);
  });

  test('of a duty finds the duty', () => {
    const payload = restOrder({
      line_items: [restLine({ duties: [{ id: 61, price_set: bag('4.00') }] })],
      refunds: [restRefund({ duties: [{ duty_id: 61, amount_set: bag('4.00') }] })],
      ...restTotals('24.00', '20.00'),
    });
    expect(orderOf(payload).refunds[0]).toMatchObject({ surcharges: [{ of: '61', amount: '4.00' }] });
    expect(checkCodes(payload)).toEqual([]);
  });

  test('in money of another currency is not booked as if it were the shop’s', () => {
    const payload = restOrder({
      refunds: [
        restRefund({
          refund_line_items: [refundLine(10)],
          transactions: [restTransaction({ currency: 'EUR' })],
        }),
      ],
      ...restTotals('20.00', '10.00'),
    });
    expect(codes(payload)).toEqual(['error mixed_currency', UNPAID]);
  });

  test('without a currency is in the shop’s, as old payloads have it', () => {
    const payload = restOrder({
      refunds: [
        restRefund({
          refund_line_items: [refundLine(10)],
          transactions: [restTransaction({ currency: null })],
        }),
      ],
      ...restTotals('20.00', '10.00'),
    });
    expect(codes(payload)).toEqual([UNPAID]);
  });
});

describe('ids of 64 bits', () => {
  const LARGE = '820982911946154508';
  /** What a JSON reader makes of the id. */
  const damaged = JSON.parse(LARGE) as number;

  test('survive where the global id stands beside them', () => {
    const payload = restOrder({
      id: damaged,
      admin_graphql_api_id: `gid://shopify/Order/${LARGE}`,
      line_items: [restLine({ id: damaged, admin_graphql_api_id: `gid://shopify/LineItem/${LARGE}` })],
    });
    expect(orderOf(payload).source.orderId).toBe(LARGE);
    expect(orderOf(payload).lines[0]?.id).toBe(LARGE);
  });

  test('survive as text', () => {
    const payload = restOrder({ id: LARGE as unknown as number, admin_graphql_api_id: undefined });
    expect(orderOf(payload).source.orderId).toBe(LARGE);
  });

  test('are never made of a number that was rounded', () => {
    expect(codes(restOrder({ id: damaged, admin_graphql_api_id: undefined }))).toEqual(['error unsafe_id']);
    const shipping = restOrder({ shipping_lines: [restShipping({ id: damaged })] });
    expect(codes(shipping)).toEqual(['error unsafe_id', UNPAID]);
    const refunded = restOrder({
      refunds: [
        restRefund({ refund_line_items: [refundLine(10, 0, { line_item_id: damaged, line_item: {} })] }),
      ],
    });
    expect(codes(refunded)).toEqual(['error unsafe_id', UNPAID]);
  });
});
