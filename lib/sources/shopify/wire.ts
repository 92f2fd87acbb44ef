/**
 * A Shopify order as it goes over the wire: from the GraphQL Admin API exactly as `order-fields.ts` asks for it, and from
 * the REST Admin API (webhooks, n8n's own Shopify node) the fields that are read here.
 * Source: the published schema of 2026-10, and payloads of live shops. Nothing here is believed: `normalize` checks each
 * field that it reads.
 */

/** A decimal in a string; "8600.0" and "8600.00" both occur. */
export interface Money {
  readonly amount: string;
  readonly currencyCode: string;
}

/** Shop money is what the shop books. Presentment money is what the buyer saw. */
export interface MoneyBag {
  readonly shopMoney: Money;
  readonly presentmentMoney?: Money;
}

export interface PageInfo {
  readonly hasNextPage: boolean;
  readonly endCursor: string | null;
}

export interface Connection<T> {
  readonly nodes: readonly T[];
  readonly pageInfo: PageInfo;
}

interface Ref {
  readonly id: string;
}

/** Instant in UTC, such as "2026-06-11T17:33:51Z". */
type Instant = string;

export interface TaxName {
  readonly title: string;
  /** 0.0725. */
  readonly rate: number | null;
  readonly ratePercentage: number | null;
  /** True: the sales channel pays it to the authority. null: unknown. */
  readonly channelLiable: boolean | null;
  readonly source: string | null;
}

export interface TaxLine extends TaxName {
  /** After discounts and before returns. */
  readonly priceSet: MoneyBag;
}

export interface DiscountAllocation {
  readonly allocatedAmountSet: MoneyBag;
  readonly discountApplication: { readonly code?: string; readonly title?: string };
}

export interface Duty extends Ref {
  readonly price: MoneyBag;
  readonly taxLines: readonly TaxLine[];
}

export interface LineItem extends Ref {
  readonly title: string;
  readonly variantTitle: string | null;
  readonly sku: string | null;
  /** Returned and removed units included. */
  readonly quantity: number;
  readonly currentQuantity: number;
  readonly isGiftCard: boolean;
  readonly requiresShipping: boolean;
  readonly vendor: string | null;
  /** Before discounts; with tax when `taxesIncluded`. */
  readonly originalUnitPriceSet: MoneyBag;
  readonly discountAllocations: readonly DiscountAllocation[];
  readonly taxLines: readonly TaxLine[];
  readonly duties: readonly Duty[];
  /** Null once the product was deleted, as is the variant. */
  readonly product?: { readonly id: string; readonly productType: string } | null;
  readonly variant?: { readonly inventoryItem: { readonly unitCost: Money | null } } | null;
}

export interface ShippingLine {
  readonly id: string | null;
  readonly title: string;
  readonly code: string | null;
  /** Taken out by an edit. */
  readonly isRemoved: boolean;
  readonly originalPriceSet: MoneyBag;
  readonly discountAllocations: readonly DiscountAllocation[];
  readonly taxLines: readonly TaxLine[];
}

export interface SaleTax extends Ref {
  readonly amount: MoneyBag;
  readonly taxLine: TaxName;
}

export type SaleLineType =
  'PRODUCT' | 'SHIPPING' | 'TIP' | 'GIFT_CARD' | 'DUTY' | 'FEE' | 'ADDITIONAL_FEE' | 'ADJUSTMENT' | 'UNKNOWN';

/** One record of the sales book: signed, and never changed once it is written. */
export interface Sale extends Ref {
  readonly __typename: string;
  readonly actionType: 'ORDER' | 'RETURN' | 'UPDATE' | 'UNKNOWN';
  readonly lineType: SaleLineType;
  readonly quantity: number | null;
  /** After discounts, with tax. */
  readonly totalAmount: MoneyBag;
  readonly totalTaxAmount: MoneyBag;
  readonly totalDiscountAmountBeforeTaxes: MoneyBag;
  readonly taxes: readonly SaleTax[];
  readonly lineItem?: { readonly id: string; readonly title?: string };
  /** Null for a return. */
  readonly shippingLine?: { readonly id: string | null; readonly title: string } | null;
  readonly duty?: Ref;
  readonly fee?: { readonly __typename: string; readonly id: string } | null;
  readonly additionalFee?: { readonly id: string; readonly name: string };
}

