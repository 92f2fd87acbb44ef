/** Numbers of a payload, exact: the text that our client kept, or a JSON number as long as its digits are certain. */
import { type Decimal, formatDecimal, formatDigits, parseDecimal, powerOfTen } from '../../money/decimal';
import { roundToMinor } from '../../money/minor';
import { amountOf, type MoneyReading } from '../read-amount';
import { field, preview } from '../read-json';
import { type Placed, pointerTo, reportOnce } from './reading';

const EXPONENT = /^(-?\d{1,30}(?:\.\d{1,20})?)[eE]([+-]?\d{1,2})$/;
/** A double keeps every decimal of so many digits, and not every one of more. */
const CERTAIN_DIGITS = 15;

const shifted = (value: Decimal, power: number): Decimal =>
  power >= 0 && power >= value.scale
    ? { digits: value.digits * powerOfTen(power - value.scale), scale: 0 }
    : { digits: value.digits, scale: value.scale - power };

const fromText = (text: string): Decimal | undefined => {
  const plain = parseDecimal(text);
  if (plain !== undefined) return plain;
  const match = EXPONENT.exec(text);
  const mantissa = match ? parseDecimal(match[1]) : undefined;
  return mantissa && shifted(mantissa, Number(match?.[2]));
};

const significantDigits = (text: string): number =>
  text
    .replace(/e.*$/i, '')
    .replace(/[-.]/g, '')
    .replace(/^0+|0+$/g, '').length;

/** The decimal that a value says; 'uncertain' for a JSON number whose text cannot be told from it any more. */
export const decimalOf = (value: unknown): Decimal | 'uncertain' | undefined => {
  if (typeof value === 'string') return fromText(value.trim());
  if (typeof value !== 'number') return undefined;
  const text = String(value);
  const decimal = fromText(text);
  return decimal !== undefined && significantDigits(text) > CERTAIN_DIGITS ? 'uncertain' : decimal;
};

/** Missing, null and "": nothing was stated. */
export const isAbsent = (value: unknown): boolean => value === undefined || value === null || value === '';

export interface Found {
  readonly decimal: Decimal;
  readonly pointer: string;
}

/** A number that may be absent (missing, null, ""). Undefined with an error when it is there and is no number. */
export const readDecimal = (
  reading: MoneyReading,
  placed: Placed | undefined,
  key: string,
): Found | undefined => {
  if (placed === undefined) return undefined;
  const value = field(placed.value, key);
  if (isAbsent(value)) return undefined;
  const pointer = pointerTo(placed, key);
  const decimal = decimalOf(value);
  if (decimal === 'uncertain') {
    const sentence = `the number at ${pointer} is ${preview(value)}, more digits than a JSON number keeps. Read the order with the Order Fetcher, which takes the text as API2Cart wrote it.`;
    reportOnce(reading, 'error', 'uncertain_number', sentence, pointer);
    return undefined;
  }
  if (decimal !== undefined) return { decimal, pointer };
  const sentence = `the number at ${pointer} is ${preview(value)}. Correct it in the shop; it is not taken for 0.`;
  reportOnce(reading, 'error', 'malformed_amount', sentence, pointer);
  return undefined;
};

/** A sum as the cart states it, in whole minor units. */
export interface Money {
  readonly minor: bigint;
  readonly exact: Decimal;
  readonly pointer: string;
}

/** A stated sum. What its currency cannot hold is rounded half up, and that is said. */
export const readMoney = (
  reading: MoneyReading,
  placed: Placed | undefined,
  key: string,
): Money | undefined => {
  const found = readDecimal(reading, placed, key);
  if (found === undefined) return undefined;
  const { decimal, pointer } = found;
  const { minor = roundToMinor(decimal, reading.decimals, 'half-up') } = amountOf(decimal, reading.decimals);
  const rounded = formatDigits(minor, reading.decimals);
  if (amountOf(decimal, reading.decimals).minor === undefined) {
    const sentence = `${pointer} states ${formatDecimal(decimal)}, which ${reading.currency} cannot hold; it is read as ${rounded}.`;
    reportOnce(reading, 'info', 'source_total_rounded', sentence, pointer);
  }
  return { minor, exact: decimal, pointer };
};

export const times = (a: Decimal, b: Decimal): Decimal => ({
  digits: a.digits * b.digits,
  scale: a.scale + b.scale,
});

export const negative = ({ digits, scale }: Decimal): Decimal => ({ digits: -digits, scale });

/** Whole minor units as a decimal. */
export const decimalOfMinor = (minor: bigint, decimals: number): Decimal => ({
  digits: minor,
  scale: decimals,
});
