/**
 * What a ledger must offer. One folder a ledger (`index wire client render find`), one line in `index.ts`.
 * A destination sends, finds and reads; when to do which is the business of `posting`.
 */

/** One table for all ledgers; `posting/retry-policy.ts` says what follows from each. */
export type ErrorClass =
  'throttled' | 'transient' | 'credential' | 'validation' | 'period_closed' | 'duplicate' | 'unknown_outcome';

export interface LedgerAccount {
  /** What the ledger knows the account by; goes into mappings. */
  readonly id: string;
  readonly name: string;
  readonly type: 'asset' | 'liability' | 'equity' | 'income' | 'expense';
}

export interface LedgerLine {
  readonly ledgerAccount: string;
  readonly logicalAccount: string;
  /** Decimal string, positive; exactly one of the two. */
  readonly debit?: string;
  readonly credit?: string;
  readonly memo?: string;
  readonly taxCode?: string;
  readonly dimensions?: Readonly<Record<string, string>>;
}

/** A journal as it is sent: the plan's content, fixed before the first attempt. */
export interface LedgerDocument {
  /** Idempotency key of the plan; always stands in the record's reference field. */
  readonly key: string;
  /** Short form of the key (at most 21 characters of A-Z a-z 0-9 _ -) for ledgers with short fields. */
  readonly shortKey: string;
  readonly contentHash: string;
  readonly kind: string;
  readonly date: string;
  readonly currency: string;
  readonly description: string;
  /** Key of the plan that this one corrects. */
  readonly corrects?: string;
  readonly source: {
    readonly platform: string;
    readonly storeId: string;
    readonly orderId: string;
    readonly number: string;
  };
  readonly lines: readonly LedgerLine[];
}

/** What the ledger really holds, read back from it. */
export interface LedgerRecord {
  readonly recordId: string;
  readonly key: string;
  readonly date: string;
  readonly currency: string;
  /** Sum of the debits. */
  readonly total: string;
  readonly lines: readonly {
    readonly ledgerAccount: string;
    readonly debit?: string;
    readonly credit?: string;
  }[];
}

export type SendOutcome =
  | { readonly state: 'created'; readonly recordId: string }
  | {
      readonly state: 'failed';
      readonly errorClass: ErrorClass;
      readonly message: string;
      readonly retryAfterMs?: number;
    };

export interface LedgerDestination {
  /** Registry name, such as `book`. */
  readonly kind: string;
  /** One ledger company is one destination everywhere, such as `book:main`. Plans belong to it. */
  readonly id: string;
  /** Most documents that one call takes. */
  readonly batchSize: number;
  /**
   * How long after it took a document the ledger's lookup may still miss it, in milliseconds; 0 when a lookup sees all that
   * was written. What may have been sent is sent again only when two lookups this far apart did not find it.
   */
  readonly lookupLagMs: number;
  listAccounts(filter?: string): Promise<readonly LedgerAccount[]>;
  /** Last closed day (YYYY-MM-DD): documents dated on or before it are refused. */
  lockDate(): Promise<string | undefined>;
  /** Whether the ledger can hold this logical account without a mapping (the built-in book can). */
  accepts(logicalAccount: string): boolean;
  /** One outcome a document, in order. Never throws for a refusal; a lost answer is `unknown_outcome`. */
  send(documents: readonly LedgerDocument[]): Promise<readonly SendOutcome[]>;
  /** Looks records up by our key, in the order of `keys`. */
  find(keys: readonly string[]): Promise<readonly (LedgerRecord | undefined)[]>;
  /** Records of a store and period (dates inclusive), in pages; what reconciliation reads. */
  list(query: {
    readonly storeId?: string;
    readonly from?: string;
    readonly to?: string;
  }): AsyncIterable<readonly LedgerRecord[]>;
}