export interface Agreement extends Ref {
  readonly __typename: string;
  readonly happenedAt: Instant;
  readonly reason: 'ORDER' | 'ORDER_EDIT' | 'REFUND' | 'RETURN' | 'UNKNOWN';
  readonly refund?: Ref;
  readonly return?: Ref;
  readonly sales: Connection<Sale>;
}

export interface OrderTransaction extends Ref {
  readonly kind:
    | 'AUTHORIZATION'
    | 'CAPTURE'
    | 'CHANGE'
    | 'EMV_AUTHORIZATION'
    | 'REFUND'
    | 'SALE'
    | 'SUGGESTED_REFUND'
    | 'VOID';
  readonly status: 'AWAITING_RESPONSE' | 'ERROR' | 'FAILURE' | 'PENDING' | 'SUCCESS' | 'UNKNOWN';
  readonly gateway: string | null;
  readonly paymentId: string | null;
  readonly test: boolean;
  readonly createdAt: Instant;
  readonly processedAt: Instant | null;
  /** Positive for refunds too. Cash that was rounded to coins amounts to this plus `amountRoundingSet`. */
  readonly amountSet: MoneyBag;
  readonly amountRoundingSet: MoneyBag | null;
  /** Of Shopify Payments only. */
  readonly fees: readonly TransactionFee[];
  readonly parentTransaction: Ref | null;
}

export interface TransactionFee extends Ref {
  readonly type: string;
  readonly amount: Money;
  readonly taxAmount: Money;
}

interface Location {
  readonly name: string;
}

export interface Fulfillment extends Ref {
  readonly createdAt: Instant;
  /** Only SUCCESS was sent; OPEN and PENDING wait for somebody else's warehouse. */
  readonly status: 'CANCELLED' | 'ERROR' | 'FAILURE' | 'OPEN' | 'PENDING' | 'SUCCESS';
  readonly location?: Location | null;
  readonly fulfillmentLineItems: Connection<{ readonly quantity: number | null; readonly lineItem: Ref }>;
}

export interface Refund extends Ref {
  readonly legacyResourceId: string;
  readonly createdAt: Instant | null;
  readonly processedAt: Instant;
  readonly note: string | null;
  readonly totalRefundedSet: MoneyBag;
  readonly transactions: Connection<Ref>;
  readonly refundLineItems: Connection<{
    readonly quantity: number;
    readonly restockType: 'CANCEL' | 'LEGACY_RESTOCK' | 'NO_RESTOCK' | 'RETURN';
    readonly lineItem: Ref;
  }>;
  readonly refundShippingLines: Connection<{ readonly shippingLine: { readonly id: string | null } }>;
  readonly orderAdjustments: Connection<{ readonly reason: string | null }>;
  readonly return?: Ref | null;
}

export interface Address {
  readonly name?: string | null;
  readonly company?: string | null;
  readonly countryCodeV2: string | null;
  readonly provinceCode: string | null;
}

