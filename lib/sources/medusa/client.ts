/** A connected Medusa. */
import type { CartClient, Connection, SourceContext } from '../cart-source';
import { fetchOrders } from './fetch-orders';
import { countOrders, listOrders } from './list-orders';
import { listingOf, openRest } from './rest';
import { refuseWebhook } from './webhooks';

/** @throws SourceError insecure_url or not_this_cart when the url itself will not do; nothing is sent yet. */
export const connect = (connection: Connection, context: SourceContext): CartClient => {
  const rest = openRest(connection, context);
  return {
    storeId: rest.storeId,
    fetch: (ids) => fetchOrders(rest, ids),
    list: (query) => listOrders(rest, query),
    count: (query) => countOrders(rest, query),
    check: async () => {
      listingOf(rest, await rest.get('/admin/orders', { limit: '1', fields: 'id' }), 'orders');
    },
    listWebhooks: () => Promise.resolve([]),
    createWebhook: refuseWebhook,
    repairWebhook: refuseWebhook,
    deleteWebhook: () => Promise.resolve(),
  };
};
