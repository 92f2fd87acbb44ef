/** A person saw a preview and says yes: its orders move to the new policy, and those that change are due. */
import { preparePolicy } from '../policy/prepared-policy';
import { groupBy } from '../reconcile/group-by';
import type { RemapApproval } from '../store/trace-store';
import { actorOf } from './fetch-due';
import type { FlowContext } from './flow-context';
import { lookAt, type RemapQuery, subjectOf } from './remap';
import { concernsClosedPeriod } from './remap-totals';
import { makeDue } from './replay-breaks';

export interface RemapRequest extends RemapQuery {
  /** Of the preview that the person saw. */
  readonly digest: string;
  /** open: orders with a change of what stands in a closed period stay as they are, whole. */
  readonly scope: 'all' | 'open';
  /** Where orders become due that no pipeline has had yet; without it they are counted and not made due. */
  readonly pipeline?: string;
}

export type RemapDecision =
  | {
      readonly state: 'approved';
      readonly scope: RemapRequest['scope'];
      readonly digest: string;
      readonly policyHash: string;
      /** Orders that are under the new policy from now on, changed or not. */
      readonly moved: number;
      /** Of those: orders that the next runs correct. */
      readonly changed: number;
      /** Changed orders that stay as they are because they concern a closed period. */
      readonly left: number;
      /** Orders that could not be mapped or corrected; they stay as they are. */
      readonly held: number;
      /** Changed orders that no pipeline has had, so that nothing made them due. */
      readonly notQueued: number;
      /** The first ones. */
      readonly notQueuedOrders: readonly string[];
    }
  | {
      readonly state: 'refused';
      readonly code: 'preview_outdated' | 'too_many_orders';
      readonly message: string;
      /** Of what would be approved now. */
      readonly digest: string;
    };

/** Orders in one approval, which is one dbTransaction. */
const MOST_ORDERS = 50_000;
const LISTED = 100;
/** Look-ups after which others in the process have their turn. */
const PAUSE = 100;

interface Candidate {
  readonly orderId: string;
  readonly destination: string;
  readonly isChanged: boolean;
}

/**
 * Looks at everything once more, and approves only what the person saw. A process that dies between the approval and the
 * marks leaves orders that are approved and not due: the same approval, given again, makes them due.
 */
export const approveRemap = async (context: FlowContext, request: RemapRequest): Promise<RemapDecision> => {
  const { scope } = request;
  const candidates: Candidate[] = [];
  const seen = { movable: 0, left: 0 };
  const { digest, orders, policyHash } = await lookAt(context, request, (order) => {
    const { orderId, destination, state, isMoved } = order;
    const isChanged = state === 'changed';
    if (state === 'held' || (!isChanged && isMoved)) return;
    if (scope === 'open' && concernsClosedPeriod(order)) seen.left++;
    else if (seen.movable++ < MOST_ORDERS) candidates.push({ orderId, destination, isChanged });
  });
  if (digest !== request.digest.trim()) return outdated(digest);
  if (seen.movable > MOST_ORDERS) return tooMany(seen.movable, digest);
  await saveApprovals(context, request, candidates);
  const changed = candidates.filter(({ isChanged }) => isChanged).map(({ orderId }) => orderId);
  const notQueued = await makeChangedDue(context, request, changed);
  const decision = {
    state: 'approved',
    scope,
    digest,
    policyHash,
    moved: candidates.length,
    changed: changed.length,
    left: seen.left,
    held: orders.held + orders.withoutSnapshot,
    notQueued: notQueued.length,
    notQueuedOrders: notQueued.slice(0, LISTED),
  } as const;
  const { destination } = request;
  const { moved, left, held } = decision;
  await context.store.noteInAudit(
    {
      action: 'remap.approved',
      subject: subjectOf(request),
      detail: { destination, policy: policyHash, digest, scope, moved, changed: changed.length, left, held },
    },
    actorOf(context),
  );
  return decision;
};

/** The policy first: an order must not be under one that nobody knows. */
const saveApprovals = async (
  context: FlowContext,
  { platform, storeId, policy }: RemapRequest,
  candidates: readonly Candidate[],
): Promise<void> => {
  const { policyHash } = preparePolicy(policy);
  const actor = actorOf(context);
  await context.store.savePolicies([{ hash: policyHash, policy: JSON.stringify(policy) }], actor.at);
  const approvals = candidates.map(({ orderId, destination }): RemapApproval => ({
    platform,
    storeId,
    orderId,
    destination,
    policyHash,
  }));
  await context.store.approveRemap(approvals, actor);
};

/**
 * Due in every pipeline that has had the order. Never in another one of the store: that may lead to a ledger in which the
 * order has no business. Gives the orders that none has had.
 */
const makeChangedDue = async (
  context: FlowContext,
  { platform, storeId, pipeline }: RemapRequest,
  orderIds: readonly string[],
): Promise<readonly string[]> => {
  const store = { platform, storeId };
  const known: { readonly name: string; readonly orderId: string }[] = [];
  const unknown: string[] = [];
  for (const [index, orderId] of orderIds.entries()) {
    if (index % PAUSE === 0) await context.clock.sleep(0);
    const rows = await context.store.listWork({ ...store, objectId: orderId });
    const names = new Set(rows.map((row) => row.pipeline));
    for (const name of names) known.push({ name, orderId });
    if (names.size > 0) continue;
    if (pipeline === undefined) unknown.push(orderId);
    else known.push({ name: pipeline, orderId });
  }
  for (const [name, rows] of groupBy(known, (row) => row.name)) {
    const ids = rows.map(({ orderId }) => orderId);
    for (let start = 0; start < ids.length; start += PAUSE) {
      await makeDue(context, store, name, ids.slice(start, start + PAUSE));
      await context.clock.sleep(0);
    }
  }
  return unknown;
};

const outdated = (digest: string): RemapDecision => ({
  state: 'refused',
  code: 'preview_outdated',
  message:
    'What a re-mapping would change is not what the preview showed: orders, the policy or the closed days of the ledger changed since. Preview again, and approve that.',
  digest,
});

const tooMany = (orders: number, digest: string): RemapDecision => ({
  state: 'refused',
  code: 'too_many_orders',
  message: `${orders} orders are more than one approval takes (${MOST_ORDERS}). Preview and approve a shorter time at once.`,
  digest,
});
