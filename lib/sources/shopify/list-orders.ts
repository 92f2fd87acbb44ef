/** Which orders changed or were created, and how many. */
import { type ChangedObject, type ListQuery, SourceError } from '../cart-source';
import { field, isObject } from '../read-json';
import { type Access, VISIBLE_DAYS } from './access';
import { bulkOrders } from './bulk-operation';
import type { Admin } from './graphql';
import { changedOf } from './read-row';
import { COUNT_ORDERS, LARGEST_PAGE, listOrderIds, type SortKey } from './queries';

const DAY_MS = 86_400_000;
/** Shopify does not page into the depth without end, so that a long list starts anew at the last row it gave. */
const PAGES_IN_A_ROW = 80;
/** Up to here paging is done before a bulk operation would have started. */
const PAGED_ORDERS = 5_000;
/** Orders of one bulk operation: they are sorted in memory, and a backfill that stops in between asks for them again. */
const BULK_ORDERS = 30_000;
/** Ten pages are what a backfill takes in one run. */
const BULK_PAGE = 2_500;
const SHORTEST_WINDOW_MS = 60_000;

type Access$ = () => Promise<Access>;

/** Shopify's instants are shown in whole seconds, so that a bound within a second means the next full one. */
const seconds = (instant: string): string =>
  `${new Date(Math.ceil(Date.parse(instant) / 1000) * 1000).toISOString().slice(0, 19)}Z`;

/** Inclusive `from`, exclusive `to`. Empty means every order. */
export const searchOf = ({ by, from, to }: ListQuery): string => {
  const name = `${by}_at`;
  return [
    ...(from === undefined ? [] : [`${name}:>='${seconds(from)}'`]),
    ...(to === undefined ? [] : [`${name}:<'${seconds(to)}'`]),
  ].join(' ');
};

const demandInstants = ({ from, to }: ListQuery): void => {
  for (const instant of [from, to]) {
    if (instant !== undefined && Number.isNaN(Date.parse(instant)))
      throw new RangeError(`"${instant}" is not an instant`);
  }
};

/**
 * A list that leaves out what the app may not see looks like a shop without such orders. By creation that would pass for
 * a complete backfill, so it is an error; by change the orders of the last 60 days are still worth having.
 */
const demandVisible = async (admin: Admin, access: Access$, { by, from }: ListQuery): Promise<void> => {
  const { clock, log } = admin.context;
  const visible = clock.now().getTime() - VISIBLE_DAYS * DAY_MS;
  if (from !== undefined && Date.parse(from) >= visible) return;
  if ((await access()).allOrders) return;
  const since = new Date(visible).toISOString().slice(0, 10);
  const lacks = `${admin.storeId}: the app lacks access scope read_all_orders, so that orders from before ${since} are invisible.`;
  if (by === 'updated' || from === undefined) return log.warn(lacks, { store: admin.storeId });
  throw new SourceError(
    'forbidden',
    `${lacks} Request that scope for the app in the Dev Dashboard, or start at ${since}.`,
  );
};

const unreadable = (admin: Admin, what: string): SourceError =>
  new SourceError('unreadable_answer', `${admin.storeId} gave ${what} that cannot be read.`);

const readPage = async (
  admin: Admin,
  sortKey: SortKey,
  query: string,
  after: string | undefined,
): Promise<{ readonly rows: readonly ChangedObject[]; readonly next: string | undefined }> => {
  const data = await admin.query(listOrderIds(sortKey), { first: LARGEST_PAGE, after, query });
  const orders = field(data, 'orders');
  const nodes = isObject(orders) ? field(orders, 'nodes') : undefined;
  const info = isObject(orders) ? field(orders, 'pageInfo') : undefined;
  if (!Array.isArray(nodes) || !isObject(info)) throw unreadable(admin, 'a list of orders');
  const rows = nodes.map((node) => {
    const row = changedOf(node);
    if (row === undefined) throw unreadable(admin, 'an order in a list');
    return row;
  });
  const cursor = field(info, 'endCursor');
  if (field(info, 'hasNextPage') !== true) return { rows, next: undefined };
  if (typeof cursor !== 'string' || cursor === after || rows.length === 0)
    throw unreadable(admin, 'a further page');
  return { rows, next: cursor };
};

