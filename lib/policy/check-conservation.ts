/**
 * The second law: what stands in the accounts is what the source says, component by component. Debits that equal credits
 * prove nothing, as receivable would take up any error of a rule. So the balances are worked out once more, from the
 * order's own amounts and without the rules, and compared.
 */
import type { Payment, Refund } from '../commerce/order';
import type { OrderAmounts, PartKind, PartNature } from '../commerce/order-amounts';
import { amountText } from '../commerce/order-amounts';
import type { Problem } from '../commerce/problem';
import type { OrderStory } from '../events/derive-events';
import type { EventPart } from '../events/finance-event';
import { type MeasuredEvent, discountsBehind, isPriced, totalMinor } from '../events/measured-event';
import { exactMinor } from '../money/exact-minor';
import { Tally } from './conservation-tally';
import {
  deferredTaxAccount,
  feeAccount,
  clearingAccount,
  incomeAccount,
  moneyAccount,
  restockingAccount,
  returnsAccount,
  taxAccount,
} from './logical-accounts';
import type { Policy } from './policy';
import type { About, RuleBook } from './rule-book';

export interface Conserving {
  readonly amounts: OrderAmounts;
  readonly story: OrderStory;
  readonly policy: Policy;
  /** From checkOrder, in minor units. */
  readonly rounding: bigint;
  readonly rules: RuleBook | undefined;
}

/** `balances`: credit positive, of all entries of the order. Gives an error `conservation_broken` for each account that is off. */
export const checkConservation = (
  conserving: Conserving,
  balances: ReadonlyMap<string, bigint>,
): readonly Problem[] => {
  const { amounts, story } = conserving;
  const expected = new Tally(conserving.rules);
  expectSale(expected, conserving);
  expectMoney(expected, conserving);
  for (const { refund } of story.refunds) expectGivenBack(expected, refund, conserving);
  if (story.cancellation) expectCancelled(expected, story.cancellation, conserving);
  expectDelivered(expected, conserving);
  expectGateways(expected, conserving);

  const problems: Problem[] = [];
  for (const [account, balance] of balances) {
    const wanted = expected.take(account);
    if (wanted !== balance) problems.push(broken(amounts, account, balance, wanted));
  }
  for (const [account, wanted] of expected.rest()) {
    if (wanted !== 0n) problems.push(broken(amounts, account, 0n, wanted));
  }
  return problems;
};

type Side = 'income' | 'returns';

/** Where an amount of goods, shipping or a surcharge stands. */
const placePart = (
  expected: Tally,
  { policy }: Conserving,
  about: About & { readonly component: PartKind },
  nature: PartNature | undefined,
  booked: bigint,
  side: Side,
  amount: bigint,
): void => {
  const kind = about.component;
  if (kind === 'surcharge' && nature === undefined && booked < 0n)
    return expected.place('discount', 'discounts', about, amount);
  const usual = (side === 'returns' ? returnsAccount : incomeAccount)(kind, policy, nature);
  if (nature !== undefined) return expected.add(usual, amount);
  const isReturn = side === 'returns' && kind === 'goods' && policy.returns === 'contra';
  return expected.place(isReturn ? 'returns' : kind, usual, about, amount);
};

const ANY: Readonly<Record<PartKind, About & { readonly component: PartKind }>> = {
  goods: { component: 'goods', of: '' },
  shipping: { component: 'shipping', of: '' },
  surcharge: { component: 'surcharge', of: '' },
};

