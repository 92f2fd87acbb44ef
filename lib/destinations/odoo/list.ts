/** Posted records of a store and period, page by page; what reconciliation reads. */
import type { LedgerDestination, LedgerRecord } from '../ledger-destination';
import { jsonIds, jsonNumber } from './json';
import { originPattern } from './move-origin';
import type { OdooLedger } from './odoo-ledger';
import { readRecords } from './read-records';
import { idField } from './read-row';
import { type Domain, MOVE } from './wire';

const PAGE = 500;

export async function* listRecords(
  ledger: OdooLedger,
  { storeId, from, to }: Parameters<LedgerDestination['list']>[0],
): AsyncGenerator<readonly LedgerRecord[]> {
  const wanted: Domain = [
    ['company_id', '=', jsonNumber(ledger.company)],
    ['state', '=', 'posted'],
    ['invoice_origin', '=like', originPattern(storeId)],
    ...(from === undefined ? [] : [['date', '>=', from]]),
    ...(to === undefined ? [] : [['date', '<=', to]]),
  ];
  // By id and not by offset: what is posted meanwhile must not move records from one page to another.
  let last = '0';
  for (;;) {
    const rows = await ledger.client.search(MOVE, [...wanted, ['id', '>', jsonNumber(last)]], ['id'], {
      limit: PAGE,
    });
    const ids = rows.map((row) => idField(row, 'id'));
    if (ids.length > 0) {
      const records = await readRecords(ledger, [['move_id', 'in', jsonIds(ids)]]);
      yield records.map(({ record }) => record);
    }
    if (ids.length < PAGE) return;
    last = ids.at(-1) as string;
  }
}
