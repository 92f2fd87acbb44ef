/** Opens a payload: which part is the order, what came with it, and how messages name it. */
import type { Problem } from '../../commerce/problem';
import { cleanText } from '../clean-text';
import { utcInstant } from '../read-instant';
import {
  asId,
  field,
  isObject,
  type JsonObject,
  preview,
  type Reading,
  readList,
  report,
} from '../read-json';

/** More lines than this are no shop's order; reading them would only hold up the others. */
const MOST_ENTRIES = 20_000;

/** An object of the payload and where it stands. */
export interface Entry {
  readonly raw: JsonObject;
  /** JSON pointer. */
  readonly path: string;
}

export interface OpenedOrder {
  readonly id: string;
  readonly number: string;
  readonly order: JsonObject;
  /** JSON pointer of the order object within the payload. */
  readonly path: string;
  readonly payments: readonly Entry[];
  readonly returns: readonly Entry[];
  readonly changes: readonly Entry[];
  readonly problems: Problem[];
}

/** Takes `{ order, payments?, returns?, changes? }`, or an order object alone. */
export const openOrder = (payload: unknown): OpenedOrder | undefined => {
  if (!isObject(payload)) return undefined;
  const bundled = Object.hasOwn(payload, 'order');
  const order = bundled ? payload.order : payload;
  if (!isObject(order)) return undefined;
  const id = asId(field(order, 'id'));
  if (id === undefined) return undefined;
  const number = numberOf(order) || cleanText(id, 60);
  const problems: Problem[] = [];
  const reading = { subject: `Order ${number}`, problems };
  const path = bundled ? '/order' : '';
  const beside = (key: string): Entry[] | undefined =>
    bundled && Object.hasOwn(payload, key) ? readEntries(reading, payload, key, '') : undefined;
  return {
    id,
    number,
    order,
    path,
    payments: beside('payments') ?? paymentsWithin(reading, order, path),
    returns: beside('returns') ?? readEntries(reading, order, 'returns', path),
    changes: beside('changes') ?? [],
    problems,
  };
};

const numberOf = (order: JsonObject): string =>
  cleanText(field(order, 'custom_display_id'), 60) || cleanText(field(order, 'display_id'), 60);

const paymentsWithin = (reading: Reading, order: JsonObject, path: string): Entry[] =>
  readEntries(reading, order, 'payment_collections', path).flatMap((collection) =>
    readEntries(reading, collection.raw, 'payments', collection.path),
  );

/** Order of instants, which are all written alike, and of ids. */
export const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The objects of a list; an entry that is none is an error and left out, `null` is an empty list. */
export const readEntries = (reading: Reading, object: JsonObject, key: string, path: string): Entry[] => {
  const list = field(object, key) === null ? [] : readList(reading, object, key, path);
  if (list.length > MOST_ENTRIES) {
    const sentence = `${path}/${key} has ${list.length} entries, more than the ${MOST_ENTRIES} that are read.`;
    report(reading, 'error', 'too_many_lines', sentence, `${path}/${key}`);
    return [];
  }
  const entries: Entry[] = [];
  for (let index = 0; index < list.length; index++) {
    const at = `${path}/${key}/${index}`;
    const raw = list[index];
    if (isObject(raw)) entries.push({ raw, path: at });
    else report(reading, 'error', 'malformed_list', `expected an object at ${at}, got ${preview(raw)}.`, at);
  }
  return entries;
};

/** Undefined when there is none; undefined with an error when it is not a date, or absent though required. */
export const readDate = (
  reading: Reading,
  { raw, path }: Entry,
  key: string,
  required = false,
): string | undefined => {
  const value = field(raw, key) ?? null;
  if (value === null && !required) return undefined;
  const instant = utcInstant(value);
  if (instant === undefined) {
    const pointer = `${path}/${key}`;
    report(reading, 'error', 'malformed_date', `the date at ${pointer} is ${preview(value)}.`, pointer);
  }
  return instant;
};
