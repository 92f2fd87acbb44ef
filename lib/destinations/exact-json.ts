/**
 * JSON whose numbers keep the digits that they are written with. A ledger that speaks of money in JSON numbers is read and
 * written through here, because 90071992547409.93 is no binary float.
 */

import { formatDigits, parseDecimal, powerOfTen } from '../money/decimal';

/** A number of a body as it goes over the wire: a plain decimal, checked by whoever makes it. */
export class JsonNumber {
  constructor(readonly text: string) {
    if (!PLAIN.test(text)) throw new RangeError(`"${text.slice(0, 40)}" is not a plain decimal`);
  }
}

const PLAIN = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/;

// Strings first, so that digits inside them stay as they are.
const STRING_OR_NUMBER = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/**
 * Parses JSON with every number as a string of its digits, without exponent: `{"a": 1.50, "b": 2E+1}` gives
 * `{ a: '1.50', b: '20' }`.
 * @throws SyntaxError when the text is not JSON.
 */
export const parseExactJson = (text: string): unknown => {
  // A byte order mark comes from a proxy; it is no part of the answer.
  const body = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  // What is no JSON before must be none after: quoting could mend `{"a": 007}` into JSON.
  JSON.parse(body);
  return JSON.parse(
    body.replace(STRING_OR_NUMBER, (token) => (token.startsWith('"') ? token : `"${plainNumber(token)}"`)),
  );
};

/** Larger exponents are no amounts; they stay as they are and are refused where an amount is read. */
const LARGEST_EXPONENT = 40;

const plainNumber = (token: string): string => {
  const [mantissa = '', exponentText] = token.split(/[eE]/);
  if (exponentText === undefined) return token;
  const exponent = Number(exponentText);
  const value = parseDecimal(mantissa);
  if (value === undefined || Math.abs(exponent) > LARGEST_EXPONENT) return token;
  const scale = value.scale - exponent;
  return scale < 0 ? formatDigits(value.digits * powerOfTen(-scale), 0) : formatDigits(value.digits, scale);
};

/**
 * Writes a body: objects (undefined fields left out), lists, strings, booleans, null, safe integers and `JsonNumber`.
 * @throws TypeError for anything else, above all for a float.
 */
export const writeExactJson = (value: unknown): string => {
  if (value instanceof JsonNumber) return value.text;
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return JSON.stringify(value);
  if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value);
  if (Array.isArray(value)) return `[${value.map(writeExactJson).join(',')}]`;
  if (typeof value === 'object') {
    const fields = Object.entries(value).filter(([, field]) => field !== undefined);
    return `{${fields.map(([name, field]) => `${JSON.stringify(name)}:${writeExactJson(field)}`).join(',')}}`;
  }
  throw new TypeError(`${typeof value} has no exact form in JSON`);
};
