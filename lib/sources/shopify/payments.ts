/** Payments from money movements, and what rounding cash to coins added or took. */
import type { Payment, Surcharge } from '../../commerce/order';
import { formatDigits } from '../../money/decimal';
import { minorOf, type MoneyReading } from '../read-amount';
import { report } from '../read-json';
import type { MovementDraft, OrderDraft } from './drafts';
import { cashOf, isPaidBack, isTaken, pointersOf } from './movements';

/** Change given back on cash, by the payment that it was given on. */
const changeByPayment = (
  reading: MoneyReading,
  movements: readonly MovementDraft[],
): ReadonlyMap<string, readonly MovementDraft[]> => {
  const byPayment = new Map<string, MovementDraft[]>();
  const taken = movements.filter(isTaken);
  for (const change of movements) {
    if (change.kind !== 'change' || change.status !== 'success') continue;
    const parent =
      taken.find(({ id }) => id === change.parent) ??
      taken.find(
        ({ gateway, money }) =>
          gateway === change.gateway && minorOf(money.amount) >= minorOf(change.money.amount),
      );
    if (parent === undefined) {
      const sentence = `the change at ${change.money.pointer} belongs to no payment. Correct the payments in the shop.`;
      report(reading, 'error', 'change_without_payment', sentence, change.money.pointer);
      continue;
    }
    byPayment.set(parent.id, [...(byPayment.get(parent.id) ?? []), change]);
  }
  return byPayment;
};

/** Payments as they came; what went back stands with the refunds, and change is taken off the cash it was given on. */
export const buildPayments = (reading: MoneyReading, movements: readonly MovementDraft[]): Payment[] => {
  const changes = changeByPayment(reading, movements);
  return movements.flatMap((movement): Payment[] => {
    const { id, kind, status, gateway, tender, reference, at } = movement;
    if (kind === 'refund' || kind === 'change') return [];
    const given = changes.get(id) ?? [];
    const amount = given.reduce((left, change) => left - minorOf(change.money.amount), cashOf(movement));
    const payment: Payment = {
      id,
      kind,
      status,
      gateway,
      amount: formatDigits(amount, reading.decimals),
      at,
      pointers: [...pointersOf(movement), ...given.map(({ money }) => money.pointer)],
    };
    if (tender !== undefined) payment.tender = tender;
    if (reference !== undefined) payment.reference = reference;
    return [payment];
  });
};

interface CashRounding {
  readonly surcharges: readonly Surcharge[];
  /** What it adds to what the buyer owes. */
  readonly total: bigint;
  readonly pointers: readonly string[];
}

const roundingOf = (movements: readonly MovementDraft[]): bigint =>
  movements.reduce((sum, { rounding }) => sum + (rounding === undefined ? 0n : minorOf(rounding.amount)), 0n);

const surchargeOf = (id: string, minor: bigint, pointers: string[], decimals: number): Surcharge => ({
  id,
  title: 'Cash rounding',
  amount: formatDigits(minor, decimals),
  pointers,
  discounts: [],
  taxes: [],
  purpose: 'cash_rounding',
});

/** What the order says was rounded must be what its payments were rounded by. */
const checkRounding = (
  reading: MoneyReading,
  claim: OrderDraft['totals']['paymentRounding'],
  rounded: readonly MovementDraft[],
): void => {
  if (claim === undefined || minorOf(claim.amount) === roundingOf(rounded)) return;
  const text = (minor: bigint): string => formatDigits(minor, reading.decimals);
  const what = `${claim.pointer} says that cash was rounded by ${text(minorOf(claim.amount))}, the payments say by ${text(roundingOf(rounded))}`;
  report(
    reading,
    'error',
    'cash_rounding_mismatch',
    `${what}. Use the Order Fetcher, which reads every payment.`,
    claim.pointer,
  );
};

/**
 * Shopify leaves it out of every total: an order of 9.99 that is paid with 10.00 in cash stays one of 9.99. The buyer has
 * paid 0.01 for it, so it is a surcharge of the order, and one that is added when cash is rounded on its way back.
 */
export const buildCashRounding = (reading: MoneyReading, draft: OrderDraft): CashRounding => {
  const { decimals } = reading;
  const { paymentRounding, refundRounding } = draft.totals;
  const paid = draft.movements.filter((movement) => isTaken(movement) && movement.rounding !== undefined);
  const back = draft.movements.filter((movement) => isPaidBack(movement) && movement.rounding !== undefined);
  checkRounding(reading, paymentRounding, paid);
  checkRounding(reading, refundRounding, back);
  const surcharges: Surcharge[] = [];
  const pointers: string[] = [];
  let total = roundingOf(paid);
  if (total !== 0n) {
    const own = paid.flatMap(({ rounding }) => (rounding === undefined ? [] : [rounding.pointer]));
    surcharges.push(surchargeOf('cash-rounding', total, own, decimals));
    pointers.push(...own);
  }
  for (const { id, at, rounding } of back) {
    if (rounding === undefined || minorOf(rounding.amount) === 0n) continue;
    const name = `cash-rounding-${id}`;
    const added = { id: name, at, pointers: [rounding.pointer] };
    surcharges.push({ ...surchargeOf(name, -minorOf(rounding.amount), [rounding.pointer], decimals), added });
    total -= minorOf(rounding.amount);
    pointers.push(rounding.pointer);
  }
  return { surcharges, total, pointers };
};

/** What the shop says it holds of the order must be what the payments and refunds come to. */
export const checkNetPayment = (reading: MoneyReading, { movements, totals }: OrderDraft): void => {
  const { netPayment } = totals;
  if (netPayment === undefined) return;
  let net = 0n;
  for (const movement of movements) {
    const amount = minorOf(movement.money.amount);
    if (isTaken(movement)) net += amount;
    else if (isPaidBack(movement) || (movement.kind === 'change' && movement.status === 'success'))
      net -= amount;
  }
  if (net === minorOf(netPayment.amount)) return;
  const text = (minor: bigint): string => formatDigits(minor, reading.decimals);
  const what = `its payments less refunds come to ${text(net)} ${reading.currency}, but the shop says ${text(minorOf(netPayment.amount))}`;
  report(
    reading,
    'warning',
    'payments_differ',
    `${what}. Check the payments of the order in the shop.`,
    netPayment.pointer,
  );
};
