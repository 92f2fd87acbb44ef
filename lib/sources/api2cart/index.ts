/** API2Cart v1.1: some sixty carts and marketplaces behind one key. */
import type { CartSource } from '../cart-source';
import { connect } from './client';
import { readDelivery, verifyDelivery } from './deliveries';
import { normalizeOrder } from './normalize';
import { connectionOf, storeIdOf } from './shop';
import { WEBHOOK_TOPICS } from './wire';

export const api2cart: CartSource = {
  platform: 'api2cart',
  displayName: 'API2Cart',
  credentials: [{ name: 'cartLedgerApi2CartApi', displayName: 'API key and store key' }],
  webhookTopics: WEBHOOK_TOPICS,
  webhooks: 'registered',
  connectionOf,
  storeIdOf,
  connect,
  normalize: normalizeOrder,
  verify: verifyDelivery,
  read: readDelivery,
};
