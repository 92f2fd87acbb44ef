/** Targets → the difference to what is posted → posted once → work completed. The order of the stages is the protocol. */
import { createHash } from 'node:crypto';
import { withoutPersonalData } from '../commerce/personal-data';
import type { Problem } from '../commerce/problem';
import { LedgerError } from '../destinations/ledger-destination';
import type { PlanOutcome } from '../posting/post-once';
import { backoffMs } from '../posting/retry-policy';
import type { NewPlan, Plan, Snapshot } from '../store/trace-store';
import { groupBy } from '../reconcile/group-by';
import { closeManual } from './close-manual';
import { actorOf, exceptionsOf, holdItem } from './fetch-due';
import type { FlowContext, HeldItem, PostedItem, PostedPlan, PostingRoute, TargetItem } from './flow-context';
import { alertOfRefusal, closeLoginAlerts, raiseLoginAlert } from './login-alert';
import { PinnedPolicies, rememberPolicies } from './pinned-policies';
import { differenceOf, groupByOrder, type Job, wavesOfDistinctOrders } from './job';
import { postJobs } from './post-jobs';

export interface PostOptions {
  readonly leaseSeconds: number;
  readonly maxAttempts: number;
  /** Keep the buyer's name, email and the like in the stored snapshot. */
  readonly keepPersonalData: boolean;
}

export type PostResult = { readonly posted: PostedItem } | { readonly held: HeldItem };

/** One result an item, in order. When the store or the ledger breaks down, every claim is given back first. */
export const postTargets = async (
  context: FlowContext,
  route: PostingRoute,
  items: readonly TargetItem[],
  options: PostOptions,
): Promise<readonly PostResult[]> => {
  try {
    const results = new Map<TargetItem, PostResult>();
    for (const wave of wavesOfDistinctOrders(items)) {
      const jobs = await openJobs(context, route, wave, options);
      if (route.mode !== 'shadow') await postJobs(context, route, jobs.filter(isNative), options);
      const ended =
        route.mode === 'shadow'
          ? await compareOnly(context, route, jobs)
          : await closeJobs(context, route, jobs, options);
      wave.forEach((item, index) => results.set(item, ended[index] as PostResult));
    }
    return items.map((item) => results.get(item) as PostResult);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const tickets = items.flatMap(({ ticket }) => (ticket ? [ticket] : []));
    const asked = error instanceof LedgerError ? error.retryAfterMs : undefined;
    const dueAt = new Date(context.clock.now().getTime() + backoffMs(1, asked)).toISOString();
    await context.store.failWork(tickets, { message, dueAt, dead: false, blameless: true }, actorOf(context));
    await alertOfRefusal(context, route.destination.id, items, error);
    throw new Error(`${message} (${tickets.length} orders stay due)`, { cause: error });
  }
};

const openJobs = async (
  context: FlowContext,
  route: PostingRoute,
  items: readonly TargetItem[],
  options: PostOptions,
): Promise<readonly Job[]> => {
  const snapshots = items.map((item) => snapshotOf(item, options.keepPersonalData));
  const pinned = await new PinnedPolicies(context.store, route.destination.id).pin(items);
  if (route.mode !== 'shadow') {
    await context.store.saveSnapshots(snapshots);
    const at = context.clock.now().toISOString();
    await rememberPolicies(
      context.store,
      pinned.map(({ item }) => item),
      at,
    );
  }
  return pinned.map(({ item, unpinned }, index) => ({
    item,
    snapshotHash: (snapshots[index] as Snapshot).hash,
    plans: new Map(),
    unpinned,
    foreign: environmentMismatch(item, route) ?? heldByPinned(item),
    problems: [],
    stale: false,
  }));
};

/** Under the policy that it stays with, the order as it is now may be one that a person has to look at. */
const heldByPinned = ({ target }: TargetItem): readonly Problem[] | undefined =>
  target.held ? target.problems.filter(({ severity }) => severity === 'error') : undefined;

