/**
 * Compares the parts of an order with the totals that its source claims, and its refunds with what was sold. A
 * difference means that a part was missed or misread, so the order is held: a wrong posting is worse than a late one.
 */
import { parseDecimal } from '../money/decimal';
import { roundToMinor } from '../money/minor';
import { checkIdentities } from './check-identities';
import { checkRefunds } from './check-refunds';
import type { Order } from './order';
import { type ClaimedAmount, type OrderAmounts, amountText, readAmounts } from './order-amounts';
import type { Problem } from './problem';

export interface OrderCheck {
  readonly problems: readonly Problem[];
  /** Claimed total less the sum of the parts, in minor units; other than zero only within the rounding limit. */
  readonly rounding: bigint;
}

/** `roundingLimit` is a decimal string in the order's currency; decimals that the currency has not are cut off. */
export const checkOrder = (order: Order, options: { readonly roundingLimit: string }): OrderCheck => {
  const { amounts, problems } = readAmounts(order);
  if (!amounts) return { problems, rounding: 0n };
  return checkAmounts(amounts, limitInMinor(options.roundingLimit, amounts.decimals));
};

export const limitInMinor = (limit: string, decimals: number): bigint => {
  const value = parseDecimal(limit);
  if (!value) throw new RangeError(`the rounding limit "${limit}" is not a decimal`);
  return roundToMinor(value, decimals, 'down');
};

/**
 * Shipping is compared before discounts, as are goods; a cart that claims it otherwise must say so in its claim.
 * Only the total has a limit: a tax that differs by a unit is a wrong tax.
 */
export const checkAmounts = (amounts: OrderAmounts, limit: bigint): OrderCheck => {
  const problems: Problem[] = [];
  checkIdentities(amounts.order, problems);
  const rounding = checkTotal(amounts, limit, problems);
  checkTaxes(amounts, problems);
  const { shipping } = amounts.claims;
  if (shipping) {
    let sum = 0n;
    for (const part of amounts.parts) if (part.kind === 'shipping') sum += part.amount;
    if (sum !== shipping.amount)
      problems.push(mismatch(amounts, 'shipping lines', 'shipping', sum, shipping));
  }
  checkDiscounts(amounts, problems);
  checkMoneySigns(amounts, problems);
  if (amounts.refunds.length > 0) checkRefunds(amounts, limit, problems);
  checkCurrent(amounts, problems);
  return { problems, rounding };
};

const mismatch = (
  amounts: OrderAmounts,
  parts: string,
  claim: string,
  sum: bigint,
  claimed: ClaimedAmount,
): Problem => ({
  severity: 'error',
  code: 'source_totals_mismatch',
  message:
    `Order ${amounts.order.source.number}: its ${parts} add up to ${amountText(amounts, sum)} ${amounts.currency}, ` +
    `but the source claims ${claim} of ${amountText(amounts, claimed.amount)} ${amounts.currency}. ` +
    'Correct the order in the shop, then replay it.',
  pointer: claimed.pointers[0],
});

const checkTotal = (amounts: OrderAmounts, limit: bigint, problems: Problem[]): bigint => {
  let sum = 0n;
  for (const part of amounts.parts) sum += part.amount - part.discountSum + part.taxSum;
  const { total } = amounts.claims;
  const difference = total.amount - sum;
  if (difference === 0n) return 0n;
  if ((difference < 0n ? -difference : difference) > limit) {
    problems.push(mismatch(amounts, 'parts', 'a total', sum, total));
    return 0n;
  }
  problems.push({
    severity: 'warning',
    code: 'rounding_line',
    message:
      `Order ${amounts.order.source.number}: its parts add up to ${amountText(amounts, sum)} ${amounts.currency} and the source claims ` +
      `${amountText(amounts, total.amount)}; ${amountText(amounts, difference)} goes to rounding, within the limit of the policy.`,
    pointer: total.pointers[0],
  });
  return difference;
};

const checkTaxes = (amounts: OrderAmounts, problems: Problem[]): void => {
  const { tax, taxByJurisdiction } = amounts.claims;
  if (tax) {
    let sum = 0n;
    for (const part of amounts.parts) sum += part.taxSum;
    if (sum !== tax.amount) problems.push(mismatch(amounts, 'taxes', 'a tax', sum, tax));
  }
  if (!taxByJurisdiction) return;
  const sums = new Map<string, bigint>();
  for (const { part, taxes } of amounts.parts) {
    for (let index = 0; index < taxes.length; index++) {
      const name = (part.taxes[index] as { jurisdiction: string }).jurisdiction;
      sums.set(name, (sums.get(name) ?? 0n) + (taxes[index] as bigint));
    }
  }
  for (const [name, claimed] of taxByJurisdiction) {
    const sum = sums.get(name) ?? 0n;
    sums.delete(name);
    if (sum !== claimed.amount)
      problems.push(mismatch(amounts, `taxes of ${name.slice(0, 60)}`, 'a tax there', sum, claimed));
  }
  for (const [name, sum] of sums) {
    if (sum !== 0n)
      problems.push(
        mismatch(amounts, `taxes of ${name.slice(0, 60)}`, 'a tax there', sum, { amount: 0n, pointers: [] }),
      );
  }
};

/**
 * Carts round a part before and after its discount on their own, so each discounted part may be a unit off. Where no
 * discount at all is claimed there was none to round.
 */
const checkDiscounts = (amounts: OrderAmounts, problems: Problem[]): void => {
  const { discount } = amounts.claims;
  if (!discount) return;
  let sum = 0n;
  let discounted = 0n;
  for (const part of amounts.parts) {
    if (part.discountSum === 0n) continue;
    sum += part.discountSum;
    discounted++;
  }
  const difference = discount.amount - sum;
  if (difference === 0n) return;
  if (discount.amount === 0n || (difference < 0n ? -difference : difference) > discounted) {
    problems.push(mismatch(amounts, 'discounts', 'a discount', sum, discount));
    return;
  }
  problems.push({
    severity: 'info',
    code: 'source_rounding',
    message:
      `Order ${amounts.order.source.number}: the discounts of its parts add up to ${amountText(amounts, sum)} ${amounts.currency} and the source ` +
      `claims ${amountText(amounts, discount.amount)}, because it rounds each part before and after its discount. The parts are booked.`,
    pointer: discount.pointers[0],
  });
};

/** A cart that says what is left must agree with the refunds that were read: one that was missed shows here. */
const checkCurrent = (amounts: OrderAmounts, problems: Problem[]): void => {
  const { total, current } = amounts.claims;
  if (!current) return;
  let left = total.amount;
  for (const refund of amounts.refunds) left -= refund.amount;
  if (left !== current.amount)
    problems.push(mismatch(amounts, 'total less its refunds', 'what is left', left, current));
};

const checkMoneySigns = (amounts: OrderAmounts, problems: Problem[]): void => {
  for (const { payment, amount } of amounts.captures) {
    if (amount > 0n) continue;
    problems.push({
      severity: 'error',
      code: 'invalid_payment_amount',
      message: `Payment ${payment.id} of order ${amounts.order.source.number} is of ${amountText(amounts, amount)}; money taken is never negative. Correct it in the shop.`,
      pointer: payment.pointers[0],
    });
  }
};
