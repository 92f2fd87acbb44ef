/** Field by field: what of a Medusa order becomes what. */
import type { Order } from '../../../lib/commerce/order';
import { big } from '../../simulators/medusa/medusa-number';
import { bundleOf, orderJson } from '../../simulators/medusa/order-json';
import { accepted, DE19, DE7, item, method, newOrder, normalize } from './support/orders';

type Json = Record<string, unknown>;
/** The same order with some fields of its JSON replaced. */
const changed = (changes: Json, order = newOrder()): Order =>
  normalize({ order: { ...orderJson(order), ...changes } }).order as Order;

describe('the head', () => {
  test('names the order by the number that a person sees', () => {
    const order = newOrder();
    expect(accepted(order).source).toEqual({
      platform: 'medusa',
      storeId: 'shop.example',
      orderId: order.id,
      number: '1',
      updatedAt: order.collectionUpdatedAt,
    });
    expect(changed({ custom_display_id: 'A-1042' }).source.number).toBe('A-1042');
    expect(changed({ display_id: null }).source.number).toBe(order.id);
  });

  test('was changed when its payment was, for Medusa puts no date on the order then', () => {
    const order = newOrder();
    order.capture();
    expect(order.collectionUpdatedAt > order.updatedAt).toBe(true);
    expect(accepted(order).source.updatedAt).toBe(order.collectionUpdatedAt);
    order.touch();
    expect(accepted(order).source.updatedAt).toBe(order.updatedAt);
  });

  test.each([
    [{ status: 'pending', payment_status: 'authorized' }, 'open'],
    [{ status: 'pending', payment_status: 'captured' }, 'open'],
    [{ status: 'pending', payment_status: 'not_paid' }, 'pending'],
    [{ status: 'pending', payment_status: 'awaiting' }, 'pending'],
    [{ status: 'requires_action' }, 'pending'],
    [{ status: 'completed' }, 'open'],
    [{ status: 'archived' }, 'open'],
    [{ status: 'canceled' }, 'cancelled'],
    [{ status: 'draft' }, 'draft'],
    [{ status: 'pending', is_draft_order: true }, 'draft'],
    [{ status: 'of a plugin' }, 'open'],
  ])('%j is %s', (fields, state) => {
    expect(changed(fields).state).toBe(state);
  });

  test('is cancelled when Medusa says so', () => {
    const order = newOrder();
    order.cancel();
    expect(accepted(order)).toMatchObject({ state: 'cancelled', cancelledAt: order.canceledAt });
  });

  test('says that prices include tax when those of any item do', () => {
    expect(accepted(newOrder()).pricesIncludeTax).toBe(false);
    expect(accepted(newOrder({ items: [item(), item({ inclusive: true })] })).pricesIncludeTax).toBe(true);
  });

  test('takes an order with or without what belongs to it around it', () => {
    const order = newOrder();
    order.capture();
    const bare = normalize(orderJson(order)).order as Order;
    expect(bare.claims.total.pointers[0]).toBe('/raw_item_total/value');
    expect(bare.claims.total.amount).toBe(accepted(order).claims.total.amount);
  });

  test('takes payments and returns that came beside the order', () => {
    const order = newOrder();
    order.capture();
    order.receiveReturn(order.announceReturn([{ itemId: order.items[0]?.id as string, quantity: '1' }]));
    const { payment_collections, returns, ...rest } = orderJson(order) as {
      payment_collections: { payments: Json[] }[];
      returns: Json[];
    };
    const payments = payment_collections.flatMap((collection) => collection.payments);
    const apart = accepted({ order: rest, payments, returns });
    expect(apart.payments[0]?.pointers).toEqual(['/payments/0/captures/0/raw_amount/value']);
    expect(apart.refunds).toHaveLength(1);
  });
});

describe('the customer', () => {
  test('is who the bill goes to, with the country and region in capitals', () => {
    const billing_address = {
      first_name: 'Ann',
      last_name: 'Example',
      company: 'Acme',
      country_code: 'us',
      province: 'us-ny',
    };
    expect(changed({ billing_address, customer_id: 'cus_1', email: 'a@b.example' }).customer).toEqual({
      id: 'cus_1',
      name: 'Ann Example',
      email: 'a@b.example',
      company: 'Acme',
      country: 'US',
      region: 'NY',
    });
  });

  test('is who the goods go to where there is no bill, and nobody where there is neither', () => {
    expect(changed({ billing_address: null }).customer?.name).toBe('Ann Example');
    const nobody = { billing_address: null, shipping_address: null, customer_id: null, email: null };
    expect(changed(nobody).customer).toBeUndefined();
  });
});

