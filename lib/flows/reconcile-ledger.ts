/**
 * Reconciliation of a ledger whose orders go there one by one, by daily summaries, or some so and some so. An order in a
 * summary is held by the ledger where the summary is, and is the sum of its members; the comparison of orders is the same.
 */
import type { LedgerDestination, LedgerRecord } from '../destinations/ledger-destination';
import { isSummaryKey, stagingId } from '../posting/summary-days';
import type { Break } from '../reconcile/break';
import { checkedPeriod } from '../reconcile/period';
import type { Plan, PlanQuery, StagingRef, TraceStore } from '../store/trace-store';
import { type CheckedSummary, SummaryCheck } from './check-summaries';
import type { FlowContext } from './flow-context';
import { reconcile, type ReconcileRequest, type ReconcileResult } from './reconcile';
import { plansByKey, stagedRecord } from './staged-ledger';

/** As `reconcile`. What is dated in the period is dated by the orders' own days, wherever their summaries stand. */
export const reconcileLedger = async (
  context: FlowContext,
  request: ReconcileRequest,
): Promise<ReconcileResult> => {
  const { route, destination } = request;
  const staging: StagingRef = {
    destination: stagingId(destination.id),
    platform: route.source.platform,
    storeId: route.client.storeId,
  };
  if (!(await hasSummaries(context.store, staging))) return reconcile(context, request);
  const check = new SummaryCheck(context.store, destination, staging.destination);
  const view = ledgerView(context.store, destination, staging.destination, check);
  const store = storeView(context.store, destination.id, staging.destination, check);
  const result = await reconcile({ ...context, store }, { ...request, destination: view.destination });
  await checkPeriod(context.store, request, staging, check);
  const checked = await check.all();
  const breaks = [...checked.flatMap((one) => one.breaks), ...(await view.copies())];
  return withSummaries(context, result, breaks, await reasons(result.breaks, check, staging, context.store));
};

const hasSummaries = async (store: TraceStore, staging: StagingRef): Promise<boolean> =>
  (await store.getSummaries(staging)).length > 0 || (await store.openDays(staging)).length > 0;

/** The ledger as the orders see it: records of summaries are not theirs; each of their plans is one of its own. */
const ledgerView = (
  store: TraceStore,
  real: LedgerDestination,
  staging: string,
  check: SummaryCheck,
): { readonly destination: LedgerDestination; copies(): Promise<readonly Break[]> } => {
  const ofSummaries = new Map<string, LedgerRecord[]>();
  const keep = async (record: LedgerRecord): Promise<boolean> => {
    if (!isSummaryKey(record.key)) return true;
    const [plan] = await store.getPlans({ destination: real.id, key: record.key });
    if (!plan) return true;
    ofSummaries.set(plan.entryKey, [...(ofSummaries.get(plan.entryKey) ?? []), record]);
    return false;
  };
  const destination: LedgerDestination = {
    kind: real.kind,
    id: real.id,
    abilities: real.abilities,
    batchSize: real.batchSize,
    lookupLagMs: real.lookupLagMs,
    listAccounts: (filter) => real.listAccounts(filter),
    listTaxCodes: (filter) => real.listTaxCodes(filter),
    lockDate: () => real.lockDate(),
    accepts: (logicalAccount) => real.accepts(logicalAccount),
    send: (documents, context) => real.send(documents, context),
    find: async (references) => {
      const members = new Map(
        (
          await store.getMembers(
            staging,
            references.map(({ key }) => key),
          )
        ).map((member) => [member.key, member]),
      );
      const staged = await plansByKey(store, staging, [...members.keys()]);
      const others = references.filter(({ key }) => !members.has(key));
      const found = others.length === 0 ? [] : await real.find(others);
      const records = new Map(others.map(({ key }, index) => [key, found[index]]));
      for (const [key, { summaryKey }] of members) {
        const plan = staged.get(key);
        if (plan && summaryKey !== undefined && (await check.of(summaryKey)).holds)
          records.set(key, stagedRecord(plan));
      }
      return references.map(({ key }) => records.get(key));
    },
    list: async function* (query) {
      for await (const page of real.list(query)) {
        const kept: LedgerRecord[] = [];
        for (const record of page) if (await keep(record)) kept.push(record);
        yield kept;
      }
    },
  };
  const copies = async (): Promise<readonly Break[]> => {
    const breaks: Break[] = [];
    for (const [key, records] of ofSummaries) breaks.push(...(await check.copies(key, records)));
    return breaks;
  };
  return { destination, copies };
};

