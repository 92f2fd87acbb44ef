/**
 * An order on its way to the canonical one, the same for both APIs. Shopify's own book of sales is the model: signed
 * records, grouped by the agreement that made them. What REST does not tell as sales is told as if it were.
 */
import type { OrderLine, Payment, RefundPart } from '../../commerce/order';
import type { Money } from './read-money';
import type { TaxDraft } from './taxes';

export interface Allocation {
  readonly money: Money;
  /** Code of the coupon, or the title of an automatic or manual discount. */
  readonly code: string | undefined;
}

/** What a line item, or a shipping line, says about itself. */
export interface ListedPart {
  readonly id: string;
  readonly path: string;
  readonly title: string;
  /** Ordered in all, returned and removed units included. 1 for a shipping line. */
  readonly quantity: number;
  /** Of one unit, before discounts; with tax where prices include it. */
  readonly price: Money | undefined;
  readonly allocations: readonly Allocation[];
  readonly taxes: readonly TaxDraft[];
  readonly giftCard: boolean;
  readonly tip: boolean;
  readonly requiresShipping?: boolean | undefined;
  readonly sku?: string;
  readonly vendor?: string;
  readonly productId?: string;
  readonly productType?: string;
  readonly unitCost?: OrderLine['unitCost'];
  readonly duties: readonly ListedDuty[];
}

export interface ListedDuty {
  readonly id: string;
  readonly price: Money;
  readonly taxes: readonly TaxDraft[];
}

export interface SaleDraft {
  readonly id: string;
  readonly kind: 'goods' | 'shipping' | 'surcharge' | 'adjustment';
  /** Of a surcharge. */
  readonly purpose?: 'fee' | 'tip' | 'duty';
  readonly action: 'order' | 'return' | 'update';
  /** Id of the line item, shipping line, duty or fee; undefined where Shopify does not say which. */
  readonly of: string | undefined;
  /** What the part that is sold is called: `of`, but for what only a wider access scope would name. */
  readonly partId: string;
  readonly title: string;
  readonly quantity: number | undefined;
  /** After discounts, tax included. Negative when something is taken back. */
  readonly total: Money;
  readonly tax: Money;
  readonly taxes: TaxDraft[];
  /** Discount that is already taken off the total; whether it holds tax shows in `discounts.ts`. */
  readonly discount: Money;
  /** Where total, tax and discount come from. */
  readonly pointers: readonly string[];
  readonly listed: ListedPart | undefined;
}

export interface AgreementDraft {
  readonly id: string;
  readonly at: string;
  readonly pointer: string;
  /** The one by which the order was placed. */
  readonly initial: boolean;
  readonly refundId: string | undefined;
  readonly returnId?: string;
  readonly sales: readonly SaleDraft[];
}

export interface RefundDraft {
  readonly id: string;
  readonly at: string;
  readonly pointer: string;
  readonly reason: string | undefined;
  readonly returnId?: string;
  /** Ids of the money movements that belong to it. */
  readonly movements: readonly string[];
  /** Shipping lines that it names, the likeliest to be refunded where a sale does not say. */
  readonly shippingLines: readonly string[];
  /** What became of the pieces that it names. */
  readonly restocks?: readonly RestockDraft[];
}

export interface RestockDraft {
  /** Id of the line item. */
  readonly of: string;
  readonly quantity: number;
  readonly restock: NonNullable<RefundPart['restock']>;
}

/** Pieces that were sent together. */
export interface FulfilmentDraft {
  readonly id: string;
  readonly at: string;
  readonly pointer: string;
  readonly location: string | undefined;
  readonly lines: readonly {
    /** Id of the line item. */
    readonly of: string;
    readonly quantity: number;
    readonly pointer: string;
  }[];
}

/** What Shopify calls an order transaction: money that moved, was reserved, or was meant to. */
export interface MovementDraft {
  readonly id: string;
  readonly kind: Payment['kind'] | 'refund' | 'change';
  readonly status: Payment['status'];
  readonly gateway: string;
  readonly tender: Payment['tender'];
  readonly reference: string | undefined;
  /** Positive for refunds too, and before rounding to coins. */
  readonly money: Money;
  readonly rounding: Money | undefined;
  readonly parent: string | undefined;
  readonly at: string;
  readonly test: boolean;
}

export interface Totals {
  /** Before returns: what was charged in all. */
  readonly total: Money | undefined;
  /** When the order was placed. */
  readonly original?: Money | undefined;
  /** After returns and edits. */
  readonly current?: Money | undefined;
  readonly tax?: Money | undefined;
  readonly currentTax?: Money | undefined;
  /** Kept (above zero) or given beyond (below) what refunded items were worth. */
  readonly discrepancy?: Money | undefined;
  /** Received less refunded. */
  readonly netPayment?: Money | undefined;
  /** What rounding to coins added to the payments. */
  readonly paymentRounding?: Money | undefined;
  readonly refundRounding?: Money | undefined;
}

export interface OrderDraft {
  readonly taxesIncluded: boolean;
  /** In the order in which they happened; the first is the initial one. */
  readonly agreements: readonly AgreementDraft[];
  readonly refunds: readonly RefundDraft[];
  readonly movements: readonly MovementDraft[];
  /** Undefined where the payload does not tell of deliveries. */
  readonly fulfilments?: readonly FulfilmentDraft[] | undefined;
  readonly totals: Totals;
}
