/** What payments, fees and payouts should move, for the second working-out of the balances. */
import type { Payment, Refund } from '../commerce/order';
import type { OrderAmounts } from '../commerce/order-amounts';
import type { EventPart } from '../events/finance-event';
import { type MeasuredEvent, keptBehind, totalMinor } from '../events/measured-event';
import { exactMinor } from '../money/exact-minor';
import type { Conserving } from './conservation-parts';
import type { Tally } from './conservation-tally';
import { clearingAccount, feeAccount, moneyAccount } from './logical-accounts';

export const expectMoney = (expected: Tally, conserving: Conserving): void => {
  const { amounts, story, policy } = conserving;
  const isBooked = ({ payment }: OrderAmounts['captures'][number]): boolean =>
    policy.postingTrigger !== 'settlement' ||
    payment.settlement !== undefined ||
    payment.tender !== undefined;
  amounts.captures.forEach((capture, index) => {
    if (!isBooked(capture)) return;
    const difference = exchangeOf(story.captures[index]);
    const taken = capture.amount - keptOf(story.captures[index]);
    placeMoney(expected, capture.payment, -taken);
    expected.add(policy.paymentDifference, difference);
    expected.add('receivable', taken - difference);
  });
  for (const { refund, payments } of amounts.refunds)
    payments.forEach((paid, index) => {
      const payment = refund.payments[index] as Refund['payments'][number];
      placeMoney(expected, payment, paid);
      expected.add('receivable', -paid);
    });
  for (const payment of story.refunds.flatMap(({ payments }) => payments)) {
    expected.add(policy.paymentDifference, -exchangeOf(payment));
    expected.add('receivable', exchangeOf(payment));
    const kept = keptOf(payment);
    if (kept === 0n) continue;
    const { of: id, gateway = '', tender } = payment.event.parts[0] as EventPart;
    placeMoney(expected, { id, gateway, tender }, -kept);
    expected.add('receivable', kept);
  }
  // Tax of the channel is in the amount of a refund but in none of its booked parts, so there the events are asked.
  if (hasChannelTax(amounts)) {
    for (const { refund } of story.refunds) expected.add('receivable', totalMinor(refund));
  } else {
    for (const { amount } of amounts.refunds) expected.add('receivable', amount);
  }
};

/** Rules speak of gateways, not of what the shop itself owes. */
const placeMoney = (
  expected: Tally,
  payment: Pick<Payment, 'id' | 'gateway' | 'tender'>,
  amount: bigint,
): void => {
  const { id: of, gateway, tender } = payment;
  const usual = moneyAccount(payment);
  if (tender === undefined) expected.place('payment', usual, { component: 'payment', of, gateway }, amount);
  else expected.add(usual, amount);
};

/** What the channel keeps of a payment for its own tax. */
const keptOf = (payment: MeasuredEvent | undefined): bigint => (payment ? keptBehind(payment, 0) : 0n);

const exchangeOf = (payment: MeasuredEvent | undefined): bigint =>
  payment?.event.parts.reduce(
    (sum, { component }, index) => (component === 'fx' ? sum + (payment.minor[index] as bigint) : sum),
    0n,
  ) ?? 0n;

const hasChannelTax = (amounts: OrderAmounts): boolean =>
  amounts.parts.some(({ part }) => part.taxes.some((tax) => tax.liable === 'channel'));

export const expectGateways = (expected: Tally, { amounts, policy, story }: Conserving): void => {
  for (const { event, minor } of story.fees)
    event.parts.forEach((part, index) => {
      expected.place('fee', feeAccount(part.title ?? ''), part, -(minor[index] as bigint));
      expected.place('payment', clearingAccount(part.gateway ?? ''), part, minor[index] as bigint);
    });
  const settled = new Set(story.settlements.map(({ event }) => event.parts[0]?.of));
  for (const [index, { payment, amount: whole }] of amounts.captures.entries()) {
    const { settlement, id: of, gateway } = payment;
    if (settlement === undefined || !settled.has(of)) continue;
    const amount = whole - keptOf(story.captures[index]);
    const [gross, fee, net] = [settlement.gross, settlement.fee, settlement.net].map(
      (text) => exactMinor(text, amounts.decimals) ?? 0n,
    ) as [bigint, bigint, bigint];
    expected.add('bank', -net);
    expected.place('fee', feeAccount('processing'), { component: 'fee', of, gateway }, -fee);
    expected.add(policy.paymentDifference, gross - amount);
    placeMoney(expected, payment, amount);
  }
};
