/** The ledgers that can be posted to. Menus, contract tests and the account mapping take their list from here. */
import type { DestinationKind } from './destination-kind';
import { book } from './book/kind';
import { httpLedger } from './http';

export const DESTINATIONS: readonly DestinationKind[] = [book, httpLedger];

export const findDestination = (kind: string): DestinationKind | undefined =>
  DESTINATIONS.find((destination) => destination.kind === kind);
