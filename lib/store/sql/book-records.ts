/**
 * The shapes in which the book's rows pass to and from the built-in book. They equal its port (destinations/book) by
 * shape, because rooms of equal rank do not import each other; a test holds the two together.
 */
import type { BookAccountTable } from './database';

export interface AccountRecord {
  readonly id: string;
  readonly name: string;
  readonly type: BookAccountTable['type'];
}

export interface LineRecord {
  readonly ledgerAccount: string;
  readonly logicalAccount: string;
  readonly debitMinor?: bigint;
  readonly creditMinor?: bigint;
  readonly memo?: string;
  readonly dimensions?: Readonly<Record<string, string>>;
}

export interface NewEntryRecord {
  readonly key: string;
  readonly contentHash: string;
  readonly kind: string;
  readonly date: string;
  readonly currency: string;
  readonly description: string;
  readonly corrects?: string;
  readonly platform: string;
  readonly storeId: string;
  readonly orderId: string;
  readonly orderNumber: string;
  readonly lines: readonly LineRecord[];
}

export interface EntryRecord extends NewEntryRecord {
  readonly number: number;
  readonly createdAt: string;
}

export interface BookStateRecord {
  readonly lockDate?: string;
  readonly accounts: ReadonlyMap<string, AccountRecord>;
  readonly posted: ReadonlyMap<string, { readonly number: number; readonly contentHash: string }>;
}

export interface AdditionRecord {
  readonly accounts: readonly AccountRecord[];
  readonly entries: readonly NewEntryRecord[];
}

export interface EntryQuery {
  readonly keys?: readonly string[];
  readonly numbers?: readonly number[];
  readonly platform?: string;
  readonly storeId?: string;
  readonly orderId?: string;
  readonly from?: string;
  readonly to?: string;
  readonly after?: number;
  readonly limit?: number;
}

export interface SumRecord {
  readonly ledgerAccount: string;
  readonly currency: string;
  readonly debitMinor: bigint;
  readonly creditMinor: bigint;
}

export interface SumQuery {
  readonly ledgerAccount?: string;
  readonly from?: string;
  readonly to?: string;
  readonly before?: string;
}

export interface LinePosition {
  readonly date: string;
  readonly number: number;
  readonly line: number;
}

export interface RegisterRecord extends LinePosition {
  readonly key: string;
  readonly description: string;
  readonly orderNumber: string;
  readonly currency: string;
  readonly memo?: string;
  readonly debitMinor?: bigint;
  readonly creditMinor?: bigint;
}

export interface RegisterQuery {
  readonly from?: string;
  readonly to?: string;
  readonly after?: LinePosition;
  readonly limit: number;
}
