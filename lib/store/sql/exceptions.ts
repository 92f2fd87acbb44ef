/** Exceptions: what could not go through, of which object, why, and who looks after it. One row a cause while it lasts. */
import { sql } from 'kysely';
import type {
  Actor,
  ExceptionQuery,
  ExceptionRow,
  NewException,
  ObjectRef,
  TraceStore,
} from '../trace-store';
import { appendAudit } from './audit';
import { chunksOf, compound, distinctBy, groupBy, INSERT_SIZE, LIST_SIZE } from './batch';
import type { Db, ExceptionTable, Tx } from './database';

type StoredException = {
  readonly [Column in keyof ExceptionTable]: Column extends 'id' ? number : ExceptionTable[Column];
};

/** A literal, so that the database can tell that the partial index serves. */
const unresolved = sql<boolean>`state <> 'resolved'`;

/** `orders` and `orders:backfill` are queues of the same kind of record. */
export const kindOf = (stream: string): string => stream.split(':', 1)[0] as string;
export const ofKind = (kind: string) => sql<boolean>`(stream = ${kind} or stream like ${`${kind}:%`})`;

const causeOf = (e: NewException): string =>
  compound(e.pipeline, e.platform, e.storeId, e.stream, e.objectId, e.stage, e.code, e.planKey ?? '');

const newRow = (e: NewException, at: string) => ({
  pipeline: e.pipeline,
  platform: e.platform,
  store_id: e.storeId,
  stream: e.stream,
  object_id: e.objectId,
  stage: e.stage,
  code: e.code,
  message: e.message,
  pointer: e.pointer ?? null,
  destination: e.destination ?? null,
  plan_key: e.planKey ?? '',
  state: 'open' as const,
  opened_at: at,
  updated_at: at,
  seen: 1,
});

const rowOf = (row: StoredException): ExceptionRow => ({
  id: row.id,
  pipeline: row.pipeline,
  platform: row.platform,
  storeId: row.store_id,
  stream: row.stream,
  objectId: row.object_id,
  stage: row.stage,
  code: row.code,
  message: row.message,
  pointer: row.pointer ?? undefined,
  destination: row.destination ?? undefined,
  planKey: row.plan_key === '' ? undefined : row.plan_key,
  state: row.state,
  owner: row.owner ?? undefined,
  note: row.note ?? undefined,
  openedAt: row.opened_at,
  updatedAt: row.updated_at,
  seen: row.seen,
});

/** Opens exceptions, or counts those again that are open or held; gives their ids. */
export const raise = async (
  tx: Tx,
  exceptions: readonly NewException[],
  actor: Actor,
): Promise<readonly number[]> => {
  const raised: StoredException[] = [];
  for (const chunk of chunksOf(distinctBy(exceptions, causeOf), INSERT_SIZE)) {
    raised.push(
      ...(await tx
        .insertInto('exceptions')
        .values(chunk.map((exception) => newRow(exception, actor.at)))
        .onConflict((conflict) =>
          conflict
            .columns(['platform', 'store_id', 'object_id', 'pipeline', 'stream', 'stage', 'code', 'plan_key'])
            .where(unresolved)
            .doUpdateSet({
              message: sql`excluded.message`,
              pointer: sql`excluded.pointer`,
              destination: sql`excluded.destination`,
              updated_at: sql`excluded.updated_at`,
              seen: sql`exceptions.seen + 1`,
            }),
        )
        .returningAll()
        .execute()),
    );
  }
  await appendAudit(
    tx,
    raised
      .filter(({ seen }) => seen === 1)
      .map((row) => ({
        ...actor,
        action: 'exception.opened',
        subject: `exception:${row.id}`,
        detail: {
          object: `${row.platform}:${row.store_id}:${row.object_id}`,
          stage: row.stage,
          code: row.code,
        },
      })),
  );
  return raised.map(({ id }) => id);
};

/**
 * Resolves what is open or held about these objects (up to posting; a reconciliation's breaks are its own to close), in
 * every queue of their kind. A person's note stays, with ours after it.
 */
