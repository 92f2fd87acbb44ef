/**
 * Reconciliation of a store, a period and a ledger: list the ledger → fetch and map the shop's orders → lay each beside
 * its plans and records → save the outcome. Nothing is posted here, and nothing that was sent is believed: the ledger is
 * read back.
 *
 * What a period means, and why:
 * - An order belongs to the day it was placed, in the policy's time zone. Orders of the period are compared over their
 *   whole life: a refund of next month is part of an order of this month. `table` and `counts` hold these orders only,
 *   on all three sides, so that its columns must agree.
 * - Orders placed at another time, but last changed in the shop in the period, or with an entry dated in it, are compared
 *   just as well and give breaks, but stand outside the table. Else a lost refund of an old order would never be seen.
 *   As every order has one time of last change, reconciling every period checks every order.
 * - `booked` holds what is dated in the period, whoever's it is: trace against ledger; it ties to the ledger's own reports.
 * Memory holds one page of orders, the ids, and a few hundred bytes for each ledger record of the period.
 */
import type { Problem } from '../commerce/problem';
import type { LedgerDestination } from '../destinations/ledger-destination';
import { mapOrder } from '../policy/map-order';
import type { Policy } from '../policy/policy';
import type { AccountMapping } from '../posting/account-mapping';
import { referenceOf } from '../posting/settle-plan';
import type { Break } from '../reconcile/break';
import { groupBy } from '../reconcile/group-by';
import { type HeldRecord, heldRecord } from '../reconcile/ledger-index';
import { checkedPeriod, instantsOf } from '../reconcile/period';
import { type CheckedOrder, Reconciliation } from '../reconcile/reconciliation';
import { settleHeld } from '../reconcile/settle-held';
import type { ReconciliationSummary } from '../reconcile/summary';
import type { FetchedOrder, ListQuery } from '../sources/cart-source';
import type { Plan } from '../store/trace-store';
import type { FlowContext, Route } from './flow-context';
import { PinnedPolicies } from './pinned-policies';
import { resolveMended } from './replay-breaks';

export { replayBreaks } from './replay-breaks';

export interface ReconcileRequest {
  readonly route: Route;
  readonly destination: LedgerDestination;
  readonly policy: Policy;
  /** Lets a break say that the reason is a missing account; comparing needs no mapping. */
  readonly mapping?: AccountMapping;
  /** Days, inclusive, YYYY-MM-DD, in the policy's time zone. */
  readonly from: string;
  readonly to: string;
  /** Also orders placed earlier that changed in the shop in the period. Default true. */
  readonly alsoChanged?: boolean;
  /** Most breaks that are listed; all are counted. Default 10,000. */
  readonly maxBreaks?: number;
}

export interface ReconcileResult {
  readonly summary: ReconciliationSummary;
  readonly breaks: readonly Break[];
}

const PAGE = 100;
const PLAN_PAGE = 500;
const MAX_BREAKS = 10_000;

/**
 * @throws RangeError when the period is none
 * @throws SourceError when the shop cannot be read at all; whatever the ledger throws when it cannot be listed
 */
export const reconcile = async (
  context: FlowContext,
  request: ReconcileRequest,
): Promise<ReconcileResult> => {
  const run = startRun(context, request);
  const { destination, route, policy } = request;
  const { period } = run.scope;
  for await (const page of destination.list({ storeId: route.client.storeId, ...period })) {
    run.state.ledger.add(page);
    await breathe(run);
  }
  const range = instantsOf(period, policy.timeZone);
  await compareListed(run, { by: 'created', ...range }, true);
  if (request.alsoChanged ?? true) await compareListed(run, { by: 'updated', ...range }, false);
  await comparePosted(run);
  await compareLeftovers(run);
  return finish(run);
};

/** An embedded store answers at once: without a pause, nothing else in the process would get a turn until the end. */
const breathe = (run: Run): Promise<void> => run.context.clock.sleep(0);

interface Run {
  readonly context: FlowContext;
  readonly request: ReconcileRequest;
  readonly scope: ConstructorParameters<typeof Reconciliation>[0];
  readonly plansOf: { readonly destination: string; readonly platform: string; readonly storeId: string };
  readonly state: Reconciliation;
  /** An order is compared with what its own policy says: what was posted stays under it. */
  readonly pinned: PinnedPolicies;
}

const startRun = (context: FlowContext, request: ReconcileRequest): Run => {
  const { route, destination, policy } = request;
  const store = { platform: route.source.platform, storeId: route.client.storeId };
  const scope = {
    ...store,
    pipeline: route.pipeline,
    destination: destination.id,
    period: checkedPeriod({ from: request.from, to: request.to }),
    timeZone: policy.timeZone,
  };
  const state = new Reconciliation(scope, {
    nameLedgerAccount: (name) => (destination.accepts(name) ? name : `ledger:${name}`),
    policy,
    maxBreaks: request.maxBreaks ?? MAX_BREAKS,
  });
  const pinned = new PinnedPolicies(context.store, destination.id);
  return { context, request, pinned, scope, plansOf: { destination: destination.id, ...store }, state };
};

/** Orders that the shop lists, each once, in chunks of a page. */
const compareListed = async (run: Run, query: ListQuery, inPeriod: boolean): Promise<void> => {
  let waiting = new Set<string>();
  for await (const page of run.request.route.client.list(query))
    for (const { id } of page) {
      if (!run.state.hasSeen(id)) waiting.add(id);
      if (waiting.size < PAGE) continue;
      await compareOrders(run, [...waiting], () => inPeriod);
      waiting = new Set();
    }
  await compareOrders(run, [...waiting], () => inPeriod);
};

