/** Dates of payloads: ISO 8601 without a zone (then UTC, the caller knows) or with a Z. */
const ISO_SECONDS = /^([1-9]\d{3})-(\d\d)-(\d\d)T([01]\d|2[0-3]):([0-5]\d):([0-5]\d)(\.\d{1,9})?Z?$/;
const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

const daysIn = (year: number, month: number): number =>
  month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : (DAYS[month - 1] ?? 0);

/** The instant in UTC with its Z; undefined for anything else, such as MySQL's zero date or the 31st of February. */
export const utcInstant = (value: unknown): string | undefined => {
  if (typeof value !== 'string') return undefined;
  const match = ISO_SECONDS.exec(value);
  if (match === null) return undefined;
  const day = Number(match[3]);
  if (day < 1 || day > daysIn(Number(match[1]), Number(match[2]))) return undefined;
  return value.endsWith('Z') ? value : `${value}Z`;
};
