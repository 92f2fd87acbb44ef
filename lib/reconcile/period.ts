/** A reconciliation's period: accounting days in the store's time zone, and the instants that bound them. */
import { dayIn } from '../policy/accounting-day';
import type { TimeRange } from '../sources/cart-source';

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const HOUR_MS = 3_600_000;

/** Days, inclusive, YYYY-MM-DD. */
export interface Period {
  readonly from: string;
  readonly to: string;
}

/** @throws RangeError with a sentence for the user when a day does not exist or the period runs backwards. */
export const checkedPeriod = (period: Period): Period => {
  for (const day of [period.from, period.to])
    if (!DAY.test(day) || dayAt(utcMidnight(day)) !== day)
      throw new RangeError(`"${day}" is not a day. Write the period as YYYY-MM-DD, such as 2026-11-22.`);
  if (period.from > period.to)
    throw new RangeError(`The period ends (${period.to}) before it begins (${period.from}).`);
  return period;
};

export const isInPeriod = (day: string, period: Period): boolean => day >= period.from && day <= period.to;

/** From the first instant of the first day to the first instant after the last day. */
export const instantsOf = (period: Period, timeZone: string): Required<TimeRange> => ({
  from: startOfDay(period.from, timeZone),
  to: startOfDay(dayAt(utcMidnight(period.to) + 24 * HOUR_MS), timeZone),
});

/**
 * First instant of a day in a time zone. Found by search, because clocks are put forward at midnight in some zones: such
 * a day begins at 01:00, and midnight minus an offset would give an instant of the day before.
 */
export const startOfDay = (day: string, timeZone: string): string => {
  const dayOf = dayIn(timeZone);
  // Offsets lie between -12 and +14 hours; whole seconds are exact enough for every zone since 1972.
  let before = utcMidnight(day) / 1000 - 16 * 3600;
  let after = before + 32 * 3600;
  while (after - before > 1) {
    const middle = before + ((after - before) >> 1);
    if (dayOf(new Date(middle * 1000).toISOString()) < day) before = middle;
    else after = middle;
  }
  return new Date(after * 1000).toISOString();
};

const utcMidnight = (day: string): number => Date.parse(`${day}T00:00:00Z`);

const dayAt = (instant: number): string =>
  Number.isNaN(instant) ? '' : new Date(instant).toISOString().slice(0, 10);