export interface GraphqlOrder extends Ref {
  readonly legacyResourceId: string;
  readonly name: string;
  readonly createdAt: Instant;
  /** When the order was made; earlier than `createdAt` for one that was imported. */
  readonly processedAt: Instant;
  readonly updatedAt: Instant;
  readonly cancelledAt: Instant | null;
  readonly test: boolean;
  /** Currency of the shop when the order was placed. */
  readonly currencyCode: string;
  readonly presentmentCurrencyCode: string;
  readonly taxesIncluded: boolean;
  readonly estimatedTaxes: boolean;
  readonly edited: boolean;
  readonly displayFinancialStatus: string | null;
  readonly displayFulfillmentStatus: string;
  readonly paymentGatewayNames: readonly string[];
  readonly tags: readonly string[];
  /** `web`, `pos`, the handle of a marketplace, or the number of the app that made the order. */
  readonly sourceName: string | null;
  readonly attribution: { readonly handle: string } | null;
  readonly retailLocation?: Location | null;
  readonly originalTotalPriceSet: MoneyBag;
  readonly totalPriceSet: MoneyBag;
  readonly currentTotalPriceSet: MoneyBag;
  readonly totalTaxSet: MoneyBag | null;
  readonly currentTotalTaxSet: MoneyBag;
  readonly netPaymentSet: MoneyBag;
  /** Kept (above zero) or given beyond (below) what refunded items were worth, over all refunds. */
  readonly refundDiscrepancySet: MoneyBag;
  readonly totalCashRoundingAdjustment: { readonly paymentSet: MoneyBag; readonly refundSet: MoneyBag };
  readonly transactionsCount: { readonly count: number; readonly precision: string } | null;
  readonly email: string | null;
  readonly billingAddress: Address | null;
  readonly shippingAddress: Address | null;
  readonly customer?: { readonly id: string; readonly displayName: string } | null;
  readonly purchasingEntity?: { readonly company?: { readonly id: string; readonly name: string } } | null;
  readonly lineItems: Connection<LineItem>;
  readonly shippingLines: Connection<ShippingLine>;
  readonly agreements: Connection<Agreement>;
  readonly refunds: readonly Refund[];
  readonly transactions: readonly OrderTransaction[];
  readonly fulfillments: readonly Fulfillment[];
}

/** Amounts of REST: `<name>` in the currency of the shop, and `<name>_set` with both. */
export interface RestMoneyBag {
  readonly shop_money: { readonly amount: string; readonly currency_code: string };
  readonly presentment_money?: { readonly amount: string; readonly currency_code: string };
}

export interface RestTaxLine {
  readonly title: string;
  readonly rate: number;
  readonly price: string;
  readonly price_set?: RestMoneyBag;
  readonly channel_liable?: boolean | null;
}

export interface RestDiscountAllocation {
  readonly amount: string;
  readonly amount_set?: RestMoneyBag;
  readonly discount_application_index: number;
}

export interface RestLineItem {
  readonly id: number;
  readonly admin_graphql_api_id?: string;
  readonly title: string;
  readonly variant_title?: string | null;
  readonly sku?: string | null;
  readonly quantity: number;
  readonly price: string;
  readonly price_set?: RestMoneyBag;
  readonly gift_card?: boolean;
  readonly requires_shipping?: boolean;
  readonly vendor?: string | null;
  readonly product_id?: number | null;
  readonly tax_lines?: readonly RestTaxLine[];
  /** Sum these: `total_discount` is "0.00" for discounts of the whole order. */
  readonly discount_allocations?: readonly RestDiscountAllocation[];
  readonly duties?: readonly {
    readonly id: string | number;
    readonly price_set: RestMoneyBag;
    readonly tax_lines?: readonly RestTaxLine[];
  }[];
  /** The key, even with null, stands only on a tip. */
  readonly tip_payment_gateway?: string | null;
}

export interface RestShippingLine {
  readonly id: number;
  readonly title: string;
  readonly price: string;
  readonly price_set?: RestMoneyBag;
  readonly tax_lines?: readonly RestTaxLine[];
  readonly discount_allocations?: readonly RestDiscountAllocation[];
}

export interface RestTransaction {
  readonly id: number;
  readonly admin_graphql_api_id?: string;
  readonly kind: string;
  readonly status: string;
  readonly gateway: string;
  readonly amount: string;
  /** Of `amount`; the buyer's currency where that is another one. */
  readonly currency?: string | null;
  readonly amount_rounding?: string | null;
  readonly payment_id?: string | null;
  readonly parent_id?: number | null;
  readonly test?: boolean;
  readonly created_at: string;
  readonly processed_at?: string | null;
}

