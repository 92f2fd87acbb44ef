/** What the sales book of an order becomes: parts that were sold, parts that were added, and refunds. */
import {
  adjustment,
  agreement,
  checkCodes,
  codes,
  lineItem,
  money,
  normalize,
  orderOf,
  page,
  refund,
  returned,
  sale,
  saleTax,
  sampleOrder,
  shippingLine,
  STATE_TAX,
  totals,
  transaction,
} from './support/sample-order';

const taxed = (total: string, tax: string, over = {}) =>
  sale({ totalAmount: money(total), totalTaxAmount: money(tax), taxes: [saleTax(tax)], ...over });

describe('a line', () => {
  test('is booked without tax where prices include it, and never recomputed from the rate', () => {
    const order = orderOf(
      sampleOrder({
        taxesIncluded: true,
        lineItems: page([lineItem({ originalUnitPriceSet: money('11.0') })]),
        agreements: page([agreement('ORDER', [taxed('22.0', '1.99')])]),
        ...totals('22.0', '22.0', '1.99'),
      }),
    );
    expect(order.lines[0]).toMatchObject({ amount: '20.01', taxes: [{ amount: '1.99' }] });
    expect(order.pricesIncludeTax).toBe(true);
  });

  test('that costs nothing after its discount keeps its price and the discount', () => {
    const free = { allocatedAmountSet: money('20.0'), discountApplication: { code: 'GIFT' } };
    const payload = sampleOrder({
      lineItems: page([lineItem({ discountAllocations: [free] })]),
      agreements: page([
        agreement('ORDER', [
          sale({ totalAmount: money('0.0'), totalDiscountAmountBeforeTaxes: money('20.0') }),
        ]),
      ]),
      ...totals('0.0'),
    });
    expect(orderOf(payload).lines[0]).toMatchObject({
      amount: '20.00',
      discounts: [{ code: 'GIFT', amount: '20.00' }],
    });
    expect(checkCodes(payload)).toEqual([]);
  });

  test('names its variant, its shop codes and its product', () => {
    const line = lineItem({
      variantTitle: 'Blue',
      vendor: 'Kiln',
      product: { id: 'gid://shopify/Product/7', productType: 'Tableware' },
    });
    expect(orderOf(sampleOrder({ lineItems: page([line]) })).lines[0]).toMatchObject({
      id: '11',
      title: 'Cup - Blue',
      sku: 'CUP',
      vendor: 'Kiln',
      productId: '7',
      productType: 'Tableware',
      quantity: '2',
      giftCard: false,
    });
  });

  test('whose text is hostile comes out cleaned', () => {
    const title = `A${String.fromCodePoint(0x202e)}B\nC${'x'.repeat(400)}`;
    const [line] = orderOf(sampleOrder({ lineItems: page([lineItem({ title })]) })).lines;
    expect(line?.title).toHaveLength(255);
    expect(line?.title.startsWith('AB Cx')).toBe(true);
  });
});

