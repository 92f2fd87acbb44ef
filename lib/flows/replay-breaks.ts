/** What follows from breaks: orders that posting by difference mends are made due, the rest goes to a person. */
import type { Break, BreakType } from '../reconcile/break';
import { groupBy } from '../reconcile/group-by';
import { isInPeriod, type Period } from '../reconcile/period';
import type { NewException, StoreRef } from '../store/trace-store';
import { actorOf } from './fetch-due';
import { type FlowContext, LIVE_STREAM } from './flow-context';

/**
 * Makes the orders of replayable breaks due in the pipeline, each once, also those that never came through it. Breaks that
 * no replay can mend open an exception of stage `reconcile` instead; those held by an exception are left alone.
 * Returns how many orders were made due.
 */
export const replayBreaks = async (
  context: FlowContext,
  pipeline: string,
  breaks: readonly Break[],
): Promise<number> => {
  const actor = actorOf(context);
  await context.store.raiseExceptions(
    breaks.filter(({ action }) => action === 'review').map((found) => exceptionOf(pipeline, found)),
    actor,
  );
  const replayable = breaks.filter(({ action }) => action === 'replay');
  let replayed = 0;
  for (const orders of groupBy(replayable, ({ platform, storeId }) => `${platform}\n${storeId}`).values()) {
    const { platform, storeId } = orders[0] as Break;
    replayed += await makeDue(context, { platform, storeId }, pipeline, [
      ...new Set(orders.map(({ orderId }) => orderId)),
    ]);
  }
  return replayed;
};

/** Due now, whether the pipeline ever had the order or not; what was held or dead is due again, and the audit log says so. */
export const makeDue = async (
  context: FlowContext,
  store: StoreRef,
  pipeline: string,
  orderIds: readonly string[],
): Promise<number> => {
  const actor = actorOf(context);
  const unknown: string[] = [];
  for (const objectId of orderIds) {
    const rows = await context.store.listWork({ ...store, pipeline, objectId });
    if (!rows.some(({ stream }) => stream === LIVE_STREAM)) unknown.push(objectId);
  }
  const ref = { ...store, pipeline };
  if (unknown.length > 0) {
    await context.store.registerPipeline(ref);
    await context.store.markDue(
      ref,
      LIVE_STREAM,
      unknown.map((objectId) => ({ objectId })),
      actor.at,
    );
  }
  await context.store.replayWork(
    orderIds.map((objectId) => ({ ...ref, stream: LIVE_STREAM, objectId })),
    actor,
  );
  return orderIds.length;
};

const exceptionOf = (pipeline: string, found: Break): NewException => ({
  pipeline,
  platform: found.platform,
  storeId: found.storeId,
  stream: LIVE_STREAM,
  objectId: found.orderId,
  stage: 'reconcile',
  code: found.type,
  message: found.message,
  destination: found.destination,
  ...(found.planKey === undefined ? {} : { planKey: found.planKey }),
  ...(found.dates?.ledger === undefined ? {} : { day: found.dates.ledger }),
});

/** Found whenever the order is compared, in whatever period; the others only in the period of the record's own day. */
const SEEN_WITH_ORDER: ReadonlySet<string> = new Set<BreakType>([
  'missing_in_ledger',
  'amount_differs',
  'date_differs',
  'dimension_differs',
  'gone_in_source',
]);

/** Resolves exceptions of earlier reconciliations whose difference is no more. */
export const resolveMended = async (
  context: FlowContext,
  scope: StoreRef & { readonly pipeline: string; readonly destination: string; readonly period: Period },
  checked: { hasSeen(orderId: string): boolean },
  breaks: readonly Break[],
): Promise<void> => {
  const { platform, storeId, pipeline, destination, period } = scope;
  const states = ['open', 'held'] as const;
  const open = await context.store.listExceptions({ platform, storeId, pipeline, states });
  const still = new Set(breaks.map(({ type, orderId, planKey }) => `${type}\n${orderId}\n${planKey}`));
  for (const exception of open) {
    if (exception.stage !== 'reconcile' || exception.destination !== destination) continue;
    const wasLookedFor = SEEN_WITH_ORDER.has(exception.code)
      ? checked.hasSeen(exception.objectId)
      : exception.day !== undefined && isInPeriod(exception.day, period);
    if (!wasLookedFor) continue;
    if (still.has(`${exception.code}\n${exception.objectId}\n${exception.planKey}`)) continue;
    const note = 'A later reconciliation found source, trace and ledger in agreement.';
    await context.store.updateException(exception.id, { state: 'resolved', note }, actorOf(context));
  }
};
