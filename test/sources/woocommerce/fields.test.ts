/** What each field of a canonical WooCommerce order is read from. */
import {
  cleanOrder,
  codes,
  feeLine,
  line,
  normalize,
  normalizeOrder,
  shippingLine,
  taxLine,
  wooOrder,
  wooRefund,
} from './support/woo-order';

test('reads who, when and what of a plain order', () => {
  const order = cleanOrder(normalizeOrder({}));
  expect(order).toMatchObject({
    source: {
      platform: 'woocommerce',
      storeId: 'shop.example',
      orderId: '1042',
      number: '1042',
      updatedAt: '2026-03-02T10:00:00Z',
    },
    currency: 'EUR',
    state: 'open',
    sourceStatus: 'processing',
    test: false,
    pricesIncludeTax: false,
    placedAt: '2026-03-01T10:00:00Z',
  });
  expect(order.lines).toEqual([
    {
      id: '11',
      title: 'Shirt',
      quantity: '1',
      sku: 'SHIRT',
      productId: '7',
      giftCard: false,
      amount: '100.00',
      pointers: ['/order/line_items/0/subtotal'],
      discounts: [],
      taxes: [
        {
          jurisdiction: 'DE-MWST-1',
          label: 'MwSt',
          rate: '19',
          compound: false,
          liable: 'merchant',
          amount: '19.00',
          pointers: ['/order/line_items/0/taxes/0/total'],
        },
      ],
    },
  ]);
});

test('takes a bare order object, with pointers into that object', () => {
  const order = cleanOrder(normalize(wooOrder()));
  expect(order.lines[0]?.pointers).toEqual(['/line_items/0/subtotal']);
  expect(order.claims.total.pointers).toEqual(['/total']);
});

test.each([
  ['pending', 'pending'],
  ['on-hold', 'open'],
  ['processing', 'open'],
  ['completed', 'open'],
  ['shipped-by-plugin', 'open'],
  ['cancelled', 'cancelled'],
  ['trash', 'cancelled'],
  ['failed', 'failed'],
  ['checkout-draft', 'draft'],
  ['auto-draft', 'draft'],
  ['draft', 'draft'],
])('status %s is state %s', (status, state) => {
  const order = cleanOrder(normalizeOrder({ status, date_completed_gmt: '2026-03-02T09:00:00' }));
  expect(order).toMatchObject({ state, sourceStatus: status });
  expect(order.cancelledAt).toBe(
    state === 'cancelled' || state === 'failed' ? '2026-03-02T10:00:00Z' : undefined,
  );
});

test('a refunded order stays open: its refunds tell what went back', () => {
  expect(cleanOrder(normalizeOrder({ status: 'refunded' }, [wooRefund()])).state).toBe('open');
});

describe('payment', () => {
  test('is the total on the day it was paid, by its gateway', () => {
    expect(cleanOrder(normalizeOrder({})).payments).toEqual([
      {
        id: '1',
        kind: 'capture',
        status: 'success',
        gateway: 'stripe',
        reference: 'ch_1',
        amount: '130.90',
        at: '2026-03-01T10:05:00Z',
        pointers: ['/order/total'],
      },
    ]);
  });

  test('is absent until there is a date of payment', () => {
    expect(cleanOrder(normalizeOrder({ date_paid_gmt: null })).payments).toEqual([]);
  });

  test('is absent for an order of nothing', () => {
    const order = normalizeOrder({
      total: '0.00',
      total_tax: '0.00',
      shipping_total: '0.00',
      line_items: [],
      tax_lines: [],
      shipping_lines: [],
    });
    expect(cleanOrder(order).payments).toEqual([]);
  });

  test.each([
    ['', 'manual'],
    ['Stripe CC', 'stripe-cc'],
    ['ppcp-gateway', 'ppcp-gateway'],
    ['a:b\n{c}', 'a-b-c'],
    ['支付宝', 'manual'],
  ])('gateway %p is named %s', (payment_method, gateway) => {
    expect(cleanOrder(normalizeOrder({ payment_method })).payments[0]?.gateway).toBe(gateway);
  });
});

