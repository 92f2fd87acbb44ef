/** How far each store is trusted, and the orders that were only looked at meanwhile. */
import type { Actor, ModeRef, PostingMode, StoreMode, StoreRef } from '../trace-store';
import { appendAudit } from './audit';
import { chunksOf, distinctBy, LIST_SIZE } from './batch';
import type { Db, Tx } from './database';
import type { ShadowedOrderTable, StoreModeTable } from './desk-tables';
import { lockNames } from './locks';
import { markRows } from './queue';

/** Rows in one insert: they are narrow. */
const SHADOW_SIZE = 100;

const modeOf = (row: StoreModeTable): StoreMode => ({
  platform: row.platform,
  storeId: row.store_id,
  destination: row.destination,
  ...(row.pipeline === '' ? {} : { pipeline: row.pipeline }),
  mode: row.mode,
  reason: row.reason,
  at: row.at,
  actor: row.actor,
});

export const getModes = async (
  db: Db,
  { platform, storeId, destination }: Partial<StoreRef & { readonly destination: string }>,
): Promise<readonly StoreMode[]> => {
  let query = db
    .selectFrom('store_modes')
    .selectAll()
    .orderBy('platform')
    .orderBy('store_id')
    .orderBy('destination')
    .orderBy('pipeline');
  if (platform !== undefined) query = query.where('platform', '=', platform);
  if (storeId !== undefined) query = query.where('store_id', '=', storeId);
  if (destination !== undefined) query = query.where('destination', '=', destination);
  return (await query.execute()).map(modeOf);
};

export const setMode = async (
  db: Db,
  { mode, reason, ...ref }: ModeRef & { readonly mode: PostingMode; readonly reason: string },
  stream: string,
  actor: Actor,
): Promise<{ readonly before?: PostingMode; readonly ordersDue: number }> =>
  await db.transaction().execute(async (tx) => {
    const { platform, storeId, destination, pipeline = '' } = ref;
    const about = { platform, store_id: storeId, destination };
    await lockNames(tx, 'modes', [JSON.stringify([platform, storeId, destination])]);
    const rows = await tx
      .selectFrom('store_modes')
      .selectAll()
      .where('platform', '=', platform)
      .where('store_id', '=', storeId)
      .where('destination', '=', destination)
      .execute();
    const before = rows.find((row) => row.pipeline === pipeline)?.mode;
    const set = { mode, reason, at: actor.at, actor: actor.actor };
    await tx
      .insertInto('store_modes')
      .values({ ...about, pipeline, ...set })
      .onConflict((conflict) =>
        conflict.columns(['platform', 'store_id', 'destination', 'pipeline']).doUpdateSet(set),
      )
      .execute();
    const own = rows.map((row) => row.pipeline).filter((name) => name !== '');
    const speaksFor = (name: string) => (pipeline === '' ? !own.includes(name) : name === pipeline);
    const ordersDue = mode === 'shadow' ? 0 : await releaseShadowed(tx, ref, speaksFor, stream, actor.at);
    const detail = { destination, ...(pipeline === '' ? {} : { pipeline }), before, mode, reason, ordersDue };
    await appendAudit(tx, [
      { ...actor, action: 'mode.set', subject: `store:${platform}:${storeId}`, detail },
    ]);
    return { ...(before === undefined ? {} : { before }), ordersDue };
  });

/** Makes what was only looked at due, so that it is planned for the books now; how many orders. */
const releaseShadowed = async (
  tx: Tx,
  { platform, storeId, destination }: ModeRef,
  speaksFor: (pipeline: string) => boolean,
  stream: string,
  at: string,
): Promise<number> => {
  const all = await tx
    .selectFrom('shadowed_orders')
    .selectAll()
    .where('platform', '=', platform)
    .where('store_id', '=', storeId)
    .where('destination', '=', destination)
    .execute();
  const registered = await tx
    .selectFrom('pipelines')
    .select('pipeline')
    .where('platform', '=', platform)
    .where('store_id', '=', storeId)
    .execute();
  const pipelines = registered.map((row) => row.pipeline);
  const toward = (row: ShadowedOrderTable) => (row.pipeline === '' ? pipelines : [row.pipeline]);
  // What no pipeline could take stays remembered.
  const rows = all.filter((row) => speaksFor(row.pipeline) && toward(row).length > 0);
  const keys = rows.flatMap((row) =>
    toward(row).map((pipeline) => ({ pipeline, platform, storeId, stream, objectId: row.order_id })),
  );
  await markRows(tx, keys, at, 'replay');
  for (const pipeline of new Set(rows.map((row) => row.pipeline))) {
    const ids = rows.filter((row) => row.pipeline === pipeline).map((row) => row.order_id);
    for (const chunk of chunksOf(ids, LIST_SIZE))
      await tx
        .deleteFrom('shadowed_orders')
        .where('platform', '=', platform)
        .where('store_id', '=', storeId)
        .where('destination', '=', destination)
        .where('pipeline', '=', pipeline)
        .where('order_id', 'in', chunk)
        .execute();
  }
  return new Set(rows.map((row) => row.order_id)).size;
};

export const rememberShadowed = async (
  db: Db,
  destination: string,
  orders: readonly (StoreRef & { readonly pipeline?: string; readonly orderId: string })[],
  at: string,
): Promise<void> => {
  if (orders.length === 0) return;
  const rows = orders.map(({ platform, storeId, pipeline = '', orderId }) => ({
    platform,
    store_id: storeId,
    destination,
    pipeline,
    order_id: orderId,
    shadowed_at: at,
  }));
  const keyOf = (row: (typeof rows)[number]) =>
    JSON.stringify([row.platform, row.store_id, row.pipeline, row.order_id]);
  await db.transaction().execute(async (tx) => {
    for (const chunk of chunksOf(distinctBy(rows, keyOf), SHADOW_SIZE))
      await tx
        .insertInto('shadowed_orders')
        .values(chunk)
        .onConflict((conflict) => conflict.doNothing())
        .execute();
  });
};

export const countShadowed = async (db: Db, { platform, storeId, destination }: ModeRef): Promise<number> => {
  const row = await db
    .selectFrom('shadowed_orders')
    .select((eb) => eb.fn.count<number>('order_id').distinct().as('orders'))
    .where('platform', '=', platform)
    .where('store_id', '=', storeId)
    .where('destination', '=', destination)
    .executeTakeFirstOrThrow();
  return Number(row.orders);
};
