/**
 * Follows every list of an order to its end. The first query brings the first page of each; an order is complete only
 * when no page is left, and is put together only from pages that show the same state of it.
 */
import { SourceError } from '../cart-source';
import { cleanText } from '../clean-text';
import { field, isObject, type JsonObject } from '../read-json';
import type { Admin, Variables } from './graphql';
import { type ExtraScopes, PAGE_SIZES } from './order-fields';
import {
  ALL_REFUND_IDS,
  ALL_TRANSACTIONS,
  LARGEST_PAGE,
  NEXT_SHIPPING_LINES,
  nextAgreements,
  nextLineItems,
  nextOfRefund,
  nextSales,
  REFUND_CONNECTIONS,
  type RefundConnection,
  refundsById,
} from './queries';

/** The order changed while its pages were read. Read it anew. */
export class OrderMovedError extends Error {}

/** More of something than Shopify gives of one order. */
export class OrderTooLargeError extends Error {}

/** Refunds of one query: each brings three connections of its own. */
const REFUNDS_AT_ONCE = 5;

interface Page {
  readonly nodes: readonly JsonObject[];
  readonly next: string | undefined;
}

interface Asking {
  readonly admin: Admin;
  readonly scopes: ExtraScopes;
  readonly order: JsonObject;
}

const unreadable = ({ admin, order }: Asking, what: string): SourceError => {
  const id = cleanText(field(order, 'legacyResourceId'), 30);
  return new SourceError('unreadable_answer', `${admin.storeId} gave no ${what} of order ${id}.`);
};

