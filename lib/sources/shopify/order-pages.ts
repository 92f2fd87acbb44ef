/** The steps by which the lists of one order are followed to their end, each held against one state of the order. */
import { SourceError } from '../cart-source';
import { cleanText } from '../clean-text';
import { field, isObject, type JsonObject } from '../read-json';
import { failureOf } from './answers';
import type { Admin, Variables } from './graphql';
import type { ExtraScopes } from './order-fields';
import { LARGEST_PAGE } from './queries';
import { isWithheld } from './withheld';

/** The order changed while its pages were read. Read it anew. */
export class OrderMovedError extends Error {}

/** More of something than Shopify gives of one order. */
export class OrderTooLargeError extends Error {}

export interface Page {
  readonly nodes: readonly JsonObject[];
  readonly next: string | undefined;
}

export interface Asking {
  readonly admin: Admin;
  readonly scopes: ExtraScopes;
  readonly order: JsonObject;
}

export const unreadable = ({ admin, order }: Asking, what: string): SourceError => {
  const id = cleanText(field(order, 'legacyResourceId'), 30);
  return new SourceError('unreadable_answer', `${admin.storeId} gave no ${what} of order ${id}.`);
};

export const pageOf = (asking: Asking, parent: JsonObject, name: string): Page => {
  const value = field(parent, name);
  const nodes = isObject(value) ? field(value, 'nodes') : undefined;
  const info = isObject(value) ? field(value, 'pageInfo') : undefined;
  if (!Array.isArray(nodes) || !nodes.every(isObject) || !isObject(info)) throw unreadable(asking, name);
  const cursor = field(info, 'endCursor');
  if (field(info, 'hasNextPage') !== true) return { nodes, next: undefined };
  // A page without anything on it that promises another one would be asked for without end.
  if (typeof cursor !== 'string' || nodes.length === 0) throw unreadable(asking, `further page of ${name}`);
  return { nodes, next: cursor };
};

export const listOf = (asking: Asking, parent: JsonObject, name: string): readonly JsonObject[] => {
  const value = field(parent, name);
  if (!Array.isArray(value) || !value.every(isObject)) throw unreadable(asking, name);
  return value;
};

/** One more query about the order, of the same state as what is known of it. */
export const ask = async (
  asking: Asking,
  document: string,
  variables: Variables = {},
): Promise<JsonObject> => {
  const { admin, order } = asking;
  const { data, errors } = await admin.queryPartly(document, { id: field(order, 'id'), ...variables });
  const blocking = errors.filter((error) => !isWithheld(error));
  if (blocking.length > 0) throw failureOf(admin.storeId, blocking);
  const fresh = field(data, 'order');
  if (!isObject(fresh) || field(fresh, 'updatedAt') !== field(order, 'updatedAt'))
    throw new OrderMovedError();
  return data;
};

export const askOrder = async (asking: Asking, document: string, variables: Variables): Promise<JsonObject> =>
  field(await ask(asking, document, variables), 'order') as JsonObject;

export const joined = (nodes: readonly JsonObject[]): JsonObject => ({
  nodes,
  pageInfo: { hasNextPage: false, endCursor: null },
});

/** All nodes of a connection, from its first page on. */
export const allOf = async (first: Page, further: (cursor: string) => Promise<Page>): Promise<JsonObject> => {
  const nodes = [...first.nodes];
  for (let page = first; page.next !== undefined;) {
    page = await further(page.next);
    nodes.push(...page.nodes);
  }
  return joined(nodes);
};

export const connectionOfOrder = (asking: Asking, name: string, document: string): Promise<JsonObject> =>
  allOf(pageOf(asking, asking.order, name), async (after) =>
    pageOf(asking, await askOrder(asking, document, { after }), name),
  );

export interface PlainList {
  /** Key of the list in the order. */
  readonly name: string;
  /** What a message calls its entries. */
  readonly words: string;
  /** As many as the first query asked for. */
  readonly size: number;
  readonly allIds: string;
  readonly byId: string;
  /** Entries of one query by id: each brings connections of its own. */
  readonly atOnce: number;
}

/** A full list may have been cut off, and has no cursor: then every id is asked for, and the entries by their ids. */
export const wholeList = async (asking: Asking, list: PlainList): Promise<readonly JsonObject[]> => {
  const { name, words, size, allIds, byId, atOnce } = list;
  const listed = listOf(asking, asking.order, name);
  if (listed.length < size) return listed;
  const all = listOf(asking, await askOrder(asking, allIds, {}), name);
  if (all.length >= LARGEST_PAGE) throw new OrderTooLargeError(`${LARGEST_PAGE} ${words} or more`);
  const known = new Map(listed.map((entry) => [field(entry, 'id'), entry]));
  const missing = all.map((entry) => field(entry, 'id')).filter((id) => !known.has(id));
  for (let start = 0; start < missing.length; start += atOnce) {
    const data = await ask(asking, byId, { ids: missing.slice(start, start + atOnce) });
    for (const entry of listOf(asking, data, 'nodes')) known.set(field(entry, 'id'), entry);
  }
  return all.map((entry) => {
    const found = known.get(field(entry, 'id'));
    if (found === undefined) throw unreadable(asking, name);
    return found;
  });
};
