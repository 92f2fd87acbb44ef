/** Webhooks of the app in the shop: which there are, and what may be done with them. */
import { type RegisteredWebhook, SourceError } from '../cart-source';
import { cleanText } from '../clean-text';
import { field, isObject, type JsonObject } from '../read-json';
import type { Admin } from './graphql';
import { CREATE_WEBHOOK, DELETE_WEBHOOK, FIND_WEBHOOK, LIST_WEBHOOKS, UPDATE_WEBHOOK } from './queries';

const webhookOf = (value: unknown): RegisteredWebhook | undefined => {
  const id = isObject(value) ? cleanText(field(value, 'id'), 200) : '';
  if (!isObject(value) || id === '') return undefined;
  return {
    id,
    topic: cleanText(field(value, 'topic'), 100),
    deliveryUrl: cleanText(field(value, 'uri'), 2000),
    // Shopify has no webhook that is switched off: what fails for hours is deleted, and so missing here.
    active: field(value, 'format') === 'JSON',
  };
};

const unreadable = (admin: Admin): SourceError =>
  new SourceError('unreadable_answer', `${admin.storeId} did not answer with a webhook.`);

export const listWebhooks = async (admin: Admin): Promise<readonly RegisteredWebhook[]> => {
  const webhooks: RegisteredWebhook[] = [];
  for (let after: unknown; ;) {
    const list = field(await admin.query(LIST_WEBHOOKS, { after }), 'webhookSubscriptions');
    const nodes = isObject(list) ? field(list, 'nodes') : undefined;
    const info = isObject(list) ? field(list, 'pageInfo') : undefined;
    if (!Array.isArray(nodes) || !isObject(info)) throw unreadable(admin);
    webhooks.push(...nodes.flatMap((node) => webhookOf(node) ?? []));
    const next = field(info, 'endCursor');
    if (field(info, 'hasNextPage') !== true) return webhooks;
    if (typeof next !== 'string' || next === after) throw unreadable(admin);
    after = next;
  }
};

interface Outcome {
  readonly webhook: RegisteredWebhook | undefined;
  /** Shopify's own words; empty when it did what it was asked. */
  readonly objection: string;
}

const outcomeOf = (data: JsonObject, mutation: string): Outcome => {
  const payload = field(data, mutation);
  const known = isObject(payload) ? payload : {};
  const errors = field(known, 'userErrors');
  const messages = Array.isArray(errors)
    ? errors.filter(isObject).map((error) => cleanText(field(error, 'message'), 200))
    : [];
  return { webhook: webhookOf(field(known, 'webhookSubscription')), objection: messages.join(' ') };
};

const scopeOf = (topic: string): string =>
  topic.startsWith('DISPUTES_') ? 'read_shopify_payments_disputes' : 'read_orders';

const refused = (topic: string, objection: string): SourceError => {
  const needs = `It needs access scope ${scopeOf(topic)}, and an address with https that Shopify can reach.`;
  const advice = 'Give the app that scope, or take the topic out of the trigger.';
  return new SourceError(
    'refused',
    `Shopify refuses the webhook ${topic}. ${needs} ${advice} Shopify says: ${objection}`,
  );
};

/** The secret is the app's own, and never sent. One that is there already is what was wanted. */
export const createWebhook = async (
  admin: Admin,
  topic: string,
  deliveryUrl: string,
): Promise<RegisteredWebhook> => {
  const webhook = { uri: deliveryUrl, format: 'JSON' };
  const { webhook: made, objection } = outcomeOf(
    await admin.mutate(CREATE_WEBHOOK, { topic, webhook }),
    'webhookSubscriptionCreate',
  );
  if (made !== undefined) return made;
  if (objection === '') throw unreadable(admin);
  const there = (await listWebhooks(admin)).find(
    (known) => known.topic === topic && known.deliveryUrl === deliveryUrl,
  );
  if (there !== undefined) return there;
  throw refused(topic, objection);
};

const find = async (admin: Admin, id: string): Promise<RegisteredWebhook | undefined> =>
  webhookOf(field(await admin.query(FIND_WEBHOOK, { id }), 'webhookSubscription'));

/** Sets it back to whole bodies in JSON. One that Shopify has deleted cannot be brought back: register it anew. */
export const repairWebhook = async (admin: Admin, id: string): Promise<RegisteredWebhook> => {
  const known = await find(admin, id);
  if (known === undefined) {
    throw new SourceError(
      'not_found',
      `${admin.storeId} has no webhook ${cleanText(id, 100)} any more. Publish the workflow again to register it.`,
    );
  }
  const { webhook, objection } = outcomeOf(
    await admin.mutate(UPDATE_WEBHOOK, { id, webhook: { uri: known.deliveryUrl, format: 'JSON' } }),
    'webhookSubscriptionUpdate',
  );
  if (webhook !== undefined) return webhook;
  throw objection === '' ? unreadable(admin) : refused(known.topic, objection);
};

/** One that is gone already is what was wanted. */
export const deleteWebhook = async (admin: Admin, id: string): Promise<void> => {
  const { objection } = outcomeOf(await admin.mutate(DELETE_WEBHOOK, { id }), 'webhookSubscriptionDelete');
  if (objection === '' || (await find(admin, id)) === undefined) return;
  throw new SourceError('refused', `${admin.storeId} did not delete a webhook. Shopify says: ${objection}`);
};
