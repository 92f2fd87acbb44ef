/**
 * Whose the tax is: goods, shipping, wrapping. The tax of the order is a claim and is carried; how it parts is read from
 * what the cart states, and where it states nothing, is told so.
 */
import { addDecimals, type Decimal, formatDigits, powerOfTen } from '../../money/decimal';
import { roundToMinor } from '../../money/minor';
import { amountOf, type MoneyReading } from '../read-amount';
import { report } from '../read-json';
import type { StatedLine } from './read-lines';
import { times } from './read-number';
import type { Totals } from './read-totals';

/** Taxes of the lines under one understanding of the fields: of the line or of a piece, before or after discounts. */
export interface LineTaxes {
  readonly amounts: readonly Decimal[];
  /** The same before discounts, where the cart states both. */
  readonly before: readonly Decimal[] | undefined;
  readonly field: 'tax_value' | 'tax_value_after_discount';
}

export interface OrderTaxes {
  /** As claimed; where the cart claims none, what its parts state. */
  readonly all: bigint;
  readonly goods: bigint;
  readonly shipping: bigint;
  readonly wrapping: bigint;
  /** Taxes of the lines that come to `goods`; undefined when the cart does not say how they part. */
  readonly lines: LineTaxes | undefined;
  /** The cart does not state the shipping's tax: it is what the lines leave of the whole. */
  readonly shippingInferred: boolean;
}

const NOTHING: Decimal = { digits: 0n, scale: 0 };

const byField = (lines: readonly StatedLine[]): readonly LineTaxes[] => {
  const taxes: LineTaxes[] = [];
  // A line without a tax beside lines with one is not taxed: whether that is so, the sum proves.
  const stated = lines.map(({ tax }) => tax?.decimal ?? NOTHING);
  if (lines.length > 0 && lines.every(({ taxAfterDiscount }) => taxAfterDiscount !== undefined)) {
    const amounts = lines.map(({ taxAfterDiscount }) => taxAfterDiscount?.decimal ?? NOTHING);
    const before = lines.every(({ tax }) => tax !== undefined) ? stated : undefined;
    taxes.push({ amounts, before, field: 'tax_value_after_discount' });
  }
  if (lines.some(({ tax }) => tax !== undefined))
    taxes.push({ amounts: stated, before: undefined, field: 'tax_value' });
  return taxes;
};

/** Every understanding of the lines' tax fields, the likeliest first. */
const lineTaxesOf = (lines: readonly StatedLine[]): readonly LineTaxes[] => {
  const whole = byField(lines);
  const multiplied = (amounts: readonly Decimal[]): readonly Decimal[] =>
    amounts.map((amount, index) => times(amount, lines[index]?.pieces ?? NOTHING));
  const ofPieces = whole.map(({ amounts, before, field }) => ({
    amounts: multiplied(amounts),
    before: before && multiplied(before),
    field,
  }));
  return [...whole, ...ofPieces];
};

export const isWhole = (decimal: Decimal, decimals: number): boolean =>
  amountOf(decimal, decimals).minor !== undefined;

/**
 * Each amount with a fraction may have been rounded by half a unit on its way into the sum; whole ones may not.
 * @param rounded how many more of the numbers behind these were rounded
 */
export const comesTo = (amounts: readonly Decimal[], sum: bigint, decimals: number, rounded = 0): boolean => {
  const difference = addDecimals([...amounts, { digits: -sum, scale: decimals }]);
  const fractions = BigInt(amounts.filter((amount) => !isWhole(amount, decimals)).length + rounded);
  const twice = difference.digits < 0n ? -2n * difference.digits : 2n * difference.digits;
  return twice <= fractions * powerOfTen(difference.scale - decimals);
};

const sumOf = (amounts: readonly Decimal[], decimals: number): bigint =>
  roundToMinor(addDecimals(amounts), decimals, 'half-up');

const reportExcess = (reading: MoneyReading, totals: Totals, all: bigint): void => {
  const sentence = `it claims a tax of ${formatDigits(all, reading.decimals)} in all and more than that on its shipping and wrapping. Compare it with the order in the shop's own pages, and ask API2Cart support about this cart.`;
  report(reading, 'error', 'source_totals_mismatch', sentence, (totals.tax ?? totals.shippingTax)?.pointer);
};

/** The tax of the shipping, where the cart states it, or that of the goods, or there is no shipping. */
const statedShippingTax = (totals: Totals, rest: bigint): bigint | undefined => {
  if (totals.shippingTax !== undefined) return totals.shippingTax.minor;
  if (totals.shipping === undefined || totals.shipping.minor === 0n) return 0n;
  // A tax of the goods above the whole is one before discounts, which says nothing of the shipping.
  return totals.goodsTax !== undefined && totals.goodsTax.minor <= rest
    ? rest - totals.goodsTax.minor
    : undefined;
};

/**
 * How the tax may part, one entry for each understanding of the fields that the cart leaves open; which one holds, the
 * prices tell. The last one takes all of it for the goods', and is always possible.
 */
export const settleTaxes = (
  reading: MoneyReading,
  totals: Totals,
  lines: readonly StatedLine[],
): readonly [OrderTaxes, ...OrderTaxes[]] => {
  const { decimals } = reading;
  const known = lineTaxesOf(lines);
  const wrapping = totals.wrappingTax?.minor ?? 0n;
  const stated =
    sumOf(known[0]?.amounts ?? [NOTHING], decimals) + (totals.shippingTax?.minor ?? 0n) + wrapping;
  const all = totals.tax?.minor ?? stated;
  const part = (goods: bigint, shippingInferred: boolean): OrderTaxes => ({
    all,
    goods: goods < 0n ? 0n : goods,
    shipping: all - wrapping - goods,
    wrapping,
    lines: known.find(({ amounts }) => comesTo(amounts, goods, decimals)),
    shippingInferred,
  });
  const rest = all - wrapping;
  const shipping = statedShippingTax(totals, rest);
  if (shipping !== undefined) {
    if (rest < shipping) reportExcess(reading, totals, all);
    return [part(rest - shipping, false)];
  }
  const whole = part(rest, false);
  if (whole.lines !== undefined) return [whole];
  const smaller = known
    .map(({ amounts }) => sumOf(amounts, decimals))
    .filter((sum) => sum > 0n && sum < rest);
  const parted = [...new Set(smaller)].map((goods) => part(goods, true));
  return [...parted, whole] as unknown as readonly [OrderTaxes, ...OrderTaxes[]];
};
