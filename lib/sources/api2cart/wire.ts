/**
 * API2Cart v1.1 as it goes over the wire: the fields that are read here, and what the carts behind it do with them.
 * Source: the vendor's OpenAPI 1.1, its status codes page and its data set of captured answers. Nothing here is believed:
 * `normalize` checks each field that it reads.
 *
 * Two flavours of one shape are in use. Plain: objects, dates `{ value, format }`, extra fields in `additional_fields`.
 * Wrapped (some carts, with `response_fields`): each object in a list of one, the entries of a list in
 * `[{ "product": [ … ] }]`, dates as bare text without a zone, "True" and "False", extra fields in
 * `additional_attributes` or beside the others.
 */
import type { Order } from '../../commerce/order';

/** A JSON number, or its text where our client has read it. */
export type A2cNumber = number | string;

export interface A2cDate {
  /** Such as 2026-08-01T06:16:28-0500 */
  readonly value: string | null;
  readonly format: string;
}

export interface A2cItem {
  readonly product_id: string | null;
  readonly order_product_id: string | null;
  /** SKU. */
  readonly model: string | null;
  readonly name: string;
  /** Of one piece; with or without tax, as the cart has it. */
  readonly price: A2cNumber | null;
  /** Not reliable: some carts repeat `price` here although there is tax. Never read. */
  readonly price_inc_tax: A2cNumber | null;
  readonly quantity: A2cNumber | null;
  readonly discount_amount: A2cNumber | null;
  /** Of the line; some carts include tax or take the discount off. */
  readonly total_price: A2cNumber | null;
  readonly tax_percent: A2cNumber | null;
  readonly tax_value: A2cNumber | null;
  readonly tax_value_after_discount: A2cNumber | null;
}

/** `total`, and in its bag shipping_tax, wrapping_tax, subtotal_tax, discounts apart, and fees of the cart. */
export interface A2cTotal {
  readonly subtotal_ex_tax: A2cNumber | null;
  readonly wrapping_ex_tax: A2cNumber | null;
  readonly shipping_ex_tax: A2cNumber | null;
  readonly total_discount: A2cNumber | null;
  readonly total_tax: A2cNumber | null;
  readonly total: A2cNumber | null;
  readonly total_paid: A2cNumber | null;
}

/** `totals`: what carts gave before `total`, and still the only totals of some default answers. */
export interface A2cLegacyTotals {
  readonly total: A2cNumber;
  readonly subtotal: A2cNumber;
  readonly shipping: A2cNumber;
  readonly tax: A2cNumber | null;
  readonly discount: A2cNumber | null;
}

export interface A2cRefundItem {
  readonly product_id: string | null;
  readonly variant_id: string | null;
  readonly order_product_id: string | null;
  readonly qty: A2cNumber | null;
  readonly refund: A2cNumber | null;
}

export interface A2cRefund {
  readonly id: string | null;
  readonly shipping: A2cNumber | null;
  readonly fee: A2cNumber | null;
  readonly tax: A2cNumber | null;
  readonly total: A2cNumber | null;
  readonly modified_time: A2cDate | string | null;
  readonly comment: string | null;
  readonly items: readonly A2cRefundItem[];
}

/**
 * An entry of order.transaction.list, as it stands under `transactions` of what `fetch` gives beside the `order`. It has
 * no kind: that is told from its sign, its parent and its words.
 */
export interface A2cPaymentRecord {
  readonly id: string;
  readonly transaction_id: string | null;
  readonly order_id: string;
  readonly parent_id: string | null;
  readonly description: string | null;
  readonly status: string | null;
  readonly gateway: string | null;
  readonly currency: string | null;
  readonly amount: A2cNumber | null;
  readonly created_time: A2cDate | null;
  readonly settlement_currency: string | null;
  readonly settlement_amount: A2cNumber | null;
  readonly settlement_created_time?: A2cDate | null;
  readonly is_test_mode: boolean | string | null;
}

/** An entry of order.shipment.list, as it may stand under `shipments` beside the `order`. */
export interface A2cShipment {
  readonly id: string;
  readonly created_at: A2cDate | null;
  readonly delivered_at: A2cDate | null;
  /** null: the cart does not say, and a shipment is then taken for shipped. */
  readonly is_shipped: boolean | string | null;
  readonly items: readonly {
    readonly order_product_id: string | null;
    readonly product_id: string | null;
    readonly quantity: A2cNumber | null;
  }[];
}

/** Status ids and names of carts, in lower case letters and digits only. Any other counts as an order that stands. */
const NAMES: Readonly<Record<Exclude<Order['state'], 'open'>, string>> = {
  cancelled: 'cancelled canceled void voided cancelledbyseller cancelledbybuyer',
  failed: 'failed paymentfailed paymenterror declined paymentdeclined denied rejected expired fraud',
  pending:
    'pending pendingpayment awaitingpayment awaitingcheckpayment awaitingbankwirepayment unpaid paymentpending',
  draft: 'draft checkoutdraft incomplete abandoned quote',
};

export const STATES: ReadonlyMap<string, Order['state']> = new Map(
  Object.entries(NAMES).flatMap(([state, names]) =>
    names.split(' ').map((name) => [name, state as Order['state']] as const),
  ),
);

/** Statuses that are known to stand, so that they need no remark. */
export const STANDING = new Set(
  (
    'open active new created placed confirmed acknowledged processing inprogress onhold hold accepted paid unshipped ' +
    'partiallyshipped readytoship awaitingshipment awaitingfulfillment awaitingcollection intransit shipped delivered ' +
    'fulfilled partiallyfulfilled complete completed closed finished invoiced refunded partiallyrefunded returned'
  ).split(' '),
);

export const API_ROOT = 'https://api.api2cart.com';
export const API_PATH = '/v1.1';
/** Largest `count` that API2Cart takes. */
export const PAGE_SIZE = 250;
/** Orders of one order.list by ids: their ids must fit into an address. */
export const FETCH_SIZE = 50;
/** There is no refund topic: a refund arrives as order.update. */
export const WEBHOOK_TOPICS = ['order.add', 'order.update', 'order.delete'] as const;
