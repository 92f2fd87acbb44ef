/** Whatever a payload has wrong gives a typed problem that names the order, and never a 0 or an exception. */
import fc from 'fast-check';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { orderSchema } from '../../../lib/commerce/order';
import { restOrder } from './support/rest-order';
import { codes, money, normalize, orderOf, page, sale, sampleOrder, agreement } from './support/sample-order';

const ROOM = join(__dirname, '../../golden');
const golden = (cart: string, name: string): unknown =>
  JSON.parse(readFileSync(join(ROOM, cart, name, 'payload.json'), 'utf8'));

describe('what is no order of Shopify', () => {
  test.each([
    ['nothing', undefined],
    ['null', null],
    ['a text', 'order'],
    ['a list', [sampleOrder()]],
    ['an empty object', {}],
    ['a bundle of nothing', { order: null }],
    ['a bundle of a list', { order: [] }],
    ['an order of WooCommerce', golden('woocommerce', 'hpos-A2-paid')],
    ['a bare order of WooCommerce', golden('woocommerce', 'webhook-33-bare')],
    ['an order of Medusa', { order: { id: 'order_01H', display_id: 1, currency_code: 'eur', items: [] } }],
    ['a product of Shopify', { id: 'gid://shopify/Product/1', title: 'Cup' }],
    ['a refund webhook', { id: 5, order_id: 1, refund_line_items: [], transactions: [] }],
    ['an edit webhook', { order_edit: { id: 1, order_id: 2, line_items: { additions: [], removals: [] } } }],
    [
      'a return that names its order',
      { id: 1, order: { id: 1, admin_graphql_api_id: 'gid://shopify/Order/1' } },
    ],
    ['an order of which only the id was asked for', { id: 'gid://shopify/Order/1', name: '#1' }],
  ])('%s is refused without an order', (_, payload) => {
    const { order, problems } = normalize(payload);
    expect(order).toBeUndefined();
    expect(problems.map(({ severity, code }) => [severity, code])).toEqual([['error', 'unreadable_order']]);
  });
});

