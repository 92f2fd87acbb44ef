/** Shopify by its Admin GraphQL API; which version stands in `order-fields.ts`. */
import type { CartSource } from '../cart-source';
import { connect } from './client';
import { readDelivery, verifyDelivery, WEBHOOK_TOPICS } from './deliveries';
import { isGiftCardOrder } from './gift-card';
import { normalize } from './normalize';
import { connectionOf, shopOf, webhookSecretOf } from './shop-domain';

export const shopify: CartSource = {
  platform: 'shopify',
  displayName: 'Shopify',
  credentials: [
    { name: 'cartLedgerShopifyApi', displayName: 'App of the Dev Dashboard', refreshes: true },
    { name: 'shopifyAccessTokenApi', displayName: "Access token (n8n's own)" },
  ],
  webhookTopics: WEBHOOK_TOPICS,
  webhooks: 'registered',
  connectionOf,
  webhookSecretOf,
  storeIdOf: (connection) => shopOf(connection).storeId,
  connect,
  normalize,
  listsOrder: (orderId) => !isGiftCardOrder(orderId),
  verify: verifyDelivery,
  read: readDelivery,
};