const expectSale = (expected: Tally, conserving: Conserving): void => {
  const { amounts, policy, rounding, rules } = conserving;
  const defers = policy.postingTrigger === 'fulfilment';
  let owed = amounts.claims.total.amount;
  for (const { kind, part, nature, amount, discountSum, taxes } of amounts.parts) {
    // Only rules ask what a line is about, and most policies have none.
    const about = rules === undefined ? ANY[kind] : { component: kind, of: part.id };
    if (defers && nature === undefined) expected.add('deferred-revenue', amount - discountSum);
    else {
      const booked = isNetted(nature, policy) ? amount - discountSum : amount;
      placePart(expected, conserving, about, nature, booked, 'income', booked);
      if (booked !== amount - discountSum)
        expected.place('discount', 'discounts', { ...about, component: 'discount', on: kind }, -discountSum);
    }
    for (let index = 0; index < taxes.length; index++) {
      const { jurisdiction, liable } = part.taxes[index] as (typeof part.taxes)[number];
      const tax = taxes[index] as bigint;
      if (liable === 'channel') owed -= tax;
      else if (defers && nature === undefined && policy.deferredTax === 'at-fulfilment')
        expected.add(deferredTaxAccount(jurisdiction, policy), tax);
      else if (rules === undefined) expected.add(taxAccount(jurisdiction, policy), tax);
      else placeTax(expected, conserving, { component: 'tax', of: part.id, on: kind, jurisdiction }, tax);
    }
  }
  if (rounding !== 0n) expected.add('rounding', rounding);
  expected.add('receivable', -owed);
};

const placeTax = (expected: Tally, { policy }: Conserving, about: About, amount: bigint): void =>
  expected.place('tax', taxAccount(about.jurisdiction ?? '', policy), about, amount);

