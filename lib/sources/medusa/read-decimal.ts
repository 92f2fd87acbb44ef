/**
 * Amounts, rates and quantities as Medusa writes them: `raw_x: { value: "12.34", precision: 20 }` beside the number `x`.
 * The text counts. Its digits far behind the minor unit are noise of divisions and are rounded away, or 22.212 would
 * arrive as 22.211999999999999853 and nothing would ever be exactly settled.
 */
import { type Decimal, digitsAtScale, formatDecimal, powerOfTen } from '../../money/decimal';
import { ROUNDING_RULES } from '../../money/rounding';
import { type Amount, amountOf, type MoneyReading } from '../read-amount';
import { field, isObject, type JsonObject, preview, report } from '../read-json';

/** Decimals behind the minor unit that count. Twenty digits leave as many for amounts of up to 100 000 million. */
const KEPT = 6;
/** Decimals while amounts are worked out: the noise of that must stay far below what counts. */
const WORKING_SCALE = 24;
/** How many significant digits of a JSON number are certain to be those that were meant. */
const CERTAIN_DIGITS = 15;
const DECIMAL = /^(-?)(\d{1,40})(?:\.(\d{1,60}))?(?:[eE]([+-]?\d{1,3}))?$/;
const LARGEST_EXPONENT = 100;

/** Any number in decimal or scientific notation, exactly. */
const parseNumber = (text: string): Decimal | undefined => {
  const match = DECIMAL.exec(text);
  if (match === null) return undefined;
  const [, sign, whole = '', fraction = '', power = '0'] = match;
  const exponent = Number(power);
  if (exponent > LARGEST_EXPONENT || exponent < -LARGEST_EXPONENT) return undefined;
  const digits = BigInt(`${sign}${whole}${fraction}`);
  const scale = fraction.length - exponent;
  return scale < 0 ? { digits: digits * powerOfTen(-scale), scale: 0 } : { digits, scale };
};

/** Rounds to a number of decimals, ties to the even neighbour: for noise, never for money that is booked. */
export const atMost = (value: Decimal, scale: number): Decimal =>
  value.scale <= scale
    ? value
    : { digits: ROUNDING_RULES['half-even'](value.digits, powerOfTen(value.scale - scale)), scale };

/** For messages: without zeros at the end. */
export const plainText = (value: Decimal): string => {
  const text = formatDecimal(value);
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
};

const significantDigits = ({ digits }: Decimal): number => {
  const text = (digits < 0n ? -digits : digits).toString().replace(/0+$/, '');
  return text.length;
};

export interface Written {
  readonly value: Decimal;
  readonly pointer: string;
}

/** Of how many decimals a number is kept: one that stands as text, and a JSON number, whose last digits are uncertain. */
interface Scales {
  readonly text: number;
  readonly number: number;
}

/** `raw_<key>`, or the number or text at `<key>`. Undefined when it is absent or not to be trusted. */
const written = (object: JsonObject, key: string, path: string, scales: Scales): Written | undefined => {
  const raw = field(object, `raw_${key}`);
  const text = isObject(raw) ? field(raw, 'value') : undefined;
  if (typeof text === 'string') {
    const value = parseNumber(text);
    return value && { value: atMost(value, scales.text), pointer: `${path}/raw_${key}/value` };
  }
  const plain = field(object, key);
  if (typeof plain !== 'number' && typeof plain !== 'string') return undefined;
  const parsed = parseNumber(String(plain));
  const value = parsed && atMost(parsed, scales.number);
  if (value === undefined) return undefined;
  if (typeof plain === 'number' && significantDigits(value) > CERTAIN_DIGITS) return undefined;
  return { value, pointer: `${path}/${key}` };
};

/** An amount that may be absent. */
export const writtenAt = (
  object: JsonObject,
  key: string,
  path: string,
  decimals: number,
): Written | undefined => written(object, key, path, { text: decimals + KEPT, number: decimals + KEPT });

/** Where a message points: at what is there. */
const pointerOf = (object: JsonObject, key: string, path: string): string =>
  Object.hasOwn(object, `raw_${key}`) ? `${path}/raw_${key}` : `${path}/${key}`;

const complain = (
  reading: MoneyReading,
  object: JsonObject,
  key: string,
  path: string,
  what: string,
): void => {
  const pointer = pointerOf(object, key, path);
  const value = field(object, `raw_${key}`) ?? field(object, key);
  if (value === undefined || value === null) {
    report(reading, 'error', 'missing_amount', `there is no ${what} at ${pointer}.`, pointer);
    return;
  }
  const shown = isObject(value) ? preview(field(value, 'value')) : preview(value);
  const sentence = `the ${what} at ${pointer} is ${shown}, which is no exact number. It is not taken for 0; read the order with the Order Fetcher.`;
  report(reading, 'error', 'malformed_amount', sentence, pointer);
};

export interface ReadAmount extends Amount {
  readonly pointer: string;
}

/** Without the noise of divisions, for an amount that was worked out. */
export const asAmount = (value: Decimal, decimals: number): Amount =>
  amountOf(atMost(value, decimals + KEPT), decimals);

/** One amount of money. Undefined, with a problem, when it cannot be read. */
export const readMoney = (
  reading: MoneyReading,
  object: JsonObject,
  key: string,
  path: string,
): ReadAmount | undefined => {
  const found = writtenAt(object, key, path, reading.decimals);
  if (found !== undefined) return { ...amountOf(found.value, reading.decimals), pointer: found.pointer };
  complain(reading, object, key, path, 'amount');
  return undefined;
};

/** One amount with all its digits, for working out others. */
export const readExactly = (
  reading: MoneyReading,
  object: JsonObject,
  key: string,
  path: string,
): Written | undefined => {
  const found = written(object, key, path, { text: WORKING_SCALE, number: reading.decimals + KEPT });
  if (found === undefined) complain(reading, object, key, path, 'amount');
  return found;
};

/** A rate or a quantity. */
export const readNumber = (
  reading: MoneyReading,
  object: JsonObject,
  key: string,
  path: string,
): Written | undefined => {
  const found = written(object, key, path, { text: WORKING_SCALE, number: KEPT });
  if (found === undefined) complain(reading, object, key, path, 'number');
  return found;
};

/** `value * numerator / denominator`. */
export const scaled = (value: Decimal, numerator: Decimal, denominator: Decimal): Decimal => {
  const scale = WORKING_SCALE;
  const top = value.digits * numerator.digits * powerOfTen(denominator.scale + scale);
  const bottom = denominator.digits * powerOfTen(value.scale + numerator.scale);
  return { digits: ROUNDING_RULES['half-even'](top, bottom), scale };
};

/** Whether two amounts differ by no more than what noise in their digits explains: a thousandth of a minor unit. */
export const isSame = (a: Decimal, b: Decimal, decimals: number): boolean => {
  const scale = Math.max(a.scale, b.scale, decimals + 3);
  const difference = digitsAtScale(a, scale) - digitsAtScale(b, scale);
  const allowed = powerOfTen(scale - decimals - 3);
  return difference <= allowed && -difference <= allowed;
};
