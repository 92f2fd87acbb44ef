/** The book's ledger accounts and its lock date. */
import type { Actor } from '../trace-store';
import { appendAudit } from './audit';
import { chunksOf, INSERT_SIZE } from './batch';
import type { AccountRecord } from './book-records';
import type { Db, Tx } from './database';

/**
 * Makes sure that the book is there and takes its row: whoever holds it numbers the next entries, opens accounts and
 * locks periods.
 */
export const holdBook = async (
  tx: Tx,
  bookId: string,
): Promise<{ lock_date: string | null; last_entry: number }> => {
  await tx
    .insertInto('books')
    .values({ book_id: bookId, lock_date: null, last_entry: 0 })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  return await tx
    .updateTable('books')
    .set((eb) => ({ last_entry: eb.ref('last_entry') }))
    .where('book_id', '=', bookId)
    .returning(['lock_date', 'last_entry'])
    .executeTakeFirstOrThrow();
};

export const listAccounts = async (db: Db, bookId: string): Promise<readonly AccountRecord[]> =>
  await db
    .selectFrom('book_accounts')
    .select(['id', 'name', 'type'])
    .where('book_id', '=', bookId)
    .orderBy('id')
    .execute();

/** An account whose id is taken stays as it is. */
export const insertAccounts = async (
  tx: Tx,
  bookId: string,
  accounts: readonly AccountRecord[],
  at: string,
): Promise<void> => {
  for (const chunk of chunksOf(accounts, INSERT_SIZE)) {
    await tx
      .insertInto('book_accounts')
      .values(chunk.map(({ id, name, type }) => ({ book_id: bookId, id, name, type, opened_at: at })))
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
};

export const openAccount = async (
  db: Db,
  bookId: string,
  account: AccountRecord,
  actor: Actor,
): Promise<AccountRecord> =>
  await db.transaction().execute(async (tx) => {
    await holdBook(tx, bookId);
    const known = (await listAccounts(tx, bookId)).find(({ id }) => id === account.id);
    if (known) return known;
    await insertAccounts(tx, bookId, [account], actor.at);
    const { id, name, type } = account;
    await appendAudit(tx, [
      { ...actor, action: 'book.account', subject: `book:${bookId}`, detail: { id, name, type } },
    ]);
    return { id, name, type };
  });

export const getLockDate = async (db: Db, bookId: string): Promise<string | undefined> => {
  const row = await db
    .selectFrom('books')
    .select('lock_date')
    .where('book_id', '=', bookId)
    .executeTakeFirst();
  return row?.lock_date ?? undefined;
};

export const setLockDate = async (
  db: Db,
  bookId: string,
  lockDate: string | undefined,
  actor: Actor,
): Promise<void> => {
  const to = lockDate ?? null;
  await db.transaction().execute(async (tx) => {
    const { lock_date: from } = await holdBook(tx, bookId);
    if (from === to) return;
    await tx.updateTable('books').set({ lock_date: to }).where('book_id', '=', bookId).execute();
    const reopens = from !== null && (to === null || to < from);
    const action = reopens ? 'book.reopened' : 'book.locked';
    await appendAudit(tx, [{ ...actor, action, subject: `book:${bookId}`, detail: { from, to } }]);
  });
};
