/** One order on its way through the rounds of posting, and what it lacks in the ledger. */
import type { Problem } from '../commerce/problem';
import { ledgerCustomer } from '../posting/ledger-customer';
import { type PlannedDifference, planDifference } from '../posting/plan-difference';
import type { PlanOutcome } from '../posting/post-once';
import type { NewPlan, Plan } from '../store/trace-store';
import type { PostingRoute, TargetItem } from './flow-context';
import type { Unpinned } from './pinned-policies';

/** One order on its way through the rounds. */
export interface Job {
  readonly item: TargetItem;
  readonly snapshotHash: string;
  /** Plans that this run wrote or settled, by key, with how they ended. */
  readonly plans: Map<string, { plan: Plan | NewPlan; outcome?: PlanOutcome }>;
  /** Set where a difference may come from a changed policy alone. */
  readonly unpinned: Unpinned | undefined;
  /** Why nothing of this order may go to this ledger at all. */
  readonly foreign: readonly Problem[] | undefined;
  problems: readonly Problem[];
  stale: boolean;
}

export interface RoundDifference {
  /** Plans to settle in this round. */
  readonly plans: readonly Plan[];
  /** Older plans were among them: what they did decides whether there is more to do. */
  readonly reopened: boolean;
}

const orderKey = (order: {
  readonly platform: string;
  readonly storeId: string;
  readonly orderId: string;
}): string => JSON.stringify([order.platform, order.storeId, order.orderId]);

/** The same order twice in one batch would plan the same difference twice: the second waits for the first. */
export const wavesOfDistinctOrders = (items: readonly TargetItem[]): readonly (readonly TargetItem[])[] => {
  const waves: TargetItem[][] = [];
  const seen = new Map<string, number>();
  for (const item of items) {
    const wave = (seen.get(orderKey(item.target.source)) ?? -1) + 1;
    seen.set(orderKey(item.target.source), wave);
    (waves[wave] ??= []).push(item);
  }
  return waves;
};

export const groupByOrder = (plans: readonly Plan[]): ReadonlyMap<string, readonly Plan[]> => {
  const groups = new Map<string, Plan[]>();
  for (const plan of plans) {
    const group = groups.get(orderKey(plan));
    if (group) group.push(plan);
    else groups.set(orderKey(plan), [plan]);
  }
  return groups;
};

export const differenceOf = (
  job: Job,
  byOrder: ReadonlyMap<string, readonly Plan[]>,
  route: PostingRoute,
  lockDate: string | undefined,
): PlannedDifference => {
  const { target, order } = job.item;
  const planned = planDifference(target, byOrder.get(orderKey(target.source)) ?? [], {
    destination: route.destination.id,
    abilities: route.destination.abilities,
    mapping: route.mapping,
    taxCodes: route.taxCodes,
    customer: ledgerCustomer(order, route.customers),
    taxRoundingLimit: route.taxRoundingLimit,
    lockDate,
    snapshotHash: job.snapshotHash,
  });
  const { unpinned } = job;
  if (unpinned === undefined) return planned;
  const isNew = ({ kind, corrects }: NewPlan): boolean => kind === 'entry' && corrects === undefined;
  const isHarmless = planned.newPlans.every((plan) => unpinned.mayAdd && isNew(plan));
  return isHarmless ? planned : { ...planned, newPlans: [], again: [], problems: [unpinned.problem] };
};
