/** A summary that cannot be posted: an exception that a person sees, and that closes itself when the summary is posted. */
import type { Problem } from '../commerce/problem';
import { planKey } from '../posting/idempotency-key';
import type { NewException, StoreRef } from '../store/trace-store';
import { actorOf } from './fetch-due';
import { type FlowContext, LIVE_STREAM } from './flow-context';

export interface HeldSummary extends StoreRef {
  readonly destination: string;
  readonly day: string;
  readonly currency: string;
  readonly summaryKey: string;
  /** Stands where other exceptions have their order: `<day>-<currency>`. */
  readonly orderId: string;
  readonly stage: 'post';
  /** held: a person must do something first. retrying: the next run tries it again. */
  readonly state: 'held' | 'retrying';
  readonly problems: readonly Problem[];
}

/** Pipeline of exceptions outside the work queue. */
const MANUAL = 'manual';

export const holdSummary = async (context: FlowContext, held: HeldSummary): Promise<HeldSummary> => {
  const { platform, storeId, destination, orderId, stage, summaryKey } = held;
  const exceptions = held.problems.map(({ code, message }): NewException => ({
    pipeline: MANUAL,
    platform,
    storeId,
    stream: LIVE_STREAM,
    objectId: orderId,
    stage,
    code,
    message,
    destination,
    planKey: planKey(summaryKey, 1),
  }));
  await context.store.raiseExceptions(exceptions, actorOf(context));
  return held;
};

/** Also those that a reconciliation opened. */
export const closeSummaryExceptions = async (
  context: FlowContext,
  {
    platform,
    storeId,
    destination,
    orderId,
    summaryKey,
  }: Pick<HeldSummary, 'platform' | 'storeId' | 'destination' | 'orderId' | 'summaryKey'>,
): Promise<void> => {
  const states = ['open', 'held'] as const;
  const open = await context.store.listExceptions({ platform, storeId, objectId: orderId, states });
  const note = 'The summary was posted.';
  for (const { id, planKey: about, destination: at } of open)
    if (about?.startsWith(summaryKey) === true && at === destination)
      await context.store.updateException(id, { state: 'resolved', note }, actorOf(context));
};
