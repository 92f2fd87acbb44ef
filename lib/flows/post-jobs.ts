/** The rounds of posting: plan the difference of many orders in one dbTransaction, settle what is open, look again. */
import type { PlannedDifference } from '../posting/plan-difference';
import { type PlanOutcome, postOnce } from '../posting/post-once';
import { documentOf } from '../posting/settle-plan';
import type { Plan } from '../store/trace-store';
import { newClaim } from './claim';
import { rememberLockDate } from './lock-dates';
import type { FlowContext, PostingRoute } from './flow-context';
import { differenceOf, groupByOrder, type Job, type RoundDifference } from './job';
import type { PostOptions } from './post-targets';
import { offerAgain, withdrawOutdated } from './waiting-plans';

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
    if (route.mode === 'hold') await withdrawOutdated(context, route, open, lockDate);
    const { differences, recordIds, refused } = await planRound(context, route, open, lockDate);
    if (route.mode === 'hold') return offerAgain(context, differences);
    const wanted = new Map<string, Plan>();
    for (const { plans } of differences.values()) for (const plan of plans) wanted.set(plan.key, plan);
    if (wanted.size === 0) return;
    const outcomes = await postOnce([...wanted.values()], {
      store: context.store,
      clock: context.clock,
      actor: context.actor,
      destination: route.destination,
      recordIds,
      refused,
      claim: newClaim(context),
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

interface Round {
  readonly differences: ReadonlyMap<Job, RoundDifference>;
  /** Of the orders' plans that the ledger holds, by key. */
  readonly recordIds: ReadonlyMap<string, string>;
  /** Keys of those that it refused. */
  readonly refused: ReadonlySet<string>;
}

/** Whoever took the order over fetched it later, and posts what it is now, even where that is what was there before. */
const OVERTAKEN: PlannedDifference = { newPlans: [], unfinished: [], again: [], problems: [], stale: true };

const planRound = async (
  context: FlowContext,
  route: PostingRoute,
  jobs: readonly Job[],
  lockDate: string | undefined,
): Promise<Round> => {
  const made = new Map<Job, PlannedDifference>();
  const all = await context.store.planOrders(
    route.destination.id,
    jobs.map(({ item: { target, ticket } }) => ({ ...target.source, ...(ticket ? { ticket } : {}) })),
    context.clock.now().toISOString(),
    (existing, overtaken) => {
      const byOrder = groupByOrder(existing);
      return jobs.flatMap((job) => {
        const { ticket } = job.item;
        const isOvertaken = ticket !== undefined && overtaken.has(ticket);
        const difference = isOvertaken ? OVERTAKEN : differenceOf(job, byOrder, route, lockDate);
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
  const refused = new Set(all.filter(({ state }) => state === 'rejected').map(({ key }) => key));
  return { differences, recordIds, refused };
};
