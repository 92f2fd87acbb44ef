/** Brings a database to the schema that this version knows, in one dbTransaction, each step once. */
import { createHash } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import type { Migration, SchemaWords } from './migrations/migration';
import { StoreError } from './store-error';

const checksumOf = (statements: readonly string[]): string =>
  createHash('sha256').update(statements.join(';\n')).digest('hex');

const newestOf = (steps: readonly { readonly number: number }[]): number =>
  steps.reduce((newest, { number }) => Math.max(newest, number), 0);

/**
 * @throws StoreError `schema_newer` when a later version wrote the store, `schema_changed` when a step that was applied
 * is not the one that we know: guessing on either would damage books.
 */
export const migrate = async <DB>(
  db: Kysely<DB>,
  words: SchemaWords,
  migrations: readonly Migration[],
): Promise<void> => {
  await db.transaction().execute(async (tx) => {
    for (const statement of words.before) await sql.raw(statement).execute(tx);
    await sql`create table if not exists schema_migrations (
      number ${sql.raw(words.integer)} not null primary key, name text not null, checksum text not null,
      applied_at text not null default current_timestamp
    )`.execute(tx);
    const { rows } = await sql<{ number: number; name: string; checksum: string }>`
      select number, name, checksum from schema_migrations order by number`.execute(tx);
    const newest = newestOf(migrations);
    const stored = newestOf(rows);
    if (stored > newest) {
      throw new StoreError(
        'schema_newer',
        `This trace store was written by a newer version of Cart Ledger (schema ${stored}; this version knows ${newest}). ` +
          'Update the package, or keep the books in another place.',
      );
    }
    let taken = false;
    for (const { number, name, statements } of migrations) {
      const wanted = statements(words);
      const checksum = checksumOf(wanted);
      const applied = rows.find((row) => row.number === number);
      if (applied && applied.checksum !== checksum) {
        throw new StoreError(
          'schema_changed',
          `Step ${number} (${applied.name}) of this trace store's schema is not the one that this version of Cart Ledger ` +
            'knows. Use the version that wrote it, or restore a backup.',
        );
      }
      if (applied) continue;
      for (const statement of wanted) await sql.raw(statement).execute(tx);
      await sql`insert into schema_migrations (number, name, checksum) values (${number}, ${name}, ${checksum})`.execute(
        tx,
      );
      taken = true;
    }
    if (taken) for (const statement of words.after) await sql.raw(statement).execute(tx);
  });
};
