/**
 * What a cart must offer. One folder a cart (`index wire client normalize …`), one line in `index.ts`.
 * A source turns payloads into canonical orders and says which orders changed; it never decides what to post.
 */
import type { Clock, HttpSend, Log } from '../host';
import type { Order } from '../commerce/order';
import type { Problem } from '../commerce/problem';

export interface NormalizeResult {
  /** Absent only when the payload is not an order at all. */
  readonly order?: Order;
  /** Any problem of severity error holds the order. */
  readonly problems: readonly Problem[];
}

/** What came over the webhook, before anything is believed. */
export interface RawDelivery {
  /** Header names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly rawBody: Buffer;
}

export type DeliveryContent =
  | {
      readonly kind: 'change';
      readonly topic: string;
      readonly deliveryId: string;
      readonly objectId: string;
    }
  /** The cart says hello or sends a topic that money does not depend on: acknowledge, start nothing. */
  | { readonly kind: 'ignored'; readonly topic: string; readonly deliveryId: string; readonly reason: string }
  | { readonly kind: 'unreadable'; readonly reason: string };

export interface ChangedObject {
  readonly id: string;
  /** ISO instant in UTC. */
  readonly updatedAt: string;
  /** ISO instant in UTC. */
  readonly createdAt: string;
}

export interface TimeRange {
  /** Inclusive ISO instant in UTC. */
  readonly from?: string;
  /** Exclusive ISO instant in UTC. */
  readonly to?: string;
}

export interface ListQuery extends TimeRange {
  /** `updated` for sweeps, `created` for backfills and period counts. */
  readonly by: 'updated' | 'created';
}

export type FetchedOrder =
  | { readonly id: string; readonly state: 'found'; readonly payload: unknown }
  | { readonly id: string; readonly state: 'gone' }
  | { readonly id: string; readonly state: 'failed'; readonly problem: Problem };

export interface RegisteredWebhook {
  readonly id: string;
  readonly topic: string;
  readonly deliveryUrl: string;
  readonly active: boolean;
}

export interface CartClient {
  readonly storeId: string;
  /** Final state of orders with all that belongs to them, in the order of `ids`. Batched as the cart allows. */
  fetch(ids: readonly string[]): Promise<readonly FetchedOrder[]>;
  /**
   * Pages of ids in bounded memory: by created in the order of creation (a backfill resumes from the last one seen), by
   * updated in the cart's most stable order. May repeat an id, never skips one that stood still.
   */
  list(query: ListQuery): AsyncIterable<readonly ChangedObject[]>;
  count(query: ListQuery): Promise<number>;
  /** Cheapest call that proves url and key. Throws SourceError with a sentence that says what to do. */
  check(): Promise<void>;
  listWebhooks(): Promise<readonly RegisteredWebhook[]>;
  createWebhook(topic: string, deliveryUrl: string, secret: string): Promise<RegisteredWebhook>;
  /** Puts a registered webhook back into service: active, with this secret or, without one, with the secret it had. */
  repairWebhook(id: string, secret?: string): Promise<RegisteredWebhook>;
  deleteWebhook(id: string): Promise<void>;
}

export interface Connection {
  /** Root of the shop, such as https://shop.example */
  readonly baseUrl: string;
  readonly allowHttp?: boolean;
}

export interface SourceContext {
  readonly http: HttpSend;
  readonly clock: Clock;
  readonly log: Log;
}

export interface CartSource {
  readonly platform: string;
  readonly displayName: string;
  /** n8n credential type that signs this cart's requests. */
  readonly credential: string;
  readonly webhookTopics: readonly string[];
  /** One shop is one store everywhere: the shop's domain, derived from its url. */
  storeIdOf(connection: Connection): string;
  connect(connection: Connection, context: SourceContext): CartClient;
  /** Pure. Takes the payload that `fetch` gives (and what n8n's own node of that cart puts out). */
  normalize(payload: unknown, context: { readonly storeId: string }): NormalizeResult;
  /** Constant-time check of the signature over the raw body. False when anything is missing. */
  verify(delivery: RawDelivery, secret: string): boolean;
  read(delivery: RawDelivery): DeliveryContent;
}

/** A source cannot be used at all (wrong key, not this kind of shop, HTML instead of JSON, retries used up). */
export class SourceError extends Error {
  constructor(
    readonly code:
      | 'bad_credentials'
      | 'forbidden'
      | 'not_this_cart'
      | 'insecure_url'
      | 'not_found'
      | 'throttled'
      | 'unavailable'
      | 'unreadable_answer'
      | 'refused',
    message: string,
    readonly status?: number,
  ) {
    super(message);
    this.name = 'SourceError';
  }
}
