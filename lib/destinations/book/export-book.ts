/** The whole book, or a period of it, as plain text that other bookkeeping tools read. */
import { toBeancount } from '../../accounting/export/beancount';
import { toCsv } from '../../accounting/export/csv';
import type { ExportEntry } from '../../accounting/export/export-entry';
import { toHledger } from '../../accounting/export/hledger';
import { fromMinor } from '../../money/minor';
import type { LedgerAccount } from '../ledger-destination';
import type { BookEntry, BookStorage } from './book-storage';
import { eachEntry } from './entries';
import { recordIdOf } from './record-id';
import type { BookPeriod } from './reports';

export const EXPORT_FORMATS = ['hledger', 'beancount', 'csv'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

const ROOTS: Readonly<Record<LedgerAccount['type'], string>> = {
  asset: 'Assets',
  liability: 'Liabilities',
  equity: 'Equity',
  income: 'Income',
  expense: 'Expenses',
};

/** By date, then by entry number. Held in memory as a whole. */
export const exportBook = async (
  storage: BookStorage,
  bookId: string,
  format: ExportFormat,
  period: BookPeriod = {},
): Promise<string> => {
  const entries: (ExportEntry & { readonly number: number })[] = [];
  for await (const page of eachEntry(storage, bookId, period)) entries.push(...page.map(exportEntry));
  entries.sort((a, b) => (a.date === b.date ? a.number - b.number : a.date < b.date ? -1 : 1));
  if (format === 'csv') return toCsv(entries);
  const types = new Map((await storage.listBookAccounts(bookId)).map(({ id, type }) => [id, type]));
  // The book's own type decides the root: an account that was opened by hand is not in the chart.
  const accountName = (account: string): string =>
    `${ROOTS[types.get(account) as LedgerAccount['type']]}:${account}`;
  return format === 'hledger' ? toHledger(entries, { accountName }) : toBeancount(entries, { accountName });
};

const exportEntry = (entry: BookEntry): ExportEntry & { readonly number: number } => ({
  number: entry.number,
  date: entry.date,
  key: entry.key,
  currency: entry.currency,
  description: entry.description,
  tags: {
    record: recordIdOf(entry.number),
    ...(entry.corrects === undefined ? {} : { corrects: entry.corrects }),
  },
  lines: entry.lines.map(({ ledgerAccount, debitMinor, creditMinor, memo, dimensions }) => ({
    account: ledgerAccount,
    ...(debitMinor === undefined ? {} : { debit: fromMinor(debitMinor, entry.currency) }),
    ...(creditMinor === undefined ? {} : { credit: fromMinor(creditMinor, entry.currency) }),
    ...(memo === undefined ? {} : { memo }),
    ...(dimensions === undefined ? {} : { dimensions }),
  })),
});
