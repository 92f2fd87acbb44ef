/** The rounds of posting: plan the difference of many orders in one dbTransaction, settle what is open, look again. */
import { randomUUID } from 'node:crypto';
import type { Problem } from '../commerce/problem';
import { ledgerCustomer } from '../posting/ledger-customer';
import { type PlannedDifference, planDifference } from '../posting/plan-difference';
import { type PlanOutcome, postOnce } from '../posting/post-once';
import { documentOf } from '../posting/settle-plan';
import type { NewPlan, Plan } from '../store/trace-store';
import { rememberLockDate } from './lock-dates';
import type { FlowContext, PostingRoute, TargetItem } from './flow-context';
import type { Unpinned } from './pinned-policies';
import type { PostOptions } from './post-targets';

/** One order on its way through the rounds. */
export interface Job {
  readonly item: TargetItem;
  readonly snapshotHash: string;
  /** Plans that this run wrote or settled, by key, with how they ended. */
  readonly plans: Map<string, { plan: Plan | NewPlan; outcome?: PlanOutcome }>;
  /** Set where a difference may come from a changed policy alone. */
  readonly unpinned: Unpinned | undefined;
  /** Why nothing of this order may go to this ledger at all. */
  readonly foreign: readonly Problem[] | undefined;
  problems: readonly Problem[];
  stale: boolean;
}

const MAX_ROUNDS = 4;

/**
 * Round after round: plan the difference, settle what is open. A plan whose fate was unknown is settled first, and the
 * next round takes the difference to what it turned out to have done. What a period that closed meanwhile kept out is
 * dated anew where the policy says so.
 */
export const postJobs = async (
  context: FlowContext,
  route: PostingRoute,
  jobs: readonly Job[],
  options: PostOptions,
): Promise<void> => {
  let lockDate = await readLockDate(context, route);
  let open = jobs;
  for (let round = 0; round < MAX_ROUNDS && open.length > 0; round++) {
    const { differences, recordIds } = await planRound(context, route, open, lockDate);
    if (route.mode === 'hold') return;
    const wanted = new Map<string, Plan>();
    for (const { plans } of differences.values()) for (const plan of plans) wanted.set(plan.key, plan);
    if (wanted.size === 0) return;
    const outcomes = await postOnce([...wanted.values()], {
      store: context.store,
      clock: context.clock,
      actor: context.actor,
      destination: route.destination,
      recordIds,
      claim: randomUUID(),
      leaseMs: options.leaseSeconds * 1000,
      maxAttempts: options.maxAttempts,
    });
    if ([...outcomes.values()].some(isPeriodClosed)) lockDate = await readLockDate(context, route);
    open = open.filter((job) => {
      const { plans, reopened } = differences.get(job) as RoundDifference;
      for (const plan of plans) job.plans.set(plan.key, { plan, outcome: outcomes.get(plan.key) });
      const moved = dropOutdated(job, lockDate);
      return (reopened || moved) && plans.every(({ key }) => isSettled(job, key));
    });
  }
};

const readLockDate = async (context: FlowContext, route: PostingRoute): Promise<string | undefined> => {
  const lockDate = await route.destination.lockDate();
  await rememberLockDate(context, route.destination.id, lockDate);
  return lockDate;
};

const isPeriodClosed = (outcome: PlanOutcome | undefined): boolean =>
  outcome?.state === 'refused' && outcome.code === 'period_closed';

/**
 * Refused plans whose day the ledger has closed meanwhile, and the payments that wait for them: the next round plans them on
 * the next open day.
 */
const dropOutdated = (job: Job, lockDate: string | undefined): boolean => {
  if (lockDate === undefined || job.item.target.policy.closedPeriod !== 'next-open-day') return false;
  const plans = [...job.plans.values()];
  const outdated = new Set(
    plans.flatMap(({ plan, outcome }) =>
      isPeriodClosed(outcome) && plan.date <= lockDate ? [plan.key] : [],
    ),
  );
  for (const { plan } of plans)
    if (outdated.has(plan.key) || outdated.has(documentOf(plan).appliesTo?.key ?? ''))
      job.plans.delete(plan.key);
  return outdated.size > 0;
};

