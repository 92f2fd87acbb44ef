/** Opens a payload: whether it is an order of Shopify and of which API, and how messages name it. Readers of its fields. */
import type { Problem } from '../../commerce/problem';
import { cleanText } from '../clean-text';
import { utcInstant } from '../read-instant';
import { asId, field, isObject, type JsonObject, preview, type Reading, report } from '../read-json';

/** More entries than this are no shop's order; reading them would only hold up the others. */
const MOST_ENTRIES = 20_000;

export interface OpenedOrder {
  readonly shape: 'graphql' | 'rest';
  /** The numeric id, as text: the same in both APIs. */
  readonly id: string;
  /** Such as `#1001`. */
  readonly number: string;
  readonly order: JsonObject;
  /** JSON pointer of the order object within the payload. */
  readonly path: string;
  readonly problems: Problem[];
}

const GLOBAL_ID = /^gid:\/\/shopify\/([A-Za-z]+)\/([\w-]{1,64})(?:\?.*)?$/;

/** `gid://shopify/LineItem/42` → `42`. Undefined for anything else. */
export const tailOf = (globalId: unknown): string | undefined =>
  typeof globalId === 'string' ? GLOBAL_ID.exec(globalId)?.[2] : undefined;

const isOfType = (globalId: unknown, type: string): boolean =>
  typeof globalId === 'string' && GLOBAL_ID.exec(globalId)?.[1] === type;

const hasOneOf = (object: JsonObject, ...keys: readonly string[]): boolean =>
  keys.some((key) => Object.hasOwn(object, key));

/** An order of GraphQL names itself by a global id; one of REST by that, or by a financial status beside its price. */
const shapeOf = (order: JsonObject): OpenedOrder['shape'] | undefined => {
  if (isOfType(field(order, 'id'), 'Order')) {
    return hasOneOf(order, 'totalPriceSet', 'lineItems', 'agreements') ? 'graphql' : undefined;
  }
  const isPriced = hasOneOf(order, 'total_price', 'total_price_set');
  const isNamed = isOfType(field(order, 'admin_graphql_api_id'), 'Order');
  return isPriced && (isNamed || hasOneOf(order, 'financial_status')) ? 'rest' : undefined;
};

export type Opening =
  { readonly opened: OpenedOrder } | { readonly opened?: undefined; readonly problem: Problem };

const refused = (code: string, message: string): Opening => ({
  problem: { severity: 'error', code, message },
});

/** Takes `{ order }`, or an order object alone as webhooks and n8n's own Shopify node put it out. */
export const openOrder = (payload: unknown): Opening => {
  const bundled = isObject(payload) && Object.hasOwn(payload, 'order');
  const order = bundled ? payload.order : payload;
  const shape = isObject(order) ? shapeOf(order) : undefined;
  if (!isObject(order) || shape === undefined) {
    const expected = 'expected an order object of its GraphQL or REST Admin API, or { "order": … }';
    return refused('unreadable_order', `The payload is not a Shopify order: ${expected}.`);
  }
  const id = shape === 'graphql' ? tailOf(field(order, 'id')) : restIdOf(order);
  const name = cleanText(field(order, 'name'), 60);
  if (id === undefined) {
    const what = `the id of Shopify order ${name || 'without a name'} is ${preview(field(order, 'id'))}`;
    const advice = 'Fetch the order with the Order Fetcher.';
    return refused('unsafe_id', `${what}, which a JSON reader has damaged or left out. ${advice}`);
  }
  const path = bundled ? '/order' : '';
  return { opened: { shape, id, number: name || id, order, path, problems: [] } };
};

/**
 * Id of a REST object. Ids of 64 bits do not survive a JSON reader that makes floats of them, so the global id beside it
 * goes first; a number that is too large to be exact is no id.
 */
export const restIdOf = (object: JsonObject, key = 'id'): string | undefined =>
  (key === 'id' ? tailOf(field(object, 'admin_graphql_api_id')) : undefined) ??
  tailOf(field(object, key)) ??
  asId(field(object, key));

/** The id, or undefined with an error. */
export const readRestId = (
  reading: Reading,
  object: JsonObject,
  path: string,
  key = 'id',
): string | undefined => {
  const id = restIdOf(object, key);
  if (id !== undefined) return id;
  const value = field(object, key);
  const damaged = typeof value === 'number' && Number.isInteger(value);
  const why = damaged ? ', which a JSON reader has rounded' : '';
  const sentence = `the id at ${path}/${key} is ${preview(value)}${why}. Fetch the order with the Order Fetcher.`;
  report(reading, 'error', damaged ? 'unsafe_id' : 'malformed_id', sentence, `${path}/${key}`);
  return undefined;
};

