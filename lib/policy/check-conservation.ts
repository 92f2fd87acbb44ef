/**
 * The second law: what stands in the accounts is what the source says, component by component. Debits that equal credits
 * prove nothing, as receivable would take up any error of a rule. So the balances are worked out once more, from the
 * order's own amounts and without the rules, and compared.
 */
import { type OrderAmounts, amountText } from '../commerce/order-amounts';
import type { Problem } from '../commerce/problem';
import { deliveryNeed } from '../events/undelivered';
import { expectCancelled, expectDelivered, expectGivenBack } from './conservation-back';
import { expectGateways, expectMoney } from './conservation-money';
import { ANY, type Conserving, isNetted, placePart, placeTax } from './conservation-parts';
import { Tally } from './conservation-tally';
import { deferredTaxAccount, taxAccount } from './logical-accounts';

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

const expectSale = (expected: Tally, conserving: Conserving): void => {
  const { amounts, policy, rounding, rules } = conserving;
  const needsDelivery = policy.postingTrigger === 'fulfilment' ? deliveryNeed(amounts) : undefined;
  let owed = amounts.claims.total.amount;
  for (const sold of amounts.parts) {
    const { kind, part, nature, amount, discountSum, taxes } = sold;
    const waits = needsDelivery?.(sold) === true;
    // Only rules ask what a line is about, and most policies have none.
    const about = rules === undefined ? ANY[kind] : { component: kind, of: part.id };
    if (waits) expected.add('deferred-revenue', amount - discountSum);
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
      else if (waits && policy.deferredTax === 'at-fulfilment')
        expected.add(deferredTaxAccount(jurisdiction, policy), tax);
      else if (rules === undefined) expected.add(taxAccount(jurisdiction, policy), tax);
      else placeTax(expected, conserving, { component: 'tax', of: part.id, on: kind, jurisdiction }, tax);
    }
  }
  if (rounding !== 0n) expected.add('rounding', rounding);
  expected.add('receivable', -owed);
};

const broken = (amounts: OrderAmounts, account: string, balance: bigint, wanted: bigint): Problem => ({
  severity: 'error',
  code: 'conservation_broken',
  message:
    `Order ${amounts.order.source.number}: the entries leave ${amountText(amounts, balance)} ${amounts.currency} on ${account.slice(0, 100)}, ` +
    `the source says ${amountText(amounts, wanted)}. This is a fault of the mapping: report it with the order.`,
});