describe('the discount of a line', () => {
  const discounted = (
    allocations: readonly (readonly [string, string])[],
    stated: string,
    total: string,
    tax: string,
  ) =>
    sampleOrder({
      taxesIncluded: true,
      lineItems: page([
        lineItem({
          originalUnitPriceSet: money('11.0'),
          discountAllocations: allocations.map(([amount, code]) => ({
            allocatedAmountSet: money(amount),
            discountApplication: { code },
          })),
        }),
      ]),
      agreements: page([
        agreement('ORDER', [taxed(total, tax, { totalDiscountAmountBeforeTaxes: money(stated) })]),
      ]),
      ...totals(total, total, tax),
    });
  const lineOf = (payload: unknown) => orderOf(payload).lines[0];

  test("is Shopify's own net figure where prices include tax", () => {
    expect(lineOf(discounted([['5.5', 'A']], '5.0', '16.5', '1.5'))).toMatchObject({
      amount: '20.00',
      discounts: [{ code: 'A', amount: '5.00' }],
    });
  });

  test('is netted in proportion where the figure includes tax', () => {
    expect(lineOf(discounted([['5.5', 'A']], '5.5', '16.5', '1.5'))).toMatchObject({
      amount: '20.00',
      discounts: [{ code: 'A', amount: '5.00' }],
    });
  });

  test('is read from the allocations where the sale states none', () => {
    expect(lineOf(discounted([['5.5', 'A']], '0.0', '16.5', '1.5'))?.discounts).toMatchObject([
      { amount: '5.00' },
    ]);
  });

  test('is shared out over its coupons, and says who got the cent that was left', () => {
    const payload = discounted(
      [
        ['1.0', 'A'],
        ['1.0', 'B'],
        ['1.0', 'C'],
      ],
      '2.71',
      '19.0',
      '1.73',
    );
    const discounts = lineOf(payload)?.discounts ?? [];
    expect(discounts.map(({ code, amount }) => [code, amount])).toEqual([
      ['A', '0.91'],
      ['B', '0.90'],
      ['C', '0.90'],
    ]);
    expect(discounts.map(({ leftover }) => leftover !== undefined)).toEqual([true, false, false]);
    expect(checkCodes(payload)).toEqual([]);
  });

  test('is what the sale states where the line was discounted again later', () => {
    const later = { allocatedAmountSet: money('4.0'), discountApplication: { title: 'Afterwards' } };
    const first = { allocatedAmountSet: money('2.0'), discountApplication: { code: 'A' } };
    const [line] = orderOf(
      sampleOrder({
        lineItems: page([lineItem({ discountAllocations: [first, later] })]),
        agreements: page([
          agreement('ORDER', [
            sale({ totalAmount: money('18.0'), totalDiscountAmountBeforeTaxes: money('2.0') }),
          ]),
        ]),
        ...totals('18.0'),
      }),
    ).lines;
    expect(line?.amount).toBe('20.00');
  });
});

describe('a tax', () => {
  const withTax = (taxLine: Partial<typeof STATE_TAX> | Record<string, unknown>) =>
    orderOf(
      sampleOrder({
        agreements: page([
          agreement('ORDER', [
            sale({
              totalAmount: money('22.0'),
              totalTaxAmount: money('2.0'),
              taxes: [saleTax('2.0', { ...STATE_TAX, ...taxLine })],
            }),
          ]),
        ]),
        ...totals('22.0', '22.0', '2.0'),
      }),
    ).lines[0]?.taxes[0];

  test.each([
    ['State Tax', 0.1, 'STATE-TAX-10', '10'],
    ['California State Tax', 0.0725, 'CALIFORNIA-STATE-TAX-7.25', '7.25'],
    ['VAT 19%', 0.19, 'VAT-19', '19'],
    ['MwSt: ermäßigt', 0.07, 'MWST-ERMÄSSIGT-7', '7'],
    ['__proto__', 0.2, 'PROTO-20', '20'],
    ['消費税', 0.1, '消費税-10', '10'],
    [' . ', 0.125, 'TAX-12.5', '12.5'],
    ['GST', 0, 'GST-0', '0'],
    ['GST', null, 'GST', undefined],
  ])('%s at %s goes to %s', (title, rate, jurisdiction, percent) => {
    const tax = withTax({ title, rate });
    expect(tax?.jurisdiction).toBe(jurisdiction);
    expect(tax?.rate).toBe(percent);
  });

  test('that the channel pays to the authority says so; one that nobody knows of is the merchant’s', () => {
    expect(withTax({ channelLiable: true })?.liable).toBe('channel');
    expect(withTax({ channelLiable: false })?.liable).toBe('merchant');
    expect(withTax({ channelLiable: null })?.liable).toBe('merchant');
  });

  test('that no tax line explains is kept apart with a warning', () => {
    const payload = sampleOrder({
      agreements: page([
        agreement('ORDER', [sale({ totalAmount: money('22.0'), totalTaxAmount: money('2.0') })]),
      ]),
      ...totals('22.0', '22.0', '2.0'),
    });
    expect(codes(payload)).toEqual(['warning unspecified_tax']);
    expect(orderOf(payload).lines[0]?.taxes).toMatchObject([{ jurisdiction: 'UNSPECIFIED', amount: '2.00' }]);
  });

  test('whose lines do not add up to it holds the order', () => {
    const payload = sampleOrder({
      agreements: page([
        agreement('ORDER', [
          sale({ totalAmount: money('22.0'), totalTaxAmount: money('2.0'), taxes: [saleTax('1.99')] }),
        ]),
      ]),
      ...totals('22.0', '22.0', '2.0'),
    });
    expect(codes(payload)).toEqual(['error tax_parts_mismatch']);
  });
});

