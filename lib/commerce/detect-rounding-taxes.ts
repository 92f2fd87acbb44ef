/** What each tax of an order would be before any rounding, as an exact fraction of minor units. */
import { parseDecimal, powerOfTen } from '../money/decimal';
import type { TaxLine } from './order';
import type { OrderAmounts, PartAmounts } from './order-amounts';

/** Numerator over a positive denominator. */
export interface Fraction {
  readonly over: bigint;
  readonly under: bigint;
}

/** One tax on one part: what the source states, and what its rate comes to. */
export interface ExactTax {
  /** Jurisdiction and rate: what a source that rounds per order adds up first. */
  readonly group: string;
  readonly stated: bigint;
  readonly exact: Fraction;
  /** Pieces of the part; undefined when it is not a whole number above nothing. */
  readonly pieces: bigint | undefined;
}

export interface ExactTaxes {
  readonly taxes: readonly ExactTax[];
  /** Taxes with an amount on parts of which a tax states no rate: nothing can be said of them. */
  readonly without: number;
}

/**
 * Tax on prices without tax is net × rate; in prices with tax it is gross × rate / (1 + all rates), the gross being net
 * and taxes as the source states them. A compound tax is one on the net and on the taxes that are not compound, before
 * their rounding. Parts of which any tax states no rate are left out, as the others cannot be told without it.
 */
export const exactTaxes = (amounts: OrderAmounts): ExactTaxes => {
  const taxes: ExactTax[] = [];
  let without = 0;
  for (const sold of amounts.parts) {
    const shares = sharesOf(sold.part.taxes);
    if (!shares) {
      without += sold.taxes.filter((tax) => tax !== 0n).length;
      continue;
    }
    for (const tax of onPart(sold, shares, amounts.order.pricesIncludeTax)) taxes.push(tax);
  }
  return { taxes, without };
};

const onPart = (
  { part, amount, discountSum, taxes, taxSum }: PartAmounts,
  shares: readonly Fraction[],
  included: boolean,
): readonly ExactTax[] => {
  const net = amount - discountSum;
  const whole = shares.reduce(addFractions, { over: 1n, under: 1n });
  const pieces = piecesOf(part.quantity);
  return part.taxes.map((tax, index) => {
    const share = shares[index] as Fraction;
    const exact = included
      ? fraction((net + taxSum) * share.over * whole.under, share.under * whole.over)
      : fraction(net * share.over, share.under);
    return { group: groupOf(tax), stated: taxes[index] as bigint, exact, pieces };
  });
};

/** Each tax as a share of the net; undefined when a tax of the part states no rate. */
const sharesOf = (taxes: readonly TaxLine[]): readonly Fraction[] | undefined => {
  const rates: Fraction[] = [];
  for (const { rate } of taxes) {
    const read = parseDecimal(rate);
    if (!read || read.digits < 0n) return undefined;
    rates.push(fraction(read.digits, 100n * powerOfTen(read.scale)));
  }
  const plain = rates.filter((_, index) => taxes[index]?.compound === false);
  const base = plain.reduce(addFractions, { over: 1n, under: 1n });
  return rates.map((rate, index) =>
    taxes[index]?.compound === true ? fraction(rate.over * base.over, rate.under * base.under) : rate,
  );
};

const groupOf = ({ jurisdiction, rate }: TaxLine): string => JSON.stringify([jurisdiction, rate]);

const piecesOf = (quantity: string | undefined): bigint | undefined => {
  const read = parseDecimal(quantity ?? '1');
  if (!read) return undefined;
  const unit = powerOfTen(read.scale);
  return read.digits > 0n && read.digits % unit === 0n ? read.digits / unit : undefined;
};

/** Lowest terms, so that sums over many lines stay short. The denominator is positive. */
export const fraction = (over: bigint, under: bigint): Fraction => {
  const divisor = commonDivisor(over < 0n ? -over : over, under);
  return divisor <= 1n ? { over, under } : { over: over / divisor, under: under / divisor };
};

export const addFractions = (a: Fraction, b: Fraction): Fraction =>
  a.under === b.under
    ? fraction(a.over + b.over, a.under)
    : fraction(a.over * b.under + b.over * a.under, a.under * b.under);

const commonDivisor = (a: bigint, b: bigint): bigint => {
  let [larger, smaller] = [a, b];
  while (smaller !== 0n) [larger, smaller] = [smaller, larger % smaller];
  return larger;
};
