/** The totals as the shop claims them. */
import type { Claim, Order } from '../../commerce/order';
import { formatDigits } from '../../money/decimal';
import { type Amount, minorOf, type MoneyReading, readAmount, sumOf } from '../read-amount';
import type { JsonObject } from '../read-json';
import type { Rates } from './tax-rates';

export interface Claims {
  readonly total: Amount | undefined;
  readonly totalTax: Amount | undefined;
  readonly shippingTotal: Amount | undefined;
  readonly discountTotal: Amount | undefined;
}

export const readClaims = (reading: MoneyReading, order: JsonObject, path: string): Claims => ({
  total: readAmount(reading, order, 'total', path),
  totalTax: readAmount(reading, order, 'total_tax', path),
  shippingTotal: readAmount(reading, order, 'shipping_total', path),
  discountTotal: readAmount(reading, order, 'discount_total', path),
});

/**
 * Claims for check-order, from amounts that are whole by now. A total that could not be read stands as 0 without a
 * pointer, because the shape demands one; the error that was reported holds the order, so nothing is made of it.
 */
export const buildClaims = (
  claims: Claims,
  rates: Rates,
  decimals: number,
  path: string,
): Order['claims'] => {
  const claim = (amount: Amount, key: string): Claim => ({
    amount: formatDigits(minorOf(amount), decimals),
    pointers: [`${path}/${key}`],
  });
  const { total, totalTax, shippingTotal, discountTotal } = claims;
  const built: Order['claims'] = {
    total: total ? claim(total, 'total') : { amount: formatDigits(0n, decimals), pointers: [] },
  };
  if (totalTax) built.tax = claim(totalTax, 'total_tax');
  if (shippingTotal) built.shipping = claim(shippingTotal, 'shipping_total');
  if (discountTotal) built.discount = claim(discountTotal, 'discount_total');
  const byJurisdiction: [string, Claim][] = [];
  for (const rate of rates.byId.values()) {
    if (rate.claims.length === 0) continue;
    const amount = formatDigits(sumOf(rate.claims), decimals);
    byJurisdiction.push([rate.jurisdiction, { amount, pointers: rate.claimPointers }]);
  }
  built.taxByJurisdiction = Object.fromEntries(byJurisdiction);
  return built;
};
