/** Money that moved: taken, given back, kept by a gateway, paid out to the bank. */
import type { Fee, Payment } from '../commerce/order';
import { type OrderAmounts, type RefundAmounts, amountText } from '../commerce/order-amounts';
import type { Problem } from '../commerce/problem';
import { exactMinor } from '../money/exact-minor';
import { type EventKind, eventKey } from './finance-event';
import { type MeasuredEvent, type PartList, addPart, newPartList } from './measured-event';
import { type PaymentWorth, worthOfCaptures, worthOfRefundPayments } from './payment-worth';

export const makeEvent = (
  { order, currency }: OrderAmounts,
  kind: EventKind,
  subId: string,
  at: string,
  list: PartList,
  pointers: readonly string[],
): MeasuredEvent => {
  const { source } = order;
  const event = { key: eventKey(source, kind, subId), kind, at, currency, source, parts: list.parts };
  return { event, minor: list.minor, pointers };
};

const paymentParts = (
  amounts: OrderAmounts,
  minor: bigint,
  payment: Pick<Payment, 'id' | 'gateway' | 'tender' | 'pointers'>,
  worth: PaymentWorth | undefined,
): PartList => {
  const list = newPartList(amounts.decimals);
  addPart(list, minor, {
    component: 'payment',
    of: payment.id,
    gateway: payment.gateway,
    tender: payment.tender,
    pointers: payment.pointers,
  });
  const difference = worth === undefined ? 0n : minor - worth.worth;
  if (worth === undefined || difference === 0n) return list;
  const text = (value: bigint): string => amountText(amounts, value);
  addPart(list, difference, {
    component: 'fx',
    of: payment.id,
    title: 'Exchange difference',
    gateway: payment.gateway,
    pointers: [...payment.pointers, ...worth.pointers],
    arithmetic: worth.arithmetic(text(minor), text(worth.worth), text(difference)),
  });
  return list;
};

export const captureEvents = (amounts: OrderAmounts): readonly MeasuredEvent[] => {
  const worth = worthOfCaptures(amounts);
  return amounts.captures.map(({ payment, amount }, index) =>
    makeEvent(
      amounts,
      'capture',
      payment.id,
      payment.at,
      paymentParts(amounts, amount, payment, worth?.[index]),
      payment.pointers,
    ),
  );
};

export const refundPaymentEvents = (
  amounts: OrderAmounts,
  taken: RefundAmounts,
): readonly MeasuredEvent[] => {
  const worth = worthOfRefundPayments(amounts, taken);
  return taken.refund.payments.flatMap((payment, index) => {
    const minor = taken.payments[index] as bigint;
    if (minor === 0n) return [];
    // The dot parts the two ids, so one inside the first is encoded.
    const subId = `${taken.refund.id.replace(/\./g, '%2E')}.${payment.id}`;
    const list = paymentParts(amounts, minor, payment, worth?.[index]);
    return [makeEvent(amounts, 'refund_payment', subId, payment.at, list, payment.pointers)];
  });
};

/** The payout of a payment contains what was kept for processing it; a dispute or a fee found later is not in it. */
const isInPayout = ({ kind, at }: Fee, paidOutAt: string | undefined): boolean =>
  paidOutAt !== undefined && kind === 'processing' && Date.parse(at) <= Date.parse(paidOutAt);

/** Fees that the source states; those that a booked settlement contains are not told twice. */
export const feeEvents = (
  amounts: OrderAmounts,
  settled: ReadonlyMap<string, string>,
): readonly MeasuredEvent[] =>
  amounts.fees.flatMap(({ fee, amount }) => {
    const paidOutAt = fee.of === undefined ? undefined : settled.get(fee.of);
    if (amount === 0n || isInPayout(fee, paidOutAt)) return [];
    const list = newPartList(amounts.decimals);
    const { id, kind, gateway, pointers, at } = fee;
    addPart(list, amount, { component: 'fee', of: id, title: kind, gateway, pointers });
    return [makeEvent(amounts, 'fee', id, at, list, pointers)];
  });

export interface Settlements {
  readonly events: readonly MeasuredEvent[];
  /** When each payment that they settle was paid out, by its id. */
  readonly payments: ReadonlyMap<string, string>;
  readonly problems: readonly Problem[];
}

/** Payouts payment by payment: what came to the bank, what was kept, and what the rate made of the rest. */
export const settlementEvents = (amounts: OrderAmounts): Settlements => {
  const events: MeasuredEvent[] = [];
  const payments = new Map<string, string>();
  const problems: Problem[] = [];
  for (const capture of amounts.captures) {
    const { settlement } = capture.payment;
    if (settlement === undefined) continue;
    const read = readSettlement(amounts, capture, problems);
    if (read === undefined) continue;
    payments.set(capture.payment.id, settlement.at);
    events.push(read);
  }
  return { events, payments, problems };
};

const readSettlement = (
  amounts: OrderAmounts,
  { payment, amount }: OrderAmounts['captures'][number],
  problems: Problem[],
): MeasuredEvent | undefined => {
  const { settlement, gateway, id } = payment;
  if (settlement === undefined) return undefined;
  const problem = (severity: Problem['severity'], code: string, message: string): undefined => {
    problems.push({ severity, code, message, pointer: settlement.pointers[0] });
  };
  const { number } = amounts.order.source;
  if (settlement.currency !== amounts.currency)
    return problem(
      'info',
      'settled_in_other_currency',
      `Payment ${id} of order ${number} was paid out in ${settlement.currency.slice(0, 10)} and the order is in ${amounts.currency}: it stays on clearing until the payout itself is booked.`,
    );
  const [gross, fee, net] = [settlement.gross, settlement.fee, settlement.net].map((text) =>
    exactMinor(text, amounts.decimals),
  );
  if (gross === undefined || fee === undefined || net === undefined || gross - fee !== net)
    return problem(
      'error',
      'settlement_mismatch',
      `The payout of payment ${id} of order ${number} says ${settlement.gross.slice(0, 40)} less a fee of ${settlement.fee.slice(0, 40)} comes to ${settlement.net.slice(0, 40)}, which it does not. Compare it with the statement of the gateway.`,
    );
  const list = newPartList(amounts.decimals);
  const text = (minor: bigint): string => amountText(amounts, minor);
  const own = { of: id, gateway, pointers: settlement.pointers };
  addPart(list, net, {
    ...own,
    component: 'bank',
    arithmetic: `${text(gross)} - fee ${text(fee)} = ${text(net)}`,
  });
  if (fee !== 0n) addPart(list, fee, { ...own, component: 'fee', title: 'processing' });
  if (gross !== amount)
    addPart(list, amount - gross, {
      ...own,
      component: 'fx',
      title: 'Exchange difference',
      pointers: [...payment.pointers, ...settlement.pointers],
      arithmetic: `${text(amount)} taken - ${text(gross)} paid out = ${text(amount - gross)}`,
    });
  addPart(list, amount, { ...own, component: 'payment', tender: payment.tender, pointers: payment.pointers });
  return makeEvent(amounts, 'settlement', id, settlement.at, list, settlement.pointers);
};
