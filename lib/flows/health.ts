/** Which stores are financially incomplete right now, and why: the figures of each pipeline, and what follows from them. */
import type { StoreFigures } from '../monitor/store-figures';
import {
  HEALTH_DEFAULTS,
  type HealthThresholds,
  type StoreHealth,
  storeHealth,
} from '../monitor/store-health';
import { isStagingId } from '../posting/summary-days';
import { Tally } from '../reconcile/tally';
import type { ExceptionRow, PipelineRef, Plan, PlanState, StoreRef } from '../store/trace-store';
import type { FlowContext } from './flow-context';

export interface HealthQuery {
  readonly platform?: string;
  readonly storeId?: string;
  /** Instead of the defaults. */
  readonly thresholds?: Partial<HealthThresholds>;
}

const DAY_MS = 86_400_000;
const PLAN_PAGE = 500;
/** Enough to tell whether posting keeps up. */
const LATENCY_SAMPLES = 2000;
const FAILING_ROWS = 100;
/** Name of the checkpoint that a sweep saves. */
const SWEEP = 'sweep';

/** One answer for each pipeline that was ever registered; incomplete ones first. */
export const health = async (
  context: FlowContext,
  query: HealthQuery = {},
): Promise<readonly StoreHealth[]> => {
  const { platform, storeId, thresholds } = query;
  const pipelines = await context.store.listPipelines({ platform, storeId });
  const told: StoreHealth[] = [];
  for (const pipeline of pipelines)
    told.push(storeHealth(await figuresOf(context, pipeline), { ...HEALTH_DEFAULTS, ...thresholds }));
  return [...told.filter(({ complete }) => !complete), ...told.filter(({ complete }) => complete)];
};

const figuresOf = async (context: FlowContext, pipeline: PipelineRef): Promise<StoreFigures> => {
  const { store, clock } = context;
  const now = clock.now();
  const dayAgo = new Date(now.getTime() - DAY_MS).toISOString();
  const checkpoint = await store.getCheckpoint(pipeline, SWEEP);
  const { platform, storeId } = pipeline;
  const exceptions = await store.listExceptions({ platform, storeId, states: ['open', 'held'] });
  const reconciliations = (await store.latestReconciliations(pipeline)).filter(
    (row) => row.pipeline === pipeline.pipeline,
  );
  return {
    ...pipeline,
    now: now.toISOString(),
    work: await store.countWork(pipeline),
    failing: await failingOf(store, pipeline),
    ...(checkpoint ? { sweptAt: checkpoint.savedAt } : {}),
    exceptions: exceptionFigures(
      exceptions.filter((row) => row.pipeline === pipeline.pipeline || row.pipeline === MANUAL),
    ),
    plans: await openPlansOf(store, pipeline, new Set(exceptions.map(({ objectId }) => objectId))),
    ...(await stagedOf(store, pipeline)),
    deliveries: await store.deliveryCounts(pipeline, dayAgo),
    reconciliations: reconciliations.map(({ destination, at, fromDate, toDate, breaks }) => ({
      destination,
      at,
      fromDate,
      toDate,
      breaks,
    })),
    syncSeconds: await syncSeconds(store, pipeline, dayAgo),
  };
};

type Store = FlowContext['store'];

const failingOf = async (store: Store, pipeline: PipelineRef): Promise<StoreFigures['failing']> => {
  const due = await store.listWork({ ...pipeline, states: ['due'], limit: FAILING_ROWS });
  const failed = due.filter(({ attempts, lastError }) => attempts > 0 && lastError !== undefined);
  const lastError = failed.at(-1)?.lastError;
  return { count: failed.length, ...(lastError === undefined ? {} : { lastError }) };
};

/** Pipeline of what was raised outside the work queue: it belongs to none of them, and so to each. */
const MANUAL = 'manual';

const exceptionFigures = (rows: readonly ExceptionRow[]): StoreFigures['exceptions'] => {
  const codes = new Tally<string>();
  for (const { code } of rows) codes.add(code);
  const oldestAt = rows.map(({ openedAt }) => openedAt).sort()[0];
  return { byCode: Object.fromEntries(codes.entries()), ...(oldestAt === undefined ? {} : { oldestAt }) };
};

const OPEN_STATES = [
  'planned',
  'claimed',
  'unconfirmed',
  'rejected',
  'dead',
] as const satisfies readonly PlanState[];

/** A refused plan stays refused when a later one made it needless: it counts while its order has an exception. */
const openPlansOf = async (
  store: Store,
  { platform, storeId }: StoreRef,
  ordersWithExceptions: ReadonlySet<string>,
): Promise<StoreFigures['plans']> => {
  const counts = new Tally<PlanState>();
  let oldestWaitingAt: string | undefined;
  for await (const page of store.eachPlan({ platform, storeId, states: OPEN_STATES }, PLAN_PAGE))
    for (const { state, createdAt, orderId } of page) {
      if (state === 'rejected' && !ordersWithExceptions.has(orderId)) continue;
      counts.add(state);
      const waits = state === 'planned' || state === 'claimed';
      if (waits && (oldestWaitingAt === undefined || createdAt < oldestWaitingAt))
        oldestWaitingAt = createdAt;
    }
  return {
    planned: counts.get('planned'),
    claimed: counts.get('claimed'),
    unconfirmed: counts.get('unconfirmed'),
    rejected: counts.get('rejected'),
    dead: counts.get('dead'),
    ...(oldestWaitingAt === undefined ? {} : { oldestWaitingAt }),
  };
};

const stagedOf = async (
  store: Store,
  { platform, storeId }: StoreRef,
): Promise<Pick<StoreFigures, 'staged'>> => {
  const open = await store.openDays({ platform, storeId });
  const [oldestAt] = open.map((day) => day.oldestAt).sort();
  if (oldestAt === undefined) return {};
  return { staged: { members: open.reduce((sum, { members }) => sum + members, 0), oldestAt } };
};

const syncSeconds = async (
  store: Store,
  { platform, storeId }: StoreRef,
  since: string,
): Promise<readonly number[]> => {
  const seconds: number[] = [];
  // Accounting days may lie a day apart from the clock's, as far as time zones go.
  const fromDate = new Date(Date.parse(since) - DAY_MS).toISOString().slice(0, 10);
  for await (const page of store.eachPlan({ platform, storeId, states: ['posted'], fromDate }, PLAN_PAGE)) {
    // What is staged is in no ledger yet; its summary is.
    const posted = page.filter(
      ({ destination, updatedAt }) => updatedAt >= since && !isStagingId(destination),
    );
    seconds.push(...posted.map(secondsToPost));
    if (seconds.length >= LATENCY_SAMPLES) break;
  }
  return seconds;
};

const secondsToPost = ({ sourceUpdatedAt, updatedAt }: Plan): number =>
  Math.max(0, Math.floor((Date.parse(updatedAt) - Date.parse(sourceUpdatedAt)) / 1000));
