/** Looks our records up in Xero by key. */
import type { DocumentType, LedgerRecord, LedgerReference } from '../ledger-destination';
import type { XeroClient } from './client';
import { isInTheBooks, keyOfRecord, type ReadingBooks, readRecord } from './read-record';
import { chunksWithin } from './where';
import { type Endpoint, ENDPOINTS, pageAnswer, RECORD_FIELDS } from './wire';
import { whereDay } from './xero-day';

export const ENDPOINT_OF: Readonly<Record<DocumentType, Endpoint>> = {
  invoice: 'Invoices',
  credit_note: 'CreditNotes',
  sales_receipt: 'BankTransactions',
  refund_receipt: 'BankTransactions',
  payment: 'Payments',
  refund_payment: 'Payments',
  journal: 'ManualJournals',
};

/** Most numbers of one look-up: as many as a page of Xero's holds at least. */
const MOST_NUMBERS = 50;

/** In the order of `references`. @throws LedgerError */
export const findRecords = async (
  client: XeroClient,
  books: () => Promise<ReadingBooks>,
  references: readonly LedgerReference[],
): Promise<readonly (LedgerRecord | undefined)[]> => {
  if (references.length === 0) return [];
  const reading = await books();
  const found = new Map<string, LedgerRecord>();
  for (const endpoint of ENDPOINTS) {
    const wanted = references.filter(({ type }) => ENDPOINT_OF[type] === endpoint);
    const finding: Finding = { client, endpoint, reading, found };
    for (let start = 0; start < wanted.length; start += MOST_NUMBERS)
      await findSome(finding, wanted.slice(start, start + MOST_NUMBERS));
  }
  return references.map(({ key }) => found.get(key));
};

interface Finding {
  readonly client: XeroClient;
  readonly endpoint: Endpoint;
  readonly reading: ReadingBooks;
  readonly found: Map<string, LedgerRecord>;
}

/**
 * Invoices are asked for by a list of numbers. Elsewhere a `where` filter names each, and a URL holds some forty: of more,
 * those written last on their days are read first, because a read-back follows the send, and the filter asks for the rest.
 */
const findSome = async (finding: Finding, references: readonly LedgerReference[]): Promise<void> => {
  const { endpoint, found } = finding;
  if (endpoint === 'Invoices') {
    const numbers = references.map(({ shortKey }) => shortKey).join(',');
    return ask(finding, references, { InvoiceNumbers: numbers });
  }
  if (filtersFor(endpoint, references).length > 1) await askLatest(finding, references);
  const missing = references.filter(({ key }) => !found.has(key));
  for (const where of filtersFor(endpoint, missing)) await ask(finding, missing, { where });
};

const filtersFor = (endpoint: Endpoint, references: readonly LedgerReference[]): readonly string[] => {
  const { mark } = RECORD_FIELDS[endpoint];
  if (mark === 'CreditNoteNumber')
    return chunksWithin(references.map(({ shortKey }) => `CreditNoteNumber=="${shortKey}"`));
  const conditions = references.map(({ shortKey }) => `${mark}.StartsWith("${shortKey}")`);
  // Without the guard one record without a reference makes Xero fail.
  return chunksWithin(conditions, (joined) =>
    mark === 'Reference' ? `Reference!=null AND (${joined})` : joined,
  );
};

const askLatest = (finding: Finding, references: readonly LedgerReference[]): Promise<void> => {
  const days = references.map(({ date }) => date).sort();
  const [first, last] = [days[0] as string, days.at(-1) as string];
  return ask(finding, references, {
    where: `Date>=${whereDay(first)} AND Date<=${whereDay(last)}`,
    order: 'UpdatedDateUTC DESC',
    pageSize: String(references.length),
  });
};

/** Only pages hold lines; what is asked for fits on one. */
const ask = async (
  { client, endpoint, reading, found }: Finding,
  references: readonly LedgerReference[],
  query: Readonly<Record<string, string>>,
): Promise<void> => {
  const page = await client.get(endpoint, { ...query, ...PRICES[endpoint], page: '1' }, pageAnswer(endpoint));
  const byNumber = new Map(references.map((reference) => [reference.shortKey, reference.key]));
  const keys = new Set(references.map(({ key }) => key));
  for (const raw of page[endpoint] ?? []) {
    if (!isInTheBooks(raw, endpoint)) continue;
    // An invoice is ours by its number, whatever a person made of its reference.
    const numbered = byNumber.get(numberOf(raw, endpoint));
    const key = keyOfRecord(raw, endpoint)?.key ?? numbered;
    const wanted = key !== undefined && keys.has(key) ? key : numbered;
    if (key === undefined || wanted === undefined || found.has(wanted)) continue;
    found.set(wanted, readRecord(raw, endpoint, key, reading));
  }
};

const numberOf = (raw: unknown, endpoint: Endpoint): string =>
  endpoint === 'Invoices' || endpoint === 'CreditNotes'
    ? String((raw as Readonly<Record<string, unknown>>)[RECORD_FIELDS[endpoint].mark])
    : '';

/** Unit prices with four decimals, where there are any; else Xero shows what it rounded. */
export const PRICES: Readonly<Record<Endpoint, Readonly<Record<string, string>>>> = {
  Invoices: { unitdp: '4' },
  CreditNotes: { unitdp: '4' },
  BankTransactions: { unitdp: '4' },
  ManualJournals: {},
  Payments: {},
};
