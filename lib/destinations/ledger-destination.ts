/**
 * What a ledger must offer. One folder a ledger (`index wire client render find …`), one line in `index.ts`.
 * A destination sends, finds and reads; when to do which is the business of `posting`.
 */
import { type DocumentType, type LineRole, TAX_CODE_PREFIX } from '../accounting/document';

export { type DocumentType, type LineRole, TAX_CODE_PREFIX } from '../accounting/document';

/** One table for all ledgers; `posting/retry-policy.ts` says what follows from each. */
export type ErrorClass =
  'throttled' | 'transient' | 'credential' | 'validation' | 'period_closed' | 'duplicate' | 'unknown_outcome';

export interface LedgerAccount {
  /** What the ledger knows the account by; goes into mappings. */
  readonly id: string;
  readonly name: string;
  readonly type: 'asset' | 'liability' | 'equity' | 'income' | 'expense';
}

/** A tax code of the ledger: what a logical tax code is mapped to. */
export interface LedgerTaxCode {
  readonly id: string;
  readonly name: string;
  /** Percent, such as "19", where the ledger says it. */
  readonly rate?: string;
}

/** Whom a document is for. One a store, or one a buyer, as the Accounting Poster says. */
export interface LedgerCustomer {
  /** Stable: the ledger's customer is found by it and never made twice. */
  readonly key: string;
  readonly name: string;
  readonly email?: string;
  readonly company?: string;
  /** ISO 3166 country. */
  readonly country?: string;
}

export interface LedgerLine {
  /** The ledger's account; for tax under a tax code of the ledger `tax-code:<id>`, because the ledger picks the account. */
  readonly ledgerAccount: string;
  readonly logicalAccount: string;
  /** What the line is in its document: an item, its tax, money of a gateway, or the buyer's debt. */
  readonly role: LineRole;
  /** Decimal string, positive; exactly one of the two. */
  readonly debit?: string;
  readonly credit?: string;
  readonly memo?: string;
  /** Logical tax code of a tax line. */
  readonly taxCode?: string;
  /** Logical codes of the taxes on an item line, sorted; kept for corrections. */
  readonly taxedBy?: readonly string[];
  /** The ledger's codes for them, each once; the code for "no tax" where one is mapped; absent when none is. */
  readonly ledgerTaxCodes?: readonly string[];
  readonly sku?: string;
  /** Decimal number of pieces of an item line, where the shop states one. */
  readonly quantity?: string;
  readonly dimensions?: Readonly<Record<string, string>>;
}

/** Enough to find a record again. */
export interface LedgerReference {
  /** Idempotency key of the plan; always stands in the record's reference field. */
  readonly key: string;
  /** Short form of the key (at most 21 characters of A-Z a-z 0-9 _ -) for ledgers with short fields. */
  readonly shortKey: string;
  readonly type: DocumentType;
  /** Accounting date, YYYY-MM-DD. */
  readonly date: string;
  readonly currency: string;
}

/** A document as it is sent: the plan's content, fixed before the first attempt. Its lines are the journal entry that it must amount to. */
export interface LedgerDocument extends LedgerReference {
  readonly contentHash: string;
  readonly kind: string;
  readonly description: string;
  /** Key of the plan that this one corrects. */
  readonly corrects?: string;
  readonly source: {
    readonly platform: string;
    readonly storeId: string;
    readonly orderId: string;
    readonly number: string;
  };
  /** Absent for a journal without a receivable line. */
  readonly customer?: LedgerCustomer;
  /** For a payment, the document that it pays; for a refund payment, the credit note that it pays out. */
  readonly appliesTo?: LedgerReference;
  /** By how much the ledger's own tax may differ, to be evened out by a line to this account; absent: not at all. */
  readonly rounding?: { readonly ledgerAccount: string; readonly limit: string };
  readonly lines: readonly LedgerLine[];
}

/** A dimension on a line as the ledger shows it. */
export interface HeldDimension {
  /** As policies call it, such as `class`. */
  readonly name: string;
  readonly value: string;
}