/** Orders with an entry dated in the period that the shop did not list: of another time, or gone. */
const comparePosted = async (run: Run): Promise<void> => {
  let waiting = new Set<string>();
  const { from: fromDate, to: toDate } = run.scope.period;
  for await (const page of run.context.store.eachPlan({ ...run.plansOf, fromDate, toDate }, PLAN_PAGE))
    for (const { orderId } of page) {
      // The cart cannot be asked for what it never lists.
      if (run.request.route.source.listsOrder?.(orderId) === false) continue;
      if (!run.state.hasSeen(orderId)) waiting.add(orderId);
      if (waiting.size < PAGE) continue;
      await compareOrders(run, [...waiting], isGone);
      waiting = new Set();
    }
  await compareOrders(run, [...waiting], isGone);
};

/** Nobody knows any more when a deleted order was placed: it counts where it was posted. */
const isGone = (fetched: FetchedOrder): boolean => fetched.state === 'gone';

const compareOrders = async (
  run: Run,
  ids: readonly string[],
  inPeriod: (fetched: FetchedOrder) => boolean,
): Promise<void> => {
  if (ids.length === 0) return;
  const { request, context, state } = run;
  await breathe(run);
  const fetched = await request.route.client.fetch(ids);
  const plans = await context.store.getPlans({ ...run.plansOf, orderIds: ids });
  const wanted = new Set(state.lookUps(plans));
  const found = await lookUp(
    run,
    plans.filter(({ key }) => wanted.has(key)),
  );
  const byOrder = groupBy(plans, ({ orderId }) => orderId);
  const policies = await run.pinned.policiesOf(run.scope, ids, plans);
  for (const one of fetched) {
    const read = readSource(request, one, policies.get(one.id) ?? request.policy);
    const order: CheckedOrder = {
      ...read,
      orderId: one.id,
      plans: byOrder.get(one.id) ?? [],
      inPeriod: inPeriod(one),
    };
    const { breaks } = state.compare(order, found);
    state.keep(order, breaks.length === 0 ? breaks : settleHeld(breaks, await openExceptions(run, one.id)));
  }
};

const readSource = (
  { route, mapping }: ReconcileRequest,
  fetched: FetchedOrder,
  policy: Policy,
): Pick<CheckedOrder, 'source' | 'mapped'> => {
  if (fetched.state === 'gone') return { source: { state: 'gone' } };
  if (fetched.state === 'failed') return { source: { state: 'unreadable', problem: fetched.problem } };
  const { order, problems } = route.source.normalize(fetched.payload, { storeId: route.client.storeId });
  if (!order) return { source: held(undefined, problems) };
  const target = mapOrder(order, policy, { problems });
  const { number } = order.source;
  if (target.held) return { source: held(number, target.problems), mapped: { order, target } };
  const { entries, transformationVersion } = target;
  const accounts = new Set(entries.flatMap(({ lines }) => lines.map(({ account }) => account)));
  const unmapped = mapping ? [...accounts].filter((account) => mapping.resolve(account) === undefined) : [];
  return {
    source: { state: 'target', number, entries, transformationVersion, unmapped },
    mapped: { order, target },
  };
};

const held = (number: string | undefined, problems: readonly Problem[]): CheckedOrder['source'] => {
  const problem = problems.find(({ severity }) => severity === 'error') ?? UNREADABLE;
  return { state: 'held', ...(number === undefined ? {} : { number }), problem };
};

const UNREADABLE: Problem = {
  severity: 'error',
  code: 'unreadable',
  message: 'The shop gave no order that can be read.',
};

/** What the ledger holds outside the period, or nowhere. */
const lookUp = async (run: Run, plans: readonly Plan[]): Promise<ReadonlyMap<string, HeldRecord>> => {
  const found = new Map<string, HeldRecord>();
  const references = plans.map(referenceOf);
  for (let start = 0; start < references.length; start += PAGE)
    for (const record of await run.request.destination.find(references.slice(start, start + PAGE)))
      if (record) found.set(record.key, heldRecord(record));
  return found;
};

/** Also ignored ones: a person has decided, which is no surprise either. */
const openExceptions = async (run: Run, objectId: string) => {
  const { platform, storeId } = run.scope;
  const states = ['open', 'held', 'ignored'] as const;
  const open = await run.context.store.listExceptions({ platform, storeId, objectId, states });
  return open.filter(
    ({ stage, pipeline }) =>
      stage !== 'reconcile' && (pipeline === run.scope.pipeline || pipeline === MANUAL),
  );
};

/** Pipeline of exceptions that were raised outside the work queue. */
const MANUAL = 'manual';

const compareLeftovers = async (run: Run): Promise<void> => {
  for (const record of run.state.ledger.drain()) {
    const [plan] = await run.context.store.getPlans({ destination: run.scope.destination, key: record.key });
    if (plan && run.request.route.source.listsOrder?.(plan.orderId) === false) continue;
    run.state.keepLeftover(record, plan);
  }
};

const finish = async (run: Run): Promise<ReconcileResult> => {
  const { context, scope, state } = run;
  const { period, platform, storeId, pipeline, destination } = scope;
  const at = context.clock.now().toISOString();
  const result = state.finish(at);
  await context.store.saveReconciliation({
    platform,
    storeId,
    pipeline,
    destination,
    at,
    fromDate: period.from,
    toDate: period.to,
    breaks: result.summary.surprises,
    summary: JSON.stringify(result.summary),
  });
  if (result.summary.listed === result.summary.total)
    await resolveMended(context, scope, state, result.breaks);
  return result;
};
