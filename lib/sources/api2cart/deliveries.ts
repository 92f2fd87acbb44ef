/**
 * What API2Cart sends to a callback. Its signature is described nowhere, so a delivery is known by the secret in the
 * address that it comes to, and believed in nothing but the id of its order: what is booked is fetched afterwards.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { DeliveryContent, RawDelivery } from '../cart-source';
import { cleanText } from '../clean-text';
import { orderIdOf, unwrap } from './reading';
import { parseExactJson } from './exact-json';
import { WEBHOOK_TOPICS } from './wire';

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Constant time, whatever the length of what was given. Without API2Cart's own headers it is not of API2Cart. */
export const verifyDelivery = ({ headers, query }: RawDelivery, secret: string): boolean => {
  const given: unknown = query?.['token'];
  if (secret === '' || typeof given !== 'string') return false;
  if (!headers['x-webhook-entity'] || !headers['x-webhook-action']) return false;
  return timingSafeEqual(digest(given), digest(secret));
};

const bodyOf = (rawBody: Buffer): unknown => {
  try {
    return parseExactJson(rawBody.toString('utf8'));
  } catch {
    return undefined;
  }
};

/** Sent with an empty body when API2Cart does not reach the shop any more. */
const lostConnection = (headers: RawDelivery['headers']): string | undefined => {
  const code = cleanText(headers['x-webhook-error-code'], 20).trim();
  if (code === '' || code === '0') return undefined;
  const reason = cleanText(headers['x-webhook-error-reason'], 200).trim();
  const left = cleanText(headers['x-webhook-error-try-count'], 10).trim();
  const tries = left === '' ? 'a few more tries' : `${left} more tries`;
  return (
    `API2Cart lost its connection to the shop (code ${code}${reason === '' ? '' : `: ${reason}`}). Reconnect the store in your ` +
    `API2Cart account. After ${tries} it switches the webhook off; "Repair Webhooks" then switches it on again.`
  );
};

/** A delivery has no id of its own: the digest of its body stands in, and the body holds what changes with the order. */
export const readDelivery = ({ headers, rawBody }: RawDelivery): DeliveryContent => {
  const entity = cleanText(headers['x-webhook-entity'], 50).trim();
  const action = cleanText(headers['x-webhook-action'], 50).trim();
  const topic = `${entity}.${action}`;
  const lost = lostConnection(headers);
  if (lost !== undefined)
    return { kind: 'ignored', topic: 'connection.lost', deliveryId: '', reason: lost, unsigned: true };
  if (entity === '' || action === '')
    return { kind: 'unreadable', reason: 'The delivery has no x-webhook-entity or x-webhook-action header.' };
  if (!(WEBHOOK_TOPICS as readonly string[]).includes(topic))
    return { kind: 'ignored', topic, deliveryId: '', reason: `Money does not depend on ${topic}.` };
  const body = unwrap(bodyOf(rawBody), '');
  const order = body && (unwrap(body.value['result'], '') ?? unwrap(body.value['order'], '') ?? body);
  const objectId = order && orderIdOf(order.value);
  if (objectId === undefined)
    return {
      kind: 'unreadable',
      reason: `The body of ${topic} holds no order_id. Include it in the webhook's fields.`,
    };
  return { kind: 'change', topic, deliveryId: '', objectId };
};
