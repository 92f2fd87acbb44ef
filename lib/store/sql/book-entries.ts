/** Reading the book's entries with their lines. */
import { chunksOf, LIST_SIZE } from './batch';
import { minorOf, minorText } from './book-lines';
import type { EntryQuery, EntryRecord, LineRecord } from './book-records';
import type { BookEntryTable, Db } from './database';

const matching = (db: Db, bookId: string, query: EntryQuery) => {
  let select = db.selectFrom('book_entries').selectAll().where('book_id', '=', bookId);
  if (query.platform !== undefined) select = select.where('platform', '=', query.platform);
  if (query.storeId !== undefined) select = select.where('store_id', '=', query.storeId);
  if (query.orderId !== undefined) select = select.where('order_id', '=', query.orderId);
  if (query.from !== undefined) select = select.where('date', '>=', query.from);
  if (query.to !== undefined) select = select.where('date', '<=', query.to);
  if (query.after !== undefined) select = select.where('entry_number', '>', query.after);
  if (query.limit !== undefined) select = select.limit(query.limit);
  return select.orderBy('entry_number');
};

const readHeads = async (db: Db, bookId: string, query: EntryQuery): Promise<readonly BookEntryTable[]> => {
  const { keys, numbers } = query;
  if (keys === undefined && numbers === undefined) return await matching(db, bookId, query).execute();
  const found: BookEntryTable[] = [];
  for (const chunk of chunksOf([...new Set(keys)], LIST_SIZE)) {
    found.push(...(await matching(db, bookId, query).where('entry_key', 'in', chunk).execute()));
  }
  for (const chunk of chunksOf([...new Set(numbers)], LIST_SIZE)) {
    found.push(...(await matching(db, bookId, query).where('entry_number', 'in', chunk).execute()));
  }
  return found.sort((a, b) => a.entry_number - b.entry_number);
};

const linesOf = async (
  db: Db,
  bookId: string,
  numbers: readonly number[],
): Promise<ReadonlyMap<number, readonly LineRecord[]>> => {
  const lines = new Map<number, LineRecord[]>(numbers.map((number) => [number, []]));
  for (const chunk of chunksOf(numbers, LIST_SIZE)) {
    const rows = await db
      .selectFrom('book_lines')
      .select(['entry_number', 'ledger_account', 'logical_account', 'memo', 'dimensions'])
      .select([minorText('debit_minor').as('debit'), minorText('credit_minor').as('credit')])
      .where('book_id', '=', bookId)
      .where('entry_number', 'in', chunk)
      .orderBy('entry_number')
      .orderBy('line_number')
      .execute();
    for (const row of rows) {
      lines.get(row.entry_number)?.push({
        ledgerAccount: row.ledger_account,
        logicalAccount: row.logical_account,
        debitMinor: minorOf(row.debit),
        creditMinor: minorOf(row.credit),
        memo: row.memo ?? undefined,
        dimensions:
          row.dimensions === null ? undefined : (JSON.parse(row.dimensions) as LineRecord['dimensions']),
      });
    }
  }
  return lines;
};

const entryOf = (head: BookEntryTable, lines: readonly LineRecord[]): EntryRecord => ({
  number: head.entry_number,
  key: head.entry_key,
  contentHash: head.content_hash,
  kind: head.kind,
  date: head.date,
  currency: head.currency,
  description: head.description,
  corrects: head.corrects ?? undefined,
  platform: head.platform,
  storeId: head.store_id,
  orderId: head.order_id,
  orderNumber: head.order_number,
  createdAt: head.created_at,
  lines,
});

/** With keys and numbers both, entries that either names. By number, rising. */
export const readEntries = async (
  db: Db,
  bookId: string,
  query: EntryQuery,
): Promise<readonly EntryRecord[]> => {
  const heads = await readHeads(db, bookId, query);
  const lines = await linesOf(
    db,
    bookId,
    heads.map((head) => head.entry_number),
  );
  return heads.map((head) => entryOf(head, lines.get(head.entry_number) ?? []));
};
