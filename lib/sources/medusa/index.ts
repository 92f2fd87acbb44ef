/** Medusa 2 by its admin API. */
import type { CartSource, CredentialFields } from '../cart-source';
import { shopConnection } from '../shop-url';
import { connect } from './client';
import { normalizeOrder } from './normalize';
import { shopOf } from './rest';
import { readDelivery, verifyDelivery } from './webhooks';
import { WEBHOOK_TOPICS } from './wire';

const webhookSecretOf = (fields: CredentialFields): string | undefined => {
  const secret = fields['webhookSecret'];
  return typeof secret === 'string' && secret !== '' ? secret : undefined;
};

export const medusa: CartSource = {
  platform: 'medusa',
  displayName: 'Medusa',
  credentials: [{ name: 'cartLedgerMedusaApi', displayName: 'Secret API key' }],
  webhookTopics: WEBHOOK_TOPICS,
  webhooks: 'by-hand',
  connectionOf: shopConnection,
  webhookSecretOf,
  storeIdOf: (connection) => shopOf(connection).storeId,
  connect,
  normalize: normalizeOrder,
  verify: verifyDelivery,
  read: readDelivery,
};
