/** What Xero says of an element, in its own words as far as they are known. */

import type { SimLine, XeroState } from './state';

export type Errors = string[];

export const lockProblem = (
  day: string,
  locks: { readonly PeriodLockDate?: string; readonly EndOfYearLockDate?: string },
): string | undefined => {
  for (const [name, lock] of [
    ['period lock date', locks.PeriodLockDate],
    ['end of year lock date', locks.EndOfYearLockDate],
  ] as const)
    if (lock !== undefined && day <= lock)
      return `The document date cannot be before the ${name}, currently set at ${longDay(lock)}`;
  return undefined;
};

const longDay = (day: string): string =>
  new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' }).format(
    new Date(`${day}T00:00:00Z`),
  );

/** A day of the calendar. */
export const isCalendarDay = (day: string): boolean => {
  const time = Date.parse(`${day}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(day);
};

export const trackingProblems = (
  { tracking }: Pick<XeroState, 'tracking'>,
  named: SimLine['Tracking'] = [],
): readonly string[] =>
  named
    .filter(({ Name, Option }) => !(tracking.get(Name) ?? []).includes(Option))
    .map(({ Name, Option }) => `The TrackingCategory "${Name}" or its option "${Option}" does not exist.`);
