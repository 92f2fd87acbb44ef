/**
 * Exact decimals: an integer of digits and how many of them stand after the point. 12.345 is { digits: 12345n, scale: 3 }.
 * Money is never a float; what is not written as a plain decimal is not a number here.
 */
export interface Decimal {
  readonly digits: bigint;
  readonly scale: number;
}

const PLAIN_DECIMAL = /^-?\d{1,30}(?:\.\d{1,20})?$/;

/** Most characters that are certain to stay below 2^53, where integers are exact: nearly every amount is that short. */
const SHORT = 15;
const ZERO = 48;
const NINE = 57;
const POINT = 46;
const MINUS = 45;

/** Reads a plain decimal such as "-12.30". Anything else ("", "1e3", "12,50", a JSON number, null) is undefined. */
export const parseDecimal = (text: unknown): Decimal | undefined => {
  if (typeof text !== 'string') return undefined;
  return text.length > SHORT ? longDecimal(text) : shortDecimal(text);
};

const shortDecimal = (text: string): Decimal | undefined => {
  const { length } = text;
  const start = text.charCodeAt(0) === MINUS ? 1 : 0;
  let point = length;
  let digits = 0;
  for (let index = start; index < length; index++) {
    const code = text.charCodeAt(index);
    if (code >= ZERO && code <= NINE) digits = digits * 10 + (code - ZERO);
    else if (code === POINT && point === length && index > start && index < length - 1) point = index;
    else return undefined;
  }
  if (length === start) return undefined;
  return { digits: BigInt(start === 1 ? -digits : digits), scale: point === length ? 0 : length - point - 1 };
};

const longDecimal = (text: string): Decimal | undefined => {
  if (!PLAIN_DECIMAL.test(text)) return undefined;
  const point = text.indexOf('.');
  if (point === -1) return { digits: BigInt(text), scale: 0 };
  return { digits: BigInt(text.slice(0, point) + text.slice(point + 1)), scale: text.length - point - 1 };
};

const POWERS = Array.from({ length: 64 }, (_, power) => 10n ** BigInt(power));

export const powerOfTen = (power: number): bigint => POWERS[power] ?? 10n ** BigInt(power);

/** The digits of a decimal at a larger or equal scale. */
export const digitsAtScale = (value: Decimal, scale: number): bigint => {
  if (scale < value.scale)
    throw new RangeError(`scale ${scale} would lose decimals of a number with ${value.scale}`);
  return value.digits * powerOfTen(scale - value.scale);
};

export const addDecimals = (values: readonly Decimal[]): Decimal => {
  const scale = values.reduce((widest, value) => (value.scale > widest ? value.scale : widest), 0);
  return { digits: values.reduce((sum, value) => sum + digitsAtScale(value, scale), 0n), scale };
};

/** Below 2^53, where integers are exact. */
const SMALL = 9_000_000_000_000_000n;

/** Writes digits with the point at `scale`: formatDigits(-5n, 2) is "-0.05". */
export const formatDigits = (digits: bigint, scale: number): string => {
  if (scale === 2 && digits >= 0n && digits < SMALL) return formatCents(Number(digits));
  const text = digits.toString();
  if (scale === 0) return text;
  const cut = text.length - scale;
  if (digits >= 0n && cut > 0) return `${text.slice(0, cut)}.${text.slice(cut)}`;
  const padded = (digits < 0n ? text.slice(1) : text).padStart(scale + 1, '0');
  const point = padded.length - scale;
  return `${digits < 0n ? '-' : ''}${padded.slice(0, point)}.${padded.slice(point)}`;
};

/** Most amounts of most shops; a whole number of cents is exact here, and so is its quotient without the rest. */
const formatCents = (all: number): string => {
  const cents = all % 100;
  return cents < 10 ? `${(all - cents) / 100}.0${cents}` : `${(all - cents) / 100}.${cents}`;
};

export const formatDecimal = (value: Decimal): string => formatDigits(value.digits, value.scale);