describe('customer', () => {
  test('is named from the billing address', () => {
    const billing = {
      first_name: 'Ann',
      last_name: 'Ex',
      company: 'Acme',
      email: 'a@example.test',
      country: 'US',
      state: 'NY',
    };
    expect(cleanOrder(normalizeOrder({ customer_id: 5, billing })).customer).toEqual({
      id: '5',
      name: 'Ann Ex',
      email: 'a@example.test',
      company: 'Acme',
      country: 'US',
      region: 'NY',
    });
  });

  test('is absent for a guest without a word', () => {
    expect(
      cleanOrder(normalizeOrder({ customer_id: 0, billing: { first_name: '', email: '' } })).customer,
    ).toBeUndefined();
  });
});

describe('discounts', () => {
  const discounted = line({
    subtotal: '100.00',
    total: '90.00',
    total_tax: '17.10',
    taxes: [{ id: 1, total: '17.10' }],
  });

  test('are the difference of subtotal and total, under the coupon', () => {
    const order = cleanOrder(normalizeOrder({ line_items: [discounted], coupon_lines: [{ code: 'ten' }] }));
    expect(order.lines[0]).toMatchObject({
      amount: '100.00',
      discounts: [
        {
          code: 'ten',
          amount: '10.00',
          pointers: ['/order/line_items/0/subtotal', '/order/line_items/0/total'],
        },
      ],
    });
  });

  test('of several coupons are named together, never split by guess', () => {
    const order = cleanOrder(
      normalizeOrder({ line_items: [discounted], coupon_lines: [{ code: 'ten' }, { code: 'vip' }] }),
    );
    expect(order.lines[0]?.discounts).toMatchObject([{ code: 'ten, vip', amount: '10.00' }]);
  });

  test('without a coupon have no code', () => {
    const [discount] = cleanOrder(normalizeOrder({ line_items: [discounted] })).lines[0]?.discounts ?? [];
    expect(discount).not.toHaveProperty('code');
  });

  test('a coupon amount is not read: WooCommerce prints "4" for 4.00', () => {
    const coupon = { code: 'ten', discount: 'whatever' };
    expect(codes(normalizeOrder({ line_items: [discounted], coupon_lines: [coupon] }))).toEqual([]);
  });

  test('a total above the subtotal is a raised price', () => {
    const result = normalizeOrder({ line_items: [line({ subtotal: '80.00' })] });
    expect(codes(result)).toEqual(['info price_raised']);
    expect(result.order?.lines[0]).toMatchObject({
      amount: '100.00',
      discounts: [],
      pointers: ['/order/line_items/0/total'],
    });
  });
});

describe('shipping and fees', () => {
  test('keep several lines, each with its tax', () => {
    const order = cleanOrder(
      normalizeOrder({
        shipping_lines: [
          shippingLine(),
          shippingLine({
            id: 22,
            method_title: 'Express',
            total: '5.00',
            total_tax: '0.95',
            taxes: [{ id: 1, total: '0.95' }],
          }),
        ],
      }),
    );
    expect(
      order.shipping.map(({ id, title, amount, taxes }) => [id, title, amount, taxes[0]?.amount]),
    ).toEqual([
      ['21', 'Flat rate', '10.00', '1.90'],
      ['22', 'Express', '5.00', '0.95'],
    ]);
  });

  test('a negative fee is a surcharge that lowers the order', () => {
    const fee = feeLine({ total: '-5.00', total_tax: '-0.95', taxes: [{ id: 1, total: '-0.95' }] });
    expect(cleanOrder(normalizeOrder({ fee_lines: [fee] })).surcharges).toMatchObject([
      { id: '31', amount: '-5.00', taxes: [{ amount: '-0.95' }], pointers: ['/order/fee_lines/0/total'] },
    ]);
  });

  test('the amount of a fee is not read: WooCommerce leaves it empty', () => {
    expect(
      codes(normalize({ order: { ...wooOrder(), fee_lines: [{ ...feeLine(), amount: '' }] }, refunds: [] })),
    ).toEqual([]);
  });
});

