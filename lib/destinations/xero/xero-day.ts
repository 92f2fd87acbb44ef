/** Days as Xero writes them: `/Date(1551139200000+0000)/`, or `2019-02-26T00:00:00`. */
import { isDay } from '../day';

const MICROSOFT = /^\/Date\((-?\d{1,15})(?:[+-]\d{4})?\)\/$/;
const ISO = /^(\d{4}-\d{2}-\d{2})(?:[T ].*)?$/;

/** YYYY-MM-DD; undefined when the text is neither. A day has no time zone: Xero gives its midnight in UTC. */
export const dayOf = (text: string | null | undefined): string | undefined => {
  if (text === null || text === undefined) return undefined;
  const milliseconds = MICROSOFT.exec(text)?.[1];
  const time = milliseconds === undefined ? undefined : new Date(Number.parseInt(milliseconds, 10));
  const day =
    time === undefined
      ? ISO.exec(text)?.[1]
      : Number.isNaN(time.getTime())
        ? undefined
        : time.toISOString().slice(0, 10);
  return day !== undefined && isDay(day) ? day : undefined;
};

/** A day in a `where` filter. */
export const whereDay = (day: string): string => {
  const [year, month, date] = day.split('-');
  return `DateTime(${year},${month},${date})`;
};
