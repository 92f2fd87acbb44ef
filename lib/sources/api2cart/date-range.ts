/**
 * Ranges of dates as the carts behind API2Cart take them. One wants an offset, one none, one only days; some want both
 * bounds, and eBay no more than 30 days at once. What a cart refuses is asked in the next way, and remembered.
 */
import type { ListQuery } from '../cart-source';
import type { Query, Rest } from './rest';
import { Api2CartError } from './return-codes';

/** Milliseconds since 1970; without `from` the whole history is meant. */
export interface Span {
  readonly from: number | undefined;
  readonly to: number;
}

const SECOND_MS = 1000;
const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;

const iso = (ms: number): string => new Date(ms).toISOString().slice(0, 19);

/** Ways to write a bound, and by how much to widen it: where no zone is named, nobody knows whose it is taken for. */
const STYLES = [
  { write: (ms: number) => `${iso(ms)}+0000`, margin: SECOND_MS },
  { write: (ms: number) => iso(ms).replace('T', ' '), margin: DAY_MS },
  { write: (ms: number) => iso(ms).slice(0, 10), margin: DAY_MS },
] as const;

type Style = (typeof STYLES)[number];
const styleOf = (rest: Rest): Style => STYLES[rest.habits.dateStyle] ?? STYLES[0];

const instantMs = (instant: string): number => {
  const ms = Date.parse(instant);
  if (Number.isNaN(ms)) throw new RangeError(`"${instant}" is not an instant`);
  return ms;
};

/**
 * While a list by change is read, an order that changes would leave a range that ends in the past, and move the rest up.
 * So that range is always open to what comes, and the upper bound is left to the filter here.
 */
export const spanOf = ({ by, from, to }: ListQuery, now: Date): Span => {
  const open = now.getTime() + DAY_MS;
  const until = to === undefined ? open : instantMs(to);
  return {
    from: from === undefined ? undefined : instantMs(from),
    to: by === 'updated' ? Math.max(until, open) : until,
  };
};

const namesOf = (by: ListQuery['by']): readonly [string, string] =>
  by === 'updated' ? ['modified_from', 'modified_to'] : ['created_from', 'created_to'];

const boundsOf = (rest: Rest, by: ListQuery['by'], { from, to }: Span): Query => {
  if (from === undefined) return {};
  const [fromName, toName] = namesOf(by);
  const { write, margin } = styleOf(rest);
  const ceiling = Math.ceil(to / SECOND_MS) * SECOND_MS;
  return { [fromName]: write(from - margin), [toName]: write(ceiling + margin) };
};

/** Days that the cart allows a range, when that is what it complains of. */
export const tooWide = (error: unknown): number | undefined => {
  if (!(error instanceof Api2CartError) || error.code !== 'refused') return undefined;
  if (!/range|maximum|span/i.test(error.says) || /older than/i.test(error.says)) return undefined;
  const days = /\b(\d{1,3}) days?\b/.exec(error.says)?.[1];
  return days === undefined || Number(days) < 1 ? undefined : Number(days);
};

const isAboutDates = (error: unknown): boolean =>
  error instanceof Api2CartError &&
  error.returnCode === 109 &&
  tooWide(error) === undefined &&
  /(?:created|modified)_(?:from|to)|date/i.test(error.says);

/** Asks with the bounds written as this cart takes them. */
export const withBounds = async <T>(
  rest: Rest,
  by: ListQuery['by'],
  span: Span,
  ask: (bounds: Query) => Promise<T>,
): Promise<{ readonly bounds: Query; readonly answer: T }> => {
  for (;;) {
    const bounds = boundsOf(rest, by, span);
    try {
      return { bounds, answer: await ask(bounds) };
    } catch (error) {
      const isLast = rest.habits.dateStyle >= STYLES.length - 1;
      if (span.from === undefined || isLast || !isAboutDates(error)) throw error;
      rest.habits.dateStyle += 1;
    }
  }
};

/** The span in pieces that the cart takes, the oldest first. */
export const spansWithin = (rest: Rest, { from, to }: Span): readonly Span[] => {
  const { windowDays } = rest.habits;
  if (windowDays === undefined || from === undefined) return [{ from, to }];
  const length = Math.max(HOUR_MS, windowDays * DAY_MS - 2 * styleOf(rest).margin - HOUR_MS);
  const spans: Span[] = [];
  for (let start = from; start < to; start += length)
    spans.push({ from: start, to: Math.min(start + length, to) });
  return spans;
};

const isWholeSecond = (instant: string | undefined): boolean =>
  instant === undefined || instantMs(instant) % SECOND_MS === 0;

/**
 * Bounds for order.count, which includes both in whole seconds. Undefined when they cannot be told so exactly that the
 * count would be right.
 */
export const countBounds = (rest: Rest, { by, from, to }: ListQuery): Query | undefined => {
  if (rest.habits.dateStyle !== 0 || !isWholeSecond(from) || !isWholeSecond(to)) return undefined;
  const [fromName, toName] = namesOf(by);
  const { write } = STYLES[0];
  return {
    ...(from === undefined ? {} : { [fromName]: write(instantMs(from)) }),
    ...(to === undefined ? {} : { [toName]: write(instantMs(to) - SECOND_MS) }),
  };
};
