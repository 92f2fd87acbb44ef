/** What QuickBooks holds of ours in a period: all of it is paged through, because notes cannot be searched. */
import type { LedgerDestination, LedgerRecord } from '../ledger-destination';
import { quoted } from './client';
import type { Connected } from './connected';
import { readRecords } from './read-records';
import { RECORD_ENTITIES } from './wire';

/** Throws LedgerError. An amount that cannot be read exactly stays as it was written: reconciliation names it. */
export async function* listRecords(
  connected: Connected,
  { storeId, from, to }: Parameters<LedgerDestination['list']>[0],
): AsyncGenerator<readonly LedgerRecord[]> {
  const conditions = [
    ...(from === undefined ? [] : [`TxnDate >= ${quoted(from)}`]),
    ...(to === undefined ? [] : [`TxnDate <= ${quoted(to)}`]),
  ];
  const where = conditions.length === 0 ? '' : `where ${conditions.join(' and ')}`;
  for (const entity of RECORD_ENTITIES) {
    for await (const rows of connected.quickBooks.pages(entity, where)) {
      const ours = await readRecords(connected, entity, rows);
      const records = ours
        .filter(({ marked }) => storeId === undefined || marked.storeId === storeId)
        .map(({ record }) => record);
      if (records.length > 0) yield records;
    }
  }
}
