/** Against whom the components stand: money that a gateway took or gave, and what the buyer still owes. */
import { formatDigits } from '../../money/decimal';
import type { Component, EventPart } from '../../events/finance-event';
import { type MeasuredEvent, signedMinor, totalMinor } from '../../events/measured-event';
import { type Draft, type Place, credit, creditAt, placeOf } from '../draft';
import { moneyAccount } from '../logical-accounts';
import { cleanText } from '../../accounting/clean-text';
import { explainPart } from './explain';

/** 1n: the buyer owes or pays the amount (debits). -1n: the buyer gets it (credits). */
export type Direction = 1n | -1n;

/** What an event comes to, against the payments that settle it at once, the rest against receivable. */
export const settle = (
  draft: Draft,
  measured: MeasuredEvent,
  settledBy: readonly MeasuredEvent[],
  direction: Direction,
): void => {
  const { kind } = measured.event;
  let paid = 0n;
  for (const payment of settledBy) {
    moveMoney(draft, payment, direction, kind);
    paid += totalMinor(payment);
  }
  const total = totalMinor(measured);
  const rest = total - paid;
  if (rest === 0n) return;
  const text = (minor: bigint): string => formatDigits(minor, draft.decimals);
  const sum = componentSum(measured, total, text);
  credit(draft, 'receivable', -direction * rest, orderMemo(measured), {
    rule: `${kind}.receivable`,
    component: 'receivable',
    pointers: [...measured.pointers, ...settledBy.flatMap((payment) => payment.pointers)],
    arithmetic: paid === 0n ? sum : `${sum}; ${text(total)} - ${text(paid)} paid = ${text(rest)}`,
  });
};

/** The clearing side of a payment, and what its rate gained or lost. */
export const moveMoney = (draft: Draft, payment: MeasuredEvent, direction: Direction, rule: string): void => {
  payment.event.parts.forEach((part, index) => {
    const minor = payment.minor[index] as bigint;
    if (part.component === 'fx') {
      const account = draft.policy.paymentDifference;
      credit(draft, account, direction * minor, part.title ?? '', explainPart(`${rule}.fx`, part));
      return;
    }
    const memo = `Payment ${cleanText(part.of, 100)}`;
    const place = placeOfMoney(draft, part);
    creditAt(draft, place, -direction * minor, memo, explainPart(`${rule}.payment`, part));
  });
};

/** Rules speak of gateways; a gift card or store credit lowers what the shop owes, wherever that stands. */
export const placeOfMoney = (draft: Draft, part: EventPart): Place => {
  const usual = moneyAccount(part);
  return part.tender === undefined ? placeOf(draft, 'payment', usual, part) : { account: usual };
};

/** The receivable side of a payment that has its own entry. */
export const settleReceivable = (draft: Draft, payment: MeasuredEvent, direction: Direction): void => {
  const { kind, parts } = payment.event;
  const [paid] = parts;
  const total = totalMinor(payment);
  if (!paid) return;
  const text = (minor: bigint): string => formatDigits(minor, draft.decimals);
  const worth =
    parts.length === 1
      ? undefined
      : `${paid.amount} - exchange ${text((payment.minor[0] as bigint) - total)} = ${text(total)}`;
  const explanation = explainPart(`${kind}.receivable`, paid);
  credit(draft, 'receivable', direction * total, orderMemo(payment), {
    ...explanation,
    component: 'receivable',
    arithmetic: worth ?? explanation.arithmetic,
  });
};

const orderMemo = (measured: MeasuredEvent): string =>
  `Order ${cleanText(measured.event.source.number, 100)}`;

const LABELS: Readonly<Record<Component, string>> = {
  goods: 'goods',
  discount: 'discounts',
  shipping: 'shipping',
  surcharge: 'surcharges',
  tax: 'tax',
  payment: 'payments',
  unallocated: 'unallocated',
  restocking_fee: 'restocking fee',
  rounding: 'rounding',
  fx: 'exchange',
  fee: 'fees',
  channel_tax: 'tax of the channel',
  cost: 'cost',
  bank: 'bank',
};

/** `goods 50.00 - discounts 10.00 + tax 4.00 = 44.00`. */
const componentSum = (measured: MeasuredEvent, total: bigint, text: (minor: bigint) => string): string => {
  const sums = new Map<Component, bigint>();
  measured.event.parts.forEach((part: EventPart, index) => {
    sums.set(part.component, (sums.get(part.component) ?? 0n) + signedMinor(measured, index));
  });
  let terms = '';
  for (const [component, sum] of sums) {
    if (sum === 0n) continue;
    const label = LABELS[component];
    if (terms === '') terms = `${label} ${text(sum)}`;
    else terms += sum < 0n ? ` - ${label} ${text(-sum)}` : ` + ${label} ${text(sum)}`;
  }
  return `${terms} = ${text(total)}`;
};
