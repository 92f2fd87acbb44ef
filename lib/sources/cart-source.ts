/**
 * What a cart must offer. One folder a cart (`index wire client normalize …`), one line in `index.ts`.
 * A source turns payloads into canonical orders and says which orders changed; it never decides what to post.
 */
import type { Clock, CredentialFields, CredentialType, Download, HttpSend, Log, RateLimit } from '../host';
import type { Order } from '../commerce/order';
import type { Problem } from '../commerce/problem';

export type { CredentialFields, CredentialType } from '../host';

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
  /** Query of the address that it came to: where a cart does not sign, the secret stands there as `token`. */
  readonly query?: Readonly<Record<string, string>>;
}

export type DeliveryContent =
  | {
      readonly kind: 'change';
      readonly topic: string;
      readonly deliveryId: string;
      readonly objectId: string;
      /** Which shop it says that it comes from, where it does: one secret may serve several shops. */
      readonly storeId?: string;
      /** What else it says of itself, such as the version of the API that wrote it; goes along with the delivery. */
      readonly about?: Readonly<Record<string, string>>;
    }
  /** The cart says hello or sends a topic that money does not depend on: acknowledge, start nothing. */
  | {
      readonly kind: 'ignored';
      readonly topic: string;
      readonly deliveryId: string;
      readonly reason: string;
      /** The cart signs all else, but not this. */
      readonly unsigned?: true;
    }
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
  /** sandbox: the orders of this shop are not real. */
  readonly environment?: 'production' | 'sandbox';
  /** Which of several stores behind one address, where an address alone does not say it. */
  readonly store?: string;
}

export interface SourceContext {
  /** Signed by the credential. */
  readonly http: HttpSend;
  /** Reads a large file from an address that carries its own permission, unsigned, in pieces. */
  readonly download: Download;
  readonly clock: Clock;
  readonly log: Log;
}

export interface CartSource {
  readonly platform: string;
  readonly displayName: string;
  /** n8n credential types that can sign this cart's requests, the one to suggest first. */
  readonly credentials: readonly [CredentialType, ...CredentialType[]];
  /** What the cart takes of one shop, a little less than it says; absent: its own answers alone set the pace. */
  readonly rateLimit?: RateLimit;
  readonly webhookTopics: readonly string[];
  /** by-hand: somebody enters the address of the trigger in the cart; the client then has no webhooks to list or make. */
  readonly webhooks: 'registered' | 'by-hand';
  /** Which shop a credential is for. Takes no secret. */
  connectionOf(fields: CredentialFields): Connection;
  /** For carts that sign deliveries with a secret of the login instead of one that we choose. */
  webhookSecretOf?(fields: CredentialFields): string | undefined;
  /** One shop is one store everywhere: the shop's domain, derived from its url. */
  storeIdOf(connection: Connection): string;
  connect(connection: Connection, context: SourceContext): CartClient;
  /** Pure. Takes the payload that `fetch` gives (and what n8n's own node of that cart puts out). */
  normalize(payload: unknown, context: { readonly storeId: string }): NormalizeResult;
  /** False for what the cart never lists among its orders, such as a gift card issued by hand; absent: it lists all. */
  listsOrder?(orderId: string): boolean;
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
