/** What was sent, what became of what came back, and what pieces cost. */
import { checkOrder } from '../../../lib/commerce/check-order';
import { orderSchema } from '../../../lib/commerce/order';
import type { Fulfillment, Refund } from '../../../lib/sources/shopify/wire';
import { fetched, problemsOf } from './support/both-currencies';
import { connected } from './support/connected';
import { refundLine, restLine, restOrder, restRefund, restTotals } from './support/rest-order';
import {
  agreement,
  codes,
  lineItem,
  money,
  orderOf,
  page,
  refund,
  returned,
  sale,
  sampleOrder,
  totals,
} from './support/sample-order';

const sent = (
  id: number,
  lines: readonly (readonly [line: number, quantity: number | null])[],
  over: Partial<Fulfillment> = {},
): Fulfillment => ({
  id: `gid://shopify/Fulfillment/${id}`,
  createdAt: `2026-10-0${id}T12:00:00Z`,
  status: 'SUCCESS',
  fulfillmentLineItems: page(
    lines.map(([line, quantity]) => ({ quantity, lineItem: { id: `gid://shopify/LineItem/${line}` } })),
  ),
  ...over,
});

describe('deliveries', () => {
  test('are told with their instant, place and pieces, the oldest first', () => {
    const { fulfilments } = orderOf(
      sampleOrder({
        fulfillments: [sent(3, [[11, 1]]), sent(2, [[11, 1]], { location: { name: 'Lager Berlin' } })],
      }),
    );
    expect(fulfilments).toEqual([
      {
        id: '2',
        at: '2026-10-02T12:00:00Z',
        location: 'Lager Berlin',
        pointers: ['/fulfillments/1'],
        lines: [
          {
            of: '11',
            quantity: '1',
            pointers: ['/fulfillments/1/fulfillmentLineItems/nodes/0/quantity'],
          },
        ],
      },
      {
        id: '3',
        at: '2026-10-03T12:00:00Z',
        pointers: ['/fulfillments/0'],
        lines: [
          {
            of: '11',
            quantity: '1',
            pointers: ['/fulfillments/0/fulfillmentLineItems/nodes/0/quantity'],
          },
        ],
      },
    ]);
  });

  test.each(['CANCELLED', 'ERROR', 'FAILURE', 'OPEN', 'PENDING'] as const)(
    'that are %s did not leave the house',
    (status) => {
      const payload = sampleOrder({ fulfillments: [sent(2, [[11, 2]], { status })] });
      expect(orderOf(payload).fulfilments).toEqual([]);
      expect(codes(payload)).toEqual([]);
    },
  );

  test('are none where the payload tells of none, and unknown where it does not tell', () => {
    expect(orderOf(sampleOrder()).fulfilments).toEqual([]);
    const { fulfillments: _, ...silent } = sampleOrder();
    expect(orderOf(silent)).not.toHaveProperty('fulfilments');
    expect(codes(silent)).toEqual([]);
  });

  test('of which a page is missing, or a number of pieces, hold the order', () => {
    const cut = sent(2, [[11, 1]]);
    const more = { ...cut.fulfillmentLineItems, pageInfo: { hasNextPage: true, endCursor: 'x' } };
    expect(codes(sampleOrder({ fulfillments: [{ ...cut, fulfillmentLineItems: more }] }))).toEqual([
      'error incomplete_order',
    ]);
    expect(codes(sampleOrder({ fulfillments: [sent(2, [[11, null]])] }))).toEqual([
      'error malformed_quantity',
    ]);
  });

  test('of a line that the order does not have are told as they are', () => {
    const { fulfilments } = orderOf(sampleOrder({ fulfillments: [sent(2, [[99, 1]])] }));
    expect(fulfilments).toMatchObject([{ lines: [{ of: '99', quantity: '1' }] }]);
  });

  test('leave a tip out, which is a line item and nothing to send', () => {
    const tip = sale({
      __typename: 'TipSale',
      lineType: 'TIP',
      quantity: 1,
      totalAmount: money('3.0'),
      lineItem: { id: 'gid://shopify/LineItem/12', title: 'Tip' },
    });
    const { fulfilments } = orderOf(
      sampleOrder({
        ...totals('23.0'),
        agreements: page([agreement('ORDER', [sale(), tip])]),
        fulfillments: [
          sent(2, [
            [11, 2],
            [12, 1],
          ]),
        ],
      }),
    );
    expect(fulfilments?.[0]?.lines).toMatchObject([{ of: '11', quantity: '2' }]);
  });
});

