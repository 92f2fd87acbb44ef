/** Personal data in what the store keeps: where it is in an order and in a document, and how a text is rid of it. */
import { withoutPersonalData } from '../../commerce/personal-data';
import type { Order } from '../../commerce/order';

/** Stands where something was erased. */
export const ERASED = '(erased)';

/** Shorter texts are in too many words to be replaced wherever they stand. */
const SHORTEST = 4;

export interface KnownCustomer {
  readonly id?: string;
  readonly key?: string;
  readonly texts: readonly string[];
}

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

const objectOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};

const customerIn = (json: string, fields: readonly string[]): KnownCustomer | undefined => {
  const { customer } = objectOf(JSON.parse(json));
  if (customer === undefined) return undefined;
  const known = objectOf(customer);
  const id = textOf(known['id']);
  const key = textOf(known['key']);
  return {
    ...(id === undefined ? {} : { id }),
    ...(key === undefined ? {} : { key }),
    texts: fields.flatMap((name) => textOf(known[name]) ?? []),
  };
};

/** Of the JSON of a canonical order. */
export const customerOfOrder = (json: string): KnownCustomer | undefined =>
  customerIn(json, ['name', 'email', 'company', 'taxId']);

/** Of the JSON of a ledger's document. */
export const customerOfDocument = (json: string): KnownCustomer | undefined =>
  customerIn(json, ['name', 'email', 'company']);

/** Replaces each of the texts wherever it stands, without regard to case; the same text when it holds none. */
export const scrubbed = (text: string, texts: readonly string[]): string =>
  [...texts]
    .filter(({ length }) => length >= SHORTEST)
    .sort((a, b) => b.length - a.length)
    .reduce((clean, wanted) => without(clean, wanted), text);

const without = (text: string, wanted: string): string => {
  const small = text.toLowerCase();
  // A few letters are longer in lower case; then places would not fit, and only the same letters are found.
  const [where, what] = small.length === text.length ? [small, wanted.toLowerCase()] : [text, wanted];
  let clean = '';
  let from = 0;
  for (let at = where.indexOf(what); at !== -1; at = where.indexOf(what, from)) {
    clean += text.slice(from, at) + ERASED;
    from = at + what.length;
  }
  return from === 0 ? text : clean + text.slice(from);
};

/** Also in the reason of a refund, a tag or a title: wherever a buyer is named in words. */
const scrubbedDeep = (value: unknown, texts: readonly string[]): unknown => {
  if (typeof value === 'string') return scrubbed(value, texts);
  if (Array.isArray(value)) return value.map((item) => scrubbedDeep(item, texts));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, scrubbedDeep(inner, texts)]));
};

/** The order without its buyer; country and region stay, as in an order that was never kept with more. */
export const erasedOrder = (json: string, texts: readonly string[]): string =>
  JSON.stringify(scrubbedDeep(withoutPersonalData(JSON.parse(json) as Order), texts));

/** The key stays: it is how the ledger's own customer is found, and says nothing but the shop's number of the buyer. */
export const erasedDocument = (json: string): string => {
  const document = objectOf(JSON.parse(json));
  const { key, country } = objectOf(document['customer']);
  return JSON.stringify({
    ...document,
    customer: { key, name: ERASED, ...(country === undefined ? {} : { country }) },
  });
};