const isSettled = ({ plans }: Job, key: string): boolean => {
  const known = plans.get(key);
  return known === undefined || known.outcome?.state === 'posted';
};

interface RoundDifference {
  /** Plans to settle in this round. */
  readonly plans: readonly Plan[];
  /** Older plans were among them: what they did decides whether there is more to do. */
  readonly reopened: boolean;
}

interface Round {
  readonly differences: ReadonlyMap<Job, RoundDifference>;
  /** Of the orders' plans that the ledger holds, by key. */
  readonly recordIds: ReadonlyMap<string, string>;
}

const planRound = async (
  context: FlowContext,
  route: PostingRoute,
  jobs: readonly Job[],
  lockDate: string | undefined,
): Promise<Round> => {
  const made = new Map<Job, PlannedDifference>();
  const all = await context.store.planOrders(
    route.destination.id,
    jobs.map(({ item }) => item.target.source),
    context.clock.now().toISOString(),
    (existing) => {
      const byOrder = groupByOrder(existing);
      return jobs.flatMap((job) => {
        const difference = differenceOf(job, byOrder, route, lockDate);
        made.set(job, difference);
        return difference.newPlans;
      });
    },
  );
  const byKey = new Map(all.map((plan) => [plan.key, plan]));
  const differences = new Map(
    [...made].map(([job, { newPlans, unfinished, again, problems, stale }]) => {
      job.problems = problems;
      job.stale = stale;
      const fresh = newPlans.flatMap(({ key }) => byKey.get(key) ?? []);
      for (const plan of fresh) job.plans.set(plan.key, { plan });
      if (route.mode === 'hold') for (const plan of unfinished) job.plans.set(plan.key, { plan });
      return [job, { plans: [...unfinished, ...again, ...fresh], reopened: unfinished.length > 0 }] as const;
    }),
  );
  const recordIds = new Map(
    all.flatMap(({ key, state, recordId }) =>
      state === 'posted' && recordId !== undefined ? [[key, recordId] as const] : [],
    ),
  );
  return { differences, recordIds };
};

const orderKey = (order: {
  readonly platform: string;
  readonly storeId: string;
  readonly orderId: string;
}): string => JSON.stringify([order.platform, order.storeId, order.orderId]);

/** The same order twice in one batch would plan the same difference twice: the second waits for the first. */
export const wavesOfDistinctOrders = (items: readonly TargetItem[]): readonly (readonly TargetItem[])[] => {
  const waves: TargetItem[][] = [];
  const seen = new Map<string, number>();
  for (const item of items) {
    const wave = (seen.get(orderKey(item.target.source)) ?? -1) + 1;
    seen.set(orderKey(item.target.source), wave);
    (waves[wave] ??= []).push(item);
  }
  return waves;
};

export const groupByOrder = (plans: readonly Plan[]): ReadonlyMap<string, readonly Plan[]> => {
  const groups = new Map<string, Plan[]>();
  for (const plan of plans) {
    const group = groups.get(orderKey(plan));
    if (group) group.push(plan);
    else groups.set(orderKey(plan), [plan]);
  }
  return groups;
};

export const differenceOf = (
  job: Job,
  byOrder: ReadonlyMap<string, readonly Plan[]>,
  route: PostingRoute,
  lockDate: string | undefined,
): PlannedDifference => {
  const { target, order } = job.item;
  const planned = planDifference(target, byOrder.get(orderKey(target.source)) ?? [], {
    destination: route.destination.id,
    abilities: route.destination.abilities,
    mapping: route.mapping,
    taxCodes: route.taxCodes,
    customer: ledgerCustomer(order, route.customers),
    taxRoundingLimit: route.taxRoundingLimit,
    lockDate,
    snapshotHash: job.snapshotHash,
  });
  const { unpinned } = job;
  if (unpinned === undefined) return planned;
  const isNew = ({ kind, corrects }: NewPlan): boolean => kind === 'entry' && corrects === undefined;
  const isHarmless = planned.newPlans.every((plan) => unpinned.mayAdd && isNew(plan));
  return isHarmless ? planned : { ...planned, newPlans: [], again: [], problems: [unpinned.problem] };
};