describe('what a later agreement sells', () => {
  test('is added on its own day, and gets a name of its own where the line was sold before', () => {
    const payload = sampleOrder({
      lineItems: page([
        lineItem({ quantity: 3 }),
        lineItem({ id: 'gid://shopify/LineItem/12', title: 'Plate' }),
      ]),
      agreements: page([
        agreement('ORDER', [sale()]),
        agreement('ORDER_EDIT', [
          sale({ id: 'gid://shopify/Sale/900', quantity: 1, totalAmount: money('10.0') }),
          sale({ quantity: 2, lineItem: { id: 'gid://shopify/LineItem/12' } }),
        ]),
      ]),
      ...totals('20.0'),
      totalPriceSet: money('50.0'),
      currentTotalPriceSet: money('50.0'),
    });
    const order = orderOf(payload);
    const added = { id: '32', at: '2026-10-02T08:00:00Z' };
    expect(order.lines.map(({ id }) => id)).toEqual(['11', '11-900', '12']);
    expect(order.lines[0]?.added).toBeUndefined();
    expect(order.lines[1]?.added).toMatchObject(added);
    expect(order.lines[2]?.added).toMatchObject(added);
    expect(checkCodes(payload)).toEqual([]);
  });

  test('comes off the oldest part first when it is taken back', () => {
    const payload = sampleOrder({
      lineItems: page([lineItem({ quantity: 3 })]),
      agreements: page([
        agreement('ORDER', [sale({ quantity: 1, totalAmount: money('10.0') })]),
        agreement('ORDER_EDIT', [
          sale({ id: 'gid://shopify/Sale/900', quantity: 2, totalAmount: money('20.0') }),
        ]),
        agreement('REFUND', [returned('20.0', { id: 'gid://shopify/Sale/901', quantity: -2 })], {
          id: 'gid://shopify/SalesAgreement/33',
          happenedAt: '2026-10-03T08:00:00Z',
          refund: { id: 'gid://shopify/Refund/51' },
        }),
      ]),
      refunds: [refund({ createdAt: '2026-10-03T08:00:00Z' })],
      ...totals('10.0'),
      totalPriceSet: money('30.0'),
      currentTotalPriceSet: money('10.0'),
    });
    expect(orderOf(payload).refunds[0]?.lines).toMatchObject([
      { id: '901', of: '11', amount: '10.00', quantity: '1' },
      { id: '901-2', of: '11-900', amount: '10.00', quantity: '1' },
    ]);
    expect(checkCodes(payload)).toEqual([]);
  });

  test('counts as placed with the order where it is the first agreement, whatever its place in the list', () => {
    const agreements = [
      agreement('ORDER_EDIT', [sale({ quantity: 1, totalAmount: money('10.0') })]),
      agreement('ORDER', [sale()]),
    ];
    const order = orderOf(sampleOrder({ agreements: page(agreements), ...totals('30.0') }));
    expect(order.lines.map(({ quantity, added }) => [quantity, added === undefined])).toEqual([
      ['2', true],
      ['1', false],
    ]);
  });
});

