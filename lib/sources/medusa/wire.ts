/**
 * Medusa 2's admin API as it goes over the wire: the fields that are read here, and what a live 2.21 does with them.
 * Nothing here is believed: `normalize` checks each field that it reads.
 *
 * Every amount `x` is a JSON number in major units, and beside it `raw_x` is the same amount as text. The text counts: it
 * has 20 significant digits, the last of them noise of divisions. Medusa rounds nothing to the currency.
 */
import type { Order } from '../../commerce/order';

interface RawNumber {
  readonly value: string;
  readonly precision?: number;
}

/** ISO 8601 in UTC, with milliseconds. */
type Instant = string;

export interface MedusaTaxLine {
  readonly code: string | null;
  readonly description?: string | null;
  /** Percent. */
  readonly raw_rate: RawNumber;
  /** Of the quantity that has not come back, after discounts. */
  readonly raw_total: RawNumber;
}

export interface MedusaAdjustment {
  readonly code?: string | null;
  /** With or without tax as `is_tax_inclusive` says, always for the whole quantity, also after a return. */
  readonly raw_amount: RawNumber;
  readonly is_tax_inclusive?: boolean;
  /** The same without tax. */
  readonly raw_subtotal: RawNumber;
}

interface MedusaPart {
  readonly id: string;
  readonly is_tax_inclusive: boolean;
  readonly created_at: Instant;
  readonly tax_lines: readonly MedusaTaxLine[];
  readonly adjustments: readonly MedusaAdjustment[];
  /** Before discounts, without tax. Of items: of the quantity that has not come back, as are all totals of an item. */
  readonly raw_subtotal: RawNumber;
  readonly raw_discount_subtotal: RawNumber;
  readonly raw_tax_total: RawNumber;
  readonly raw_total: RawNumber;
}

export interface MedusaItem extends MedusaPart {
  readonly title: string;
  readonly variant_sku: string | null;
  readonly product_id: string | null;
  readonly product_type: string | null;
  readonly is_giftcard: boolean;
  readonly raw_unit_price: RawNumber;
  /** As ordered; an edit changes it, a return does not. */
  readonly raw_quantity: RawNumber;
  readonly detail: {
    readonly raw_return_received_quantity: RawNumber;
    /** Came back broken. */
    readonly raw_return_dismissed_quantity: RawNumber;
    /** Pieces in fulfillments that were not canceled, also after they came back. */
    readonly raw_fulfilled_quantity?: RawNumber;
  };
  /** What came back was worth, tax included: whole and broken. */
  readonly raw_return_received_total: RawNumber;
  readonly raw_return_dismissed_total: RawNumber;
}

export interface MedusaShippingMethod extends MedusaPart {
  readonly name: string;
  /** Sending goods back, or sending others for them, is one more row. */
  readonly detail: {
    readonly return_id: string | null;
    readonly exchange_id: string | null;
    readonly claim_id: string | null;
  };
}

/**
 * Lowers the order's total. A refund beyond what Medusa owed the buyer makes one; gift cards and store credit at the till
 * make one (`gift-card`, `store-credit`); settling what is owed by store credit makes a negative one (`refund`). Each new
 * version of the order writes all of them anew, with other ids and dates; only the version that made them stays.
 */
export interface MedusaCreditLine {
  readonly reference: string | null;
  readonly reference_id: string | null;
  readonly raw_amount: RawNumber;
  readonly metadata: { readonly created_in_version?: number } | null;
}

export interface MedusaRefund {
  readonly id: string;
  readonly raw_amount: RawNumber;
  readonly note?: string | null;
  readonly created_at: Instant;
}

export interface MedusaPayment {
  readonly id: string;
  readonly provider_id: string;
  readonly raw_amount: RawNumber;
  readonly data?: { readonly id?: string } | null;
  readonly created_at: Instant;
  readonly updated_at: Instant;
  readonly canceled_at: Instant | null;
  readonly captures: readonly {
    readonly id: string;
    readonly raw_amount: RawNumber;
    readonly created_at: Instant;
  }[];
  readonly refunds: readonly MedusaRefund[];
}

export interface MedusaReturn {
  readonly id: string;
  readonly created_at: Instant;
  readonly received_at: Instant | null;
  readonly canceled_at: Instant | null;
  readonly updated_at: Instant;
  readonly items: readonly {
    readonly id: string;
    readonly item_id: string;
    /** Whole and broken together. */
    readonly raw_received_quantity: RawNumber;
    readonly raw_damaged_quantity?: RawNumber;
  }[];
}

