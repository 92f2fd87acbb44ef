/** Money as it comes in a payload: a JSON string with a plain decimal, or a Problem. Never a float, never a silent 0. */
import { type Decimal, formatDigits, parseDecimal, powerOfTen } from '../money/decimal';
import { roundToMinor } from '../money/minor';
import { roundTogether } from '../money/allocate';
import { field, type JsonObject, preview, type Reading, report } from './read-json';

/** One amount of the payload: exact as it was written and, once it is known, in whole minor units. */
export interface Amount extends Decimal {
  /** Undefined while the amount has more decimals than its currency and nobody has rounded it yet. */
  minor: bigint | undefined;
  /** Set when a leftover minor unit landed here: how much, and for which sum. */
  leftover: string | undefined;
}

export interface MoneyReading extends Reading {
  readonly currency: string;
  /** Decimals of the currency. */
  readonly decimals: number;
  /** True as soon as one amount has a fraction of a minor unit: then sums have to be rounded together. */
  fractional: boolean;
}

export const amountOf = (value: Decimal, decimals: number): Amount => {
  const { digits, scale } = value;
  if (scale === decimals) return { digits, scale, minor: digits, leftover: undefined };
  if (scale < decimals) {
    return { digits, scale, minor: digits * powerOfTen(decimals - scale), leftover: undefined };
  }
  const unit = powerOfTen(scale - decimals);
  return { digits, scale, minor: digits % unit === 0n ? digits / unit : undefined, leftover: undefined };
};

export const negated = (amount: Amount): Amount => ({
  digits: -amount.digits,
  scale: amount.scale,
  minor: amount.minor === undefined ? undefined : -amount.minor,
  leftover: undefined,
});

const reportAmount = (reading: MoneyReading, value: unknown, pointer: string): void => {
  if (value === undefined) {
    report(reading, 'error', 'missing_amount', `there is no amount at ${pointer}.`, pointer);
    return;
  }
  const what = `the amount at ${pointer} is ${preview(value)}, not a decimal in a string such as "12.34"`;
  report(
    reading,
    'error',
    'malformed_amount',
    `${what}. Correct it in the shop; it is not taken for 0.`,
    pointer,
  );
};

/** Reads one amount. Undefined, with a problem, when it is absent or not a plain decimal in a string. */
export const readAmount = (
  reading: MoneyReading,
  object: JsonObject,
  key: string,
  path: string,
): Amount | undefined => {
  const value = field(object, key);
  const decimal = parseDecimal(value);
  if (decimal === undefined) {
    reportAmount(reading, value, `${path}/${key}`);
    return undefined;
  }
  const amount = amountOf(decimal, reading.decimals);
  if (amount.minor === undefined) reading.fractional = true;
  return amount;
};

/** Whole minor units of an amount that was read whole or has been rounded since. */
export const minorOf = (amount: Amount): bigint => {
  if (amount.minor === undefined)
    throw new Error('an amount with a fraction of a minor unit was never rounded');
  return amount.minor;
};

/** Sum of amounts that are whole by now. */
export const sumOf = (amounts: readonly Amount[]): bigint =>
  amounts.reduce((total, amount) => total + minorOf(amount), 0n);

/**
 * Gives every amount its whole minor units, so that they add up to `target`. Rounded half-up each, they mostly do, and
 * no unit is left over. Else they are rounded together (largest remainder), and who got a leftover unit is noted. Where
 * the target is unknown or no rounding reaches it, half-up stands: a sum that then differs is not a matter of rounding,
 * and whoever compares the totals must see it.
 */
export const roundAmounts = (
  amounts: readonly Amount[],
  reading: MoneyReading,
  target: bigint | undefined,
  sumName: string,
): void => {
  if (amounts.every((amount) => amount.minor !== undefined)) return;
  const { decimals, currency } = reading;
  for (const amount of amounts) amount.minor ??= roundToMinor(amount, decimals, 'half-up');
  if (target === undefined || sumOf(amounts) === target) return;
  const together = roundTogether(amounts, decimals, target);
  if (together === undefined) return;
  amounts.forEach((amount, index) => {
    amount.minor = together.shares[index];
  });
  const unit = formatDigits(1n, decimals);
  const why = `leftover ${unit} ${currency} so that ${sumName} is ${formatDigits(target, decimals)} (largest remainder)`;
  for (const index of together.leftoverTo) (amounts[index] as Amount).leftover = why;
};