describe('what is taken back', () => {
  const takenBack = (sales: Parameters<typeof agreement>[1], over = {}, refundOver = {}) =>
    sampleOrder({
      lineItems: page([lineItem()]),
      agreements: page([
        agreement('ORDER', [sale()]),
        agreement('REFUND', sales, { refund: { id: 'gid://shopify/Refund/51' } }),
      ]),
      refunds: [refund(refundOver)],
      currentTotalPriceSet: money('10.0'),
      ...over,
    });

  test('is a refund with the id, the day and the reason of Shopify’s own', () => {
    const payload = takenBack([returned('10.0')], {}, { note: '  Broken ' });
    expect(orderOf(payload).refunds).toMatchObject([
      {
        id: '51',
        at: '2026-10-02T08:00:00Z',
        reason: 'Broken',
        amount: '10.00',
        lines: [{ of: '11', quantity: '1', amount: '10.00' }],
        payments: [],
      },
    ]);
    expect(checkCodes(payload)).toEqual([]);
  });

  test('by an edit that no refund belongs to is a refund of its own', () => {
    const payload = sampleOrder({
      agreements: page([agreement('ORDER', [sale()]), agreement('ORDER_EDIT', [returned('10.0')])]),
      currentTotalPriceSet: money('10.0'),
    });
    expect(orderOf(payload).refunds).toMatchObject([{ id: 'agreement-32', amount: '10.00', payments: [] }]);
  });

  test('less what was kept is the amount of the refund, whichever way Shopify sums it up', () => {
    const sales = [returned('10.0'), adjustment('3.0')];
    const inside = takenBack(sales, {
      currentTotalPriceSet: money('13.0'),
      refundDiscrepancySet: money('3.0'),
    });
    const outside = takenBack(sales, {
      currentTotalPriceSet: money('10.0'),
      refundDiscrepancySet: money('3.0'),
    });
    for (const payload of [inside, outside]) {
      expect(orderOf(payload).refunds[0]).toMatchObject({ amount: '7.00', lines: [{ amount: '10.00' }] });
      expect(orderOf(payload).claims.current?.amount).toBe('13.00');
    }
    expect(orderOf(outside).claims.current?.pointers).toEqual([
      '/currentTotalPriceSet/shopMoney/amount',
      '/refundDiscrepancySet/shopMoney/amount',
    ]);
  });

  test('is held where the shop claims another rest than the sales leave', () => {
    const payload = takenBack([returned('10.0')], { currentTotalPriceSet: money('9.99') });
    expect(orderOf(payload).claims.current?.amount).toBe('9.99');
    expect(checkCodes(payload)).toEqual(['source_totals_mismatch']);
  });

  test('of a line that was never sold holds the order', () => {
    const payload = takenBack([returned('10.0', { lineItem: { id: 'gid://shopify/LineItem/99' } })]);
    expect(codes(payload)).toEqual(['error incomplete_order']);
    expect(checkCodes(payload)).toContain('refund_of_unknown_line');
  });

  test('as an adjustment alone is a refund without lines', () => {
    const payload = takenBack([adjustment('-4.0')], {
      currentTotalPriceSet: money('16.0'),
      refundDiscrepancySet: money('-4.0'),
    });
    expect(orderOf(payload).refunds[0]).toMatchObject({ amount: '4.00', lines: [] });
    expect(checkCodes(payload)).toEqual([]);
  });

  test('with an adjustment that carries tax holds the order', () => {
    const payload = takenBack([
      returned('10.0'),
      adjustment('1.1', { totalTaxAmount: money('0.1'), taxes: [saleTax('0.1')] }),
    ]);
    expect(codes(payload)).toEqual(['error adjustment_with_tax']);
  });

  test('in several agreements of one refund is one refund', () => {
    const part = (id: string, at: string, sales: Parameters<typeof agreement>[1]) =>
      agreement('REFUND', sales, {
        id: `gid://shopify/SalesAgreement/${id}`,
        happenedAt: at,
        refund: { id: 'gid://shopify/Refund/51' },
      });
    const payload = sampleOrder({
      agreements: page([
        agreement('ORDER', [sale()]),
        part('33', '2026-10-02T08:00:00Z', [returned('10.0'), adjustment('10.0')]),
        part('34', '2026-10-04T09:00:00Z', [adjustment('-10.0')]),
      ]),
      refunds: [refund({ transactions: page([{ id: 'gid://shopify/OrderTransaction/42' }]) })],
      transactions: [
        transaction(),
        transaction({
          id: 'gid://shopify/OrderTransaction/42',
          kind: 'REFUND',
          amountSet: money('10.0'),
          processedAt: '2026-10-04T09:00:00Z',
        }),
      ],
      currentTotalPriceSet: money('10.0'),
      netPaymentSet: money('10.0'),
    });
    expect(orderOf(payload).refunds).toMatchObject([
      { id: '51', at: '2026-10-04T09:00:00Z', amount: '10.00', payments: [{ amount: '10.00' }] },
    ]);
    expect(codes(payload)).toEqual([]);
  });

  test('of shipping that Shopify does not name goes to the line that the refund names', () => {
    const shippingSale = (tail: string, over = {}) =>
      sale({
        __typename: 'ShippingLineSale',
        lineType: 'SHIPPING',
        quantity: null,
        totalAmount: money('5.0'),
        lineItem: undefined,
        shippingLine: { id: `gid://shopify/ShippingLine/${tail}`, title: 'Post' },
        ...over,
      });
    const back = shippingSale('0', {
      actionType: 'RETURN',
      totalAmount: money('-5.0'),
      shippingLine: null,
    });
    const payload = takenBack(
      [back],
      {
        shippingLines: page([shippingLine(), shippingLine({ id: 'gid://shopify/ShippingLine/22' })]),
        agreements: page([
          agreement('ORDER', [sale(), shippingSale('21'), shippingSale('22')]),
          agreement('REFUND', [back], { refund: { id: 'gid://shopify/Refund/51' } }),
        ]),
        ...totals('30.0', '25.0'),
      },
      { refundShippingLines: page([{ shippingLine: { id: 'gid://shopify/ShippingLine/22' } }]) },
    );
    expect(orderOf(payload).refunds[0]?.shipping).toMatchObject([{ of: '22', amount: '5.00' }]);
    expect(checkCodes(payload)).toEqual([]);
  });

  test('names its part alike for a token that may read returns and one that may not', () => {
    const fee = (over = {}) =>
      sale({
        __typename: 'FeeSale',
        id: 'gid://shopify/Sale/77',
        lineType: 'FEE',
        quantity: null,
        totalAmount: money('2.0'),
        lineItem: undefined,
        ...over,
      });
    const withFee = (feeSale: ReturnType<typeof sale>) =>
      takenBack([returned('10.0'), feeSale], { ...totals('20.0', '12.0'), totalPriceSet: money('22.0') });
    const seen = orderOf(
      withFee(fee({ fee: { __typename: 'RestockingFee', id: 'gid://shopify/RestockingFee/5' } })),
    );
    const unseen = orderOf(withFee(fee()));
    expect(seen.surcharges).toMatchObject([{ id: '77', title: 'Restocking fee', purpose: 'fee' }]);
    expect(unseen.surcharges).toMatchObject([{ id: '77', title: 'Fee', purpose: 'fee' }]);
  });
});

