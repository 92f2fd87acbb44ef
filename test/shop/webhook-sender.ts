/**
 * Webhook deliveries as WooCommerce makes them: queued, one for each webhook and order however often it changed in
 * between, payload built when it is sent, signed, never tried again; and, where a test wants it, lost, doubled, late
 * and out of order.
 */
import { createHmac } from 'node:crypto';
import { request } from 'node:http';
import type { Random } from './random';
import type { Webhook, WebhookRegistry } from './webhook-registry';

export interface DeliveryPolicy {
  /** Probabilities in [0, 1]. */
  readonly drop?: number;
  /** Sent a second time, the same bytes, after the others of the batch. */
  readonly repeat?: number;
  /** Stays in the queue until the next flush. */
  readonly delay?: number;
  /** Sends a batch in random order. */
  readonly shuffle?: boolean;
}

export interface DeliveryCounts {
  /** Requests that left the shop. */
  sent: number;
  dropped: number;
  repeated: number;
  delayed: number;
  /** Answered 200 to 302. */
  acknowledged: number;
  /** Answered otherwise, or not at all. */
  refused: number;
}

interface Queued {
  readonly webhookId: number;
  readonly topic: string;
  readonly orderId: number;
}

interface Delivery {
  readonly webhook: Webhook;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface WebhookSender {
  readonly counts: Readonly<DeliveryCounts>;
  readonly queued: number;
  enqueue(topic: string, orderId: number): void;
  flush(policy?: DeliveryPolicy): Promise<DeliveryCounts>;
  ping(webhook: Webhook): Promise<void>;
}

export interface SenderParts {
  readonly registry: WebhookRegistry;
  readonly random: Random;
  readonly siteUrl: () => string;
  readonly now: () => number;
  /** JSON of the order as it stands now; the bare id when it is gone. */
  readonly payload: (topic: string, orderId: number) => string;
}

/** More failures in a row than this, and WooCommerce switches the webhook off. */
const MOST_FAILURES = 5;
const TIMEOUT_MS = 15_000;
/** The API answers a new webhook's maker only after the ping, so nobody may hold it up for long. */
const PING_TIMEOUT_MS = 5_000;

export const signatureOf = (body: string, secret: string): string =>
  createHmac('sha256', secret).update(body, 'utf8').digest('base64');

/** Made of the webhook and the second, as in WooCommerce: two deliveries of one second share it. */
const deliveryId = (webhook: Webhook, now: number): string =>
  createHmac('md5', 'auth salt').update(`${webhook.id}${now}`).digest('hex');

const post = (
  url: string,
  headers: Readonly<Record<string, string>>,
  body: string,
  timeout: number = TIMEOUT_MS,
): Promise<number> =>
  new Promise((resolve) => {
    const content = Buffer.from(body, 'utf8');
    const common = {
      'user-agent': 'WooCommerce/10.0.2 Hookshot (WordPress/6.8.3)',
      accept: '*/*',
      connection: 'close',
      'content-length': String(content.length),
    };
    const sent = request(url, { method: 'POST', headers: { ...common, ...headers }, timeout }, (answer) => {
      answer.resume();
      answer.on('close', () => resolve(answer.statusCode ?? 0));
    });
    sent.on('timeout', () => sent.destroy());
    sent.on('error', () => resolve(0));
    sent.end(content);
  });

const build = (parts: SenderParts, webhook: Webhook, { topic, orderId }: Queued): Delivery => {
  const body = parts.payload(topic, orderId);
  const [resource, event] = topic.split('.') as [string, string];
  const headers = {
    'content-type': 'application/json',
    'x-wc-webhook-source': `${parts.siteUrl()}/`,
    'x-wc-webhook-topic': topic,
    'x-wc-webhook-resource': resource,
    'x-wc-webhook-event': event,
    'x-wc-webhook-signature': signatureOf(body, webhook.secret),
    'x-wc-webhook-id': String(webhook.id),
    'x-wc-webhook-delivery-id': deliveryId(webhook, parts.now()),
  };
  return { webhook, headers, body };
};

export const createWebhookSender = (parts: SenderParts): WebhookSender => {
  const { registry, random } = parts;
  let queue: Queued[] = [];
  const counts: DeliveryCounts = {
    sent: 0,
    dropped: 0,
    repeated: 0,
    delayed: 0,
    acknowledged: 0,
    refused: 0,
  };
  const isActive = (id: number): boolean => registry.all.get(id)?.status === 'active';

  const send = async ({ webhook, headers, body }: Delivery): Promise<void> => {
    counts.sent += 1;
    const status = await post(webhook.deliveryUrl, headers, body);
    if (status >= 200 && status <= 302) {
      counts.acknowledged += 1;
      webhook.failures = 0;
      return;
    }
    counts.refused += 1;
    webhook.failures += 1;
    if (webhook.failures > MOST_FAILURES) webhook.status = 'disabled';
  };

  const flush = async (policy: DeliveryPolicy = {}): Promise<DeliveryCounts> => {
    const before = { ...counts };
    const due = policy.shuffle ? random.shuffle(queue) : queue;
    queue = [];
    const again: Delivery[] = [];
    for (const queued of due) {
      const webhook = registry.all.get(queued.webhookId);
      if (webhook?.status !== 'active') continue;
      if (random.chance(policy.drop ?? 0)) {
        counts.dropped += 1;
      } else if (random.chance(policy.delay ?? 0)) {
        counts.delayed += 1;
        queue.push(queued);
      } else {
        const delivery = build(parts, webhook, queued);
        if (random.chance(policy.repeat ?? 0)) again.push(delivery);
        await send(delivery);
      }
    }
    for (const delivery of again) {
      if (!isActive(delivery.webhook.id)) continue;
      counts.repeated += 1;
      await send(delivery);
    }
    const keys = Object.keys(counts) as (keyof DeliveryCounts)[];
    return Object.fromEntries(
      keys.map((key) => [key, counts[key] - before[key]]),
    ) as unknown as DeliveryCounts;
  };

  return {
    counts,
    get queued() {
      return queue.length;
    },
    enqueue: (topic, orderId) => {
      for (const webhook of registry.all.values()) {
        if (webhook.status !== 'active' || webhook.topic !== topic) continue;
        const known = queue.some((queued) => queued.webhookId === webhook.id && queued.orderId === orderId);
        if (!known) queue.push({ webhookId: webhook.id, topic, orderId });
      }
    },
    flush,
    ping: async (webhook) => {
      const form = { 'content-type': 'application/x-www-form-urlencoded' };
      await post(webhook.deliveryUrl, form, `webhook_id=${webhook.id}`, PING_TIMEOUT_MS);
    },
  };
};
