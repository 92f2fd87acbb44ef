/** Taking work, replaying it, and looking at the queue. */
import { sql } from 'kysely';
import type {
  Actor,
  ObjectRef,
  PipelineRef,
  TraceStore,
  WorkCounts,
  WorkRow,
  WorkTicket,
} from '../trace-store';
import { appendAudit } from './audit';
import { chunksOf, compound, LIST_SIZE } from './batch';
import { mendWork, timeHolds } from './clock-set-back';
import type { Db, Tx, WorkTable } from './database';
import { kindOf, ofKind } from './exceptions';
import { writersMeet } from './locks';
import { markRows, type WorkKey } from './queue';

const ready = (db: Db, pipeline: PipelineRef, stream: string, now: string) =>
  db
    .selectFrom('work')
    .where('pipeline', '=', pipeline.pipeline)
    .where('platform', '=', pipeline.platform)
    .where('store_id', '=', pipeline.storeId)
    .where('stream', '=', stream)
    .where('ready_at', '<=', now);

/** The same order in another queue of its kind, in somebody's hands: two runs with one order would undo each other's verdict. */
const heldElsewhere = (db: Db, stream: string, now: string) =>
  db
    .selectFrom('work as other')
    .select('other.stream')
    .where('other.pipeline', '=', sql.ref<string>('work.pipeline'))
    .where('other.platform', '=', sql.ref<string>('work.platform'))
    .where('other.store_id', '=', sql.ref<string>('work.store_id'))
    .where('other.object_id', '=', sql.ref<string>('work.object_id'))
    .where('other.stream', '<>', stream)
    .where(ofKind(kindOf(stream), 'other.stream'))
    .where('other.state', '=', 'claimed')
    .where('other.lease_until', '>', now)
    // Keeps PostgreSQL from joining: before its first statistics it would compare every due row with all of the shop's.
    .limit(1)
    .offset(0);

/**
 * Gives the orders that another queue of their kind keeps, and frees the others from it: whoever let a lease run out there has
 * nothing more to say of them. Where writers meet, two queues may pick an order at once. Then it goes to the queue whose name
 * comes first; the other one would have to lock that queue's row, and cannot.
 */
const keptElsewhere = async (
  tx: Tx,
  { pipeline, platform, storeId }: PipelineRef,
  stream: string,
  objectIds: readonly string[],
  now: string,
): Promise<ReadonlySet<string>> => {
  const others = tx
    .selectFrom('work')
    .select(['object_id', 'stream', 'state', 'lease_until'])
    .where('pipeline', '=', pipeline)
    .where('platform', '=', platform)
    .where('store_id', '=', storeId)
    .where('object_id', 'in', objectIds)
    .where('stream', '<>', stream)
    .where(ofKind(kindOf(stream)))
    .where((eb) => eb.or([eb('state', '=', 'claimed'), eb('stream', '<', stream)]));
  const listed = await others.execute();
  const locked =
    listed.length > 0 && writersMeet(tx) ? await others.forUpdate().skipLocked().execute() : listed;
  const nameOf = (row: { object_id: string; stream: string }) => compound(row.object_id, row.stream);
  const free = new Set(
    locked.filter(({ state, lease_until }) => state !== 'claimed' || (lease_until ?? now) <= now).map(nameOf),
  );
  const kept = new Set(listed.filter((row) => !free.has(nameOf(row))).map((row) => row.object_id));
  for (const row of locked.filter(({ object_id, state }) => state === 'claimed' && !kept.has(object_id)))
    await tx
      .updateTable('work')
      .set({ state: 'due', claim: null, lease_until: null, due_at: now, ready_at: now })
      .where('pipeline', '=', pipeline)
      .where('platform', '=', platform)
      .where('store_id', '=', storeId)
      .where('object_id', '=', row.object_id)
      .where('stream', '=', row.stream)
      .execute();
  return kept;
};

export const claimWork = async (
  db: Db,
  pipeline: PipelineRef,
  stream: string,
  { limit, objectIds, ...lease }: Parameters<TraceStore['claimWork']>[2],
): Promise<readonly WorkTicket[]> =>
  await db.transaction().execute(async (tx) => {
    const { now, leaseUntil, claim } = lease;
    await mendWork(tx, pipeline, stream, lease);
    const oldest = ready(tx, pipeline, stream, now)
      .where(({ not, exists }) => not(exists(heldElsewhere(tx, stream, now))))
      .select(['object_id', 'revision', 'attempts'])
      .orderBy('ready_at')
      .orderBy('object_id');
    // What another run is claiming, marking or settling at this moment is left to it.
    const pick = writersMeet(tx) ? oldest.forUpdate().skipLocked() : oldest;
    const picked: { object_id: string; revision: number; attempts: number }[] = [];
    if (!objectIds) picked.push(...(await pick.limit(limit).execute()));
    else {
      for (const chunk of chunksOf([...new Set(objectIds)], LIST_SIZE)) {
        if (picked.length >= limit) break;
        picked.push(
          ...(await pick
            .where('object_id', 'in', chunk)
            .limit(limit - picked.length)
            .execute()),
        );
      }
    }
    if (!timeHolds(lease)) return [];
    const taken: typeof picked = [];
    for (const chunk of chunksOf(picked, LIST_SIZE)) {
      const ours = chunk.map((row) => row.object_id);
      const kept = await keptElsewhere(tx, pipeline, stream, ours, now);
      taken.push(...chunk.filter((row) => !kept.has(row.object_id)));
      const ids = ours.filter((id) => !kept.has(id));
      if (ids.length === 0) continue;
      await tx
        .updateTable('work')
        .set((eb) => ({
          state: 'claimed',
          claim,
          lease_until: leaseUntil,
          ready_at: leaseUntil,
          attempts: eb('attempts', '+', 1),
        }))
        .where('pipeline', '=', pipeline.pipeline)
        .where('platform', '=', pipeline.platform)
        .where('store_id', '=', pipeline.storeId)
        .where('stream', '=', stream)
        .where('object_id', 'in', ids)
        .execute();
    }
    return taken.map((row) => ({
      pipeline: pipeline.pipeline,
      platform: pipeline.platform,
      storeId: pipeline.storeId,
      stream,
      objectId: row.object_id,
      revision: row.revision,
      claim,
      attempts: row.attempts + 1,
    }));
  });

