/** What people do with exceptions: find them, change them, talk about them. */
import type { ExpressionBuilder } from 'kysely';
import type {
  Actor,
  ExceptionComment,
  ExceptionQuery,
  ExceptionRow,
  ExceptionState,
  TraceStore,
} from '../trace-store';
import { appendAudit } from './audit';
import type { Database, Db, Tx } from './database';
import { lockExceptions, writersMeet } from './locks';
import { ignored, rowOf, type StoredException, unresolved } from './exception-rows';

export const listExceptions = async (
  db: Db,
  { states, platform, storeId, pipeline, objectId, code, ids }: ExceptionQuery,
  limit?: number,
): Promise<readonly ExceptionRow[]> => {
  if (states?.length === 0 || ids?.length === 0) return [];
  let query = db.selectFrom('exceptions').selectAll().orderBy('id');
  if (states !== undefined) query = query.where(inStates(states));
  if (platform !== undefined) query = query.where('platform', '=', platform);
  if (storeId !== undefined) query = query.where('store_id', '=', storeId);
  if (pipeline !== undefined) query = query.where('pipeline', '=', pipeline);
  if (objectId !== undefined) query = query.where('object_id', '=', objectId);
  if (code !== undefined) query = query.where('code', '=', code);
  if (ids !== undefined) query = query.where('id', 'in', ids);
  if (limit !== undefined) query = query.limit(limit);
  return (await query.execute()).map(rowOf);
};

/** Of those that are neither resolved nor ignored, so that the index of states serves. */
const inStates = (states: readonly ExceptionState[]) => (eb: ExpressionBuilder<Database, 'exceptions'>) =>
  eb.or(
    states.map((state) => {
      if (state === 'ignored') return ignored;
      const is = eb('state', '=', state);
      return state === 'resolved' ? is.and('resolution', 'is', null) : is;
    }),
  );

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

/** With all that is open about its object: the cause may come back, or go, at this very moment. */
const findLocked = async (tx: Tx, id: number): Promise<StoredException | undefined> => {
  const find = () => tx.selectFrom('exceptions').selectAll().where('id', '=', id).executeTakeFirst();
  const found = await find();
  if (!found || !writersMeet(tx)) return found;
  await lockExceptions(tx, [
    { platform: found.platform, storeId: found.store_id, objectId: found.object_id },
  ]);
  return await find();
};

/** Changes an exception by hand. Reopening one whose cause is open already changes that one: a cause has one row. */
export const updateException = async (
  db: Db,
  id: number,
  { state, owner, note }: Parameters<TraceStore['updateException']>[1],
  actor: Actor,
): Promise<ExceptionRow | undefined> =>
  await db.transaction().execute(async (tx) => {
    const found = await findLocked(tx, id);
    if (!found) return undefined;
    const reopens = found.state === 'resolved' && (state === 'open' || state === 'held');
    const target = (reopens && (await twinOf(tx, found))) || found;
    const changed = await tx
      .updateTable('exceptions')
      .set({
        updated_at: actor.at,
        ...(state === undefined ? {} : storedState(state)),
        ...(owner === undefined ? {} : { owner }),
        ...(note === undefined ? {} : { note }),
      })
      .where('id', '=', target.id)
      .returningAll()
      .executeTakeFirstOrThrow();
    if (note !== undefined) await insertComment(tx, target.id, note, actor);
    const before = rowOf(target).state;
    const ended = (state === 'resolved' || state === 'ignored') && before !== state;
    await appendAudit(tx, [
      {
        ...actor,
        action: ended ? `exception.${state}` : 'exception.changed',
        subject: `exception:${target.id}`,
        detail: { from: before, state, owner, note },
      },
    ]);
    return rowOf(changed);
  });

const storedState = (state: ExceptionRow['state']) =>
  state === 'ignored'
    ? { state: 'resolved' as const, resolution: 'ignored' as const }
    : { state, resolution: null };

const insertComment = async (tx: Tx, exceptionId: number, text: string, actor: Actor): Promise<void> => {
  await tx
    .insertInto('exception_comments')
    .values({ exception_id: exceptionId, at: actor.at, actor: actor.actor, comment_text: text })
    .execute();
};

export const commentException = async (db: Db, id: number, text: string, actor: Actor): Promise<boolean> =>
  await db.transaction().execute(async (tx) => {
    const found = await tx.selectFrom('exceptions').select('id').where('id', '=', id).executeTakeFirst();
    if (!found) return false;
    await insertComment(tx, id, text, actor);
    const subject = `exception:${id}`;
    await appendAudit(tx, [{ ...actor, action: 'exception.commented', subject, detail: { text } }]);
    return true;
  });

export const listComments = async (
  db: Db,
  exceptionIds: readonly number[],
): Promise<readonly ExceptionComment[]> => {
  if (exceptionIds.length === 0) return [];
  const rows = await db
    .selectFrom('exception_comments')
    .selectAll()
    .where('exception_id', 'in', exceptionIds)
    .orderBy('id')
    .execute();
  return rows.map((row) => ({
    exceptionId: row.exception_id,
    at: row.at,
    actor: row.actor,
    text: row.comment_text,
  }));
};
