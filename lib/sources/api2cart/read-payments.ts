/**
 * Payments of an order: the gateway's records where the cart has them; else one payment of what the order says was paid.
 * What neither tells is said in a problem and not made up.
 */
import type { Payment } from '../../commerce/order';
import { formatDigits } from '../../money/decimal';
import { slug } from '../clean-text';
import type { MoneyReading } from '../read-amount';
import { field, report } from '../read-json';
import { objectAt, type OpenedOrder, type Placed } from './reading';
import { readDate } from './read-date';
import { type PaymentRecord, readPaymentRecords } from './read-payment-records';
import { readSettlement } from './read-settlement';
import { type ReadPaid, readPaid } from './read-status';
import type { Totals } from './read-totals';

export interface ReadPayments {
  readonly payments: readonly Payment[];
  /** Money that gateways say went back. */
  readonly returned: readonly PaymentRecord[];
  readonly test: boolean;
}

const NONE: ReadPayments = { payments: [], returned: [], test: false };

/** Where no record says when: the time of payment, the end of the order, or its beginning, in that order. */
const timeOf = (reading: MoneyReading, order: Placed, paid: ReadPaid) =>
  paid.at ?? readDate(reading, order, 'finished_time') ?? readDate(reading, order, 'create_at');

/**
 * A status that nobody knows counts as taken only when the order's own total_paid says that it must have been.
 */
const settleStatuses = (
  reading: MoneyReading,
  records: readonly PaymentRecord[],
  totals: Totals,
): readonly PaymentRecord[] => {
  const open = records.filter(({ status, kind }) => status === 'unknown' && kind !== 'refund');
  const taken = records.filter(({ kind }) => kind === 'sale' || kind === 'capture');
  const sum = taken
    .filter(({ status }) => status === 'success' || status === 'unknown')
    .reduce((all, { minor }) => all + minor, 0n);
  const proven = totals.paid !== undefined && totals.paid.minor === sum;
  const [first] = open;
  if (first !== undefined && !proven) {
    const sentence = `the payment at ${first.pointer} has a status that is not known here, and total_paid does not show whether it was taken. Compare it in the shop, and ask API2Cart support what the status means.`;
    report(reading, 'error', 'unknown_payment_status', sentence, first.pointer);
  }
  return records.map((record) =>
    record.status === 'unknown'
      ? { ...record, status: proven || record.kind === 'refund' ? 'success' : 'pending' }
      : record,
  );
};

const isTaken = ({ kind, status }: Payment): boolean =>
  status === 'success' && (kind === 'sale' || kind === 'capture');

const fromRecords = (
  reading: MoneyReading,
  { order }: OpenedOrder,
  records: readonly PaymentRecord[],
  totals: Totals,
  paid: ReadPaid,
): ReadPayments => {
  const settled = settleStatuses(reading, records, totals);
  const fallback = timeOf(reading, order, paid);
  const payments = settled.flatMap((record): Payment[] => {
    if (record.kind === 'refund' || record.kind === 'unknown' || record.status === 'unknown') return [];
    if (record.at === undefined) {
      const sentence = `the payment at ${record.pointer} has no time; that of ${fallback?.pointer} is taken.`;
      report(reading, 'warning', 'payment_time_unknown', sentence, record.pointer);
    }
    const payment: Payment = {
      id: record.id,
      kind: record.kind,
      status: record.status,
      gateway: record.gateway,
      amount: formatDigits(record.minor, reading.decimals),
      at: record.at ?? fallback?.instant ?? '',
      pointers: [record.pointer],
    };
    if (record.reference !== '') payment.reference = record.reference;
    const settlement = isTaken(payment) ? readSettlement(reading, record.placed, record.id) : undefined;
    if (settlement !== undefined) payment.settlement = settlement;
    return [payment];
  });
  return {
    payments,
    returned: settled.filter(({ kind, status }) => kind === 'refund' && status === 'success'),
    test: records.length > 0 && records.every(({ test }) => test),
  };
};

const gatewayOf = (order: Placed): string => {
  const method = objectAt(order, 'payment_method');
  return slug(method && field(method.value, 'name')) || 'unknown';
};

const noteUnknown = (reading: MoneyReading, totals: Totals, paid: ReadPaid): void => {
  if (paid.paid === true && totals.paid === undefined) {
    const sentence =
      "it is said to be paid, but total_paid is empty and the cart gives no payment records: how much was taken, when and by whom is not known, so no payment is stated. Match it by the gateway's own payouts.";
    report(reading, 'warning', 'payment_unknown', sentence, paid.pointer);
  } else if (paid.paid === false && totals.paid !== undefined && totals.paid.minor > 0n) {
    const amount = formatDigits(totals.paid.minor, reading.decimals);
    const sentence = `total_paid is ${amount}, but the cart says that it is not paid; no payment is stated.`;
    report(reading, 'warning', 'payment_unknown', sentence, totals.paid.pointer);
  }
};

/**
 * Some carts take refunds off total_paid again. Where it is exactly the total less them, the whole was paid: the same
 * refunds would else count twice.
 */
const paidBeforeRefunds = (reading: MoneyReading, totals: Totals, refunded: bigint): bigint => {
  const { paid, total } = totals;
  if (paid === undefined) return 0n;
  if (total === undefined || refunded <= 0n || paid.minor + refunded !== total.minor) return paid.minor;
  const text = (minor: bigint): string => formatDigits(minor, reading.decimals);
  const sentence = `total_paid is ${text(paid.minor)}, the total less what was refunded; so it is read as what is left, and ${text(total.minor)} as what was paid.`;
  report(reading, 'warning', 'paid_less_refunds', sentence, paid.pointer);
  return total.minor;
};

/** One payment of total_paid, unless the cart itself says that the order is not paid. */
const fromTotal = (
  reading: MoneyReading,
  { order }: OpenedOrder,
  totals: Totals,
  paid: ReadPaid,
  refunded: bigint,
): ReadPayments => {
  const time = timeOf(reading, order, paid);
  const mayBePaid = (totals.paid?.minor ?? 0n) > 0n ? paid.paid !== false : paid.paid === true;
  const minor = mayBePaid ? paidBeforeRefunds(reading, totals, refunded) : 0n;
  if (totals.paid === undefined || minor <= 0n || time === undefined) {
    noteUnknown(reading, totals, paid);
    return NONE;
  }
  const when =
    paid.at === undefined
      ? `, and when it was taken is not known: the time at ${time.pointer} stands in`
      : '';
  const sentence = `API2Cart gives no payment records of this cart, so its total_paid is stated as one payment. The gateway's reference is not known${when}.`;
  report(reading, 'warning', 'payment_details_missing', sentence, totals.paid.pointer);
  const payment: Payment = {
    id: 'total_paid',
    kind: 'capture',
    status: 'success',
    gateway: gatewayOf(order),
    amount: formatDigits(minor, reading.decimals),
    at: time.instant,
    pointers: [totals.paid.pointer, time.pointer],
  };
  return { ...NONE, payments: [payment] };
};

/** @param refunded what the order's refunds come to, in minor units */
export const readPayments = (
  reading: MoneyReading,
  opened: OpenedOrder,
  totals: Totals,
  refunded: bigint,
): ReadPayments => {
  const paid = readPaid(reading, opened.order);
  const records = readPaymentRecords(reading, opened.bundle);
  return records === undefined
    ? fromTotal(reading, opened, totals, paid, refunded)
    : fromRecords(reading, opened, records, totals, paid);
};