export interface RestRefund {
  readonly id: number;
  readonly admin_graphql_api_id?: string;
  readonly created_at: string;
  readonly note?: string | null;
  readonly refund_line_items?: readonly {
    readonly id: number;
    readonly line_item_id: number;
    readonly line_item?: { readonly admin_graphql_api_id?: string };
    readonly quantity: number;
    readonly restock_type?: string | null;
    /** JSON numbers; the `_set` beside each is text. */
    readonly subtotal: number;
    readonly total_tax: number;
    readonly subtotal_set?: RestMoneyBag;
    readonly total_tax_set?: RestMoneyBag;
  }[];
  /** From version 2024-10 on; the order adjustment of kind `shipping_refund` may stand beside it. */
  readonly refund_shipping_lines?: readonly {
    readonly id: number;
    readonly shipping_line_id: number;
    readonly subtotal_amount_set: RestMoneyBag;
    readonly tax_amount_set?: RestMoneyBag;
  }[];
  /** Negative: given back. A `refund_discrepancy` above zero was kept. */
  readonly order_adjustments?: readonly {
    readonly id: number;
    readonly kind?: string;
    readonly reason?: string | null;
    readonly amount: string;
    readonly tax_amount: string;
    readonly amount_set?: RestMoneyBag;
    readonly tax_amount_set?: RestMoneyBag;
  }[];
  readonly duties?: readonly { readonly duty_id: number | string; readonly amount_set: RestMoneyBag }[];
  readonly transactions?: readonly RestTransaction[];
}

export interface RestOrder {
  readonly id: number;
  readonly admin_graphql_api_id?: string;
  readonly name: string;
  /** With the offset of the shop's time zone, as all dates. */
  readonly created_at: string;
  readonly processed_at?: string | null;
  readonly updated_at: string;
  readonly cancelled_at: string | null;
  readonly test: boolean;
  readonly currency: string;
  readonly presentment_currency?: string;
  readonly taxes_included: boolean;
  readonly financial_status: string | null;
  readonly total_price: string;
  readonly total_price_set?: RestMoneyBag;
  readonly current_total_price?: string;
  readonly current_total_price_set?: RestMoneyBag;
  readonly total_tax: string;
  readonly total_tax_set?: RestMoneyBag;
  readonly total_tip_received?: string;
  readonly original_total_additional_fees_set?: RestMoneyBag | null;
  readonly total_cash_rounding_payment_adjustment_set?: RestMoneyBag;
  readonly total_cash_rounding_refund_adjustment_set?: RestMoneyBag;
  readonly payment_gateway_names?: readonly string[];
  readonly source_name?: string | null;
  /** Words between commas. */
  readonly tags?: string;
  readonly fulfillments?: readonly {
    readonly id: number;
    readonly admin_graphql_api_id?: string;
    readonly created_at: string;
    readonly status: string;
    readonly line_items: readonly {
      readonly id: number;
      readonly admin_graphql_api_id?: string;
      readonly quantity: number;
    }[];
  }[];
  readonly discount_applications?: readonly {
    readonly code?: string;
    readonly title?: string;
    readonly description?: string;
  }[];
  readonly email?: string | null;
  readonly customer?: { readonly id: number; readonly admin_graphql_api_id?: string } | null;
  readonly billing_address?: RestAddress | null;
  readonly shipping_address?: RestAddress | null;
  readonly line_items: readonly RestLineItem[];
  readonly shipping_lines?: readonly RestShippingLine[];
  readonly refunds?: readonly RestRefund[];
  /** Never in what Shopify sends; taken where somebody has put them there. */
  readonly transactions?: readonly RestTransaction[];
}

export interface RestAddress {
  readonly name?: string | null;
  readonly company?: string | null;
  readonly country_code?: string | null;
  readonly province_code?: string | null;
}

/** What `fetch` gives for one order. */
export interface ShopifyBundle {
  readonly order: GraphqlOrder | RestOrder;
}
