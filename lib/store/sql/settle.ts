/** Ending claims on work: done, held, or to be tried again. */
import { sql, type UpdateObject } from 'kysely';
import type { Actor, NewException, TraceStore, WorkState, WorkTicket } from '../trace-store';
import { appendAudit } from './audit';
import { chunksOf, compound, groupBy, LIST_SIZE, valuesOf } from './batch';
import type { Database, Db, Tx } from './database';
import { kindOf, ofKind, raise, resolveObjects } from './exceptions';
import { writersMeet } from './locks';

/** Rows in one settling update. */
const SETTLE_SIZE = 200;

/** Tickets of one queue and one claim: they can be settled by one statement. */
const sameClaim = ({ pipeline, platform, storeId, stream, claim }: WorkTicket): string =>
  compound(pipeline, platform, storeId, stream, claim);

type WorkChange = UpdateObject<
  Database & { v: { object_id: string; revision: number } },
  'work' | 'v',
  'work'
>;

interface Ended {
  readonly ticket: WorkTicket;
  readonly state: WorkState;
}

/** Marks of the same orders, such as those of a sweep, then never wait for us while we wait for them. */
const lockWork = async (tx: Tx, tickets: readonly WorkTicket[]): Promise<void> => {
  if (tickets.length < 2 || !writersMeet(tx)) return;
  const { pipeline, platform, storeId, stream } = tickets[0] as WorkTicket;
  await tx
    .selectFrom('work')
    .select('object_id')
    .where('pipeline', '=', pipeline)
    .where('platform', '=', platform)
    .where('store_id', '=', storeId)
    .where('stream', '=', stream)
    .where(
      'object_id',
      'in',
      tickets.map(({ objectId }) => objectId),
    )
    .orderBy('object_id')
    .forUpdate()
    .execute();
};

/** Ends claims with a change that may compare `work.revision` with `v.revision`; gives the tickets whose claim still held. */
const endClaims = async (
  tx: Tx,
  tickets: readonly WorkTicket[],
  change: WorkChange,
): Promise<readonly Ended[]> => {
  const ended: Ended[] = [];
  for (const group of groupBy(tickets, sameClaim).values()) {
    for (const chunk of chunksOf(group, SETTLE_SIZE)) {
      const { pipeline, platform, storeId, stream, claim } = chunk[0] as WorkTicket;
      await lockWork(tx, chunk);
      const rows = await tx
        .with('v(object_id, revision)', () =>
          valuesOf<{ object_id: string; revision: number }>(
            chunk.map(({ objectId, revision }) => [sql`${objectId}`, sql`cast(${revision} as integer)`]),
          ),
        )
        .updateTable('work')
        .from('v')
        .set({ lease_until: null, claim: null, ...change })
        .where('work.pipeline', '=', pipeline)
        .where('work.platform', '=', platform)
        .where('work.store_id', '=', storeId)
        .where('work.stream', '=', stream)
        .where('work.state', '=', 'claimed')
        .where('work.claim', '=', claim)
        .whereRef('work.object_id', '=', 'v.object_id')
        .returning(['work.object_id', 'work.state'])
        .execute();
      const states = new Map(rows.map((row) => [row.object_id, row.state]));
      for (const ticket of chunk) {
        const state = states.get(ticket.objectId);
        if (state !== undefined) ended.push({ ticket, state });
      }
    }
  }
  return ended;
};

/** Rows go to `to`, unless their revision rose meanwhile: then they are due again. Gives the tickets that were settled. */
const settle = async (
  tx: Tx,
  tickets: readonly WorkTicket[],
  to: 'done' | 'held',
): Promise<readonly WorkTicket[]> => {
  const unchanged = sql`work.revision = v.revision`;
  const ended = await endClaims(tx, tickets, {
    state: sql<WorkState>`case when ${unchanged} then ${to} else 'due' end`,
    attempts: 0,
    due_at: sql<string>`case when ${unchanged} then work.due_at else work.marked_at end`,
    ready_at: sql<string | null>`case when ${unchanged} then null else work.marked_at end`,
    dirty_since: sql<string>`case when ${unchanged} then work.dirty_since else work.marked_at end`,
    last_error: null,
  });
  return ended.map(({ ticket }) => ticket);
};

