/** What a bookkeeper asks of the book: balances and registers, in decimal strings, exact. */
import { fromMinor } from '../../money/minor';
import type { LedgerAccount } from '../ledger-destination';
import type { BookLinePosition, BookStorage } from './book-storage';
import { recordIdOf } from './record-id';

/** Days, inclusive, YYYY-MM-DD. */
export interface BookPeriod {
  readonly from?: string;
  readonly to?: string;
}

export interface TrialBalanceRow {
  readonly ledgerAccount: string;
  readonly name: string;
  readonly type: LedgerAccount['type'];
  readonly currency: string;
  /** Sums of the period. */
  readonly debit: string;
  readonly credit: string;
  /** Debit less credit: negative where credits prevail. */
  readonly balance: string;
}

export interface RegisterRow {
  readonly recordId: string;
  readonly date: string;
  readonly key: string;
  readonly description: string;
  readonly orderNumber: string;
  readonly currency: string;
  readonly memo?: string;
  readonly debit?: string;
  readonly credit?: string;
  /** Debit less credit of the account in this currency, from its first day to this line. */
  readonly balance: string;
}

const PAGE = 500;

/** Ledger accounts with lines in the period, by id and currency. Its balances add up to zero in every currency. */
export const trialBalance = async (
  storage: BookStorage,
  bookId: string,
  period: BookPeriod = {},
): Promise<readonly TrialBalanceRow[]> => {
  const accounts = new Map((await storage.listBookAccounts(bookId)).map((account) => [account.id, account]));
  const sums = await storage.sumBookLines(bookId, period);
  return sums.map(({ ledgerAccount, currency, debitMinor, creditMinor }) => {
    const { name, type } = accounts.get(ledgerAccount) as LedgerAccount;
    return {
      ledgerAccount,
      name,
      type,
      currency,
      debit: fromMinor(debitMinor, currency),
      credit: fromMinor(creditMinor, currency),
      balance: fromMinor(debitMinor - creditMinor, currency),
    };
  });
};

/** Lines of one ledger account by date, in pages. */
export async function* accountRegister(
  storage: BookStorage,
  bookId: string,
  ledgerAccount: string,
  { from, to }: BookPeriod = {},
): AsyncGenerator<readonly RegisterRow[]> {
  const balances = new Map<string, bigint>();
  if (from !== undefined) {
    for (const sum of await storage.sumBookLines(bookId, { ledgerAccount, before: from })) {
      balances.set(sum.currency, sum.debitMinor - sum.creditMinor);
    }
  }
  let after: BookLinePosition | undefined;
  for (;;) {
    const lines = await storage.readBookRegister(bookId, ledgerAccount, { from, to, after, limit: PAGE });
    if (lines.length > 0) {
      yield lines.map(({ number, line: _, debitMinor, creditMinor, currency, ...line }) => {
        const change = debitMinor ?? -(creditMinor as bigint);
        const balance = (balances.get(currency) ?? 0n) + change;
        balances.set(currency, balance);
        return {
          ...line,
          recordId: recordIdOf(number),
          currency,
          ...(debitMinor === undefined ? {} : { debit: fromMinor(debitMinor, currency) }),
          ...(creditMinor === undefined ? {} : { credit: fromMinor(creditMinor, currency) }),
          balance: fromMinor(balance, currency),
        };
      });
    }
    after = lines.at(-1);
    if (lines.length < PAGE) return;
  }
}
