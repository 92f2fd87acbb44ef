/** Text from a shop is hostile until cleaned: buyers, plugins and importers write into it. */

// Control characters, the invisible ones that reorder or split what a person sees, and half a surrogate pair, of which
// every database makes something else.
// eslint-disable-next-line no-control-regex
const HIDDEN = /[\u0000-\u001f\u007f-\u009f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\p{Cs}]/u;
const ALL_HIDDEN = new RegExp(HIDDEN.source, 'gu');
const LINE_BREAKS = /[\t\n\r\u2028\u2029]+/g;
const CUT_PAIR = /[\ud800-\udbff]$/;

/**
 * Text of one line without control characters, at most `limit` UTF-16 units, markup left as it is (whoever prints it
 * escapes it). Anything but text or a number reads as empty.
 */
export const cleanText = (value: unknown, limit = 255): string => {
  if (typeof value !== 'string') return typeof value === 'number' ? String(value) : '';
  if (value.length <= limit && !HIDDEN.test(value)) return value;
  // The first cut keeps a text of many megabytes from being searched to its end.
  const clean = value
    .slice(0, limit * 4)
    .replace(LINE_BREAKS, ' ')
    .replace(ALL_HIDDEN, '');
  return clean.slice(0, limit).replace(CUT_PAIR, '');
};

/** A name for a ledger account to end in: lower-case letters, digits and `. _ -`; empty when nothing is left. */
export const slug = (value: unknown): string =>
  cleanText(value, 60)
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/^-+|-+$/g, '');

/**
 * The name of a taxing place, kept as the shop writes it but fit for `tax:<name>`: colons would part an account name,
 * runs of spaces would part its amount in plain-text books, and what every object has already would be no key of one.
 */
export const jurisdictionName = (value: unknown): string => {
  if (typeof value !== 'string') return '';
  if (PLAIN_NAME.test(value)) return NO_KEYS.has(value) ? '' : value;
  // eslint-disable-next-line no-control-regex
  const dashed = value.slice(0, 400).replace(/[\u0000-\u001f\u007f-\u009f:]+/g, '-');
  const name = cleanText(dashed.replace(/\s+/g, ' ').trim(), 100).trim();
  return NO_KEYS.has(name) ? '' : name;
};

/** With a key of the second name an object is no plain one any more to whoever validates it. */
const NO_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor']);

/** The usual case, told in one test: words of letters, digits and dashes with single spaces between. */
const PLAIN_NAME = /^[A-Za-z0-9.%-]{1,40}(?: [A-Za-z0-9.%-]{1,20}){0,2}$/;
