import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { COUPONS, PRODUCTS } from './shop-catalog';
import { steppedClock } from './shop-clock';
import { createShopState, type Placement, type ShopState } from './shop-state';
import { refundJson } from './refund-json';
import { orderJson } from './woocommerce-json';

type Json = Readonly<Record<string, unknown>>;

const SITE = { url: 'http://shop.test', utcOffsetMinutes: 60 };
const live = (name: string): Json =>
  JSON.parse(readFileSync(join(__dirname, 'fixtures', `${name}.json`), 'utf8')) as Json;

const { shirt, book } = PRODUCTS;
const FLAT = [{ cost: '4.90' }];

/** Paths of all fields with their JSON types; the items of a list are one path. */
const shape = (
  value: unknown,
  path = '',
  found = new Map<string, Set<string>>(),
): Map<string, Set<string>> => {
  const type = Array.isArray(value) ? 'list' : value === null ? 'null' : typeof value;
  found.set(path, (found.get(path) ?? new Set()).add(type));
  if (Array.isArray(value)) value.forEach((item) => shape(item, `${path}[]`, found));
  else if (type === 'object') {
    for (const [key, field] of Object.entries(value as Json)) shape(field, `${path}.${key}`, found);
  }
  return found;
};

/** Values inside meta data are anything. */
const comparable = (found: Map<string, Set<string>>): [string, string[]][] =>
  [...found]
    .filter(([path]) => !/meta_data\[\]\./.test(path))
    .map(([path, types]): [string, string[]] => [path, [...types].filter((type) => type !== 'null').sort()])
    .sort(([a], [b]) => (a < b ? -1 : 1));

const shop = (): ShopState => createShopState(steppedClock(new Date('2026-11-22T17:52:49Z')));

const placed = (placement: Placement): Json => {
  const state = shop();
  return orderJson(SITE, state.order(state.place(placement).id));
};

const MONEY = [
  'discount_total',
  'discount_tax',
  'shipping_total',
  'shipping_tax',
  'cart_tax',
  'total',
  'total_tax',
];
const ITEM_MONEY = [
  'quantity',
  'tax_class',
  'subtotal',
  'subtotal_tax',
  'total',
  'total_tax',
  'taxes',
  'price',
  'sku',
];
const TAX_MONEY = [
  'rate_code',
  'rate_id',
  'label',
  'compound',
  'tax_total',
  'shipping_tax_total',
  'rate_percent',
];
const COUPON_MONEY = ['code', 'discount', 'discount_tax', 'discount_type', 'nominal_amount', 'free_shipping'];

const only = (value: unknown, keys: readonly string[]): unknown =>
  Array.isArray(value)
    ? value.map((item) => only(item, keys))
    : Object.fromEntries(
        keys.filter((key) => key in (value as Json)).map((key) => [key, (value as Json)[key]]),
      );

const moneyOf = (order: Json): unknown => ({
  ...(only(order, ['currency', 'prices_include_tax', ...MONEY]) as Json),
  line_items: only(order.line_items, ITEM_MONEY),
  shipping_lines: only(order.shipping_lines, ['method_title', 'total', 'total_tax', 'taxes', 'tax_status']),
  fee_lines: only(order.fee_lines, ['name', 'total', 'total_tax', 'taxes', 'tax_status']),
  tax_lines: only(order.tax_lines, TAX_MONEY),
  coupon_lines: only(order.coupon_lines, COUPON_MONEY),
});

const withTitle = (order: Json, title: string): Json => ({
  ...order,
  shipping_lines: (order.shipping_lines as Json[]).map((line) => ({ ...line, method_title: title })),
});

const BASKETS: readonly (readonly [string, Placement])[] = [
  [
    'excl-A1-10pct-placed',
    {
      lines: [
        { product: shirt, quantity: 3 },
        { product: book, quantity: 2 },
      ],
      shipping: FLAT,
      coupons: [COUPONS.ten],
    },
  ],
  [
    'hpos-A1-10pct-placed',
    {
      lines: [
        { product: shirt, quantity: 3 },
        { product: book, quantity: 2 },
      ],
      shipping: FLAT,
      coupons: [COUPONS.ten],
      pricesIncludeTax: true,
    },
  ],
  [
    'excl-B1-fix5-onhold',
    {
      lines: [
        { product: shirt, quantity: 1 },
        { product: book, quantity: 1 },
      ],
      shipping: FLAT,
      coupons: [COUPONS.fix5],
    },
  ],
  [
    'hpos-B1-fix5-onhold',
    {
      lines: [
        { product: shirt, quantity: 1 },
        { product: book, quantity: 1 },
      ],
      shipping: FLAT,
      coupons: [COUPONS.fix5],
      pricesIncludeTax: true,
    },
  ],
  [
    'hpos-C1-full-refund',
    { lines: [{ product: shirt, quantity: 1 }], shipping: FLAT, pricesIncludeTax: true },
  ],
  [
    'hpos-E1-fee-coupon-shipping',
    {
      lines: [{ product: shirt, quantity: 2 }],
      shipping: FLAT,
      fees: [{ name: 'Gift wrap', amount: '1.50', taxable: true }],
      coupons: [COUPONS.ten],
    },
  ],
];

