/** What rules choose accounts and dimensions by, what a gateway kept, and cards that nobody bought. */
import { mapOrder } from '../../../lib/policy/map-order';
import { policySchema } from '../../../lib/policy/policy';
import type { TransactionFee } from '../../../lib/sources/shopify/wire';
import { fetched, problemsOf } from './support/both-currencies';
import { connected } from './support/connected';
import { restOrder } from './support/rest-order';
import { codes, normalize, orderOf, sampleOrder, transaction } from './support/sample-order';

describe('the channel', () => {
  test.each([
    ['web', { handle: 'online-store' }, 'web'],
    ['pos', { handle: 'pos' }, 'pos'],
    ['tiktok', null, 'tiktok'],
    ['580111', { handle: 'draft_orders' }, 'draft_orders'],
    ['580111', null, '580111'],
    [null, { handle: 'online-store' }, 'online-store'],
    [null, null, undefined],
  ])('of source %s and attribution %p is %s', (sourceName, attribution, channel) => {
    expect(orderOf(sampleOrder({ sourceName, attribution })).channel).toBe(channel);
  });

  test.each([
    ['web', 'web'],
    ['580111', '580111'],
    [null, undefined],
  ])('of source %s in REST is %s', (source_name, channel) => {
    expect(orderOf(restOrder({ source_name })).channel).toBe(channel);
  });
});

describe('tags, place and destination', () => {
  const address = (country: string | null, province: string | null) => ({
    countryCodeV2: country,
    provinceCode: province,
  });

  test('are read from GraphQL', () => {
    const order = orderOf(
      sampleOrder({
        tags: ['b2b', ' wholesale ', 'b2b', '\u202Eevil'],
        retailLocation: { name: 'Laden Mitte' },
        billingAddress: address('US', 'CA'),
        shippingAddress: address('CA', 'ON'),
      }),
    );
    expect(order.tags).toEqual(['b2b', 'wholesale', 'evil']);
    expect(order.location).toBe('Laden Mitte');
    expect(order.shipTo).toEqual({ country: 'CA', region: 'ON' });
    expect(order.customer).toMatchObject({ country: 'US', region: 'CA' });
  });

  test('are read from REST, of which a place is only a number', () => {
    const order = orderOf({
      ...restOrder({ tags: 'b2b, wholesale', shipping_address: { country_code: 'DE', province_code: null } }),
      location_id: 7,
    });
    expect(order.tags).toEqual(['b2b', 'wholesale']);
    expect(order.shipTo).toEqual({ country: 'DE' });
    expect(order).not.toHaveProperty('location');
  });

  test('are not there where there is nothing to tell', () => {
    for (const payload of [
      sampleOrder({ retailLocation: null, billingAddress: address('US', 'CA') }),
      restOrder({ tags: '' }),
    ])
      for (const key of ['tags', 'location', 'shipTo']) expect(orderOf(payload)).not.toHaveProperty(key);
  });

  test('are bounded, whatever an importer wrote', () => {
    const tags = Array.from({ length: 5_000 }, (_, index) => `${index}${'x'.repeat(500)}`);
    const order = orderOf(sampleOrder({ tags }));
    expect(order.tags).toHaveLength(250);
    expect(Math.max(...(order.tags ?? []).map(({ length }) => length))).toBe(100);
  });
});

describe('fees', () => {
  const fee = (amount: string, currencyCode = 'USD', tax = '0.0', id = 1): TransactionFee => ({
    id: `gid://shopify/TransactionFee/${id}`,
    type: 'processing_fee',
    amount: { amount, currencyCode },
    taxAmount: { amount: tax, currencyCode },
  });
  const charged = (...fees: readonly TransactionFee[]) =>
    sampleOrder({ transactions: [transaction({ fees })] });

  test('of Shopify Payments are what it kept of a payment', () => {
    expect(orderOf(charged(fee('0.88'), fee('0.2', 'USD', '0.0', 2))).fees).toEqual([
      {
        id: '1',
        kind: 'processing',
        gateway: 'shopify_payments',
        of: '41',
        amount: '0.88',
        at: '2026-10-01T08:00:01Z',
        pointers: ['/transactions/0/fees/0/amount/amount'],
      },
      expect.objectContaining({ id: '2', amount: '0.20' }),
    ]);
    expect(codes(charged(fee('0.88')))).toEqual([]);
  });

  test('that are given back are negative', () => {
    expect(orderOf(charged(fee('-0.3'))).fees).toMatchObject([{ amount: '-0.30' }]);
  });

  test('are unknown where no payment states one: other gateways do not tell', () => {
    expect(orderOf(sampleOrder())).not.toHaveProperty('fees');
    expect(orderOf(charged(fee('0.0')))).not.toHaveProperty('fees');
    expect(
      orderOf(sampleOrder({ transactions: [transaction({ status: 'FAILURE', fees: [fee('1.0')] })] })),
    ).not.toHaveProperty('fees');
    expect(orderOf(restOrder())).not.toHaveProperty('fees');
  });

  test('in another currency are left out, and that is said', () => {
    const payload = charged(fee('0.88', 'EUR'), fee('0.2', 'USD', '0.0', 2));
    expect(orderOf(payload).fees).toMatchObject([{ id: '2' }]);
    expect(codes(payload)).toEqual(['info fee_in_other_currency']);
  });

  test('whose tax stands apart are told with a word about it', () => {
    expect(codes(charged(fee('0.88', 'USD', '0.17')))).toEqual(['info fee_tax_apart']);
    expect(orderOf(charged(fee('0.88', 'USD', '0.17'))).fees).toMatchObject([{ amount: '0.88' }]);
  });

  test('finer than the currency are rounded, and that is said; one that is no number holds the order', () => {
    expect(orderOf(charged(fee('0.885'))).fees).toMatchObject([{ amount: '0.89' }]);
    expect(codes(charged(fee('0.885')))).toEqual(['info fee_rounded']);
    expect(codes(charged(fee('a lot')))).toEqual(['error malformed_amount']);
    const none = { ...fee('1.0'), amount: null as unknown as TransactionFee['amount'] };
    expect(codes(charged(none))).toEqual(['error missing_amount']);
  });

  test('come with an order of the simulated shop', async () => {
    const shop = await connected();
    const id = shop.shopify.shop.addOrder({
      lines: [{ title: 'Cup', price: '10.00' }],
      tags: ['vip'],
      region: 'BE',
      country: 'DE',
      payments: [
        { gateway: 'shopify_payments', amount: '6.00', fee: { amount: '0.42' } },
        { gateway: 'paypal', amount: '4.00' },
      ],
    });
    const { order, problems } = await fetched(shop, id);
    expect(problems).toEqual([]);
    expect(order).toMatchObject({ tags: ['vip'], channel: 'web', shipTo: { country: 'DE', region: 'BE' } });
    expect(order.fees).toMatchObject([{ kind: 'processing', of: order.payments[0]?.id, amount: '0.42' }]);
  });
});

