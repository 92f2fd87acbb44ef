/** The understandings that the stated discounts allow, the likeliest first. */
import { addDecimals, type Decimal } from '../../money/decimal';
import { roundToMinor } from '../../money/minor';
import type { StatedLine } from './read-lines';
import { type Money, times } from './read-number';
import type { Totals } from './read-totals';

/** What is taken off, in minor units. */
export interface Discounts {
  readonly goods: bigint;
  readonly shipping: bigint;
  /** claimed: as `total_discount` says. lines: as the lines say. in_prices: the prices are reduced already. */
  readonly from: 'claimed' | 'lines' | 'in_prices' | 'none';
}

/** Some carts state a discount below zero. Nothing stated is nothing taken off; whether that is so, the total proves. */
const sizeOf = (money: Money | undefined): bigint => absolute(money?.minor ?? 0n);
const absolute = (minor: bigint): bigint => (minor < 0n ? -minor : minor);

/** Sums of the discounts that the lines state: of the line, or of a piece. */
const lineDiscountsOf = (lines: readonly StatedLine[], decimals: number): readonly bigint[] => {
  const stated = lines.filter(({ discount }) => discount !== undefined);
  const sum = (amounts: readonly Decimal[]): bigint =>
    absolute(roundToMinor(addDecimals(amounts), decimals, 'half-up'));
  const whole = stated.flatMap(({ discount }) => discount?.decimal ?? []);
  const ofPieces = stated.flatMap(({ discount, pieces }) =>
    discount ? times(discount.decimal, pieces) : [],
  );
  return [...new Set([sum(whole), sum(ofPieces)])].filter((minor) => minor !== 0n);
};

const claimedDiscounts = (claimed: bigint, totals: Totals): readonly Discounts[] => {
  const shipping = sizeOf(totals.shippingDiscount);
  const goods = totals.goodsDiscount && sizeOf(totals.goodsDiscount);
  const isPart =
    shipping !== 0n && shipping <= claimed && (goods === undefined || goods + shipping === claimed);
  if (isPart) return [{ goods: claimed - shipping, shipping, from: 'claimed' }];
  const whole: Discounts = { goods: claimed, shipping: 0n, from: 'claimed' };
  return shipping === 0n ? [whole] : [{ ...whole, shipping }, whole];
};

export const discountsOf = (
  totals: Totals,
  lines: readonly StatedLine[],
  decimals: number,
): readonly Discounts[] => {
  const claimed = sizeOf(totals.discount);
  if (claimed !== 0n)
    return [...claimedDiscounts(claimed, totals), { goods: 0n, shipping: 0n, from: 'in_prices' }];
  const shipping = sizeOf(totals.shippingDiscount);
  const own = lineDiscountsOf(lines, decimals).map((goods): Discounts => ({
    goods,
    shipping,
    from: 'lines',
  }));
  const none: Discounts = { goods: 0n, shipping: 0n, from: own.length === 0 ? 'none' : 'in_prices' };
  const ofShipping: readonly Discounts[] = shipping === 0n ? [] : [{ goods: 0n, shipping, from: 'claimed' }];
  // A total_discount of 0 is a statement; without one, the lines' own discounts are heard first.
  return totals.discount === undefined ? [...own, ...ofShipping, none] : [...ofShipping, none, ...own];
};
