/** Refunds as WooCommerce 10's REST API v3 prints them: items negative, the amount positive. */
import { format, formatBare, type Micro } from './shop-money';
import type { PricedItem, RefundedItem, ShopOrder, ShopRefund, TaxAmount } from './shop-order';
import { keptTax } from './shop-pricing';
import {
  gmtDate,
  itemMeta,
  localDate,
  price,
  STORE_DECIMALS,
  taxesJson,
  type Money,
  type Site,
} from './woocommerce-json';

interface RefundedOf<T extends PricedItem> {
  readonly refunded: RefundedItem;
  readonly item: T;
}

const pair = <T extends PricedItem>(
  refunded: readonly RefundedItem[],
  items: readonly T[],
): RefundedOf<T>[] =>
  refunded.map((back) => {
    const item = items.find((candidate) => candidate.id === back.of);
    if (item === undefined) throw new Error(`refunded item ${back.of} is no longer in the order`);
    return { refunded: back, item };
  });

const negative = (taxes: readonly TaxAmount[]): TaxAmount[] =>
  taxes.map((tax) => ({ ...tax, amount: -tax.amount }));

const refundedMeta = (refunded: RefundedItem): object[] => [
  itemMeta(refunded.id * 10 + 3, '_refunded_item_id', String(refunded.of)),
];

const refundedLinesJson = (order: ShopOrder, refund: ShopRefund, money: Money): object[] =>
  pair(refund.lines, order.priced.lines).map(({ refunded, item }) => ({
    id: refunded.id,
    name: item.input.name,
    product_id: item.input.product.id,
    variation_id: 0,
    quantity: -refunded.quantity,
    tax_class: item.input.product.taxClass,
    subtotal: money(-refunded.total),
    subtotal_tax: money(-refunded.totalTax),
    total: money(-refunded.total),
    total_tax: money(-refunded.totalTax),
    taxes: taxesJson(negative(refunded.taxes), money, true),
    meta_data: refundedMeta(refunded),
    sku: item.input.product.sku,
    price: price(refunded.total, refunded.quantity),
    image: { id: '', src: '' },
    parent_name: null,
  }));

const refundedTaxLinesJson = (order: ShopOrder, refund: ShopRefund, money: Money): object[] => {
  const total = (items: readonly RefundedItem[], rateId: number): Micro => {
    let amount = 0n;
    for (const item of items)
      for (const tax of item.taxes) if (tax.rate.id === rateId) amount -= keptTax(order.pricing, tax.amount);
    return amount;
  };
  const rates = new Map(
    [...refund.lines, ...refund.shipping, ...refund.fees].flatMap((item) =>
      item.taxes.map((tax) => [tax.rate.id, tax.rate]),
    ),
  );
  return [...rates.values()].map((rate, index) => ({
    id: refund.taxLineIds[index],
    rate_code: rate.code,
    rate_id: rate.id,
    label: rate.label,
    compound: rate.compound,
    tax_total: money(total([...refund.lines, ...refund.fees], rate.id)),
    shipping_tax_total: money(total(refund.shipping, rate.id)),
    rate_percent: rate.percent,
    meta_data: [],
  }));
};

export const refundJson = (
  site: Site,
  order: ShopOrder,
  refund: ShopRefund,
  dp: number = STORE_DECIMALS,
): Record<string, unknown> => {
  const money: Money = (amount) => format(amount, dp);
  const root = `${site.url}/wp-json/wc/v3/orders`;
  return {
    id: refund.id,
    date_created: localDate(site, refund.created),
    date_created_gmt: gmtDate(refund.created),
    amount: money(refund.amount),
    reason: refund.reason,
    refunded_by: 1,
    refunded_payment: refund.throughGateway,
    meta_data: [],
    line_items: refundedLinesJson(order, refund, money),
    shipping_lines: pair(refund.shipping, order.priced.shipping).map(({ refunded, item }) => ({
      id: refunded.id,
      method_title: item.input.title,
      method_id: item.input.methodId,
      instance_id: '1',
      total: money(-refunded.total),
      total_tax: money(-refunded.totalTax),
      taxes: taxesJson(negative(refunded.taxes), money, false),
      tax_status: item.input.taxable ? 'taxable' : 'none',
      meta_data: refundedMeta(refunded),
    })),
    tax_lines: refundedTaxLinesJson(order, refund, money),
    fee_lines: pair(refund.fees, order.priced.fees).map(({ refunded, item }) => ({
      id: refunded.id,
      name: item.input.name,
      tax_class: '',
      tax_status: item.input.taxable ? 'taxable' : 'none',
      amount: formatBare(-refunded.total),
      total: money(-refunded.total),
      total_tax: money(-refunded.totalTax),
      taxes: taxesJson(negative(refunded.taxes), money, false),
      meta_data: refundedMeta(refunded),
    })),
    _links: {
      self: [{ href: `${root}/${order.id}/refunds/${refund.id}`, targetHints: { allow: ['GET', 'DELETE'] } }],
      collection: [{ href: `${root}/${order.id}/refunds` }],
      up: [{ href: `${root}/${order.id}` }],
    },
  };
};
