/** Small WooCommerce payloads, as the shop would print them. */
import type { NormalizeResult } from '../../../../lib/sources/cart-source';
import { woocommerce } from '../../../../lib/sources/woocommerce';
import type {
  WooFeeLine,
  WooLine,
  WooOrder,
  WooRefund,
  WooShippingLine,
  WooTaxLine,
} from '../../../../lib/sources/woocommerce/wire';

export const line = (changes: Partial<WooLine> = {}): WooLine => ({
  id: 11,
  name: 'Shirt',
  product_id: 7,
  quantity: 1,
  subtotal: '100.00',
  total: '100.00',
  total_tax: '19.00',
  taxes: [{ id: 1, total: '19.00' }],
  sku: 'SHIRT',
  ...changes,
});

export const shippingLine = (changes: Partial<WooShippingLine> = {}): WooShippingLine => ({
  id: 21,
  method_title: 'Flat rate',
  total: '10.00',
  total_tax: '1.90',
  taxes: [{ id: 1, total: '1.90' }],
  ...changes,
});

export const feeLine = (changes: Partial<WooFeeLine> = {}): WooFeeLine => ({
  id: 31,
  name: 'Gift wrap',
  total: '2.00',
  total_tax: '0.00',
  taxes: [],
  ...changes,
});

export const taxLine = (changes: Partial<WooTaxLine> = {}): WooTaxLine => ({
  rate_id: 1,
  rate_code: 'DE-MWST-1',
  label: 'MwSt',
  compound: false,
  rate_percent: 19,
  tax_total: '19.00',
  shipping_tax_total: '1.90',
  ...changes,
});

/** 100.00 goods + 19.00, 10.00 shipping + 1.90 = 130.90 EUR, paid by card. */
export const wooOrder = (changes: Partial<WooOrder> = {}): WooOrder => ({
  id: 1042,
  number: '1042',
  status: 'processing',
  currency: 'EUR',
  prices_include_tax: false,
  date_created_gmt: '2026-03-01T10:00:00',
  date_modified_gmt: '2026-03-02T10:00:00',
  date_paid_gmt: '2026-03-01T10:05:00',
  discount_total: '0.00',
  shipping_total: '10.00',
  total: '130.90',
  total_tax: '20.90',
  customer_id: 0,
  payment_method: 'stripe',
  transaction_id: 'ch_1',
  line_items: [line()],
  tax_lines: [taxLine()],
  shipping_lines: [shippingLine()],
  fee_lines: [],
  coupon_lines: [],
  refunds: [],
  ...changes,
});

/** Gives back the line of `wooOrder` in full: 100.00 + 19.00. */
export const wooRefund = (changes: Partial<WooRefund> = {}): WooRefund => ({
  id: 90,
  date_created_gmt: '2026-03-05T10:00:00',
  amount: '119.00',
  line_items: [refundedLine()],
  shipping_lines: [],
  fee_lines: [],
  ...changes,
});

export const refundedLine = (changes: Partial<WooLine> = {}): WooLine => ({
  ...line({ id: 51, quantity: -1, subtotal: '-100.00', total: '-100.00', total_tax: '-19.00' }),
  taxes: [{ id: 1, total: '-19.00' }],
  meta_data: [{ key: '_refunded_item_id', value: '11' }],
  ...changes,
});

export const normalize = (payload: unknown): NormalizeResult =>
  woocommerce.normalize(payload, { storeId: 'shop.example' });

export const normalizeOrder = (
  changes: Partial<WooOrder>,
  refunds: readonly WooRefund[] = [],
): NormalizeResult => normalize({ order: wooOrder(changes), refunds });

export const codes = ({ problems }: NormalizeResult): string[] =>
  problems.map(({ severity, code }) => `${severity} ${code}`);

/** The order of a result without any problem. */
export const cleanOrder = (result: NormalizeResult) => {
  expect(result.problems).toEqual([]);
  if (result.order === undefined) throw new Error('there is no order');
  return result.order;
};
