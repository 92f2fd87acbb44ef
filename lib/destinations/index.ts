/** The ledgers that can be posted to. Menus, contract tests and the account mapping take their list from here. */
import type { Clock } from '../host';
import { type BookStorage, createBook } from './book';
import type { LedgerDestination } from './ledger-destination';

export interface DestinationContext {
  readonly clock: Clock;
  /** The trace store: the built-in book lives in its database. */
  readonly storage: BookStorage;
  /** One company of the ledger, such as the book's name. */
  readonly company: string;
}

export interface DestinationKind {
  readonly kind: string;
  readonly displayName: string;
  readonly description: string;
  /** n8n credential type that signs this ledger's requests; the built-in book needs none. */
  readonly credential?: string;
  connect(context: DestinationContext): LedgerDestination;
}

const book: DestinationKind = {
  kind: 'book',
  displayName: 'Built-in Book',
  description: 'A double-entry book inside the trace store',
  connect: ({ storage, company, clock }) => createBook({ storage, bookId: company, clock }),
};

export const DESTINATIONS: readonly DestinationKind[] = [book];

export const findDestination = (kind: string): DestinationKind | undefined =>
  DESTINATIONS.find((destination) => destination.kind === kind);