describe('pieces of a line that was sold twice', () => {
  /** Two cups, one more by an edit; then as many taken back as are told. */
  const twice = (back: number, fulfillments: readonly Fulfillment[]) =>
    orderOf(
      sampleOrder({
        ...totals('30.0', `${30 - 10 * back}.0`),
        originalTotalPriceSet: money('20.0'),
        lineItems: page([lineItem({ quantity: 3 })]),
        agreements: page([
          agreement('ORDER', [sale()]),
          agreement('ORDER_EDIT', [
            sale({ id: 'gid://shopify/Sale/900', quantity: 1, totalAmount: money('10.0') }),
          ]),
          ...(back === 0
            ? []
            : [
                agreement('ORDER_EDIT', [returned(`${10 * back}.0`, { quantity: -back })], {
                  id: 'gid://shopify/SalesAgreement/33',
                  happenedAt: '2026-10-02T09:00:00Z',
                }),
              ]),
        ]),
        fulfillments,
      }),
    );
  const piecesOf = (order: ReturnType<typeof twice>) =>
    order.fulfilments?.map(({ lines }) => lines.map(({ of, quantity }) => [of, quantity]));

  test('go to the older sale first', () => {
    expect(piecesOf(twice(0, [sent(3, [[11, 2]]), sent(4, [[11, 1]])]))).toEqual([
      [['11', '2']],
      [['11-900', '1']],
    ]);
    expect(piecesOf(twice(0, [sent(3, [[11, 3]])]))).toEqual([
      [
        ['11', '2'],
        ['11-900', '1'],
      ],
    ]);
  });

  test('go to what still stands, where one was taken out before anything was sent', () => {
    expect(piecesOf(twice(1, [sent(3, [[11, 2]])]))).toEqual([
      [
        ['11', '1'],
        ['11-900', '1'],
      ],
    ]);
  });

  test('count what came back after it had been sent', () => {
    expect(piecesOf(twice(1, [sent(3, [[11, 3]])]))).toEqual([
      [
        ['11', '2'],
        ['11-900', '1'],
      ],
    ]);
  });

  test('that are more than were sold are told as they are', () => {
    expect(piecesOf(twice(0, [sent(3, [[11, 5]])]))).toEqual([
      [
        ['11', '2'],
        ['11-900', '3'],
      ],
    ]);
  });
});

describe('what became of what a refund took back', () => {
  type Line = Refund['refundLineItems']['nodes'][number];
  const line = (quantity: number, restockType: Line['restockType']): Line => ({
    quantity,
    restockType,
    lineItem: { id: 'gid://shopify/LineItem/11' },
  });
  const taken = (lines: readonly Line[], sales = [returned('10.0')], current = '10.0') =>
    sampleOrder({
      ...totals('20.0', current),
      agreements: page([
        agreement('ORDER', [sale()]),
        agreement('REFUND', sales, { refund: { id: 'gid://shopify/Refund/51' } }),
      ]),
      refunds: [refund({ refundLineItems: page(lines) })],
    });
  const restocks = (payload: unknown) =>
    orderOf(payload).refunds.flatMap(({ lines }) => lines.map(({ restock }) => restock));

  test.each([
    ['RETURN', 'returned'],
    ['CANCEL', 'cancelled'],
    ['NO_RESTOCK', 'kept'],
    ['LEGACY_RESTOCK', 'returned'],
  ] as const)('%s is %s', (type, restock) => {
    expect(restocks(taken([line(1, type)]))).toEqual([restock]);
  });

  test('is unknown where the refund names no pieces, or does not say', () => {
    expect(restocks(taken([]))).toEqual([undefined]);
    expect(restocks(taken([line(1, 'NEW' as 'RETURN')]))).toEqual([undefined]);
  });

  test('goes by the number of pieces, where they went different ways', () => {
    const both = [line(1, 'RETURN'), line(2, 'NO_RESTOCK')];
    const sales = [returned('13.0', { quantity: -2 }), returned('7.0', { quantity: -1 })];
    expect(restocks(taken(both, sales, '0.0'))).toEqual(['kept', 'returned']);
    expect(restocks(taken(both, [returned('20.0', { quantity: -3 })], '0.0'))).toEqual([undefined]);
  });

  test.each([
    ['return', 'returned'],
    ['cancel', 'cancelled'],
    ['no_restock', 'kept'],
    ['legacy_restock', 'returned'],
    [null, undefined],
  ] as const)('%s of REST is %s', (restock_type, restock) => {
    const payload = restOrder({
      ...restTotals('20.00', '10.00'),
      refunds: [restRefund({ refund_line_items: [refundLine(10, 0, { restock_type })] })],
    });
    expect(restocks(payload)).toEqual([restock]);
  });
});

