/** The final state of orders, each with the versions that explain it, in as few requests as the API allows. */
import { type FetchedOrder, SourceError } from '../cart-source';
import { DEFAULT_RETRY, type RetryPolicy } from '../http-retry';
import { utcInstant } from '../read-instant';
import { asId, field, isObject, type JsonObject, preview } from '../read-json';
import { listingOf, objectOf, objectsOf, type Query, type Rest } from './rest';
import { BATCH_SIZE, ORDER_FIELDS } from './wire';

/** One order that breaks the shop must not make the others wait out all retries. */
const IMPATIENT: RetryPolicy = { ...DEFAULT_RETRY, attempts: 2 };

const isIdOfShop = (id: string): boolean => /^[A-Za-z0-9_-]{1,100}$/.test(id);

/** Trouble that belongs to what was asked for; anything else (key, url, throttling) meets every order alike. */
const isLocal = (error: unknown): error is SourceError =>
  error instanceof SourceError &&
  (error.code === 'unavailable' || error.code === 'unreadable_answer' || error.code === 'refused');

const failed = (id: string, code: string, message: string): FetchedOrder => ({
  id,
  state: 'failed',
  problem: { severity: 'error', code, message },
});

const CHECKOUT_MS = 2000;

/** Rows that an edit, exchange, return or refund made: only the versions say which, and when. */
const wasChanged = (order: JsonObject): boolean => {
  const list = (key: string): readonly unknown[] => {
    const value = field(order, key);
    return Array.isArray(value) ? value : [];
  };
  if (list('credit_lines').length > 0 || list('returns').length > 0) return true;
  const placed = utcInstant(field(order, 'created_at'));
  return [...list('items'), ...list('shipping_methods')].some((row) => {
    const created = isObject(row) ? utcInstant(field(row, 'created_at')) : undefined;
    return (
      placed !== undefined && created !== undefined && Date.parse(created) - Date.parse(placed) > CHECKOUT_MS
    );
  });
};

const withChanges = async (
  rest: Rest,
  id: string,
  order: JsonObject,
  policy: RetryPolicy,
): Promise<FetchedOrder> => {
  if (!wasChanged(order)) return { id, state: 'found', payload: { order } };
  const changes = objectsOf(rest, await rest.get(`/admin/orders/${id}/changes`, {}, policy), 'order_changes');
  return { id, state: 'found', payload: { order, changes } };
};

/** Lists leave drafts out; asked for by its id, a draft answers. */
const fetchOne = async (rest: Rest, id: string, policy: RetryPolicy): Promise<JsonObject> => {
  const answer = await rest.get(`/admin/orders/${id}`, { fields: ORDER_FIELDS }, policy);
  const order = objectOf(rest, answer, 'order');
  if (asId(field(order, 'id')) === id) return order;
  throw new SourceError('unreadable_answer', `${rest.storeId} answered with something else.`);
};

const complete = async (
  rest: Rest,
  id: string,
  listed: JsonObject | undefined,
  policy: RetryPolicy,
): Promise<FetchedOrder> => {
  try {
    return await withChanges(rest, id, listed ?? (await fetchOne(rest, id, policy)), policy);
  } catch (error) {
    if (error instanceof SourceError && error.code === 'not_found') return { id, state: 'gone' };
    if (isLocal(error)) return failed(id, 'order_not_fetched', `Order ${id}: ${error.message}`);
    throw error;
  }
};

const batchQuery = (ids: readonly string[]): Query => ({
  fields: ORDER_FIELDS,
  limit: String(BATCH_SIZE),
  ...Object.fromEntries(ids.map((id, index) => [`id[${index}]`, id])),
});

/** Asks for next to nothing, to tell a shop that is down from an order that it cannot put out. */
const probe = (rest: Rest): Promise<unknown> =>
  rest.get('/admin/orders', { limit: '1', fields: 'id' }, IMPATIENT);

/** A batch that fails as a whole is asked for one by one, if the shop is well otherwise. */
const batchOrders = async (
  rest: Rest,
  ids: readonly string[],
): Promise<ReadonlyMap<string, JsonObject> | undefined> => {
  try {
    const { rows } = listingOf(rest, await rest.get('/admin/orders', batchQuery(ids)), 'orders');
    return new Map(rows.map((order) => [asId(field(order, 'id')) ?? '', order]));
  } catch (error) {
    if (!isLocal(error)) throw error;
    await probe(rest);
    return undefined;
  }
};

const fetchBatch = async (rest: Rest, ids: readonly string[]): Promise<FetchedOrder[]> => {
  const orders = await batchOrders(rest, ids);
  const policy = orders === undefined ? IMPATIENT : DEFAULT_RETRY;
  const fetched: FetchedOrder[] = [];
  for (const id of ids) fetched.push(await complete(rest, id, orders?.get(id), policy));
  return fetched;
};

/** Answers in the order of `ids`; an id that is asked for twice is fetched once. */
export const fetchOrders = async (rest: Rest, ids: readonly string[]): Promise<readonly FetchedOrder[]> => {
  const known = new Map<string, FetchedOrder>();
  const asked = [...new Set(ids)].filter(isIdOfShop);
  for (let start = 0; start < asked.length; start += BATCH_SIZE)
    for (const order of await fetchBatch(rest, asked.slice(start, start + BATCH_SIZE)))
      known.set(order.id, order);
  return ids.map(
    (id) =>
      known.get(id) ??
      failed(id, 'malformed_order_id', `${preview(id)} is no id of a Medusa order (order_…).`),
  );
};
