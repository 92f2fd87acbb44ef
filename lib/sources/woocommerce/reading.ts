/** Opens a payload: which part is the order, which are its refunds, and how messages name it. */
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
import { cleanText } from '../clean-text';
import { utcInstant } from '../read-instant';
import type { Problem } from '../../commerce/problem';

/** More lines than this are no shop's order; reading them would only hold up the others. */
const MOST_LINES = 20_000;

export interface OpenedOrder {
  readonly id: string;
  readonly number: string;
  readonly order: JsonObject;
  /** JSON pointer of the order object within the payload. */
  readonly path: string;
  readonly refunds: readonly unknown[];
  /** JSON pointer of the list of refund objects. */
  readonly refundsPath: string;
  readonly problems: Problem[];
}

/** Takes `{ order, refunds }`, or an order object alone as webhooks and n8n's own WooCommerce node put it out. */
export const openOrder = (payload: unknown): OpenedOrder | undefined => {
  if (!isObject(payload)) return undefined;
  const bundled = Object.hasOwn(payload, 'order');
  const order = bundled ? payload.order : payload;
  if (!isObject(order)) return undefined;
  const id = asId(field(order, 'id'));
  if (id === undefined) return undefined;
  const number = cleanText(field(order, 'number'), 60) || cleanText(id, 60);
  const problems: Problem[] = [];
  const refunds = bundled ? readLines({ subject: `Order ${number}`, problems }, payload, 'refunds', '') : [];
  return { id, number, order, path: bundled ? '/order' : '', refunds, refundsPath: '/refunds', problems };
};

/**
 * The date `<key>_gmt` in UTC. Very old shops and some exports have the local date only: it is then taken for UTC, with
 * a warning. Undefined when there is none; undefined with an error when it is not a date, or absent though required.
 */
export const readDate = (
  reading: Reading,
  object: JsonObject,
  key: string,
  path: string,
  required = false,
): string | undefined => {
  const hasGmt = Object.hasOwn(object, `${key}_gmt`);
  const hasLocal = Object.hasOwn(object, key);
  const pointer = hasGmt || !hasLocal ? `${path}/${key}_gmt` : `${path}/${key}`;
  const value = field(object, hasGmt ? `${key}_gmt` : key) ?? null;
  if (value === null && !required) return undefined;
  const instant = utcInstant(value);
  if (instant === undefined) {
    report(reading, 'error', 'malformed_date', `the date at ${pointer} is ${preview(value)}.`, pointer);
  } else if (!hasGmt && !reading.problems.some((problem) => problem.code === 'no_gmt_dates')) {
    const sentence = `there is no ${key}_gmt, so ${pointer} is taken for UTC; dates may be some hours off.`;
    report(reading, 'warning', 'no_gmt_dates', sentence, pointer);
  }
  return instant;
};

/** The list, or empty with an error when it is longer than any order's. */
export const readLines = (
  reading: Reading,
  object: JsonObject,
  key: string,
  path: string,
): readonly unknown[] => {
  const lines = readList(reading, object, key, path);
  if (lines.length <= MOST_LINES) return lines;
  const sentence = `${path}/${key} has ${lines.length} entries, more than the ${MOST_LINES} that are read.`;
  report(reading, 'error', 'too_many_lines', sentence, `${path}/${key}`);
  return [];
};

/** An entry of a list that must be an object; undefined, with an error, when it is not. */
export const readEntry = (reading: Reading, value: unknown, pointer: string): JsonObject | undefined => {
  if (isObject(value)) return value;
  report(
    reading,
    'error',
    'malformed_list',
    `expected an object at ${pointer}, got ${preview(value)}.`,
    pointer,
  );
  return undefined;
};
