/** Reads one amount. Orders hold dozens of them and nearly all are short, so those take a path without a regex. */
import { parseDecimal } from './decimal';
import { wholeMinor } from './minor';

/** Most characters that are certain to stay below 2^53, where integers are exact. */
const SHORT = 15;
const ZERO = 48;
const NINE = 57;
const POINT = 46;
const MINUS = 45;

/** Minor units of a plain decimal such as "-12.30"; undefined for anything that is not exactly an amount. */
export const exactMinor = (text: unknown, decimals: number): bigint | undefined => {
  if (typeof text !== 'string') return undefined;
  return text.length > SHORT
    ? longMinor(text, decimals)
    : (shortMinor(text, decimals) ?? longMinor(text, decimals));
};

const longMinor = (text: string, decimals: number): bigint | undefined => {
  const value = parseDecimal(text);
  return value && wholeMinor(value, decimals);
};

/** Only the usual spelling, with exactly the currency's decimals; another one is not wrong yet. */
const shortMinor = (text: string, decimals: number): bigint | undefined => {
  const { length } = text;
  const start = text.charCodeAt(0) === MINUS ? 1 : 0;
  const point = decimals === 0 ? length : length - decimals - 1;
  if (point <= start) return undefined;
  let digits = 0;
  for (let index = start; index < length; index++) {
    const code = text.charCodeAt(index);
    if (index === point) {
      if (code !== POINT) return undefined;
    } else if (code >= ZERO && code <= NINE) digits = digits * 10 + (code - ZERO);
    else return undefined;
  }
  return BigInt(start === 1 ? -digits : digits);
};
