/** What gateways told the cart of the payments of orders, for carts that pass it on. */
import { SourceError } from '../cart-source';
import { asId, field, type JsonObject, type Reading } from '../read-json';
import { listAt } from './reading';
import type { Rest } from './rest';
import { Api2CartError } from './return-codes';
import { PAGE_SIZE } from './wire';

export type RecordsByOrder = ReadonlyMap<string, readonly JsonObject[]>;

const METHOD = 'order.transaction.list';
/** The default fields leave out the status, the gateway and the time. */
const EVERYTHING = { params: 'force_all' };

/** An account that may not ask is told nothing, and then no cart of it has records. */
const listMethods = async (rest: Rest): Promise<unknown> => {
  try {
    return field((await rest.get('cart.methods', {})).result.value, 'method');
  } catch (error) {
    const mayNot = error instanceof Api2CartError && (error.code === 'refused' || error.code === 'forbidden');
    if (!mayNot) throw error;
    rest.context.log.warn('API2Cart does not say which methods it supports', { store: rest.storeId });
    return [];
  }
};

/** Methods that the cart behind supports, as API2Cart lists them; asked for once a connection. */
const methodsOf = async (rest: Rest): Promise<ReadonlySet<string>> => {
  if (rest.habits.methods !== undefined) return rest.habits.methods;
  const listed = await listMethods(rest);
  const names = Array.isArray(listed)
    ? listed.flatMap((entry: unknown) => (typeof entry === 'string' ? [entry.replace(/\.json$/, '')] : []))
    : [];
  rest.habits.methods = new Set(names);
  return rest.habits.methods;
};

const collect = (rest: Rest, into: Map<string, JsonObject[]>, rows: readonly JsonObject[]): void => {
  for (const row of rows) {
    const id = asId(field(row, 'order_id'));
    if (id === undefined) {
      const sentence = `API2Cart gives a payment of ${rest.storeId} that names no order. Ask its support.`;
      throw new SourceError('unreadable_answer', sentence);
    }
    const known = into.get(id);
    if (known === undefined) into.set(id, [row]);
    else known.push(row);
  }
};

/**
 * Undefined when the cart does not support payment records. A failure is an error and not "none": an order without its
 * payments would be booked as unpaid.
 * @throws SourceError
 */
export const fetchPaymentRecords = async (
  rest: Rest,
  ids: readonly string[],
): Promise<RecordsByOrder | undefined> => {
  if (!(await methodsOf(rest)).has(METHOD)) return undefined;
  const records = new Map<string, JsonObject[]>();
  const seen = new Set<string>();
  let query: Readonly<Record<string, string>> = { order_ids: ids.join(','), count: String(PAGE_SIZE) };
  for (;;) {
    try {
      const { result, next } = await rest.get(METHOD, { ...EVERYTHING, ...query });
      const reading: Reading = { subject: rest.storeId, problems: [] };
      collect(
        rest,
        records,
        listAt(reading, result, 'transactions').map(({ value }) => value),
      );
      if (next === undefined || seen.has(next)) return records;
      seen.add(next);
      query = { page_cursor: next };
    } catch (error) {
      if (error instanceof Api2CartError && error.code === 'not_found') return records;
      throw error;
    }
  }
};