describe('a change of a price', () => {
  const changed = (over: Parameters<typeof sale>[0], current: string) =>
    sampleOrder({
      agreements: page([
        agreement('ORDER', [sale()]),
        agreement('ORDER_EDIT', [sale({ actionType: 'UPDATE', quantity: 0, ...over })]),
      ]),
      currentTotalPriceSet: money(current),
      totalPriceSet: money(current),
    });

  test('downwards is a refund without money, and the totals are proven by the original and the current one', () => {
    const payload = changed({ totalAmount: money('-2.0') }, '18.0');
    expect(codes(payload)).toEqual(['info total_edited']);
    expect(orderOf(payload).claims.total).toEqual({
      amount: '20.00',
      pointers: ['/originalTotalPriceSet/shopMoney/amount', '/currentTotalPriceSet/shopMoney/amount'],
    });
    expect(orderOf(payload).refunds).toMatchObject([{ amount: '2.00', lines: [{ of: '11' }] }]);
    expect(checkCodes(payload)).toEqual([]);
  });

  test('upwards is added', () => {
    const payload = changed({ totalAmount: money('3.0') }, '23.0');
    expect(orderOf(payload).lines.map(({ amount }) => amount)).toEqual(['20.00', '3.00']);
    expect(checkCodes(payload)).toEqual([]);
  });

  test('by nothing is nothing', () => {
    const payload = changed({ totalAmount: money('0.0') }, '20.0');
    expect(orderOf(payload)).toMatchObject({ lines: [{ id: '11' }], refunds: [] });
  });

  test('that moves an amount between price and tax holds the order', () => {
    const payload = changed(
      { totalAmount: money('0.0'), totalTaxAmount: money('1.0'), taxes: [saleTax('1.0')] },
      '20.0',
    );
    expect(codes(payload)).toContain('error tax_restated');
  });

  test('does not explain a total that neither the original nor the current one proves', () => {
    const payload = sampleOrder({ ...totals('20.0'), totalPriceSet: money('20.01') });
    expect(normalize(payload).order?.claims.total.amount).toBe('20.00');
    const wrong = sampleOrder({ ...totals('20.01'), originalTotalPriceSet: money('20.0') });
    expect(normalize(wrong).order?.claims.total.amount).toBe('20.01');
    expect(checkCodes(wrong)).toContain('source_totals_mismatch');
  });
});

