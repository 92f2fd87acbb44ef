/** QuickBooks' arithmetic: two decimals, half a cent goes up. */
import { JsonNumber } from '../../../lib/destinations/exact-json';

const DECIMAL = /^(-?)(\d+)(?:\.(\d+))?$/;

/** Digits and scale of a plain decimal. */
const split = (text: string): { readonly digits: bigint; readonly scale: number } => {
  const [, sign = '', whole = '', fraction = ''] = DECIMAL.exec(text) ?? [];
  if (whole === '') throw new RangeError(`"${text}" is not a number`);
  return { digits: BigInt(`${sign}${whole}${fraction}`), scale: fraction.length };
};

const halfUp = (numerator: bigint, denominator: bigint): bigint => {
  const magnitude = numerator < 0n ? -numerator : numerator;
  const rounded = (2n * magnitude + denominator) / (2n * denominator);
  return numerator < 0n ? -rounded : rounded;
};

const rounded = (digits: bigint, scale: number): bigint =>
  scale <= 2 ? digits * 10n ** BigInt(2 - scale) : halfUp(digits, 10n ** BigInt(scale - 2));

export const cents = (value: unknown): bigint => {
  const { digits, scale } = split(String(value));
  return rounded(digits, scale);
};

/** Quantity times price, in cents. */
export const priced = (quantity: unknown, price: unknown): bigint => {
  const [a, b] = [split(String(quantity)), split(String(price))];
  return rounded(a.digits * b.digits, a.scale + b.scale);
};

/** Percent of an amount in cents. */
export const percentOf = (base: bigint, percent: string): bigint => {
  const { digits, scale } = split(percent);
  return halfUp(base * digits, 10n ** BigInt(scale + 2));
};

/** As QuickBooks writes amounts: 11.9 and 100.0, never 11.90. */
export const amountOf = (value: bigint): JsonNumber => {
  const magnitude = value < 0n ? -value : value;
  const fraction = String(magnitude % 100n)
    .padStart(2, '0')
    .replace(/0$/, '');
  return new JsonNumber(`${value < 0n ? '-' : ''}${magnitude / 100n}.${fraction}`);
};
