/** A ledger that works out tax by itself may differ by minor units; a line that evens it out is allowed where it was asked for. */
import { parseDecimal } from '../money/decimal';
import { exponent, roundToMinor } from '../money/minor';
import { TAX_CODE_PREFIX } from './document';

type Nets = ReadonlyMap<string, bigint>;

interface Rounded {
  readonly currency: string;
  readonly rounding?: { readonly ledgerAccount: string; readonly limit: string } | undefined;
}

/**
 * Whether a record differs from its document only in tax under the ledger's own codes, evened out on the rounding account
 * within the document's limit. Nets by ledger account in minor units, debits positive.
 */
export const evensOut = ({ rounding, currency }: Rounded, planned: Nets, held: Nets): boolean => {
  if (rounding === undefined) return false;
  let tax = 0n;
  let evened = 0n;
  for (const name of new Set([...planned.keys(), ...held.keys()])) {
    const difference = (held.get(name) ?? 0n) - (planned.get(name) ?? 0n);
    if (difference === 0n) continue;
    if (name.startsWith(TAX_CODE_PREFIX)) tax += difference;
    else if (name === rounding.ledgerAccount) evened += difference;
    else return false;
  }
  // Decimals that the currency has not are cut off: a limit of 0.05 is none for yen.
  const read = parseDecimal(rounding.limit);
  const limit = read === undefined ? 0n : roundToMinor(read, exponent(currency), 'down');
  return tax + evened === 0n && evened <= limit && -evened <= limit;
};
