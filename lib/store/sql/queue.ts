/** Pipelines, checkpoints, and the marks that make work due. */
import { sql } from 'kysely';
import type { Checkpoint, Mark, ObjectRef, PipelineRef, StoreRef } from '../trace-store';
import { chunksOf, compound, distinctBy } from './batch';
import type { Db, Tx } from './database';
import { inOrder } from './locks';

/** Rows in one upsert: they are narrow, and every sweep page writes a hundred or more. */
const MARK_SIZE = 100;

export type WorkKey = ObjectRef & { readonly pipeline: string };

export const registerPipeline = async (
  db: Db,
  { pipeline, platform, storeId }: PipelineRef,
): Promise<void> => {
  await db.transaction().execute((tx) =>
    tx
      .insertInto('pipelines')
      .values({ pipeline, platform, store_id: storeId })
      .onConflict((conflict) => conflict.doNothing())
      .execute(),
  );
};

export const listPipelines = async (
  db: Db,
  store: Partial<StoreRef> = {},
): Promise<readonly PipelineRef[]> => {
  let query = db
    .selectFrom('pipelines')
    .selectAll()
    .orderBy('platform')
    .orderBy('store_id')
    .orderBy('pipeline');
  if (store.platform !== undefined) query = query.where('platform', '=', store.platform);
  if (store.storeId !== undefined) query = query.where('store_id', '=', store.storeId);
  return (await query.execute()).map((row) => ({
    pipeline: row.pipeline,
    platform: row.platform,
    storeId: row.store_id,
  }));
};

/**
 * Makes rows due, with a higher revision. Held, dead and done rows start afresh; a claimed row stays claimed and is due
 * again once its claim ends; a row that backs off keeps waiting, or a storm of deliveries would defeat the backoff.
 * A replay is a person's word: it ends the backoff too.
 */
export const markRows = async (
  tx: Tx,
  keys: readonly WorkKey[],
  at: string,
  because: 'change' | 'replay',
): Promise<void> => {
  const waits = because === 'replay' ? sql`work.state = 'claimed'` : sql`work.state in ('due', 'claimed')`;
  const nameOf = (key: WorkKey) =>
    compound(key.pipeline, key.platform, key.storeId, key.stream, key.objectId);
  for (const chunk of chunksOf(inOrder(distinctBy(keys, nameOf), nameOf), MARK_SIZE)) {
    await tx
      .insertInto('work')
      .values(
        chunk.map(({ pipeline, platform, storeId, stream, objectId }) => ({
          pipeline,
          platform,
          store_id: storeId,
          stream,
          object_id: objectId,
          state: 'due' as const,
          revision: 1,
          attempts: 0,
          due_at: at,
          ready_at: at,
          dirty_since: at,
          marked_at: at,
        })),
      )
      .onConflict((conflict) =>
        conflict.columns(['pipeline', 'platform', 'store_id', 'object_id', 'stream']).doUpdateSet({
          revision: sql`work.revision + 1`,
          state: sql`case when work.state = 'claimed' then 'claimed' else 'due' end`,
          attempts: sql`case when ${waits} then work.attempts else 0 end`,
          due_at: sql`case when ${waits} then work.due_at else excluded.due_at end`,
          ready_at: sql`case when ${waits} then work.ready_at else excluded.ready_at end`,
          last_error: sql`case when ${waits} then work.last_error else null end`,
          dirty_since: sql`case when work.state in ('due', 'claimed') then work.dirty_since else excluded.dirty_since end`,
          marked_at: sql`excluded.marked_at`,
        }),
      )
      .execute();
  }
};

export const markDue = async (
  db: Db,
  pipeline: PipelineRef,
  stream: string,
  marks: readonly Mark[],
  at: string,
  checkpoint?: { readonly name: string; readonly value: string },
): Promise<void> => {
  const { platform, storeId } = pipeline;
  await db.transaction().execute(async (tx) => {
    const keys = marks.map(({ objectId }) => ({
      pipeline: pipeline.pipeline,
      platform,
      storeId,
      stream,
      objectId,
    }));
    await markRows(tx, keys, at, 'change');
    if (!checkpoint) return;
    await tx
      .insertInto('checkpoints')
      .values({
        pipeline: pipeline.pipeline,
        platform,
        store_id: storeId,
        name: checkpoint.name,
        value: checkpoint.value,
        saved_at: at,
      })
      .onConflict((conflict) =>
        conflict
          .columns(['pipeline', 'platform', 'store_id', 'name'])
          .doUpdateSet({ value: sql`excluded.value`, saved_at: sql`excluded.saved_at` }),
      )
      .execute();
  });
};

export const getCheckpoint = async (
  db: Db,
  { pipeline, platform, storeId }: PipelineRef,
  name: string,
): Promise<Checkpoint | undefined> => {
  const row = await db
    .selectFrom('checkpoints')
    .select(['value', 'saved_at'])
    .where('pipeline', '=', pipeline)
    .where('platform', '=', platform)
    .where('store_id', '=', storeId)
    .where('name', '=', name)
    .executeTakeFirst();
  return row && { value: row.value, savedAt: row.saved_at };
};
