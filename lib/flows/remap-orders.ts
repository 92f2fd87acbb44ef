/** Orders that were posted, each laid beside what another policy makes of it: page after page, so that any number fits in memory. */
import { orderSchema, type Order } from '../commerce/order';
import type { Problem } from '../commerce/problem';
import { findDestination } from '../destinations';
import type { LedgerAbilities } from '../destinations/ledger-destination';
import { mapOrder } from '../policy/map-order';
import type { Policy } from '../policy/policy';
import { preparePolicy } from '../policy/prepared-policy';
import type { Target } from '../policy/target';
import { ledgerCustomer } from '../posting/ledger-customer';
import { planDifference } from '../posting/plan-difference';
import { type RemapChange, remapChanges } from '../posting/remap-changes';
import { isSummaryKey, ledgerIdOf, stagingId } from '../posting/summary-days';
import { groupBy } from '../reconcile/group-by';
import type { Plan, StoreRef, TraceStore } from '../store/trace-store';
import { PLAIN_RENDERING } from './flow-context';
import { lastLockDate, type SeenLockDate } from './lock-dates';

export interface RemapQuery extends StoreRef {
  /** Id of the ledger as plans have it, such as `book:main`. */
  readonly destination: string;
  /** What the ledger can hold (`remapAbilities`): whether a correction is a document. */
  readonly abilities: LedgerAbilities;
  /** The policy to move to. */
  readonly policy: Policy;
  /** Orders of which something is posted in these days, inclusive, YYYY-MM-DD. */
  readonly fromDate?: string;
  readonly toDate?: string;
  /** Only these orders. */
  readonly orderIds?: readonly string[];
}

/** What is known of a ledger from its id alone. The Accounting Poster says what becomes of dimensions that it does not know. */
export const remapAbilities = (destination: string): LedgerAbilities | undefined => {
  const [kind = ''] = destination.split(':', 1);
  const abilities = findDestination(kind)?.abilities;
  return abilities && { ...abilities, dimensions: 'any' };
};

export interface RemapOrder {
  readonly orderId: string;
  readonly number: string;
  /** Where its plans are: the ledger, or where it waits for daily summaries. */
  readonly destination: string;
  readonly state: 'changed' | 'unchanged' | 'held';
  readonly changes: readonly RemapChange[];
  /** Why a held order cannot be moved. */
  readonly problems: readonly Problem[];
  /** The order is booked under the new policy already. */
  readonly isMoved: boolean;
  readonly rulesUsed: Target['rulesUsed'] | undefined;
}

/** Order ids in one query, and plans in one page. */
const CHUNK = 100;

export async function* remapOrders(
  store: TraceStore,
  query: RemapQuery,
  lockDate: string | undefined,
): AsyncGenerator<readonly RemapOrder[]> {
  const { platform, storeId, fromDate, toDate } = query;
  const ledger = ledgerIdOf(query.destination);
  for (const destination of [ledger, stagingId(ledger)]) {
    const at = { ...query, destination, abilities: abilitiesAt(query, destination) };
    for (const orderIds of chunksOfOrders(query.orderIds)) {
      const states = ['posted'] as const;
      const posted = { destination, platform, storeId, orderIds, states, fromDate, toDate };
      for await (const page of store.eachPlan(posted, CHUNK)) {
        const ids = new Set(page.flatMap(({ key, orderId }) => (isSummaryKey(key) ? [] : [orderId])));
        if (ids.size > 0) yield await remapPage(store, at, [...ids], lockDate);
      }
    }
  }
}

/** The ledger was the same, wherever it was asked from: the latest answer counts. */
export const seenLockDate = async (
  store: Pick<TraceStore, 'getLookups'>,
  destination: string,
): Promise<SeenLockDate> => {
  const ledger = ledgerIdOf(destination);
  const direct = await lastLockDate(store, ledger);
  const staged = await lastLockDate(store, stagingId(ledger));
  return (staged.seenAt ?? '') > (direct.seenAt ?? '') ? staged : direct;
};

/** What goes into daily summaries is journals. */
const abilitiesAt = ({ abilities, destination }: RemapQuery, at: string): LedgerAbilities =>
  at === ledgerIdOf(destination) ? abilities : { ...abilities, documents: [], taxCodes: 'none' };

const chunksOfOrders = (ids: readonly string[] | undefined): readonly (readonly string[] | undefined)[] => {
  if (ids === undefined) return [undefined];
  const distinct = [...new Set(ids)].sort();
  const count = Math.ceil(distinct.length / CHUNK);
  return Array.from({ length: count }, (_, index) => distinct.slice(index * CHUNK, (index + 1) * CHUNK));
};

