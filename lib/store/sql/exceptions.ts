/** Exceptions: what could not go through, of which object, why, and who looks after it. One row a cause while it lasts. */
import { sql } from 'kysely';
import type { Actor, NewException, ObjectRef } from '../trace-store';
import { appendAudit } from './audit';
import { chunksOf, compound, distinctBy, groupBy, INSERT_SIZE, LIST_SIZE } from './batch';
import type { Db, Tx } from './database';
import { causeOf, ignored, newRow, type StoredException, unresolved } from './exception-rows';
import { lockExceptions } from './locks';

type PipelineObject = ObjectRef & { readonly pipeline: string };

/** `orders` and `orders:backfill` are queues of the same kind of record. */
export const kindOf = (stream: string): string => stream.split(':', 1)[0] as string;
export const ofKind = (kind: string, column = 'stream') =>
  sql<boolean>`(${sql.ref(column)} = ${kind} or ${sql.ref(column)} like ${`${kind}:%`})`;

const storedCause = (row: StoredException): string =>
  compound(
    row.pipeline,
    row.platform,
    row.store_id,
    row.stream,
    row.object_id,
    row.stage,
    row.code,
    row.plan_key,
  );

const saysTheSame = (row: StoredException, { message, pointer, destination }: NewException): boolean =>
  row.message === message && row.pointer === (pointer ?? null) && row.destination === (destination ?? null);

/** Parts those whose cause is ignored and says the same from those that open. Another message ends the ignoring. */
const splitIgnored = async (
  tx: Tx,
  exceptions: readonly NewException[],
  at: string,
): Promise<{ readonly opened: readonly NewException[]; readonly still: readonly number[] }> => {
  const known = new Map<string, StoredException>();
  for (const group of groupBy(exceptions, (e) => compound(e.platform, e.storeId)).values()) {
    const { platform, storeId } = group[0] as NewException;
    const ids = [...new Set(group.map(({ objectId }) => objectId))];
    for (const chunk of chunksOf(ids, LIST_SIZE)) {
      const rows = await tx
        .selectFrom('exceptions')
        .selectAll()
        .where('platform', '=', platform)
        .where('store_id', '=', storeId)
        .where('object_id', 'in', chunk)
        .where(ignored)
        .orderBy('id')
        .execute();
      for (const row of rows) known.set(storedCause(row), row);
    }
  }
  if (known.size === 0) return { opened: exceptions, still: [] };
  const opened: NewException[] = [];
  const still: number[] = [];
  const changed: number[] = [];
  for (const exception of exceptions) {
    const row = known.get(causeOf(exception));
    if (row && saysTheSame(row, exception)) still.push(row.id);
    else opened.push(exception);
    if (row && !saysTheSame(row, exception)) changed.push(row.id);
  }
  if (still.length > 0)
    await tx
      .updateTable('exceptions')
      .set({ seen: sql<number>`seen + 1`, updated_at: at })
      .where('id', 'in', still)
      .execute();
  if (changed.length > 0)
    await tx.updateTable('exceptions').set({ resolution: null }).where('id', 'in', changed).execute();
  return { opened, still };
};

/** Its cause is gone: when it comes back, that is news. */
const endIgnoring = async (
  tx: Tx,
  { pipeline, platform, storeId, stream }: PipelineObject,
  objects: readonly ObjectRef[],
  except: readonly number[],
): Promise<void> => {
  let update = tx
    .updateTable('exceptions')
    .set({ resolution: null })
    .where('platform', '=', platform)
    .where('store_id', '=', storeId)
    .where(
      'object_id',
      'in',
      objects.map(({ objectId }) => objectId),
    )
    .where('pipeline', '=', pipeline)
    .where(ofKind(kindOf(stream)))
    .where('stage', 'in', ['fetch', 'map', 'post'])
    .where(ignored);
  if (except.length > 0) update = update.where('id', 'not in', except);
  await update.execute();
};

/** Opens exceptions, or counts those again that are open, held, or ignored and the same; gives their ids. */
export const raise = async (
  tx: Tx,
  exceptions: readonly NewException[],
  actor: Actor,
): Promise<readonly number[]> => {
  const raised: StoredException[] = [];
  await lockExceptions(tx, exceptions);
  const { opened, still } = await splitIgnored(tx, distinctBy(exceptions, causeOf), actor.at);
  for (const chunk of chunksOf(opened, INSERT_SIZE)) {
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
              day: sql`excluded.day`,
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
      .sort((a, b) => a.id - b.id)
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
  return [...still, ...raised.map(({ id }) => id)];
};

/**
 * Resolves what is open or held about these objects (up to posting; a reconciliation's breaks are its own to close), in
 * every queue of their kind. A person's note stays, with ours after it. What was ignored about them is no longer the case.
 */
export const resolveObjects = async (
  tx: Tx,
  objects: readonly PipelineObject[],
  note: string,
  actor: Actor,
  except: readonly number[] = [],
): Promise<void> => {
  const queueOf = (o: PipelineObject) => compound(o.pipeline, o.platform, o.storeId, kindOf(o.stream));
  const resolved: number[] = [];
  await lockExceptions(tx, objects);
  for (const group of groupBy(objects, queueOf).values()) {
    const { pipeline, platform, storeId, stream } = group[0] as PipelineObject;
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
      await endIgnoring(tx, group[0] as PipelineObject, chunk, except);
    }
  }
  await appendAudit(
    tx,
    // What a statement returns comes in any order; the audit log has one.
    resolved
      .sort((a, b) => a - b)
      .map((id) => ({
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
