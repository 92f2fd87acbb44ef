import type { Decimal } from '../../money/decimal';
import { wholeMinor } from '../../money/minor';
import { LedgerError } from '../ledger-destination';

/** Minor units of an amount that Tryton gave. @throws LedgerError when the currency has fewer decimals than it. */
export const minorOf = (value: Decimal, decimals: number): bigint => {
  const minor = wholeMinor(value, decimals);
  if (minor !== undefined) return minor;
  throw new LedgerError(
    'validation',
    `Tryton holds an amount with more than ${decimals} decimals. Set the digits of the currency there as ISO 4217 has them.`,
  );
};
