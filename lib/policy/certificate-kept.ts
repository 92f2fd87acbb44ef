/**
 * What the sales channel keeps of payments for tax that it owes itself, worked out from the order's own amounts: payments
 * settle what is due to the shop first, and what they hold beyond that is the channel's, up to its tax.
 */
import type { TaxLine } from '../commerce/order';
import type { OrderAmounts, RefundAmounts } from '../commerce/order-amounts';
import { type FinanceEvent, eventKey } from '../events/finance-event';
import { exactMinor } from '../money/exact-minor';
import { ROUNDING_RULES } from '../money/rounding';
import { lossesOfCaptures, lossesOfRefundPayments } from './certificate-exchange';

/** A payment and what of it is booked. */
export interface BookedPayment {
  readonly id: string;
  readonly amount: bigint;
  /** What the channel keeps, at the rate of the payment's day. */
  readonly kept: bigint;
  /** What it settles beyond what it is worth, without what is kept. */
  readonly loss: bigint;
}

interface Taken {
  readonly id: string;
  readonly amount: bigint;
  readonly loss: bigint;
  /** False for what no channel holds. */
  readonly canBeKept: boolean;
}

/** Parallel to the order's captures. */
export const bookedCaptures = (amounts: OrderAmounts): readonly BookedPayment[] => {
  const losses = lossesOfCaptures(amounts);
  const tax = channelTaxOf(amounts);
  const taken = amounts.captures.map(({ payment: { id, tender, settlement }, amount }): Taken => {
    const gross =
      settlement?.currency === amounts.currency ? exactMinor(settlement.gross, amounts.decimals) : undefined;
    // Paid out whole, as near as rates let one say: then the channel kept nothing of it.
    const isWhole = gross !== undefined && apart(gross, amount) < apart(gross, amount - tax);
    return { id, amount, loss: losses.get(id) ?? 0n, canBeKept: tender === undefined && !isWhole };
  });
  return booked(taken, amounts.claims.total.amount - tax, tax);
};

/** Parallel to the payments of a refund; where it does not name what it gives back, the finance event is asked. */
export const bookedRefundPayments = (
  amounts: OrderAmounts,
  refund: RefundAmounts,
  events: readonly FinanceEvent[],
): readonly BookedPayment[] => {
  const losses = lossesOfRefundPayments(amounts, refund);
  const tax = channelTaxIn(amounts, refund, events);
  const taken = refund.payments.map((amount, index): Taken => {
    const { id, tender } = refund.refund.payments[index] as (typeof refund.refund.payments)[number];
    return { id, amount, loss: losses.get(id) ?? 0n, canBeKept: tender === undefined };
  });
  return booked(taken, refund.amount - tax, tax);
};

const apart = (a: bigint, b: bigint): bigint => (a > b ? a - b : b - a);

const booked = (taken: readonly Taken[], due: bigint, tax: bigint): readonly BookedPayment[] => {
  const elsewhere = taken.reduce(
    (sum, { amount, loss, canBeKept }) => (canBeKept ? sum : sum + amount + loss),
    0n,
  );
  const open = due > elsewhere ? due - elsewhere : 0n;
  let paid = 0n;
  let before = 0n;
  return taken.map(({ id, amount, loss, canBeKept }) => {
    if (!canBeKept) return { id, amount, kept: 0n, loss };
    const settles = amount + loss;
    paid += settles;
    const beyond = paid - open < tax ? paid - open : tax;
    const own = beyond > before ? beyond - before : 0n;
    before += own;
    const kept = own === 0n || loss === 0n ? own : ROUNDING_RULES['half-up'](amount * own, settles);
    return { id, amount, kept, loss: loss - own + kept };
  });
};

const ofChannel = (taxes: readonly Pick<TaxLine, 'liable'>[], minor: readonly bigint[]): bigint =>
  taxes.reduce((sum, { liable }, index) => (liable === 'channel' ? sum + (minor[index] as bigint) : sum), 0n);

const channelTaxOf = ({ parts }: OrderAmounts): bigint =>
  parts.reduce((sum, { part, taxes }) => sum + ofChannel(part.taxes, taxes), 0n);

const eventOf = (
  { order }: OrderAmounts,
  { refund }: RefundAmounts,
  events: readonly FinanceEvent[],
): FinanceEvent | undefined => {
  const key = eventKey(order.source, 'refund', refund.id);
  return events.find((event) => event.key === key);
};

const channelTaxIn = (
  amounts: OrderAmounts,
  taken: RefundAmounts,
  events: readonly FinanceEvent[],
): bigint => {
  let named = 0n;
  let tax = 0n;
  for (const { part, amount, taxes } of taken.parts) {
    named += amount + taxes.reduce((sum, minor) => sum + minor, 0n);
    tax += ofChannel(part.taxes, taxes);
  }
  const event = eventOf(amounts, taken, events);
  const isNamed = named === taken.amount && !event?.parts.some(({ amount }) => amount.startsWith('-'));
  if (isNamed || !event) return tax;
  return event.parts.reduce(
    (sum, { component, amount }) =>
      component === 'channel_tax' ? sum + (exactMinor(amount, amounts.decimals) ?? 0n) : sum,
    0n,
  );
};
