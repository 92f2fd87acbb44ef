/** Pages of order.list as ids with their dates, from the first to the last, whatever the cart behind takes. */
import { type ChangedObject, type ListQuery, SourceError } from '../cart-source';
import { field, type Reading } from '../read-json';
import { type Span, spansWithin, tooWide, withBounds } from './date-range';
import { listAt, objectAt, orderIdOf, type Placed } from './reading';
import { instantOf } from './read-date';
import type { Answer, Query, Rest } from './rest';
import { Api2CartError } from './return-codes';
import { PAGE_SIZE } from './wire';

/** A cursor keeps the filters of its list, but not the choice of fields: that goes along with every page. */
const FIELDS = {
  response_fields: '{return_code,return_message,pagination,result{order{id,order_id,create_at,modified_at}}}',
};
const EPOCH = '1970-01-01T00:00:00Z';
/** A list that shrank while it was read is read again, so often at most. */
const MOST_PASSES = 3;

const dateAt = (row: Placed, key: string): string | undefined => {
  const boxed = objectAt(row, key);
  return instantOf(boxed ? field(boxed.value, 'value') : field(row.value, key))?.instant;
};

/** A row, with undefined where the cart does not state a date. */
export interface Row {
  readonly id: string;
  readonly created: string | undefined;
  readonly updated: string | undefined;
}

export const changedOf = ({ id, created, updated }: Row): ChangedObject => ({
  id,
  updatedAt: updated ?? created ?? EPOCH,
  createdAt: created ?? updated ?? EPOCH,
});

const noList = (rest: Rest): SourceError =>
  new SourceError(
    'unreadable_answer',
    `API2Cart did not answer with a list of orders of ${rest.storeId} and their ids. Ask its support about this cart.`,
  );

/** A row that cannot be told is an order that would be lost unseen: then the whole list counts for nothing. */
const rowsOf = (rest: Rest, { result }: Answer): readonly Row[] => {
  const reading: Reading = { subject: rest.storeId, problems: [] };
  const rows = listAt(reading, result, 'order');
  const isList = Object.hasOwn(result.value, 'order') || Object.keys(result.value).length === 0;
  if (!isList || reading.problems.length > 0) throw noList(rest);
  return rows.map((row) => {
    const id = orderIdOf(row.value);
    if (id === undefined) throw noList(rest);
    return { id, created: dateAt(row, 'create_at'), updated: dateAt(row, 'modified_at') };
  });
};

/** Some carts answer "not found" where nothing matches. */
const askList = async (rest: Rest, query: Query): Promise<Answer> => {
  try {
    return await rest.get('order.list', { ...FIELDS, ...query });
  } catch (error) {
    if (error instanceof Api2CartError && error.code === 'not_found')
      return { result: { value: {}, path: '' }, next: undefined };
    throw error;
  }
};

/** Undefined when the cart does not count, or not by these bounds. */
export const countIn = async (rest: Rest, bounds: Query): Promise<number | undefined> => {
  try {
    const { result } = await rest.get('order.count', bounds);
    const count = field(result.value, 'orders_count');
    return typeof count === 'string' && /^\d{1,12}$/.test(count) ? Number(count) : undefined;
  } catch (error) {
    if (error instanceof Api2CartError && (error.code === 'refused' || error.code === 'forbidden'))
      return undefined;
    throw error;
  }
};

/** All pages behind a cursor, which goes without filters: none may stand beside it. */
async function* pagesAfter(rest: Rest, first: Answer): AsyncGenerator<readonly Row[]> {
  const seen = new Set<string>();
  for (let cursor = first.next; cursor !== undefined;) {
    if (seen.has(cursor)) {
      const sentence = `API2Cart gives the same page of ${rest.storeId} again and again. Ask its support.`;
      throw new SourceError('unreadable_answer', sentence);
    }
    seen.add(cursor);
    const answer = await askList(rest, { page_cursor: cursor });
    yield rowsOf(rest, answer);
    cursor = answer.next;
  }
}

/**
 * One span of time. What vanishes from it between two pages (deleted, or changed into a later span) moves the rest up, and
 * the next page begins too late: when there is less at the end than there was, it is read once more.
 */
async function* readSpan(rest: Rest, bounds: Query, first: Answer): AsyncGenerator<readonly Row[]> {
  for (let pass = 1, start = first; ; pass++) {
    yield rowsOf(rest, start);
    if (start.next === undefined) return;
    const before = await countIn(rest, bounds);
    yield* pagesAfter(rest, start);
    const after = before === undefined ? undefined : await countIn(rest, bounds);
    if (before === undefined || after === undefined || after >= before) return;
    if (pass === MOST_PASSES) {
      const sentence = `Orders of ${rest.storeId} vanish faster than they are listed. Try again later.`;
      throw new SourceError('unreadable_answer', sentence);
    }
    rest.context.log.warn('a list of orders shrank while it was read, and is read again', {
      store: rest.storeId,
    });
    start = await askList(rest, { count: String(PAGE_SIZE), ...bounds });
  }
}

/** All orders of a span, perhaps with neighbours: carts round bounds, or ignore them. */
export async function* readPages(
  rest: Rest,
  by: ListQuery['by'],
  span: Span,
): AsyncGenerator<readonly Row[]> {
  for (const spans = [...spansWithin(rest, span)]; spans.length > 0;) {
    const next = spans.shift() as Span;
    try {
      const { bounds, answer } = await withBounds(rest, by, next, (dates) =>
        askList(rest, { count: String(PAGE_SIZE), ...dates }),
      );
      yield* readSpan(rest, bounds, answer);
    } catch (error) {
      const days = tooWide(error);
      if (days === undefined || days === rest.habits.windowDays || next.from === undefined) throw error;
      rest.habits.windowDays = days;
      spans.unshift(...spansWithin(rest, next));
    }
  }
}
