/** The trace through a daily summary, both ways: from a staged plan to the ledger's record, and from there to the orders. */
import { isStagingId, isSummaryKey, ledgerIdOf, stagingId, summaryOrderId } from '../posting/summary-days';
import type { Plan, PlanState, Summary, TraceStore } from '../store/trace-store';

export interface TracedSummary {
  readonly key: string;
  /** The day that it stands for. */
  readonly day: string;
  readonly currency: string;
  readonly members: number;
  readonly orders: number;
  /** Of its latest plan; `nothing_to_post` when its members amount to nothing, so that the ledger has no record of it. */
  readonly state: PlanState | 'nothing_to_post';
  readonly planKey?: string;
  /** On which day the ledger has it. */
  readonly date?: string;
  readonly recordId?: string;
}

/** Staged, and not in the ledger. */
export interface WaitingForSummary {
  readonly state: 'waiting';
  readonly day: string;
  readonly currency: string;
}

export interface TracedMembers {
  readonly count: number;
  readonly orders: number;
  /** The first of them, by order. */
  readonly listed: readonly {
    readonly orderId: string;
    readonly number: string;
    readonly planKey: string;
    readonly date: string;
  }[];
}

export interface Membership {
  readonly summary?: TracedSummary | WaitingForSummary;
  readonly members?: TracedMembers;
}

const MOST_LISTED = 100;

export const membershipOf = async (store: TraceStore, plan: Plan): Promise<Membership> => {
  if (isStagingId(plan.destination)) {
    const [member] = await store.getMembers(plan.destination, [plan.key]);
    if (!member) return {};
    const { day, currency } = member;
    if (member.summaryKey === undefined) return { summary: { state: 'waiting', day, currency } };
    const summary = await summaryOf(store, plan.destination, member.summaryKey);
    return summary ? { summary } : {};
  }
  return isSummaryKey(plan.key) ? membersOf(store, plan) : {};
};

const summaryOf = async (
  store: TraceStore,
  staging: string,
  key: string,
): Promise<TracedSummary | undefined> => {
  const [summary] = await store.getSummaries({ destination: staging, key });
  if (!summary) return undefined;
  const { day, currency, members, orders } = summary;
  const plan = await summaryPlan(store, summary);
  return {
    key,
    day,
    currency,
    members,
    orders,
    state: plan?.state ?? 'nothing_to_post',
    ...(plan ? { planKey: plan.key, date: plan.date } : {}),
    ...(plan?.recordId === undefined ? {} : { recordId: plan.recordId }),
  };
};

/** The plan of a summary; of one that was refused and dated anew, the one that counts. */
export const summaryPlan = async (store: TraceStore, summary: Summary): Promise<Plan | undefined> => {
  const { platform, storeId } = summary;
  const destination = ledgerIdOf(summary.destination);
  const plans = await store.getPlans({ destination, platform, storeId, orderId: summaryOrderId(summary) });
  return plans
    .filter(({ entryKey }) => entryKey === summary.key)
    .reduce<Plan | undefined>(
      (latest, plan) => (latest === undefined || plan.sequence > latest.sequence ? plan : latest),
      undefined,
    );
};

const membersOf = async (store: TraceStore, plan: Plan): Promise<Membership> => {
  const staging = stagingId(plan.destination);
  const [summary] = await store.getSummaries({ destination: staging, key: plan.entryKey });
  if (!summary) return {};
  const listed = await store.listMembers(staging, plan.entryKey, { limit: MOST_LISTED });
  return {
    members: {
      count: summary.members,
      orders: summary.orders,
      listed: listed.map(({ orderId, orderNumber: number, key: planKey, day: date }) => ({
        orderId,
        number,
        planKey,
        date,
      })),
    },
  };
};
