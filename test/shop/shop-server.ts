/** A small WooCommerce shop on loopback that keeps its orders, trades by a scenario, and sends webhooks. */
import { clockFrom, type ShopClock } from './shop-clock';
import { expectedBook, lyingOrders, type ExpectedBook, type PostingTrigger } from './expected-book';
import { seededRandom } from './random';
import { invalidOrderId } from './rest-error';
import { scenario } from './scenario';
import type { ApiKey } from './shop-auth';
import { createFaultBox, type Fault } from './shop-faults';
import { createShopApp } from './shop-routes';
import { shelfOf } from './shop-shelf';
import { createShopState, type ShopState } from './shop-state';
import { createTrade, type Step, type Trade } from './trade';
import { createWebhookRegistry, type WebhookRegistry } from './webhook-registry';
import { createWebhookSender, type DeliveryCounts, type DeliveryPolicy } from './webhook-sender';
import { orderJson } from './woocommerce-json';

export interface ShopOptions {
  /** Default: a free one. */
  readonly port?: number;
  /** Of the scenario and of what happens to webhooks. Default 1. */
  readonly seed?: number;
  /** The shop's time. Default: real time. */
  readonly now?: () => Date;
  /** Instead of `now`: a clock that the scenario's waits advance. */
  readonly clock?: ShopClock;
  readonly consumerKey: string;
  readonly consumerSecret: string;
  readonly permissions?: ApiKey['permissions'];
  /** The shop's own time zone. Default 60, so that local dates are never mistaken for GMT unnoticed. */
  readonly utcOffsetMinutes?: number;
  readonly faults?: readonly Fault[];
}

export interface RequestCounts {
  total: number;
  /** By method and path with ids replaced, such as `GET /wp-json/wc/v3/orders/:id`. */
  readonly byRoute: Map<string, number>;
}

export interface Shop {
  /** Root of the shop, without a slash at the end. */
  readonly url: string;
  readonly state: ShopState;
  readonly clock: ShopClock;
  readonly webhooks: WebhookRegistry;
  readonly requests: Readonly<RequestCounts>;
  readonly deliveries: Readonly<DeliveryCounts>;
  readonly queuedDeliveries: number;
  /** Steps of the scenario that have not happened yet. */
  readonly stepsLeft: number;
  /** Makes the next steps of the scenario happen (default: all); answers how many are left. */
  trade(steps?: number): number;
  /** Makes one step happen that need not be of the scenario. */
  step(step: Step): void;
  readonly story: Pick<Trade, 'orderIdOf' | 'storyOf'>;
  /** Sends what is in the queue; answers with the counts of this flush. */
  flushWebhooks(policy?: DeliveryPolicy): Promise<DeliveryCounts>;
  setFault(fault: Fault): void;
  clearFaults(): void;
  expectedBook(trigger?: PostingTrigger): ExpectedBook;
  lyingOrders(): string[];
  stop(): Promise<void>;
}

const countRequest = (counts: RequestCounts, method: string, path: string): void => {
  counts.total += 1;
  const route = `${method} ${path.replace(/\/\d+/g, '/:id')}`;
  counts.byRoute.set(route, (counts.byRoute.get(route) ?? 0) + 1);
};

export const startShop = async (options: ShopOptions): Promise<Shop> => {
  const seed = options.seed ?? 1;
  const clock = options.clock ?? clockFrom(options.now ?? (() => new Date()));
  const nowSeconds = (): number => Math.floor(clock.now().getTime() / 1000);
  const state = createShopState(clock);
  const trade = createTrade(state, clock);
  const steps = scenario(seed);
  let next = 0;
  const site = { url: '', utcOffsetMinutes: options.utcOffsetMinutes ?? 60 };
  const registry = createWebhookRegistry(nowSeconds);
  const sender = createWebhookSender({
    registry,
    random: seededRandom(seed + 2),
    siteUrl: () => site.url,
    now: nowSeconds,
    payload: (topic, orderId) => {
      const order = state.orders.get(orderId);
      // WooCommerce sends what its own API would answer: for an order that is gone by now, the error.
      if (topic === 'order.deleted') return JSON.stringify({ id: orderId });
      return JSON.stringify(order === undefined ? invalidOrderId() : orderJson(site, order));
    },
  });
  state.listen((topic, orderId) => sender.enqueue(topic, orderId));
  const requests: RequestCounts = { total: 0, byRoute: new Map() };
  const faults = createFaultBox(options.faults);
  const { consumerKey, consumerSecret, permissions } = options;
  const app = createShopApp({
    shelf: shelfOf(state),
    keys: [{ consumerKey, consumerSecret, ...(permissions === undefined ? {} : { permissions }) }],
    faults,
    site,
    webhooks: { registry, ping: (webhook) => sender.ping(webhook) },
    shiftPage: (firstId) => state.touch(firstId),
    counted: (method, path) => countRequest(requests, method, path),
  });
  site.url = (await app.listen({ host: '127.0.0.1', port: options.port ?? 0 })).replace(/\/$/, '');
  return {
    url: site.url,
    state,
    clock,
    webhooks: registry,
    requests,
    deliveries: sender.counts,
    get queuedDeliveries() {
      return sender.queued;
    },
    get stepsLeft() {
      return steps.length - next;
    },
    trade: (count = steps.length) => {
      const until = Math.min(steps.length, next + count);
      while (next < until) trade.step(steps[next++] as Step);
      return steps.length - next;
    },
    step: (step) => trade.step(step),
    story: trade,
    flushWebhooks: (policy) => sender.flush(policy),
    setFault: (fault) => faults.set(fault),
    clearFaults: () => faults.clear(),
    expectedBook: (trigger = 'capture') => expectedBook(state.orders.values(), trigger),
    lyingOrders: () => lyingOrders(state.orders.values()),
    stop: () => app.close(),
  };
};