/**
 * The latest verdict on an order is its only one: it no longer waits on another queue of its kind, such as the
 * backfill's, where it would stay held after the shop mended it.
 */
const releaseSiblings = async (tx: Tx, tickets: readonly WorkTicket[]): Promise<void> => {
  for (const group of groupBy(tickets, sameClaim).values()) {
    const { pipeline, platform, storeId, stream } = group[0] as WorkTicket;
    for (const chunk of chunksOf(group, LIST_SIZE)) {
      await tx
        .updateTable('work')
        .set({ state: 'done', attempts: 0, last_error: null })
        .where('pipeline', '=', pipeline)
        .where('platform', '=', platform)
        .where('store_id', '=', storeId)
        .where(
          'object_id',
          'in',
          chunk.map(({ objectId }) => objectId),
        )
        .where('stream', '<>', stream)
        .where(ofKind(kindOf(stream)))
        .where('state', 'in', ['held', 'dead'])
        .execute();
    }
  }
};

export const completeWork = async (db: Db, tickets: readonly WorkTicket[], actor: Actor): Promise<void> => {
  if (tickets.length === 0) return;
  await db.transaction().execute(async (tx) => {
    const settled = await settle(tx, tickets, 'done');
    await releaseSiblings(tx, settled);
    await resolveObjects(tx, settled, 'order went through', actor);
  });
};

export const holdWork = async (
  db: Db,
  ticket: WorkTicket,
  exceptions: readonly NewException[],
  actor: Actor,
): Promise<void> => {
  await db.transaction().execute(async (tx) => {
    // Whoever lost the claim has nothing to say: the row is another run's now, and so are its exceptions.
    const settled = await settle(tx, [ticket], 'held');
    if (settled.length === 0) return;
    await releaseSiblings(tx, settled);
    const raised = await raise(tx, exceptions, actor);
    await resolveObjects(tx, [ticket], 'no longer the case', actor, raised);
  });
};

/** A row whose tries are used up is dead, unless it changed meanwhile: a change deserves tries of its own. */
const end = (dead: boolean, dueAt: string) => {
  if (!dead) return { state: 'due' as const, due_at: dueAt, ready_at: dueAt };
  const changed = sql`work.revision <> v.revision`;
  return {
    state: sql<WorkState>`case when ${changed} then 'due' else 'dead' end`,
    attempts: sql<number>`case when ${changed} then 0 else work.attempts end`,
    due_at: sql<string>`case when ${changed} then work.marked_at else work.due_at end`,
    ready_at: sql<string | null>`case when ${changed} then work.marked_at else null end`,
  };
};

export const failWork = async (
  db: Db,
  tickets: readonly WorkTicket[],
  { message, dueAt, dead, blameless = false, exceptions = [] }: Parameters<TraceStore['failWork']>[1],
  actor: Actor,
): Promise<void> => {
  if (tickets.length === 0) return;
  await db.transaction().execute(async (tx) => {
    const failed = await endClaims(tx, tickets, {
      last_error: message,
      ...(blameless ? { attempts: sql<number>`work.attempts - 1` } : {}),
      ...end(dead, dueAt),
    });
    const died = failed.filter(({ state }) => state === 'dead').map(({ ticket }) => ticket);
    const ids = new Set(died.map(({ objectId }) => objectId));
    await raise(
      tx,
      exceptions.filter(({ objectId }) => ids.has(objectId)),
      actor,
    );
    await appendAudit(
      tx,
      died.map(({ pipeline, platform, storeId, stream, objectId }) => ({
        ...actor,
        action: 'work.dead',
        subject: `${platform}:${storeId}:${objectId}`,
        detail: { pipeline, stream, message },
      })),
    );
  });
};