/** Orders of a test shop have no place in real books, nor real orders in those of a test. */
const environmentMismatch = (
  { target: { source } }: TargetItem,
  { destination }: PostingRoute,
): readonly Problem[] | undefined => {
  const shop = source.environment;
  const ledger = destination.environment;
  if (shop === undefined || ledger === undefined || shop === ledger) return undefined;
  const message = `Order ${source.number} comes from a ${shop} shop and ${destination.id} is a ${ledger} ledger. Choose a ledger of the same kind, or correct the environment in the credential of the one that is wrong.`;
  return [{ severity: 'error', code: 'environment_mismatch', message }];
};

const isNative = ({ foreign }: Job): boolean => foreign === undefined;

const compareOnly = async (
  context: FlowContext,
  route: PostingRoute,
  jobs: readonly Job[],
): Promise<readonly PostResult[]> => {
  const lockDate = await route.destination.lockDate();
  const results: PostResult[] = [];
  for (const job of jobs) {
    const { platform, storeId, orderId } = job.item.target.source;
    const existing = await context.store.getPlans({
      destination: route.destination.id,
      platform,
      storeId,
      orderId,
    });
    const difference = differenceOf(job, groupByOrder(existing), route, lockDate);
    const plans = (isNative(job) ? difference.newPlans : []).map((plan) => postedPlan(plan, 'would_post'));
    const outcome = plans.length > 0 ? 'would_post' : 'unchanged';
    const problems = job.foreign ?? difference.problems;
    results.push({ posted: postedItem(job.item, route, outcome, plans, problems) });
  }
  await context.store.completeWork(
    jobs.flatMap(({ item }) => item.ticket ?? []),
    actorOf(context),
  );
  return results;
};

type Retry = Extract<PlanOutcome, { state: 'retry' }>;

const OVERTAKEN: Retry = {
  state: 'retry',
  message: 'a newer state of the order was posted meanwhile; it is fetched again',
  blameless: false,
};

const retriesOf = (job: Job): readonly Retry[] =>
  [...job.plans.values()].flatMap(({ outcome }) => (outcome?.state === 'retry' ? [outcome] : []));

const closeJobs = async (
  context: FlowContext,
  route: PostingRoute,
  jobs: readonly Job[],
  options: PostOptions,
): Promise<readonly PostResult[]> => {
  const results: PostResult[] = [];
  const completed: TargetItem[] = [];
  // First: a process that dies before the orders are closed is followed by a run that tells it again.
  await tellOfLogin(context, route, jobs);
  for (const job of jobs) {
    const refusals = [...(job.foreign ?? job.problems), ...refusedProblems(job)];
    const retries = job.stale ? [OVERTAKEN] : retriesOf(job);
    if (refusals.length > 0) results.push({ held: await hold(context, job, refusals) });
    else if (retries.length > 0) results.push({ held: await retryLater(context, job, retries, options) });
    else {
      completed.push(job.item);
      results.push({ posted: donePosting(job, route) });
    }
  }
  await context.store.completeWork(
    completed.flatMap(({ ticket }) => ticket ?? []),
    actorOf(context),
  );
  await closeManuals(context, jobs, new Set(completed));
  return results;
};

const closeManuals = async (
  context: FlowContext,
  jobs: readonly Job[],
  completed: ReadonlySet<TargetItem>,
): Promise<void> => {
  const stores = groupBy(jobs, ({ item: { target } }) =>
    JSON.stringify([target.source.platform, target.source.storeId]),
  );
  for (const some of stores.values()) {
    const { platform, storeId } = (some[0] as Job).item.target.source;
    const byHand = some.filter(({ item }) => item.ticket === undefined && completed.has(item));
    const orderIds = new Set(byHand.map(({ item }) => item.target.source.orderId));
    const planKeys = some.flatMap(({ plans }) =>
      [...plans].flatMap(([key, { outcome }]) => (outcome?.state === 'posted' ? [key] : [])),
    );
    await closeManual(context, { platform, storeId, orderIds, planKeys: new Set(planKeys) });
  }
};

/** The ledger was asked for its lock date at least: it accepts the login, unless it refused something later. */
const tellOfLogin = async (
  context: FlowContext,
  route: PostingRoute,
  jobs: readonly Job[],
): Promise<void> => {
  for (const job of jobs)
    for (const { outcome } of job.plans.values())
      if (outcome?.state === 'retry' && outcome.stopped)
        return raiseLoginAlert(context, route.destination.id, job.item, outcome.message);
  await closeLoginAlerts(context, route.destination.id);
};

