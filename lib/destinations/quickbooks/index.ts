/** A company of QuickBooks Online as a destination. */
import type { LedgerAbilities, LedgerDestination } from '../ledger-destination';
import { listAccounts, listTaxCodes } from './chart';
import { abilitiesFor } from '../dimensions';
import { companyOf, connectTo, type QuickBooksContext } from './connected';
import { DIMENSIONS } from './dimensions';
import { findRecords } from './find';
import { listRecords } from './list';
import { sendDocuments } from './send';
import { BATCH_LIMIT } from './wire';

/**
 * QuickBooks works on a request for up to 120 seconds before it gives up, also after the line went dead. Until then a
 * lookup may not show what is still being written.
 */
const LOOKUP_LAG_MS = 120_000;

/** Two requests that create, one that reads back. */
const BATCH = 2 * BATCH_LIMIT;

/** Money that pays out a credit note is left to journals: QuickBooks has no record of its own for it. */
export const ABILITIES: LedgerAbilities = {
  documents: ['invoice', 'sales_receipt', 'credit_note', 'refund_receipt', 'payment'],
  taxCodes: 'one-a-line',
  dimensions: DIMENSIONS,
};

export const createQuickBooks = (context: QuickBooksContext): LedgerDestination => {
  const { connection } = context;
  const connected = connectTo(context);
  const { company } = connected;
  return {
    kind: 'quickbooks',
    id: `quickbooks:${companyOf(context)}`,
    abilities: abilitiesFor(ABILITIES, context.options),
    ...(connection.environment === undefined ? {} : { environment: connection.environment }),
    batchSize: BATCH,
    lookupLagMs: LOOKUP_LAG_MS,
    listAccounts: (filter) => listAccounts(company, filter),
    listTaxCodes: (filter) => listTaxCodes(company, filter),
    lockDate: () => company.lockDate(),
    accepts: () => false,
    send: (documents, sending) => sendDocuments(connected, documents, sending),
    find: (references) => findRecords(connected, references),
    list: (query) => listRecords(connected, query),
  };
};
