/** One order on three sides: what the shop says it should be, what the trace says was posted, what the ledger holds. */
import type { JournalEntry } from '../accounting/journal-entry';
import type { Problem } from '../commerce/problem';
import type { PlanState } from '../store/trace-store';
import { type Break, type BreakDetail, type BreakDimension, differingAmounts, makeBreak } from './break';
import { inWords, wantedDimensionRows } from './compare-dimensions';
import { compareRecord } from './compare-record';
import { groupBy } from './group-by';
import { isEqual, type Net, netOf, NOTHING, type Sides, sumOf } from './net';
import { parseEntryKey } from './plan-key';
import type { PlanFacts } from './plan-facts';

export type SourceSide =
  | {
      readonly state: 'target';
      readonly number: string;
      readonly entries: readonly JournalEntry[];
      readonly transformationVersion: string;
      /** Logical accounts of the entries that the mapping does not know: posting would be refused. */
      readonly unmapped: readonly string[];
    }
  /** The order cannot be mapped: its target is unknown. */
  | { readonly state: 'held'; readonly number?: string; readonly problem: Problem }
  | { readonly state: 'unreadable'; readonly problem: Problem }
  | { readonly state: 'gone' };

export interface OrderSides {
  readonly platform: string;
  readonly storeId: string;
  readonly orderId: string;
  readonly destination: string;
  readonly source: SourceSide;
  readonly plans: readonly PlanFacts[];
}

/** One entry of an order in one currency. The source is not there when it is unknown (held, unreadable). */
export interface EntrySides extends Sides<Net> {
  readonly entryKey: string;
  readonly kind: string;
  readonly currency: string;
  readonly trace: Net;
  readonly ledger: Net;
}

export interface ComparedOrder {
  readonly entries: readonly EntrySides[];
  readonly breaks: readonly Break[];
}

const OPEN: ReadonlySet<PlanState> = new Set(['planned', 'claimed', 'unconfirmed', 'dead']);

/**
 * Pure. Plans that are not final are breaks even when the posted ones already amount to the target: what they will do,
 * or did, changes the ledger. A refused plan is none once the target is met without it.
 */
export const compareOrder = (order: OrderSides): ComparedOrder => {
  const entries: EntrySides[] = [];
  const breaks: Break[] = [];
  const wanted = new Map(
    order.source.state === 'target' ? order.source.entries.map((entry) => [entry.key, entry] as const) : [],
  );
  const plans = groupBy(order.plans, ({ plan }) => plan.entryKey);
  for (const entryKey of new Set([...wanted.keys(), ...plans.keys()])) {
    const sides = sidesOf(order.source, entryKey, wanted.get(entryKey), plans.get(entryKey) ?? []);
    entries.push(...sides);
    breaks.push(...compareEntry(order, wanted.get(entryKey), plans.get(entryKey) ?? [], sides));
  }
  breaks.push(...wholeOrderBreaks(order, entries));
  return { entries, breaks };
};

const isPosted = ({ plan }: PlanFacts): boolean => plan.state === 'posted';

const sidesOf = (
  source: SourceSide,
  entryKey: string,
  entry: JournalEntry | undefined,
  plans: readonly PlanFacts[],
): readonly EntrySides[] => {
  const currencies = new Set([
    ...(entry ? [entry.currency] : []),
    ...plans.flatMap(({ plan, record }) => (record ? [plan.currency, record.currency] : [plan.currency])),
  ]);
  const known = source.state === 'target' || source.state === 'gone';
  return [...currencies].map((currency) => ({
    entryKey,
    kind: parseEntryKey(entryKey)?.kind ?? entry?.kind ?? 'other',
    currency,
    ...(known ? { source: entry?.currency === currency ? netOfEntry(entry) : NOTHING } : {}),
    trace: sumOf(
      plans.filter((facts) => isPosted(facts) && facts.plan.currency === currency).map(({ net }) => net),
    ),
    ledger: sumOf(plans.filter(({ record }) => record?.currency === currency).map(({ held }) => held)),
  }));
};

const netOfEntry = (entry: JournalEntry): Net => {
  const net = netOf(entry.lines, entry.currency, ({ account }) => account);
  if (!net) throw new RangeError(`entry ${entry.key} has an amount that is not exact`);
  return net;
};

const compareEntry = (
  order: OrderSides,
  entry: JournalEntry | undefined,
  plans: readonly PlanFacts[],
  sides: readonly EntrySides[],
): readonly Break[] => {
  const sameAmounts = sides.every(({ source, trace }) => source === undefined || isEqual(source, trace));
  const moved =
    sameAmounts && order.source.state === 'target' ? wantedDimensionRows(entry, plans.filter(isPosted)) : [];
  const agrees = sameAmounts && moved.length === 0;
  const waiting = plans.filter(
    ({ plan, record }) => OPEN.has(plan.state) || (plan.state === 'rejected' && record !== undefined),
  );
  const refused =
    agrees || waiting.length > 0 ? [] : plans.filter(({ plan }) => plan.state === 'rejected').slice(-1);
  const breaks = [...waiting, ...refused].map((facts) => notPosted(order, facts, sides));
  breaks.push(...plans.filter(isPosted).flatMap((facts) => compareRecord(order, facts)));
  if (agrees || waiting.length > 0 || refused.length > 0 || order.source.state !== 'target') return breaks;
  if (moved.length > 0) return [...breaks, dimensionsChanged(order, entry, plans, moved)];
  return [...breaks, ...sides.flatMap((side) => sourceDiffers(order, entry, plans, side))];
};

