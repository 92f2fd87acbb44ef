/**
 * What the built-in book asks of whoever keeps it. The trace store fits this by its shape: rooms of equal rank do not
 * import each other. Amounts are integers of minor units; times are ISO instants in UTC given by the caller.
 */
import type { LedgerAccount } from '../ledger-destination';

export interface BookLine {
  readonly ledgerAccount: string;
  readonly logicalAccount: string;
  /** Positive; exactly one of the two stands. */
  readonly debitMinor?: bigint;
  readonly creditMinor?: bigint;
  readonly memo?: string;
  /** Such as `{ class: 'Online' }`; names and values as the policy has them. */
  readonly dimensions?: Readonly<Record<string, string>>;
}

export interface NewBookEntry {
  /** Unique in the book. */
  readonly key: string;
  readonly contentHash: string;
  readonly kind: string;
  /** YYYY-MM-DD. */
  readonly date: string;
  readonly currency: string;
  readonly description: string;
  readonly corrects?: string;
  readonly platform: string;
  readonly storeId: string;
  readonly orderId: string;
  readonly orderNumber: string;
  readonly lines: readonly BookLine[];
}

export interface BookEntry extends NewBookEntry {
  /** 1, 2, 3 … with no gaps. */
  readonly number: number;
  readonly createdAt: string;
}

/** What a batch is judged by, read in the dbTransaction that writes it. */
export interface BookState {
  readonly lockDate?: string;
  readonly accounts: ReadonlyMap<string, LedgerAccount>;
  /** Entries that are there under one of the keys asked about. */
  readonly posted: ReadonlyMap<string, { readonly number: number; readonly contentHash: string }>;
}

export interface BookAddition {
  readonly accounts: readonly LedgerAccount[];
  readonly entries: readonly NewBookEntry[];
}

export interface BookEntryQuery {
  readonly keys?: readonly string[];
  readonly numbers?: readonly number[];
  readonly platform?: string;
  readonly storeId?: string;
  readonly orderId?: string;
  /** Dates, inclusive. */
  readonly from?: string;
  readonly to?: string;
  /** Only entries with a higher number. */
  readonly after?: number;
  readonly limit?: number;
}

export interface BookSum {
  readonly ledgerAccount: string;
  readonly currency: string;
  readonly debitMinor: bigint;
  readonly creditMinor: bigint;
}

/** Where a line stands in an account's register. */
export interface BookLinePosition {
  readonly date: string;
  readonly number: number;
  readonly line: number;
}

export interface BookRegisterLine extends BookLinePosition {
  readonly key: string;
  readonly description: string;
  readonly orderNumber: string;
  readonly currency: string;
  readonly memo?: string;
  readonly debitMinor?: bigint;
  readonly creditMinor?: bigint;
}

export interface BookActor {
  readonly at: string;
  readonly actor: string;
}

export interface BookStorage {
  /**
   * One dbTransaction: reads the state, lets `decide` (pure) say what to add, numbers and writes it. Gives the numbers in
   * the order of `entries`.
   */
  appendBookEntries(
    bookId: string,
    keys: readonly string[],
    at: string,
    decide: (state: BookState) => BookAddition,
  ): Promise<readonly number[]>;
  /** By number, rising. */
  readBookEntries(bookId: string, query: BookEntryQuery): Promise<readonly BookEntry[]>;
  /** Exact sums by ledger account and currency. `before` leaves out that day and what follows. */
  sumBookLines(
    bookId: string,
    query: {
      readonly ledgerAccount?: string;
      readonly from?: string;
      readonly to?: string;
      readonly before?: string;
    },
  ): Promise<readonly BookSum[]>;
  /** Lines of one ledger account by date, entry and line. */
  readBookRegister(
    bookId: string,
    ledgerAccount: string,
    query: {
      readonly from?: string;
      readonly to?: string;
      readonly after?: BookLinePosition;
      readonly limit: number;
    },
  ): Promise<readonly BookRegisterLine[]>;
  listBookAccounts(bookId: string): Promise<readonly LedgerAccount[]>;
  /** Opens the account unless its id is taken; gives the account that has the id now. Audited. */
  openBookAccount(bookId: string, account: LedgerAccount, actor: BookActor): Promise<LedgerAccount>;
  getBookLockDate(bookId: string): Promise<string | undefined>;
  /** Audited, also when it reopens a period. */
  setBookLockDate(bookId: string, lockDate: string | undefined, actor: BookActor): Promise<void>;
}
