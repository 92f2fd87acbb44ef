/** Between decimal strings, as they cross every border, and exact integers of minor units, as we calculate. */
import { exponentOf } from './currency';
import { type Decimal, digitsAtScale, formatDigits, parseDecimal, powerOfTen } from './decimal';
import { ROUNDING_RULES, type RoundingRule } from './rounding';

/** Decimals of a currency that was checked at the border; an unknown one here is a broken invariant. */
export const exponent = (currency: string): number => {
  const known = exponentOf(currency);
  if (known === undefined) throw new RangeError(`unknown currency "${currency}"`);
  return known;
};

/** True when the decimal needs no more decimals than the currency has: 12.300 EUR does, 12.305 EUR does not. */
export const isWholeMinor = (value: Decimal, decimals: number): boolean =>
  value.scale <= decimals || value.digits % powerOfTen(value.scale - decimals) === 0n;

/** Minor units of a decimal that is whole in them; undefined when it is not. */
export const wholeMinor = (value: Decimal, decimals: number): bigint | undefined => {
  if (value.scale <= decimals) return digitsAtScale(value, decimals);
  const divisor = powerOfTen(value.scale - decimals);
  return value.digits % divisor === 0n ? value.digits / divisor : undefined;
};

export const roundToMinor = (value: Decimal, decimals: number, rule: RoundingRule): bigint =>
  value.scale <= decimals
    ? digitsAtScale(value, decimals)
    : ROUNDING_RULES[rule](value.digits, powerOfTen(value.scale - decimals));

/** Minor units of an amount of our own (already checked). Throws on anything that is not exact. */
export const toMinor = (amount: string, currency: string): bigint => {
  const value = parseDecimal(amount);
  const minor = value && wholeMinor(value, exponent(currency));
  if (minor === undefined) throw new RangeError(`"${amount}" is not an exact amount of ${currency}`);
  return minor;
};

/** Decimal string with exactly the currency's decimals. */
export const fromMinor = (minor: bigint, currency: string): string => formatDigits(minor, exponent(currency));
