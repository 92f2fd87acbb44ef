/** Rows of QuickBooks as the records that every ledger shows, with all that has to be asked for to read them. */
import { keyInNote, type MarkedKey } from '../key-note';
import { chunksOf } from './chunks';
import { quotedList } from './client';
import type { Connected } from './connected';
import { asText, type JsonObject, refOf } from './read-answer';
import { type Reading, type ReadRecord, recordOf } from './record-of';
import { receivablesOf } from './receivables';
import { accountIdsOf, DIMENSION_REFS, hasTaxLines, itemIdsOf, namesDimension } from './row-parts';
import { BATCH_LIMIT, type RecordEntity } from './wire';

export type MarkedRecord = ReadRecord & { readonly marked: MarkedKey };

/** Those rows that carry a key of ours, in order. Throws LedgerError. */
export const readRecords = async (
  connected: Connected,
  entity: RecordEntity,
  rows: readonly JsonObject[],
): Promise<readonly MarkedRecord[]> => {
  const ours = rows.flatMap((row) => {
    const marked = keyInNote(row['PrivateNote']);
    return marked === undefined ? [] : [{ row, marked }];
  });
  if (ours.length === 0) return [];
  const { company, itemAccounts } = connected;
  const facts = await company.facts();
  const accounts = await company.accountsWith(ours.flatMap(({ row }) => accountIdsOf(row)));
  await learnItems(
    connected,
    ours.flatMap(({ row }) => itemIdsOf(row)),
  );
  const needsCodes = !facts.isUs && ours.some(({ row }) => hasTaxLines(row));
  const codes = needsCodes ? (await company.taxes()).codes : new Map();
  const rowsOnly = ours.map(({ row }) => row);
  const tellsDimensions = connected.options.unknownDimensions !== 'leave-out';
  const names = await namesIn(connected, rowsOnly);
  const reading = {
    facts,
    receivables: receivablesOf(accounts, facts),
    itemAccounts,
    codes,
    names,
    tellsDimensions,
  };
  return ours.map(({ row, marked }) => ({ ...recordOf(entity, row, marked.key, reading), marked }));
};

/** Lists are read only where a row names something of them. */
const namesIn = async ({ company }: Connected, rows: readonly JsonObject[]): Promise<Reading['names']> => {
  const [classes, departments] = DIMENSION_REFS;
  const none: ReadonlyMap<string, string> = new Map();
  return {
    class: rows.some((row) => namesDimension(row, classes)) ? await company.listed('Class', []) : none,
    department: rows.some((row) => namesDimension(row, departments))
      ? await company.listed('Department', [])
      : none,
  };
};

/** Income accounts of items that the rows do not tell themselves. */
const learnItems = async ({ quickBooks, itemAccounts }: Connected, ids: readonly string[]): Promise<void> => {
  const unknown = [...new Set(ids)].filter((id) => !itemAccounts.has(id));
  for (const chunk of chunksOf(unknown, BATCH_LIMIT)) {
    const rows = await quickBooks.query(
      'Item',
      `where Id in ${quotedList(chunk)} and Active in (true, false) maxresults ${BATCH_LIMIT}`,
    );
    for (const row of rows) {
      const [id, account] = [asText(row['Id']), refOf(row, 'IncomeAccountRef')];
      if (id !== undefined && account !== undefined) itemAccounts.set(id, account);
    }
  }
};
