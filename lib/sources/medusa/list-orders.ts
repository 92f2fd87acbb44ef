/** Which orders changed, page by page, and how many. */
import { type ChangedObject, type ListQuery, SourceError } from '../cart-source';
import { utcInstant } from '../read-instant';
import { asId, field, type JsonObject } from '../read-json';
import { listChangedPayments } from './list-payments';
import { listingOf, type Query, type Rest } from './rest';
import { PAGE_SIZE } from './wire';

/** So many orders of one millisecond are no shop's. */
const LARGEST_PAGE = 51_200;

const demandInstants = ({ from, to }: ListQuery): void => {
  for (const instant of [from, to])
    if (instant !== undefined && Number.isNaN(Date.parse(instant)))
      throw new RangeError(`"${instant}" is not an instant`);
};

const queryOf = (by: ListQuery['by'], from: string | undefined, to?: string): Query => {
  const query: Record<string, string> = { fields: 'id,created_at,updated_at', order: `${by}_at` };
  if (from !== undefined) query[`${by}_at[$gte]`] = from;
  if (to !== undefined) query[`${by}_at[$lt]`] = to;
  return query;
};

const changedOf = (rest: Rest, row: JsonObject): ChangedObject => {
  const id = asId(field(row, 'id'));
  const createdAt = utcInstant(field(row, 'created_at'));
  const updatedAt = utcInstant(field(row, 'updated_at'));
  if (id !== undefined && createdAt !== undefined && updatedAt !== undefined)
    return { id, createdAt, updatedAt };
  throw new SourceError('unreadable_answer', `${rest.storeId} lists an order without its id or dates.`);
};

const timeOf = ({ createdAt, updatedAt }: ChangedObject, by: ListQuery['by']): number =>
  Date.parse(by === 'created' ? createdAt : updatedAt);

/** Medusa ignores a filter that it does not know, and would answer with every order that there ever was. */
const ignored = (rest: Rest, by: ListQuery['by']): SourceError =>
  new SourceError(
    'unreadable_answer',
    `${rest.storeId} ignores the filter "${by}_at[$gte]" and lists everything. Is a proxy dropping parts of the query, or is this not Medusa 2?`,
  );

const restless = (rest: Rest, by: ListQuery['by']): SourceError =>
  new SourceError(
    'unreadable_answer',
    `${rest.storeId} does not sort or page its orders by "${by}_at", or a cache answers in its place.`,
  );

interface Page {
  readonly rows: readonly ChangedObject[];
  /** Whether these are all that there are from the beginning of the page on. */
  readonly isLast: boolean;
}

const readPage = async (
  rest: Rest,
  by: ListQuery['by'],
  from: string | undefined,
  limit: number,
): Promise<Page> => {
  const query = { ...queryOf(by, from), limit: String(limit), offset: '0' };
  const answer = listingOf(rest, await rest.get('/admin/orders', query), 'orders');
  const rows = answer.rows.map((row) => changedOf(rest, row));
  let before = from === undefined ? -Infinity : Date.parse(from);
  rows.forEach((row, index) => {
    const time = timeOf(row, by);
    if (time < before) throw index === 0 ? ignored(rest, by) : restless(rest, by);
    before = time;
  });
  return { rows, isLast: rows.length >= answer.count };
};

/**
 * Each page begins at the instant of the last row before it, so nothing depends on how many rows stand before a row: an
 * order that changes meanwhile moves to the end and is met there, one that is deleted moves nobody. Orders of one
 * millisecond may come twice; where they fill a page, the page grows until it holds them all.
 */
async function* listRows(rest: Rest, { by, from, to }: ListQuery): AsyncGenerator<readonly ChangedObject[]> {
  const end = to === undefined ? Infinity : Date.parse(to);
  let cursor = from;
  let limit = PAGE_SIZE;
  for (;;) {
    const { rows, isLast } = await readPage(rest, by, cursor, limit);
    const last = rows.at(-1);
    const isStuck = last !== undefined && cursor !== undefined && timeOf(last, by) <= Date.parse(cursor);
    if (isStuck && !isLast) {
      if (rows.length < limit || limit >= LARGEST_PAGE) throw restless(rest, by);
      limit *= 2;
      continue;
    }
    const wanted = rows.filter((row) => timeOf(row, by) < end);
    if (wanted.length > 0) yield wanted;
    if (last === undefined || isLast || wanted.length < rows.length) return;
    cursor = by === 'created' ? last.createdAt : last.updatedAt;
    limit = PAGE_SIZE;
  }
}

/**
 * What changed is found in two lists: neither a capture nor money that was owed touches the order. Without a beginning
 * every order is listed anyway.
 */
export async function* listOrders(rest: Rest, list: ListQuery): AsyncGenerator<readonly ChangedObject[]> {
  demandInstants(list);
  yield* listRows(rest, list);
  if (list.by === 'updated' && list.from !== undefined) yield* listChangedPayments(rest, list.from, list.to);
}

/** Orders that changed have to be read to be counted once; orders that were created Medusa counts itself. */
export const countOrders = async (rest: Rest, list: ListQuery): Promise<number> => {
  demandInstants(list);
  if (list.by === 'updated') {
    const ids = new Set<string>();
    for await (const page of listOrders(rest, list)) for (const { id } of page) ids.add(id);
    return ids.size;
  }
  const query = { ...queryOf('created', list.from, list.to), limit: '1', offset: '0' };
  const { rows, count } = listingOf(rest, await rest.get('/admin/orders', query), 'orders');
  const [row] = rows;
  if (row === undefined) return count;
  const time = timeOf(changedOf(rest, row), 'created');
  if (list.from !== undefined && time < Date.parse(list.from)) throw ignored(rest, 'created');
  if (list.to !== undefined && time >= Date.parse(list.to)) throw restless(rest, 'created');
  return count;
};
