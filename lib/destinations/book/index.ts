/**
 * The built-in book: a double-entry book inside the trace store's database. Entries are only ever added; a correction is a
 * new entry that names the one it corrects.
 */
import type { Problem } from '../../commerce/problem';
import type { Clock } from '../../host';
import type { LedgerAbilities, LedgerAccount, LedgerDestination } from '../ledger-destination';
import type { BookEntry, BookStorage } from './book-storage';
import { chartAccount, chartAccounts, NAME_LIMIT } from './chart-account';
import { isDay } from '../day';
import { eachEntry, recordOf } from './entries';
import { type ExportFormat, exportBook } from './export-book';
import { numberOf, recordIdOf } from './record-id';
import {
  accountRegister,
  type BookPeriod,
  type RegisterRow,
  trialBalance,
  type TrialBalanceRow,
} from './reports';
import { sendBatch } from './send-batch';

export type { BookEntry, BookStorage } from './book-storage';
export { EXPORT_FORMATS, type ExportFormat } from './export-book';
export type { BookPeriod, RegisterRow, TrialBalanceRow } from './reports';

export interface BookOptions {
  readonly storage: BookStorage;
  /** Names one book of the store, such as `main`. */
  readonly bookId: string;
  readonly clock: Clock;
}

/** An entry with the id that people see. */
export interface BookRecord extends BookEntry {
  readonly recordId: string;
}

export interface Book extends LedgerDestination {
  trialBalance(period?: BookPeriod): Promise<readonly TrialBalanceRow[]>;
  accountRegister(ledgerAccount: string, period?: BookPeriod): AsyncIterable<readonly RegisterRow[]>;
  /** Entries in pages, by number. */
  entries(
    query?: BookPeriod & { readonly platform?: string; readonly storeId?: string; readonly orderId?: string },
  ): AsyncIterable<readonly BookRecord[]>;
  /** Entries with one of these keys or record ids. */
  lookUp(references: {
    readonly keys?: readonly string[];
    readonly recordIds?: readonly string[];
  }): Promise<readonly BookRecord[]>;
  export(format: ExportFormat, period?: BookPeriod): Promise<string>;
  /** Closes the book up to a day, inclusive; an earlier day or none reopens it. Both are audited. Problems: nothing was done. */
  setLockDate(lockDate: string | undefined, actor: string): Promise<readonly Problem[]>;
  /** Opens a ledger account beside those of the chart. Opening it again as it is does nothing. Problems: nothing was done. */
  openLedgerAccount(account: LedgerAccount, actor: string): Promise<readonly Problem[]>;
}

/** It holds entries as they are. */
export const ABILITIES: LedgerAbilities = { documents: [], taxCodes: 'none', dimensions: 'any' };

/** Documents in one dbTransaction: more would make other writers wait for longer than they gain. */
const BATCH = 200;

export const createBook = (options: BookOptions): Book => ({
  ...asLedger(options),
  ...reportsOf(options),
  ...keepingOf(options),
});

const asLedger = ({ storage, bookId, clock }: BookOptions): LedgerDestination => ({
  kind: 'book',
  id: `book:${bookId}`,
  abilities: ABILITIES,
  batchSize: BATCH,
  lookupLagMs: 0,
  accepts: (logicalAccount) => chartAccount(logicalAccount) !== undefined,
  listAccounts: (filter = '') => listAccounts(storage, bookId, filter.toLowerCase()),
  listTaxCodes: () => Promise.resolve([]),
  lockDate: () => storage.getBookLockDate(bookId),
  send: (documents) => sendBatch(storage, bookId, clock, documents),
  find: async (references) => {
    const keys = references.map(({ key }) => key);
    const entries = await storage.readBookEntries(bookId, { keys });
    const records = new Map(entries.map((entry) => [entry.key, recordOf(entry)]));
    return keys.map((key) => records.get(key));
  },
  list: async function* (query) {
    for await (const page of eachEntry(storage, bookId, query)) yield page.map(recordOf);
  },
});

const reportsOf = ({
  storage,
  bookId,
}: BookOptions): Pick<Book, 'trialBalance' | 'accountRegister' | 'entries' | 'lookUp' | 'export'> => ({
  trialBalance: (period) => trialBalance(storage, bookId, period),
  accountRegister: (ledgerAccount, period) => accountRegister(storage, bookId, ledgerAccount, period),
  entries: async function* (query = {}) {
    for await (const page of eachEntry(storage, bookId, query)) yield page.map(bookRecord);
  },
  lookUp: async ({ keys, recordIds }) => {
    const numbers = recordIds?.map(numberOf).filter((number) => number !== undefined);
    return (await storage.readBookEntries(bookId, { keys: keys ?? [], numbers: numbers ?? [] })).map(
      bookRecord,
    );
  },
  export: (format, period) => exportBook(storage, bookId, format, period),
});

/** What a person changes about the book. */
const keepingOf = ({
  storage,
  bookId,
  clock,
}: BookOptions): Pick<Book, 'setLockDate' | 'openLedgerAccount'> => ({
  setLockDate: async (lockDate, actor) => {
    if (lockDate !== undefined && !isDay(lockDate)) {
      return [
        problem(
          'invalid_date',
          `"${lockDate}" is not a day such as 2026-01-31; the lock date of the book stays as it was.`,
        ),
      ];
    }
    await storage.setBookLockDate(bookId, lockDate, { at: clock.now().toISOString(), actor });
    return [];
  },
  openLedgerAccount: async (account, actor) => {
    const { id, name, type } = account;
    if (!isName(id) || !isName(name)) {
      return [
        problem(
          'invalid_ledger_account',
          `The id and name of a ledger account are 1 to ${NAME_LIMIT} printable characters.`,
        ),
      ];
    }
    const held = await storage.openBookAccount(
      bookId,
      { id, name, type },
      { at: clock.now().toISOString(), actor },
    );
    if (held.name === name && held.type === type) return [];
    return [
      problem(
        'ledger_account_exists',
        `The book has the ledger account "${id}" already, as ${held.type} "${held.name}".`,
      ),
    ];
  },
});

/** The chart's own accounts may be mapped to before anything opened them. */
const listAccounts = async (
  storage: BookStorage,
  bookId: string,
  wanted: string,
): Promise<readonly LedgerAccount[]> => {
  const open = await storage.listBookAccounts(bookId);
  const taken = new Set(open.map(({ id }) => id));
  const accounts = [...open, ...chartAccounts().filter(({ id }) => !taken.has(id))];
  return accounts.filter(({ id, name }) => `${id} ${name}`.toLowerCase().includes(wanted));
};

const bookRecord = (entry: BookEntry): BookRecord => ({ ...entry, recordId: recordIdOf(entry.number) });

const isName = (text: string): boolean =>
  text.trim() === text && text !== '' && text.length <= NAME_LIMIT && !/\p{Cc}/u.test(text);

const problem = (code: string, message: string): Problem => ({ severity: 'error', code, message });
