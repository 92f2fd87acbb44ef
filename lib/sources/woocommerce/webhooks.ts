/** Webhooks: their registration in the shop, the signature of a delivery, and what it says. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { type DeliveryContent, type RawDelivery, type RegisteredWebhook, SourceError } from '../cart-source';
import { cleanText } from '../clean-text';
import { asId, field, isObject, type JsonObject } from '../read-json';
import { type Answer, countHeader, listOf, type Rest } from './rest';
import { PAGE_SIZE, WEBHOOK_TOPICS } from './wire';

const webhookOf = (raw: JsonObject): RegisteredWebhook | undefined => {
  const id = asId(field(raw, 'id'));
  if (id === undefined) return undefined;
  return {
    id,
    topic: cleanText(field(raw, 'topic'), 100),
    deliveryUrl: cleanText(field(raw, 'delivery_url'), 2000),
    active: field(raw, 'status') === 'active',
  };
};

const answeredWebhook = (rest: Rest, { json }: Answer): RegisteredWebhook => {
  const webhook = isObject(json) ? webhookOf(json) : undefined;
  if (webhook !== undefined) return webhook;
  throw new SourceError('unreadable_answer', `${rest.storeId} did not answer with a webhook.`);
};

export const listWebhooks = async (rest: Rest): Promise<readonly RegisteredWebhook[]> => {
  const webhooks = new Map<string, RegisteredWebhook>();
  for (let page = 1; ; page++) {
    const answer = await rest.get('/webhooks', { per_page: String(PAGE_SIZE), page: String(page) });
    const rows = listOf(rest, answer);
    const before = webhooks.size;
    for (const row of rows) {
      const webhook = webhookOf(row);
      if (webhook !== undefined) webhooks.set(webhook.id, webhook);
    }
    const pages = countHeader(answer, 'x-wp-totalpages');
    const more = pages === undefined ? rows.length === PAGE_SIZE : page < pages;
    if (!more || webhooks.size === before) return [...webhooks.values()];
  }
};

export const createWebhook = async (
  rest: Rest,
  topic: string,
  deliveryUrl: string,
  secret: string,
): Promise<RegisteredWebhook> => {
  const body = { name: `Cart Ledger ${topic}`, topic, delivery_url: deliveryUrl, secret, status: 'active' };
  return answeredWebhook(rest, await rest.send('POST', '/webhooks', {}, body));
};

/** After five failed deliveries WooCommerce disables a webhook for good and tells nobody; this brings it back. */
export const repairWebhook = async (rest: Rest, id: string, secret?: string): Promise<RegisteredWebhook> =>
  answeredWebhook(
    rest,
    await rest.send(
      'PUT',
      `/webhooks/${encodeURIComponent(id)}`,
      {},
      { status: 'active', ...(secret === undefined ? {} : { secret }) },
    ),
  );

/** One that is gone already is what was wanted. */
export const deleteWebhook = async (rest: Rest, id: string): Promise<void> => {
  try {
    await rest.send('DELETE', `/webhooks/${encodeURIComponent(id)}`, { force: 'true' });
  } catch (error) {
    if (error instanceof SourceError && error.code === 'not_found') return;
    throw error;
  }
};

/** Base64 of HMAC-SHA256 over the raw body, compared in constant time. */
export const verifyDelivery = ({ headers, rawBody }: RawDelivery, secret: string): boolean => {
  const given = headers['x-wc-webhook-signature'];
  if (secret === '' || typeof given !== 'string') return false;
  const expected = Buffer.from(createHmac('sha256', secret).update(rawBody).digest('base64'));
  const signature = Buffer.from(given);
  return signature.length === expected.length && timingSafeEqual(signature, expected);
};

const bodyOf = (rawBody: Buffer): JsonObject | undefined => {
  try {
    const json: unknown = JSON.parse(rawBody.toString('utf8'));
    return isObject(json) ? json : undefined;
  } catch {
    return undefined;
  }
};

/**
 * A delivery is built when it is sent, from what the API then answers: for an order that was deleted meanwhile, an error
 * without an id. Refusing it would bring the webhook nearer to being disabled; `order.deleted` says which order it was.
 */
const isOfDeletedOrder = (body: JsonObject): boolean =>
  field(body, 'code') === 'woocommerce_rest_shop_order_invalid_id';

/**
 * What a delivery says. The first one after registration is a ping: a form with the webhook's id, without topic and
 * without signature. A delivery id names a webhook and a second, not a change; it is "" where the header is missing.
 */
export const readDelivery = ({ headers, rawBody }: RawDelivery): DeliveryContent => {
  const topic = cleanText(headers['x-wc-webhook-topic'], 100);
  const deliveryId = cleanText(headers['x-wc-webhook-delivery-id'], 200);
  if (topic === '') {
    const isPing = rawBody.length < 100 && /^webhook_id=\d+$/.test(rawBody.toString('utf8').trim());
    if (isPing)
      return {
        kind: 'ignored',
        topic: 'ping',
        deliveryId,
        reason: 'WooCommerce says hello to a new webhook.',
        unsigned: true,
      };
    return { kind: 'unreadable', reason: 'The delivery has no x-wc-webhook-topic header.' };
  }
  if (!(WEBHOOK_TOPICS as readonly string[]).includes(topic)) {
    return { kind: 'ignored', topic, deliveryId, reason: `Money does not depend on ${topic}.` };
  }
  const body = bodyOf(rawBody);
  const objectId = body && asId(field(body, 'id'));
  if (body && objectId === undefined && isOfDeletedOrder(body))
    return {
      kind: 'ignored',
      topic,
      deliveryId,
      reason: 'The order was deleted before its delivery was sent.',
    };
  if (objectId === undefined)
    return { kind: 'unreadable', reason: `The body of ${topic} holds no order id.` };
  return { kind: 'change', topic, deliveryId, objectId };
};
