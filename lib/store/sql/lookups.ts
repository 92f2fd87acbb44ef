/** Ids of a ledger's own things, by what we know them by. */
import { chunksOf, INSERT_SIZE } from './batch';
import type { Db } from './database';
import { inOrder } from './locks';

export const getLookups = async (
  db: Db,
  destination: string,
  kind: string,
  keys: readonly string[],
): Promise<ReadonlyMap<string, string>> => {
  const found = new Map<string, string>();
  for (const chunk of chunksOf(keys, INSERT_SIZE)) {
    const rows = await db
      .selectFrom('ledger_lookups')
      .select(['lookup_key', 'ledger_id'])
      .where('destination', '=', destination)
      .where('kind', '=', kind)
      .where('lookup_key', 'in', chunk)
      .execute();
    for (const row of rows) found.set(row.lookup_key, row.ledger_id);
  }
  return found;
};

/** The latest answer of the ledger wins. */
export const putLookups = async (
  db: Db,
  destination: string,
  kind: string,
  ids: ReadonlyMap<string, string>,
): Promise<void> => {
  if (ids.size === 0) return;
  await db.transaction().execute(async (tx) => {
    const ordered = inOrder([...ids], ([key]) => key);
    for (const chunk of chunksOf(ordered, INSERT_SIZE)) {
      await tx
        .insertInto('ledger_lookups')
        .values(chunk.map(([lookup_key, ledger_id]) => ({ destination, kind, lookup_key, ledger_id })))
        .onConflict((conflict) =>
          conflict
            .columns(['destination', 'kind', 'lookup_key'])
            .doUpdateSet((row) => ({ ledger_id: row.ref('excluded.ledger_id') })),
        )
        .execute();
    }
  });
};

export const forgetLookups = async (
  db: Db,
  destination: string,
  kind: string,
  keys: readonly string[],
): Promise<void> => {
  for (const chunk of chunksOf(keys, INSERT_SIZE)) {
    await db
      .deleteFrom('ledger_lookups')
      .where('destination', '=', destination)
      .where('kind', '=', kind)
      .where('lookup_key', 'in', chunk)
      .execute();
  }
};