/**
 * Page by page in the order of change or creation. A cursor names the last row and not a number of rows, so that an
 * order that changes meanwhile moves to the end and makes no other one slip by.
 */
async function* pageThrough(admin: Admin, list: ListQuery): AsyncGenerator<readonly ChangedObject[]> {
  const sortKey = list.by === 'updated' ? 'UPDATED_AT' : 'CREATED_AT';
  let from = list.from;
  let after: string | undefined;
  for (let pages = 1; ; pages++) {
    const { rows, next } = await readPage(admin, sortKey, searchOf({ ...list, from }), after);
    if (rows.length > 0) yield rows;
    if (next === undefined) return;
    after = next;
    const last = rows.at(-1);
    const reached = last && (list.by === 'updated' ? last.updatedAt : last.createdAt);
    // Only where that moves on: within a second that holds thousands of orders the cursor has to do.
    if (pages < PAGES_IN_A_ROW || reached === undefined || reached === from) continue;
    from = reached;
    after = undefined;
    pages = 0;
  }
}

const readCount = async (admin: Admin, list: ListQuery): Promise<{ count: number; isExact: boolean }> => {
  const data = await admin.query(COUNT_ORDERS, { query: searchOf(list) });
  const counted = field(data, 'ordersCount');
  const count = isObject(counted) ? field(counted, 'count') : undefined;
  if (typeof count !== 'number' || !isObject(counted)) throw unreadable(admin, 'a count of orders');
  return { count, isExact: field(counted, 'precision') === 'EXACT' };
};

const isEmpty = ({ from, to }: ListQuery): boolean =>
  from !== undefined && to !== undefined && Date.parse(from) >= Date.parse(to);

export const countOrders = async (admin: Admin, access: Access$, list: ListQuery): Promise<number> => {
  demandInstants(list);
  if (isEmpty(list)) return 0;
  await demandVisible(admin, access, list);
  const { count, isExact } = await readCount(admin, list);
  if (isExact) return count;
  const ids = new Set<string>();
  for await (const page of pageThrough(admin, list)) for (const { id } of page) ids.add(id);
  return ids.size;
};

/** Time ranges with few enough orders for one bulk operation each, the oldest first. */
async function* windowsOf(admin: Admin, list: ListQuery): AsyncGenerator<ListQuery & { count: number }> {
  const { count } = await readCount(admin, list);
  const from =
    list.from ?? (await readPage(admin, 'CREATED_AT', searchOf(list), undefined)).rows[0]?.createdAt;
  const start = from === undefined ? Number.NaN : Date.parse(from);
  const end = list.to === undefined ? admin.context.clock.now().getTime() : Date.parse(list.to);
  if (count <= BULK_ORDERS || !(end - start > SHORTEST_WINDOW_MS)) return yield { ...list, count };
  const middle = seconds(new Date(start + (end - start) / 2).toISOString());
  yield* windowsOf(admin, { ...list, from, to: middle });
  yield* windowsOf(admin, { ...list, from: middle });
}

/** A bulk operation that comes to nothing is no loss: paging gives the same rows in the same order, only more slowly. */
async function* listByCreation(admin: Admin, list: ListQuery): AsyncGenerator<readonly ChangedObject[]> {
  for await (const { count, ...window } of windowsOf(admin, list)) {
    const rows =
      count > PAGED_ORDERS && count <= BULK_ORDERS ? await bulkOrders(admin, searchOf(window)) : undefined;
    if (rows === undefined) yield* pageThrough(admin, window);
    else for (let at = 0; at < rows.length; at += BULK_PAGE) yield rows.slice(at, at + BULK_PAGE);
  }
}

export async function* listOrders(
  admin: Admin,
  access: Access$,
  list: ListQuery,
): AsyncGenerator<readonly ChangedObject[]> {
  demandInstants(list);
  if (isEmpty(list)) return;
  await demandVisible(admin, access, list);
  yield* list.by === 'created' ? listByCreation(admin, list) : pageThrough(admin, list);
}
