/** Against whom the components stand: money that a gateway took or gave, and what the buyer still owes. */
import type { Explanation } from '../../accounting/journal-entry';
import { formatDigits } from '../../money/decimal';
import type { Component, EventPart } from '../../events/finance-event';
import { type MeasuredEvent, keptBehind, signedMinor, totalMinor } from '../../events/measured-event';
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
    if (part.component === 'withheld') return;
    const place = placeOfMoney(draft, part);
    const memo = `Payment ${cleanText(part.of, 100)}`;
    const kept = keptBehind(payment, index);
    if (kept === 0n) {
      creditAt(draft, place, -direction * minor, memo, explainPart(`${rule}.payment`, part));
      return;
    }
    const [told, explanation] = withoutKept(draft, `${rule}.payment`, payment, index);
    creditAt(draft, place, -direction * (minor - kept), memo + told, explanation);
  });
};

/** Clearing holds what the channel will pay out. */
const withoutKept = (
  draft: Draft,
  rule: string,
  { event, minor }: MeasuredEvent,
  index: number,
): readonly [memo: string, explanation: Explanation] => {
  const [part, kept] = event.parts.slice(index, index + 2) as [EventPart, EventPart];
  const rest = formatDigits((minor[index] as bigint) - (minor[index + 1] as bigint), draft.decimals);
  const sum = `${part.amount} - ${kept.amount} = ${rest}`;
  return [
    ` (less ${kept.amount} of the channel's tax)`,
    {
      ...explainPart(rule, part),
      pointers: [...new Set([...part.pointers, ...kept.pointers])],
      arithmetic: kept.arithmetic === undefined ? sum : `${kept.arithmetic}; ${sum}`,
    },
  ];
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
  const kept = keptBehind(payment, 0);
  const exchange = (payment.minor[0] as bigint) - kept - total;
  const worth =
    parts.length === 1
      ? undefined
      : `${paid.amount}${kept === 0n ? '' : ` - ${text(kept)} of the channel's tax`}${exchange === 0n ? '' : ` - exchange ${text(exchange)}`} = ${text(total)}`;
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
  withheld: 'kept by the channel',
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
