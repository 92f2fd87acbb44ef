/** A small REST order, as webhooks and n8n's own Shopify node put it out. */
import type * as wire from '../../../../lib/sources/shopify/wire';

export const bag = (amount: string, currency_code = 'USD'): wire.RestMoneyBag => ({
  shop_money: { amount, currency_code },
  presentment_money: { amount, currency_code },
});

export const restTax = (price: string, title = 'State Tax', rate = 0.1): wire.RestTaxLine => ({
  title,
  rate,
  price,
  price_set: bag(price),
  channel_liable: null,
});

export const restLine = (over: Partial<wire.RestLineItem> = {}): wire.RestLineItem => ({
  id: 11,
  admin_graphql_api_id: 'gid://shopify/LineItem/11',
  title: 'Cup',
  variant_title: null,
  sku: 'CUP',
  quantity: 2,
  price: '10.00',
  price_set: bag('10.00'),
  gift_card: false,
  requires_shipping: true,
  vendor: null,
  product_id: 7,
  tax_lines: [],
  discount_allocations: [],
  duties: [],
  ...over,
});

export const restShipping = (over: Partial<wire.RestShippingLine> = {}): wire.RestShippingLine => ({
  id: 21,
  title: 'Post',
  price: '5.00',
  price_set: bag('5.00'),
  tax_lines: [],
  discount_allocations: [],
  ...over,
});

type RefundLine = NonNullable<wire.RestRefund['refund_line_items']>[number];

export const refundLine = (subtotal: number, total_tax = 0, over: Partial<RefundLine> = {}): RefundLine => ({
  id: 71,
  line_item_id: 11,
  line_item: { admin_graphql_api_id: 'gid://shopify/LineItem/11' },
  quantity: 1,
  subtotal,
  total_tax,
  ...over,
});

export const restRefund = (over: Partial<wire.RestRefund> = {}): wire.RestRefund => ({
  id: 51,
  admin_graphql_api_id: 'gid://shopify/Refund/51',
  created_at: '2026-10-02T10:00:00+02:00',
  note: null,
  refund_line_items: [],
  refund_shipping_lines: [],
  order_adjustments: [],
  duties: [],
  transactions: [],
  ...over,
});

export const restTransaction = (over: Partial<wire.RestTransaction> = {}): wire.RestTransaction => ({
  id: 42,
  admin_graphql_api_id: 'gid://shopify/OrderTransaction/42',
  kind: 'refund',
  status: 'success',
  gateway: 'shopify_payments',
  amount: '10.00',
  currency: 'USD',
  amount_rounding: null,
  payment_id: '#1.2',
  parent_id: 41,
  test: false,
  created_at: '2026-10-02T10:00:00+02:00',
  processed_at: '2026-10-02T10:00:00+02:00',
  ...over,
});

/** Two cups at 10.00. */
export const restOrder = (over: Partial<wire.RestOrder> = {}): wire.RestOrder => ({
  id: 1,
  admin_graphql_api_id: 'gid://shopify/Order/1',
  name: '#1',
  created_at: '2026-10-01T10:00:00+02:00',
  processed_at: '2026-10-01T10:00:00+02:00',
  updated_at: '2026-10-03T10:00:00+02:00',
  cancelled_at: null,
  test: false,
  currency: 'USD',
  presentment_currency: 'USD',
  taxes_included: false,
  financial_status: 'paid',
  ...restTotals('20.00'),
  total_tip_received: '0.00',
  payment_gateway_names: ['shopify_payments'],
  discount_applications: [],
  email: null,
  customer: null,
  billing_address: null,
  shipping_address: null,
  line_items: [restLine()],
  shipping_lines: [],
  refunds: [],
  ...over,
});

export const restTotals = (total: string, current = total, tax = '0.00') => ({
  total_price: total,
  total_price_set: bag(total),
  current_total_price: current,
  current_total_price_set: bag(current),
  total_tax: tax,
  total_tax_set: bag(tax),
});
