/** Which day's summary takes what waits, and how a summary is named. */
import type { OpenDay, StoreRef, Summary } from '../store/trace-store';

/** Where plans wait for the summaries of a ledger: a destination of its own, so that they are planned and settled like any. */
export const stagingId = (destination: string): string => `${destination}${STAGING}`;

const STAGING = '~summary';

export const isStagingId = (destination: string): boolean => destination.endsWith(STAGING);

/** The ledger whose plans are staged there. */
export const ledgerIdOf = (staging: string): string =>
  isStagingId(staging) ? staging.slice(0, -STAGING.length) : staging;

/** Stands where a plan has its order. */
export const summaryOrderId = ({ day, currency }: Pick<Summary, 'day' | 'currency'>): string =>
  `${day}-${currency}`;

const KIND = 'summary';

/** Entry key of a summary: `platform:store:<day>-<currency>:summary:`, colons inside a field percent-encoded. */
export const summaryKey = (
  { platform, storeId }: StoreRef,
  slot: Pick<Summary, 'day' | 'currency'>,
): string => `${field(platform)}:${field(storeId)}:${summaryOrderId(slot)}:${KIND}:`;

const field = (text: string): string => text.replace(/%/g, '%25').replace(/:/g, '%3A');

const SUMMARY_KEY = /^[^:]+:[^:]+:\d{4}-\d\d-\d\d-[A-Z]{3}:summary:(?:#\d+)?$/;

/** Whether an entry key, or a plan key, is that of a summary. */
export const isSummaryKey = (key: string): boolean => SUMMARY_KEY.test(key);

/** One summary to make: the day that it stands for, and the days whose waiting plans it takes. */
export interface SummarySlot {
  readonly day: string;
  readonly currency: string;
  readonly takes: readonly string[];
}

/**
 * A plan goes into the summary of its day. Where that day has one already, which never changes, the plan goes into the
 * next day's that has none yet. Days after `lastDay` are not over: what belongs there waits.
 */
export const summarySlots = (
  open: readonly Pick<OpenDay, 'day' | 'currency'>[],
  made: readonly Pick<Summary, 'day' | 'currency'>[],
  lastDay: string,
): readonly SummarySlot[] => {
  const taken = new Set(made.map(summaryOrderId));
  const slots = new Map<string, { day: string; currency: string; takes: string[] }>();
  for (const { day: wanted, currency } of [...open].sort(byDay)) {
    let day = wanted;
    while (day <= lastDay && taken.has(summaryOrderId({ day, currency }))) day = dayAfter(day);
    if (day > lastDay) continue;
    const id = summaryOrderId({ day, currency });
    const slot = slots.get(id);
    if (slot) slot.takes.push(wanted);
    else slots.set(id, { day, currency, takes: [wanted] });
  }
  return [...slots.values()].sort(byDay);
};

const byDay = (a: Pick<OpenDay, 'day' | 'currency'>, b: Pick<OpenDay, 'day' | 'currency'>): number =>
  compare(a.day, b.day) || compare(a.currency, b.currency);

/** By code units: the same order on every machine. */
export const compare = (a: string, b: string): -1 | 0 | 1 => (a < b ? -1 : a > b ? 1 : 0);

export const dayAfter = (day: string): string => shifted(day, 1);
export const dayBefore = (day: string): string => shifted(day, -1);

const shifted = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