const donePosting = (job: Job, route: PostingRoute): PostedItem => {
  const plans = [...job.plans.values()].map(({ plan, outcome }) =>
    outcome?.state === 'posted' ? postedPlan(plan, 'posted', outcome.recordId) : postedPlan(plan, 'planned'),
  );
  const outcome =
    plans.length === 0 ? 'unchanged' : plans.some(({ state }) => state === 'planned') ? 'planned' : 'posted';
  return postedItem(job.item, route, outcome, plans, job.item.target.problems);
};

const refusedProblems = (job: Job): readonly Problem[] =>
  [...job.plans.values()].flatMap(({ plan, outcome }) =>
    outcome?.state === 'refused'
      ? [
          {
            severity: 'error' as const,
            code: outcome.code,
            message: `Order ${plan.orderNumber}, plan ${plan.key}: ${outcome.message}`,
          },
        ]
      : [],
  );

const heldItem = (job: Job, state: HeldItem['state'], problems: readonly Problem[]): HeldItem => {
  const { platform, storeId, orderId, number } = job.item.target.source;
  return { platform, storeId, orderId, number, stage: 'post', state, problems, ticket: job.item.ticket };
};

const hold = (context: FlowContext, job: Job, problems: readonly Problem[]): Promise<HeldItem> =>
  holdItem(context, heldItem(job, 'held', problems));

const retryLater = async (
  context: FlowContext,
  job: Job,
  retries: readonly Retry[],
  options: PostOptions,
): Promise<HeldItem> => {
  const { ticket } = job.item;
  const attempts = ticket?.attempts ?? 1;
  const blameless = retries.every((retry) => retry.blameless);
  const asked = retries.reduce<number | undefined>(
    (longest, { retryAfterMs }) =>
      retryAfterMs !== undefined && retryAfterMs > (longest ?? -1) ? retryAfterMs : longest,
    undefined,
  );
  const message = retries[0]?.message ?? '';
  const actor = actorOf(context);
  const dead = !blameless && attempts >= options.maxAttempts;
  const dueAt = new Date(context.clock.now().getTime() + backoffMs(attempts, asked)).toISOString();
  const problem: Problem = dead
    ? {
        severity: 'error',
        code: 'dead_letter',
        message: `Order ${job.item.target.source.number} was tried ${attempts} times: ${message}. Mend the cause, then retry the exception.`,
      }
    : { severity: 'warning', code: 'will_retry', message: `${message}. Tried again from ${dueAt}.` };
  const item = heldItem(job, dead ? 'dead' : 'retrying', [problem]);
  const exceptions = exceptionsOf(item);
  if (ticket) await context.store.failWork([ticket], { message, dueAt, dead, blameless, exceptions }, actor);
  else await context.store.raiseExceptions(exceptions, actor);
  return item;
};

const postedPlan = (plan: Plan | NewPlan, state: PostedPlan['state'], recordId?: string): PostedPlan => ({
  key: plan.key,
  entryKey: plan.entryKey,
  kind: plan.kind,
  state,
  ...(recordId === undefined ? {} : { recordId }),
  ...(plan.corrects === undefined ? {} : { corrects: plan.corrects }),
  date: plan.date,
  currency: plan.currency,
  total: plan.total,
  contentHash: plan.contentHash,
});

const postedItem = (
  item: TargetItem,
  route: PostingRoute,
  outcome: PostedItem['outcome'],
  plans: readonly PostedPlan[],
  problems: readonly Problem[],
): PostedItem => {
  const { platform, storeId, orderId, number } = item.target.source;
  return { platform, storeId, orderId, number, destination: route.destination.id, outcome, plans, problems };
};

const snapshotOf = ({ order }: TargetItem, keepPersonalData: boolean): Snapshot => {
  const kept = JSON.stringify(keepPersonalData ? order : withoutPersonalData(order));
  const { platform, storeId, orderId, updatedAt } = order.source;
  const hash = createHash('sha256').update(kept).digest('hex');
  return { hash, platform, storeId, orderId, sourceUpdatedAt: updatedAt, order: kept };
};
