/** Orders as carts behind API2Cart put them out, written for these tests. */
import type { A2cItem, A2cNumber, A2cTotal } from '../../../lib/sources/api2cart/wire';
import type { Json } from './flavour';
import { dateOf } from './state';

export interface ItemFields {
  readonly id?: string;
  readonly price: A2cNumber;
  readonly quantity?: A2cNumber;
  readonly tax?: A2cNumber | null;
  readonly percent?: A2cNumber | null;
  readonly discount?: A2cNumber | null;
  readonly more?: Json;
}

let nextItem = 1;

export const item = ({
  id,
  price,
  quantity = 1,
  tax = null,
  percent = null,
  discount = null,
  more = {},
}: ItemFields): Json & A2cItem => ({
  product_id: `p-${id ?? nextItem}`,
  order_product_id: id ?? `line-of-test-${nextItem++}`,
  model: `SKU-${id ?? 'X'}`,
  name: 'A thing',
  price,
  price_inc_tax: price,
  quantity,
  discount_amount: discount,
  total_price: null,
  tax_percent: percent,
  tax_value: tax,
  tax_value_after_discount: null,
  options: [],
  variant_id: null,
  weight_unit: 'kg',
  weight: 0.24030386558,
  barcode: null,
  parent_order_product_id: null,
  ...more,
});

export interface OrderFields {
  readonly id?: string;
  readonly currency?: string;
  readonly items: readonly Json[];
  readonly total?: Partial<A2cTotal> | null;
  readonly extra?: Json;
  readonly more?: Json;
}

const PLACED = Date.parse('2026-02-03T09:30:00Z');

/** Every field that the contract names, so that what is read is found among what is not. */
export const order = ({
  id = '1001',
  currency = 'EUR',
  items,
  total = {},
  extra,
  more = {},
}: OrderFields): Json => ({
  id,
  order_id: id,
  basket_id: null,
  channel_id: null,
  customer: { id: 'c-7', email: 'kim@example.com', first_name: 'Kim', last_name: 'Doe', phone: null },
  create_at: dateOf(PLACED, 1),
  currency: {
    id: currency,
    name: currency,
    iso3: currency,
    symbol_left: '',
    symbol_right: currency,
    rate: 1,
    avail: true,
    default: true,
  },
  shipping_address: {
    id: '1',
    type: 'shipping',
    country: { code2: 'DE', code3: 'DEU', name: 'Germany' },
    state: { code: 'BE', name: 'Berlin' },
    company: null,
    tax_id: null,
    default: true,
  },
  billing_address: null,
  payment_method: { name: 'Card' },
  shipping_method: { name: 'Parcel' },
  shipping_methods: [{ name: 'Parcel' }],
  status: { id: 'processing', name: 'Processing', history: [], refund_info: null },
  totals: null,
  total:
    total === null
      ? null
      : {
          subtotal_ex_tax: null,
          wrapping_ex_tax: null,
          shipping_ex_tax: 0,
          total_discount: 0,
          total_tax: 0,
          total: 0,
          total_paid: null,
          ...total,
          ...(extra === undefined ? {} : { additional_fields: extra }),
        },
  discounts: [],
  order_products: items,
  bundles: [],
  modified_at: dateOf(PLACED + 3_600_000, 1),
  finished_time: null,
  comment: null,
  store_id: '1',
  warehouses_ids: [],
  refunds: [],
  gift_message: null,
  order_details_url: null,
  ...more,
});

/** A small order that is in order: one line, no tax. */
export const plainOrder = (id: string): Json =>
  order({ id, items: [item({ id: `${id}-1`, price: 12.5 })], total: { subtotal_ex_tax: 12.5, total: 12.5 } });
