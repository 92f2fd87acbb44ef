/** Deletes what is old and that no trace needs, a few at a time. */
import { type Kysely, sql } from 'kysely';
import type { PruneCounts } from '../erasure';
import type { StoreRef } from '../trace-store';
import type { Database, Db, Tx } from './database';

const deletedRows = ({ numDeletedRows }: { readonly numDeletedRows: bigint }): number =>
  Number(numDeletedRows);

export const pruneStore = async (
  db: Db,
  store: StoreRef,
  before: string,
  limit: number,
): Promise<PruneCounts> =>
  await db.transaction().execute(async (tx) => ({
    deliveries: await pruneDeliveries(tx, store, before, limit),
    deliveryCounts: await pruneCounters(tx, store, before),
    attempts: await pruneAttempts(tx, store, before, limit),
    snapshots: await pruneSnapshots(tx, store, before, limit),
  }));

/** What comes again after that is a delivery like any other, and makes its order due: the ledger is asked, nothing doubles. */
const pruneDeliveries = async (tx: Tx, store: StoreRef, before: string, limit: number): Promise<number> => {
  const { platform, storeId } = store;
  const last = await tx
    .selectFrom('deliveries')
    .select('received_at')
    .where('platform', '=', platform)
    .where('store_id', '=', storeId)
    .where('received_at', '<', before)
    .orderBy('received_at')
    .offset(limit - 1)
    .limit(1)
    .executeTakeFirst();
  const old = tx.deleteFrom('deliveries').where('platform', '=', platform).where('store_id', '=', storeId);
  const upTo = last
    ? old.where('received_at', '<=', last.received_at)
    : old.where('received_at', '<', before);
  return deletedRows(await upTo.executeTakeFirstOrThrow());
};

/** One row an hour and reason: few enough for one statement. */
const pruneCounters = async (tx: Tx, { platform, storeId }: StoreRef, before: string): Promise<number> =>
  deletedRows(
    await tx
      .deleteFrom('delivery_counts')
      .where('platform', '=', platform)
      .where('store_id', '=', storeId)
      .where('last_at', '<', before)
      .executeTakeFirstOrThrow(),
  );

const pruneAttempts = async (
  tx: Tx,
  { platform, storeId }: StoreRef,
  before: string,
  limit: number,
): Promise<number> => {
  const ids = await tx
    .selectFrom('attempts')
    .innerJoin('plans', (join) =>
      join
        .onRef('plans.destination', '=', 'attempts.destination')
        .onRef('plans.plan_key', '=', 'attempts.plan_key'),
    )
    .select('attempts.id')
    .where('plans.platform', '=', platform)
    .where('plans.store_id', '=', storeId)
    .where('plans.state', '=', 'posted')
    .where('attempts.at', '<', before)
    .orderBy('attempts.id')
    .limit(limit)
    .execute();
  return await deleteById(tx, 'attempts', ids);
};

/** One that a plan names explains that plan; the latest is what the order was last known to be. */
const pruneSnapshots = async (
  tx: Tx,
  { platform, storeId }: StoreRef,
  before: string,
  limit: number,
): Promise<number> => {
  const ids = await tx
    .selectFrom('snapshots')
    .select('snapshots.id')
    .where('platform', '=', platform)
    .where('store_id', '=', storeId)
    .where('source_updated_at', '<', before)
    .where(
      sql<boolean>`not exists (
        select 1 from plans
        where plans.platform = snapshots.platform and plans.store_id = snapshots.store_id
          and plans.order_id = snapshots.order_id and plans.snapshot_hash = snapshots.hash
      )`,
    )
    .where(
      sql<boolean>`exists (
        select 1 from snapshots as later
        where later.platform = snapshots.platform and later.store_id = snapshots.store_id
          and later.order_id = snapshots.order_id
          and (later.source_updated_at > snapshots.source_updated_at
            or (later.source_updated_at = snapshots.source_updated_at and later.id > snapshots.id))
      )`,
    )
    .orderBy('id')
    .limit(limit)
    .execute();
  return await deleteById(tx, 'snapshots', ids);
};

const deleteById = async (
  tx: Kysely<Database>,
  table: 'attempts' | 'snapshots',
  rows: readonly { readonly id: number }[],
): Promise<number> => {
  const ids = rows.map(({ id }) => id);
  if (ids.length === 0) return 0;
  return deletedRows(await tx.deleteFrom(table).where('id', 'in', ids).executeTakeFirstOrThrow());
};
