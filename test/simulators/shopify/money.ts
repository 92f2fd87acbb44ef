/** Exact money of the simulated shop: minor units as bigint inside, Shopify's decimals and money bags outside. */
import { exponent } from '../../../lib/money/minor';

export interface MoneyBag {
  readonly shopMoney: { readonly amount: string; readonly currencyCode: string };
  readonly presentmentMoney: { readonly amount: string; readonly currencyCode: string };
}

/** A rate such as 0.19, as a fraction. */
export interface Rate {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

const DECIMAL = /^(-?)(\d+)(?:\.(\d+))?$/;

export const minorOf = (text: string, currency: string): bigint => {
  const match = DECIMAL.exec(text);
  const decimals = exponent(currency);
  const fraction = match?.[3] ?? '';
  if (match === null || fraction.length > decimals) throw new Error(`"${text}" is no amount of ${currency}`);
  const minor = BigInt(`${match[2]}${fraction.padEnd(decimals, '0')}`);
  return match[1] === '-' ? -minor : minor;
};

export const rateOf = (text: string): Rate => {
  const match = DECIMAL.exec(text);
  if (match === null) throw new Error(`"${text}" is no rate`);
  const fraction = match[3] ?? '';
  return { numerator: BigInt(`${match[2]}${fraction}`), denominator: 10n ** BigInt(fraction.length) };
};

/** Half away from zero. */
export const divide = (numerator: bigint, denominator: bigint): bigint => {
  const negative = numerator < 0n !== denominator < 0n;
  const [a, b] = [numerator < 0n ? -numerator : numerator, denominator < 0n ? -denominator : denominator];
  const rounded = (2n * a + b) / (2n * b);
  return negative ? -rounded : rounded;
};

export const sum = (amounts: readonly bigint[]): bigint =>
  amounts.reduce((total, amount) => total + amount, 0n);

/** As Shopify writes it: `8600.0`, `33518.25`, `-5.5`. */
export const decimalOf = (minor: bigint, currency: string): string => {
  const decimals = exponent(currency);
  const digits = (minor < 0n ? -minor : minor).toString().padStart(decimals + 1, '0');
  const whole = digits.slice(0, digits.length - decimals);
  const fraction = digits.slice(digits.length - decimals).replace(/0+$/, '');
  return `${minor < 0n ? '-' : ''}${whole}.${fraction === '' ? '0' : fraction}`;
};

export const bagOf = (minor: bigint, currency: string): MoneyBag => {
  const money = { amount: decimalOf(minor, currency), currencyCode: currency };
  return { shopMoney: money, presentmentMoney: money };
};
