/** Which orders changed, and how many. */
import type { ChangedObject, ListQuery } from '../cart-source';
import { countBounds, DAY_MS, type Span, spanOf } from './date-range';
import { changedOf, countIn, readPages, type Row } from './list-pages';
import type { Rest } from './rest';
import { PAGE_SIZE } from './wire';

const FIRST_STRETCH_MS = 30 * DAY_MS;
const LONGEST_STRETCH_MS = 365 * DAY_MS;
/** A stretch that holds more than this makes the next one half as long. */
const FULL_STRETCH = 8 * PAGE_SIZE;

const isWithin = (row: Row, { by, from, to }: ListQuery): boolean => {
  const instant = row[by];
  if (instant === undefined) return true;
  const at = Date.parse(instant);
  return (from === undefined || at >= Date.parse(from)) && (to === undefined || at < Date.parse(to));
};

async function* listUpdated(
  rest: Rest,
  list: ListQuery,
  span: Span,
): AsyncGenerator<readonly ChangedObject[]> {
  for await (const rows of readPages(rest, 'updated', span)) {
    const changed = rows.filter((row) => isWithin(row, list)).map(changedOf);
    if (changed.length > 0) yield changed;
  }
}

const byCreation = (a: ChangedObject, b: ChangedObject): number => {
  if (a.createdAt !== b.createdAt) return a.createdAt < b.createdAt ? -1 : 1;
  return a.id < b.id ? -1 : 1;
};

const readStretch = async (rest: Rest, within: ListQuery, span: Span): Promise<readonly ChangedObject[]> => {
  const found = new Map<string, ChangedObject>();
  for await (const rows of readPages(rest, 'created', span))
    for (const row of rows) if (isWithin(row, within)) found.set(row.id, changedOf(row));
  return [...found.values()].sort(byCreation);
};

/**
 * Carts list in their own order, the newest first in some. So a stretch of time is read whole, sorted here and only then
 * handed on; stretches grow while they hold little and shrink when they hold much, so that memory stays bounded.
 * Without a `from`, the whole history is one stretch.
 */
async function* listCreated(
  rest: Rest,
  list: ListQuery,
  span: Span,
): AsyncGenerator<readonly ChangedObject[]> {
  let length = FIRST_STRETCH_MS;
  for (let from = span.from; ;) {
    const to = from === undefined ? span.to : Math.min(from + length, span.to);
    const isLast = to >= span.to;
    const within: ListQuery = {
      by: 'created',
      ...(from === undefined ? {} : { from: new Date(from).toISOString() }),
      ...(isLast ? (list.to === undefined ? {} : { to: list.to }) : { to: new Date(to).toISOString() }),
    };
    const sorted = await readStretch(rest, within, { from, to });
    for (let start = 0; start < sorted.length; start += PAGE_SIZE)
      yield sorted.slice(start, start + PAGE_SIZE);
    if (isLast) return;
    length = sorted.length > FULL_STRETCH ? length / 2 : Math.min(length * 2, LONGEST_STRETCH_MS);
    from = to;
  }
}

export async function* listOrders(rest: Rest, list: ListQuery): AsyncGenerator<readonly ChangedObject[]> {
  const span = spanOf(list, rest.context.clock.now());
  if (span.from !== undefined && span.from >= span.to) return;
  yield* list.by === 'updated' ? listUpdated(rest, list, span) : listCreated(rest, list, span);
}

/** By order.count where it counts exactly this range; else the list is read and counted. */
export const countOrders = async (rest: Rest, list: ListQuery): Promise<number> => {
  const span = spanOf(list, rest.context.clock.now());
  if (span.from !== undefined && span.from >= span.to) return 0;
  const bounds = countBounds(rest, list);
  const count = bounds && (await countIn(rest, bounds));
  if (count !== undefined) return count;
  const ids = new Set<string>();
  for await (const page of listOrders(rest, list)) for (const { id } of page) ids.add(id);
  return ids.size;
};
