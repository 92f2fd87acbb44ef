/** One thing that happened to money, with its own date, its components and where each was read. */
import type { Payment, SourceRef } from '../commerce/order';
import type { PartNature } from '../commerce/order-amounts';

export const EVENT_KINDS = [
  'order_placed',
  'sale',
  'fulfilment',
  'restock',
  'capture',
  'refund',
  'refund_payment',
  'edit',
  'cancellation',
  'fee',
  'payout',
  'settlement',
  'dispute',
  'gift_card_issued',
] as const;
export type EventKind = (typeof EVENT_KINDS)[number];

export type Component =
  | 'goods'
  | 'discount'
  | 'shipping'
  | 'surcharge'
  | 'tax'
  | 'payment'
  | 'unallocated'
  | 'restocking_fee'
  | 'rounding'
  /** What a payment in another currency is worth beyond what it settles. */
  | 'fx'
  | 'fee'
  /** Tax that the channel collected and owes itself: none of the order's money. */
  | 'channel_tax'
  /** Of a payment: what the channel keeps of it for that tax. */
  | 'withheld'
  /** What the delivered or returned pieces cost. */
  | 'cost'
  /** What came to the bank. */
  | 'bank';

/**
 * A part of an event. Amounts are positive in the natural direction of their component: a sale's goods are positive,
 * its discount is positive (and lowers what is owed), a refund's goods are positive (and lower what was earned).
 * Surcharges, tax, unallocated and rounding may be negative where the source has them so.
 */
export interface EventPart {
  readonly component: Component;
  /** Decimal string in the event's currency. */
  readonly amount: string;
  /** Id of the order line, shipping line, surcharge or payment that the part belongs to. */
  readonly of: string;
  /** Gift card, tip, duty or cash rounding: what has an account of its own. */
  readonly nature?: PartNature;
  /** What kind of part `of` names: decides, for a tax or discount, what is taxed or discounted. */
  readonly on?: 'goods' | 'shipping' | 'surcharge';
  readonly title?: string;
  readonly sku?: string;
  readonly quantity?: string;
  readonly code?: string;
  readonly jurisdiction?: string;
  readonly gateway?: string;
  /** Set where a payment uses what the shop owes, so that no gateway holds money. */
  readonly tender?: Payment['tender'];
  readonly pointers: readonly string[];
  /** Arithmetic that led to the amount where it was not simply read, with the numbers. */
  readonly arithmetic?: string;
  /** Who got the leftover minor units of an allocation, and why. */
  readonly leftover?: string;
}

export interface FinanceEvent {
  /** `platform:store:order:kind:sub-id`, stable for ever. */
  readonly key: string;
  readonly kind: EventKind;
  /** ISO instant in UTC. */
  readonly at: string;
  readonly currency: string;
  readonly source: SourceRef;
  readonly parts: readonly EventPart[];
}

/** Colons part the fields of a key, so those inside a field are percent-encoded. */
const field = (text: string): string => text.replace(/%/g, '%25').replace(/:/g, '%3A');

export const eventKey = (source: SourceRef, kind: EventKind, subId: string): string =>
  `${field(source.platform)}:${field(source.storeId)}:${field(source.orderId)}:${kind}:${field(subId)}`;
