/** Journal entries: dated, balanced, explained line by line. What a ledger is asked to hold. */
import type { SourceRef } from '../commerce/order';
import type { DocumentType } from './document';

/** Why a line stands there, good enough to hand to an auditor. */
export interface Explanation {
  /** Name of the rule, such as `sale.goods`; its version is part of the entry's transformation version. */
  readonly rule: string;
  /**
   * What of the source the line carries, such as `goods`, `tax:DE-MWST-1`, `payment:stripe`: sums over it are compared with
   * the source. The same whatever account the policy chooses.
   */
  readonly component: string;
  /** JSON pointers into the source payload. */
  readonly pointers: readonly string[];
  /** The arithmetic with its numbers, such as `50.39 - 5.04 = 45.35`. */
  readonly arithmetic: string;
  /** The user's account rule that chose the account, where one did. */
  readonly chosenBy?: string;
  /** Who got the leftover minor units of an allocation, and why. */
  readonly leftover?: string;
}

export interface JournalLine {
  /** Logical account, such as `sales`, `tax:DE-MWST-1`, `clearing:stripe`. */
  readonly account: string;
  /** Decimal string, positive. Exactly one of debit and credit stands. */
  readonly debit?: string;
  readonly credit?: string;
  readonly memo?: string;
  /** Logical tax code of a tax line. */
  readonly taxCode?: string;
  /** Logical codes of the taxes on an item line, sorted; only where documents are wanted, which need it. */
  readonly taxedBy?: readonly string[];
  /** What was sold, for documents that show it. Not part of what the entry amounts to. */
  readonly sku?: string;
  readonly quantity?: string;
  readonly dimensions?: Readonly<Record<string, string>>;
  readonly explanation: Explanation;
}

export interface JournalEntry {
  /** The finance event's key: one entry an event. */
  readonly key: string;
  readonly kind: string;
  /** Accounting date, YYYY-MM-DD. */
  readonly date: string;
  readonly currency: string;
  readonly description: string;
  readonly source: SourceRef;
  /** What the ledger is to make of it, where it can. */
  readonly document: DocumentType;
  /** Key of the entry whose receivable this payment settles. */
  readonly settles?: string;
  readonly lines: readonly JournalLine[];
  readonly transformationVersion: string;
  /** SHA-256 (hex) over what a ledger would be told: key, kind, date, currency, description and lines without explanations. */
  readonly contentHash: string;
}
