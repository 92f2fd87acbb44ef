/** The methods that the built-in book finds on the trace store. */
import type { Actor } from '../trace-store';
import { appendEntries } from './book-append';
import { getLockDate, listAccounts, openAccount, setLockDate } from './book-chart';
import { readEntries } from './book-entries';
import { readRegister, sumLines } from './book-lines';
import type {
  AccountRecord,
  AdditionRecord,
  BookStateRecord,
  EntryQuery,
  EntryRecord,
  RegisterQuery,
  RegisterRecord,
  SumQuery,
  SumRecord,
} from './book-records';
import type { Db } from './database';

export interface BookTables {
  /** One dbTransaction: `decide` (pure) is given what is there and says what to add. Gives the new entries' numbers. */
  appendBookEntries(
    bookId: string,
    keys: readonly string[],
    at: string,
    decide: (state: BookStateRecord) => AdditionRecord,
  ): Promise<readonly number[]>;
  readBookEntries(bookId: string, query: EntryQuery): Promise<readonly EntryRecord[]>;
  sumBookLines(bookId: string, query: SumQuery): Promise<readonly SumRecord[]>;
  readBookRegister(
    bookId: string,
    ledgerAccount: string,
    query: RegisterQuery,
  ): Promise<readonly RegisterRecord[]>;
  listBookAccounts(bookId: string): Promise<readonly AccountRecord[]>;
  openBookAccount(bookId: string, account: AccountRecord, actor: Actor): Promise<AccountRecord>;
  getBookLockDate(bookId: string): Promise<string | undefined>;
  setBookLockDate(bookId: string, lockDate: string | undefined, actor: Actor): Promise<void>;
}

export const bookTables = (db: Db): BookTables => ({
  appendBookEntries: (bookId, keys, at, decide) => appendEntries(db, bookId, keys, at, decide),
  readBookEntries: (bookId, query) => readEntries(db, bookId, query),
  sumBookLines: (bookId, query) => sumLines(db, bookId, query),
  readBookRegister: (bookId, ledgerAccount, query) => readRegister(db, bookId, ledgerAccount, query),
  listBookAccounts: (bookId) => listAccounts(db, bookId),
  openBookAccount: (bookId, account, actor) => openAccount(db, bookId, account, actor),
  getBookLockDate: (bookId) => getLockDate(db, bookId),
  setBookLockDate: (bookId, lockDate, actor) => setLockDate(db, bookId, lockDate, actor),
});
