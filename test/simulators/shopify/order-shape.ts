/** An order as the simulated shop keeps it: GraphQL's field names, plain arrays for connections, exact amounts beside. */
import type { MoneyBag } from './money';

export interface TaxInput {
  readonly title: string;
  /** Such as `0.19`. */
  readonly rate: string;
  /** A marketplace owes it. */
  readonly channelLiable?: boolean;
}

export interface LineInput {
  readonly title: string;
  /** Of one unit; with tax where the order's prices include it. */
  readonly price: string;
  /** In the buyer's currency, where that is another one. Default: by the rate. */
  readonly seenPrice?: string;
  readonly quantity?: number;
  readonly sku?: string;
  readonly vendor?: string;
  readonly productType?: string;
  /** Off the whole line. */
  readonly discount?: string;
  readonly discountCode?: string;
  /** Default: those of the order. A gift card has none. */
  readonly taxes?: readonly TaxInput[];
  readonly giftCard?: boolean;
  /** What a piece costs the shop today. Default: nobody entered it. */
  readonly unitCost?: string;
  /** The product is gone: what was sold stays. */
  readonly deletedProduct?: boolean;
}

export interface ShippingInput {
  readonly title?: string;
  readonly price: string;
  readonly taxes?: readonly TaxInput[];
}

export interface PaymentInput {
  readonly gateway: string;
  readonly amount: string;
  readonly fee?: FeeInput;
}

/** What the gateway kept. */
export interface FeeInput {
  readonly amount: string;
  /** Default: the order's. */
  readonly currency?: string;
  readonly tax?: string;
}

export interface OrderInput {
  /** Default: the shop's. */
  readonly currency?: string;
  /** What the buyer saw and paid in, where that is another currency. */
  readonly presentment?: { readonly currency: string; readonly rate: string };
  readonly taxesIncluded?: boolean;
  /** Of all lines and of shipping, where they name none. */
  readonly taxes?: readonly TaxInput[];
  readonly lines: readonly LineInput[];
  readonly shipping?: ShippingInput;
  readonly tip?: string;
  /** `paid` (default) by a sale, `authorized` to be captured later, `pending` without any money. */
  readonly payment?: 'paid' | 'authorized' | 'pending';
  /** Default: one of the whole amount by `shopify_payments`. */
  readonly payments?: readonly PaymentInput[];
  readonly customer?: { readonly name: string; readonly email: string };
  readonly country?: string;
  readonly region?: string;
  readonly tags?: readonly string[];
  /** Where it was sold. Default `web`. */
  readonly source?: string;
  /** What Shopify's reports call the source. Default: as the source. */
  readonly attribution?: string;
  /** Shop in which it was sold. */
  readonly location?: string;
  readonly test?: boolean;
}

/** What one line item or shipping line comes to. Amounts are minor units, with tax in `total`. */
export interface Part {
  readonly typename: 'ProductSale' | 'GiftCardSale' | 'TipSale' | 'ShippingLineSale';
  readonly lineType: 'PRODUCT' | 'GIFT_CARD' | 'TIP' | 'SHIPPING';
  /** What its sales point at. */
  readonly refers: Readonly<Record<string, unknown>>;
  readonly quantity: number;
  /** Units that were returned or removed. */
  returned: number;
  /** Units that were sent. */
  sent: number;
  readonly total: bigint;
  readonly taxes: readonly { readonly line: TaxInput; readonly amount: bigint }[];
  /** Without the tax on it. */
  readonly discount: bigint;
  /** With the tax on it. */
  readonly discountWithTax: bigint;
}

export interface SimTransaction {
  readonly id: string;
  kind: 'SALE' | 'AUTHORIZATION' | 'CAPTURE' | 'REFUND' | 'VOID';
  status: 'SUCCESS' | 'PENDING' | 'FAILURE';
  readonly gateway: string;
  readonly amountSet: MoneyBag;
  readonly parentTransaction: { readonly id: string } | null;
  readonly [field: string]: unknown;
}

type Fields = Record<string, unknown>;

export interface SimOrder extends Fields {
  readonly __typename: 'Order';
  readonly id: string;
  readonly legacyResourceId: string;
  readonly name: string;
  readonly createdAt: string;
  updatedAt: string;
  readonly currencyCode: string;
  lineItems: Fields[];
  shippingLines: Fields[];
  agreements: Fields[];
  refunds: Fields[];
  fulfillments: Fields[];
  transactions: SimTransaction[];
}

/** What GraphQL does not show: instants to the millisecond, and exact amounts to go on calculating with. */
export interface Backstage {
  readonly createdAt: number;
  updatedAt: number;
  readonly parts: Part[];
  /** Every sale that was recorded. */
  readonly sales: {
    readonly action: 'ORDER' | 'RETURN' | 'UPDATE';
    readonly lineType: Part['lineType'] | 'ADJUSTMENT';
    readonly total: bigint;
    readonly tax: bigint;
    /** Without the tax on it. */
    readonly discount: bigint;
    readonly initial: boolean;
  }[];
}

export interface Kept {
  readonly order: SimOrder;
  readonly backstage: Backstage;
  /** The same order in the buyer's currency. */
  readonly twin?: {
    readonly kept: Kept;
    readonly nextId: NextId;
    readonly convert: (amount: string) => string;
  };
}

/** Ids of the whole shop, counted up: Shopify's are beyond what a float holds. */
export type NextId = () => bigint;
