/** Xero as a ledger: sales as invoices, credit notes, payments, and money received and spent; the rest as manual journals. */
import type { DestinationContext, LedgerOptions } from '../destination-kind';
import { abilitiesFor } from '../dimensions';
import { ledgerUrl } from '../ledger-url';
import {
  type LedgerAbilities,
  type LedgerAccount,
  type LedgerDestination,
  LedgerError,
} from '../ledger-destination';
import { BANK, type ChartAccount, xeroBooks, type Books } from './books';
import { XeroClient } from './client';
import { findRecords } from './find';
import { listRecords } from './list';
import type { ReadingBooks } from './read-record';
import { sendDocuments } from './send';
import { LIKELY_TIES } from './tax-shares';
import { trackingReader } from './tracking';
import { BATCH_LIMIT } from './wire';

export const ABILITIES: LedgerAbilities = {
  documents: ['invoice', 'sales_receipt', 'credit_note', 'refund_receipt', 'payment', 'refund_payment'],
  taxCodes: 'one-a-line',
  // Named as the organisation names its tracking categories.
  dimensions: 'any',
};

/** Xero shows at once what it took. But a request that got no answer may be at work there for as long as we would wait for it. */
const LOOKUP_LAG_MS = 120_000;

const TENANT_ID = /^[0-9a-zA-Z-]{1,64}$/;

/** @throws LedgerError when no organisation is chosen. */
export const createXero = (
  context: Pick<
    DestinationContext,
    'http' | 'clock' | 'log' | 'connection' | 'company' | 'lookups' | 'options'
  >,
): LedgerDestination => {
  const { http, clock, log, connection, company: tenantId, lookups, options } = context;
  if (!TENANT_ID.test(tenantId))
    throw new LedgerError(
      'validation',
      'No Xero organisation is chosen. Choose one in the Accounting Poster.',
    );
  const baseUrl = ledgerUrl(connection, 'Xero').root;
  const client = new XeroClient({ http, clock, log, baseUrl, tenantId, lookups });
  const books = xeroBooks(client);
  const reading = () => readingOf(books, options);
  const tracking = trackingReader(client);
  const sending = { client, books, lookups, options, tracking, rounding: { ties: LIKELY_TIES } };
  return {
    kind: 'xero',
    id: `xero:${tenantId}`,
    abilities: abilitiesFor(ABILITIES, options),
    batchSize: BATCH_LIMIT,
    lookupLagMs: LOOKUP_LAG_MS,
    listAccounts: async (filter = '') => {
      const { accounts } = await books.chart();
      return matching([...accounts.values()].filter(({ active }) => active).map(ledgerAccount), filter);
    },
    listTaxCodes: async (filter = '') => {
      const codes = [...(await books.taxRates()).values()].map(({ id, name, rate }) => ({
        id,
        name,
        ...(rate === undefined ? {} : { rate }),
      }));
      return matching(codes, filter);
    },
    lockDate: async () => (await books.organisation()).lockDate,
    accepts: () => false,
    send: (documents, sendContext) => sendDocuments(sending, documents, sendContext),
    find: (references) => findRecords(client, reading, references),
    list: (query) => listRecords(client, reading, query),
  };
};

const readingOf = async (books: Books, { unknownDimensions }: LedgerOptions): Promise<ReadingBooks> => {
  const { receivable } = await books.chart();
  if (receivable === undefined)
    throw new LedgerError(
      'validation',
      "Xero's chart shows no accounts receivable, without which no record can be read.",
    );
  const { baseCurrency } = await books.organisation();
  return { receivable, baseCurrency, tellsDimensions: unknownDimensions !== 'leave-out' };
};

/** Which accounts are bank accounts, and in which currency, decides what can be mapped to them. */
const ledgerAccount = ({ id, name, type, xeroType, currency }: ChartAccount): LedgerAccount => ({
  id,
  name: xeroType === BANK ? `${name} (bank account${currency === undefined ? '' : `, ${currency}`})` : name,
  type,
});

const matching = <T extends { readonly id: string; readonly name: string }>(
  all: readonly T[],
  filter: string,
): readonly T[] => {
  const wanted = filter.toLowerCase();
  return all.filter(({ id, name }) => `${id} ${name}`.toLowerCase().includes(wanted));
};
