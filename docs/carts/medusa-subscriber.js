/**
 * Tells Cart Ledger that an order of this Medusa changed. Copy it to `src/subscribers/cart-ledger.js`.
 *
 * CART_LEDGER_URL     address of the Cart Trigger
 * CART_LEDGER_SECRET  the webhook secret of the credential
 *
 * A delivery that gets lost here is found by the next sweep; nothing is tried again, and no order waits for it.
 */
const { createHmac, randomUUID } = require('node:crypto');

const url = process.env.CART_LEDGER_URL;
const secret = process.env.CART_LEDGER_SECRET;

/** Events of payments, parcels and returns carry other ids; the order is what Cart Ledger asks for. */
const PATHS = {
  payment: { entity: 'payment', fields: ['payment_collection.order.id'] },
  shipment: { entity: 'fulfillment', fields: ['order.id'] },
  delivery: { entity: 'fulfillment', fields: ['order.id'] },
};

async function orderOf({ name, data }, container) {
  if (data.order_id) return data.order_id;
  const path = PATHS[name.split('.')[0]];
  if (!path) return data.id;
  const query = container.resolve('query');
  const { data: rows } = await query.graph({ ...path, filters: { id: data.id } });
  return (rows[0]?.payment_collection ?? rows[0])?.order?.id;
}

module.exports.default = async function cartLedger({ event, container }) {
  const logger = container.resolve('logger');
  if (!url || !secret) return logger.warn('cart-ledger: CART_LEDGER_URL or CART_LEDGER_SECRET is not set');
  try {
    const order_id = await orderOf(event, container);
    if (!order_id) return;
    const body = JSON.stringify({ id: randomUUID(), name: event.name, data: { order_id } });
    const signature = createHmac('sha256', secret).update(body).digest('hex');
    const headers = { 'content-type': 'application/json', 'x-cart-ledger-signature': signature };
    const answer = await fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(10_000) });
    if (!answer.ok) logger.warn(`cart-ledger: ${event.name} was answered with ${answer.status}`);
  } catch (error) {
    logger.warn(`cart-ledger: ${event.name} was not delivered: ${error.message}`);
  }
};

module.exports.config = {
  event: [
    'order.placed',
    'order.updated',
    'order.canceled',
    'order.completed',
    'order.archived',
    'order.return_received',
    'order.claim_created',
    'order.exchange_created',
    'order-edit.confirmed',
    'payment.captured',
    'payment.refunded',
    'order.fulfillment_canceled',
    'shipment.created',
    'delivery.created',
  ],
};