/** The end of the global id under `key`, or undefined with an error. */
export const readGlobalId = (
  reading: Reading,
  object: JsonObject,
  path: string,
  key = 'id',
): string | undefined => {
  const id = tailOf(field(object, key));
  if (id === undefined) {
    const sentence = `expected a global id at ${path}/${key}, got ${preview(field(object, key))}.`;
    report(reading, 'error', 'malformed_id', sentence, `${path}/${key}`);
  }
  return id;
};

const WITH_OFFSET = /^(.{19}(?:\.\d{1,9})?)[+-](?:[01]\d|2[0-3]):[0-5]\d$/;

/** GraphQL writes instants in UTC, REST in the time zone of the shop with its offset; both come out in UTC. */
export const instantOf = (value: unknown): string | undefined => {
  const utc = utcInstant(value);
  if (utc !== undefined || typeof value !== 'string') return utc;
  const local = WITH_OFFSET.exec(value)?.[1];
  if (local === undefined || utcInstant(local) === undefined) return undefined;
  return new Date(value).toISOString().replace('.000Z', 'Z');
};

/** The first of the dates that is there; undefined, with an error, when it is none or there is none. */
export const readInstant = (
  reading: Reading,
  object: JsonObject,
  keys: readonly [string, ...string[]],
  path: string,
): string | undefined => {
  const key = keys.find((candidate) => (field(object, candidate) ?? null) !== null) ?? keys[0];
  const instant = instantOf(field(object, key));
  if (instant === undefined) {
    const sentence = `the date at ${path}/${key} is ${preview(field(object, key))}.`;
    report(reading, 'error', 'malformed_date', sentence, `${path}/${key}`);
  }
  return instant;
};

export interface Entry {
  readonly raw: JsonObject;
  /** JSON pointer of the entry. */
  readonly path: string;
}

const malformed = (reading: Reading, pointer: string, value: unknown): void =>
  report(
    reading,
    'error',
    'malformed_list',
    `expected entries at ${pointer}, got ${preview(value)}.`,
    pointer,
  );

/** Objects under a key: of a plain list, or of a GraphQL connection by `nodes` or `edges`. Absent and null are empty. */
export const readEntries = (
  reading: Reading,
  object: JsonObject,
  key: string,
  path: string,
): readonly Entry[] => {
  const value = field(object, key) ?? null;
  if (value === null) return [];
  const at = `${path}/${key}`;
  if (isObject(value)) refuseHalfRead(reading, value, key, at);
  const inside = isObject(value)
    ? (['nodes', 'edges'] as const).find((name) => Object.hasOwn(value, name))
    : '';
  const list = isObject(value) ? field(value, inside ?? 'nodes') : value;
  if (!Array.isArray(list)) {
    malformed(reading, at, list ?? value);
    return [];
  }
  if (list.length > MOST_ENTRIES) {
    const sentence = `${at} has ${list.length} entries, more than the ${MOST_ENTRIES} that are read.`;
    report(reading, 'error', 'too_many_lines', sentence, at);
    return [];
  }
  return list.flatMap((entry: unknown, index): Entry[] => {
    const own = inside === '' ? `${at}/${index}` : `${at}/${inside}/${index}`;
    const raw = inside === 'edges' && isObject(entry) ? field(entry, 'node') : entry;
    if (isObject(raw)) return [{ raw, path: inside === 'edges' ? `${own}/node` : own }];
    malformed(reading, own, raw);
    return [];
  });
};

const refuseHalfRead = (reading: Reading, connection: JsonObject, key: string, at: string): void => {
  const pageInfo = field(connection, 'pageInfo');
  if (!isObject(pageInfo) || field(pageInfo, 'hasNextPage') !== true) return;
  reportIncomplete(reading, `there are more ${key} than the payload holds`, `${at}/pageInfo/hasNextPage`);
};

export const reportIncomplete = (reading: Reading, what: string, pointer: string): void => {
  const advice = 'Fetch the order with the Order Fetcher, which reads every page.';
  report(reading, 'error', 'incomplete_order', `${what}. ${advice}`, pointer);
};
