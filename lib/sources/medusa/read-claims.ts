/**
 * The totals as Medusa claims them. `order.total` is what is left after refunds and returns, so what was sold is put
 * together from the totals of goods and shipping and what Medusa says the returned pieces were worth.
 *
 * A claim that the parts come to exactly is stated in the same whole minor units as the parts; any other is rounded on its
 * own, so that whoever compares the totals sees the difference.
 */
import type { Claim, Order } from '../../commerce/order';
import { addDecimals, type Decimal, formatDigits } from '../../money/decimal';
import { roundToMinor } from '../../money/minor';
import { minorOf, type MoneyReading } from '../read-amount';
import { field, isObject } from '../read-json';
import { isSame, readMoney, type Written, writtenAt } from './read-decimal';
import type { CreditLines } from './read-credit-lines';
import type { PartDraft } from './read-parts';
import { minus } from './read-sold';
import type { Entry } from './reading';
import type { RoundedMoney } from './round-money';
import type { PartGroup } from './round-parts';

interface Sum {
  readonly exact: Decimal;
  readonly rounded: bigint;
}

const asClaim = (claimed: Decimal, sum: Sum, pointers: readonly string[], decimals: number): Claim => ({
  amount: formatDigits(
    isSame(claimed, sum.exact, decimals) ? sum.rounded : roundToMinor(claimed, decimals, 'half-up'),
    decimals,
  ),
  pointers: [...pointers],
});

interface ClaimsInput {
  readonly order: Entry;
  readonly parts: readonly PartDraft[];
  readonly groups: readonly PartGroup[];
  readonly credits: CreditLines;
  readonly money: RoundedMoney;
}

/**
 * A total that cannot be read stands as 0 without a pointer, because the shape demands one; the error that was reported
 * holds the order, so nothing is made of it.
 */
export const buildClaims = (reading: MoneyReading, input: ClaimsInput): Order['claims'] => {
  const { decimals } = reading;
  const sold: Sum = {
    exact: addDecimals(input.groups.map(({ exact }) => exact)),
    rounded: input.groups.reduce((sum, { total }) => sum + total, 0n),
  };
  const total = soldTotal(reading, input);
  const claims: Order['claims'] = {
    total:
      total === undefined
        ? { amount: formatDigits(0n, decimals), pointers: [] }
        : asClaim(total.value, sold, total.pointers, decimals),
  };
  const optional = (key: string, sum: Sum): Claim | undefined => {
    const written = orderTotal(reading, input.order, key);
    return written && asClaim(written.value, sum, [written.pointer], decimals);
  };
  const shipping = optional('shipping_subtotal', shippingSum(input.parts));
  if (shipping) claims.shipping = shipping;
  // Of tax and discounts Medusa states only what belongs to the pieces that are left.
  if (input.parts.every(({ returned }) => returned === undefined || returned.digits === 0n)) {
    const tax = optional('tax_total', taxSum(input.parts));
    const discount = optional('discount_subtotal', discountSum(input.parts));
    if (tax) claims.tax = tax;
    if (discount) claims.discount = discount;
  }
  const current = currentClaim(reading, input, sold);
  if (current) claims.current = current;
  return claims;
};

const orderTotal = (reading: MoneyReading, { raw, path }: Entry, key: string): Written | undefined =>
  writtenAt(raw, key, path, reading.decimals);

const soldTotal = (reading: MoneyReading, { order, parts }: ClaimsInput) => {
  const goods = readMoney(reading, order.raw, 'item_total', order.path);
  const shipping = readMoney(reading, order.raw, 'shipping_total', order.path);
  if (goods === undefined || shipping === undefined) return undefined;
  const back = parts
    .filter(({ returned }) => returned !== undefined && returned.digits !== 0n)
    .flatMap(({ entry }) =>
      ['return_received_total', 'return_dismissed_total'].flatMap(
        (key) => writtenAt(entry.raw, key, entry.path, reading.decimals) ?? [],
      ),
    );
  return {
    value: addDecimals([goods, shipping, ...back.map(({ value }) => value)]),
    pointers: [goods.pointer, shipping.pointer, ...back.map(({ pointer }) => pointer)],
  };
};

const shippingSum = (parts: readonly PartDraft[]): Sum => {
  const methods = parts.filter(({ kind }) => kind === 'shipping').map(({ gross }) => gross);
  return { exact: addDecimals(methods), rounded: methods.reduce((sum, gross) => sum + minorOf(gross), 0n) };
};

const taxSum = (parts: readonly PartDraft[]): Sum => {
  const taxes = parts.flatMap((part) => part.taxes.map(({ amount }) => amount));
  return { exact: addDecimals(taxes), rounded: taxes.reduce((sum, amount) => sum + minorOf(amount), 0n) };
};

const discountSum = (parts: readonly PartDraft[]): Sum => ({
  exact: addDecimals(parts.map(({ gross, net }) => minus(gross, net))),
  rounded: parts.reduce((sum, { gross, net }) => sum + minorOf(gross) - minorOf(net), 0n),
});

/** What is left, with what gift cards paid added again and without what was given as store credit. */
const currentClaim = (
  reading: MoneyReading,
  { order, credits, money }: ClaimsInput,
  sold: Sum,
): Claim | undefined => {
  const { decimals } = reading;
  const summary = field(order.raw, 'summary');
  const stated = isObject(summary)
    ? writtenAt(summary, 'current_order_total', `${order.path}/summary`, decimals)
    : undefined;
  if (stated === undefined) return undefined;
  const paid = addDecimals(credits.tenders.map(({ amount }) => amount));
  const given = addDecimals(credits.payouts.map(({ amount }) => amount));
  const claimed = minus(addDecimals([stated.value, paid, money.excess]), given);
  const left: Sum = {
    exact: minus(sold.exact, money.given.exact),
    rounded: sold.rounded - money.given.rounded,
  };
  const pointers = [
    stated.pointer,
    ...[...credits.tenders, ...credits.payouts].map(({ pointer }) => pointer),
  ];
  return asClaim(claimed, left, pointers, decimals);
};
