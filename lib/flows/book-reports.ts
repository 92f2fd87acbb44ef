/** What a bookkeeper asks of the built-in book. */
import type { Problem } from '../commerce/problem';
import type { Book, BookPeriod, ExportFormat, RegisterRow, TrialBalanceRow } from '../destinations/book';
import type { LedgerAccount } from '../destinations/ledger-destination';
import type { FlowContext } from './flow-context';

/** Ledger accounts with their sums in the period, by currency; the balances of a currency add up to zero. */
export const trialBalance = (book: Book, period: BookPeriod = {}): Promise<readonly TrialBalanceRow[]> =>
  book.trialBalance(period);

/** Lines of a ledger account, oldest first, with the running balance; all of them unless limited. */
export const accountRegister = async (
  book: Book,
  ledgerAccount: string,
  query: BookPeriod & { readonly limit?: number } = {},
): Promise<readonly RegisterRow[]> => {
  const { limit, ...period } = query;
  const rows: RegisterRow[] = [];
  for await (const page of book.accountRegister(ledgerAccount, period)) {
    rows.push(...page);
    if (limit !== undefined && rows.length >= limit) return rows.slice(0, limit);
  }
  return rows;
};

export interface ExportedBook {
  readonly format: ExportFormat;
  readonly fileName: string;
  readonly mimeType: string;
  readonly text: string;
}

const FILES: Readonly<Record<ExportFormat, { readonly extension: string; readonly mimeType: string }>> = {
  hledger: { extension: 'journal', mimeType: 'text/plain' },
  beancount: { extension: 'beancount', mimeType: 'text/plain' },
  csv: { extension: 'csv', mimeType: 'text/csv' },
};

export const exportBook = async (
  book: Book,
  format: ExportFormat,
  period: BookPeriod = {},
): Promise<ExportedBook> => {
  const { extension, mimeType } = FILES[format];
  const name = [book.id, period.from, period.to].filter((part) => part !== undefined).join('-');
  const fileName = `${name.replace(/[^A-Za-z0-9_-]+/g, '-')}.${extension}`;
  return { format, fileName, mimeType, text: await book.export(format, period) };
};

export interface LockedBook {
  /** Last closed day now; not there when the whole book is open. */
  readonly lockDate?: string;
  /** Why nothing was changed; empty when it was done. */
  readonly problems: readonly Problem[];
}

/** Closes the book up to a day, inclusive; an earlier day, or none, opens it again. Audited. */
export const lockBook = async (
  context: FlowContext,
  book: Book,
  day: string | undefined,
): Promise<LockedBook> => {
  const problems = await book.setLockDate(day, context.actor);
  const lockDate = await book.lockDate();
  return { ...(lockDate === undefined ? {} : { lockDate }), problems };
};

/** Opens a ledger account beside those of the chart. Problems say why it was not opened. Audited. */
export const openLedgerAccount = (
  context: FlowContext,
  book: Book,
  account: LedgerAccount,
): Promise<readonly Problem[]> => book.openLedgerAccount(account, context.actor);
