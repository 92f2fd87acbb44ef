/**
 * The discount of a sale, without tax, and which coupon gave how much of it.
 *
 * What a sale comes to after discounts is exact in Shopify's books. Before discounts there are two sources: the sale's
 * `totalDiscountAmountBeforeTaxes`, and the discount allocations of its line. Where prices include tax the allocations
 * include it too; the sale's own figure then goes first when it is the smaller one, because it is Shopify's own net.
 */
import type { Discount } from '../../commerce/order';
import { allocate } from '../../money/allocate';
import { formatDigits } from '../../money/decimal';
import { ROUNDING_RULES } from '../../money/rounding';
import { minorOf, sumOf } from '../read-amount';
import type { SaleDraft } from './drafts';

/** Units times price less what they came to, in terms of the price tag; undefined where the tag is not known. */
const takenOffPrice = (sale: SaleDraft, charged: bigint): bigint | undefined => {
  const { listed } = sale;
  const price = listed?.price?.amount.minor;
  const units = sale.kind === 'shipping' ? 1 : sale.quantity;
  return price === undefined || units === undefined ? undefined : price * BigInt(units) - charged;
};

/** Discount of a sale of something (not of a return), positive, in minor units and without tax. */
export const netDiscount = (sale: SaleDraft, taxesIncluded: boolean): bigint => {
  const stated = minorOf(sale.discount.amount);
  const total = minorOf(sale.total.amount);
  const net = total - minorOf(sale.tax.amount);
  const taken = takenOffPrice(sale, taxesIncluded ? total : net);
  if (taken === undefined || taken === 0n) return stated;
  const allocated = sumOf(sale.listed?.allocations.map(({ money }) => money.amount) ?? []);
  const priced = taken === allocated || taken === stated ? taken : undefined;
  if (priced === undefined || priced < 0n) return stated;
  if (!taxesIncluded) return priced;
  if (stated > 0n && stated < priced) return stated;
  // Nothing was paid, so that the share of tax in it cannot be told: the whole reduction counts.
  if (total === 0n) return priced;
  return ROUNDING_RULES['half-up'](priced * net, total);
};

/** Splits the net discount over the coupons of the line, in proportion to what each took off its price. */
export const buildDiscounts = (sale: SaleDraft, discount: bigint, decimals: number): Discount[] => {
  if (discount === 0n) return [];
  const from = sale.listed?.allocations.filter(({ money }) => minorOf(money.amount) > 0n) ?? [];
  const own = minorOf(sale.discount.amount) === 0n ? [] : [sale.discount.pointer];
  if (from.length === 0) return [{ amount: formatDigits(discount, decimals), pointers: own }];
  const weights = from.map(({ money }) => minorOf(money.amount));
  const whole = weights.reduce((sum, weight) => sum + weight, 0n);
  const shares = allocate(discount, weights);
  return from.flatMap(({ money, code }, index): Discount[] => {
    const share = shares[index] as bigint;
    if (share === 0n) return [];
    const built: Discount = {
      amount: formatDigits(share, decimals),
      pointers: [...new Set([money.pointer, ...own])],
    };
    if (code !== undefined) built.code = code;
    if (from.length > 1 && share * whole > discount * (weights[index] as bigint)) {
      built.leftover = `rounded up so that the discounts of the line come to ${formatDigits(discount, decimals)} (largest remainder)`;
    }
    return [built];
  });
};
