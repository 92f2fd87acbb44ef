/**
 * Opens a payload whatever its flavour: objects in lists of one, entries in `[{ "product": [ … ] }]`, extra fields in one
 * of two bags or beside the others. Each value keeps the JSON pointer where it really stands.
 */
import type { Problem, Severity } from '../../commerce/problem';
import { cleanText } from '../clean-text';
import { asId, field, isObject, type JsonObject, preview, type Reading, report } from '../read-json';

/** An object and its JSON pointer within the payload. */
export interface Placed {
  readonly value: JsonObject;
  readonly path: string;
}

/** More entries than this are no shop's order; reading them would only hold up the others. */
const MOST_ENTRIES = 20_000;

const escape = (key: string): string => key.replace(/~/g, '~0').replace(/\//g, '~1');
export const pointerTo = ({ path }: Placed, key: string): string => `${path}/${escape(key)}`;

/** An object, or the only entry of a list; undefined for null, an empty list (PHP's empty object) and anything else. */
export const unwrap = (value: unknown, path: string): Placed | undefined => {
  if (isObject(value)) return { value, path };
  if (Array.isArray(value) && value.length === 1 && isObject(value[0]))
    return { value: value[0], path: `${path}/0` };
  return undefined;
};

export const objectAt = (placed: Placed, key: string): Placed | undefined =>
  unwrap(field(placed.value, key), pointerTo(placed, key));

/** `{ "product": [ … ] }`: one key, and a list of objects behind it. */
const wrappedEntries = (entry: Placed): readonly Placed[] | undefined => {
  const keys = Object.keys(entry.value);
  const [key] = keys;
  if (key === undefined || keys.length !== 1) return undefined;
  const inner = field(entry.value, key);
  if (!Array.isArray(inner) || !inner.every(isObject)) return undefined;
  return inner.map((value, index) => ({ value, path: `${pointerTo(entry, key)}/${index}` }));
};

/** The objects of a list. Absent, null and `{}` are empty; anything else that is no list of objects is an error. */
export const listAt = (reading: Reading, placed: Placed, key: string): readonly Placed[] => {
  const list = field(placed.value, key);
  const path = pointerTo(placed, key);
  if (list === undefined || list === null || (isObject(list) && Object.keys(list).length === 0)) return [];
  if (!Array.isArray(list)) {
    report(reading, 'error', 'malformed_list', `expected a list at ${path}, got ${preview(list)}.`, path);
    return [];
  }
  if (list.length > MOST_ENTRIES) {
    const sentence = `${path} has ${list.length} entries, more than the ${MOST_ENTRIES} that are read.`;
    report(reading, 'error', 'too_many_lines', sentence, path);
    return [];
  }
  return list.flatMap((value: unknown, index) => {
    const at = `${path}/${index}`;
    if (isObject(value)) return wrappedEntries({ value, path: at }) ?? [{ value, path: at }];
    report(reading, 'error', 'malformed_list', `expected an object at ${at}, got ${preview(value)}.`, at);
    return [];
  });
};

const BAGS = ['additional_fields', 'additional_attributes'];

/** The object that holds an extra field of the cart: a bag, or the object itself. Undefined when none has it. */
export const holderOf = (placed: Placed, key: string): Placed | undefined => {
  const bags = BAGS.flatMap((bag) => objectAt(placed, bag) ?? []);
  return [...bags, placed].find(({ value }) => Object.hasOwn(value, key));
};

/** The bags of an object with the extra fields of its cart. */
export const bagsOf = (placed: Placed): readonly Placed[] =>
  BAGS.flatMap((bag) => objectAt(placed, bag) ?? []);

/** Text of a field, cleaned; "" for anything but text and numbers. */
export const textAt = (placed: Placed | undefined, key: string, limit?: number): string =>
  placed === undefined ? '' : cleanText(field(placed.value, key), limit).trim();

/** true and false in all their spellings; undefined for anything else. */
export const booleanOf = (value: unknown): boolean | undefined => {
  if (typeof value === 'boolean') return value;
  const text = typeof value === 'string' || typeof value === 'number' ? String(value).toLowerCase() : '';
  if (text === 'true' || text === '1') return true;
  return text === 'false' || text === '0' ? false : undefined;
};

/** Some fields are read for more than one purpose; what is wrong with one is said once. */
export const reportOnce = (
  reading: Reading,
  severity: Severity,
  code: string,
  sentence: string,
  pointer: string,
): void => {
  if (reading.problems.some((known) => known.code === code && known.pointer === pointer)) return;
  report(reading, severity, code, sentence, pointer);
};

export interface OpenedOrder {
  readonly id: string;
  readonly order: Placed;
  /** The bundle, where there is one: it may hold `transactions` and `shipments`. */
  readonly bundle: Placed | undefined;
  readonly problems: Problem[];
}

/** `order_id` names an order everywhere; `id` is the cart's inner one, "" in some. */
export const orderIdOf = (order: JsonObject): string | undefined => {
  const named = field(order, 'order_id');
  // One that is there and is no id names no other order instead.
  return asId(named === undefined || named === null || named === '' ? field(order, 'id') : named);
};

/** Takes `{ order, transactions }`, a whole answer of order.info (`{ return_code, result }`), or its result alone. */
export const openOrder = (payload: unknown): OpenedOrder | undefined => {
  if (!isObject(payload)) return undefined;
  const whole: Placed = { value: payload, path: '' };
  const inner = ['order', 'result'].find((key) => objectAt(whole, key) !== undefined);
  const order = inner === undefined ? whole : objectAt(whole, inner);
  if (order === undefined) return undefined;
  const id = orderIdOf(order.value);
  if (id === undefined || id.length > 200) return undefined;
  return { id, order, bundle: inner === 'order' ? whole : undefined, problems: [] };
};
