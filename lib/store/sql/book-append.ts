/** Adding entries to the book: judged, numbered and written in one dbTransaction, so that numbers have no gaps. */
import { chunksOf, INSERT_SIZE, LIST_SIZE } from './batch';
import { holdBook, insertAccounts, listAccounts } from './book-chart';
import type { AdditionRecord, BookStateRecord, NewEntryRecord } from './book-records';
import type { BookEntryTable, Db, Tx } from './database';

const readState = async (
  tx: Tx,
  bookId: string,
  keys: readonly string[],
  lockDate: string | null,
): Promise<BookStateRecord> => {
  const posted = new Map<string, { number: number; contentHash: string }>();
  for (const chunk of chunksOf(keys, LIST_SIZE)) {
    const rows = await tx
      .selectFrom('book_entries')
      .select(['entry_key', 'entry_number', 'content_hash'])
      .where('book_id', '=', bookId)
      .where('entry_key', 'in', chunk)
      .execute();
    for (const row of rows)
      posted.set(row.entry_key, {
        number: row.entry_number,
        contentHash: row.content_hash,
      });
  }
  const accounts = new Map((await listAccounts(tx, bookId)).map((account) => [account.id, account]));
  return { lockDate: lockDate ?? undefined, accounts, posted };
};

const entryRow = (bookId: string, number: number, entry: NewEntryRecord, at: string): BookEntryTable => ({
  book_id: bookId,
  entry_number: number,
  entry_key: entry.key,
  content_hash: entry.contentHash,
  kind: entry.kind,
  date: entry.date,
  currency: entry.currency,
  description: entry.description,
  corrects: entry.corrects ?? null,
  platform: entry.platform,
  store_id: entry.storeId,
  order_id: entry.orderId,
  order_number: entry.orderNumber,
  created_at: at,
});

const lineRows = (bookId: string, number: number, entry: NewEntryRecord) =>
  entry.lines.map((line, index) => ({
    book_id: bookId,
    entry_number: number,
    line_number: index + 1,
    ledger_account: line.ledgerAccount,
    logical_account: line.logicalAccount,
    date: entry.date,
    currency: entry.currency,
    debit_minor: line.debitMinor ?? null,
    credit_minor: line.creditMinor ?? null,
    memo: line.memo ?? null,
    dimensions: line.dimensions === undefined ? null : JSON.stringify(line.dimensions),
  }));

export const appendEntries = async (
  db: Db,
  bookId: string,
  keys: readonly string[],
  at: string,
  decide: (state: BookStateRecord) => AdditionRecord,
): Promise<readonly number[]> =>
  await db.transaction().execute(async (tx) => {
    const { lock_date, last_entry } = await holdBook(tx, bookId);
    const { accounts, entries } = decide(await readState(tx, bookId, keys, lock_date));
    await insertAccounts(tx, bookId, accounts, at);
    const numbers = entries.map((_, index) => last_entry + 1 + index);
    const numbered = entries.map((entry, index) => ({
      entry,
      number: numbers[index] as number,
    }));
    const heads = numbered.map(({ entry, number }) => entryRow(bookId, number, entry, at));
    const lines = numbered.flatMap(({ entry, number }) => lineRows(bookId, number, entry));
    for (const chunk of chunksOf(heads, INSERT_SIZE))
      await tx.insertInto('book_entries').values(chunk).execute();
    for (const chunk of chunksOf(lines, INSERT_SIZE))
      await tx.insertInto('book_lines').values(chunk).execute();
    await tx
      .updateTable('books')
      .set({ last_entry: last_entry + entries.length })
      .where('book_id', '=', bookId)
      .execute();
    return numbers;
  });