describe('taxes', () => {
  const names = (...rates: readonly Parameters<typeof taxLine>[0][]) => {
    const taxes = rates.map((rate, index) => ({ id: rate?.rate_id ?? index + 1, total: '1.00' }));
    const total_tax = `${rates.length}.00`;
    const tax_lines = rates.map((rate, index) => taxLine({ rate_id: index + 1, ...rate }));
    const order = cleanOrder(
      normalizeOrder({ line_items: [line({ taxes, total_tax })], shipping_lines: [], tax_lines }),
    );
    return order.lines[0]?.taxes.map(({ jurisdiction }) => jurisdiction);
  };

  test('several rates on a line stay apart, compound ones marked', () => {
    const order = cleanOrder(
      normalizeOrder({
        line_items: [
          line({
            total_tax: '14.98',
            taxes: [
              { id: 3, total: '5.00' },
              { id: 4, total: '9.98' },
            ],
          }),
        ],
        shipping_lines: [],
        tax_lines: [
          taxLine({ rate_id: 3, rate_code: 'CA-GST', rate_percent: 5 }),
          taxLine({ rate_id: 4, rate_code: 'CA-QC-QST', rate_percent: 9.975, compound: true }),
        ],
      }),
    );
    expect(order.lines[0]?.taxes).toMatchObject([
      { jurisdiction: 'CA-GST', rate: '5', compound: false, amount: '5.00' },
      { jurisdiction: 'CA-QC-QST', rate: '9.975', compound: true, amount: '9.98' },
    ]);
  });

  test('are named by code, else label, else id', () => {
    expect(
      names({ rate_code: 'US-NY-NYC-2' }, { rate_code: '', label: 'City tax' }, { rate_code: '', label: '' }),
    ).toEqual(['US-NY-NYC-2', 'City tax', 'rate-3']);
  });

  test('have names without colons, control characters and runs of spaces', () => {
    expect(names({ rate_code: '  US:NY  STATE\ttax\u0007 ' })).toEqual(['US-NY STATE-tax-']);
  });

  test('rates that share a code get their ids appended, whichever comes first', () => {
    expect(names({ rate_id: 5, rate_code: 'VAT' }, { rate_id: 9, rate_code: 'VAT' })).toEqual([
      'VAT-5',
      'VAT-9',
    ]);
    expect(names({ rate_id: 9, rate_code: 'VAT' }, { rate_id: 5, rate_code: 'VAT' })).toEqual([
      'VAT-9',
      'VAT-5',
    ]);
  });

  test('a name that another rate already ends up with is not used twice', () => {
    expect(
      new Set(
        names(
          { rate_id: 1, rate_code: 'A' },
          { rate_id: 2, rate_code: 'A' },
          { rate_id: 3, rate_code: 'A-1' },
        ),
      )?.size,
    ).toBe(3);
  });

  test('ids of tax plugins may be text', () => {
    expect(names({ rate_id: 'AVATAX-NY', rate_code: 'NY' })).toEqual(['NY']);
  });

  test('a rate that tax_lines does not know keeps its id, with a warning', () => {
    const result = normalizeOrder({ line_items: [line({ taxes: [{ id: 8, total: '19.00' }] })] });
    expect(codes(result)).toEqual(['warning unknown_tax_rate']);
    expect(result.order?.lines[0]?.taxes[0]?.jurisdiction).toBe('rate-8');
  });

  test('an unknown rate that charged nothing says nothing', () => {
    const order = cleanOrder(
      normalizeOrder({
        line_items: [
          line({
            taxes: [
              { id: 1, total: '19.00' },
              { id: 8, total: '0' },
            ],
          }),
        ],
      }),
    );
    expect(order.lines[0]?.taxes).toHaveLength(1);
  });

  test('tax that is not broken down goes to the only rate', () => {
    const order = cleanOrder(normalizeOrder({ line_items: [line({ taxes: [] })] }));
    expect(order.lines[0]?.taxes).toMatchObject([
      { jurisdiction: 'DE-MWST-1', amount: '19.00', pointers: ['/order/line_items/0/total_tax'] },
    ]);
  });

  test('tax that is not broken down among several rates is unspecified, with a warning', () => {
    const result = normalizeOrder({
      line_items: [line({ taxes: [] })],
      tax_lines: [taxLine(), taxLine({ rate_id: 2, rate_code: 'B' })],
    });
    expect(codes(result)).toEqual(['warning unspecified_tax']);
    expect(result.order?.lines[0]?.taxes).toMatchObject([{ jurisdiction: 'unspecified', amount: '19.00' }]);
  });

  test('no taxes at all is no tax', () => {
    const order = cleanOrder(normalizeOrder({ line_items: [line({ taxes: [], total_tax: '0.00' })] }));
    expect(order.lines[0]?.taxes).toEqual([]);
  });

  test('"" in taxes is absent where the others come to total_tax without it', () => {
    const free = shippingLine({ total: '0.00', total_tax: '0.00', taxes: [{ id: 1, total: '' }] });
    const mixed = line({
      taxes: [
        { id: 1, total: '19.00' },
        { id: 2, total: '' },
      ],
    });
    const order = cleanOrder(normalizeOrder({ line_items: [mixed], shipping_lines: [free] }));
    expect(order.shipping[0]?.taxes).toEqual([]);
    expect(order.lines[0]?.taxes).toHaveLength(1);
  });

  test('"" in taxes is an error where total_tax says that there is tax', () => {
    const result = normalizeOrder({ line_items: [line({ taxes: [{ id: 1, total: '' }] })] });
    expect(result.problems).toMatchObject([
      { severity: 'error', code: 'malformed_amount', pointer: '/order/line_items/0/taxes/0/total' },
    ]);
  });

  test('claims by jurisdiction are goods and shipping together', () => {
    expect(cleanOrder(normalizeOrder({})).claims).toEqual({
      total: { amount: '130.90', pointers: ['/order/total'] },
      tax: { amount: '20.90', pointers: ['/order/total_tax'] },
      shipping: { amount: '10.00', pointers: ['/order/shipping_total'] },
      discount: { amount: '0.00', pointers: ['/order/discount_total'] },
      taxByJurisdiction: {
        'DE-MWST-1': {
          amount: '20.90',
          pointers: ['/order/tax_lines/0/tax_total', '/order/tax_lines/0/shipping_tax_total'],
        },
      },
    });
  });
});

