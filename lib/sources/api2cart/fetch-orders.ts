/** The final state of orders, with what gateways told of their payments, as few requests as API2Cart allows. */
import { type FetchedOrder, SourceError } from '../cart-source';
import { DEFAULT_RETRY, type RetryPolicy } from '../http-retry';
import { type JsonObject, preview, type Reading } from '../read-json';
import { fetchPaymentRecords, type RecordsByOrder } from './fetch-payment-records';
import { listAt, orderIdOf } from './reading';
import type { Answer, Query, Rest } from './rest';
import { Api2CartError } from './return-codes';
import { FETCH_SIZE } from './wire';

/** The default fields leave out currency, dates, `total` and refunds. */
const EVERYTHING = { params: 'force_all' };
/** As many decimals as the cart has: rounding them is our business, and explained. */
const PRECISION = { rounding_precision: '6' };
/** One order that breaks the cart must not make the others wait out all retries. */
const IMPATIENT: RetryPolicy = { ...DEFAULT_RETRY, attempts: 2 };

/** A comma parts the ids of a list; nothing that is no id of a cart goes into a request. */
const isIdOfOrder = (id: string): boolean => /^[^\s,\p{C}]{1,100}$/u.test(id);

/** Trouble that belongs to what was asked for; anything else (key, store, throttling) meets every order alike. */
const isLocal = (error: unknown): error is SourceError =>
  error instanceof SourceError &&
  (error.code === 'unavailable' || error.code === 'unreadable_answer' || error.code === 'refused');

const failed = (id: string, code: string, message: string): FetchedOrder => ({
  id,
  state: 'failed',
  problem: { severity: 'error', code, message },
});

/** Asks with all decimals; a cart that does not take the parameter is asked without it from then on. */
const ask = async (rest: Rest, method: string, query: Query, policy: RetryPolicy): Promise<Answer> => {
  const precise = rest.habits.precise ? PRECISION : {};
  try {
    return await rest.get(method, { ...EVERYTHING, ...precise, ...query }, policy);
  } catch (error) {
    const isAboutPrecision = error instanceof Api2CartError && /rounding_precision/i.test(error.says);
    if (!isAboutPrecision || !rest.habits.precise) throw error;
    rest.habits.precise = false;
    return await rest.get(method, { ...EVERYTHING, ...query }, policy);
  }
};

type Found = ReadonlyMap<string, JsonObject>;

/** Undefined when the list as a whole fails though the store is well: then each order is asked for by itself. */
const listChunk = async (rest: Rest, ids: readonly string[]): Promise<Found | undefined> => {
  try {
    const query = { order_ids: ids.join(','), count: String(FETCH_SIZE) };
    const { result } = await ask(rest, 'order.list', query, DEFAULT_RETRY);
    const reading: Reading = { subject: rest.storeId, problems: [] };
    return new Map(listAt(reading, result, 'order').map(({ value }) => [orderIdOf(value) ?? '', value]));
  } catch (error) {
    if (error instanceof Api2CartError && error.code === 'not_found') return new Map();
    if (!isLocal(error)) throw error;
    // Asks for next to nothing, to tell a shop that is down from a list that the cart cannot put out.
    await rest.get('order.list', { count: '1', response_fields: '{result{order{order_id}}}' }, IMPATIENT);
    return undefined;
  }
};

/** Lists leave out what some carts put away; asked for by its id, such an order answers, a deleted one does not. */
const fetchOne = async (rest: Rest, id: string, policy: RetryPolicy): Promise<FetchedOrder> => {
  try {
    const { result } = await ask(rest, 'order.info', { order_id: id }, policy);
    if (orderIdOf(result.value) === id) return { id, state: 'found', payload: result.value };
    return failed(
      id,
      'order_not_fetched',
      `API2Cart answered the request for order ${id} with something else.`,
    );
  } catch (error) {
    if (error instanceof SourceError && error.code === 'not_found') return { id, state: 'gone' };
    if (isLocal(error)) return failed(id, 'order_not_fetched', `Order ${id}: ${error.message}`);
    throw error;
  }
};

const bundle = (fetched: FetchedOrder, records: RecordsByOrder | undefined): FetchedOrder => {
  if (fetched.state !== 'found') return fetched;
  const { id, payload: order } = fetched;
  if (records === undefined) return { id, state: 'found', payload: { order } };
  return { id, state: 'found', payload: { order, transactions: records.get(id) ?? [] } };
};

const fetchChunk = async (rest: Rest, ids: readonly string[]): Promise<readonly FetchedOrder[]> => {
  const listed = await listChunk(rest, ids);
  const policy = listed === undefined ? IMPATIENT : DEFAULT_RETRY;
  const fetched: FetchedOrder[] = [];
  for (const id of ids) {
    const payload = listed?.get(id);
    fetched.push(payload === undefined ? await fetchOne(rest, id, policy) : { id, state: 'found', payload });
  }
  const found = fetched.filter(({ state }) => state === 'found').map(({ id }) => id);
  if (found.length === 0) return fetched;
  try {
    const records = await fetchPaymentRecords(rest, found);
    return fetched.map((order) => bundle(order, records));
  } catch (error) {
    if (!isLocal(error)) throw error;
    // Without its payments the order would look unpaid, and be booked so: better late than that.
    return fetched.map((order) =>
      order.state === 'found'
        ? failed(order.id, 'order_not_fetched', `Payments of order ${order.id}: ${error.message}`)
        : order,
    );
  }
};

/** Answers in the order of `ids`; an id that is asked for twice is fetched once. */
export const fetchOrders = async (rest: Rest, ids: readonly string[]): Promise<readonly FetchedOrder[]> => {
  const known = new Map<string, FetchedOrder>();
  const asked = [...new Set(ids)].filter(isIdOfOrder);
  for (let start = 0; start < asked.length; start += FETCH_SIZE) {
    for (const order of await fetchChunk(rest, asked.slice(start, start + FETCH_SIZE)))
      known.set(order.id, order);
  }
  return ids.map(
    (id) => known.get(id) ?? failed(id, 'malformed_order_id', `${preview(id)} is no id of an order.`),
  );
};
