/** A connected store of API2Cart. */
import type { CartClient, Connection, SourceContext } from '../cart-source';
import { fetchOrders } from './fetch-orders';
import { countOrders, listOrders } from './list-orders';
import { openRest } from './rest';
import { checkShop } from './shop';
import { createWebhook, deleteWebhook, listWebhooks, repairWebhook } from './webhooks';

/** @throws SourceError insecure_url or not_this_cart when the url itself will not do; nothing is sent yet. */
export const connect = (connection: Connection, context: SourceContext): CartClient => {
  const rest = openRest(connection, context);
  return {
    storeId: rest.storeId,
    fetch: (ids) => fetchOrders(rest, ids),
    list: (query) => listOrders(rest, query),
    count: (query) => countOrders(rest, query),
    check: () => checkShop(rest),
    listWebhooks: () => listWebhooks(rest),
    createWebhook: (topic, deliveryUrl, secret) => createWebhook(rest, topic, deliveryUrl, secret),
    repairWebhook: (id, secret) => repairWebhook(rest, id, secret),
    deleteWebhook: (id) => deleteWebhook(rest, id),
  };
};