describe('a gift card', () => {
  const card = (over: object = {}) => ({
    giftCard: {
      id: 'gid://shopify/GiftCard/901',
      initialValue: { amount: '50.0', currencyCode: 'EUR' },
      createdAt: '2026-10-01T08:00:00Z',
      updatedAt: '2026-10-04T08:00:00Z',
      note: 'For Ada, who waited so long',
      order: null,
      ...over,
    },
  });

  test('that was issued by hand is an order of its own: its face value, all of it given away', () => {
    const { order, problems } = normalize(card());
    expect(problems).toEqual([]);
    expect(order).toEqual({
      source: {
        platform: 'shopify',
        storeId: 'cups.myshopify.com',
        orderId: 'gift-card-901',
        number: 'gift-card-901',
        updatedAt: '2026-10-04T08:00:00Z',
      },
      currency: 'EUR',
      state: 'open',
      sourceStatus: 'issued',
      test: false,
      pricesIncludeTax: false,
      placedAt: '2026-10-01T08:00:00Z',
      lines: [
        {
          id: '901',
          title: 'Gift card',
          amount: '50.00',
          pointers: ['/giftCard/initialValue/amount'],
          discounts: [
            { code: 'issued by hand', amount: '50.00', pointers: ['/giftCard/initialValue/amount'] },
          ],
          taxes: [],
          quantity: '1',
          giftCard: true,
        },
      ],
      shipping: [],
      surcharges: [],
      payments: [],
      refunds: [],
      fulfilments: [],
      claims: { total: { amount: '0.00', pointers: ['/giftCard/initialValue/amount'] } },
    });
    expect(problemsOf(orderOf(card()))).toEqual([]);
  });

  test('is owed from then on, against what the shop gives away', () => {
    const { entries, problems } = mapOrder(orderOf(card()), policySchema.parse({}));
    expect(problems.filter(({ severity }) => severity !== 'info')).toEqual([]);
    expect(entries.flatMap(({ lines }) => lines)).toMatchObject([
      { account: 'discounts', debit: '50.00' },
      { account: 'gift-card-liability', credit: '50.00' },
    ]);
  });

  test('comes as a node alone too, of any currency', () => {
    const { giftCard } = card({ initialValue: { amount: '5000', currencyCode: 'JPY' } });
    expect(orderOf(giftCard)).toMatchObject({ currency: 'JPY', lines: [{ amount: '5000' }] });
  });

  test('that an order sold is booked with that order', () => {
    const { order, problems } = normalize(card({ order: { id: 'gid://shopify/Order/1' } }));
    expect(order).toBeUndefined();
    expect(problems).toMatchObject([
      { severity: 'info', code: 'gift_card_of_order', pointer: '/giftCard/order' },
    ]);
  });

  test('of which the payload does not say who sold it is held: it could be booked twice', () => {
    const { giftCard } = card();
    const { order: _, ...silent } = giftCard;
    expect(codes({ giftCard: silent })).toEqual(['error incomplete_gift_card']);
  });

  test.each([
    [{ id: 'gift' }, 'error unreadable_gift_card'],
    [{ initialValue: null }, 'error missing_amount'],
    [{ initialValue: { currencyCode: 'EUR' } }, 'error missing_amount'],
    [{ initialValue: { amount: '50.005', currencyCode: 'EUR' } }, 'error malformed_amount'],
    [{ initialValue: { amount: '-50.0', currencyCode: 'EUR' } }, 'error malformed_amount'],
    [{ initialValue: { amount: '50.0', currencyCode: 'XXQ' } }, 'error unknown_currency'],
    [{ createdAt: 'yesterday' }, 'error malformed_date'],
  ])('with %j is held', (over, code) => {
    expect(normalize(card(over)).order).toBeUndefined();
    expect(codes(card(over))).toEqual([code]);
  });
});