/** The trace as the orders see it: their staged plans stand beside those that went there one by one. */
const storeView = (store: TraceStore, real: string, staging: string, check: SummaryCheck): TraceStore => {
  const seen = async (plans: readonly Plan[]): Promise<readonly Plan[]> => {
    const members = await store.getMembers(
      staging,
      plans.map(({ key }) => key),
    );
    const summaries = new Map(members.map(({ key, summaryKey }) => [key, summaryKey]));
    return Promise.all(plans.map((plan) => asSeen(plan, summaries.get(plan.key), check)));
  };
  const ofOrders = (plans: readonly Plan[]) => plans.filter(({ key }) => !isSummaryKey(key));
  const view: Pick<TraceStore, 'getPlans' | 'eachPlan'> = {
    getPlans: async (query) => {
      const plans = await store.getPlans(query);
      if (query.destination !== real) return plans;
      const staged = await store.getPlans({ ...query, destination: staging });
      return [...ofOrders(plans), ...(await seen(staged))];
    },
    eachPlan: async function* (query: PlanQuery, pageSize) {
      for await (const page of store.eachPlan(query, pageSize)) yield ofOrders(page);
      if (query.destination !== real) return;
      for await (const page of store.eachPlan({ ...query, destination: staging }, pageSize)) yield page;
    },
  };
  return Object.assign(Object.create(store) as TraceStore, view);
};

/** A staged plan is as far as its summary is. */
const asSeen = async (plan: Plan, summaryKey: string | undefined, check: SummaryCheck): Promise<Plan> => {
  if (plan.state !== 'posted') return plan;
  if (summaryKey === undefined)
    return { ...plan, state: 'planned', lastError: `it waits for the daily summary of ${plan.date}` };
  const { plan: summary } = await check.of(summaryKey);
  if (!summary || summary.state === 'posted') return plan;
  return { ...plan, state: summary.state, lastError: `its daily summary ${summary.key} is not posted` };
};

/** Summaries dated in the period, also where no order of theirs was compared. */
const checkPeriod = async (
  store: TraceStore,
  { destination, from, to }: ReconcileRequest,
  { platform, storeId }: StagingRef,
  check: SummaryCheck,
): Promise<void> => {
  const period = checkedPeriod({ from, to });
  const query = { destination: destination.id, platform, storeId, fromDate: period.from, toDate: period.to };
  const keys = new Set<string>();
  for await (const page of store.eachPlan(query, 500))
    for (const { key, entryKey } of page) if (isSummaryKey(key)) keys.add(entryKey);
  for (const key of keys) await check.of(key);
};

/** What to say of an order whose plan cannot be found in the ledger, because its summary cannot. */
const reasons = async (
  breaks: readonly Break[],
  check: SummaryCheck,
  { destination }: StagingRef,
  store: TraceStore,
): Promise<ReadonlyMap<string, CheckedSummary>> => {
  const keys = breaks.flatMap(({ planKey }) => planKey ?? []);
  const found = new Map<string, CheckedSummary>();
  for (const { key, summaryKey } of await store.getMembers(destination, keys))
    if (summaryKey !== undefined) found.set(key, await check.of(summaryKey));
  return found;
};

const withSummaries = async (
  context: FlowContext,
  { summary, breaks }: ReconcileResult,
  ofSummaries: readonly Break[],
  reason: ReadonlyMap<string, CheckedSummary>,
): Promise<ReconcileResult> => {
  const ofOrders = breaks.map((found) => namingSummary(found, reason.get(found.planKey ?? '')));
  if (ofSummaries.length === 0) return { summary, breaks: ofOrders };
  const counts = new Map(Object.entries(summary.breaks));
  for (const { type } of ofSummaries) counts.set(type, (counts.get(type) ?? 0) + 1);
  const more = ofSummaries.length;
  const whole: ReconcileResult['summary'] = {
    ...summary,
    breaks: Object.fromEntries(counts),
    total: summary.total + more,
    surprises: summary.surprises + more,
    listed: summary.listed + more,
    closeReadiness: { ...summary.closeReadiness, ready: false },
  };
  const { platform, storeId, pipeline, destination, at, from, to } = whole;
  await context.store.saveReconciliation({
    platform,
    storeId,
    pipeline,
    destination,
    at,
    fromDate: from,
    toDate: to,
    breaks: whole.surprises,
    summary: JSON.stringify(whole),
  });
  return { summary: whole, breaks: [...ofSummaries, ...ofOrders] };
};

/** Mended with the summary, and not by itself. */
const namingSummary = (found: Break, checked: CheckedSummary | undefined): Break => {
  if (!checked?.plan || checked.holds) return found;
  if (found.type !== 'missing_in_ledger' && found.type !== 'not_posted') return found;
  const { plan } = checked;
  const record = plan.recordId === undefined ? '' : ` (record ${plan.recordId})`;
  return {
    ...found,
    action: 'none',
    message: `Order ${found.number ?? found.orderId}: plan ${found.planKey} is part of the daily summary ${plan.key}${record}, which the ledger does not hold as it was made. The break of that summary says what to do.`,
  };
};
