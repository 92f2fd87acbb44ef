/**
 * Money of Shopify. Each amount comes twice, in the currency of the shop and in the one that the buyer saw. Only the
 * shop's is read here, and it must say that it is in the currency of the order: the two are never mixed.
 */
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

const isForeign = (reading: MoneyReading, code: unknown, pointer: string): boolean => {
  if (code === reading.currency) return false;
  const sentence = `the amount at ${pointer} is in ${preview(code)}, not in the shop's ${reading.currency}.`;
  report(reading, 'error', 'mixed_currency', sentence, pointer);
  return true;
};

const readShopMoney = (
  reading: MoneyReading,
  bag: JsonObject,
  names: { readonly shop: string; readonly code: string },
  path: string,
): Money | undefined => {
  const shop = field(bag, names.shop);
  const at = `${path}/${names.shop}`;
  if (!isObject(shop)) {
    report(reading, 'error', 'missing_amount', `there is no amount at ${at}.`, at);
    return undefined;
  }
  const amount = readAmount(reading, shop, 'amount', at);
  if (amount === undefined || isForeign(reading, field(shop, names.code), `${at}/${names.code}`)) {
    return undefined;
  }
  return { amount, pointer: `${at}/amount` };
};

/** A `MoneyBag` of GraphQL. Undefined, with an error, when it is absent or not in the currency of the shop. */
export const readMoney = (
  reading: MoneyReading,
  object: JsonObject,
  key: string,
  path: string,
): Money | undefined => {
  const bag = field(object, key);
  const at = `${path}/${key}`;
  if (isObject(bag)) return readShopMoney(reading, bag, { shop: 'shopMoney', code: 'currencyCode' }, at);
  report(reading, 'error', 'missing_amount', `there is no amount at ${at}.`, at);
  return undefined;
};

/** Undefined, without an error, when the bag is null or absent. */
export const readMoneyIfAny = (
  reading: MoneyReading,
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

/**
 * Money of REST: `<key>_set` with its shop money, else `<key>`, which is in the currency of the shop. Undefined, with an
 * error, when there is neither or it is not a decimal.
 */
export const readRestMoney = (
  reading: MoneyReading,
  object: JsonObject,
  key: string,
  path: string,
): Money | undefined => {
  const bag = field(object, `${key}_set`);
  if (isObject(bag)) {
    return readShopMoney(reading, bag, { shop: 'shop_money', code: 'currency_code' }, `${path}/${key}_set`);
  }
  const value = field(object, key);
  const plain = typeof value === 'number' ? { [key]: textOfNumber(value) ?? value } : object;
  const amount = readAmount(reading, plain, key, path);
  return amount && { amount, pointer: `${path}/${key}` };
};

/** Undefined, without an error, when neither form is there. */
export const readRestMoneyIfAny = (
  reading: MoneyReading,
  object: JsonObject,
  key: string,
  path: string,
): Money | undefined => {
  const there = [`${key}_set`, key].some((name) => (field(object, name) ?? null) !== null);
  return there ? readRestMoney(reading, object, key, path) : undefined;
};

/** An amount of the buyer's currency, for information only: it never becomes a number here. */
export const presentmentText = (value: unknown): string | undefined => {
  if (!isObject(value)) return undefined;
  const amount = field(value, 'amount');
  return typeof amount === 'string' && /^-?\d{1,30}(\.\d{1,20})?$/.test(amount) ? amount : undefined;
};
