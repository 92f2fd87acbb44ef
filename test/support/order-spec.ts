/** What an order is built from in tests: only what matters to the test needs to be said. */
import type { Order, Payment, RefundPart, Surcharge, TaxLine } from '../../lib/commerce/order';

export interface PartSpec {
  readonly id?: string;
  readonly title?: string;
  readonly quantity?: string;
  readonly sku?: string;
  readonly amount: string;
  /** Amounts without a code, or with one: `['5.00', ['2.00', 'WELCOME']]`. */
  readonly discounts?: readonly (string | readonly [amount: string, code: string])[];
  /** By jurisdiction; a list when the order or the one who owes it matters. */
  readonly taxes?: Readonly<Record<string, string>> | readonly Partial<TaxLine>[];
  readonly giftCard?: boolean;
  readonly requiresShipping?: boolean;
  /** Of a surcharge. */
  readonly purpose?: Surcharge['purpose'];
  readonly productId?: string;
  readonly productType?: string;
  readonly vendor?: string;
  readonly location?: string;
  readonly unitCost?: string;
  /** The edit that added the part later. */
  readonly added?: { readonly id: string; readonly at: string };
}

export interface RefundPartSpec {
  readonly of: string;
  readonly quantity?: string;
  readonly amount: string;
  readonly restock?: RefundPart['restock'];
  readonly taxes?: PartSpec['taxes'];
}

export interface PaymentSpec {
  readonly id?: string;
  readonly kind?: Payment['kind'];
  readonly status?: Payment['status'];
  readonly gateway?: string;
  readonly tender?: Payment['tender'];
  readonly amount: string;
  readonly at?: string;
  readonly settlement?: SettlementSpec;
}

export interface SettlementSpec {
  readonly id?: string;
  readonly at: string;
  /** That of the order unless given. */
  readonly currency?: string;
  readonly gross: string;
  readonly fee: string;
  readonly net: string;
}

export interface FulfilmentSpec {
  readonly id?: string;
  readonly at: string;
  readonly location?: string;
  /** Pieces by line id: `{ l1: '2' }`. */
  readonly lines: Readonly<Record<string, string>>;
}

export interface FeeSpec {
  readonly id?: string;
  readonly kind?: string;
  readonly gateway?: string;
  /** Id of the payment that it was taken from. */
  readonly of?: string;
  readonly amount: string;
  readonly at: string;
}

export interface RefundSpec {
  readonly id?: string;
  readonly at?: string;
  readonly reason?: string;
  readonly amount: string;
  readonly lines?: readonly RefundPartSpec[];
  readonly shipping?: readonly RefundPartSpec[];
  readonly surcharges?: readonly RefundPartSpec[];
  /** One payment of the whole amount by the first gateway unless given. */
  readonly payments?: readonly PaymentSpec[];
  /** What the source itself states beyond or short of the parts. */
  readonly adjustment?: string;
}

export interface OrderSpec {
  readonly id?: string;
  readonly number?: string;
  readonly storeId?: string;
  readonly currency?: string;
  readonly state?: Order['state'];
  readonly test?: boolean;
  readonly pricesIncludeTax?: boolean;
  readonly placedAt?: string;
  readonly cancelledAt?: string;
  readonly updatedAt?: string;
  readonly lines?: readonly PartSpec[];
  readonly shipping?: readonly PartSpec[];
  readonly surcharges?: readonly PartSpec[];
  /** One capture of the whole total unless given. */
  readonly payments?: readonly PaymentSpec[];
  readonly refunds?: readonly RefundSpec[];
  /** Claims that differ from the sum of the parts. */
  readonly claims?: {
    readonly total?: string;
    readonly tax?: string;
    readonly shipping?: string;
    readonly discount?: string;
    readonly current?: string;
    readonly taxByJurisdiction?: Readonly<Record<string, string>>;
  };
  readonly customer?: Order['customer'];
  readonly channel?: string;
  readonly location?: string;
  readonly tags?: readonly string[];
  readonly shipTo?: Order['shipTo'];
  /** Left out: the source does not say what was delivered. */
  readonly fulfilments?: readonly FulfilmentSpec[];
  readonly fees?: readonly FeeSpec[];
  /** The same order in the buyer's currency: the same ids, times and gateways, other amounts. */
  readonly presented?: PresentedSpec;
}

export type PresentedSpec = Pick<
  OrderSpec,
  'lines' | 'shipping' | 'surcharges' | 'payments' | 'refunds' | 'claims'
> & { readonly currency: string };
