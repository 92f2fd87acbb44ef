/**
 * An order stays under the policy of its first plan until a person moves it (see approve-remap.ts): what was posted last year
 * must not change because somebody changes a choice today. A change of the order itself is thus corrected under its own policy.
 */
import type { Problem } from '../commerce/problem';
import { mapOrder } from '../policy/map-order';
import { parsePolicy } from '../policy/parse-policy';
import type { Policy } from '../policy/policy';
import { MAPPING_VERSION, preparePolicy } from '../policy/prepared-policy';
import type { Target } from '../policy/target';
import { stagingId } from '../posting/summary-days';
import type { Plan, StoreRef, TraceStore } from '../store/trace-store';
import type { TargetItem } from './flow-context';

type PolicyStore = Pick<TraceStore, 'getPlans' | 'getPolicies' | 'getRemapApprovals' | 'savePolicies'>;

type OrderRef = StoreRef & { readonly orderId: string };

/** Digits of a policy's hash that a transformation version names. */
const DIGITS = 12;

interface Version {
  readonly mapping: string;
  /** First digits of the policy's hash. */
  readonly policy: string;
}

const versionOf = (transformationVersion: string): Version => {
  const [mapping = '', policy = ''] = transformationVersion.split('+');
  return { mapping, policy };
};

/** Under which policy an order is booked at a destination. */
export class PinnedPolicies {
  private readonly policies = new Map<string, Policy | undefined>();

  constructor(
    private readonly store: PolicyStore,
    private readonly destination: string,
  ) {}

  /**
   * The item as its pinned policy has it. Its problems say so (`kept_policy`); where the pinned policy cannot be had any
   * more, `unpinned` says why nothing that differs may be posted.
   */
  async pin(items: readonly TargetItem[]): Promise<readonly PinnedItem[]> {
    const versions = new Map<string, Version>();
    for (const [ref, orderIds] of byStore(items.map(({ target }) => target.source))) {
      const plans = await this.store.getPlans({ ...ref, destination: this.destination, orderIds });
      for (const [orderId, version] of await this.versionsIn(ref, orderIds, plans))
        versions.set(orderKey({ ...ref, orderId }), version);
    }
    await this.load([...versions.values()].map(({ policy }) => policy));
    return items.map((item) => this.pinOne(item, versions.get(orderKey(item.target.source))));
  }

  /** Versions of those orders that have plans, by order id: a person's decision first, else that of the first plan. */
  private async versionsIn(
    ref: StoreRef,
    orderIds: readonly string[],
    plans: readonly Plan[],
  ): Promise<ReadonlyMap<string, Version>> {
    const versions = new Map<string, Version>();
    for (const plan of firstPlans(plans)) versions.set(plan.orderId, versionOf(plan.transformationVersion));
    const known = orderIds.filter((orderId) => versions.has(orderId));
    // Orders in daily summaries have their plans where they are staged.
    for (const place of [this.destination, stagingId(this.destination)])
      for (const { orderId, policyHash } of await this.store.getRemapApprovals(place, ref, known))
        versions.set(orderId, { mapping: MAPPING_VERSION, policy: policyHash.slice(0, DIGITS) });
    return versions;
  }

  /** The policies of those orders that have plans, by order id; an order whose policy is not known any more is left out. */
  async policiesOf(
    { platform, storeId }: StoreRef,
    orderIds: readonly string[],
    plans: readonly Plan[],
  ): Promise<ReadonlyMap<string, Policy>> {
    const ref = { platform, storeId };
    const versions = await this.versionsIn(ref, orderIds, plans);
    await this.load([...versions.values()].map(({ policy }) => policy));
    return new Map(
      [...versions].flatMap(([orderId, version]) => {
        const policy = this.policies.get(version.policy);
        return policy ? [[orderId, policy] as const] : [];
      }),
    );
  }