describe('an amount that is none', () => {
  const BAD: readonly (readonly [string, unknown])[] = [
    ['null', null],
    ['an empty text', ''],
    ['a decimal comma', '12,50'],
    ['a number', 12.5],
    ['an exponent', '1e3'],
    ['a currency sign', '$12.50'],
    ['a list', ['12.50']],
    ['a megabyte of digits', '9'.repeat(1_000_000)],
  ];
  const bag = (amount: unknown) =>
    ({ shopMoney: { amount, currencyCode: 'USD' } }) as ReturnType<typeof money>;
  const PLACES: readonly (readonly [string, (amount: unknown) => unknown])[] = [
    ['the total', (amount) => sampleOrder({ totalPriceSet: bag(amount) })],
    ['the current total', (amount) => sampleOrder({ currentTotalPriceSet: bag(amount) })],
    ['the tax', (amount) => sampleOrder({ totalTaxSet: bag(amount) })],
    [
      'a sale',
      (amount) =>
        sampleOrder({ agreements: page([agreement('ORDER', [sale({ totalAmount: bag(amount) })])]) }),
    ],
    [
      'the tax of a sale',
      (amount) =>
        sampleOrder({ agreements: page([agreement('ORDER', [sale({ totalTaxAmount: bag(amount) })])]) }),
    ],
    [
      'a payment',
      (amount) =>
        sampleOrder({
          transactions: [{ ...sampleOrder().transactions[0], amountSet: bag(amount) } as never],
        }),
    ],
  ];
  test.each(PLACES)('%s', (_, payloadWith) => {
    for (const [what, amount] of BAD) {
      const errors = normalize(payloadWith(amount)).problems.filter(({ severity }) => severity === 'error');
      expect([what, errors.map(({ code }) => code)]).toEqual([what, ['malformed_amount']]);
      expect(errors[0]?.message).toMatch(/^Order #1: the amount at \//);
      expect(errors[0]?.message.length).toBeLessThan(300);
    }
  });

  test('that is absent is a problem of its own', () => {
    const payload = sampleOrder({ totalPriceSet: undefined as never });
    expect(codes(payload)).toEqual(['error missing_amount']);
    expect(codes(sampleOrder({ totalPriceSet: {} as never }))).toEqual(['error missing_amount']);
  });

  test('in the currency that the buyer saw is never taken for the shop’s', () => {
    const payload = sampleOrder({
      agreements: page([agreement('ORDER', [sale({ totalAmount: money('20.0', 'EUR') })])]),
    });
    expect(codes(payload)).toContain('error mixed_currency');
  });
});

describe('an order of which something is missing', () => {
  test.each(['lineItems', 'shippingLines', 'agreements'] as const)(
    '%s with a further page is held',
    (name) => {
      const order = sampleOrder();
      const half = { ...order[name], pageInfo: { hasNextPage: true, endCursor: 'x' } };
      const { problems } = normalize({ order: { ...order, [name]: half } });
      expect(problems.map(({ code }) => code)).toContain('incomplete_order');
      expect(problems[0]).toMatchObject({
        message: `Order #1: there are more ${name} than the payload holds. Fetch the order with the Order Fetcher, which reads every page.`,
        pointer: `/order/${name}/pageInfo/hasNextPage`,
      });
    },
  );

  test('a further page of sales is named too', () => {
    const half = {
      ...agreement('ORDER', [sale()]),
      sales: { nodes: [sale()], pageInfo: { hasNextPage: true, endCursor: 'x' } },
    };
    expect(codes(sampleOrder({ agreements: page([half]) }))).toEqual(['error incomplete_order']);
  });

  test('a refund that an agreement names and the list lacks is told', () => {
    const lost = agreement('REFUND', [], { refund: { id: 'gid://shopify/Refund/99' } });
    expect(codes(sampleOrder({ agreements: page([agreement('ORDER', [sale()]), lost]) }))).toEqual([
      'error incomplete_order',
    ]);
  });
});

describe('an order that says something unheard of', () => {
  test.each([
    ['a kind of sale', { lineType: 'SUBSCRIPTION' }],
    ['an action', { actionType: 'UNKNOWN' }],
  ])('%s is held', (_, over) => {
    const strange = sale({ ...over, totalAmount: money('0.0') } as never);
    expect(codes(sampleOrder({ agreements: page([agreement('ORDER', [sale(), strange])]) }))).toEqual([
      'error unknown_sale',
    ]);
  });

  test('a currency is held, and the order is still named', () => {
    const { order, problems } = normalize(sampleOrder({ currencyCode: 'XXX' }));
    expect(problems.map(({ code }) => code)).toEqual(['unknown_currency']);
    expect(order?.source).toMatchObject({ orderId: '1', number: '#1' });
  });

  test.each(['2026-02-30T00:00:00Z', '2026-02-30T00:00:00+01:00', 'yesterday', '', 0])(
    'a date such as %p is held',
    (createdAt) => {
      expect(codes(sampleOrder({ processedAt: createdAt as string }))).toContain('error malformed_date');
    },
  );

  test('a date with an offset comes out in UTC', () => {
    expect(
      orderOf(restOrder({ created_at: '2026-10-01T00:30:00.500+05:30', processed_at: null })).placedAt,
    ).toBe('2026-09-30T19:00:00.500Z');
  });

  test('taxes that are estimates are told', () => {
    expect(codes(sampleOrder({ estimatedTaxes: true }))).toEqual(['warning estimated_taxes']);
  });

  test('more entries than an order can have are not read', () => {
    const many = Array.from({ length: 20_001 }, () => null);
    expect(codes(sampleOrder({ refunds: many as never }))).toEqual(['error too_many_lines']);
  });
});

describe('a payload that was damaged anywhere', () => {
  const names = readdirSync(join(ROOM, 'shopify'));
  const JUNK: readonly unknown[] = [
    null,
    '',
    'x',
    -1,
    1e300,
    true,
    [],
    {},
    [null],
    { nodes: null },
    '__proto__',
    undefined,
  ];

  /** Every place of a payload that a path can lead to. */
  const damage = (value: unknown, seed: number, junk: unknown): unknown => {
    let count = 0;
    const places = (inner: unknown): number =>
      typeof inner === 'object' && inner !== null
        ? 1 + Object.values(inner).reduce<number>((sum, next) => sum + places(next), 0)
        : 1;
    const target = seed % places(value);
    const walk = (inner: unknown): unknown => {
      if (count++ === target) return junk;
      if (Array.isArray(inner)) return inner.map(walk);
      if (typeof inner !== 'object' || inner === null) return inner;
      return Object.fromEntries(Object.entries(inner).map(([key, next]) => [key, walk(next)]));
    };
    return walk(value);
  };

  test('never throws, and what comes out is still in shape', () => {
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.nat(), fc.constantFrom(...JUNK), (name, seed, junk) => {
        const { order, problems } = normalize(damage(golden('shopify', name), seed, junk));
        if (order === undefined) expect(problems.length).toBeGreaterThan(0);
        else expect(() => orderSchema.parse(order)).not.toThrow();
        for (const { message } of problems) expect(message.length).toBeLessThan(600);
      }),
      { numRuns: 400 },
    );
  });
});
