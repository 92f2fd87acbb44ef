/**
 * Exact decimals: an integer of digits and how many of them stand after the point. 12.345 is { digits: 12345n, scale: 3 }.
 * Money is never a float; what is not written as a plain decimal is not a number here.
 */
export interface Decimal {
  readonly digits: bigint;
  readonly scale: number;
}

const PLAIN_DECIMAL = /^-?\d{1,30}(?:\.\d{1,20})?$/;

/** Reads a plain decimal such as "-12.30". Anything else ("", "1e3", "12,50", a JSON number, null) is undefined. */
export const parseDecimal = (text: unknown): Decimal | undefined => {
  if (typeof text !== 'string' || !PLAIN_DECIMAL.test(text)) return undefined;
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

/** Writes digits with the point at `scale`: formatDigits(-5n, 2) is "-0.05". */
export const formatDigits = (digits: bigint, scale: number): string => {
  const text = digits.toString();
  if (scale === 0) return text;
  const cut = text.length - scale;
  if (digits >= 0n && cut > 0) return `${text.slice(0, cut)}.${text.slice(cut)}`;
  const padded = (digits < 0n ? text.slice(1) : text).padStart(scale + 1, '0');
  const point = padded.length - scale;
  return `${digits < 0n ? '-' : ''}${padded.slice(0, point)}.${padded.slice(point)}`;
};

export const formatDecimal = (value: Decimal): string => formatDigits(value.digits, value.scale);
