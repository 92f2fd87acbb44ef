/** Exceptions that were raised past the work queue end when what they were about went through: no ticket ends them. */
import type { StoreRef } from '../store/trace-store';
import { actorOf } from './fetch-due';
import { type FlowContext, MANUAL } from './flow-context';

export interface WentThrough extends StoreRef {
  /** Orders that came past the queue themselves and have nothing left to post. */
  readonly orderIds: ReadonlySet<string>;
  /** Plans that are posted, however they came. */
  readonly planKeys: ReadonlySet<string>;
}

export const closeManual = async (
  context: FlowContext,
  { platform, storeId, orderIds, planKeys }: WentThrough,
): Promise<void> => {
  if (orderIds.size + planKeys.size === 0) return;
  const states = ['open', 'held'] as const;
  const open = await context.store.listExceptions({ platform, storeId, pipeline: MANUAL, states });
  const note = 'It went through.';
  for (const { id, stage, objectId, planKey } of open) {
    if (stage === 'reconcile') continue;
    const isOver = planKey === undefined ? orderIds.has(objectId) : planKeys.has(planKey);
    if (isOver) await context.store.updateException(id, { state: 'resolved', note }, actorOf(context));
  }
};
