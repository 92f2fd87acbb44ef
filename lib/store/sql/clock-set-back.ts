/**
 * A clock that ran ahead, and was then set right, leaves leases and due times in a future that no run would write now. They
 * would keep their orders for as long as the clock was wrong, which may be years.
 */
import { sql } from 'kysely';
import type { Lease, PipelineRef } from '../trace-store';
import type { Tx } from './database';
import { writersMeet } from './locks';

/** Longer than any wait that we or a vendor choose: the longest is a day's quota. */
const LONGEST_WAIT_MS = 25 * 3_600_000;
/** Rows of one claim; the next one finds the others. */
const MOST_ROWS = 500;

/** Whoever chose a lease of two days is believed as well. */
const farthest = ({ now, leaseUntil }: Lease): string => {
  const from = Date.parse(now);
  return new Date(from + Math.max(LONGEST_WAIT_MS, 2 * (Date.parse(leaseUntil) - from))).toISOString();
};

/**
 * Whether the time of a claim may still be taken for the time. To a run that stood still for days between reading the clock and
 * claiming, the leases of others look as if a wrong clock had left them; to one that read the clock before it was set back,
 * they look over. Asked when the rows are locked: from then on nobody else can take them.
 */
export const timeHolds = ({ clock, now, leaseUntil }: Lease): boolean => {
  const time = clock.now().toISOString();
  return now <= time && time <= leaseUntil;
};

/** Such work may be taken when a lease from now is over: whoever still has it sends nothing any more, once the clock is back. */
export const mendWork = async (
  tx: Tx,
  pipeline: PipelineRef,
  stream: string,
  lease: Lease,
): Promise<void> => {
  const ofQueue = {
    pipeline: pipeline.pipeline,
    platform: pipeline.platform,
    store_id: pipeline.storeId,
    stream,
  };
  const wrong = tx
    .selectFrom('work')
    .select('object_id')
    .where((eb) => eb.and(ofQueue))
    .where('ready_at', '>', farthest(lease))
    .limit(MOST_ROWS);
  const rows = await (writersMeet(tx) ? wrong.forUpdate().skipLocked() : wrong).execute();
  if (rows.length === 0 || !timeHolds(lease)) return;
  const { leaseUntil } = lease;
  await tx
    .updateTable('work')
    .set({
      ready_at: leaseUntil,
      due_at: sql`case when state = 'due' then ${leaseUntil} else due_at end`,
      lease_until: sql`case when state = 'claimed' then ${leaseUntil} end`,
    })
    .where((eb) => eb.and(ofQueue))
    .where(
      'object_id',
      'in',
      rows.map((row) => row.object_id),
    )
    .execute();
};

/** The same of plans. */
export const mendPlans = async (
  tx: Tx,
  destination: string,
  keys: readonly string[],
  lease: Lease,
): Promise<void> => {
  const wrong = tx
    .selectFrom('plans')
    .select('plan_key')
    .where('destination', '=', destination)
    .where('plan_key', 'in', keys)
    .where('state', '=', 'claimed')
    .where('lease_until', '>', farthest(lease));
  const rows = await (writersMeet(tx) ? wrong.forUpdate() : wrong).execute();
  if (rows.length === 0 || !timeHolds(lease)) return;
  await tx
    .updateTable('plans')
    .set({ lease_until: lease.leaseUntil })
    .where('destination', '=', destination)
    .where(
      'plan_key',
      'in',
      rows.map((row) => row.plan_key),
    )
    .execute();
};
