/** Plans change state only here, by compare-and-set: whoever finds another state than it expected changes nothing. */
import { sql } from 'kysely';
import type { Actor, Attempt, Plan, PlanState, PlanTransition, TraceStore } from '../trace-store';
import { appendAudit, type NewAudit } from './audit';
import { chunksOf, compound, groupBy, INSERT_SIZE, LIST_SIZE, valuesOf } from './batch';
import { mendPlans, timeHolds } from './clock-set-back';
import type { Db, PlanTable, Tx } from './database';
import { lockPlans } from './locks';
import { plansOf } from './plan-rows';

export const claimPlans = async (
  db: Db,
  destination: string,
  keys: readonly string[],
  { from, ...lease }: Parameters<TraceStore['claimPlans']>[2],
): Promise<readonly Plan[]> => {
  const { now, leaseUntil, claim } = lease;
  const free = from.filter((state) => state !== 'claimed');
  const rows: PlanTable[] = [];
  await db.transaction().execute(async (tx) => {
    await lockPlans(tx, destination, keys);
    for (const chunk of chunksOf([...new Set(keys)], LIST_SIZE)) {
      await mendPlans(tx, destination, chunk, lease);
      if (!timeHolds(lease)) return;
      rows.push(
        ...(await tx
          .updateTable('plans')
          .set((eb) => ({
            state: 'claimed',
            claim,
            lease_until: leaseUntil,
            attempts: eb('attempts', '+', 1),
            updated_at: now,
          }))
          .where('destination', '=', destination)
          .where('plan_key', 'in', chunk)
          .where((eb) =>
            eb.or([
              ...(free.length > 0 ? [eb('state', 'in', free)] : []),
              ...(from.includes('claimed')
                ? [eb('state', '=', 'claimed').and('lease_until', '<=', now)]
                : []),
            ]),
          )
          .returningAll()
          .execute()),
      );
    }
  });
  const position = new Map(keys.map((key, index) => [key, index]));
  const at = (row: PlanTable): number => position.get(row.plan_key) as number;
  return await plansOf(
    db,
    rows.sort((a, b) => at(a) - at(b)),
  );
};

/** Transitions of one group differ only in the plan and its record: one statement moves them. */
const groupOf = (t: PlanTransition): string =>
  compound(t.destination, [...t.from].sort().join(' '), t.claim, t.to, t.errorClass, t.lastError);

const moveGroup = async (
  tx: Tx,
  group: readonly PlanTransition[],
  at: string,
): Promise<readonly string[]> => {
  const { destination, from, claim, to, errorClass, lastError } = group[0] as PlanTransition;
  const moved: string[] = [];
  if (from.length === 0) return moved;
  for (const chunk of chunksOf(group, LIST_SIZE)) {
    let update = tx
      .with('v(plan_key, record_id)', () =>
        valuesOf<{ plan_key: string; record_id: string | null }>(
          chunk.map(({ key, recordId }) => [sql`${key}`, sql`cast(${recordId ?? null} as text)`]),
        ),
      )
      .updateTable('plans')
      .from('v')
      .set({
        state: to,
        record_id: sql`coalesce(v.record_id, plans.record_id)`,
        error_class: errorClass ?? null,
        last_error: lastError ?? null,
        updated_at: at,
        ...(to === 'claimed' ? {} : { claim: null, lease_until: null }),
      })
      .where('plans.destination', '=', destination)
      .whereRef('plans.plan_key', '=', 'v.plan_key')
      .where('plans.state', 'in', [...from]);
    if (claim !== undefined) update = update.where('plans.claim', '=', claim);
    moved.push(...(await update.returning('plans.plan_key').execute()).map((row) => row.plan_key));
  }
  return moved;
};

/** States that a person must be able to find in the audit log; the others are in the plan's attempts. */
const AUDITED: readonly PlanState[] = ['posted', 'dead'];

const auditOf = (actor: Actor, { key, destination, to, recordId, lastError }: PlanTransition): NewAudit => ({
  ...actor,
  action: `plan.${to}`,
  subject: key,
  detail: { destination, recordId, lastError },
});

export const movePlans = async (
  db: Db,
  transitions: readonly PlanTransition[],
  attempts: readonly Attempt[],
  actor: Actor,
): Promise<readonly string[]> =>
  await db.transaction().execute(async (tx) => {
    const moved: PlanTransition[] = [];
    for (const [destination, group] of groupBy(transitions, (transition) => transition.destination)) {
      await lockPlans(
        tx,
        destination,
        group.map(({ key }) => key),
      );
    }
    for (const group of groupBy(transitions, groupOf).values()) {
      const keys = new Set(await moveGroup(tx, group, actor.at));
      moved.push(...group.filter(({ key }) => keys.has(key)));
    }
    for (const chunk of chunksOf(attempts, INSERT_SIZE)) {
      await tx
        .insertInto('attempts')
        .values(
          chunk.map(({ destination, planKey, at, action, outcome, message }) => ({
            destination,
            plan_key: planKey,
            at,
            action,
            outcome,
            message: message ?? null,
          })),
        )
        .execute();
    }
    // Last: whoever has the end of the audit log keeps all others waiting.
    await appendAudit(
      tx,
      moved.filter(({ to }) => AUDITED.includes(to)).map((transition) => auditOf(actor, transition)),
    );
    return moved.map(({ key }) => key);
  });

export const listAttempts = async (
  db: Db,
  destination: string,
  planKeys: readonly string[],
): Promise<readonly Attempt[]> => {
  const rows: Attempt[] = [];
  for (const chunk of chunksOf(planKeys, LIST_SIZE)) {
    const found = await db
      .selectFrom('attempts')
      .selectAll()
      .where('destination', '=', destination)
      .where('plan_key', 'in', chunk)
      .orderBy('id')
      .execute();
    rows.push(
      ...found.map(({ plan_key, at, action, outcome, message }) => ({
        planKey: plan_key,
        destination,
        at,
        action,
        outcome,
        message: message ?? undefined,
      })),
    );
  }
  return rows;
};
