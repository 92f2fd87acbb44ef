/** What Post Summaries is asked for, and what it says of each summary. */
import type { LedgerDestination } from '../destinations/ledger-destination';
import type { NewPlan } from '../store/trace-store';
import type { PostingRoute } from './flow-context';
import type { HeldSummary } from './hold-summary';

export interface SummaryRequest {
  /** The ledger itself. */
  readonly destination: LedgerDestination;
  readonly platform: string;
  readonly storeId: string;
  /** IANA name of the store's time zone: in it a day is over. */
  readonly timeZone: string;
  /** Also what waits for today, which is not over: what comes later today goes into the summary of another day. */
  readonly includeToday: boolean;
  readonly closedPeriod: 'hold' | 'next-open-day';
  readonly mode: PostingRoute['mode'];
  readonly leaseSeconds: number;
  readonly maxAttempts: number;
}

export interface PostedSummary {
  readonly platform: string;
  readonly storeId: string;
  readonly destination: string;
  /** The day and currency that it stands for. */
  readonly day: string;
  readonly currency: string;
  /** Entry key of the summary; its plans' keys begin with it. */
  readonly summaryKey: string;
  /** nothing_to_post: its members amount to nothing, which is on record in the trace alone. */
  readonly outcome: 'posted' | 'planned' | 'would_post' | 'nothing_to_post';
  readonly members: number;
  readonly orders: number;
  /** Of these members, those of an earlier day whose summary was made before. Known in the run that makes it. */
  readonly late?: number;
  readonly key?: string;
  /** On which day the ledger has it. */
  readonly date?: string;
  readonly total?: string;
  readonly recordId?: string;
}

export type SummaryResult = { readonly posted: PostedSummary } | { readonly held: HeldSummary };

export const postedSummary = (
  about: Omit<PostedSummary, 'outcome' | 'late' | 'key' | 'date' | 'total' | 'recordId'>,
  outcome: PostedSummary['outcome'],
  plan: NewPlan | undefined,
  more: Pick<PostedSummary, 'late' | 'recordId'> = {},
): PostedSummary => {
  const { platform, storeId, destination, day, currency, summaryKey, members, orders } = about;
  return {
    platform,
    storeId,
    destination,
    day,
    currency,
    summaryKey,
    outcome,
    members,
    orders,
    ...more,
    ...(plan ? { key: plan.key, date: plan.date, total: plan.total } : {}),
  };
};