const expectMoney = (expected: Tally, conserving: Conserving): void => {
  const { amounts, story, policy } = conserving;
  const isBooked = ({ payment }: OrderAmounts['captures'][number]): boolean =>
    policy.postingTrigger !== 'settlement' ||
    payment.settlement !== undefined ||
    payment.tender !== undefined;
  amounts.captures.forEach((capture, index) => {
    if (!isBooked(capture)) return;
    const difference = exchangeOf(story.captures[index]);
    placeMoney(expected, capture.payment, -capture.amount);
    expected.add(policy.paymentDifference, difference);
    expected.add('receivable', capture.amount - difference);
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

const exchangeOf = (payment: MeasuredEvent | undefined): bigint =>
  payment?.event.parts.reduce(
    (sum, { component }, index) => (component === 'fx' ? sum + (payment.minor[index] as bigint) : sum),
    0n,
  ) ?? 0n;

const hasChannelTax = (amounts: OrderAmounts): boolean =>
  amounts.parts.some(({ part }) => part.taxes.some((tax) => tax.liable === 'channel'));

const unearnedOf = ({ story }: Conserving, measured: MeasuredEvent, index: number): bigint =>
  story.deliveries?.unearned.get(measured)?.[index] ?? 0n;

/** Parts come from the split of the refund; that they add up to its amount is checked through receivable. */
const expectGivenBack = (expected: Tally, measured: MeasuredEvent, conserving: Conserving): void => {
  const { policy } = conserving;
  measured.event.parts.forEach((part, index) => {
    const minor = measured.minor[index] as bigint;
    const unearned = unearnedOf(conserving, measured, index);
    if (part.component === 'restocking_fee') expected.add(restockingAccount(policy), minor);
    else if (part.component === 'unallocated') expected.add('unallocated-refunds', -minor);
    else if (part.component === 'rounding') expected.add('rounding', -minor);
    else if (part.component === 'tax') {
      expected.add(deferredTaxAccount(part.jurisdiction ?? '', policy), -unearned);
      placeTax(expected, conserving, part, unearned - minor);
    } else if (isPriced(part)) {
      expected.add('deferred-revenue', -unearned);
      const about = { ...part, component: part.component as PartKind };
      placePart(expected, conserving, about, part.nature, minor, 'returns', unearned - minor);
    }
  });
};

const expectCancelled = (expected: Tally, measured: MeasuredEvent, conserving: Conserving): void => {
  const { parts } = measured.event;
  const { policy } = conserving;
  const defers = policy.postingTrigger === 'fulfilment';
  parts.forEach((part, index) => {
    const minor = measured.minor[index] as bigint;
    const unearned = unearnedOf(conserving, measured, index);
    if (part.component === 'unallocated') expected.add('unallocated-refunds', -minor);
    else if (part.component === 'rounding') expected.add('rounding', -minor);
    else if (part.component === 'tax') {
      expected.add(deferredTaxAccount(part.jurisdiction ?? '', policy), -unearned);
      placeTax(expected, conserving, part, unearned - minor);
    } else if (isPriced(part)) {
      const reduction = discountsBehind(parts, measured.minor, index);
      const isNet = isNetted(part.nature, policy) || (defers && part.nature === undefined);
      const booked = isNet ? minor - reduction : minor;
      expected.add('deferred-revenue', -unearned);
      const about = { ...part, component: part.component as PartKind };
      placePart(expected, conserving, about, part.nature, booked - unearned, 'income', unearned - booked);
      if (!isNet && reduction !== 0n)
        expected.place('discount', 'discounts', parts[index + 1] as EventPart, reduction);
    }
  });
  expected.add('receivable', totalMinor(measured));
};

const expectDelivered = (expected: Tally, conserving: Conserving): void => {
  const { story, policy } = conserving;
  if (!story.deliveries) return;
  for (const [event, sign] of [
    ...story.deliveries.fulfilments.map((one) => [one, 1n] as const),
    ...story.deliveries.restocks.map((one) => [one, -1n] as const),
  ])
    event.event.parts.forEach((part, index) => {
      const minor = event.minor[index] as bigint;
      if (part.component === 'cost') {
        expected.place('cost', 'cost-of-goods', part, -sign * minor);
        expected.place('stock', 'inventory', part, sign * minor);
      } else if (part.component === 'tax') {
        expected.add(deferredTaxAccount(part.jurisdiction ?? '', policy), -minor);
        placeTax(expected, conserving, part, minor);
      } else if (isPriced(part)) {
        const reduction = discountsBehind(event.event.parts, event.minor, index);
        const booked = isNetted(part.nature, policy) ? minor - reduction : minor;
        expected.add('deferred-revenue', reduction - minor);
        const about = { ...part, component: part.component as PartKind };
        placePart(expected, conserving, about, part.nature, booked, 'income', booked);
        if (booked === minor && reduction !== 0n)
          expected.place('discount', 'discounts', event.event.parts[index + 1] as EventPart, -reduction);
      }
    });
};

const expectGateways = (expected: Tally, { amounts, policy, story }: Conserving): void => {
  for (const { event, minor } of story.fees)
    event.parts.forEach((part, index) => {
      expected.place('fee', feeAccount(part.title ?? ''), part, -(minor[index] as bigint));
      expected.place('payment', clearingAccount(part.gateway ?? ''), part, minor[index] as bigint);
    });
  const settled = new Set(story.settlements.map(({ event }) => event.parts[0]?.of));
  for (const { payment, amount } of amounts.captures) {
    const { settlement, id: of, gateway } = payment;
    if (settlement === undefined || !settled.has(of)) continue;
    const [gross, fee, net] = [settlement.gross, settlement.fee, settlement.net].map(
      (text) => exactMinor(text, amounts.decimals) ?? 0n,
    ) as [bigint, bigint, bigint];
    expected.add('bank', -net);
    expected.place('fee', feeAccount('processing'), { component: 'fee', of, gateway }, -fee);
    expected.add(policy.paymentDifference, gross - amount);
    placeMoney(expected, payment, amount);
  }
};

/** A gift card is owed at its face value. */
const isNetted = (nature: PartNature | undefined, policy: Policy): boolean =>
  policy.discounts === 'net' && nature !== 'gift_card';

const broken = (amounts: OrderAmounts, account: string, balance: bigint, wanted: bigint): Problem => ({
  severity: 'error',
  code: 'conservation_broken',
  message:
    `Order ${amounts.order.source.number}: the entries leave ${amountText(amounts, balance)} ${amounts.currency} on ${account.slice(0, 100)}, ` +
    `the source says ${amountText(amounts, wanted)}. This is a fault of the mapping: report it with the order.`,
});
