/** WooCommerce by its REST API v3, from WooCommerce 3.5 on. */
import type { CartSource } from '../cart-source';
import { shopConnection } from '../shop-url';
import { connect } from './client';
import { normalizeOrder } from './normalize';
import { shopOf } from './rest';
import { readDelivery, verifyDelivery } from './webhooks';
import { WEBHOOK_TOPICS } from './wire';

export const woocommerce: CartSource = {
  platform: 'woocommerce',
  displayName: 'WooCommerce',
  credentials: [{ name: 'cartLedgerWooCommerceApi', displayName: 'Consumer key and secret' }],
  webhookTopics: WEBHOOK_TOPICS,
  webhooks: 'registered',
  connectionOf: shopConnection,
  storeIdOf: (connection) => shopOf(connection).storeId,
  connect,
  normalize: normalizeOrder,
  verify: verifyDelivery,
  read: readDelivery,
};