  private async load(hashStarts: readonly string[]): Promise<void> {
    const missing = hashStarts.filter((start) => start !== '' && !this.policies.has(start));
    if (missing.length === 0) return;
    for (const start of missing) this.policies.set(start, undefined);
    for (const row of await this.store.getPolicies(missing))
      this.policies.set(row.hash.slice(0, DIGITS), parsePolicy(JSON.parse(row.policy)).policy);
  }

  private pinOne(item: TargetItem, pinned: Version | undefined): PinnedItem {
    const { target } = item;
    const wanted = versionOf(target.transformationVersion);
    if (pinned === undefined || (pinned.policy === wanted.policy && pinned.mapping === wanted.mapping))
      return { item };
    if (pinned.policy === wanted.policy)
      return { item, unpinned: { problem: mappingChanged(target), mayAdd: true } };
    const policy = this.policies.get(pinned.policy);
    if (policy === undefined || pinned.mapping !== MAPPING_VERSION)
      return { item, unpinned: { problem: policyChanged(target, pinned), mayAdd: false } };
    const kept = mapOrder(item.order, policy);
    return {
      item: { ...item, target: { ...kept, problems: [...kept.problems, keptPolicy(target, pinned)] } },
    };
  }
}

export interface PinnedItem {
  readonly item: TargetItem;
  readonly unpinned?: Unpinned;
}

/** A difference to what is posted may come from the policy alone, so that a person decides. */
export interface Unpinned {
  readonly problem: Problem;
  /** What happened since, such as a refund, may be posted: it corrects nothing. */
  readonly mayAdd: boolean;
}

/** Remembers the policies of these targets, so that they can be mapped again as they are. */
export const rememberPolicies = async (
  store: PolicyStore,
  items: readonly TargetItem[],
  at: string,
): Promise<void> => {
  const seen = new Map<string, Policy>();
  for (const { target } of items) seen.set(target.transformationVersion, target.policy);
  await store.savePolicies(
    [...seen.values()].map((policy) => ({
      hash: preparePolicy(policy).policyHash,
      policy: JSON.stringify(policy),
    })),
    at,
  );
};

const byStore = (orders: readonly OrderRef[]): ReadonlyMap<StoreRef, readonly string[]> => {
  const stores = new Map<string, { readonly ref: StoreRef; readonly ids: string[] }>();
  for (const { platform, storeId, orderId } of orders) {
    const key = JSON.stringify([platform, storeId]);
    const known = stores.get(key);
    if (known) known.ids.push(orderId);
    else stores.set(key, { ref: { platform, storeId }, ids: [orderId] });
  }
  return new Map([...stores.values()].map(({ ref, ids }) => [ref, ids]));
};

const orderKey = ({ platform, storeId, orderId }: OrderRef): string =>
  JSON.stringify([platform, storeId, orderId]);

/** Of each order the plan that was made first; one that the ledger refused pins nothing. */
const firstPlans = (plans: readonly Plan[]): readonly Plan[] => {
  const first = new Map<string, Plan>();
  for (const plan of plans) {
    if (plan.state === 'rejected') continue;
    const known = first.get(plan.orderId);
    if (!known || plan.createdAt < known.createdAt) first.set(plan.orderId, plan);
  }
  return [...first.values()];
};

const keptPolicy = ({ source }: Pick<Target, 'source'>, { policy }: Version): Problem => ({
  severity: 'info',
  code: 'kept_policy',
  message: `Order ${source.number} was posted under policy ${policy} and stays under it. To move it to the present one, preview and approve a re-mapping in Finance Trace.`,
});

const policyChanged = ({ source }: Target, { policy }: Version): Problem => ({
  severity: 'error',
  code: 'policy_changed',
  message: `Order ${source.number} was posted under policy ${policy}, which this trace store does not know, and would be booked differently under the present one. Preview and approve a re-mapping in Finance Trace, then retry the exception.`,
});

const mappingChanged = ({ source }: Target): Problem => ({
  severity: 'error',
  code: 'policy_changed',
  message: `Order ${source.number} was posted by an earlier version of the mapping and would be booked differently by the present one. Preview and approve a re-mapping in Finance Trace, then retry the exception.`,
});
