/** The first law: every entry balances exactly. One that does not is a broken program, not expected trouble. */
import { exactMinor } from '../money/exact-minor';
import { exponent } from '../money/minor';
import type { JournalEntry } from './journal-entry';

/**
 * Balances of the accounts that entries touch, in minor units, credit positive: read from the lines' own strings, so
 * that nothing which built them can vouch for itself.
 * @throws Error when an entry does not balance, or a line has not exactly one positive amount.
 */
export const accountBalances = (
  entries: readonly Pick<JournalEntry, 'key' | 'currency' | 'lines'>[],
): Map<string, bigint> => {
  const balances = new Map<string, bigint>();
  for (const entry of entries) {
    let balance = 0n;
    const decimals = exponent(entry.currency);
    for (const line of entry.lines) {
      const credit = lineCredit(line, entry, decimals);
      balance += credit;
      balances.set(line.account, (balances.get(line.account) ?? 0n) + credit);
    }
    if (balance !== 0n)
      throw new Error(`entry ${entry.key} does not balance: credits exceed debits by ${balance} minor units`);
  }
  return balances;
};

const lineCredit = (
  line: JournalEntry['lines'][number],
  entry: Pick<JournalEntry, 'key' | 'currency'>,
  decimals: number,
): bigint => {
  const { debit, credit } = line;
  const text = debit ?? credit;
  if (text === undefined || (debit !== undefined && credit !== undefined)) {
    throw new Error(
      `a line of ${line.account} in entry ${entry.key} has not exactly one of debit and credit`,
    );
  }
  const minor = exactMinor(text, decimals);
  if (minor === undefined || minor <= 0n) {
    throw new Error(
      `a line of ${line.account} in entry ${entry.key} has "${text}", which is not an exact positive amount of ${entry.currency}`,
    );
  }
  return debit === undefined ? minor : -minor;
};
