/** A buyer asks to be forgotten; and what is old and needed by no trace goes. Both leave the trace and the audit chain whole. */
import type { BuyerQuery, ErasureCounts, PruneCounts, StoreRef } from '../store/trace-store';
import type { FlowContext } from './flow-context';

export interface EraseRequest extends StoreRef, BuyerQuery {
  /** Say what would be erased, and erase nothing. */
  readonly dryRun: boolean;
}

export interface Erasure extends StoreRef, ErasureCounts {
  readonly dryRun: boolean;
  readonly orders: number;
  /** The first hundred; each has a row in the audit log once it is erased. */
  readonly orderIds: readonly string[];
  /** In words, what was done and what is left. */
  readonly message: string;
}

const LISTED = 100;

/** Names no personal data in its answer, its audit rows or its log, also not what it was asked for. */
export const erasePersonalData = async (context: FlowContext, request: EraseRequest): Promise<Erasure> => {
  const { platform, storeId, customerId, email, orderIds, dryRun } = request;
  const store = { platform, storeId };
  const trail = await context.store.findBuyer(store, { customerId, email, orderIds });
  const actor = { at: context.clock.now().toISOString(), actor: context.actor };
  const counts = dryRun
    ? await context.store.countPersonalData(store, trail)
    : await context.store.erasePersonalData(store, trail, actor);
  const orders = trail.orderIds.length;
  if (!dryRun) context.log.info('personal data erased', { ...store, orders });
  return {
    ...store,
    dryRun,
    orders,
    orderIds: trail.orderIds.slice(0, LISTED),
    ...counts,
    message: sentence(orders, counts, dryRun),
  };
};

const sentence = (orders: number, { waiting, ...counts }: ErasureCounts, dryRun: boolean): string => {
  if (orders === 0)
    return 'Nothing is kept under this buyer or these orders. An order of which only its id and amounts are kept holds no personal data.';
  const records = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const done = `${dryRun ? 'Would take' : 'Took'} the buyer out of ${records} records of ${orders} orders.`;
  const later =
    waiting === 0
      ? ''
      : ` ${waiting} documents must still go to their ledger as they are: erase again after that.`;
  return `${done}${later} What the ledgers and the shop keep of the buyer is theirs to erase.`;
};

export interface PruneRequest extends StoreRef {
  /** Records older than so many days go. */
  readonly days: number;
}

export interface Pruned extends StoreRef, PruneCounts {
  /** ISO instant: what is older is gone. */
  readonly before: string;
}

const DAY_MS = 86_400_000;
const BATCH = 1000;

const isEmpty = (counts: PruneCounts): boolean => Object.values(counts).every((count) => count === 0);

/** In batches, so that nobody waits long; an interrupted run is continued by the next. Audited once, at its end. */
export const pruneStore = async (context: FlowContext, request: PruneRequest): Promise<Pruned> => {
  const { platform, storeId, days } = request;
  const store = { platform, storeId };
  const now = context.clock.now();
  const before = new Date(now.getTime() - days * DAY_MS).toISOString();
  const total = { deliveries: 0, deliveryCounts: 0, attempts: 0, snapshots: 0 };
  for (;;) {
    const counts = await context.store.pruneStore(store, before, BATCH);
    if (isEmpty(counts)) break;
    total.deliveries += counts.deliveries;
    total.deliveryCounts += counts.deliveryCounts;
    total.attempts += counts.attempts;
    total.snapshots += counts.snapshots;
  }
  const note = { action: 'store.pruned', subject: `${platform}:${storeId}`, detail: { before, ...total } };
  await context.store.noteInAudit(note, { at: now.toISOString(), actor: context.actor });
  return { ...store, before, ...total };
};
