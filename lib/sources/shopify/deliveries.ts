/** A webhook's delivery: whether Shopify signed it, and which order it is about. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { DeliveryContent, RawDelivery } from '../cart-source';
import { cleanText } from '../clean-text';
import { field, isObject, type JsonObject } from '../read-json';

/**
 * Topics that money depends on, by their name in the API. A deleted order is in no list any more, so that only its
 * webhook tells of it.
 */
export const WEBHOOK_TOPICS = [
  'ORDERS_CREATE',
  'ORDERS_UPDATED',
  'ORDERS_EDITED',
  'ORDERS_CANCELLED',
  'ORDERS_DELETE',
  'REFUNDS_CREATE',
  'ORDER_TRANSACTIONS_CREATE',
  'DISPUTES_CREATE',
  'DISPUTES_UPDATE',
] as const;

type Topic = (typeof WEBHOOK_TOPICS)[number];

const isTopic = (name: string): name is Topic => (WEBHOOK_TOPICS as readonly string[]).includes(name);

/** Base64 of HMAC-SHA256 over the raw body with the app's secret, compared in constant time. */
export const verifyDelivery = ({ headers, rawBody }: RawDelivery, secret: string): boolean => {
  const given = headers['x-shopify-hmac-sha256'];
  if (secret === '' || typeof given !== 'string') return false;
  const expected = Buffer.from(createHmac('sha256', secret).update(rawBody).digest('base64'));
  const signature = Buffer.from(given);
  return signature.length === expected.length && timingSafeEqual(signature, expected);
};

/** A whole string, or a number outside of strings. */
const STRING_OR_NUMBER = /"[^"\\]*(?:\\[\s\S][^"\\]*)*"|-?\d[\d.eE+-]*/g;

/**
 * The body with every number as the text that it was written in: ids have up to twenty digits, and a JSON parser keeps
 * sixteen. Undefined when it is no JSON object.
 */
const exactBody = (rawBody: Buffer): JsonObject | undefined => {
  try {
    const text = rawBody.toString('utf8');
    JSON.parse(text);
    const quoted = text.replace(STRING_OR_NUMBER, (token) => (token.startsWith('"') ? token : `"${token}"`));
    const json: unknown = JSON.parse(quoted);
    return isObject(json) ? json : undefined;
  } catch {
    return undefined;
  }
};

const idOf = (value: unknown): string | undefined =>
  typeof value === 'string' && /^[1-9]\d{0,19}$/.test(value) ? value : undefined;

const orderOfGid = (value: unknown): string | undefined =>
  typeof value === 'string' ? idOf(/^gid:\/\/shopify\/Order\/(\d+)$/.exec(value)?.[1]) : undefined;

const orderIdOf = (topic: Topic, body: JsonObject): string | undefined => {
  if (topic === 'ORDERS_EDITED') {
    const edit = field(body, 'order_edit');
    return isObject(edit) ? idOf(field(edit, 'order_id')) : undefined;
  }
  if (topic.startsWith('ORDERS_'))
    return orderOfGid(field(body, 'admin_graphql_api_id')) ?? idOf(field(body, 'id'));
  return idOf(field(body, 'order_id'));
};

/** Which version of the API wrote the body, and when what it tells of happened. */
const aboutOf = (headers: RawDelivery['headers']): { readonly about?: Readonly<Record<string, string>> } => {
  const apiVersion = cleanText(headers['x-shopify-api-version'], 20);
  const triggeredAt = cleanText(headers['x-shopify-triggered-at'], 40);
  const about = {
    ...(apiVersion === '' ? {} : { apiVersion }),
    ...(triggeredAt === '' ? {} : { triggeredAt }),
  };
  return Object.keys(about).length === 0 ? {} : { about };
};

/**
 * What a delivery says. The id of its change is the same for every webhook that the change set off, so that it alone
 * does not tell two topics apart; the body does.
 */
export const readDelivery = ({ headers, rawBody }: RawDelivery): DeliveryContent => {
  const name = cleanText(headers['x-shopify-topic'], 100);
  if (name === '') return { kind: 'unreadable', reason: 'The delivery has no x-shopify-topic header.' };
  const deliveryId = cleanText(headers['x-shopify-event-id'] ?? headers['x-shopify-webhook-id'], 200);
  const topic = name.toUpperCase().replace(/\//g, '_');
  if (!isTopic(topic))
    return { kind: 'ignored', topic, deliveryId, reason: `Money does not depend on ${topic}.` };
  const body = exactBody(rawBody);
  if (body === undefined) return { kind: 'unreadable', reason: `The body of ${topic} is no JSON object.` };
  const objectId = orderIdOf(topic, body);
  if (objectId !== undefined) {
    const storeId = cleanText(headers['x-shopify-shop-domain'], 200).toLowerCase();
    return {
      kind: 'change',
      topic,
      deliveryId,
      objectId,
      ...(storeId === '' ? {} : { storeId }),
      ...aboutOf(headers),
    };
  }
  if (topic.startsWith('DISPUTES_') && (field(body, 'order_id') ?? null) === null)
    return { kind: 'ignored', topic, deliveryId, reason: 'The dispute is about no order.' };
  return { kind: 'unreadable', reason: `The body of ${topic} holds no order id.` };
};
