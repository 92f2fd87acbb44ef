/** A connected Shopify shop. */
import type { CartClient, Connection, SourceContext } from '../cart-source';
import { accessOf, checkAccess } from './access';
import { openOrderReader } from './fetch-orders';
import { openAdmin } from './graphql';
import { countOrders, listOrders } from './list-orders';
import { createWebhook, deleteWebhook, listWebhooks, repairWebhook } from './webhooks';

/** @throws SourceError insecure_url or not_this_cart when the url itself will not do; nothing is sent yet. */
export const connect = (connection: Connection, context: SourceContext): CartClient => {
  const admin = openAdmin(connection, context);
  const access = accessOf(admin);
  return {
    storeId: admin.storeId,
    fetch: openOrderReader(admin, access),
    list: (query) => listOrders(admin, access, query),
    count: (query) => countOrders(admin, access, query),
    check: () => checkAccess(admin, access),
    listWebhooks: () => listWebhooks(admin),
    createWebhook: (topic, deliveryUrl) => createWebhook(admin, topic, deliveryUrl),
    repairWebhook: (id) => repairWebhook(admin, id),
    deleteWebhook: (id) => deleteWebhook(admin, id),
  };
};
