/**
 * Orders as WooCommerce 10's REST API v3 prints them: same keys, same order, money as strings with `dp`
 * decimals (the store's two where the caller does not ask), `price` as a float, local and GMT dates without a zone.
 */
import { createHash } from 'node:crypto';
import { format, formatBare, round, type Micro } from './shop-money';
import type { Meta, PricedLine, ShopOrder, TaxAmount } from './shop-order';

export interface Site {
  /** Root of the shop without a slash at the end. */
  readonly url: string;
  /** The shop's own time zone, which local dates are in. */
  readonly utcOffsetMinutes: number;
}

/** Decimals of the store's settings: what WooCommerce prints without `dp`. */
export const STORE_DECIMALS = 2;

export type Money = (amount: Micro) => string;

export const gmtDate = (seconds: number): string => new Date(seconds * 1000).toISOString().slice(0, 19);
export const localDate = (site: Site, seconds: number): string =>
  gmtDate(seconds + site.utcOffsetMinutes * 60);

const SYMBOLS: Readonly<Record<string, string>> = { EUR: '€', USD: '$', GBP: '£', JPY: '¥', KWD: 'د.ك' };

const hash = (text: string): string => createHash('md5').update(text).digest('hex');

/** Meta of items is shown twice: as stored, and as a person would see it. */
export const itemMeta = (id: number, key: string, value: string): object => ({
  id,
  key,
  value,
  display_key: key,
  display_value: value,
});

export const taxesJson = (taxes: readonly TaxAmount[], money: Money, before: boolean): object[] =>
  taxes.map((tax) => ({
    id: tax.rate.id,
    total: money(tax.amount),
    subtotal: before ? money(tax.before ?? tax.amount) : '',
  }));

export const price = (total: Micro, quantity: number): number =>
  quantity === 0 ? 0 : Number(total) / quantity / 1_000_000;

const restockedOf = (order: ShopOrder, lineId: number): number =>
  order.refunds
    .flatMap(({ lines }) => lines.filter(({ of, restocked }) => of === lineId && restocked))
    .reduce((count, { quantity }) => count + quantity, 0);

/** What WooCommerce keeps of the stock with a line, once the order has taken it. */
const stockMeta = (order: ShopOrder, line: PricedLine): object[] => {
  if (line.input.product.counted !== true || order.paid === undefined) return [];
  const restocked = restockedOf(order, line.id);
  const left = itemMeta(line.id * 10 + 4, '_reduced_stock', String(line.input.quantity - restocked));
  return restocked === 0
    ? [left]
    : [left, itemMeta(line.id * 10 + 5, '_restock_refunded_items', String(restocked))];
};

/** PHP multiplies it as a float, and so it is printed. */
const costJson = ({ input }: PricedLine): object =>
  input.product.cost === undefined
    ? {}
    : { cost_of_goods_sold: { value: Number(input.product.cost) * input.quantity } };

const linesJson = (order: ShopOrder, money: Money): object[] =>
  order.priced.lines.map((line) => ({
    id: line.id,
    name: line.input.name,
    product_id: line.input.product.id,
    variation_id: 0,
    quantity: line.input.quantity,
    tax_class: line.input.product.taxClass,
    subtotal: money(line.subtotal),
    subtotal_tax: money(line.subtotalTax),
    total: money(line.total),
    total_tax: money(line.totalTax),
    taxes: taxesJson(line.taxes, money, true),
    meta_data: stockMeta(order, line),
    sku: line.input.product.sku,
    price: price(line.total, line.input.quantity),
    image: { id: '', src: '' },
    parent_name: null,
    ...costJson(line),
  }));

const taxLinesJson = (order: ShopOrder, money: Money): object[] =>
  order.priced.taxes.map(({ rate, goodsAndFees, shipping }) => ({
    id: order.taxLineIds.get(rate.id),
    rate_code: rate.code,
    rate_id: rate.id,
    label: rate.label,
    compound: rate.compound,
    tax_total: money(goodsAndFees),
    shipping_tax_total: money(shipping),
    rate_percent: rate.percent,
    meta_data: [],
  }));

const shippingJson = (order: ShopOrder, money: Money): object[] =>
  order.priced.shipping.map((line) => ({
    id: line.id,
    method_title: line.input.title,
    method_id: line.input.methodId,
    instance_id: '1',
    total: money(line.total),
    total_tax: money(line.totalTax),
    taxes: taxesJson(line.taxes, money, false),
    tax_status: line.input.taxable ? 'taxable' : 'none',
    meta_data: [
      itemMeta(
        line.id * 10 + 1,
        'Items',
        order.basket.lines.map(({ name, quantity }) => `${name} &times; ${quantity}`).join(', '),
      ),
    ],
  }));

