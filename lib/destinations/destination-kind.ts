/** A kind of ledger, before anybody has logged in to one: what the menus show, and how to connect. */
import type { Clock, CredentialFields, CredentialType, HttpSend, Log, RateLimit } from '../host';
import type { BookStorage } from './book/book-storage';
import type { LedgerAbilities, LedgerDestination, LedgerDocument } from './ledger-destination';

export type { CredentialFields, CredentialType } from '../host';

/** Which ledger a credential is for, without a secret in it. */
export interface LedgerConnection {
  /** Root of the ledger's interface, such as https://api.xero.com */
  readonly baseUrl: string;
  readonly allowHttp?: boolean;
  readonly environment?: 'production' | 'sandbox';
  /** The company that the login itself is bound to (a realm, a database), where it is. */
  readonly company?: string;
  /** What else the ledger's requests need and the login knows, such as a database and a user name. Never a secret. */
  readonly details?: Readonly<Record<string, string>>;
}

/**
 * Ids that the ledger gave to customers, items and the like, kept in the trace store so that they are asked for once. What
 * the ledger does not know any more is forgotten and looked up again.
 */
export interface LookupCache {
  /** Ids of those keys that are known. */
  get(kind: string, keys: readonly string[]): Promise<ReadonlyMap<string, string>>;
  put(kind: string, ids: ReadonlyMap<string, string>): Promise<void>;
  forget(kind: string, keys: readonly string[]): Promise<void>;
}

export interface DestinationContext {
  /** Signed by the credential. */
  readonly http: HttpSend;
  readonly clock: Clock;
  readonly log: Log;
  readonly connection: LedgerConnection;
  /** What the user chose among `listCompanies`, or the name of the book. Empty where the login is bound to one. */
  readonly company: string;
  readonly lookups: LookupCache;
  readonly options: LedgerOptions;
  /** The trace store: the built-in book lives in its database. */
  readonly storage: BookStorage;
}

/** Choices of the Accounting Poster that concern how a ledger renders documents. */
export interface LedgerOptions {
  /** generic: one item for each ledger account. sku: the ledger's own item of that sku where there is one on the same account. */
  readonly items: 'generic' | 'sku';
  /** What becomes of a dimension that the ledger has no place for; absent: hold. */
  readonly unknownDimensions?: UnknownDimensions;
}

/** hold: an exception, and nothing is sent. leave-out: the line is sent without it. */
export type UnknownDimensions = 'hold' | 'leave-out';

export interface LedgerCompany {
  readonly id: string;
  readonly name: string;
}

/** A request as it would go over the wire, for people to look at. */
export interface RenderedRequest {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  /** Parsed JSON. */
  readonly body: unknown;
}

/** What is known of the ledger's own ids when requests are only shown: `customer <key>` → id, `item <name>` → id, and so on. */
export type KnownIds = ReadonlyMap<string, string>;

export interface DestinationKind {
  readonly kind: string;
  readonly displayName: string;
  readonly description: string;
  /** n8n credential types that can sign this ledger's requests, the one to suggest first; the built-in book needs none. */
  readonly credentials: readonly CredentialType[];
  /** login: the login is bound to one company. choice: the user picks one of `listCompanies`. book: a name. */
  readonly company: 'login' | 'choice' | 'book';
  /** What every ledger of the kind can hold. */
  readonly abilities: LedgerAbilities;
  /** What the vendor takes of one company, a little less than it says; absent: its own answers alone set the pace. */
  readonly rateLimit?: RateLimit;
  connectionOf(fields: CredentialFields): LedgerConnection;
  connect(context: DestinationContext): LedgerDestination;
  /** For `choice`. */
  listCompanies?(
    context: Pick<DestinationContext, 'http' | 'clock' | 'log' | 'connection'>,
  ): Promise<readonly LedgerCompany[]>;
  /**
   * The requests that create these documents in a ledger that has none of them yet, bodies exactly as `send` makes them. Ids
   * that only the ledger can give stand as `{{customer …}}` where `known` does not have them. Sends nothing.
   */
  preview(
    documents: readonly LedgerDocument[],
    context: Pick<DestinationContext, 'connection' | 'company' | 'options'>,
    known: KnownIds,
  ): readonly RenderedRequest[];
}
