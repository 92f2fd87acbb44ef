/**
 * Daily summaries: what waits for the days that are over becomes one journal for each day and currency of the store, posted
 * once like any plan. A summary is written together with its membership; from then on it never changes.
 */
import type { Problem } from '../commerce/problem';
import { dayIn } from '../policy/accounting-day';
import { ledgerCustomer } from '../posting/ledger-customer';
import { makeSummary, type MadeSummary, type SummaryContext } from '../posting/make-summary';
import {
  dayBefore,
  stagingId,
  type SummarySlot,
  summaryOrderId,
  summarySlots,
} from '../posting/summary-days';
import type { Plan, StagingRef } from '../store/trace-store';
import { actorOf } from './fetch-due';
import type { FlowContext } from './flow-context';
import { type HeldSummary, holdSummary } from './hold-summary';
import { settleSummaries } from './settle-summaries';
import { postedSummary, type SummaryRequest, type SummaryResult } from './summary-result';

/** Summaries that this run made or settled, by day; those of earlier runs that were not settled are tried again. */
export const postSummaries = async (
  context: FlowContext,
  request: SummaryRequest,
): Promise<readonly SummaryResult[]> => {
  const { destination, platform, storeId } = request;
  const staging: StagingRef = { destination: stagingId(destination.id), platform, storeId };
  const lockDate = await destination.lockDate();
  const results = await makeSummaries(context, request, staging, lockDate);
  if (request.mode !== 'live') return results;
  const settled = await settleSummaries(context, request, staging);
  const open = results.filter((result) => !('posted' in result) || result.posted.outcome !== 'planned');
  const late = new Map(results.flatMap((r) => ('posted' in r ? [[r.posted.summaryKey, r.posted.late]] : [])));
  return [
    ...open,
    ...settled.map((result) =>
      'posted' in result
        ? { posted: { ...result.posted, ...lateOf(late.get(result.posted.summaryKey)) } }
        : result,
    ),
  ];
};

const lateOf = (late: number | undefined) => (late === undefined ? {} : { late });

const makeSummaries = async (
  context: FlowContext,
  request: SummaryRequest,
  staging: StagingRef,
  lockDate: string | undefined,
): Promise<readonly SummaryResult[]> => {
  const { store } = context;
  const slots = summarySlots(
    await store.openDays(staging),
    await store.getSummaries(staging),
    lastDay(context, request),
  );
  const results: SummaryResult[] = [];
  for (const slot of slots) {
    const members = await store.openMembers(staging, slot.currency, slot.takes);
    if (members.length === 0) continue;
    const made = makeSummary(slot, members, summaryContext(request, members[0] as Plan, lockDate));
    const result = await keepSummary(context, request, staging, { slot, members, made });
    if (result) results.push(result);
  }
  return results;
};

/** The last day whose summary may be made. */
const lastDay = ({ clock }: FlowContext, { timeZone, includeToday }: SummaryRequest): string => {
  const today = dayIn(timeZone)(clock.now().toISOString());
  return includeToday ? today : dayBefore(today);
};

const summaryContext = (
  { destination, platform, storeId, closedPeriod }: SummaryRequest,
  { orderId, orderNumber: number, sourceUpdatedAt: updatedAt }: Plan,
  lockDate: string | undefined,
): SummaryContext => ({
  platform,
  storeId,
  destination: destination.id,
  abilities: destination.abilities,
  customer: ledgerCustomer({ source: { platform, storeId, orderId, number, updatedAt } }, 'store'),
  ...(lockDate === undefined ? {} : { lockDate }),
  closedPeriod,
});

interface Making {
  readonly slot: SummarySlot;
  readonly members: readonly Plan[];
  readonly made: MadeSummary;
}

/** Undefined when another run took the day, or some of the members, in the meantime: the next run sees what is left. */
const keepSummary = async (
  context: FlowContext,
  { mode, destination }: SummaryRequest,
  staging: StagingRef,
  { slot, members, made }: Making,
): Promise<SummaryResult | undefined> => {
  const { day, currency } = slot;
  const { key: summaryKey, orders, late, plan, problem } = made;
  if (problem && mode !== 'shadow')
    return { held: await holdSummary(context, heldOf(staging, destination.id, slot, summaryKey, problem)) };
  if (problem) return { held: heldOf(staging, destination.id, slot, summaryKey, problem) };
  const summary = { ...staging, key: summaryKey, day, currency, members: members.length, orders };
  if (mode !== 'shadow') {
    const keys = members.map(({ key }) => key);
    if (!(await context.store.writeSummary(summary, keys, plan, actorOf(context).at))) return undefined;
  }
  const outcome = plan ? (mode === 'shadow' ? 'would_post' : 'planned') : 'nothing_to_post';
  const about = { ...summary, destination: destination.id, summaryKey };
  return { posted: postedSummary(about, outcome, plan, { late }) };
};

const heldOf = (
  { platform, storeId }: StagingRef,
  destination: string,
  slot: SummarySlot,
  summaryKey: string,
  problem: Problem,
): HeldSummary => ({
  platform,
  storeId,
  destination,
  day: slot.day,
  currency: slot.currency,
  summaryKey,
  orderId: summaryOrderId(slot),
  stage: 'post',
  state: 'held',
  problems: [problem],
});
