/**
 * Readers of JSON that somebody else wrote. They never throw on content: what is wrong becomes a Problem with a
 * pointer, and the caller goes on, so that one bad field does not hide the next.
 */
import type { Problem, Severity } from '../commerce/problem';

export type JsonObject = Readonly<Record<string, unknown>>;

export interface Reading {
  /** How messages name what is read, such as `Order 1042`. */
  readonly subject: string;
  readonly problems: Problem[];
}

/** Ten thousand bad lines need no ten thousand sentences; this many of a severity are kept, the last says so. */
const MOST_PROBLEMS_OF_A_SEVERITY = 100;

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Own properties only: a payload must not reach a prototype, not even one that it brought along itself. */
export const field = (object: JsonObject, key: string): unknown =>
  Object.hasOwn(object, key) ? object[key] : undefined;

/** Undefined for anything but true and false. */
export const asBoolean = (value: unknown): boolean | undefined =>
  typeof value === 'boolean' ? value : undefined;

export const report = (
  reading: Reading,
  severity: Severity,
  code: string,
  sentence: string,
  pointer?: string,
): void => {
  const known = reading.problems.reduce(
    (count, problem) => (problem.severity === severity ? count + 1 : count),
    0,
  );
  if (known >= MOST_PROBLEMS_OF_A_SEVERITY) return;
  const last =
    known === MOST_PROBLEMS_OF_A_SEVERITY - 1 ? ' Further problems of this severity are left out.' : '';
  const message = `${reading.subject}: ${sentence}${last}`;
  reading.problems.push(
    pointer === undefined ? { severity, code, message } : { severity, code, message, pointer },
  );
};

/** A short, quoted form of any value, safe to put into a message. */
export const preview = (value: unknown): string => {
  if (typeof value === 'string') return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
  if (Array.isArray(value)) return 'a list';
  if (isObject(value)) return 'an object';
  return String(value);
};

const NOTHING: readonly never[] = [];

/** The list under a key. Absent is empty; anything that is not a list is an error and reads as empty. */
export const readList = (
  reading: Reading,
  object: JsonObject,
  key: string,
  path: string,
): readonly unknown[] => {
  const value = field(object, key);
  if (Array.isArray(value)) return value;
  if (value !== undefined) {
    report(
      reading,
      'error',
      'malformed_list',
      `expected a list at ${path}/${key}, got ${preview(value)}.`,
      `${path}/${key}`,
    );
  }
  return NOTHING;
};

/** Longest identifier; those of carts have some 40 characters. */
const LONGEST_ID = 200;
const UNFIT_FOR_KEYS = /[\p{Cc}\p{Cs}\u2028-\u202e\u2066-\u2069]/u;

/**
 * Identifiers are numbers in one cart and strings in the next; undefined when it is neither, or empty. Keys are made of
 * them, so that one which a database would not give back as it was (controls, half a surrogate pair) is none.
 */
export const asId = (value: unknown): string | undefined => {
  if (typeof value === 'string') return isId(value) ? value : undefined;
  return typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : undefined;
};

const isId = (text: string): boolean =>
  text !== '' && text.length <= LONGEST_ID && !UNFIT_FOR_KEYS.test(text);

export const readId = (
  reading: Reading,
  object: JsonObject,
  key: string,
  path: string,
): string | undefined => {
  const value = field(object, key);
  const id = asId(value);
  if (id !== undefined) return id;
  report(
    reading,
    'error',
    'malformed_id',
    `expected an id at ${path}/${key}, got ${preview(value)}.`,
    `${path}/${key}`,
  );
  return undefined;
};
