/**
 * Re-mapping: what another policy would change in what is posted, shown before anything is; then a person's approval of
 * exactly that. The corrections are posted by the next run of the pipeline, like those of any other change.
 */
import type { Problem } from '../commerce/problem';
import { preparePolicy } from '../policy/prepared-policy';
import type { RemapChange } from '../posting/remap-changes';
import type { StoreRef } from '../store/trace-store';
import { actorOf } from './fetch-due';
import type { FlowContext } from './flow-context';
import { type RemapOrder, type RemapQuery, remapOrders, seenLockDate } from './remap-orders';
import { remapReport } from './remap-report';
import type { RemapSummary } from './remap-summary';
import { RemapTotals } from './remap-totals';

export { type RemapQuery, remapAbilities } from './remap-orders';
export type { RemapSummary } from './remap-summary';

export interface HeldRemap {
  readonly orderId: string;
  readonly number: string;
  readonly destination: string;
  readonly problems: readonly Problem[];
}

export interface RemapPreview {
  readonly summary: RemapSummary;
  /** The first ones; the summary counts all. */
  readonly changes: readonly RemapChange[];
  readonly held: readonly HeldRemap[];
}

/** Writes nothing but a row of the audit log. `listed`: most changes, and most held orders, that are given one by one. */
export const previewRemap = async (
  context: FlowContext,
  query: RemapQuery,
  { listed }: { readonly listed: number },
): Promise<RemapPreview> => {
  const changes: RemapChange[] = [];
  const held: HeldRemap[] = [];
  const summary = await lookAt(context, query, (order) => {
    changes.push(...order.changes.slice(0, listed - changes.length));
    const { orderId, number, destination, problems } = order;
    if (problems.length > 0 && held.length < listed) held.push({ orderId, number, destination, problems });
  });
  const { destination, policyHash, digest, orders } = summary;
  await context.store.noteInAudit(
    {
      action: 'remap.previewed',
      subject: subjectOf(query),
      detail: { destination, policy: policyHash, digest, orders },
    },
    actorOf(context),
  );
  return { summary, changes, held };
};

/** One look at all orders of the query. What is seen of an order is given to `see`, and is not kept here. */
export const lookAt = async (
  { store, clock }: Pick<FlowContext, 'store' | 'clock'>,
  query: RemapQuery,
  see: (order: RemapOrder) => void,
): Promise<RemapSummary> => {
  const { platform, storeId, destination, policy, fromDate, toDate, orderIds } = query;
  const { policyHash } = preparePolicy(policy);
  const scope = {
    platform,
    storeId,
    destination,
    ...(fromDate === undefined ? {} : { fromDate }),
    ...(toDate === undefined ? {} : { toDate }),
    ...(orderIds === undefined ? {} : { orderIds }),
  };
  const { day, seenAt } = await seenLockDate(store, destination);
  const totals = new RemapTotals({ ...scope, policyHash });
  for await (const page of remapOrders(store, query, day)) {
    for (const order of page) {
      totals.add(order);
      see(order);
    }
    // An embedded store answers at once: without a pause, nothing else in the process would get a turn until the end.
    await clock.sleep(0);
  }
  const told = {
    ...scope,
    policy,
    policyHash,
    ...(day === undefined ? {} : { lockDate: day }),
    ...(seenAt === undefined ? {} : { lockDateSeenAt: seenAt }),
    orders: totals.orders,
    changes: totals.changes,
    totals: totals.totals,
    held: totals.held,
    unusedRules: totals.unusedRules(policy),
    digest: totals.digest(),
  };
  return { ...told, report: remapReport(told) };
};

/** Of the store, where the audit log is asked for its re-mappings. */
export const subjectOf = ({ platform, storeId }: StoreRef): string => `${platform}:${storeId}`;
