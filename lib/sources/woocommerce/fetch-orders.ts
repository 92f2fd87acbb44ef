/** The final state of orders: each with all its refund objects, as few requests as the API allows. */
import { type FetchedOrder, SourceError } from '../cart-source';
import { DEFAULT_RETRY, type RetryPolicy } from '../http-retry';
import { asId, field, isObject, type JsonObject, preview } from '../read-json';
import { countHeader, listOf, type Rest } from './rest';
import { PAGE_SIZE } from './wire';

/** Parts with all their decimals; rounding them is our business, and explained. */
const EXACT = { dp: '6' };
const CHUNK = { ...EXACT, status: 'any', orderby: 'id', order: 'asc', per_page: String(PAGE_SIZE) };
/** One order that breaks the shop must not make the others wait out all retries. */
const IMPATIENT: RetryPolicy = { ...DEFAULT_RETRY, attempts: 2 };

const isIdOfShop = (id: string): boolean => /^[1-9]\d{0,18}$/.test(id);

/** Trouble that belongs to what was asked for; anything else (key, url, throttling) meets every order alike. */
const isLocal = (error: unknown): error is SourceError =>
  error instanceof SourceError &&
  (error.code === 'unavailable' || error.code === 'unreadable_answer' || error.code === 'refused');

const failed = (id: string, code: string, message: string): FetchedOrder => ({
  id,
  state: 'failed',
  problem: { severity: 'error', code, message },
});

const refundsOf = async (rest: Rest, id: string, policy: RetryPolicy): Promise<JsonObject[]> => {
  const refunds = new Map<unknown, JsonObject>();
  for (let page = 1; ; page++) {
    const query = { ...EXACT, per_page: String(PAGE_SIZE), page: String(page) };
    const answer = await rest.get(`/orders/${id}/refunds`, query, policy);
    const rows = listOf(rest, answer);
    const before = refunds.size;
    for (const row of rows) refunds.set(field(row, 'id'), row);
    const pages = countHeader(answer, 'x-wp-totalpages');
    const more = pages === undefined ? rows.length === PAGE_SIZE : page < pages;
    // A page without anything new: the shop ignores `page`, and would go on for ever.
    if (!more || refunds.size === before) return [...refunds.values()];
  }
};

const withRefunds = async (
  rest: Rest,
  id: string,
  order: JsonObject,
  policy: RetryPolicy,
): Promise<FetchedOrder> => {
  const listed = field(order, 'refunds');
  const none = Array.isArray(listed) && listed.length === 0;
  try {
    const refunds = none ? [] : await refundsOf(rest, id, policy);
    return { id, state: 'found', payload: { order, refunds } };
  } catch (error) {
    if (error instanceof SourceError && error.code === 'not_found') return { id, state: 'gone' };
    if (isLocal(error)) return failed(id, 'order_not_fetched', `Refunds of order ${id}: ${error.message}`);
    throw error;
  }
};

/** Lists leave out the trash; asked for by its id, a trashed order answers, a deleted one does not. */
const fetchOne = async (rest: Rest, id: string, policy: RetryPolicy): Promise<FetchedOrder> => {
  try {
    const { json } = await rest.get(`/orders/${id}`, EXACT, policy);
    if (isObject(json) && asId(field(json, 'id')) === id) return await withRefunds(rest, id, json, policy);
    return failed(
      id,
      'order_not_fetched',
      `${rest.storeId} answered the request for order ${id} with something else.`,
    );
  } catch (error) {
    if (error instanceof SourceError && error.code === 'not_found') return { id, state: 'gone' };
    if (isLocal(error)) return failed(id, 'order_not_fetched', `Order ${id}: ${error.message}`);
    throw error;
  }
};

/** Asks for next to nothing, to tell a shop that is down from an order that it cannot put out. */
const probe = (rest: Rest): Promise<unknown> =>
  rest.get('/orders', { per_page: '1', _fields: 'id' }, IMPATIENT);

/** A list that fails as a whole is asked for one by one, if the shop is well otherwise. */
const chunkOrders = async (
  rest: Rest,
  ids: readonly string[],
): Promise<ReadonlyMap<string, JsonObject> | undefined> => {
  try {
    const answer = await rest.get('/orders', { ...CHUNK, include: ids.join(',') });
    return new Map(listOf(rest, answer).map((order) => [asId(field(order, 'id')) ?? '', order]));
  } catch (error) {
    if (!isLocal(error)) throw error;
    await probe(rest);
    return undefined;
  }
};

const fetchChunk = async (rest: Rest, ids: readonly string[]): Promise<FetchedOrder[]> => {
  const orders = await chunkOrders(rest, ids);
  const policy = orders === undefined ? IMPATIENT : DEFAULT_RETRY;
  const fetched: FetchedOrder[] = [];
  for (const id of ids) {
    const order = orders?.get(id);
    fetched.push(
      order === undefined ? await fetchOne(rest, id, policy) : await withRefunds(rest, id, order, policy),
    );
  }
  return fetched;
};

/** Answers in the order of `ids`; an id that is asked for twice is fetched once. */
export const fetchOrders = async (rest: Rest, ids: readonly string[]): Promise<readonly FetchedOrder[]> => {
  const known = new Map<string, FetchedOrder>();
  const asked = [...new Set(ids)].filter(isIdOfShop);
  for (let start = 0; start < asked.length; start += PAGE_SIZE) {
    for (const order of await fetchChunk(rest, asked.slice(start, start + PAGE_SIZE)))
      known.set(order.id, order);
  }
  return ids.map(
    (id) =>
      known.get(id) ?? failed(id, 'malformed_order_id', `${preview(id)} is no id of a WooCommerce order.`),
  );
};
