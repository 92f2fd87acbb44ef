/**
 * Taxes as WooCommerce works them out (class WC_Tax): on top of a price or out of it, several at once, compound ones
 * on top of the others, each kept with six decimals. Rounding to what can be paid comes later, per line.
 */
import { divide, sum, type Micro } from './shop-money';

export interface TaxRate {
  readonly id: number;
  readonly code: string;
  readonly label: string;
  readonly percent: number;
  readonly compound: boolean;
  readonly onShipping: boolean;
}

/** A percentage of 100 in the units of `weight`. */
const WHOLE = 100_000_000n;
const weight = (rate: TaxRate): bigint => BigInt(Math.round(rate.percent * 1_000_000));

/** Taxes that come on top of a price, in the order of the rates. */
export const taxesOnTop = (price: Micro, rates: readonly TaxRate[]): Micro[] => {
  const plain = rates.map((rate) => (rate.compound ? 0n : divide(price * weight(rate), WHOLE)));
  let before = sum(plain, (tax) => tax);
  return rates.map((rate, index) => {
    if (!rate.compound) return plain[index] as Micro;
    const tax = divide((price + before) * weight(rate), WHOLE);
    before += tax;
    return tax;
  });
};

/** Taxes that are inside a price, in the order of the rates; compound ones come out first, the last of them first. */
export const taxesWithin = (price: Micro, rates: readonly TaxRate[]): Micro[] => {
  const taxes = rates.map(() => 0n);
  let rest = price;
  for (let index = rates.length - 1; index >= 0; index--) {
    const rate = rates[index] as TaxRate;
    if (!rate.compound) continue;
    const tax = rest - divide(rest * WHOLE, WHOLE + weight(rate));
    taxes[index] = tax;
    rest -= tax;
  }
  const plain = rates.filter((rate) => !rate.compound);
  const together = WHOLE + sum(plain, weight);
  rates.forEach((rate, index) => {
    if (!rate.compound) taxes[index] = divide(rest * weight(rate), together);
  });
  return taxes;
};