describe('dates', () => {
  test('without their gmt twin are taken for UTC, with one warning', () => {
    const {
      date_created_gmt: created,
      date_modified_gmt: modified,
      date_paid_gmt: paid,
      ...rest
    } = wooOrder();
    const result = normalize({
      order: { ...rest, date_created: created, date_modified: modified, date_paid: paid },
      refunds: [],
    });
    expect(codes(result)).toEqual(['warning no_gmt_dates']);
    expect(result.order).toMatchObject({
      placedAt: '2026-03-01T10:00:00Z',
      payments: [{ at: '2026-03-01T10:05:00Z' }],
    });
  });

  test('in gmt win over the local ones', () => {
    const order = { ...wooOrder(), date_created: '2026-03-01T12:00:00', date_paid: '2026-03-01T12:05:00' };
    expect(cleanOrder(normalize({ order, refunds: [] })).placedAt).toBe('2026-03-01T10:00:00Z');
  });

  test('the 29th of February exists in leap years', () => {
    expect(codes(normalizeOrder({ date_created_gmt: '2028-02-29T00:00:00' }))).toEqual([]);
    expect(codes(normalizeOrder({ date_created_gmt: '2100-02-29T00:00:00' }))).toEqual([
      'error malformed_date',
    ]);
  });

  test('an order that was never changed was last changed when it was placed', () => {
    expect(cleanOrder(normalizeOrder({ date_modified_gmt: null })).source.updatedAt).toBe(
      '2026-03-01T10:00:00Z',
    );
  });
});

test('an order without a status is held', () => {
  expect(codes(normalize({ order: { ...wooOrder(), status: null }, refunds: [] }))).toEqual([
    'error malformed_status',
  ]);
});

test('the same payload gives the same bytes, and is not touched', () => {
  const payload = { order: wooOrder(), refunds: [wooRefund()] };
  const before = JSON.stringify(payload);
  expect(JSON.stringify(normalize(payload))).toBe(JSON.stringify(normalize(payload)));
  expect(JSON.stringify(payload)).toBe(before);
});
