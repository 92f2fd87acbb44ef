/** Money that moved: taken, given back, kept by a gateway, paid out to the bank. */
import type { Fee, Payment } from '../commerce/order';
import { type OrderAmounts, type RefundAmounts, amountText } from '../commerce/order-amounts';
import type { Problem } from '../commerce/problem';
import { exactMinor } from '../money/exact-minor';
import { ROUNDING_RULES } from '../money/rounding';
import { type EventKind, eventKey } from './finance-event';
import {
  type MeasuredEvent,
  type PartList,
  addPart,
  keptBehind,
  newPartList,
  totalMinor,
} from './measured-event';
import { type PaymentWorth, worthOfCaptures, worthOfRefundPayments } from './payment-worth';
import { type ChannelTax, type Kept, type Settling, canBeKept, channelTaxIn, keptOf } from './withheld';

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
  kept: Kept | undefined,
): PartList => {
  const list = newPartList(amounts.decimals);
  addPart(list, minor, {
    component: 'payment',
    of: payment.id,
    gateway: payment.gateway,
    tender: payment.tender,
    pointers: payment.pointers,
  });
  const [taken, settled] = kept ? addKept(list, amounts, minor, payment, worth, kept) : [minor, worth?.worth];
  const difference = settled === undefined ? 0n : taken - settled;
  if (worth === undefined || settled === undefined || difference === 0n) return list;
  const text = (value: bigint): string => amountText(amounts, value);
  addPart(list, difference, {
    component: 'fx',
    of: payment.id,
    title: 'Exchange difference',
    gateway: payment.gateway,
    pointers: [...payment.pointers, ...worth.pointers],
    arithmetic: kept
      ? `${worth.arithmetic(text(minor), text(worth.worth), text(minor - worth.worth))}; without the tax of the channel ${text(taken)} - ${text(settled)} = ${text(difference)}`
      : worth.arithmetic(text(minor), text(worth.worth), text(difference)),
  });
  return list;
};

/** What is left of the payment, and of what it settles. The channel keeps its tax at the rate of the payment's own day. */
const addKept = (
  list: PartList,
  amounts: OrderAmounts,
  minor: bigint,
  payment: Pick<Payment, 'id' | 'gateway' | 'pointers'>,
  worth: PaymentWorth | undefined,
  kept: Kept,
): readonly [taken: bigint, settled: bigint] => {
  const settles = worth?.worth ?? minor;
  const today = settles === minor ? kept.minor : ROUNDING_RULES['half-up'](minor * kept.minor, settles);
  const text = (value: bigint): string => amountText(amounts, value);
  const { id, gateway } = payment;
  addPart(list, today, {
    component: 'withheld',
    of: id,
    title: 'Tax that the channel keeps',
    gateway,
    pointers: [...payment.pointers, ...(worth?.pointers ?? []), ...kept.pointers],
    arithmetic:
      settles === minor
        ? kept.arithmetic
        : `${kept.arithmetic}; ${text(minor)} * ${text(kept.minor)} / ${text(settles)} -> ${text(today)}`,
  });
  return [minor - today, settles - kept.minor];
};

/** `due`: what the shop gets of them, and the channel's tax that is in them beyond it, where there is any. */
export const captureEvents = (
  amounts: OrderAmounts,
  due: bigint,
  tax: ChannelTax | undefined,
): readonly MeasuredEvent[] => {
  const worth = worthOfCaptures(amounts);
  const kept = tax && keptOf(amounts, settlingCaptures(amounts, worth, tax), due, tax);
  return amounts.captures.map(({ payment, amount }, index) =>
    makeEvent(
      amounts,
      'capture',
      payment.id,
      payment.at,
      paymentParts(amounts, amount, payment, worth?.[index], kept?.[index]),
      payment.pointers,
    ),
  );
};

const settlingCaptures = (
  amounts: OrderAmounts,
  worth: readonly PaymentWorth[] | undefined,
  tax: ChannelTax,
): readonly Settling[] =>
  amounts.captures.map((capture, index) => ({
    settles: worth?.[index]?.worth ?? capture.amount,
    canBeKept: canBeKept(capture, amounts, tax),
  }));

/** `given`: what the refund gives back, where tax of the channel may be in it. */
export const refundPaymentEvents = (
  amounts: OrderAmounts,
  taken: RefundAmounts,
  given: PartList | undefined,
): readonly MeasuredEvent[] => {
  const worth = worthOfRefundPayments(amounts, taken);
  const tax = given && channelTaxIn(given);
  const kept = tax && keptOf(amounts, settlingBack(taken, worth), totalMinor(given), tax);
  return taken.refund.payments.flatMap((payment, index) => {
    const minor = taken.payments[index] as bigint;
    if (minor === 0n) return [];
    // The dot parts the two ids, so one inside the first is encoded.
    const subId = `${taken.refund.id.replace(/\./g, '%2E')}.${payment.id}`;
    const list = paymentParts(amounts, minor, payment, worth?.[index], kept?.[index]);
    return [makeEvent(amounts, 'refund_payment', subId, payment.at, list, payment.pointers)];
  });
};

const settlingBack = (
  { refund, payments }: RefundAmounts,
  worth: readonly PaymentWorth[] | undefined,
): readonly Settling[] =>
  payments.map((minor, index) => ({
    settles: worth?.[index]?.worth ?? minor,
    canBeKept: refund.payments[index]?.tender === undefined,
  }));

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
export const settlementEvents = (amounts: OrderAmounts, captures: readonly MeasuredEvent[]): Settlements => {
  const events: MeasuredEvent[] = [];
  const payments = new Map<string, string>();
  const problems: Problem[] = [];
  for (const [index, capture] of amounts.captures.entries()) {
    const { settlement } = capture.payment;
    if (settlement === undefined) continue;
    const kept = keptBehind(captures[index] as MeasuredEvent, 0);
    const read = readSettlement(amounts, capture, kept, problems);
    if (read === undefined) continue;
    payments.set(capture.payment.id, settlement.at);
    events.push(read);
  }
  return { events, payments, problems };
};

const readSettlement = (
  amounts: OrderAmounts,
  { payment, amount: whole }: OrderAmounts['captures'][number],
  kept: bigint,
  problems: Problem[],
): MeasuredEvent | undefined => {
  const { settlement, gateway, id } = payment;
  const amount = whole - kept;
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
  addPart(list, amount, {
    ...own,
    component: 'payment',
    tender: payment.tender,
    pointers: payment.pointers,
    arithmetic:
      kept === 0n ? undefined : `${text(whole)} - ${text(kept)} that the channel keeps = ${text(amount)}`,
  });
  return makeEvent(amounts, 'settlement', id, settlement.at, list, settlement.pointers);
};