describe('an item', () => {
  test('is a line at its price before discounts and without tax', () => {
    const [line] = accepted(
      newOrder({ items: [item({ adjustments: [{ code: 'TEN', amount: '4' }] })] }),
    ).lines;
    expect(line).toEqual({
      id: expect.stringMatching(/^ordli_/),
      title: 'SHIRT',
      sku: 'SHIRT',
      productId: 'prod_SHIRT',
      quantity: '2',
      giftCard: false,
      amount: '39.98',
      pointers: ['/order/items/0/raw_subtotal/value'],
      discounts: [
        { amount: '4.00', code: 'TEN', pointers: ['/order/items/0/adjustments/0/raw_subtotal/value'] },
      ],
      taxes: [
        {
          jurisdiction: 'DE19-19',
          label: 'DE19',
          rate: '19',
          compound: false,
          liable: 'merchant',
          amount: '6.84',
          pointers: ['/order/items/0/tax_lines/0/raw_total/value'],
        },
      ],
    });
  });

  test('keeps apart what two promotions took off, in cents that come to the whole', () => {
    const adjustments = [
      { code: 'B', amount: '3.333' },
      { code: 'A', amount: '3.334' },
    ];
    const [line] = accepted(newOrder({ items: [item({ adjustments })] })).lines;
    expect(line?.discounts.map(({ code, amount }) => [code, amount])).toEqual([
      ['A', '3.34'],
      ['B', '3.33'],
    ]);
  });

  test('takes the tax out of a discount that includes it', () => {
    const adjustments = [{ code: 'FIX5', amount: '5', inclusive: true }];
    const [line] = accepted(newOrder({ items: [item({ adjustments })], shipping: [] })).lines;
    // 5 / 1.19 = 4.2016…
    expect(line?.discounts.map(({ amount }) => amount)).toEqual(['4.20']);
  });

  test('knows its type, and whether it is a gift card', () => {
    const order = newOrder();
    const [raw] = orderJson(order).items as Json[];
    const card = { ...raw, product_type: 'Clothing', is_giftcard: true };
    expect(changed({ items: [card] }, order).lines[0]).toMatchObject({
      productType: 'Clothing',
      giftCard: true,
    });
  });
});

describe('a tax', () => {
  const jurisdictions = (taxes: Parameters<typeof item>[0]): unknown[] =>
    accepted(newOrder({ items: [item(taxes)], shipping: [] })).lines.flatMap((line) =>
      line.taxes.map(({ jurisdiction, rate }) => [jurisdiction, rate]),
    );

  test('is named by its code and rate, so that a new rate of an old code is a tax of its own', () => {
    expect(jurisdictions({ taxes: [DE19] })).toEqual([['DE19-19', '19']]);
    expect(jurisdictions({ taxes: [{ code: 'DE', rate: '16.00' }] })).toEqual([['DE-16', '16']]);
    expect(jurisdictions({ taxes: [{ code: 'US: NY', rate: '8.875' }] })).toEqual([
      ['US- NY-8.875', '8.875'],
    ]);
  });

  test('without a code is named by its description, or by the country', () => {
    expect(jurisdictions({ taxes: [{ code: null, description: 'VAT', rate: '20' }] })).toEqual([
      ['VAT-20', '20'],
    ]);
    expect(jurisdictions({ taxes: [{ code: null, rate: '20' }] })).toEqual([['DE-20', '20']]);
  });

  test('stands beside the other taxes of its part, in an order that does not depend on Medusa', () => {
    expect(
      jurisdictions({
        taxes: [
          { code: 'NYC', rate: '4.875' },
          { code: 'NY', rate: '4' },
        ],
      }),
    ).toEqual([
      ['NY-4', '4'],
      ['NYC-4.875', '4.875'],
    ]);
  });
});

describe('a payment', () => {
  test('that was only promised is an authorization, named by its provider with the id that this gave', () => {
    const { payments } = accepted(newOrder());
    expect(payments).toMatchObject([
      { kind: 'authorization', status: 'success', gateway: 'stripe', reference: 'pi_1', amount: '53.41' },
    ]);
  });

  test('that was taken is its captures; what is still promised stands beside them', () => {
    const order = newOrder();
    order.capture(big('20'));
    expect(accepted(order).payments.map(({ kind, amount }) => [kind, amount])).toEqual([
      ['authorization', '53.41'],
      ['capture', '20.00'],
    ]);
    order.capture();
    expect(accepted(order).payments.map(({ kind, amount }) => [kind, amount])).toEqual([
      ['capture', '20.00'],
      ['capture', '33.41'],
    ]);
  });

  test('that was given up is void', () => {
    const order = newOrder();
    order.cancel();
    expect(accepted(order).payments).toMatchObject([{ kind: 'void', at: order.payment.canceledAt }]);
  });

  test.each([
    ['pp_stripe_stripe', 'stripe'],
    ['pp_system_default', 'system_default'],
    ['pp_stripe-giropay_stripe', 'stripe-giropay_stripe'],
    ['Pay Pal!', 'pay-pal'],
    [null, 'manual'],
  ])('of %p is of the gateway %s', (provider_id, gateway) => {
    const { order } = bundleOf(newOrder()) as { order: Json };
    const [collection] = order.payment_collections as { payments: Json[] }[];
    const payments = (collection?.payments ?? []).map((payment) => ({ ...payment, provider_id }));
    expect(changed({ payment_collections: [{ ...collection, payments }] }).payments[0]?.gateway).toBe(
      gateway,
    );
  });
});

test('what buyers and plugins write into an order is cleaned and cut', () => {
  const evil = `a\u0000\u202eb\n${'x'.repeat(999)}`;
  const order = newOrder({ items: [item({ sku: evil, taxes: [DE7, { code: evil, rate: '1' }] })] });
  order.capture();
  order.refund(big('1'), evil);
  const text = JSON.stringify(accepted(order));
  expect(text).not.toMatch(/\\u0000|\u202e|x{300}/);
  expect(method().name).toBe('Standard');
});
