/** Hold mode wrote plans and sent nothing; a person looked at them; now they are posted. */
import { randomUUID } from 'node:crypto';
import type { Problem } from '../commerce/problem';
import { postOnce } from '../posting/post-once';
import { documentOf } from '../posting/settle-plan';
import { isSummaryKey } from '../posting/summary-days';
import type { Plan } from '../store/trace-store';
import { actorOf, exceptionsOf } from './fetch-due';
import type { FlowContext, HeldItem, PostingRoute } from './flow-context';
import type { PostOptions } from './post-targets';

export interface ApproveQuery {
  readonly platform: string;
  readonly storeId: string;
  /** Only these orders; without it every waiting plan of the store. */
  readonly orderIds?: readonly string[];
}

export interface ApprovedPlan {
  readonly plan: Plan;
  readonly recordId?: string;
  readonly problem?: Problem;
}

export const approvePlans = async (
  context: FlowContext,
  { destination }: Pick<PostingRoute, 'destination'>,
  query: ApproveQuery,
  options: Pick<PostOptions, 'leaseSeconds' | 'maxAttempts'>,
): Promise<readonly ApprovedPlan[]> => {
  const { platform, storeId } = query;
  const waiting = await context.store.getPlans({
    destination: destination.id,
    platform,
    storeId,
    states: ['planned'],
  });
  const chosen = waiting.filter(
    // Summaries that were held go on with the next run of Post Summaries in live mode.
    ({ key, orderId }) => !isSummaryKey(key) && (query.orderIds?.includes(orderId) ?? true),
  );
  const recordIds = await paidRecords(context, destination.id, chosen);
  const outcomes = await postOnce(chosen, {
    store: context.store,
    clock: context.clock,
    actor: context.actor,
    destination,
    recordIds,
    claim: randomUUID(),
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
  const refused = approved.flatMap(({ plan, problem }): readonly HeldItem[] =>
    problem
      ? [{ platform, storeId, orderId: plan.orderId, stage: 'post', state: 'held', problems: [problem] }]
      : [],
  );
  await context.store.raiseExceptions(refused.flatMap(exceptionsOf), actorOf(context));
  return approved;
};

/** Records of an earlier run that waiting payments pay. */
const paidRecords = async (
  context: FlowContext,
  destination: string,
  plans: readonly Plan[],
): Promise<ReadonlyMap<string, string>> => {
  const found = new Map<string, string>();
  for (const plan of plans) {
    const key = documentOf(plan).appliesTo?.key;
    if (key === undefined || found.has(key)) continue;
    const [paid] = await context.store.getPlans({ destination, key });
    if (paid?.recordId !== undefined) found.set(key, paid.recordId);
  }
  return found;
};
