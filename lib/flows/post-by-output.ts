/** Orders whose policy asks for daily summaries are staged, the others posted; an order never goes both ways. */
import { stagingId } from '../posting/summary-days';
import { type Approval, approvePlans, type ApprovedPlan, type ApproveQuery } from './approve-plans';
import type { FlowContext, PostedItem, PostingRoute, TargetItem } from './flow-context';
import { type PostOptions, type PostResult, postTargets } from './post-targets';
import { plansByKey, stagedLedger } from './staged-ledger';

/**
 * One result an item, in order. An order stays on the way that its first plan took, whatever its policy says today: half of
 * it in summaries and half beside them would be posted twice.
 */
export const postByOutput = async (
  context: FlowContext,
  route: PostingRoute,
  items: readonly TargetItem[],
  options: PostOptions,
): Promise<readonly PostResult[]> => {
  const ways = await waysOf(context, route.destination.id, items);
  const isStaged = (item: TargetItem): boolean =>
    ways.get(orderKey(item)) ?? item.target.policy.output === 'summary';
  const staging = { ...route, destination: stagedLedger(route.destination, context) };
  const results = new Map<TargetItem, PostResult>();
  for (const [way, some] of [
    [route, items.filter((item) => !isStaged(item))],
    [staging, items.filter(isStaged)],
  ] as const) {
    if (some.length === 0) continue;
    const ended = await postTargets(context, way, some, options);
    some.forEach((item, index) => {
      const result = ended[index] as PostResult;
      results.set(item, way === staging ? asStaged(result) : result);
    });
  }
  return items.map((item) => results.get(item) as PostResult);
};

const orderKey = ({ target: { source } }: TargetItem): string =>
  JSON.stringify([source.platform, source.storeId, source.orderId]);

/** For orders that have plans: true where they are staged. */
const waysOf = async (
  { store }: FlowContext,
  destination: string,
  items: readonly TargetItem[],
): Promise<ReadonlyMap<string, boolean>> => {
  const ways = new Map<string, boolean>();
  const stores = new Map(
    items.map(({ target: { source } }) => [JSON.stringify([source.platform, source.storeId]), source]),
  );
  for (const { platform, storeId } of stores.values()) {
    const ids = items.flatMap(({ target: { source } }) =>
      source.platform === platform && source.storeId === storeId ? [source.orderId] : [],
    );
    for (const id of [stagingId(destination), destination])
      for (const orderId of await store.ordersWithPlans({ destination: id, platform, storeId }, ids))
        ways.set(JSON.stringify([platform, storeId, orderId]), id !== destination);
  }
  return ways;
};

/** It is not in the ledger yet, and must not be said to be. */
const asStaged = (result: PostResult): PostResult => {
  if (!('posted' in result)) return result;
  const { posted } = result;
  const staged: PostedItem = {
    ...posted,
    outcome: posted.outcome === 'posted' ? 'staged' : posted.outcome,
    plans: posted.plans.map((plan) => (plan.state === 'posted' ? { ...plan, state: 'staged' } : plan)),
  };
  return { posted: staged };
};

/**
 * Plans of both ways that hold mode wrote. `staged`: approved into its day's summary.
 * @throws RangeError when a plan is approved that the ledger's plans do not know
 */
export const approveByOutput = async (
  context: FlowContext,
  { destination }: Pick<PostingRoute, 'destination'>,
  query: ApproveQuery,
  options: Pick<PostOptions, 'leaseSeconds' | 'maxAttempts'>,
): Promise<readonly (ApprovedPlan & { readonly staged: boolean })[]> => {
  const staging = stagedLedger(destination, context);
  await demandKnown(context, [destination.id, staging.id], query.approved ?? []);
  const direct = await approvePlans(context, { destination }, query, options);
  const staged = await approvePlans(context, { destination: staging }, query, options);
  return [
    ...direct.map((approved) => ({ ...approved, staged: false })),
    ...staged.map((approved) => ({ ...approved, staged: true })),
  ];
};

const demandKnown = async (
  { store }: FlowContext,
  destinations: readonly string[],
  approved: readonly Approval[],
): Promise<void> => {
  const keys = new Set(approved.map(({ key }) => key));
  for (const id of destinations)
    for (const key of (await plansByKey(store, id, [...keys])).keys()) keys.delete(key);
  const [unknown] = keys;
  if (unknown !== undefined)
    throw new RangeError(
      `Nothing was posted: there is no plan ${unknown} at ${destinations[0]}. Approve plans as Get Waiting Plans lists them.`,
    );
};
