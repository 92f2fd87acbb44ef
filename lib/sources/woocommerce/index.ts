/** WooCommerce by its REST API v3, from WooCommerce 3.5 on. */
import type { CartSource } from '../cart-source';
import { connect } from './client';
import { normalizeOrder } from './normalize';
import { shopOf } from './rest';
import { readDelivery, verifyDelivery } from './webhooks';
import { WEBHOOK_TOPICS } from './wire';

export const woocommerce: CartSource = {
  platform: 'woocommerce',
  displayName: 'WooCommerce',
  credential: 'cartLedgerWooCommerceApi',
  webhookTopics: WEBHOOK_TOPICS,
  storeIdOf: (connection) => shopOf(connection).storeId,
  connect,
  normalize: normalizeOrder,
  verify: verifyDelivery,
  read: readDelivery,
};