export const resolveObjects = async (
  tx: Tx,
  objects: readonly (ObjectRef & { readonly pipeline: string })[],
  note: string,
  actor: Actor,
  except: readonly number[] = [],
): Promise<void> => {
  const queueOf = (o: ObjectRef & { readonly pipeline: string }) =>
    compound(o.pipeline, o.platform, o.storeId, kindOf(o.stream));
  const resolved: number[] = [];
  for (const group of groupBy(objects, queueOf).values()) {
    const { pipeline, platform, storeId, stream } = group[0] as ObjectRef & { readonly pipeline: string };
    for (const chunk of chunksOf(group, LIST_SIZE)) {
      let update = tx
        .updateTable('exceptions')
        .set({
          state: 'resolved',
          note: sql`case when note is null then ${note} else note || '; ' || ${note} end`,
          updated_at: actor.at,
        })
        .where('platform', '=', platform)
        .where('store_id', '=', storeId)
        .where(
          'object_id',
          'in',
          chunk.map(({ objectId }) => objectId),
        )
        .where('pipeline', '=', pipeline)
        .where(ofKind(kindOf(stream)))
        .where('stage', 'in', ['fetch', 'map', 'post'])
        .where(unresolved);
      if (except.length > 0) update = update.where('id', 'not in', except);
      resolved.push(...(await update.returning('id').execute()).map(({ id }) => id));
    }
  }
  await appendAudit(
    tx,
    resolved.map((id) => ({
      ...actor,
      action: 'exception.resolved',
      subject: `exception:${id}`,
      detail: { note },
    })),
  );
};

export const raiseExceptions = async (
  db: Db,
  exceptions: readonly NewException[],
  actor: Actor,
): Promise<void> => {
  if (exceptions.length === 0) return;
  await db.transaction().execute((tx) => raise(tx, exceptions, actor));
};

export const listExceptions = async (
  db: Db,
  { states, platform, storeId, pipeline, objectId, code, ids }: ExceptionQuery,
  limit?: number,
): Promise<readonly ExceptionRow[]> => {
  if (states?.length === 0 || ids?.length === 0) return [];
  let query = db.selectFrom('exceptions').selectAll().orderBy('id');
  if (states !== undefined) query = query.where('state', 'in', states);
  if (platform !== undefined) query = query.where('platform', '=', platform);
  if (storeId !== undefined) query = query.where('store_id', '=', storeId);
  if (pipeline !== undefined) query = query.where('pipeline', '=', pipeline);
  if (objectId !== undefined) query = query.where('object_id', '=', objectId);
  if (code !== undefined) query = query.where('code', '=', code);
  if (ids !== undefined) query = query.where('id', 'in', ids);
  if (limit !== undefined) query = query.limit(limit);
  return (await query.execute()).map(rowOf);
};

/** The unresolved twin of a resolved exception that is to be opened again, if its cause came back meanwhile. */
const twinOf = async (tx: Tx, row: StoredException): Promise<StoredException | undefined> =>
  await tx
    .selectFrom('exceptions')
    .selectAll()
    .where('platform', '=', row.platform)
    .where('store_id', '=', row.store_id)
    .where('object_id', '=', row.object_id)
    .where('pipeline', '=', row.pipeline)
    .where('stream', '=', row.stream)
    .where('stage', '=', row.stage)
    .where('code', '=', row.code)
    .where('plan_key', '=', row.plan_key)
    .where('id', '<>', row.id)
    .where(unresolved)
    .executeTakeFirst();

/** Changes an exception by hand. Reopening one whose cause is open already changes that one: a cause has one row. */
export const updateException = async (
  db: Db,
  id: number,
  { state, owner, note }: Parameters<TraceStore['updateException']>[1],
  actor: Actor,
): Promise<ExceptionRow | undefined> =>
  await db.transaction().execute(async (tx) => {
    const found = await tx.selectFrom('exceptions').selectAll().where('id', '=', id).executeTakeFirst();
    if (!found) return undefined;
    const reopens = found.state === 'resolved' && state !== undefined && state !== 'resolved';
    const target = (reopens && (await twinOf(tx, found))) || found;
    const changed = await tx
      .updateTable('exceptions')
      .set({
        updated_at: actor.at,
        ...(state === undefined ? {} : { state }),
        ...(owner === undefined ? {} : { owner }),
        ...(note === undefined ? {} : { note }),
      })
      .where('id', '=', target.id)
      .returningAll()
      .executeTakeFirstOrThrow();
    const action =
      state === 'resolved' && target.state !== 'resolved' ? 'exception.resolved' : 'exception.changed';
    await appendAudit(tx, [
      {
        ...actor,
        action,
        subject: `exception:${target.id}`,
        detail: { from: target.state, state, owner, note },
      },
    ]);
    return rowOf(changed);
  });