/** What the ledger really holds, read back from it. */
export interface LedgerRecord {
  readonly recordId: string;
  readonly key: string;
  readonly date: string;
  readonly currency: string;
  /** Sum of the debits. */
  readonly total: string;
  /** Tax under a tax code of the ledger stands on `tax-code:<id>`, as in the document. */
  readonly lines: readonly {
    readonly ledgerAccount: string;
    readonly debit?: string;
    readonly credit?: string;
    /** Where it has any. */
    readonly dimensions?: readonly HeldDimension[];
  }[];
  /** Set where the lines tell all dimensions that were sent: one that they do not show is lost. */
  readonly tellsDimensions?: true;
}

export type SendOutcome =
  | { readonly state: 'created'; readonly recordId: string }
  | {
      readonly state: 'failed';
      readonly errorClass: ErrorClass;
      readonly message: string;
      readonly retryAfterMs?: number;
      /** Of the exception that a person sees, where the class alone says too little, such as `dimension_not_found`. */
      readonly code?: string;
    };

export interface SendContext {
  /** Record ids of the plans that documents apply to, by key. Posting sends a payment only when what it pays is there. */
  readonly recordIds: ReadonlyMap<string, string>;
}

/** What the ledger can hold, so that planning asks for nothing else. */
export interface LedgerAbilities {
  /** Documents beside the journal; what is not here becomes a journal. */
  readonly documents: readonly DocumentType[];
  /** How many of the ledger's tax codes an item line takes; none: tax is always a line on an account. */
  readonly taxCodes: 'none' | 'one-a-line' | 'many-a-line';
  /** Names of dimensions that lines may have, `analytic:*` for all that begin so. A line with another is held. */
  readonly dimensions: readonly string[] | 'any';
}

export interface LedgerDestination {
  /** Registry name, such as `book`. */
  readonly kind: string;
  /** One ledger company is one destination everywhere, such as `book:main`. Plans belong to it. */
  readonly id: string;
  readonly abilities: LedgerAbilities;
  /** Set where the login says which it is; then a sandbox store's orders and a production ledger do not meet. */
  readonly environment?: 'production' | 'sandbox';
  /** Most documents that one call of `send` takes. */
  readonly batchSize: number;
  /**
   * How long after it took a document the ledger's lookup may still miss it, in milliseconds; 0 when a lookup sees all that
   * was written. What may have been sent is sent again only when two lookups this far apart did not find it.
   */
  readonly lookupLagMs: number;
  /** Throws LedgerError, as do the other reads, when the ledger cannot be used. */
  listAccounts(filter?: string): Promise<readonly LedgerAccount[]>;
  listTaxCodes(filter?: string): Promise<readonly LedgerTaxCode[]>;
  /** Last closed day (YYYY-MM-DD): documents dated on or before it are refused. */
  lockDate(): Promise<string | undefined>;
  /** Whether the ledger can hold this logical account without a mapping (the built-in book can). */
  accepts(logicalAccount: string): boolean;
  /** One outcome a document, in order. Never throws for a refusal; a lost answer is `unknown_outcome`. */
  send(documents: readonly LedgerDocument[], context: SendContext): Promise<readonly SendOutcome[]>;
  /** Looks records up by our key, in the order of `references`. */
  find(references: readonly LedgerReference[]): Promise<readonly (LedgerRecord | undefined)[]>;
  /** Records of a store and period (dates inclusive), in pages; what reconciliation reads. */
  list(query: {
    readonly storeId?: string;
    readonly from?: string;
    readonly to?: string;
  }): AsyncIterable<readonly LedgerRecord[]>;
}

/** The ledger cannot be used at all: wrong login, no such company, no answer. The message says what to do. */
export class LedgerError extends Error {
  constructor(
    readonly errorClass: ErrorClass,
    message: string,
    readonly retryAfterMs?: number,
  ) {
    super(message);
    this.name = 'LedgerError';
  }
}

/** The ledger's tax code of a tax line; undefined when the tax stands on an account. */
export const ledgerTaxCodeOf = ({ ledgerAccount }: { readonly ledgerAccount: string }): string | undefined =>
  ledgerAccount.startsWith(TAX_CODE_PREFIX) ? ledgerAccount.slice(TAX_CODE_PREFIX.length) : undefined;
