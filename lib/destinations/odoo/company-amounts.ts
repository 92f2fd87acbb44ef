/**
 * A foreign entry's lines in the company's currency. Odoo refuses an entry that does not balance there, and rounding each
 * line by itself may leave a cent, so the amounts are worked out together at Odoo's own rate of the day.
 */
import { formatDigits, parseDecimal, powerOfTen } from '../../money/decimal';
import { ROUNDING_RULES } from '../../money/rounding';
import type { CheckedLines } from '../document-amounts';

/** Decimal strings, one a line, positive. */
export type CompanyAmounts = readonly string[];

/** Decimals of a float's rate beyond the twentieth say nothing about money. */
const BEYOND_READING = /(\.\d{20})\d+$/;

/**
 * `rate`: units of the document's currency for one of the company's. The largest line takes what rounding leaves over.
 * Undefined when the rate is no positive decimal.
 */
export const companyAmounts = (
  { lines, decimals }: CheckedLines,
  rate: string,
  companyDecimals: number,
): CompanyAmounts | undefined => {
  const divisor = parseDecimal(rate.replace(BEYOND_READING, '$1'));
  if (divisor === undefined || divisor.digits <= 0n) return undefined;
  const scale = powerOfTen(divisor.scale + companyDecimals);
  const unit = divisor.digits * powerOfTen(decimals);
  const minors = lines.map(({ minor }) => ROUNDING_RULES['half-up'](minor * scale, unit));
  const balance = lines.reduce((sum, { side }, index) => {
    const minor = minors[index] as bigint;
    return side === 'debit' ? sum + minor : sum - minor;
  }, 0n);
  const largest = lines.reduce(
    (best, { minor }, index) => (minor > (lines[best]?.minor ?? 0n) ? index : best),
    0,
  );
  minors[largest] = (minors[largest] as bigint) + (lines[largest]?.side === 'debit' ? -balance : balance);
  return minors.map((minor) => formatDigits(minor, companyDecimals));
};