/** A parcel. It is made when the goods are packed, and shipped later; goods without shipping are only ever made. */
interface MedusaFulfillment {
  readonly id: string;
  readonly created_at: Instant;
  readonly shipped_at: Instant | null;
  readonly delivered_at: Instant | null;
  readonly canceled_at: Instant | null;
  readonly requires_shipping?: boolean;
  readonly items: readonly {
    readonly line_item_id: string;
    /** A kit has a row for each thing that it is made of, with the number of these. */
    readonly inventory_item_id: string | null;
    readonly raw_quantity: RawNumber;
  }[];
}

/** One version of the order: who did what to it. */
export interface MedusaChange {
  readonly id: string;
  readonly version: number;
  readonly status: string;
  readonly confirmed_at: Instant | null;
  readonly return_id: string | null;
  readonly exchange_id: string | null;
  readonly claim_id: string | null;
  readonly actions: readonly {
    readonly action: string;
    readonly reference: string | null;
    readonly reference_id: string | null;
    readonly details: { readonly reference_id?: string } | null;
  }[];
}

export interface MedusaOrder {
  readonly id: string;
  readonly display_id: number;
  readonly custom_display_id?: string | null;
  readonly status: string;
  readonly payment_status?: string;
  readonly version: number;
  readonly is_draft_order?: boolean;
  readonly currency_code: string;
  readonly email?: string | null;
  readonly customer_id?: string | null;
  readonly created_at: Instant;
  readonly updated_at: Instant;
  readonly canceled_at?: Instant | null;
  readonly items: readonly MedusaItem[];
  readonly shipping_methods: readonly MedusaShippingMethod[];
  readonly credit_lines: readonly MedusaCreditLine[];
  readonly returns?: readonly MedusaReturn[];
  readonly fulfillments?: readonly MedusaFulfillment[];
  readonly sales_channel?: { readonly name: string } | null;
  readonly payment_collections: readonly {
    readonly updated_at: Instant;
    readonly payments: readonly MedusaPayment[];
  }[];
  /** As totals of items: of what has not come back. */
  readonly raw_item_total: RawNumber;
  readonly raw_tax_total: RawNumber;
  readonly raw_discount_subtotal: RawNumber;
  readonly raw_shipping_total: RawNumber;
  readonly raw_shipping_subtotal: RawNumber;
  /** After refunds, returns and credit lines: not what was sold. */
  readonly summary: {
    readonly raw_current_order_total: RawNumber;
    readonly raw_paid_total: RawNumber;
    readonly raw_refunded_total: RawNumber;
  };
}

/** What `fetch` gives for one order. The lists may be left out where the order itself holds them. */
export interface MedusaBundle {
  readonly order: MedusaOrder;
  readonly payments?: readonly MedusaPayment[];
  readonly returns?: readonly MedusaReturn[];
  readonly changes?: readonly MedusaChange[];
}

/** `pending` is how every order starts, and how it stays when it is paid and sent. Others count as orders that stand. */
export const STATES: ReadonlyMap<string, Order['state']> = new Map([
  ['draft', 'draft'],
  ['canceled', 'cancelled'],
  ['requires_action', 'pending'],
]);
/** Of `payment_status`: nobody has promised any money yet. */
export const UNPAID = new Set(['not_paid', 'awaiting', 'requires_action']);

/**
 * One name without a sign replaces all that Medusa would give by itself, and that lacks the currency. So everything is
 * named, and an answer does not change with Medusa's defaults. `total` is not read, but it makes Medusa work out the others.
 */
export const ORDER_FIELDS = [
  'id,display_id,custom_display_id,status,payment_status,version,is_draft_order,currency_code,email,customer_id',
  'created_at,updated_at,canceled_at,summary,total',
  'raw_item_total,raw_shipping_total,raw_shipping_subtotal,raw_tax_total,raw_discount_subtotal',
  '*items,*items.tax_lines,*items.adjustments,*items.detail',
  '*shipping_methods,*shipping_methods.tax_lines,*shipping_methods.adjustments,*shipping_methods.detail',
  '*credit_lines,*returns,*returns.items,*billing_address,*shipping_address,*sales_channel',
  '*fulfillments,*fulfillments.items',
  '*payment_collections,*payment_collections.payments',
  '*payment_collections.payments.captures,*payment_collections.payments.refunds',
].join(',');

export const PAGE_SIZE = 100;
/** Ids in one request: `id[0]` to `id[19]`. A query string with larger indexes is read as something else than a list. */
export const BATCH_SIZE = 20;

/** What the documented subscriber reports. */
export const WEBHOOK_TOPICS = [
  'order.placed',
  'order.updated',
  'order.canceled',
  'order.completed',
  'order.archived',
  'order.return_received',
  'order.claim_created',
  'order.exchange_created',
  'order-edit.confirmed',
  'payment.captured',
  'payment.refunded',
  'order.fulfillment_canceled',
  'shipment.created',
  'delivery.created',
] as const;
/** Hex HMAC-SHA256 over the raw body. */
export const SIGNATURE_HEADER = 'x-cart-ledger-signature';
