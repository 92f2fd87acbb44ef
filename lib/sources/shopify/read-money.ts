/**
 * Money of Shopify. Each amount comes twice, in the currency of the shop and in the one that the buyer saw. A reading
 * takes one of the two throughout, and every amount must say that it is in the currency of that reading: the two are
 * never mixed.
 */
import { exponentOf } from '../../money/currency';
import { formatDigits, parseDecimal } from '../../money/decimal';
import { type Amount, amountOf, type MoneyReading, negated, readAmount } from '../read-amount';
import { field, isObject, type JsonObject, preview, report } from '../read-json';

/** An amount and where it stands. */
export interface Money {
  readonly amount: Amount;
  readonly pointer: string;
}

export const zeroAt = (reading: MoneyReading, pointer: string): Money => ({
  amount: amountOf({ digits: 0n, scale: 0 }, reading.decimals),
  pointer,
});

export const negatedMoney = ({ amount, pointer }: Money): Money => ({ amount: negated(amount), pointer });

/** Reads what the buyer saw instead of what the shop books, where it says so. */
export interface SidedReading extends MoneyReading {
  readonly side?: 'presentment';
}

const isForeign = (reading: MoneyReading, code: unknown, pointer: string): boolean => {
  if (code === reading.currency) return false;
  const sentence = `the amount at ${pointer} is in ${preview(code)}, not in ${reading.currency}.`;
  report(reading, 'error', 'mixed_currency', sentence, pointer);
  return true;
};

const NAMES = {
  graphql: { shop: 'shopMoney', presentment: 'presentmentMoney', code: 'currencyCode' },
  rest: { shop: 'shop_money', presentment: 'presentment_money', code: 'currency_code' },
} as const;

const readBag = (
  reading: SidedReading,
  bag: JsonObject,
  names: (typeof NAMES)[keyof typeof NAMES],
  path: string,
): Money | undefined => {
  const name = names[reading.side ?? 'shop'];
  const money = field(bag, name);
  const at = `${path}/${name}`;
  if (!isObject(money)) {
    report(reading, 'error', 'missing_amount', `there is no amount at ${at}.`, at);
    return undefined;
  }
  const amount = readAmount(reading, money, 'amount', at);
  if (amount === undefined || isForeign(reading, field(money, names.code), `${at}/${names.code}`)) {
    return undefined;
  }
  return { amount, pointer: `${at}/amount` };
};

/** A `MoneyBag` of GraphQL. Undefined, with an error, when it is absent or in another currency. */
export const readMoney = (
  reading: SidedReading,
  object: JsonObject,
  key: string,
  path: string,
): Money | undefined => {
  const bag = field(object, key);
  const at = `${path}/${key}`;
  if (isObject(bag)) return readBag(reading, bag, NAMES.graphql, at);
  report(reading, 'error', 'missing_amount', `there is no amount at ${at}.`, at);
  return undefined;
};

/** Undefined, without an error, when the bag is null or absent. */
export const readMoneyIfAny = (
  reading: SidedReading,
  object: JsonObject,
  key: string,
  path: string,
): Money | undefined =>
  (field(object, key) ?? null) === null ? undefined : readMoney(reading, object, key, path);

/**
 * A JSON number that stands for money, as the text that it was written as. A double gives back a decimal of up to 15
 * digits exactly; a longer one may have been damaged on the way in and is not read.
 */
const textOfNumber = (value: number): string | undefined => {
  const text = String(value);
  return /^-?\d+(?:\.\d+)?$/.test(text) && text.replace(/\D/g, '').length <= 15 ? text : undefined;
};

/** Money of REST without a currency of its own: whoever calls knows that it is in the one that is read. */
export const readPlainMoney = (
  reading: MoneyReading,
  object: JsonObject,
  key: string,
  path: string,
): Money | undefined => {
  const value = field(object, key);
  const plain = typeof value === 'number' ? { [key]: textOfNumber(value) ?? value } : object;
  const amount = readAmount(reading, plain, key, path);
  return amount && { amount, pointer: `${path}/${key}` };
};

/**
 * Money of REST: `<key>_set`, else `<key>`, which is in the currency of the shop; nothing is nothing in any currency.
 * Undefined, with an error, when there is neither or it is not a decimal.
 */
export const readRestMoney = (
  reading: SidedReading,
  object: JsonObject,
  key: string,
  path: string,
): Money | undefined => {
  const bag = field(object, `${key}_set`);
  if (isObject(bag)) return readBag(reading, bag, NAMES.rest, `${path}/${key}_set`);
  const money = readPlainMoney(reading, object, key, path);
  if (reading.side === undefined || money === undefined || money.amount.digits === 0n) return money;
  const at = `${path}/${key}`;
  report(reading, 'error', 'missing_amount', `the amount at ${at} is there in the shop's currency only.`, at);
  return undefined;
};

/** Undefined, without an error, when neither form is there. */
export const readRestMoneyIfAny = (
  reading: SidedReading,
  object: JsonObject,
  key: string,
  path: string,
): Money | undefined => {
  const there = [`${key}_set`, key].some((name) => (field(object, name) ?? null) !== null);
  return there ? readRestMoney(reading, object, key, path) : undefined;
};

/** An amount of the buyer's currency, for information: with the decimals of that currency where it has them. */
export const presentmentText = (value: unknown, currency: string): string | undefined => {
  const text = isObject(value) ? field(value, 'amount') : undefined;
  if (typeof text !== 'string' || !/^-?\d{1,30}(\.\d{1,20})?$/.test(text)) return undefined;
  const [decimal, decimals] = [parseDecimal(text), exponentOf(currency)];
  if (decimal === undefined || decimals === undefined) return text;
  const { minor } = amountOf(decimal, decimals);
  return minor === undefined ? text : formatDigits(minor, decimals);
};
