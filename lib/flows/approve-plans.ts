/** Hold mode wrote plans and sent nothing; a person looked at them; now they are posted. */
import type { Problem } from '../commerce/problem';
import { postOnce } from '../posting/post-once';
import { documentOf } from '../posting/settle-plan';
import { isSummaryKey } from '../posting/summary-days';
import type { Plan } from '../store/trace-store';
import { newClaim } from './claim';
import { closeManual } from './close-manual';
import { actorOf, exceptionsOf } from './fetch-due';
import type { FlowContext, HeldItem, PostingRoute } from './flow-context';
import type { PostOptions } from './post-targets';
import { plansByKey } from './staged-ledger';

export interface ApproveQuery {
  readonly platform: string;
  readonly storeId: string;
  /** Only these orders; without it every waiting plan of the store. */
  readonly orderIds?: readonly string[];
  /** Only these plans, as they were looked at; without it whatever waits. */
  readonly approved?: readonly Approval[];
}

/** What a person looked at: a plan that says anything else now is not posted. */
export interface Approval {
  readonly key: string;
  readonly contentHash: string;
}

export interface ApprovedPlan {
  readonly plan: Plan;
  readonly recordId?: string;
  readonly problem?: Problem;
}

/** Sent earlier without a known end: they were approved then, and are looked up before they are sent again. */
const OPEN = ['planned', 'claimed', 'unconfirmed'] as const;

export const approvePlans = async (
  context: FlowContext,
  { destination }: Pick<PostingRoute, 'destination'>,
  query: ApproveQuery,
  options: Pick<PostOptions, 'leaseSeconds' | 'maxAttempts'>,
): Promise<readonly ApprovedPlan[]> => {
  const { chosen, others } = await choosePlans(context, destination.id, query);
  const paid = await paidPlans(context, destination.id, chosen);
  const outcomes = await postOnce(chosen, {
    store: context.store,
    clock: context.clock,
    actor: context.actor,
    destination,
    recordIds: new Map(
      paid.flatMap(({ key, recordId }) => (recordId === undefined ? [] : [[key, recordId] as const])),
    ),
    refused: new Set(paid.filter(({ state }) => state === 'rejected').map(({ key }) => key)),
    claim: newClaim(context),
    leaseMs: options.leaseSeconds * 1000,
    maxAttempts: options.maxAttempts,
  });
  const approved = chosen.map((plan): ApprovedPlan => {
    const outcome = outcomes.get(plan.key);
    if (outcome?.state === 'posted') return { plan, recordId: outcome.recordId };
    const refused = outcome?.state === 'refused';
    const message = `Order ${plan.orderNumber}, plan ${plan.key}: ${outcome?.message ?? 'not sent'}`;
    const code = refused ? outcome.code : 'will_retry';
    return { plan, problem: { severity: refused ? 'error' : 'warning', code, message } };
  });
  await tellOfRefusals(context, query, approved);
  const planKeys = new Set(approved.flatMap(({ plan, problem }) => (problem ? [] : [plan.key])));
  await closeManual(context, { ...query, orderIds: new Set(), planKeys });
  return [...approved, ...others];
};

const tellOfRefusals = async (
  context: FlowContext,
  { platform, storeId }: ApproveQuery,
  approved: readonly ApprovedPlan[],
): Promise<void> => {
  const refused = approved.flatMap(({ plan, problem }) => {
    if (!problem) return [];
    const item: HeldItem = {
      platform,
      storeId,
      orderId: plan.orderId,
      stage: 'post',
      state: 'held',
      problems: [problem],
    };
    const about = { destination: plan.destination, planKey: plan.key };
    return exceptionsOf(item).map((exception) => ({ ...exception, ...about }));
  });
  await context.store.raiseExceptions(refused, actorOf(context));
};

interface ChosenPlans {
  readonly chosen: readonly Plan[];
  /** Of those that were approved: posted already, or not what they were. */
  readonly others: readonly ApprovedPlan[];
}

const choosePlans = async (
  { store, clock }: FlowContext,
  destination: string,
  { platform, storeId, orderIds, approved }: ApproveQuery,
): Promise<ChosenPlans> => {
  const now = clock.now().toISOString();
  const open = await store.getPlans({ destination, platform, storeId, states: OPEN });
  const chosen = open.filter(
    // Summaries that were held go on with the next run of Post Summaries in live mode.
    ({ key, orderId, state, leaseUntil }) =>
      !isSummaryKey(key) &&
      (orderIds?.includes(orderId) ?? true) &&
      (state !== 'claimed' || (leaseUntil ?? '') <= now),
  );
  if (approved === undefined) return { chosen, others: [] };
  const hashes = new Map(approved.map(({ key, contentHash }) => [key, contentHash]));
  const same = chosen.filter(({ key, contentHash }) => hashes.get(key) === contentHash);
  const rest = [...hashes.keys()].filter((key) => !same.some((plan) => plan.key === key));
  const known = await plansByKey(store, destination, rest);
  const others = [...known.values()].filter((plan) => plan.platform === platform && plan.storeId === storeId);
  return { chosen: same, others: others.map((plan) => otherThanApproved(plan, hashes.get(plan.key))) };
};

const otherThanApproved = (plan: Plan, contentHash: string | undefined): ApprovedPlan => {
  if (plan.state === 'posted' && plan.contentHash === contentHash && plan.recordId !== undefined)
    return { plan, recordId: plan.recordId };
  const how =
    plan.contentHash === contentHash
      ? `it does not wait for approval (${plan.lastError ?? plan.state})`
      : 'it does not say what was looked at';
  const message = `Order ${plan.orderNumber}, plan ${plan.key}: not posted, ${how}. Look at the plans that wait now, and approve those.`;
  return { plan, problem: { severity: 'warning', code: 'plan_changed', message } };
};

/** Records of an earlier run that waiting payments pay. */
const paidPlans = async (
  context: FlowContext,
  destination: string,
  plans: readonly Plan[],
): Promise<readonly Plan[]> => {
  const keys = new Set(plans.flatMap((plan) => documentOf(plan).appliesTo?.key ?? []));
  const found: Plan[] = [];
  for (const key of keys) found.push(...(await context.store.getPlans({ destination, key })));
  return found;
};