describe('an order without sales agreements', () => {
  const { agreements: _, ...bare } = sampleOrder({
    lineItems: page([
      lineItem({
        taxLines: [{ ...STATE_TAX, priceSet: money('2.0') }],
        duties: [
          {
            id: 'gid://shopify/Duty/61',
            price: money('3.0'),
            taxLines: [{ ...STATE_TAX, priceSet: money('0.3') }],
          },
        ],
      }),
    ]),
    shippingLines: page([shippingLine()]),
    ...totals('30.3', '30.3', '2.3'),
  });

  test('is read by its lines, with a warning', () => {
    expect(codes(bare)).toEqual(['warning no_agreements']);
    expect(orderOf(bare)).toMatchObject({
      lines: [{ amount: '20.00', taxes: [{ amount: '2.00' }] }],
      shipping: [{ amount: '5.00' }],
      surcharges: [{ purpose: 'duty', amount: '3.00', taxes: [{ amount: '0.30' }] }],
    });
    expect(checkCodes(bare)).toEqual([]);
  });

  test('gives back what the lines of its refunds say', () => {
    const whole = {
      ...refund(),
      refundLineItems: page([
        {
          id: 'gid://shopify/RefundLineItem/71',
          quantity: 1,
          lineItem: { id: 'gid://shopify/LineItem/11' },
          subtotalSet: money('10.0'),
          totalTaxSet: money('1.0'),
        },
      ]),
      refundShippingLines: page([
        {
          id: 'gid://shopify/RefundShippingLine/72',
          shippingLine: { id: 'gid://shopify/ShippingLine/21' },
          subtotalAmountSet: money('5.0'),
          taxAmountSet: money('0.0'),
        },
      ]),
      duties: [{ amountSet: money('3.0'), originalDuty: { id: 'gid://shopify/Duty/61' } }],
      orderAdjustments: page([
        {
          id: 'gid://shopify/OrderAdjustment/73',
          amountSet: money('2.0'),
          taxAmountSet: money('0.0'),
          reason: 'RESTOCK',
        },
      ]),
    };
    const payload = { ...bare, refunds: [whole], currentTotalPriceSet: money('13.3') };
    expect(orderOf(payload).refunds).toMatchObject([
      {
        id: '51',
        reason: 'restock',
        amount: '17.00',
        lines: [{ of: '11', amount: '10.00', taxes: [{ amount: '1.00' }] }],
        shipping: [{ of: '21', amount: '5.00' }],
        surcharges: [{ of: '61', amount: '3.00' }],
      },
    ]);
    expect(checkCodes(payload)).toEqual([]);
  });

  test('is held where its refunds say nothing', () => {
    expect(codes({ ...bare, refunds: [refund()] })).toEqual([
      'warning no_agreements',
      'error incomplete_order',
    ]);
  });
});
