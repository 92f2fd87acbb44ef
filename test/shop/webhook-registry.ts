/** The shop's webhooks, as `/wp-json/wc/v3/webhooks` keeps them. */
import type { RawQuery } from './order-query';
import { pageOf, pagingOf, textOf, type Page } from './order-query';
import { invalidParam, RestError } from './rest-error';
import { gmtDate, localDate, type Site } from './woocommerce-json';

export interface Webhook {
  readonly id: number;
  name: string;
  status: 'active' | 'paused' | 'disabled';
  topic: string;
  deliveryUrl: string;
  secret: string;
  readonly created: number;
  modified: number;
  /** Deliveries in a row that were not taken. */
  failures: number;
}

export interface WebhookRegistry {
  readonly all: ReadonlyMap<number, Webhook>;
  get(id: number): Webhook;
  list(query: RawQuery): Page<Webhook>;
  create(body: unknown): Webhook;
  update(id: number, body: unknown): Webhook;
  remove(id: number): Webhook;
}

const TOPICS = /^(action\.\w+|(coupon|customer|order|product)\.(created|updated|deleted|restored))$/;

const HOOKS: Readonly<Record<string, readonly string[]>> = {
  'order.created': ['woocommerce_new_order'],
  'order.updated': ['woocommerce_update_order', 'woocommerce_order_refunded'],
  'order.deleted': ['wp_trash_post', 'woocommerce_trash_order'],
  'order.restored': ['untrashed_post', 'woocommerce_untrash_order'],
};

export const webhookJson = (site: Site, webhook: Webhook): object => {
  const [resource, event] = webhook.topic.split('.');
  const root = `${site.url}/wp-json/wc/v3/webhooks`;
  return {
    id: webhook.id,
    name: webhook.name,
    status: webhook.status,
    topic: webhook.topic,
    resource,
    event,
    hooks: HOOKS[webhook.topic] ?? [],
    delivery_url: webhook.deliveryUrl,
    date_created: localDate(site, webhook.created),
    date_created_gmt: gmtDate(webhook.created),
    date_modified: localDate(site, webhook.modified),
    date_modified_gmt: gmtDate(webhook.modified),
    _links: { self: [{ href: `${root}/${webhook.id}` }], collection: [{ href: root }] },
  };
};

type Changes = Partial<Pick<Webhook, 'name' | 'status' | 'topic' | 'deliveryUrl' | 'secret'>>;

const readChanges = (body: unknown): Changes => {
  const fields = new Map(Object.entries(typeof body === 'object' && body !== null ? body : {}));
  const text = (name: string): string | undefined => {
    const value: unknown = fields.get(name);
    if (value === undefined || typeof value === 'string') return value;
    throw invalidParam(name, `${name} is not of type string.`);
  };
  const status = text('status');
  if (status !== undefined && !['active', 'paused', 'disabled'].includes(status)) {
    throw invalidParam('status', 'status is not one of active, paused, and disabled.');
  }
  const topic = text('topic');
  if (topic !== undefined && !TOPICS.test(topic)) {
    throw new RestError(400, 'woocommerce_rest_invalid_webhook_topic', 'Webhook topic must be valid.');
  }
  const deliveryUrl = text('delivery_url');
  if (deliveryUrl !== undefined && !/^https?:\/\//.test(deliveryUrl)) {
    throw new RestError(
      400,
      'woocommerce_rest_invalid_webhook_delivery_url',
      'Webhook delivery URL must be a valid URL starting with http:// or https://.',
    );
  }
  const changes = { name: text('name'), status, topic, deliveryUrl, secret: text('secret') };
  return Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined)) as Changes;
};

export const createWebhookRegistry = (now: () => number): WebhookRegistry => {
  const all = new Map<number, Webhook>();
  let nextId = 1;
  const get = (id: number): Webhook => {
    const webhook = all.get(id);
    if (webhook === undefined)
      throw new RestError(404, 'woocommerce_rest_shop_webhook_invalid_id', 'Invalid ID.');
    return webhook;
  };
  return {
    all,
    get,
    list: (query) => {
      const status = textOf(query, 'status');
      const wanted = [...all.values()].filter((webhook) =>
        [undefined, 'all', webhook.status].includes(status),
      );
      return pageOf(wanted.reverse(), pagingOf(query));
    },
    create: (body) => {
      const { topic, deliveryUrl, ...rest } = readChanges(body);
      const missing = [
        topic === undefined ? 'topic' : '',
        deliveryUrl === undefined ? 'delivery_url' : '',
      ].filter(Boolean);
      if (topic === undefined || deliveryUrl === undefined) {
        throw new RestError(
          400,
          'rest_missing_callback_param',
          `Missing parameter(s): ${missing.join(', ')}`,
        );
      }
      const created = { id: nextId++, created: now(), modified: now(), failures: 0 };
      const defaults = {
        name: `Webhook created on ${gmtDate(now())}`,
        status: 'active' as const,
        secret: '',
      };
      const webhook: Webhook = { ...defaults, ...rest, topic, deliveryUrl, ...created };
      all.set(webhook.id, webhook);
      return webhook;
    },
    update: (id, body) => {
      const webhook = get(id);
      const changes = readChanges(body);
      // A webhook that is switched on again starts with a clean slate.
      if (changes.status === 'active') webhook.failures = 0;
      return Object.assign(webhook, changes, { modified: now() });
    },
    remove: (id) => {
      const webhook = get(id);
      all.delete(id);
      return webhook;
    },
  };
};
