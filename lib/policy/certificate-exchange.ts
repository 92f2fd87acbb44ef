/** What the rate of a payment's day gained or lost against the rate of the order, from the amounts in both currencies. */
import type { Order } from '../commerce/order';
import type { OrderAmounts, RefundAmounts } from '../commerce/order-amounts';
import { exponentOf } from '../money/currency';
import { exactMinor } from '../money/exact-minor';
import { ROUNDING_RULES } from '../money/rounding';

interface Paid {
  readonly id: string;
  readonly amount: bigint;
}

/** Losses of captures by payment id: what a payment settles beyond what it is worth. Gains are negative. */
export const lossesOfCaptures = (amounts: OrderAmounts): ReadonlyMap<string, bigint> => {
  const { inPresentment } = amounts.order;
  if (inPresentment === undefined) return NONE;
  const paid = amounts.captures.map(({ payment, amount }) => ({ id: payment.id, amount }));
  const settled = settledBy(
    amounts.claims.total.amount,
    inPresentment.claims.total.amount,
    inPresentment.currency,
    paid,
    inPresentment.payments,
  );
  return new Map(paid.map(({ id, amount }) => [id, (settled.get(id) ?? amount) - amount]));
};

/** The same of the payments of a refund; there what is settled beyond the worth is a gain. */
export const lossesOfRefundPayments = (
  { order: { inPresentment } }: OrderAmounts,
  { refund, amount, payments }: RefundAmounts,
): ReadonlyMap<string, bigint> => {
  const presented = inPresentment?.refunds.find(({ id }) => id === refund.id);
  if (!inPresentment || !presented) return NONE;
  const paid = refund.payments.map(({ id }, index) => ({ id, amount: payments[index] as bigint }));
  const settled = settledBy(amount, presented.amount, inPresentment.currency, paid, presented.payments);
  return new Map(paid.map((one) => [one.id, (settled.get(one.id) ?? one.amount) - one.amount]));
};

const NONE: ReadonlyMap<string, bigint> = new Map();

/** Share of the whole by what was paid of it in the buyer's currency, cumulative; nothing where an amount is not stated there. */
const settledBy = (
  whole: bigint,
  presentedWhole: string,
  currency: string,
  paid: readonly Paid[],
  presented: Order['payments'] | Order['refunds'][number]['payments'],
): ReadonlyMap<string, bigint> => {
  const decimals = exponentOf(currency);
  const of = decimals === undefined ? undefined : exactMinor(presentedWhole, decimals);
  if (decimals === undefined || of === undefined || of <= 0n) return NONE;
  const settled = new Map<string, bigint>();
  let sum = 0n;
  let before = 0n;
  for (const { id } of paid) {
    const minor = exactMinor(presented.find((one) => one.id === id)?.amount, decimals);
    if (minor === undefined) return NONE;
    sum += minor;
    const after = ROUNDING_RULES['half-up'](whole * sum, of);
    settled.set(id, after - before);
    before = after;
  }
  return settled;
};