const pageOf = (asking: Asking, parent: JsonObject, name: string): Page => {
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

const listOf = (asking: Asking, parent: JsonObject, name: string): readonly JsonObject[] => {
  const value = field(parent, name);
  if (!Array.isArray(value) || !value.every(isObject)) throw unreadable(asking, name);
  return value;
};

/** One more query about the order, of the same state as what is known of it. */
const ask = async (asking: Asking, document: string, variables: Variables = {}): Promise<JsonObject> => {
  const { admin, order } = asking;
  const data = await admin.query(document, { id: field(order, 'id'), ...variables });
  const fresh = field(data, 'order');
  if (!isObject(fresh) || field(fresh, 'updatedAt') !== field(order, 'updatedAt'))
    throw new OrderMovedError();
  return data;
};

const askOrder = async (asking: Asking, document: string, variables: Variables): Promise<JsonObject> =>
  field(await ask(asking, document, variables), 'order') as JsonObject;

const joined = (nodes: readonly JsonObject[]): JsonObject => ({
  nodes,
  pageInfo: { hasNextPage: false, endCursor: null },
});

/** All nodes of a connection, from its first page on. */
const allOf = async (first: Page, further: (cursor: string) => Promise<Page>): Promise<JsonObject> => {
  const nodes = [...first.nodes];
  for (let page = first; page.next !== undefined;) {
    page = await further(page.next);
    nodes.push(...page.nodes);
  }
  return joined(nodes);
};

const connectionOfOrder = (asking: Asking, name: string, document: string): Promise<JsonObject> =>
  allOf(pageOf(asking, asking.order, name), async (after) =>
    pageOf(asking, await askOrder(asking, document, { after }), name),
  );

/** `gid://shopify/SalesAgreement/123` → `123`, for the search that finds it again. */
const numberOf = (gid: unknown): string => /\/(\d+)(?:\?.*)?$/.exec(cleanText(gid, 120))?.[1] ?? '';

const withAllSales = async (asking: Asking, agreement: JsonObject): Promise<JsonObject> => {
  const id = field(agreement, 'id');
  const sales = await allOf(pageOf(asking, agreement, 'sales'), async (after) => {
    const variables = { agreement: `id:${numberOf(id)}`, after };
    const order = await askOrder(asking, nextSales(asking.scopes), variables);
    const found = pageOf(asking, order, 'agreements').nodes.find((node) => field(node, 'id') === id);
    if (found === undefined) throw unreadable(asking, 'further sales');
    return pageOf(asking, found, 'sales');
  });
  return { ...agreement, sales };
};

const allAgreements = async (asking: Asking): Promise<JsonObject> => {
  const { nodes } = await connectionOfOrder(asking, 'agreements', nextAgreements(asking.scopes));
  const whole: JsonObject[] = [];
  for (const agreement of nodes as readonly JsonObject[]) whole.push(await withAllSales(asking, agreement));
  return joined(whole);
};

const withAllOfRefund = async (asking: Asking, refund: JsonObject): Promise<JsonObject> => {
  let whole = refund;
  for (const name of Object.keys(REFUND_CONNECTIONS) as RefundConnection[]) {
    const all = await allOf(pageOf(asking, refund, name), async (after) => {
      const data = await ask(asking, nextOfRefund(name), { refund: field(refund, 'id'), after });
      const fresh = field(data, 'refund');
      if (!isObject(fresh)) throw new OrderMovedError();
      return pageOf(asking, fresh, name);
    });
    whole = { ...whole, [name]: all };
  }
  return whole;
};

/** A full list may have been cut off, and has no cursor: then every id is asked for, and the refunds by their ids. */
const listedRefunds = async (asking: Asking): Promise<readonly JsonObject[]> => {
  const listed = listOf(asking, asking.order, 'refunds');
  if (listed.length < PAGE_SIZES.refunds) return listed;
  const all = listOf(asking, await askOrder(asking, ALL_REFUND_IDS, {}), 'refunds');
  if (all.length >= LARGEST_PAGE) throw new OrderTooLargeError(`${LARGEST_PAGE} refunds or more`);
  const known = new Map(listed.map((refund) => [field(refund, 'id'), refund]));
  const missing = all.map((refund) => field(refund, 'id')).filter((id) => !known.has(id));
  for (let start = 0; start < missing.length; start += REFUNDS_AT_ONCE) {
    const ids = missing.slice(start, start + REFUNDS_AT_ONCE);
    const data = await ask(asking, refundsById(asking.scopes), { ids });
    for (const refund of listOf(asking, data, 'nodes')) known.set(field(refund, 'id'), refund);
  }
  return all.map((refund) => {
    const found = known.get(field(refund, 'id'));
    if (found === undefined) throw unreadable(asking, 'refund');
    return found;
  });
};

const allRefunds = async (asking: Asking): Promise<readonly JsonObject[]> => {
  const whole: JsonObject[] = [];
  for (const refund of await listedRefunds(asking)) whole.push(await withAllOfRefund(asking, refund));
  return whole;
};

const allTransactions = async (asking: Asking): Promise<readonly JsonObject[]> => {
  const listed = listOf(asking, asking.order, 'transactions');
  if (listed.length < PAGE_SIZES.transactions) return listed;
  const all = listOf(asking, await askOrder(asking, ALL_TRANSACTIONS, {}), 'transactions');
  if (all.length >= LARGEST_PAGE) throw new OrderTooLargeError(`${LARGEST_PAGE} payments or more`);
  return all;
};

/**
 * The order with every page of every list; each connection then says that nothing is left.
 * @throws OrderMovedError when it changed meanwhile, OrderTooLargeError, SourceError.
 */
export const completeOrder = async (
  admin: Admin,
  scopes: ExtraScopes,
  order: JsonObject,
): Promise<JsonObject> => {
  const asking: Asking = { admin, scopes, order };
  return {
    ...order,
    lineItems: await connectionOfOrder(asking, 'lineItems', nextLineItems(scopes)),
    shippingLines: await connectionOfOrder(asking, 'shippingLines', NEXT_SHIPPING_LINES),
    agreements: await allAgreements(asking),
    refunds: await allRefunds(asking),
    transactions: await allTransactions(asking),
  };
};
