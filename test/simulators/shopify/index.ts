/**
 * A simulated Shopify shop: a real HTTP server on loopback that keeps orders and answers the Admin GraphQL API.
 *
 *   const shopify = await startShopify({ clock });
 *   const id = shopify.shop.addOrder({ lines: [{ title: 'Cup', price: '10.00', quantity: 2 }], taxes: [{ title: 'VAT', rate: '0.19' }] });
 *   shopify.shop.refund(id, { lines: [{ line: 0, quantity: 1 }] });
 *   const client = connect({ baseUrl: shopify.url }, { http: signedHttp(() => shopify.token()), download, clock, log });
 *   await shopify.close();
 *
 * - `shop`      orders: addOrder, capture, fulfil, refund, editOrder, cancel, touch, deleteOrder, dispute; putOrder takes one as it
 *               is. Each moves `updatedAt` by the clock and sends webhooks. Totals, agreements and payments stay consistent.
 * - `webhooks`  what the app registered; deliveries are signed posts in the background. `hold`, then `release` under a
 *               policy (lose, duplicate, shuffle); `settled` waits for all; `retryFailed` sends again.
 * - `bulk`      bulk operations; `plan` says how the next one ends, `occupied` takes up places.
 * - `faults`    `fail` makes the next requests go wrong: a status, THROTTLED, a dropped connection, a lost answer.
 * - `requests`  what was asked and what it cost. A query that the published schema does not allow is refused; tests check
 *               that none was.
 *
 * As in Shopify: scopes by Shopify's own table, orders older than 60 days need `read_all_orders`, cost by the published
 * formula from a bucket of 2,000 points, tokens that live for a day, cursors by last row, search times to the millisecond.
 * Not as in Shopify: webhooks may go to plain http on this machine, searches and sort keys that are not known are refused
 * instead of ignored, and bulk operations export plain rows only.
 */
import fastify, { type FastifyInstance } from 'fastify';
import { API_VERSION } from '../../../lib/sources/shopify/order-fields';
import { Bucket, type BucketOptions } from './bucket';
import { Bulk } from './bulk';
import { answer, bulkRows, checkBulk, type GraphqlRequest } from './execute';
import { type Fault, Faults } from './faults';
import { App } from './oauth';
import { addRoutes, type RequestRecord } from './routes';
import { publishedSchema } from './schema';
import { Shop } from './shop';
import { Webhooks } from './webhooks';

export interface ShopifyOptions {
  /** Default: real time. */
  readonly clock?: { now(): Date };
  /** Default: a free one. */
  readonly port?: number;
  readonly clientId?: string;
  /** Also signs webhooks. */
  readonly clientSecret?: string;
  /** A token that does not expire, as custom apps made in the admin have. */
  readonly accessToken?: string;
  /** Default: all that Cart Ledger makes use of. */
  readonly scopes?: readonly string[];
  /** Of the shop. Default EUR. */
  readonly currency?: string;
  /** Ids count up from here. Default beyond what a float holds. */
  readonly firstId?: bigint;
  readonly bucket?: BucketOptions;
  /** Of the published formula, above which live shops never are. Default 1. */
  readonly costFactor?: number;
  /** Version that answers, where the one that is asked for has expired. */
  readonly answersVersion?: string;
  /** Of what happens to webhooks. Default 1. */
  readonly seed?: number;
}

export interface Shopify {
  /** Root of the shop, without a slash at the end. */
  readonly url: string;
  /** Host and port, as webhooks name the shop. */
  readonly domain: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly accessToken: string;
  readonly shop: Shop;
  readonly webhooks: Webhooks;
  readonly bulk: Bulk;
  readonly app: App;
  readonly bucket: Bucket;
  readonly requests: readonly RequestRecord[];
  /** A token that is good for a day. */
  token(): string;
  fail(fault: Fault): void;
  clearFaults(): void;
  close(): Promise<void>;
}

export const ALL_SCOPES: readonly string[] = [
  'read_orders',
  'read_all_orders',
  'read_products',
  'read_customers',
  'read_returns',
  'read_locations',
  'read_inventory',
  'read_shopify_payments_disputes',
];

export const startShopify = async (options: ShopifyOptions = {}): Promise<Shopify> => {
  const clock = options.clock ?? { now: () => new Date() };
  const scopes = new Set(options.scopes ?? ALL_SCOPES);
  const {
    clientId = 'client-1',
    clientSecret = 'the secret of the app',
    accessToken = 'token-of-admin',
  } = options;
  const site = { url: '', domain: '' };
  const webhooks = new Webhooks({
    clock,
    scopes,
    secret: clientSecret,
    domain: () => site.domain,
    apiVersion: options.answersVersion ?? API_VERSION,
    seed: options.seed ?? 1,
  });
  const bulk = new Bulk({ clock, url: () => site.url });
  const bucket = new Bucket(clock, options.bucket ?? { maximum: 2_000, restoreRate: 100 });
  const app = new App({ clock, clientId, clientSecret, accessToken, scopes });
  const shop = new Shop({
    clock,
    currency: options.currency ?? 'EUR',
    firstId: options.firstId ?? 820_982_911_946_154_001n,
    tell: (notices) => webhooks.tell(notices),
  });
  const faults = new Faults();
  const requests: RequestRecord[] = [];
  const published = publishedSchema();
  const run = (request: GraphqlRequest) => {
    const base = { shop, webhooks, bulk, published, scopes, checkBulk, domain: site.domain };
    const context = { ...base, unlimited: false, rowsOf: (query: string) => bulkRows(query, base) };
    return answer(request, context, bucket, options.costFactor ?? 1);
  };
  const server: FastifyInstance = fastify({ bodyLimit: 4_000_000, forceCloseConnections: true });
  addRoutes(server, { app, bulk, faults, requests, run, answersVersion: options.answersVersion });
  site.url = await server.listen({ host: '127.0.0.1', port: options.port ?? 0 });
  site.domain = new URL(site.url).host;
  return {
    url: site.url,
    domain: site.domain,
    clientId,
    clientSecret,
    accessToken,
    shop,
    webhooks,
    bulk,
    app,
    bucket,
    requests,
    token: () => app.issue(),
    fail: (fault) => faults.add(fault),
    clearFaults: () => faults.clear(),
    close: async () => {
      await webhooks.settled();
      await server.close();
    },
  };
};
