/** Deliveries of the subscriber in docs/carts/medusa-subscriber.js. Medusa has no webhooks of its own. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { type DeliveryContent, type RawDelivery, type RegisteredWebhook, SourceError } from '../cart-source';
import { cleanText } from '../clean-text';
import { asId, field, isObject, type JsonObject } from '../read-json';
import { SIGNATURE_HEADER, WEBHOOK_TOPICS } from './wire';

/** Hex HMAC-SHA256 over the raw body, compared in constant time. */
export const verifyDelivery = ({ headers, rawBody }: RawDelivery, secret: string): boolean => {
  const given = headers[SIGNATURE_HEADER];
  if (secret === '' || typeof given !== 'string') return false;
  const expected = Buffer.from(createHmac('sha256', secret).update(rawBody).digest('hex'));
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

/** What Medusa itself says of these names no order. */
const OF_OTHERS = /^(?:payment|shipment|delivery)\./;

/** `order_id` wherever it stands; `id` only in messages whose own id is that of the order. */
const orderIdOf = (topic: string, data: JsonObject): string | undefined =>
  asId(field(data, 'order_id')) ?? (topic.startsWith('order.') ? asId(field(data, 'id')) : undefined);

/**
 * What a delivery says. Its id is the subscriber's, a new one each time: two changes of one order have the same body
 * otherwise, and the second would count as a repetition.
 */
export const readDelivery = ({ rawBody }: RawDelivery): DeliveryContent => {
  const body = bodyOf(rawBody);
  if (body === undefined) return { kind: 'unreadable', reason: 'The body is not a JSON object.' };
  const topic = cleanText(field(body, 'name'), 100);
  const deliveryId = cleanText(field(body, 'id'), 200);
  if (topic === '') return { kind: 'unreadable', reason: 'The body has no "name" of what happened.' };
  if (!(WEBHOOK_TOPICS as readonly string[]).includes(topic))
    return { kind: 'ignored', topic, deliveryId, reason: `Money does not depend on ${topic}.` };
  const data = field(body, 'data');
  if (!isObject(data)) return { kind: 'unreadable', reason: `The body of ${topic} holds no data.` };
  const objectId = orderIdOf(topic, data);
  if (objectId !== undefined) return { kind: 'change', topic, deliveryId, objectId };
  if (OF_OTHERS.test(topic) && asId(field(data, 'id')) !== undefined) {
    const reason =
      'It names a payment or a parcel and no order. The subscriber of the documentation looks the order up; the next sweep finds it.';
    return { kind: 'ignored', topic, deliveryId, reason };
  }
  return { kind: 'unreadable', reason: `The body of ${topic} holds no order id.` };
};

/** @throws SourceError refused, always: a webhook of Medusa's is a file in the shop. */
export const refuseWebhook = (): Promise<RegisteredWebhook> =>
  Promise.reject(
    new SourceError(
      'refused',
      'Medusa has no webhooks to register. Put the subscriber of docs/carts/medusa.md into the shop, with the address of the trigger.',
    ),
  );
