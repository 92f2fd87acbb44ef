/**
 * Follows every list of an order to its end. The first query brings the first page of each; an order is complete only
 * when no page is left, and is put together only from pages that show the same state of it.
 */
import { cleanText } from '../clean-text';
import { field, isObject, type JsonObject } from '../read-json';
import type { Admin } from './graphql';
import { type ExtraScopes, PAGE_SIZES } from './order-fields';
import {
  allOf,
  ask,
  askOrder,
  type Asking,
  connectionOfOrder,
  joined,
  OrderMovedError,
  pageOf,
  unreadable,
  wholeList,
} from './order-pages';
import {
  ALL_FULFILMENT_IDS,
  ALL_REFUND_IDS,
  ALL_TRANSACTION_IDS,
  fulfilmentsById,
  NEXT_OF_FULFILMENT,
  NEXT_SHIPPING_LINES,
  nextAgreements,
  nextLineItems,
  nextOfRefund,
  nextSales,
  REFUND_CONNECTIONS,
  type RefundConnection,
  refundsById,
  TRANSACTIONS_BY_ID,
} from './queries';

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

const allRefunds = async (asking: Asking): Promise<readonly JsonObject[]> => {
  const list = await wholeList(asking, {
    name: 'refunds',
    words: 'refunds',
    size: PAGE_SIZES.refunds,
    allIds: ALL_REFUND_IDS,
    byId: refundsById(asking.scopes),
    atOnce: 5,
  });
  const whole: JsonObject[] = [];
  for (const refund of list) whole.push(await withAllOfRefund(asking, refund));
  return whole;
};

const withAllOfFulfilment = async (asking: Asking, fulfilment: JsonObject): Promise<JsonObject> => {
  const name = 'fulfillmentLineItems';
  const all = await allOf(pageOf(asking, fulfilment, name), async (after) => {
    const data = await ask(asking, NEXT_OF_FULFILMENT, { fulfilment: field(fulfilment, 'id'), after });
    const fresh = field(data, 'fulfillment');
    if (!isObject(fresh)) throw new OrderMovedError();
    return pageOf(asking, fresh, name);
  });
  return { ...fulfilment, [name]: all };
};

const allFulfilments = async (asking: Asking): Promise<readonly JsonObject[]> => {
  const list = await wholeList(asking, {
    name: 'fulfillments',
    words: 'deliveries',
    size: PAGE_SIZES.fulfilments,
    allIds: ALL_FULFILMENT_IDS,
    byId: fulfilmentsById(asking.scopes),
    atOnce: 20,
  });
  const whole: JsonObject[] = [];
  for (const fulfilment of list) whole.push(await withAllOfFulfilment(asking, fulfilment));
  return whole;
};

const allTransactions = (asking: Asking): Promise<readonly JsonObject[]> =>
  wholeList(asking, {
    name: 'transactions',
    words: 'payments',
    size: PAGE_SIZES.transactions,
    allIds: ALL_TRANSACTION_IDS,
    byId: TRANSACTIONS_BY_ID,
    atOnce: 50,
  });

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
    fulfillments: await allFulfilments(asking),
    transactions: await allTransactions(asking),
  };
};
