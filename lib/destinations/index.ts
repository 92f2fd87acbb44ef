/** The ledgers that can be posted to. Menus, contract tests and the account mapping take their list from here. */
import { book } from './book/kind';
import type { DestinationKind } from './destination-kind';
import { httpLedger } from './http';
import { odoo } from './odoo/kind';
import { quickbooks } from './quickbooks/kind';
import { tryton } from './tryton/kind';
import { xero } from './xero/kind';

export const DESTINATIONS: readonly DestinationKind[] = [book, quickbooks, xero, odoo, tryton, httpLedger];

export const findDestination = (kind: string): DestinationKind | undefined =>
  DESTINATIONS.find((destination) => destination.kind === kind);
