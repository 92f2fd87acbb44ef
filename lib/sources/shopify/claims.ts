/**
 * What Shopify claims, for check-order to compare the parts with.
 *
 * `totalPriceSet` is what was charged in all, before returns: it grows with what edits and exchanges add, and is not
 * lowered by what they take out. Where it is not that (an edit that gave a discount afterwards lowers it), the sum of all
 * sales must come to `currentTotalPriceSet` and the first agreement to `originalTotalPriceSet`: both are Shopify's own
 * totals, and together they prove the same. Where neither holds, `totalPriceSet` is claimed and the order is held.
 */
import type { Claim, Order } from '../../commerce/order';
import { formatDigits } from '../../money/decimal';
import { minorOf, type MoneyReading } from '../read-amount';
import { report } from '../read-json';
import type { SoldOrder } from './build-sold';
import type { OrderDraft, SaleDraft } from './drafts';
import type { Money } from './read-money';

/** A claim in minor units, before cash was rounded. */
interface Claimed {
  readonly minor: bigint;
  readonly pointers: readonly string[];
}

const sumOf = (sales: readonly SaleDraft[], amountOf: (sale: SaleDraft) => Money): bigint =>
  sales.reduce((sum, sale) => sum + minorOf(amountOf(sale).amount), 0n);

const totalOf = (sale: SaleDraft): Money => sale.total;

const allSales = ({ agreements }: OrderDraft): readonly SaleDraft[] =>
  agreements.flatMap(({ sales }) => sales);

const claimedAs = ({ amount, pointer }: Money): Claimed => ({ minor: minorOf(amount), pointers: [pointer] });

/**
 * What is left of the order. Adjustments (a part that was kept, or given beyond) are sales of their own, and whether
 * `currentTotalPriceSet` holds them is not documented. Where it does not, it is claimed together with them: with
 * `refundDiscrepancySet`, in which Shopify sums them up, or in REST with the adjustments themselves.
 */
const currentClaim = (draft: OrderDraft): Claimed | undefined => {
  const { current, discrepancy } = draft.totals;
  if (current === undefined) return undefined;
  const claimed = claimedAs(current);
  const sales = allSales(draft);
  const adjustments = sales.filter(({ kind }) => kind === 'adjustment');
  const adjusted = sumOf(adjustments, totalOf);
  if (adjusted === 0n || sumOf(sales, totalOf) !== claimed.minor + adjusted) return claimed;
  const pointers = discrepancy ? [discrepancy.pointer] : adjustments.map(({ total }) => total.pointer);
  const isSame = discrepancy === undefined || minorOf(discrepancy.amount) === adjusted;
  return isSame ? { minor: claimed.minor + adjusted, pointers: [...claimed.pointers, ...pointers] } : claimed;
};

const noteEdited = (reading: MoneyReading, total: Money, charged: bigint): void => {
  const text = (minor: bigint): string => formatDigits(minor, reading.decimals);
  const what = `its total of ${text(minorOf(total.amount))} is not the ${text(charged)} that its sales agreements charged in all`;
  const why =
    'which happens after an edit; they do come to the original and to the current total, so they are booked';
  report(reading, 'info', 'total_edited', `${what}, ${why}.`, total.pointer);
};

const totalClaim = (
  reading: MoneyReading,
  draft: OrderDraft,
  { charged }: SoldOrder,
  current: Claimed | undefined,
): Claimed => {
  const { total, original } = draft.totals;
  // The error that was reported holds the order; the shape demands a total.
  if (total === undefined) return { minor: 0n, pointers: [] };
  const claimed = claimedAs(total);
  if (claimed.minor === charged || current === undefined || original === undefined) return claimed;
  const initial = draft.agreements.filter((agreement) => agreement.initial).flatMap(({ sales }) => sales);
  const isProven =
    current.minor === sumOf(allSales(draft), totalOf) && minorOf(original.amount) === sumOf(initial, totalOf);
  if (!isProven) return claimed;
  noteEdited(reading, total, charged);
  return { minor: charged, pointers: [original.pointer, ...current.pointers] };
};

/** As for the total; `currentTotalTaxSet` is what is left of it. */
const taxClaim = (draft: OrderDraft, { chargedTax }: SoldOrder): Claimed | undefined => {
  const { tax, currentTax } = draft.totals;
  if (tax === undefined) return undefined;
  const claimed = claimedAs(tax);
  if (claimed.minor === chargedTax || currentTax === undefined) return claimed;
  const isProven = minorOf(currentTax.amount) === sumOf(allSales(draft), (sale) => sale.tax);
  return isProven ? { minor: chargedTax, pointers: [currentTax.pointer] } : claimed;
};

/** @param rounding what rounding cash to coins added; Shopify leaves it out of every total. */
export const buildClaims = (
  reading: MoneyReading,
  draft: OrderDraft,
  sold: SoldOrder,
  rounding: { readonly total: bigint; readonly pointers: readonly string[] },
): Order['claims'] => {
  const claim = ({ minor, pointers }: Claimed): Claim => ({
    amount: formatDigits(minor, reading.decimals),
    pointers: [...pointers],
  });
  const rounded = ({ minor, pointers }: Claimed): Claim =>
    claim({ minor: minor + rounding.total, pointers: [...pointers, ...rounding.pointers] });
  const current = currentClaim(draft);
  const claims: Order['claims'] = { total: rounded(totalClaim(reading, draft, sold, current)) };
  const tax = taxClaim(draft, sold);
  if (tax !== undefined) claims.tax = claim(tax);
  if (current !== undefined) claims.current = rounded(current);
  return claims;
};
