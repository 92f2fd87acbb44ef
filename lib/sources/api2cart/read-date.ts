/** Dates of API2Cart: `{ "value": …, "format": … }` or bare text, with an offset in most carts and without one in some. */
import { isInstant } from '../../commerce/order-instants';
import { field, preview, type Reading, report } from '../read-json';
import { objectAt, type Placed, pointerTo, reportOnce } from './reading';

const DATE = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:\.\d{1,9})?\s?(Z|[+-]\d\d:?\d\d)?$/;

export interface ReadInstant {
  /** In UTC, whole seconds, with a Z. */
  readonly instant: string;
  /** False when the text named no zone and was taken for UTC. */
  readonly zoned: boolean;
}

/** The instant of a text such as `2026-08-01T06:16:28-0500`; undefined for anything that is no date and time. */
export const instantOf = (text: unknown): ReadInstant | undefined => {
  const match = typeof text === 'string' && text.length < 60 ? DATE.exec(text) : null;
  if (match === null) return undefined;
  const [, day, time, zone] = match;
  // The platform would make March of a 30th of February.
  if (!isInstant(`${day}T${time}Z`) || day?.startsWith('0')) return undefined;
  if (zone === undefined || zone === 'Z') return { instant: `${day}T${time}Z`, zoned: zone !== undefined };
  const offset = zone.includes(':') ? zone : `${zone.slice(0, 3)}:${zone.slice(3)}`;
  const at = Date.parse(`${day}T${time}${offset}`);
  return Number.isNaN(at)
    ? undefined
    : { instant: `${new Date(at).toISOString().slice(0, 19)}Z`, zoned: true };
};

/** PHP and MySQL write "never" as zeros. */
const isNothing = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  value === '' ||
  (typeof value === 'string' && value.startsWith('0000-'));

/** Where the text of a date stands: under `value`, or bare. */
const placeOf = (placed: Placed, key: string): { readonly value: unknown; readonly pointer: string } => {
  const boxed = objectAt(placed, key);
  if (boxed !== undefined) return { value: field(boxed.value, 'value'), pointer: pointerTo(boxed, 'value') };
  const value = field(placed.value, key);
  const empty = Array.isArray(value) && value.length === 0;
  return { value: empty ? undefined : value, pointer: pointerTo(placed, key) };
};

/** Said once an order: the day in the books hangs on it. */
export const noteZone = (reading: Reading, pointer: string): void => {
  if (reading.problems.some(({ code }) => code === 'no_time_zone')) return;
  const sentence = `the date at ${pointer} names no time zone and is taken for UTC; it may be some hours off, and the accounting day with it.`;
  report(reading, 'warning', 'no_time_zone', sentence, pointer);
};

/** Undefined when the date is absent; undefined with an error when it cannot be read. */
export const readDate = (
  reading: Reading,
  placed: Placed,
  key: string,
): { readonly instant: string; readonly pointer: string } | undefined => {
  const { value, pointer } = placeOf(placed, key);
  if (isNothing(value)) return undefined;
  const read = instantOf(value);
  if (read === undefined) {
    const sentence = `the date at ${pointer} is ${preview(value)}, not a date and time such as "2026-08-01T06:16:28-0500".`;
    reportOnce(reading, 'error', 'malformed_date', sentence, pointer);
    return undefined;
  }
  if (!read.zoned) noteZone(reading, pointer);
  return { instant: read.instant, pointer };
};
