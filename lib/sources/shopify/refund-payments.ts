/** The money that went back, put to the refund that it belongs to. */
import type { Refund } from '../../commerce/order';
import { formatDigits } from '../../money/decimal';
import { toMinor } from '../../money/minor';
import type { MoneyReading } from '../read-amount';
import type { MovementDraft, OrderDraft } from './drafts';
import { cashOf, isPaidBack, pointersOf } from './movements';

type RefundPayment = Refund['payments'][number];

const paymentOf = (movement: MovementDraft, decimals: number): RefundPayment => {
  const { id, gateway, tender, at } = movement;
  const payment: RefundPayment = {
    id,
    gateway,
    amount: formatDigits(cashOf(movement), decimals),
    at,
    pointers: pointersOf(movement),
  };
  if (tender !== undefined) payment.tender = tender;
  return payment;
};

interface OpenRefund {
  readonly refund: Refund;
  /** Not yet paid back. */
  left: bigint;
}

/** Shopify notes a payment some seconds before or after what it pays for. */
const SAME_MOMENT_MS = 60_000;

/**
 * An edit may take something back on one day and pay for it on another, by a refund that takes nothing back. The refund
 * that still owes exactly that much goes first, then the oldest that owes as much.
 */
const firstThatOwes = (open: readonly OpenRefund[], amount: bigint, at: string): OpenRefund | undefined => {
  const due = open.filter(({ refund }) => Date.parse(refund.at) <= Date.parse(at) + SAME_MOMENT_MS);
  return due.find(({ left }) => left === amount) ?? due.find(({ left }) => left >= amount);
};

/**
 * Puts the money that went back to the refund that it belongs to. Money whose refund took nothing back pays for the
 * oldest refund that still owes that much; else it is a refund of its own that is worth nothing, so that the money is
 * booked and the buyer is seen to have got more than was due.
 *
 * @param paid the same refunds in the buyer's currency, where what is owed and what is paid are one number: in the shop's
 * the payment is worth what its own day says, and would look like more or less than is owed.
 */
export const payRefunds = (
  reading: MoneyReading,
  draft: OrderDraft,
  refunds: Refund[],
  paid: readonly Refund[] = [],
): void => {
  const { currency, decimals } = reading;
  const byId = new Map(refunds.map((refund) => [refund.id, refund]));
  const owner = new Map(
    draft.refunds.flatMap((refund) => refund.movements.map((id) => [id, refund] as const)),
  );
  const homeless: MovementDraft[] = [];
  for (const movement of draft.movements.filter(isPaidBack)) {
    const refund = byId.get(owner.get(movement.id)?.id ?? '');
    if (refund === undefined) homeless.push(movement);
    else refund.payments.push(paymentOf(movement, decimals));
  }
  const open = refunds.map((refund): OpenRefund => ({
    refund,
    left: refund.payments.reduce(
      (left, { amount }) => left - toMinor(amount, currency),
      toMinor(refund.amount, currency),
    ),
  }));
  const paidAs = new Map(paid.flatMap(({ id, payments }) => payments.map((payment) => [payment.id, id])));
  for (const movement of homeless) {
    const known = open.find(({ refund }) => refund.id === paidAs.get(movement.id));
    const debt = known ?? firstThatOwes(open, cashOf(movement), movement.at);
    if (debt !== undefined) {
      debt.left -= cashOf(movement);
      debt.refund.payments.push(paymentOf(movement, decimals));
    } else addBareRefund(refunds, owner.get(movement.id), movement, decimals);
  }
};

const addBareRefund = (
  refunds: Refund[],
  owner: OrderDraft['refunds'][number] | undefined,
  movement: MovementDraft,
  decimals: number,
): void => {
  const id = owner?.id ?? `payment-${movement.id}`;
  const known = refunds.find((refund) => refund.id === id);
  if (known !== undefined) {
    known.payments.push(paymentOf(movement, decimals));
    return;
  }
  const refund: Refund = {
    id,
    at: owner?.at ?? movement.at,
    amount: formatDigits(0n, decimals),
    pointers: [movement.money.pointer],
    lines: [],
    shipping: [],
    surcharges: [],
    payments: [paymentOf(movement, decimals)],
  };
  if (owner?.reason !== undefined) refund.reason = owner.reason;
  refunds.push(refund);
};