/** Every pipeline that an object without a named one goes through: the registered ones, and those that know it. */
const pipelinesOf = async (
  tx: Tx,
  { platform, storeId, stream, objectId }: ObjectRef,
): Promise<readonly string[]> => {
  const rows = await tx
    .selectFrom('pipelines')
    .select('pipeline')
    .where('platform', '=', platform)
    .where('store_id', '=', storeId)
    .union((eb) =>
      eb
        .selectFrom('work')
        .select('pipeline')
        .where('platform', '=', platform)
        .where('store_id', '=', storeId)
        .where('object_id', '=', objectId)
        .where('stream', '=', stream),
    )
    .execute();
  return rows.map((row) => row.pipeline);
};

export const replayWork = async (
  db: Db,
  objects: readonly (ObjectRef & { readonly pipeline?: string })[],
  actor: Actor,
): Promise<number> =>
  await db.transaction().execute(async (tx) => {
    const keys: WorkKey[] = [];
    for (const { pipeline, ...object } of objects) {
      const names = pipeline === undefined ? await pipelinesOf(tx, object) : [pipeline];
      keys.push(...names.map((name) => ({ ...object, pipeline: name })));
    }
    await markRows(tx, keys, actor.at, 'replay');
    await appendAudit(
      tx,
      keys.map(({ pipeline, platform, storeId, stream, objectId }) => ({
        ...actor,
        action: 'work.replayed',
        subject: `${platform}:${storeId}:${objectId}`,
        detail: { pipeline, stream },
      })),
    );
    return keys.length;
  });

export const countWork = async (
  db: Db,
  { pipeline, platform, storeId }: PipelineRef,
): Promise<WorkCounts> => {
  const rows = await db
    .selectFrom('work')
    .select((eb) => ['state', eb.fn.countAll<number>().as('count')])
    .where('pipeline', '=', pipeline)
    .where('platform', '=', platform)
    .where('store_id', '=', storeId)
    .groupBy('state')
    .execute();
  const oldest = await db
    .selectFrom('work')
    .select((eb) => eb.fn.min('dirty_since').as('at'))
    .where('pipeline', '=', pipeline)
    .where('platform', '=', platform)
    .where('store_id', '=', storeId)
    .where('ready_at', 'is not', null)
    .executeTakeFirst();
  const counts = { due: 0, claimed: 0, held: 0, dead: 0, done: 0 };
  for (const { state, count } of rows) counts[state] = Number(count);
  return {
    ...counts,
    ...(oldest?.at == null ? {} : { oldestDue: oldest.at }),
  };
};

const workRowOf = (row: WorkTable): WorkRow => ({
  pipeline: row.pipeline,
  platform: row.platform,
  storeId: row.store_id,
  stream: row.stream,
  objectId: row.object_id,
  state: row.state,
  revision: row.revision,
  attempts: row.attempts,
  dueAt: row.due_at,
  dirtySince: row.dirty_since,
  leaseUntil: row.lease_until ?? undefined,
  lastError: row.last_error ?? undefined,
});

export const listWork = async (
  db: Db,
  { pipeline, platform, storeId, states, objectId, limit }: Parameters<TraceStore['listWork']>[0],
): Promise<readonly WorkRow[]> => {
  let query = db
    .selectFrom('work')
    .selectAll()
    .orderBy('due_at')
    .orderBy('object_id')
    .orderBy('pipeline')
    .orderBy('stream');
  if (pipeline !== undefined) query = query.where('pipeline', '=', pipeline);
  if (platform !== undefined) query = query.where('platform', '=', platform);
  if (storeId !== undefined) query = query.where('store_id', '=', storeId);
  if (states !== undefined) query = query.where('state', 'in', states);
  if (objectId !== undefined) query = query.where('object_id', '=', objectId);
  if (limit !== undefined) query = query.limit(limit);
  return (await query.execute()).map(workRowOf);
};
