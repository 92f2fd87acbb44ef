/** Brings the plans of summaries to a final state: posted, or refused with an exception. */
import type { Problem } from '../commerce/problem';
import { redatedSummary } from '../posting/make-summary';
import { type PlanOutcome, postOnce } from '../posting/post-once';
import { isSummaryKey } from '../posting/summary-days';
import type { Plan, StagingRef, Summary } from '../store/trace-store';
import { newClaim } from './claim';
import type { FlowContext } from './flow-context';
import { closeSummaryExceptions, type HeldSummary, holdSummary } from './hold-summary';
import { closeLoginAlerts, raiseLoginAlert } from './login-alert';
import { postedSummary, type SummaryRequest, type SummaryResult } from './summary-result';

const UNSETTLED = ['planned', 'claimed', 'unconfirmed', 'rejected', 'dead'] as const;

/** By day. A summary that was refused is tried again each run: only a person's hand in the ledger can have changed that. */
export const settleSummaries = async (
  context: FlowContext,
  request: SummaryRequest,
  staging: StagingRef,
): Promise<readonly SummaryResult[]> => {
  const summaries = await context.store.getSummaries(staging);
  const byKey = new Map(summaries.map((summary) => [summary.key, summary]));
  const ended = new Map<string, { plan: Plan; outcome: PlanOutcome | undefined }>();
  let plans = await redated(context, request, await unsettledPlans(context, request));
  // A period that closed after the plan was written shows only when the ledger says no: one more round, on another day.
  for (let round = 0; round < 2 && plans.length > 0; round++) {
    const outcomes = await post(context, request, plans);
    for (const plan of plans) ended.set(plan.entryKey, { plan, outcome: outcomes.get(plan.key) });
    await tellOfLogin(context, request, [...outcomes.values()]);
    const closed = plans.filter(({ key }) => refusedAs(outcomes.get(key), 'period_closed'));
    if (closed.length === 0 || request.closedPeriod === 'hold') break;
    const after = await unsettledPlans(context, request);
    const again = after.filter(({ key }) => closed.some((plan) => plan.key === key));
    plans = (await redated(context, request, again)).filter(({ key }) => !closed.some((p) => p.key === key));
  }
  const results: SummaryResult[] = [];
  for (const { plan, outcome } of ended.values()) {
    const summary = byKey.get(plan.entryKey);
    if (summary) results.push(await resultOf(context, request, summary, plan, outcome));
  }
  return results;
};

/** A login that the ledger refuses is one exception of the ledger; one that it takes again closes it. */
const tellOfLogin = async (
  context: FlowContext,
  { destination, platform, storeId }: SummaryRequest,
  outcomes: readonly PlanOutcome[],
): Promise<void> => {
  const stopped = outcomes.find((outcome) => outcome.state === 'retry' && outcome.stopped === true);
  if (stopped?.state === 'retry') {
    const about = { target: { source: { platform, storeId } } };
    return raiseLoginAlert(context, destination.id, about, stopped.message);
  }
  if (outcomes.some(({ state }) => state === 'posted')) await closeLoginAlerts(context, destination.id);
};

const refusedAs = (outcome: PlanOutcome | undefined, code: string): boolean =>
  outcome?.state === 'refused' && outcome.code === code;

/** The latest plan of each summary that is not posted. */
const unsettledPlans = async (
  { store }: FlowContext,
  { destination, platform, storeId }: SummaryRequest,
): Promise<readonly Plan[]> => {
  const open = await store.getPlans({ destination: destination.id, platform, storeId, states: UNSETTLED });
  const latest = new Map<string, Plan>();
  for (const plan of open) {
    if (!isSummaryKey(plan.key)) continue;
    const other = latest.get(plan.entryKey);
    if (other === undefined || other.sequence < plan.sequence) latest.set(plan.entryKey, plan);
  }
  const plans: Plan[] = [];
  for (const plan of latest.values()) {
    const of = { destination: destination.id, platform, storeId, orderId: plan.orderId };
    const posted = await store.getPlans({ ...of, states: ['posted'] });
    if (posted.length === 0) plans.push(plan);
  }
  return plans;
};

/** Those that the ledger refused for their date, on the next open day where the user wants that; the others as they are. */
const redated = async (
  context: FlowContext,
  { destination, closedPeriod }: SummaryRequest,
  plans: readonly Plan[],
): Promise<readonly Plan[]> => {
  const lockDate = closedPeriod === 'hold' ? undefined : await destination.lockDate();
  if (lockDate === undefined) return plans;
  const result: Plan[] = [];
  for (const plan of plans) {
    const closed = plan.state === 'rejected' && plan.errorClass === 'period_closed' && plan.date <= lockDate;
    result.push(closed ? await replan(context, plan, lockDate) : plan);
  }
  return result;
};

/** Another run may have done the same: then its plan is the one. */
const replan = async ({ store, clock }: FlowContext, plan: Plan, lockDate: string): Promise<Plan> => {
  const { destination, platform, storeId, orderId } = plan;
  const isNewest = (existing: readonly Plan[]): boolean =>
    existing.every(({ sequence }) => sequence <= plan.sequence);
  const all = await store.planOrders(
    destination,
    [{ platform, storeId, orderId }],
    clock.now().toISOString(),
    (existing) => (isNewest(existing) ? [redatedSummary(plan, lockDate)] : []),
  );
  return all.reduce((newest, other) => (other.sequence > newest.sequence ? other : newest), plan);
};

const post = (
  context: FlowContext,
  { destination, leaseSeconds, maxAttempts }: SummaryRequest,
  plans: readonly Plan[],
) =>
  postOnce(plans, {
    store: context.store,
    clock: context.clock,
    actor: context.actor,
    destination,
    recordIds: new Map(),
    refused: new Set(),
    claim: newClaim(context),
    leaseMs: leaseSeconds * 1000,
    maxAttempts,
  });

const resultOf = async (
  context: FlowContext,
  { destination }: SummaryRequest,
  summary: Summary,
  plan: Plan,
  outcome: PlanOutcome | undefined,
): Promise<SummaryResult> => {
  const { platform, storeId, day, currency, key: summaryKey } = summary;
  const about = { ...summary, destination: destination.id, summaryKey };
  if (outcome?.state === 'posted') {
    await closeSummaryExceptions(context, { ...about, orderId: plan.orderId });
    return { posted: postedSummary(about, 'posted', plan, { recordId: outcome.recordId }) };
  }
  const held: Omit<HeldSummary, 'state' | 'problems'> = {
    platform,
    storeId,
    destination: destination.id,
    day,
    currency,
    summaryKey,
    orderId: plan.orderId,
    stage: 'post',
  };
  const problem = problemOf(summary, plan, outcome);
  if (problem.severity === 'error')
    return { held: await holdSummary(context, { ...held, state: 'held', problems: [problem] }) };
  return { held: { ...held, state: 'retrying', problems: [problem] } };
};

const problemOf = (
  { day, currency }: Summary,
  plan: Plan,
  outcome: Exclude<PlanOutcome, { state: 'posted' }> | undefined,
): Problem => {
  const message = `The daily summary of ${day} in ${currency} (plan ${plan.key}) is not posted: ${outcome?.message ?? 'not sent'}.`;
  if (outcome?.state === 'refused')
    return {
      severity: 'error',
      code: outcome.code,
      message: `${message} Mend the cause; the next run of Post Summaries tries it again.`,
    };
  return {
    severity: 'warning',
    code: 'will_retry',
    message: `${message} The next run of Post Summaries tries it again.`,
  };
};
