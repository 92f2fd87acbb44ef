/**
 * What payments settle where the buyer paid in another currency. The shop's books say what was sold at the rate of the
 * order; a payment is worth what its own day says. In the buyer's currency both are the same number, so the difference is
 * realised exchange gain or loss, and never a plug: it is worked out from four amounts that the source states.
 */
import type { Order } from '../commerce/order';
import type { OrderAmounts, RefundAmounts } from '../commerce/order-amounts';
import { exponentOf } from '../money/currency';
import { exactMinor } from '../money/exact-minor';
import { formatDigits } from '../money/decimal';
import { ROUNDING_RULES } from '../money/rounding';

export interface PaymentWorth {
  /** Minor units of the shop's currency that the payment settles. */
  readonly worth: bigint;
  readonly pointers: readonly string[];
  readonly arithmetic: (paid: string, worth: string, difference: string) => string;
}

type Presented = NonNullable<Order['inPresentment']>;

/** Parallel to the order's captures; undefined where the source does not state all of it in the buyer's currency. */
export const worthOfCaptures = (amounts: OrderAmounts): readonly PaymentWorth[] | undefined => {
  const presented = amounts.order.inPresentment;
  if (presented === undefined || amounts.captures.length === 0) return undefined;
  const byId = new Map(presented.payments.map((payment) => [payment.id, payment]));
  return settled(
    amounts,
    presented,
    amounts.claims.total.amount,
    presented.claims.total,
    amounts.captures.map(({ payment }) => byId.get(payment.id)),
  );
};

/** Parallel to the refund's payments. */
export const worthOfRefundPayments = (
  amounts: OrderAmounts,
  taken: RefundAmounts,
): readonly PaymentWorth[] | undefined => {
  const presented = amounts.order.inPresentment;
  const refund = presented?.refunds.find(({ id }) => id === taken.refund.id);
  if (!presented || !refund || taken.payments.length === 0) return undefined;
  const byId = new Map(refund.payments.map((payment) => [payment.id, payment]));
  const payments = taken.refund.payments.map(({ id }) => byId.get(id));
  return settled(amounts, presented, taken.amount, refund, payments);
};

interface Stated {
  readonly amount: string;
  readonly pointers: readonly string[];
}

const settled = (
  amounts: OrderAmounts,
  { currency }: Presented,
  total: bigint,
  presentedTotal: Stated,
  payments: readonly (Stated | undefined)[],
): readonly PaymentWorth[] | undefined => {
  const decimals = exponentOf(currency);
  if (decimals === undefined) return undefined;
  const whole = exactMinor(presentedTotal.amount, decimals);
  if (whole === undefined || whole <= 0n) return undefined;
  const result: PaymentWorth[] = [];
  let paid = 0n;
  let before = 0n;
  for (const payment of payments) {
    const minor = payment && exactMinor(payment.amount, decimals);
    if (payment === undefined || minor === undefined) return undefined;
    paid += minor;
    // Cumulative, so that payments of the whole settle exactly the whole.
    const after = ROUNDING_RULES['half-up'](total * paid, whole);
    const share = `${formatDigits(minor, decimals)} of ${formatDigits(whole, decimals)} ${currency}`;
    const base = `${formatDigits(total, amounts.decimals)} ${amounts.currency}`;
    result.push({
      worth: after - before,
      pointers: [...payment.pointers, ...presentedTotal.pointers],
      arithmetic: (is, worth, difference) =>
        `${share} settle ${worth} of ${base}; ${is} - ${worth} = ${difference}`,
    });
    before = after;
  }
  return result;
};
