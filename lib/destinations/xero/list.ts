/** Our records of a period, page by page, from each of Xero's endpoints in turn. */
import type { LedgerRecord } from '../ledger-destination';
import type { XeroClient } from './client';
import { PRICES } from './find';
import { isInTheBooks, keyOfRecord, type ReadingBooks, readRecord } from './read-record';
import { type Endpoint, ENDPOINTS, pageAnswer, RECORD_FIELDS } from './wire';
import { whereDay } from './xero-day';

export interface ListQuery {
  readonly storeId?: string;
  readonly from?: string;
  readonly to?: string;
}

const PAGE_SIZE = 500;

/** Bills and suppliers' credit notes are none of our business. */
const OURS: Partial<Readonly<Record<Endpoint, string>>> = {
  Invoices: 'Type=="ACCREC"',
  CreditNotes: 'Type=="ACCRECCREDIT"',
};

/** @throws LedgerError */
export const listRecords = async function* (
  client: XeroClient,
  books: () => Promise<ReadingBooks>,
  query: ListQuery,
): AsyncIterable<readonly LedgerRecord[]> {
  const reading = await books();
  for (const endpoint of ENDPOINTS) {
    // By id, a record that is written meanwhile can only push others onto the next page, where they are seen again.
    const seen = new Set<string>();
    for await (const page of eachPage(client, endpoint, query)) {
      const records = page.flatMap((raw) => {
        const marked = keyOfRecord(raw, endpoint);
        if (marked === undefined || !isInTheBooks(raw, endpoint)) return [];
        if (query.storeId !== undefined && query.storeId !== marked.storeId) return [];
        const record = readRecord(raw, endpoint, marked.key, reading);
        if (seen.has(record.recordId)) return [];
        seen.add(record.recordId);
        return [record];
      });
      if (records.length > 0) yield records;
    }
  }
};

const eachPage = async function* (
  client: XeroClient,
  endpoint: Endpoint,
  { from, to }: ListQuery,
): AsyncIterable<readonly unknown[]> {
  const conditions = [
    OURS[endpoint],
    from === undefined ? undefined : `Date>=${whereDay(from)}`,
    to === undefined ? undefined : `Date<=${whereDay(to)}`,
  ].filter((condition) => condition !== undefined);
  const query = {
    ...(conditions.length === 0 ? {} : { where: conditions.join(' AND ') }),
    order: `${RECORD_FIELDS[endpoint].id} ASC`,
    pageSize: String(PAGE_SIZE),
    ...PRICES[endpoint],
  };
  for (let page = 1; ; page++) {
    const answer = await client.get(endpoint, { ...query, page: String(page) }, pageAnswer(endpoint));
    const rows = answer[endpoint] ?? [];
    if (rows.length > 0) yield rows;
    const pages = answer.pagination?.pageCount;
    // Where Xero does not say how many pages there are, only an empty one is surely the last.
    if (pages === undefined ? rows.length === 0 : page >= Number(pages)) return;
  }
};
