/** What each line has off: as the lines say, or, where only the order says it, in proportion to their prices. */
import type { Discount } from '../../commerce/order';
import { addDecimals, type Decimal, formatDigits } from '../../money/decimal';
import { roundToMinor } from '../../money/minor';
import { amountOf, minorOf, roundAmounts } from '../read-amount';
import { report } from '../read-json';
import { listAt, type Placed, textAt } from './reading';
import type { StatedLine } from './read-lines';
import { negative, readMoney, times } from './read-number';
import { type Stated, statedAmounts, type Understanding } from './settle-prices';
import { comesTo } from './settle-taxes';
import { spread } from './spread';

export interface LineDiscount {
  minor: bigint;
  readonly code: string | undefined;
  readonly pointers: readonly string[];
  readonly leftover: string | undefined;
}

interface Coupon {
  readonly code: string;
  readonly value: bigint | undefined;
}

const MOST_CODES = 20;

const couponsOf = ({ reading }: Stated, order: Placed): readonly Coupon[] =>
  listAt(reading, order, 'discounts')
    .slice(0, MOST_CODES)
    .map((placed) => {
      const isPercent = /percent/i.test(textAt(placed, 'type', 40));
      const value = isPercent ? undefined : readMoney(reading, placed, 'value')?.minor;
      return { code: textAt(placed, 'code', 60), value };
    });

/** How much came from which of several coupons is only known where their values say so; else they are named together. */
const codeOf = (coupons: readonly Coupon[]): string | undefined => {
  const codes = coupons.map(({ code }) => code).filter((code) => code !== '');
  return codes.length === 0 ? undefined : codes.join(', ');
};

/** The lines' own discounts, if they come to the whole; and failing that, what total_price is below price × quantity. */
const ownDiscounts = ({ reading, lines }: Stated, sum: bigint) => {
  const size = (amount: Decimal): Decimal => (amount.digits < 0n ? negative(amount) : amount);
  const stated = lines.map(({ discount }) => size(discount?.decimal ?? { digits: 0n, scale: 0 }));
  const pointers = lines.map(({ discount }) => (discount ? [discount.pointer] : []));
  const multiplied = stated.map((amount, index) => times(amount, (lines[index] as StatedLine).pieces));
  const reductions = lines.map(({ byPrice, byTotal }) =>
    byTotal === undefined ? { digits: -1n, scale: 0 } : addDecimals([byPrice, negative(byTotal.decimal)]),
  );
  const options = [
    { amounts: stated, pointers },
    { amounts: multiplied, pointers },
    {
      amounts: reductions,
      pointers: lines.map(({ pricePointer, byTotal }) => [
        pricePointer,
        ...(byTotal ? [byTotal.pointer] : []),
      ]),
    },
  ];
  return options.find(
    ({ amounts }) => amounts.every(({ digits }) => digits >= 0n) && comesTo(amounts, sum, reading.decimals),
  );
};

const spreadDiscount = (stated: Stated, how: Understanding, coupons: readonly Coupon[]): LineDiscount[][] => {
  const { reading, lines, totals } = stated;
  const { decimals, currency } = reading;
  const sum = how.discounts.goods;
  const weights = statedAmounts(lines, how.base).map((amount) => {
    const minor = roundToMinor(amount, decimals, 'half-up');
    return minor > 0n ? minor : 0n;
  });
  const known = coupons.reduce<bigint | undefined>(
    (all, { value }) => (all === undefined || value === undefined || value < 0n ? undefined : all + value),
    0n,
  );
  const parts =
    coupons.length > 1 && known === sum
      ? coupons.map(({ code, value }) => ({ code: code === '' ? undefined : code, value: value ?? sum }))
      : [{ code: codeOf(coupons), value: sum }];
  const pointers = totals.discount
    ? [totals.discount.pointer]
    : lines.flatMap(({ discount }) => discount?.pointer ?? []);
  const shares = parts.map(({ value }) => spread(value, weights));
  if (shares.includes(undefined)) {
    const sentence = `a discount of ${formatDigits(sum, decimals)} ${currency} has no line that it could be taken off.`;
    report(reading, 'error', 'discount_without_lines', sentence, pointers[0]);
  } else if (lines.length > 1) {
    const sentence = `the discount of ${formatDigits(sum, decimals)} ${currency} is stated for the whole order; it is taken off the lines in proportion to their prices.`;
    report(reading, 'info', 'discount_spread', sentence, pointers[0]);
  }
  const why = `leftover ${formatDigits(1n, decimals)} ${currency} of splitting the discount over the lines (largest remainder)`;
  return lines.map((_line, index) =>
    parts.map(({ code }, part) => {
      const share = shares[part]?.[index];
      return { minor: share?.minor ?? 0n, code, pointers, leftover: share?.leftover ? why : undefined };
    }),
  );
};

/** For each line its discounts, which come to what the understanding takes off the goods. */
export const readLineDiscounts = (
  stated: Stated,
  how: Understanding,
  order: Placed,
): readonly LineDiscount[][] => {
  const { reading, lines } = stated;
  const sum = how.discounts.goods;
  if (sum === 0n) return lines.map(() => []);
  const coupons = couponsOf(stated, order);
  const own = ownDiscounts(stated, sum);
  if (own === undefined) return spreadDiscount(stated, how, coupons);
  const amounts = own.amounts.map((amount) => amountOf(amount, reading.decimals));
  roundAmounts(amounts, reading, sum, 'the discount of the order');
  return amounts.map((amount, index) => [
    {
      minor: minorOf(amount),
      code: codeOf(coupons),
      pointers: own.pointers[index] ?? [],
      leftover: amount.leftover,
    },
  ]);
};

export const discountsOfPart = (discounts: readonly LineDiscount[], decimals: number): Discount[] =>
  discounts.flatMap(({ minor, code, pointers, leftover }) => {
    if (minor === 0n) return [];
    const discount: Discount = { amount: formatDigits(minor, decimals), pointers: [...pointers] };
    if (code !== undefined) discount.code = code;
    if (leftover !== undefined) discount.leftover = leftover;
    return [discount];
  });
