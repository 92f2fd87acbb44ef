/**
 * The second law: what stands in the accounts is what the source says, component by component. Debits that equal credits
 * prove nothing, as receivable would take up any error of a rule. So the balances are worked out once more, from the
 * order's own amounts and without the rules, and compared.
 */
import type { Refund } from '../commerce/order';
import type { OrderAmounts, PartKind, PartNature } from '../commerce/order-amounts';
import { amountText } from '../commerce/order-amounts';
import type { Problem } from '../commerce/problem';
import type { OrderStory } from '../events/derive-events';
import type { EventPart } from '../events/finance-event';
import { type MeasuredEvent, totalMinor } from '../events/measured-event';
import { incomeAccount, moneyAccount, returnsAccount, taxAccount } from './logical-accounts';
import type { Policy } from './policy';

/** `balances`: credit positive, of all entries of the order. Gives an error `conservation_broken` for each account that is off. */
export const checkConservation = (
  amounts: OrderAmounts,
  story: OrderStory,
  policy: Policy,
  rounding: bigint,
  balances: ReadonlyMap<string, bigint>,
): readonly Problem[] => {
  const expected = new Tally();
  expectSale(expected, amounts, policy, rounding);
  expectMoney(expected, amounts, story);
  for (const { refund } of story.refunds) expectGivenBack(expected, refund, policy);
  if (story.cancellation) expectCancelled(expected, story.cancellation, policy);

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

/** Sums by account, credit positive. */
class Tally {
  private readonly sums = new Map<string, bigint>();

  add(account: string, amount: bigint): void {
    this.sums.set(account, (this.sums.get(account) ?? 0n) + amount);
  }

  take(account: string): bigint {
    const sum = this.sums.get(account) ?? 0n;
    this.sums.delete(account);
    return sum;
  }

  rest(): Iterable<readonly [string, bigint]> {
    return this.sums;
  }
}

const expectSale = (expected: Tally, amounts: OrderAmounts, policy: Policy, rounding: bigint): void => {
  let owed = amounts.claims.total.amount;
  for (const { kind, part, nature, amount, discountSum, taxes } of amounts.parts) {
    const booked = isNetted(nature, policy) ? amount - discountSum : amount;
    const account = accountOfPart(kind, nature, booked, policy, incomeAccount);
    expected.add(account, booked);
    if (booked !== amount - discountSum) expected.add('discounts', -discountSum);
    for (let index = 0; index < taxes.length; index++) {
      const tax = part.taxes[index] as (typeof part.taxes)[number];
      if (tax.liable === 'channel') owed -= taxes[index] as bigint;
      else expected.add(taxAccount(tax.jurisdiction, policy), taxes[index] as bigint);
    }
  }
  if (rounding !== 0n) expected.add('rounding', rounding);
  expected.add('receivable', -owed);
};

const expectMoney = (expected: Tally, amounts: OrderAmounts, story: OrderStory): void => {
  for (const { payment, amount } of amounts.captures) {
    expected.add(moneyAccount(payment), -amount);
    expected.add('receivable', amount);
  }
  for (const { refund, payments } of amounts.refunds) {
    payments.forEach((paid, index) => {
      expected.add(moneyAccount(refund.payments[index] as Refund['payments'][number]), paid);
      expected.add('receivable', -paid);
    });
  }
  // Tax of the channel is in the amount of a refund but in none of its booked parts, so there the events are asked.
  if (hasChannelTax(amounts)) {
    for (const { refund } of story.refunds) expected.add('receivable', totalMinor(refund));
  } else {
    for (const { amount } of amounts.refunds) expected.add('receivable', amount);
  }
};

const hasChannelTax = (amounts: OrderAmounts): boolean =>
  amounts.parts.some(({ part }) => part.taxes.some((tax) => tax.liable === 'channel'));

/** Parts come from the split of the refund; that they add up to its amount is checked through receivable. */
const expectGivenBack = (expected: Tally, measured: MeasuredEvent, policy: Policy): void => {
  measured.event.parts.forEach((part, index) => {
    const minor = measured.minor[index] as bigint;
    const account = componentAccount(part, minor, policy, returnsAccount);
    expected.add(account, part.component === 'restocking_fee' ? minor : -minor);
  });
};

const expectCancelled = (expected: Tally, measured: MeasuredEvent, policy: Policy): void => {
  const { parts } = measured.event;
  const reductions = new Map<string, bigint>();
  parts.forEach((part, index) => {
    if (part.component !== 'discount') return;
    const key = `${part.on} ${part.of}`;
    reductions.set(key, (reductions.get(key) ?? 0n) + (measured.minor[index] as bigint));
  });
  parts.forEach((part, index) => {
    if (part.component === 'discount') return;
    const minor = measured.minor[index] as bigint;
    const reduction = reductions.get(`${part.component} ${part.of}`) ?? 0n;
    const booked = isNetted(part.nature, policy) ? minor - reduction : minor;
    expected.add(componentAccount(part, booked, policy, incomeAccount), -booked);
    if (booked === minor) expected.add('discounts', reduction);
  });
  expected.add('receivable', totalMinor(measured));
};

const componentAccount = (
  part: EventPart,
  minor: bigint,
  policy: Policy,
  accountOf: typeof returnsAccount,
): string => {
  switch (part.component) {
    case 'goods':
    case 'shipping':
    case 'surcharge':
      return accountOfPart(part.component, part.nature, minor, policy, accountOf);
    case 'tax':
      return taxAccount(part.jurisdiction ?? '', policy);
    case 'unallocated':
      return 'unallocated-refunds';
    case 'restocking_fee':
      return 'restocking-fees';
    case 'rounding':
      return 'rounding';
    default:
      throw new Error(`a ${part.component} is no part of what is given back`);
  }
};

const accountOfPart = (
  kind: PartKind,
  nature: PartNature | undefined,
  minor: bigint,
  policy: Policy,
  accountOf: typeof returnsAccount,
): string =>
  kind === 'surcharge' && nature === undefined && minor < 0n ? 'discounts' : accountOf(kind, policy, nature);

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
