/**
 * Plans that hold mode wrote and nobody has approved yet. What waits is always what the order comes to now: a plan of an
 * earlier state is withdrawn, never sent, and the one that takes its place has a key and a content hash of its own.
 */
import { documentOf } from '../posting/settle-plan';
import { isSummaryKey, stagingId } from '../posting/summary-days';
import type { LedgerDocument } from '../destinations/ledger-destination';
import type { ModeRef, Plan, PlanTransition } from '../store/trace-store';
import { actorOf } from './fetch-due';
import type { FlowContext, PostingRoute } from './flow-context';
import { differenceOf, groupByOrder, type Job, type RoundDifference } from './job';

/** Of a plan that was never sent and is not wanted any more. */
export const WITHDRAWN = 'withdrawn';

/** Before the round plans: what waits and is not exactly what would be planned now is taken back. */
export const withdrawOutdated = async (
  context: FlowContext,
  route: PostingRoute,
  jobs: readonly Job[],
  lockDate: string | undefined,
): Promise<void> => {
  const outdated: Plan[] = [];
  for (const job of jobs) {
    const { platform, storeId, orderId } = job.item.target.source;
    const existing = await context.store.getPlans({
      destination: route.destination.id,
      platform,
      storeId,
      orderId,
    });
    const waiting = existing.filter(({ state }) => state === 'planned');
    // Under a policy that the order does not follow yet, nothing can be said about them.
    if (waiting.length === 0 || job.unpinned !== undefined) continue;
    // As if they had been refused: those that are wanted still are the ones that would be tried again.
    const asRefused = existing.map((plan) =>
      plan.state === 'planned' ? { ...plan, state: 'rejected' as const } : plan,
    );
    const { again, stale } = differenceOf(job, groupByOrder(asRefused), route, lockDate);
    const wanted = new Set(again.map(({ key }) => key));
    if (!stale) outdated.push(...waiting.filter(({ key }) => !wanted.has(key)));
  }
  const lastError = 'the order changed before the plan was approved; another one takes its place';
  await move(context, outdated, { from: ['planned'], to: 'rejected', errorClass: WITHDRAWN, lastError });
};

/** A refused or withdrawn plan that is wanted again waits for a person again: the first approval was for another day. */
export const offerAgain = async (
  context: FlowContext,
  differences: ReadonlyMap<Job, RoundDifference>,
): Promise<void> => {
  const refused = [...differences].flatMap(([job, { plans }]) =>
    plans.flatMap((plan) => (plan.state === 'rejected' ? [{ job, plan }] : [])),
  );
  await move(
    context,
    refused.map(({ plan }) => plan),
    { from: ['rejected'], to: 'planned' },
  );
  for (const { job, plan } of refused) job.plans.set(plan.key, { plan });
};

const move = async (
  context: FlowContext,
  plans: readonly Plan[],
  how: Pick<PlanTransition, 'from' | 'to' | 'errorClass' | 'lastError'>,
): Promise<void> => {
  if (plans.length === 0) return;
  const transitions = plans.map(({ key, destination }) => ({ key, destination, ...how }));
  await context.store.movePlans(transitions, [], actorOf(context));
};

export interface WaitingPlan {
  readonly key: string;
  /** What an approval names: SHA-256 over all that the ledger would be told. */
  readonly contentHash: string;
  readonly platform: string;
  readonly storeId: string;
  readonly orderId: string;
  readonly number: string;
  /** The ledger that it is for. */
  readonly destination: string;
  /** staged: once approved it goes into its day's summary. */
  readonly way: 'direct' | 'staged' | 'summary';
  readonly kind: Plan['kind'];
  readonly corrects?: string;
  readonly date: string;
  readonly currency: string;
  readonly total: string;
  readonly waitingSince: string;
  readonly document: LedgerDocument;
}

/** By order and date, with the documents that would be sent. */
export const listWaitingPlans = async (
  { store }: FlowContext,
  { platform, storeId, destination }: ModeRef,
  orderIds?: readonly string[],
): Promise<readonly WaitingPlan[]> => {
  const waiting: WaitingPlan[] = [];
  for (const id of [destination, stagingId(destination)]) {
    const plans = await store.getPlans({ destination: id, platform, storeId, states: ['planned'] });
    for (const plan of plans) {
      if (orderIds !== undefined && !orderIds.includes(plan.orderId)) continue;
      const way = id !== destination ? 'staged' : isSummaryKey(plan.key) ? 'summary' : 'direct';
      waiting.push(waitingPlan(plan, destination, way));
    }
  }
  return waiting;
};

const waitingPlan = (plan: Plan, destination: string, way: WaitingPlan['way']): WaitingPlan => ({
  key: plan.key,
  contentHash: plan.contentHash,
  platform: plan.platform,
  storeId: plan.storeId,
  orderId: plan.orderId,
  number: plan.orderNumber,
  destination,
  way,
  kind: plan.kind,
  ...(plan.corrects === undefined ? {} : { corrects: plan.corrects }),
  date: plan.date,
  currency: plan.currency,
  total: plan.total,
  waitingSince: plan.createdAt,
  document: documentOf(plan),
});