describe('deliveries of REST', () => {
  const line = { id: 11, admin_graphql_api_id: 'gid://shopify/LineItem/11', quantity: 2 };
  const delivery = {
    id: 61,
    admin_graphql_api_id: 'gid://shopify/Fulfillment/61',
    created_at: '2026-10-02T14:00:00+02:00',
    status: 'success',
    line_items: [line],
  };

  test('are told in UTC; a place is only a number there, and is left out', () => {
    const order = orderOf(restOrder({ fulfillments: [{ ...delivery, location_id: 7 } as typeof delivery] }));
    expect(order.fulfilments).toEqual([
      {
        id: '61',
        at: '2026-10-02T12:00:00Z',
        pointers: ['/fulfillments/0'],
        lines: [{ of: '11', quantity: '2', pointers: ['/fulfillments/0/line_items/0/quantity'] }],
      },
    ]);
  });

  test.each(['pending', 'open', 'cancelled', 'error', 'failure'])('that are %s are left out', (status) => {
    expect(orderOf(restOrder({ fulfillments: [{ ...delivery, status }] })).fulfilments).toEqual([]);
  });

  test('are unknown where the payload was cut down', () => {
    expect(orderOf(restOrder())).not.toHaveProperty('fulfilments');
  });
});

describe('what a piece costs', () => {
  const costing = (unitCost: { amount: string; currencyCode: string } | null) =>
    sampleOrder({ lineItems: page([lineItem({ variant: { inventoryItem: { unitCost } } })]) });

  test('is told to the last decimal that the shop entered', () => {
    const order = orderOf(costing({ amount: '3.1275', currencyCode: 'USD' }));
    expect(order.lines[0]?.unitCost).toEqual({
      amount: '3.1275',
      pointers: ['/lineItems/nodes/0/variant/inventoryItem/unitCost/amount'],
    });
    expect(order.lines[0]?.amount).toBe('20.00');
  });

  test('is unknown where nobody entered it, and where it is in another currency, which is said', () => {
    expect(orderOf(costing(null)).lines[0]).not.toHaveProperty('unitCost');
    expect(orderOf(costing({ amount: '3.0', currencyCode: 'EUR' })).lines[0]).not.toHaveProperty('unitCost');
    expect(codes(costing({ amount: '3.0', currencyCode: 'EUR' }))).toEqual(['info cost_in_other_currency']);
  });

  test.each(['three', '-1.0', ''])('is no %s', (amount) => {
    expect(codes(costing({ amount, currencyCode: 'USD' }))).toEqual(['error malformed_amount']);
  });

  test('stands in the currency of the shop only', () => {
    const both = (shop: string, seen: string) => money(shop, 'USD', { amount: seen, currencyCode: 'EUR' });
    const total = both('20.0', '18.0');
    const zero = both('0.0', '0.0');
    const line = lineItem({
      originalUnitPriceSet: both('10.0', '9.0'),
      variant: { inventoryItem: { unitCost: { amount: '3.0', currencyCode: 'USD' } } },
    });
    const payload = {
      ...sampleOrder({
        ...{ presentmentCurrencyCode: 'EUR', transactions: [], netPaymentSet: zero },
        ...{ originalTotalPriceSet: total, totalPriceSet: total, currentTotalPriceSet: total },
        ...{ totalTaxSet: zero, currentTotalTaxSet: zero, refundDiscrepancySet: zero },
        totalCashRoundingAdjustment: { paymentSet: zero, refundSet: zero },
        lineItems: page([line]),
        agreements: page([
          agreement('ORDER', [
            sale({ totalAmount: total, totalTaxAmount: zero, totalDiscountAmountBeforeTaxes: zero }),
          ]),
        ]),
      }),
    };
    const order = orderOf(payload);
    expect(codes(payload)).toEqual([]);
    expect(order.lines[0]).toHaveProperty('unitCost');
    expect(order.inPresentment?.lines[0]).not.toHaveProperty('unitCost');
  });
});