const feesJson = (order: ShopOrder, money: Money): object[] =>
  order.priced.fees.map((fee) => ({
    id: fee.id,
    name: fee.input.name,
    tax_class: '',
    tax_status: fee.input.taxable ? 'taxable' : 'none',
    amount: formatBare(fee.total),
    total: money(fee.total),
    total_tax: money(fee.totalTax),
    taxes: taxesJson(fee.taxes, money, false),
    meta_data: [],
  }));

/** Coupon amounts take no notice of `dp`: WooCommerce prints them as it stored them, without zeros at the end. */
const couponsJson = (order: ShopOrder): object[] =>
  order.priced.coupons.map(({ input, discount, discountTax }) => {
    const { id, code, type, nominal, freeShipping } = input.coupon;
    const bare = (amount: Micro): string => formatBare(round(amount, order.pricing.decimals, 'down'));
    const info = JSON.stringify([id, code, type, Number(nominal)]);
    return {
      id: input.id,
      code,
      discount: bare(discount),
      discount_tax: bare(discountTax),
      meta_data: [itemMeta(input.id * 10 + 2, 'coupon_info', info)],
      discount_type: type,
      nominal_amount: Number(nominal),
      free_shipping: freeShipping ?? false,
    };
  });

const addressJson = ({ customer }: ShopOrder): object => ({
  first_name: customer.firstName,
  last_name: customer.lastName,
  company: customer.company,
  address_1: 'Street 1',
  address_2: '',
  city: 'Town',
  state: customer.state,
  postcode: customer.postcode,
  country: customer.country,
});

const links = (site: Site, order: ShopOrder): object => {
  const root = `${site.url}/wp-json/wc/v3/orders`;
  return {
    self: [
      { href: `${root}/${order.id}`, targetHints: { allow: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] } },
    ],
    collection: [{ href: root }],
    email_templates: [{ embeddable: true, href: `${root}/${order.id}/actions/email_templates` }],
  };
};

const metaJson = (meta: readonly Meta[]): object[] => meta.map(({ id, key, value }) => ({ id, key, value }));

const UNPAID_STATUSES: readonly string[] = ['pending', 'failed', 'checkout-draft'];
const EDITABLE_STATUSES: readonly string[] = ['pending', 'on-hold'];

export const orderJson = (
  site: Site,
  order: ShopOrder,
  dp: number = STORE_DECIMALS,
): Record<string, unknown> => {
  const money: Money = (amount) => format(amount, dp);
  const local = (at?: number): string | null => (at === undefined ? null : localDate(site, at));
  const gmt = (at?: number): string | null => (at === undefined ? null : gmtDate(at));
  const { totals } = order.priced;
  const key = `wc_order_${hash(`key ${order.id}`).slice(0, 13)}`;
  return {
    id: order.id,
    parent_id: 0,
    status: order.status,
    currency: order.pricing.currency,
    version: '10.0.2',
    prices_include_tax: order.pricing.pricesIncludeTax,
    date_created: local(order.created),
    date_modified: local(order.modified),
    discount_total: money(totals.discount),
    discount_tax: money(totals.discountTax),
    shipping_total: money(totals.shipping),
    shipping_tax: money(totals.shippingTax),
    cart_tax: money(totals.cartTax),
    total: money(totals.total),
    total_tax: money(totals.tax),
    customer_id: order.customer.id,
    order_key: key,
    billing: { ...addressJson(order), email: order.customer.email, phone: '+49123' },
    shipping: { ...addressJson(order), phone: '+49123' },
    payment_method: order.paymentMethod,
    payment_method_title: order.paymentTitle,
    transaction_id: order.transactionId,
    customer_ip_address: '127.0.0.1',
    customer_user_agent: 'node',
    created_via: order.createdVia,
    customer_note: order.note,
    date_completed: local(order.completed),
    date_paid: local(order.paid),
    cart_hash: hash(`cart ${order.id}`),
    number: String(order.id),
    meta_data: metaJson(order.meta),
    line_items: linesJson(order, money),
    tax_lines: taxLinesJson(order, money),
    shipping_lines: shippingJson(order, money),
    fee_lines: feesJson(order, money),
    coupon_lines: couponsJson(order),
    refunds: [...order.refunds]
      .reverse()
      .map((refund) => ({ id: refund.id, reason: refund.reason, total: money(-refund.amount) })),
    payment_url: `${site.url}/checkout/order-pay/${order.id}/?pay_for_order=true&key=${key}`,
    is_editable: EDITABLE_STATUSES.includes(order.status),
    needs_payment: UNPAID_STATUSES.includes(order.status) && totals.total > 0n,
    needs_processing: !order.basket.lines.every((line) => line.product.virtual),
    date_created_gmt: gmt(order.created),
    date_modified_gmt: gmt(order.modified),
    date_completed_gmt: gmt(order.completed),
    date_paid_gmt: gmt(order.paid),
    currency_symbol: SYMBOLS[order.pricing.currency] ?? order.pricing.currency,
    _links: links(site, order),
  };
};
