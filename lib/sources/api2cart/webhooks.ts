/** Webhooks of a store. API2Cart signs deliveries in no documented way, so the secret travels in the callback's address. */
import { randomUUID } from 'node:crypto';
import { type RegisteredWebhook, SourceError } from '../cart-source';
import { cleanText } from '../clean-text';
import { asId, field, type Reading } from '../read-json';
import { booleanOf, listAt, type Placed, textAt } from './reading';
import type { Rest } from './rest';
import { Api2CartError } from './return-codes';
import { PAGE_SIZE } from './wire';

/** What a delivery carries: enough to differ with every change, and nothing of the buyer. */
const DELIVERED_FIELDS = 'id,order_id,create_at,modified_at,status,total,refunds';
const LISTED = { params: 'id,entity,action,callback,active' };
const TOKEN = /[?&]token=[^&#]*$/;

const callbackOf = (deliveryUrl: string, secret: string): string =>
  `${deliveryUrl}${deliveryUrl.includes('?') ? '&' : '?'}token=${encodeURIComponent(secret)}`;

const webhookOf = (placed: Placed): RegisteredWebhook | undefined => {
  const id = asId(field(placed.value, 'id'));
  if (id === undefined) return undefined;
  return {
    id,
    topic: `${textAt(placed, 'entity', 50)}.${textAt(placed, 'action', 50)}`,
    // Without the token: it is the secret, and whoever compares addresses knows only what stands before it.
    deliveryUrl: cleanText(field(placed.value, 'callback'), 2000).replace(TOKEN, ''),
    active: booleanOf(field(placed.value, 'active')) === true,
  };
};

const listPage = async (rest: Rest, query: Readonly<Record<string, string>>) => {
  const { result } = await rest.get('webhook.list', { ...LISTED, ...query });
  const reading: Reading = { subject: rest.storeId, problems: [] };
  return listAt(reading, result, 'webhook').flatMap((placed) => webhookOf(placed) ?? []);
};

export const listWebhooks = async (rest: Rest): Promise<readonly RegisteredWebhook[]> => {
  const webhooks = new Map<string, RegisteredWebhook>();
  for (let start = 0; ; start += PAGE_SIZE) {
    const page = await listPage(rest, { start: String(start), count: String(PAGE_SIZE) });
    const before = webhooks.size;
    for (const webhook of page) webhooks.set(webhook.id, webhook);
    if (page.length < PAGE_SIZE || webhooks.size === before) return [...webhooks.values()];
  }
};

/** Carts differ in what they report: the ones that this store knows, for a message. */
const supportedTopics = async (rest: Rest): Promise<string> => {
  try {
    const { result } = await rest.get('webhook.events', {});
    const reading: Reading = { subject: rest.storeId, problems: [] };
    const topics = listAt(reading, result, 'events')
      .filter((entry) => textAt(entry, 'entity', 50) === 'order')
      .map((entry) => `order.${textAt(entry, 'action', 50)}`);
    return topics.length === 0
      ? ' It reports no changes of orders: use sweeps.'
      : ` It reports: ${topics.join(', ')}.`;
  } catch {
    return '';
  }
};

export const createWebhook = async (
  rest: Rest,
  topic: string,
  deliveryUrl: string,
  secret: string,
): Promise<RegisteredWebhook> => {
  const [entity = '', action = ''] = topic.split('.');
  const body = {
    entity,
    action,
    callback: callbackOf(deliveryUrl, secret),
    label: `Cart Ledger ${topic}`,
    fields: DELIVERED_FIELDS,
    active: true,
    // One for each call: API2Cart answers a key that it has seen from its memory, also when that webhook is deleted by now.
    idempotency_key: randomUUID(),
  };
  try {
    const { result } = await rest.send('POST', 'webhook.create', {}, body);
    const id = asId(field(result.value, 'id'));
    if (id !== undefined) return { id, topic, deliveryUrl, active: true };
  } catch (error) {
    if (!(error instanceof Api2CartError) || error.code !== 'refused') throw error;
    const sentence = `The cart of ${rest.storeId} takes no webhook for ${topic}.${await supportedTopics(rest)} Choose only those in the Cart Trigger. ${error.message}`;
    throw new SourceError('refused', sentence, error.status);
  }
  throw new SourceError('unreadable_answer', 'API2Cart did not answer with the id of the new webhook.');
};

/** After failed deliveries API2Cart switches a webhook off; this brings it back, at its address or with a new secret. */
export const repairWebhook = async (rest: Rest, id: string, secret?: string): Promise<RegisteredWebhook> => {
  const find = async () => (await listPage(rest, { ids: id })).find((webhook) => webhook.id === id);
  const known = await find();
  if (known === undefined)
    throw new SourceError('not_found', `API2Cart has no webhook ${id} of ${rest.storeId}.`);
  const callback = secret === undefined ? {} : { callback: callbackOf(known.deliveryUrl, secret) };
  await rest.send(
    'PUT',
    'webhook.update',
    {},
    { id, active: true, ...callback, idempotency_key: randomUUID() },
  );
  return (await find()) ?? known;
};

/** One that is gone already is what was wanted. */
export const deleteWebhook = async (rest: Rest, id: string): Promise<void> => {
  try {
    await rest.send('DELETE', 'webhook.delete', { id });
  } catch (error) {
    if (error instanceof SourceError && error.code === 'not_found') return;
    throw error;
  }
};
