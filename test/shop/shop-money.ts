/**
 * Money as the shop keeps it: whole millionths of a currency's main unit, as bigint. WooCommerce keeps six decimals in
 * its tables whatever the currency shows, so a price without tax may have more decimals than anyone can pay.
 */

export type Micro = bigint;

const SCALE = 6;
const MICRO = 1_000_000n;

const DECIMALS: Readonly<Record<string, number>> = { EUR: 2, USD: 2, GBP: 2, JPY: 0, KWD: 3 };

/** Decimals that a buyer can pay in. @throws RangeError for a currency that the shop does not trade in. */
export const decimalsOf = (currency: string): number => {
  const decimals = Object.hasOwn(DECIMALS, currency) ? DECIMALS[currency] : undefined;
  if (decimals === undefined) throw new RangeError(`the shop does not trade in ${currency}`);
  return decimals;
};

/** Reads a decimal such as "-12.345". @throws RangeError for anything else, or more than six decimals. */
export const micro = (text: string): Micro => {
  const match = /^(-?)(\d+)(?:\.(\d{1,6}))?$/.exec(text);
  if (match === null) throw new RangeError(`not an amount: ${text}`);
  const digits = BigInt((match[2] as string) + (match[3] ?? '').padEnd(SCALE, '0'));
  return match[1] === '-' ? -digits : digits;
};

/** How a tie is broken: `up` away from zero, `down` towards it (PHP's ROUND_HALF_UP and ROUND_HALF_DOWN). */
export type Tie = 'up' | 'down';

/** Numerator / denominator to the nearest integer; the denominator is positive. */
export const divide = (numerator: bigint, denominator: bigint, tie: Tie = 'up'): bigint => {
  const size = numerator < 0n ? -numerator : numerator;
  const quotient = size / denominator;
  const twiceRest = 2n * (size % denominator);
  const up = twiceRest > denominator || (twiceRest === denominator && tie === 'up');
  const rounded = up ? quotient + 1n : quotient;
  return numerator < 0n ? -rounded : rounded;
};

/** Rounded to so many decimals, still in millionths. */
export const round = (amount: Micro, decimals: number, tie: Tie = 'up'): Micro => {
  if (decimals >= SCALE) return amount;
  const unit = 10n ** BigInt(SCALE - decimals);
  return divide(amount, unit, tie) * unit;
};

/** As PHP's number_format prints it: rounded half up, all decimals written. */
export const format = (amount: Micro, decimals: number): string => {
  const rounded = round(amount, decimals);
  const size = rounded < 0n ? -rounded : rounded;
  const whole = (size / MICRO).toString();
  const fraction = (size % MICRO).toString().padStart(SCALE, '0').padEnd(decimals, '0').slice(0, decimals);
  return `${rounded < 0n ? '-' : ''}${whole}${decimals > 0 ? `.${fraction}` : ''}`;
};

/** As PHP prints a float: no zeros at the end ("5", "7.34"). */
export const formatBare = (amount: Micro): string => {
  const text = format(amount, SCALE);
  return text.replace(/\.?0+$/, '');
};

export const sum = <T>(items: Iterable<T>, amount: (item: T) => Micro): Micro => {
  let total = 0n;
  for (const item of items) total += amount(item);
  return total;
};
