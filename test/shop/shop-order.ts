/** An order as the shop keeps it, and what it cost. All money in millionths (see shop-money). */
import type { Customer, Place, Product, TaxClass } from './shop-catalog';
import type { Coupon } from './shop-discount';
import type { Micro } from './shop-money';
import type { TaxRate } from './shop-tax';

export type OrderStatus =
  | 'checkout-draft'
  | 'pending'
  | 'on-hold'
  | 'processing'
  | 'completed'
  | 'cancelled'
  | 'failed'
  | 'refunded'
  | 'trash';

/** What the buyer put into the cart; prices are worked out from this anew at each edit. */
export interface LineInput {
  readonly id: number;
  readonly product: Product;
  readonly quantity: number;
  readonly name: string;
  readonly price: string;
}

export interface ShippingInput {
  readonly id: number;
  readonly title: string;
  readonly methodId: string;
  /** Without tax, as shipping always is in WooCommerce. */
  readonly cost: string;
  readonly taxable: boolean;
}

export interface FeeInput {
  readonly id: number;
  readonly name: string;
  /** Without tax; negative for a reduction. */
  readonly amount: string;
  readonly taxable: boolean;
}

export interface CouponInput {
  readonly id: number;
  readonly coupon: Coupon;
}

export interface Basket {
  readonly lines: readonly LineInput[];
  readonly shipping: readonly ShippingInput[];
  readonly fees: readonly FeeInput[];
  readonly coupons: readonly CouponInput[];
}

/** How the shop was set up when the order was placed. */
export interface Pricing {
  readonly currency: string;
  readonly decimals: number;
  readonly pricesIncludeTax: boolean;
  /** WooCommerce's "round tax at subtotal level": lines and their taxes keep six decimals, only totals are rounded. */
  readonly roundAtSubtotal: boolean;
  readonly place: Place;
}

/**
 * A claim that is not true. `gift-card`: a plugin lowered the total and left no line. `tax-lines`: a plugin changed the
 * tax lines and left the total tax as it was.
 */
export type Lie =
  | { readonly kind: 'gift-card'; readonly amount: Micro }
  | { readonly kind: 'tax-lines'; readonly amount: Micro };

export interface TaxAmount {
  readonly rate: TaxRate;
  readonly amount: Micro;
  /** Before coupons; only product lines have it. */
  readonly before?: Micro;
}

export interface PricedItem {
  readonly id: number;
  readonly total: Micro;
  readonly totalTax: Micro;
  readonly taxes: readonly TaxAmount[];
}

export interface PricedLine extends PricedItem {
  readonly input: LineInput;
  readonly subtotal: Micro;
  readonly subtotalTax: Micro;
}
export interface PricedShipping extends PricedItem {
  readonly input: ShippingInput;
}
export interface PricedFee extends PricedItem {
  readonly input: FeeInput;
}

export interface PricedCoupon {
  readonly input: CouponInput;
  readonly discount: Micro;
  readonly discountTax: Micro;
}

export interface TaxSummary {
  readonly rate: TaxRate;
  readonly goodsAndFees: Micro;
  readonly shipping: Micro;
}

/** The totals that the shop claims; they are true unless the order lies. */
export interface Totals {
  readonly discount: Micro;
  readonly discountTax: Micro;
  readonly shipping: Micro;
  readonly shippingTax: Micro;
  readonly cartTax: Micro;
  readonly tax: Micro;
  readonly total: Micro;
}

export interface PricedBasket {
  readonly lines: readonly PricedLine[];
  readonly shipping: readonly PricedShipping[];
  readonly fees: readonly PricedFee[];
  readonly coupons: readonly PricedCoupon[];
  readonly taxes: readonly TaxSummary[];
  readonly totals: Totals;
}

export interface RefundedItem {
  readonly id: number;
  /** The item of the order that comes back. */
  readonly of: number;
  readonly quantity: number;
  /** Its pieces went back into stock. */
  readonly restocked: boolean;
  /** Positive; the API shows it negative. */
  readonly total: Micro;
  readonly totalTax: Micro;
  readonly taxes: readonly TaxAmount[];
}

export interface ShopRefund {
  readonly id: number;
  readonly created: number;
  readonly reason: string;
  /** What the buyer gets back. */
  readonly amount: Micro;
  readonly throughGateway: boolean;
  readonly lines: readonly RefundedItem[];
  readonly shipping: readonly RefundedItem[];
  readonly fees: readonly RefundedItem[];
  /** Item ids of the refund's tax lines, in the order of the rates that occur. */
  readonly taxLineIds: readonly number[];
}

export interface Meta {
  readonly id: number;
  readonly key: string;
  readonly value: unknown;
}

export interface ShopOrder {
  readonly id: number;
  readonly status: OrderStatus;
  readonly statusBeforeTrash?: OrderStatus;
  readonly pricing: Pricing;
  readonly customer: Customer;
  readonly paymentMethod: string;
  readonly paymentTitle: string;
  readonly transactionId: string;
  readonly createdVia: string;
  readonly note: string;
  readonly meta: readonly Meta[];
  /** Seconds since 1970. */
  readonly created: number;
  readonly modified: number;
  readonly paid?: number;
  readonly completed?: number;
  readonly basket: Basket;
  /** Item id of each rate's tax line, by rate id. */
  readonly taxLineIds: ReadonlyMap<number, number>;
  readonly priced: PricedBasket;
  readonly refunds: readonly ShopRefund[];
  readonly lie?: Lie;
}

export const TAX_CLASS_OF_FEES: TaxClass = '';
