/**
 * From Shopify's decimals to whole minor units, and whether the taxes of each sale are what it says they are. Shopify
 * rounds every sale itself, so that there is something to round only where an app wrote the order.
 */
import { formatDecimal, formatDigits } from '../../money/decimal';
import { roundToMinor } from '../../money/minor';
import { type Amount, minorOf, type MoneyReading, roundAmounts, sumOf } from '../read-amount';
import { report } from '../read-json';
import type { OrderDraft, SaleDraft } from './drafts';
import type { Money } from './read-money';
import { UNSPECIFIED_TAX } from './taxes';

const halfUp = (reading: MoneyReading, amount: Amount): void => {
  amount.minor ??= roundToMinor(amount, reading.decimals, 'half-up');
};

const roundClaim = (reading: MoneyReading, claim: Money | undefined): void => {
  if (claim === undefined || claim.amount.minor !== undefined) return;
  halfUp(reading, claim.amount);
  const rounded = formatDigits(minorOf(claim.amount), reading.decimals);
  const sentence = `${claim.pointer} claims ${formatDecimal(claim.amount)}, which ${reading.currency} cannot hold; it is read as ${rounded}.`;
  report(reading, 'info', 'source_total_rounded', sentence, claim.pointer);
};

const roundSale = (reading: MoneyReading, sale: SaleDraft): void => {
  halfUp(reading, sale.tax.amount);
  halfUp(reading, sale.discount.amount);
  const taxes = sale.taxes.map(({ amount }) => amount);
  roundAmounts(taxes, reading, minorOf(sale.tax.amount), `the tax of sale ${sale.id}`);
};

const listedAmounts = (draft: OrderDraft): readonly Amount[] =>
  draft.agreements.flatMap(({ sales }) =>
    sales.flatMap(({ listed }) => listed?.allocations.map(({ money }) => money.amount) ?? []),
  );

/** Totals of the sale are rounded together to what the order came to when it was placed; all others half-up. */
export const roundSales = (reading: MoneyReading, draft: OrderDraft): void => {
  const { totals, agreements, movements } = draft;
  Object.values(totals).forEach((claim: Money | undefined) => roundClaim(reading, claim));
  for (const { sales, initial } of agreements) {
    const target = initial ? (totals.original ?? undefined) : undefined;
    const amounts = sales.map(({ total }) => total.amount);
    roundAmounts(amounts, reading, target && minorOf(target.amount), 'the total when the order was placed');
    for (const sale of sales) roundSale(reading, sale);
  }
  for (const amount of listedAmounts(draft)) halfUp(reading, amount);
  for (const { money, rounding } of movements) {
    halfUp(reading, money.amount);
    if (rounding !== undefined) halfUp(reading, rounding.amount);
  }
};

const checkTaxes = (reading: MoneyReading, sale: SaleDraft): void => {
  const claimed = minorOf(sale.tax.amount);
  const sum = sumOf(sale.taxes.map(({ amount }) => amount));
  if (sum === claimed) return;
  const { pointer } = sale.tax;
  const text = (minor: bigint): string => formatDigits(minor, reading.decimals);
  if (sale.taxes.length === 0) {
    sale.taxes.push({ ...UNSPECIFIED_TAX, amount: sale.tax.amount, pointer });
    const what = `the tax of ${text(claimed)} at ${pointer} is not broken down by tax line`;
    const where = `it goes to tax:${UNSPECIFIED_TAX.jurisdiction}`;
    report(reading, 'warning', 'unspecified_tax', `${what}; ${where}.`, pointer);
    return;
  }
  const sentence = `the tax at ${pointer} is ${text(claimed)}, but its tax lines add up to ${text(sum)}. Correct the order in the shop.`;
  report(reading, 'error', 'tax_parts_mismatch', sentence, pointer);
};

export const checkSaleTaxes = (reading: MoneyReading, draft: OrderDraft): void => {
  for (const { sales } of draft.agreements) for (const sale of sales) checkTaxes(reading, sale);
};
