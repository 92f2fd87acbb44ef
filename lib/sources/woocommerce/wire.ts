/**
 * WooCommerce REST v3 as it goes over the wire: the fields that are read here, and what a live shop does with them.
 * Source: the REST v3 documentation and WooCommerce 9.9 and 10.0. Nothing here is believed: `normalize` checks each
 * field that it reads. Amounts of lines, shipping and fees are always without tax, whatever `prices_include_tax` says.
 */
import type { Order } from '../../commerce/order';

/** A decimal in a string. With `dp=6` it has six decimals; without, as many as the shop shows. */
type Money = string;
/** ISO 8601 without a zone; the `_gmt` twin of a date is in UTC. */
type LocalTime = string;

export interface WooTax {
  /** Rate id; numbers, except from some tax plugins. */
  readonly id: number | string;
  /** Unrounded in any `dp`. "" for a rate that the shop listed but did not charge on this part. */
  readonly total: Money;
}

export interface WooMeta {
  readonly id?: number;
  readonly key: string;
  readonly value: unknown;
}

interface WooPart {
  readonly id: number;
  /** After coupons. */
  readonly total: Money;
  readonly total_tax: Money;
  readonly taxes: readonly WooTax[];
  readonly meta_data?: readonly WooMeta[];
}

export interface WooLine extends WooPart {
  readonly name: string;
  /** 0 or null once the product is deleted; the line stays. */
  readonly product_id: number | null;
  readonly quantity: number;
  /** Before coupons. */
  readonly subtotal: Money;
  readonly sku: string | null;
  /** What all its pieces cost, from WooCommerce 9.5 on, in shops that have switched it on. */
  readonly cost_of_goods_sold?: { readonly value: number | string };
}

export interface WooShippingLine extends WooPart {
  readonly method_title: string;
}

export interface WooFeeLine extends WooPart {
  readonly name: string;
}

export interface WooTaxLine {
  readonly rate_id: number | string;
  readonly rate_code: string;
  readonly label: string;
  readonly compound: boolean;
  /** Absent before WooCommerce 3.7. */
  readonly rate_percent?: number;
  /** Of goods and fees. */
  readonly tax_total: Money;
  readonly shipping_tax_total: Money;
}

export interface WooRefundRef {
  readonly id: number;
  readonly reason?: string;
  readonly total: Money;
}

export interface WooOrder {
  readonly id: number;
  readonly number: string;
  readonly status: string;
  readonly currency: string;
  readonly prices_include_tax: boolean;
  readonly date_created_gmt: LocalTime | null;
  readonly date_modified_gmt: LocalTime | null;
  readonly date_paid_gmt: LocalTime | null;
  /** Stays when the order is refunded, and when it is set back by hand. */
  readonly date_completed_gmt?: LocalTime | null;
  readonly discount_total: Money;
  readonly shipping_total: Money;
  readonly total: Money;
  readonly total_tax: Money;
  readonly customer_id: number;
  readonly billing?: Readonly<Record<string, string>>;
  readonly shipping?: Readonly<Record<string, string>>;
  /** `checkout`, `store-api`, `admin`, `rest-api`, `subscription`, or a plugin's word. */
  readonly created_via?: string;
  readonly meta_data?: readonly WooMeta[];
  readonly payment_method: string;
  readonly transaction_id: string;
  readonly line_items: readonly WooLine[];
  readonly tax_lines?: readonly WooTaxLine[];
  readonly shipping_lines?: readonly WooShippingLine[];
  readonly fee_lines?: readonly WooFeeLine[];
  readonly coupon_lines?: readonly { readonly code: string }[];
  readonly refunds?: readonly WooRefundRef[];
}

/** Quantities and amounts of its lines are negative; `amount` is positive. Lines point at theirs by a meta entry. */
export interface WooRefund {
  readonly id: number;
  readonly date_created_gmt: LocalTime;
  readonly amount: Money;
  readonly reason?: string;
  readonly line_items?: readonly WooLine[];
  readonly shipping_lines?: readonly WooShippingLine[];
  readonly fee_lines?: readonly WooFeeLine[];
}

/** What `fetch` gives for one order: an order object does not hold its refunds, only their ids. */
export interface WooBundle {
  readonly order: WooOrder;
  readonly refunds: readonly WooRefund[];
}

export const REFUNDED_ITEM_META = '_refunded_item_id';

/** Statuses of core; any other belongs to a plugin and counts as an order that stands. */
export const STATES: ReadonlyMap<string, Order['state']> = new Map([
  ['pending', 'pending'],
  ['on-hold', 'open'],
  ['processing', 'open'],
  ['completed', 'open'],
  ['refunded', 'open'],
  ['cancelled', 'cancelled'],
  ['trash', 'cancelled'],
  ['failed', 'failed'],
  ['checkout-draft', 'draft'],
  ['auto-draft', 'draft'],
  ['draft', 'draft'],
]);

export const API_PATH = '/wp-json/wc/v3';
/** Largest `per_page` that WordPress takes; 101 is answered with 400. */
export const PAGE_SIZE = 100;
/** There is no refund topic: a refund arrives as order.updated. */
export const WEBHOOK_TOPICS = ['order.created', 'order.updated', 'order.deleted', 'order.restored'] as const;