const naming = (order: OrderSides) => ({
  platform: order.platform,
  storeId: order.storeId,
  orderId: order.orderId,
  destination: order.destination,
  ...('number' in order.source && order.source.number !== undefined ? { number: order.source.number } : {}),
});

const notPosted = (
  order: OrderSides,
  { plan, net, record, held }: PlanFacts,
  sides: readonly EntrySides[],
): Break => {
  const source = sides.find(({ currency }) => currency === plan.currency)?.source;
  const why = plan.lastError === undefined ? '' : `, ${plan.lastError}`;
  const there = record ? ` The ledger holds record ${record.recordId} for it all the same.` : '';
  return makeBreak({
    ...naming(order),
    number: plan.orderNumber,
    type: 'not_posted',
    entryKey: plan.entryKey,
    planKey: plan.key,
    planState: plan.state,
    ...(plan.errorClass === undefined ? {} : { code: plan.errorClass }),
    what: `Order ${plan.orderNumber}: plan ${plan.key} is ${plan.state} (${plan.attempts} attempts${why}).${there}`,
    dates: { trace: plan.date, ...(record ? { ledger: record.date } : {}) },
    // A correction is a part of the entry: only a first plan can be laid beside the whole target.
    amounts: differingAmounts(
      { ...(plan.kind === 'entry' && source ? { source } : {}), trace: net, ledger: record ? held : NOTHING },
      plan.currency,
    ),
  });
};

const sourceDiffers = (
  order: OrderSides,
  entry: JournalEntry | undefined,
  plans: readonly PlanFacts[],
  sides: EntrySides,
): readonly Break[] => {
  if (order.source.state !== 'target' || sides.source === undefined || isEqual(sides.source, sides.trace))
    return [];
  const { number, unmapped, transformationVersion } = order.source;
  const detail: Omit<BreakDetail, 'type' | 'what'> = {
    ...naming(order),
    entryKey: sides.entryKey,
    dates: { ...(entry ? { source: entry.date } : {}), ...(plans[0] ? { trace: plans[0].plan.date } : {}) },
    amounts: differingAmounts(sides, sides.currency),
  };
  const missing = unmapped.filter((account) => entry?.lines.some((line) => line.account === account));
  const mapping = missing.length === 0 ? '' : ` The mapping has no ledger account for ${missing.join(', ')}.`;
  if (plans.length === 0) {
    const what = `Order ${number}: its ${sides.kind} is in the shop, but nothing was planned for it.${mapping}`;
    return [makeBreak({ ...detail, type: 'missing_in_trace', what })];
  }
  const otherRules = plans.every(({ plan }) => plan.transformationVersion !== transformationVersion);
  const cause = otherRules ? ' It was posted under another policy or version of the rules.' : '';
  const what = `Order ${number}: its ${sides.kind} is not what was posted.${cause}${mapping}`;
  return [makeBreak({ ...detail, type: 'source_changed', what })];
};

/** The same amounts on the same accounts, but under other dimensions: a replay posts what moves them. */
const dimensionsChanged = (
  order: OrderSides,
  entry: JournalEntry | undefined,
  plans: readonly PlanFacts[],
  dimensions: readonly BreakDimension[],
): Break =>
  makeBreak({
    ...naming(order),
    type: 'source_changed',
    ...(plans[0] ? { entryKey: plans[0].plan.entryKey } : {}),
    dates: { ...(entry ? { source: entry.date } : {}), ...(plans[0] ? { trace: plans[0].plan.date } : {}) },
    what: `Order ${'number' in order.source ? order.source.number : order.orderId}: it was posted under other dimensions: ${inWords(dimensions, 'trace', 'source')}.`,
    amounts: [],
    dimensions,
  });

/** One break an order, where the shop does not say what the entries should be. */
const wholeOrderBreaks = (order: OrderSides, entries: readonly EntrySides[]): readonly Break[] => {
  const { source, orderId } = order;
  if (source.state === 'target') return [];
  const number = order.plans[0]?.plan.orderNumber;
  const detail = { ...(number === undefined ? {} : { number }), ...naming(order) };
  const name = detail.number ?? orderId;
  if (source.state === 'gone') {
    const left = entries.filter(({ trace }) => trace.size > 0);
    if (left.length === 0) return [];
    const amounts = [...groupBy(left, ({ currency }) => currency)].flatMap(([currency, sides]) =>
      differingAmounts(
        {
          source: NOTHING,
          trace: sumOf(sides.map(({ trace }) => trace)),
          ledger: sumOf(sides.map(({ ledger }) => ledger)),
        },
        currency,
      ),
    );
    const what = `Order ${name} is posted, but the shop has it no more.`;
    return [makeBreak({ ...detail, type: 'gone_in_source', what, amounts })];
  }
  const type = source.state === 'held' ? 'held' : 'source_unreadable';
  const { code, message } = source.problem;
  return [makeBreak({ ...detail, type, code, what: `Order ${name}: ${message}`, amounts: [] })];
};
