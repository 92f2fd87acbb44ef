/** One company of an Odoo, 16 and later, over JSON-RPC or JSON-2. */
import type { DestinationContext, LedgerCompany } from '../destination-kind';
import { abilitiesFor } from '../dimensions';
import { LedgerError, type LedgerAbilities, type LedgerDestination } from '../ledger-destination';
import { DIMENSIONS } from './analytics';
import { listLedgerAccounts, listTaxes } from './chart';
import { openOdoo } from './client';
import { openDirectory } from './directory';
import { findRecords } from './find';
import { listRecords } from './list';
import type { OdooLedger } from './odoo-ledger';
import { idField, isId, textField } from './read-row';
import { sendDocuments } from './send';

/**
 * Odoo has no record of a sale that is paid at once, so receipts become journal entries. Payments are entries too, made
 * here to the mapped accounts: a payment record of Odoo would pick its own.
 */
export const ABILITIES: LedgerAbilities = {
  documents: ['invoice', 'credit_note', 'payment', 'refund_payment'],
  taxCodes: 'many-a-line',
  dimensions: DIMENSIONS,
};

/** Odoo creates and posts lists; two hundred entries take it about as long as a request may last. */
export const BATCH = 200;

/** @throws LedgerError when url or company will not do; nothing is sent yet. */
export const connectOdoo = (context: DestinationContext): LedgerDestination => {
  const { http, clock, connection, company, log, lookups, options } = context;
  if (!isId(company))
    throw new LedgerError('credential', 'Choose the company of Odoo in the Accounting Poster.');
  const client = openOdoo({ http, clock, log, connection, company });
  const ledger: OdooLedger = {
    client,
    directory: openDirectory(client, company),
    company,
    clock,
    log,
    lookups,
    options,
  };
  return {
    kind: 'odoo',
    id: `odoo:${client.server.authority}/${connection.details?.['database'] ?? ''}/${company}`,
    abilities: abilitiesFor(ABILITIES, options),
    batchSize: BATCH,
    lookupLagMs: 0,
    listAccounts: (filter = '') => listLedgerAccounts(ledger, filter),
    listTaxCodes: (filter = '') => listTaxes(ledger, filter),
    lockDate: async () => (await ledger.directory.companyState()).lockDate,
    accepts: () => false,
    send: (documents, sendContext) => sendDocuments(ledger, documents, sendContext),
    find: (references) => findRecords(ledger, references),
    list: (query) => listRecords(ledger, query),
  };
};

/** Companies that the user may work in. */
export const listOdooCompanies = async ({
  http,
  clock,
  log,
  connection,
}: Pick<DestinationContext, 'http' | 'clock' | 'log' | 'connection'>): Promise<readonly LedgerCompany[]> => {
  const client = openOdoo({ http, clock, log, connection, company: '' });
  const rows = await client.search('res.company', [], ['name']);
  return rows.map((row) => ({ id: idField(row, 'id'), name: textField(row, 'name') ?? '' }));
};
