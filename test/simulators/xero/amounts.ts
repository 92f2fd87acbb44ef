/** Decimals of the simulator: text in, whole hundredths inside. */
import { JsonNumber } from '../../../lib/destinations/exact-json';

const DECIMAL = /^(-?)(\d+)(?:\.(\d+))?$/;

/** Digits and how many of them stand after the point. */
export const decimal = (text: string): { readonly digits: bigint; readonly scale: number } => {
  const [, sign, whole = '', fraction = ''] = DECIMAL.exec(text) ?? [];
  if (sign === undefined) throw new Error(`"${text}" is no decimal`);
  return { digits: BigInt(`${sign}${whole}${fraction}`), scale: fraction.length };
};

/** Undefined when the text has more than two decimals that count. */
export const hundredthsOf = (text: string): bigint | undefined => {
  const { digits, scale } = decimal(text);
  if (scale <= 2) return digits * 10n ** BigInt(2 - scale);
  const unit = 10n ** BigInt(scale - 2);
  return digits % unit === 0n ? digits / unit : undefined;
};

/** A quotient as a whole number, ties to the even neighbour; the denominator is positive. */
export const roundHalfEven = (numerator: bigint, denominator: bigint): bigint => {
  const negative = numerator < 0n;
  const size = negative ? -numerator : numerator;
  const [floor, twice] = [size / denominator, (size % denominator) * 2n];
  const up = twice > denominator || (twice === denominator && floor % 2n === 1n);
  const rounded = up ? floor + 1n : floor;
  return negative ? -rounded : rounded;
};

/** quantity × price in hundredths. */
export const lineTotal = (quantity: string, price: string): bigint => {
  const [q, p] = [decimal(quantity), decimal(price)];
  const scale = q.scale + p.scale;
  const digits = q.digits * p.digits;
  return scale <= 2 ? digits * 10n ** BigInt(2 - scale) : roundHalfEven(digits, 10n ** BigInt(scale - 2));
};

const roundHalfUp = (numerator: bigint, denominator: bigint): bigint => {
  const size = numerator < 0n ? -numerator : numerator;
  const rounded = (2n * size + denominator) / (2n * denominator);
  return numerator < 0n ? -rounded : rounded;
};

export type Ties = 'half-even' | 'half-up';

/** Tax on an amount, or within it. */
export const taxOf = (amount: bigint, percent: string, inclusive: boolean, ties: Ties): bigint => {
  const { digits, scale } = decimal(percent);
  const hundred = 100n * 10n ** BigInt(scale);
  const round = ties === 'half-up' ? roundHalfUp : roundHalfEven;
  return round(amount * digits, inclusive ? hundred + digits : hundred);
};

export const shown = (hundredths: bigint): string => {
  const size = (hundredths < 0n ? -hundredths : hundredths).toString().padStart(3, '0');
  return `${hundredths < 0n ? '-' : ''}${size.slice(0, -2)}.${size.slice(-2)}`;
};

export const money = (hundredths: bigint): JsonNumber => new JsonNumber(shown(hundredths));
