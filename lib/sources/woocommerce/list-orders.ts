/** Which orders changed, page by page, and how many. */
import type { ChangedObject, ListQuery } from '../cart-source';
import { SourceError } from '../cart-source';
import { asId, field, type JsonObject } from '../read-json';
import { utcInstant } from '../read-instant';
import { countHeader, listOf, type Rest } from './rest';
import { PAGE_SIZE } from './wire';

const FIELDS = 'id,date_created_gmt,date_modified_gmt';
const EPOCH = '1970-01-01T00:00:00Z';

/** WooCommerce counts in whole seconds, without a zone. */
const seconds = (milliseconds: number): string => new Date(milliseconds).toISOString().slice(0, 19);

/**
 * `after` and `before` are both exclusive, so one second less makes `from` inclusive, and a `to` within a second is
 * rounded up to keep that second's orders. What comes in excess is filtered out here.
 */
const lowerBound = (from: string): string => seconds(Math.floor(Date.parse(from) / 1000) * 1000 - 1000);
const upperBound = (to: string): string => seconds(Math.ceil(Date.parse(to) / 1000) * 1000);

type Query = Record<string, string>;

/** `any` is every status but the bin. */
type Status = 'any' | 'trash';

/**
 * While pages are read by change date, an order that changes moves beyond `to`, and all after it move up: the first of
 * the next page would be skipped. So the upper bound is left to the filter here, and the set only grows. Ids are the
 * stable order then (older shops cannot sort by change); dates of creation never change, ties go by id.
 */
const queryOf = ({ by, from, to }: ListQuery, withUpperBound: boolean, status: Status = 'any'): Query => {
  const orderby = by === 'updated' ? 'id' : 'date';
  const query: Query = { status, orderby, order: 'asc', dates_are_gmt: 'true', _fields: FIELDS };
  const [after, before] = by === 'updated' ? ['modified_after', 'modified_before'] : ['after', 'before'];
  if (from !== undefined) query[after as string] = lowerBound(from);
  if (to !== undefined && withUpperBound) query[before as string] = upperBound(to);
  return query;
};

const demandInstants = ({ from, to }: ListQuery): void => {
  for (const instant of [from, to]) {
    if (instant !== undefined && Number.isNaN(Date.parse(instant))) {
      throw new RangeError(`"${instant}" is not an instant`);
    }
  }
};

/** Instants that a row has: undefined where the shop gives none, as for a draft that was never saved. */
const instantsOf = (row: JsonObject) => ({
  created: utcInstant(field(row, 'date_created_gmt')),
  updated: utcInstant(field(row, 'date_modified_gmt')),
});

/** Shops before WooCommerce 5.8 do not know modified_after and answer with every order. */
const isWithin = (row: JsonObject, { by, from, to }: ListQuery): boolean => {
  const instant = instantsOf(row)[by];
  if (instant === undefined) return true;
  const at = Date.parse(instant);
  return (from === undefined || at >= Date.parse(from)) && (to === undefined || at < Date.parse(to));
};

const changedOf = (row: JsonObject): ChangedObject | undefined => {
  const id = asId(field(row, 'id'));
  const { created, updated } = instantsOf(row);
  if (id === undefined) return undefined;
  return { id, updatedAt: updated ?? created ?? EPOCH, createdAt: created ?? updated ?? EPOCH };
};

interface Page {
  readonly rows: readonly JsonObject[];
  /** Orders that the query has, as the shop says; undefined when a proxy dropped the header. */
  readonly total: number | undefined;
}

const readPage = async (rest: Rest, query: Query, offset: number): Promise<Page> => {
  const answer = await rest.get('/orders', { ...query, per_page: String(PAGE_SIZE), offset: String(offset) });
  return { rows: listOf(rest, answer), total: countHeader(answer, 'x-wp-total') };
};

/** Where a row stands in the order of the list. Same-second dates count as equal: nothing says how ties are sorted. */
const placeOf = (row: JsonObject, by: ListQuery['by']): number => {
  if (by === 'created') return Date.parse(instantsOf(row).created ?? EPOCH);
  const id = asId(field(row, 'id'));
  return id === undefined ? -1 : Number(id);
};

const restless = (rest: Rest): SourceError =>
  new SourceError(
    'unreadable_answer',
    `${rest.storeId} does not page its orders: it ignores "offset" or "orderby", or a cache answers in its place.`,
  );

/** More steps back than any shop's traffic explains. */
const MOST_STEPS_BACK = 50;

/**
 * Ids in pages. What changed includes what was put into the bin: such an order is in no other list, and when its webhook
 * is lost it would stay in the books for ever. The bin is read last, for an order may get there while the rest is read.
 */
export async function* listOrders(rest: Rest, list: ListQuery): AsyncGenerator<readonly ChangedObject[]> {
  yield* listStatus(rest, list, 'any');
  if (list.by === 'updated') yield* listStatus(rest, list, 'trash');
}

/**
 * A list moves while it is read: an order that leaves it (trashed, deleted) moves all after it up by one.
 * So each page starts with the last row of the one before; where it starts beyond that row, the reading goes back by a
 * page until it does not. An id may come twice; none that stood still is skipped.
 */
async function* listStatus(
  rest: Rest,
  list: ListQuery,
  status: Status,
): AsyncGenerator<readonly ChangedObject[]> {
  demandInstants(list);
  const query = queryOf(list, list.by === 'created', status);
  let last: JsonObject | undefined;
  let firstBefore: unknown;
  let stepsBack = 0;
  for (let offset = 0; ;) {
    const { rows, total } = await readPage(rest, query, offset);
    const [first] = rows;
    const final = rows.at(-1);
    const seen = last === undefined ? -Infinity : placeOf(last, list.by);
    if (offset > 0 && (first === undefined || placeOf(first, list.by) > seen)) {
      if (++stepsBack > MOST_STEPS_BACK) throw restless(rest);
      offset = Math.max(0, offset - PAGE_SIZE);
      firstBefore = undefined;
      continue;
    }
    if (first === undefined || final === undefined) return;
    if (rows.length > 1 && field(first, 'id') === firstBefore) throw restless(rest);
    firstBefore = field(first, 'id');
    const known = last && field(last, 'id');
    const changed = rows.flatMap((row) =>
      field(row, 'id') !== known && isWithin(row, list) ? (changedOf(row) ?? []) : [],
    );
    if (changed.length > 0) yield changed;
    const isOnlyRepeated = rows.length === 1 && field(final, 'id') === known;
    if (total === undefined ? isOnlyRepeated : offset + rows.length >= total) return;
    if (placeOf(final, list.by) >= seen) last = final;
    offset += Math.max(1, rows.length - 1);
  }
}

const countByReading = async (rest: Rest, list: ListQuery): Promise<number> => {
  const ids = new Set<string>();
  for await (const page of listStatus(rest, list, 'any')) for (const { id } of page) ids.add(id);
  return ids.size;
};

/** X-WP-Total, unless the shop ignores the filter, or a bound within a second makes its filter too wide. */
export const countOrders = async (rest: Rest, list: ListQuery): Promise<number> => {
  demandInstants(list);
  const answer = await rest.get('/orders', { ...queryOf(list, true), per_page: '1', page: '1' });
  const total = countHeader(answer, 'x-wp-total');
  const [row] = listOf(rest, answer);
  if (total === undefined || (row !== undefined && !isWithin(row, list))) return countByReading(rest, list);
  return total;
};
