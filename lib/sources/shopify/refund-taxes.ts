/**
 * Refunds outside of sales agreements name one tax for a part, however many it was sold with. It is shared out over the
 * part's tax lines in proportion to what is left of each, so that refunding all of a part gives each its exact tax back.
 */
import { allocate } from '../../money/allocate';
import { digitsAtScale } from '../../money/decimal';
import { roundToMinor } from '../../money/minor';
import type { MoneyReading } from '../read-amount';
import { report } from '../read-json';
import type { ListedPart } from './drafts';
import type { Money } from './read-money';
import type { TaxDraft } from './taxes';

export interface TaxShares {
  /** Shares of a positive tax, in the order of the part's tax lines. Empty when the part has none. */
  of(kind: string, part: ListedPart | undefined, tax: Money): readonly TaxDraft[];
}

/** Weights only: at the finest scale that any shop calculates with. */
const WEIGHT_SCALE = 20;

export const openTaxShares = (reading: MoneyReading): TaxShares => {
  const left = new Map<string, bigint[]>();
  const unit = 10n ** BigInt(WEIGHT_SCALE - reading.decimals);
  const leftOf = (kind: string, part: ListedPart): bigint[] => {
    const key = `${kind} ${part.id}`;
    const known = left.get(key) ?? part.taxes.map(({ amount }) => digitsAtScale(amount, WEIGHT_SCALE));
    left.set(key, known);
    return known;
  };
  const positive = (weight: bigint): bigint => (weight > 0n ? weight : 0n);
  return {
    of: (kind, part, tax) => {
      if (tax.amount.digits === 0n || part === undefined || part.taxes.length === 0) return [];
      const [only] = part.taxes;
      if (only !== undefined && part.taxes.length === 1) return [{ ...only, ...tax }];
      const minor = tax.amount.minor ?? roundToMinor(tax.amount, reading.decimals, 'half-up');
      const weights = leftOf(kind, part);
      const given = weights.some((weight) => weight > 0n) ? weights.map(positive) : part.taxes.map(() => 1n);
      const shares = allocate(minor, given);
      shares.forEach((share, index) => (weights[index] = (weights[index] as bigint) - share * unit));
      const what = `the tax of ${tax.pointer} is not broken down; it is shared out over the ${part.taxes.length} taxes of ${part.path}`;
      report(
        reading,
        'info',
        'refund_tax_shared',
        `${what}, in proportion to what is left of each.`,
        tax.pointer,
      );
      return shares.map((share, index) => ({
        ...(part.taxes[index] as TaxDraft),
        amount: { digits: share, scale: reading.decimals, minor: share, leftover: undefined },
        pointer: tax.pointer,
      }));
    },
  };
};