describe('prices', () => {
  it.each(BASKETS)('are those of a live WooCommerce for the basket of %s', (name, placement) => {
    const sample = live(name);
    const title = ((sample.shipping_lines as Json[])[0] as Json).method_title as string;
    expect(moneyOf(withTitle(placed(placement), title))).toEqual(moneyOf(sample));
  });

  it('of two taxes without tax in the price are those of a live webhook delivery', () => {
    const deliveries = live('webhook-deliveries') as unknown as { body: string }[];
    const sample = JSON.parse((deliveries[1] as { body: string }).body) as Json;
    const order = placed({
      lines: [
        { product: shirt, quantity: 3 },
        { product: book, quantity: 1 },
      ],
      shipping: FLAT,
      coupons: [COUPONS.ten],
      place: 'US-NY',
    });
    expect(moneyOf(order)).toEqual(moneyOf(sample));
  });

  it('of a piece given back are those of a live refund', () => {
    const state = shop();
    const { id } = state.place({ ...(BASKETS[1] as (typeof BASKETS)[number])[1], paymentMethod: 'cod' });
    state.refund(id, { lines: [{ line: 0, quantity: 1 }], reason: 'one shirt back' });
    const order = state.order(id);
    const [refund] = order.refunds;
    const json = refundJson(SITE, order, refund as NonNullable<typeof refund>);
    const sample = live('hpos-A3-refund');
    const pick = (of: Json): unknown => ({
      ...(only(of, ['amount', 'reason', 'refunded_by', 'refunded_payment']) as Json),
      line_items: only(of.line_items, ITEM_MONEY),
      tax_lines: only(of.tax_lines, TAX_MONEY),
    });
    expect(pick(json)).toEqual(pick(sample));
    expect((orderJson(SITE, order).refunds as Json[])[0]).toMatchObject({
      reason: 'one shirt back',
      total: '-17.99',
    });
  });

  it('keep six decimals behind the two that the API shows by default', () => {
    const state = shop();
    const [, placement] = BASKETS[1] as (typeof BASKETS)[number];
    const order = state.place(placement);
    const [line] = orderJson(SITE, order, 6).line_items as Json[];
    expect(line).toMatchObject({ subtotal: '50.394958', total: '45.352941', total_tax: '8.620000' });
    expect((line as Json).taxes).toEqual([{ id: 1, total: '8.617059', subtotal: '9.575042' }]);
    expect(orderJson(SITE, order, 6)).toMatchObject({ total: '82.020000', total_tax: '11.000000' });
  });

  it('of dinars lose a digit with the default decimals and have it with three', () => {
    const state = shop();
    const order = state.place({
      lines: [{ product: PRODUCTS.oud, quantity: 1 }],
      place: 'KW',
      currency: 'KWD',
    });
    expect(orderJson(SITE, order)).toMatchObject({ total: '12.96' });
    expect(orderJson(SITE, order, 3)).toMatchObject({ total: '12.962', total_tax: '0.617' });
  });
});

describe('the shape', () => {
  const liveOrders = readdirSync(join(__dirname, 'fixtures'))
    .filter((file) => /^(hpos|excl)-(?!A3-refund)/.test(file))
    .map((file) => live(file.replace('.json', '')));
  let order: Json;
  let refund: Json;

  beforeAll(() => {
    const state = shop();
    const { id } = state.place({
      lines: [
        { product: shirt, quantity: 3 },
        { product: book, quantity: 2 },
      ],
      shipping: FLAT,
      fees: [{ name: 'Gift wrap', amount: '1.50', taxable: true }],
      coupons: [COUPONS.ten],
      pricesIncludeTax: true,
    });
    state.pay(id);
    state.refund(id, { lines: [{ line: 0, quantity: 1 }], reason: 'one shirt back' });
    order = orderJson(SITE, state.order(id));
    const [first] = state.order(id).refunds;
    refund = refundJson(SITE, state.order(id), first as NonNullable<typeof first>);
  });

  it('of an order is that of live orders: every field, every type, no field more', () => {
    const together = new Map<string, Set<string>>();
    for (const sample of liveOrders) shape(sample, '', together);
    expect(comparable(shape(order))).toEqual(comparable(together));
  });

  it('of an order names its fields in the order that WooCommerce does', () => {
    expect(Object.keys(order)).toEqual(Object.keys(live('hpos-E1-fee-coupon-shipping')));
  });

  it('of a refund is that of a live refund', () => {
    const sample = live('hpos-A3-refund');
    expect(comparable(shape(refund))).toEqual(comparable(shape(sample)));
    expect(Object.keys(refund)).toEqual(Object.keys(sample));
  });

  it('tells local time from GMT, to the second and without a zone', () => {
    expect(order).toMatchObject({
      date_created: '2026-11-22T18:52:49',
      date_created_gmt: '2026-11-22T17:52:49',
    });
    expect(order).toMatchObject({ date_paid_gmt: '2026-11-22T17:52:49', date_completed: null });
  });
});