const remapPage = async (
  store: TraceStore,
  query: RemapQuery,
  orderIds: readonly string[],
  lockDate: string | undefined,
): Promise<readonly RemapOrder[]> => {
  const { platform, storeId, destination } = query;
  const plans: Plan[] = [];
  for (const ids of chunksOfOrders(orderIds))
    plans.push(...(await store.getPlans({ destination, platform, storeId, orderIds: ids })));
  const approvals = await store.getRemapApprovals(destination, query, orderIds);
  const approved = new Map(approvals.map(({ orderId, policyHash }) => [orderId, policyHash]));
  const orders: RemapOrder[] = [];
  for (const [orderId, made] of groupBy(plans, (plan) => plan.orderId)) {
    const snapshot = await store.latestSnapshot(query, orderId);
    const isMoved = isUnder(query.policy, made, approved.get(orderId));
    orders.push({ ...remapOrder(query, made, snapshot?.order, lockDate), isMoved });
  }
  return orders;
};

/** Under the policy that a person approved last, else under that of the first plan. */
const isUnder = (policy: Policy, plans: readonly Plan[], approvedHash: string | undefined): boolean => {
  const { policyHash, transformationVersion } = preparePolicy(policy);
  if (approvedHash !== undefined) return approvedHash === policyHash;
  return plans.find(({ state }) => state !== 'rejected')?.transformationVersion === transformationVersion;
};

const remapOrder = (
  query: RemapQuery,
  plans: readonly Plan[],
  snapshot: string | undefined,
  lockDate: string | undefined,
): Omit<RemapOrder, 'isMoved'> => {
  const { orderId, orderNumber: number, destination } = plans[0] as Plan;
  const about = { orderId, number, destination, changes: [], rulesUsed: undefined };
  const read = readSnapshot(number, snapshot);
  if ('problem' in read) return { ...about, state: 'held', problems: [read.problem] };
  const target = mapOrder(read.order, query.policy);
  const { rulesUsed } = target;
  const planned = planDifference(target, plans, {
    ...PLAIN_RENDERING,
    destination,
    abilities: query.abilities,
    // Changes are told by logical accounts, which posted lines know; the ledger's own come with the posting.
    mapping: { resolve: (logicalAccount) => logicalAccount },
    customer: ledgerCustomer(read.order, 'store'),
    lockDate,
    snapshotHash: '',
  });
  const problems = heldBecause(target, planned);
  if (problems.length > 0) return { ...about, rulesUsed, state: 'held', problems };
  const made = [...planned.newPlans, ...planned.again];
  const dates = new Map(target.entries.map(({ key, date }) => [key, date]));
  const changes = remapChanges(made, plans, dates, lockDate);
  const state = made.length === 0 ? 'unchanged' : 'changed';
  return { ...about, rulesUsed, state, changes, problems: [] };
};

const readSnapshot = (
  number: string,
  snapshot: string | undefined,
): { readonly order: Order } | { readonly problem: Problem } => {
  if (snapshot === undefined) return { problem: problemOf('no_snapshot', number, 'is not kept') };
  const parsed = orderSchema.safeParse(JSON.parse(snapshot));
  if (parsed.success) return { order: parsed.data };
  return {
    problem: problemOf('no_snapshot', number, 'was kept by an earlier version that wrote it otherwise'),
  };
};

const problemOf = (code: string, number: string, why: string): Problem => ({
  severity: 'error',
  code,
  message: `Order ${number}: its latest state ${why}. Let it come through the pipeline once more, then preview again.`,
});

const heldBecause = (target: Target, planned: ReturnType<typeof planDifference>): readonly Problem[] => {
  const { number } = target.source;
  if (target.held) return target.problems.filter(({ severity }) => severity === 'error');
  if (planned.stale)
    return [problemOf('no_snapshot', number, 'that is kept is older than what was posted of it')];
  if (planned.unfinished.length > 0) return [unfinished(number, planned.unfinished)];
  return planned.problems;
};

const unfinished = (number: string, [first, ...others]: readonly Plan[]): Problem => ({
  severity: 'error',
  code: 'unfinished_plans',
  message: `Order ${number}: ${first?.key}${others.length > 0 ? ` and ${others.length} more` : ''} is ${first?.state} and not settled. Let the Accounting Poster finish it, approve it or retry its exception, then preview again.`,
});