describe('a line whose product was deleted', () => {
  const taxes = [{ title: 'VAT', rate: '0.19' }];
  const lines = [
    { title: 'Cup', price: '10.00' },
    { title: 'Gone', price: '7.00', quantity: 3, sku: 'GONE', deletedProduct: true },
  ];

  test('is still there, the last one too, with its amounts, taxes and what was given back', async () => {
    const shop = await connected();
    const id = shop.shopify.shop.addOrder({ lines, taxes });
    shop.clock.advance(1_000);
    shop.shopify.shop.refund(id, { lines: [{ line: 1, quantity: 1 }] });
    const { order, problems } = await fetched(shop, id);
    expect(problems).toEqual([]);
    expect(order.lines).toMatchObject([
      { title: 'Cup', amount: '10.00' },
      { title: 'Gone', sku: 'GONE', quantity: '3', amount: '21.00', taxes: [{ amount: '3.99' }] },
    ]);
    expect(order.lines[1]).not.toHaveProperty('productId');
    expect(order.refunds).toMatchObject([{ lines: [{ amount: '7.00', taxes: [{ amount: '1.33' }] }] }]);
    expect(order.claims.total.amount).toBe('36.89');
    expect(problemsOf(order)).toEqual([]);
  });

  test('is still there in REST', () => {
    const order = orderOf(
      restOrder({
        ...restTotals('27.00'),
        line_items: [
          restLine(),
          restLine({
            id: 12,
            admin_graphql_api_id: undefined,
            quantity: 1,
            price: '7.00',
            price_set: undefined,
            product_id: null,
          }),
        ],
      }),
    );
    expect(order.lines).toMatchObject([{ amount: '20.00' }, { id: '12', amount: '7.00' }]);
    expect(checkOrder(order, { roundingLimit: '0' }).problems).toEqual([]);
  });
});

test('an order of the simulated shop comes with all of it', async () => {
  const shop = await connected();
  const id = shop.shopify.shop.addOrder({
    lines: [
      {
        title: 'Cup',
        price: '10.00',
        quantity: 3,
        unitCost: '4.25',
        productType: 'Ceramics',
        vendor: 'Fjord',
      },
    ],
    taxes: [{ title: 'VAT', rate: '0.19' }],
    location: 'Laden Mitte',
    source: 'pos',
  });
  shop.clock.advance(1_000);
  shop.shopify.shop.fulfil(id, { lines: [{ line: 0, quantity: 2 }], location: 'Lager Berlin' });
  shop.shopify.shop.fulfil(id, { status: 'CANCELLED' });
  shop.clock.advance(1_000);
  shop.shopify.shop.refund(id, { lines: [{ line: 0, quantity: 1 }] });
  shop.shopify.shop.refund(id, { lines: [{ line: 0, quantity: 1, restock: 'NO_RESTOCK' }] });
  const { order, problems } = await fetched(shop, id);
  expect(problems).toEqual([]);
  expect(orderSchema.parse(order)).toEqual(order);
  expect(order).toMatchObject({
    location: 'Laden Mitte',
    channel: 'pos',
    lines: [{ vendor: 'Fjord', productType: 'Ceramics', unitCost: { amount: '4.25' } }],
    fulfilments: [{ location: 'Lager Berlin', lines: [{ of: order.lines[0]?.id, quantity: '2' }] }],
  });
  const restocks = order.refunds.flatMap(({ lines }) => lines.map(({ restock }) => restock));
  expect(restocks).toEqual(['returned', 'kept']);
});

describe('what is never sent', () => {
  test.each([[true], [false]])(
    'is told by both kinds of payload: requires shipping %p',
    (requiresShipping) => {
      const graphql = sampleOrder({ lineItems: page([lineItem({ requiresShipping })]) });
      expect(orderOf(graphql).lines[0]?.requiresShipping).toBe(requiresShipping);
      const [line] = restOrder().line_items;
      const rest = restOrder({ line_items: [{ ...line!, requires_shipping: requiresShipping }] });
      expect(orderOf(rest).lines[0]?.requiresShipping).toBe(requiresShipping);
    },
  );
});
