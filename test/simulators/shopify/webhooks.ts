/**
 * Webhook subscriptions that really deliver: signed posts, in the background. Deliveries may be held back, and then be
 * lost, doubled and shuffled on their way, as a test wants it.
 */
import { createHmac, randomUUID } from 'node:crypto';
import { type Random, seededRandom } from '../../shop/random';
import type { Notice } from './webhook-bodies';

export interface Subscription {
  readonly id: string;
  readonly topic: string;
  uri: string;
  format: string;
  /** In a row. Shopify gives a subscription up at eight. */
  failures: number;
}

export interface DeliveryPolicy {
  /** Probabilities from 0 to 1. */
  readonly lose?: number;
  /** Sent a second time, the same bytes and headers, after the others. */
  readonly duplicate?: number;
  readonly shuffle?: boolean;
}

export interface DeliveryCounts {
  sent: number;
  lost: number;
  duplicated: number;
  acknowledged: number;
  failed: number;
}

interface Delivery {
  readonly subscription: Subscription;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface WebhookParts {
  readonly clock: { now(): Date };
  readonly secret: string;
  readonly domain: () => string;
  readonly apiVersion: string;
  readonly scopes: ReadonlySet<string>;
  readonly seed: number;
}

const MOST_FAILURES = 8;
const TIMEOUT_MS = 5_000;

/** `ORDER_TRANSACTIONS_CREATE` → `order_transactions/create` */
export const topicHeader = (topic: string): string => topic.toLowerCase().replace(/_([a-z]+)$/, '/$1');

const scopeOf = (topic: string): string =>
  topic.startsWith('DISPUTES_') ? 'read_shopify_payments_disputes' : 'read_orders';

/** Shopify takes https only. Plain http to this machine is taken here, because that is where tests receive. */
const isAcceptable = (uri: string): boolean =>
  /^https:\/\/|^http:\/\/(?:127\.0\.0\.1|localhost)[:/]/.test(uri);

export type Outcome =
  | { readonly subscription: Subscription; readonly objection?: undefined }
  | { readonly subscription?: undefined; readonly objection: string };

export class Webhooks {
  readonly counts: DeliveryCounts = { sent: 0, lost: 0, duplicated: 0, acknowledged: 0, failed: 0 };
  /** What happens to deliveries on their way. */
  policy: DeliveryPolicy = {};
  private readonly subscriptions = new Map<string, Subscription>();
  private readonly random: Random;
  private readonly underway = new Set<Promise<void>>();
  private held: Delivery[] | undefined;
  private failed: Delivery[] = [];
  private lastId = 1_400_000_000_000;

  constructor(private readonly parts: WebhookParts) {
    this.random = seededRandom(parts.seed);
  }

  list(): readonly Subscription[] {
    return [...this.subscriptions.values()];
  }

  find(id: string): Subscription | undefined {
    return this.subscriptions.get(id);
  }

  create(topic: string, uri: string, format: string): Outcome {
    if (!isAcceptable(uri)) return { objection: 'Address protocol http:// is not supported' };
    if (!this.parts.scopes.has(scopeOf(topic)))
      return { objection: 'You cannot create a webhook subscription with the specified topic' };
    if (this.list().some((known) => known.topic === topic && known.uri === uri))
      return { objection: 'Address for this topic has already been taken' };
    this.lastId += 1;
    const id = `gid://shopify/WebhookSubscription/${this.lastId}`;
    const subscription: Subscription = { id, topic, uri, format, failures: 0 };
    this.subscriptions.set(id, subscription);
    return { subscription };
  }

  update(id: string, change: { uri?: string | null; format?: string | null }): Outcome {
    const subscription = this.subscriptions.get(id);
    if (subscription === undefined) return { objection: 'Webhook subscription does not exist' };
    subscription.uri = change.uri ?? subscription.uri;
    subscription.format = change.format ?? subscription.format;
    return { subscription };
  }

  /** As Shopify does after days of failures, without a word. */
  remove(id: string): boolean {
    return this.subscriptions.delete(id);
  }

  /** From here on deliveries wait for `release`. */
  hold(): void {
    this.held ??= [];
  }

  get waiting(): number {
    return this.held?.length ?? 0;
  }

  /** Sends what waits, under a policy of its own where one is given; deliveries are sent at once again. Resolves when all are answered. */
  async release(policy: DeliveryPolicy = this.policy): Promise<DeliveryCounts> {
    const waiting = this.held ?? [];
    this.held = undefined;
    await this.send(waiting, policy);
    return { ...this.counts };
  }

  /** Resolves when nothing is on its way any more. */
  async settled(): Promise<void> {
    while (this.underway.size > 0) await Promise.all(this.underway);
  }

  /** Shopify's later attempts, with the bytes of the first. */
  async retryFailed(): Promise<void> {
    const again = this.failed;
    this.failed = [];
    await this.send(again, {});
  }

  /** One change of the shop. */
  tell(notices: readonly Notice[]): void {
    const event = randomUUID();
    const deliveries = notices.flatMap((notice) =>
      this.list()
        .filter(({ topic }) => topic === notice.topic)
        .map((subscription) => this.deliveryOf(subscription, notice, event)),
    );
    if (this.held) this.held.push(...deliveries);
    else void this.send(deliveries, this.policy);
  }

  private deliveryOf(subscription: Subscription, { topic, body }: Notice, event: string): Delivery {
    const { secret, domain, apiVersion, clock } = this.parts;
    return {
      subscription,
      body,
      headers: {
        'content-type': 'application/json',
        'x-shopify-topic': topicHeader(topic),
        'x-shopify-hmac-sha256': createHmac('sha256', secret).update(body).digest('base64'),
        'x-shopify-shop-domain': domain(),
        'x-shopify-api-version': apiVersion,
        'x-shopify-webhook-id': randomUUID(),
        'x-shopify-event-id': event,
        'x-shopify-triggered-at': clock.now().toISOString(),
      },
    };
  }

  private async send(deliveries: readonly Delivery[], policy: DeliveryPolicy): Promise<void> {
    const chance = (probability = 0): boolean => this.random.chance(probability);
    const kept = deliveries.filter(() => !chance(policy.lose));
    this.counts.lost += deliveries.length - kept.length;
    const twice = kept.filter(() => chance(policy.duplicate));
    this.counts.duplicated += twice.length;
    const ordered = [...kept, ...twice];
    const batch = policy.shuffle === true ? this.random.shuffle(ordered) : ordered;
    const sending = (async () => {
      for (const delivery of batch) await this.post(delivery);
    })();
    this.underway.add(sending);
    await sending.finally(() => this.underway.delete(sending));
  }

  private async post(delivery: Delivery): Promise<void> {
    const { subscription, headers, body } = delivery;
    this.counts.sent += 1;
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const status = await fetch(subscription.uri, { method: 'POST', headers, body, signal }).then(
      (response) => response.status,
      () => 0,
    );
    if (status >= 200 && status < 300) {
      this.counts.acknowledged += 1;
      subscription.failures = 0;
      return;
    }
    this.counts.failed += 1;
    subscription.failures += 1;
    this.failed.push(delivery);
    if (subscription.failures >= MOST_FAILURES) this.remove(subscription.id);
  }
}
