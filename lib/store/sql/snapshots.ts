/** Canonical orders as they were when their plans were computed, by content hash. */
import type { Snapshot, StoreRef } from '../trace-store';
import { chunksOf, INSERT_SIZE } from './batch';
import type { Db, SnapshotTable } from './database';
import { erasedAt, withoutErased } from './erase';
import { inOrder, lockSnapshots } from './locks';

const snapshotOf = (row: Omit<SnapshotTable, 'id'>): Snapshot => ({
  hash: row.hash,
  platform: row.platform,
  storeId: row.store_id,
  orderId: row.order_id,
  sourceUpdatedAt: row.source_updated_at,
  order: row.order_json,
});

/** A snapshot that is there already stays: its hash says that it is the same. */
export const saveSnapshots = async (db: Db, snapshots: readonly Snapshot[]): Promise<void> => {
  if (snapshots.length === 0) return;
  await db.transaction().execute(async (tx) => {
    await lockSnapshots(tx, snapshots);
    const ordered = inOrder(await withoutErased(tx, snapshots), ({ hash }) => hash);
    for (const chunk of chunksOf(ordered, INSERT_SIZE)) {
      await tx
        .insertInto('snapshots')
        .values(
          chunk.map(({ hash, platform, storeId, orderId, sourceUpdatedAt, order }) => ({
            hash,
            platform,
            store_id: storeId,
            order_id: orderId,
            source_updated_at: sourceUpdatedAt,
            order_json: order,
          })),
        )
        .onConflict((conflict) => conflict.column('hash').doNothing())
        .execute();
    }
  });
};

export const getSnapshot = async (db: Db, hash: string): Promise<Snapshot | undefined> => {
  const row = await db.selectFrom('snapshots').selectAll().where('hash', '=', hash).executeTakeFirst();
  if (row === undefined) return undefined;
  const at = await erasedAt(db, hash);
  return at === undefined ? snapshotOf(row) : { ...snapshotOf(row), erasedAt: at };
};

export const latestSnapshot = async (
  db: Db,
  { platform, storeId }: StoreRef,
  orderId: string,
): Promise<Snapshot | undefined> => {
  const row = await db
    .selectFrom('snapshots')
    .selectAll()
    .where('platform', '=', platform)
    .where('store_id', '=', storeId)
    .where('order_id', '=', orderId)
    .orderBy('source_updated_at', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row && snapshotOf(row);
};
