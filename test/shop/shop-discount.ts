/**
 * Coupons as WooCommerce spreads them over the lines (class WC_Discounts): whole minor units only, floored per line,
 * and the units that are left over given one by one from the first item on.
 */
import { divide, micro, sum, type Micro } from './shop-money';

export interface Coupon {
  readonly id: number;
  readonly code: string;
  readonly type: 'percent' | 'fixed_cart' | 'fixed_product';
  /** Percent, or an amount in the currency of the order. */
  readonly nominal: string;
  readonly freeShipping?: boolean;
}

export interface DiscountedItem {
  /** Price of the whole line as entered in the shop. */
  readonly price: Micro;
  readonly quantity: number;
}

const floorTo = (amount: Micro, unit: bigint): Micro => amount - (amount % unit);

/** Takes one unit an item, from the first item on, until the amount is used up or nothing is left to take. */
const takeUnits = (left: Micro[], items: readonly DiscountedItem[], amount: Micro, unit: bigint): Micro[] => {
  const taken = items.map(() => 0n);
  let rest = amount;
  items.forEach((item, index) => {
    for (let piece = 0; piece < item.quantity && rest >= unit && (left[index] as Micro) >= unit; piece++) {
      left[index] = (left[index] as Micro) - unit;
      taken[index] = (taken[index] as Micro) + unit;
      rest -= unit;
    }
  });
  return taken;
};

const takeEach = (left: Micro[], wanted: readonly Micro[]): Micro[] =>
  wanted.map((amount, index) => {
    const available = left[index] as Micro;
    const taken = amount < available ? amount : available;
    left[index] = available - taken;
    return taken;
  });

const add = (a: readonly Micro[], b: readonly Micro[]): Micro[] =>
  a.map((amount, index) => amount + (b[index] as Micro));

const applyPercent = (
  left: Micro[],
  items: readonly DiscountedItem[],
  percent: string,
  unit: bigint,
): Micro[] => {
  const part = (price: Micro): bigint => price * micro(percent);
  const whole = 100_000_000n;
  const taken = takeEach(
    left,
    items.map((item) => floorTo(part(item.price) / whole, unit)),
  );
  const wanted =
    divide(
      sum(items, (item) => part(item.price)),
      whole * unit,
      'down',
    ) * unit;
  const missing = wanted - sum(taken, (amount) => amount);
  return missing > 0n ? add(taken, takeUnits(left, items, missing, unit)) : taken;
};

const applyFixedCart = (
  left: Micro[],
  items: readonly DiscountedItem[],
  nominal: Micro,
  unit: bigint,
): Micro[] => {
  let taken = items.map(() => 0n);
  let rest = nominal;
  for (;;) {
    const open = items.map((item, index) => ((left[index] as Micro) >= unit ? BigInt(item.quantity) : 0n));
    const pieces = sum(open, (count) => count);
    const each = pieces === 0n ? 0n : floorTo(rest / pieces, unit);
    if (each === 0n) break;
    const now = takeEach(
      left,
      open.map((count) => each * count),
    );
    taken = add(taken, now);
    rest -= sum(now, (amount) => amount);
  }
  return rest > 0n ? add(taken, takeUnits(left, items, rest, unit)) : taken;
};

/** What each coupon takes off each line: `result[coupon][line]`, in prices as entered. */
export const spreadCoupons = (
  coupons: readonly Coupon[],
  items: readonly DiscountedItem[],
  decimals: number,
): Micro[][] => {
  const unit = 10n ** BigInt(6 - decimals);
  const left = items.map((item) => floorTo(item.price, unit));
  return coupons.map((coupon) => {
    if (coupon.type === 'percent') return applyPercent(left, items, coupon.nominal, unit);
    if (coupon.type === 'fixed_cart') return applyFixedCart(left, items, micro(coupon.nominal), unit);
    return takeEach(
      left,
      items.map((item) => micro(coupon.nominal) * BigInt(item.quantity)),
    );
  });
};
