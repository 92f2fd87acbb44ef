/** A shop in memory whose payloads are canonical orders: tests of the flows need no cart's wire format. */
import type { Order } from '../../lib/commerce/order';
import type { CartClient, CartSource, ChangedObject, ListQuery } from '../../lib/sources/cart-source';

export const STORE_ID = 'shop.example';

export const memorySource: CartSource = {
  platform: 'memory',
  displayName: 'Memory shop',
  credentials: [{ name: 'none', displayName: 'None' }],
  webhooks: 'registered',
  connectionOf: () => ({ baseUrl: 'https://memory.example' }),
  webhookTopics: ['order.updated'],
  storeIdOf: () => STORE_ID,
  connect: () => {
    throw new Error('a memory shop is connected by its constructor');
  },
  normalize: (payload) => ({ order: payload as Order, problems: [] }),
  verify: (delivery, secret) => delivery.headers['signature'] === secret,
  read: (delivery) => {
    const objectId = delivery.rawBody.toString('utf8');
    const { topic = 'order.updated', delivery: deliveryId = '' } = delivery.headers;
    return { kind: 'change', topic, deliveryId, objectId };
  },
};

export class MemoryShop implements CartClient {
  readonly storeId = STORE_ID;
  readonly orders = new Map<string, Order>();
  fetches = 0;
  /** Thrown by the next fetch. */
  broken: Error | undefined;
  pageSize = 3;

  put(order: Order): void {
    this.orders.set(order.source.orderId, order);
  }

  async fetch(ids: readonly string[]) {
    this.fetches += 1;
    if (this.broken) throw this.broken;
    return ids.map((id) => {
      const payload = this.orders.get(id);
      return payload ? ({ id, state: 'found', payload } as const) : ({ id, state: 'gone' } as const);
    });
  }

  async *list(query: ListQuery): AsyncIterable<readonly ChangedObject[]> {
    if (this.broken) throw this.broken;
    const at = (changed: ChangedObject) => (query.by === 'updated' ? changed.updatedAt : changed.createdAt);
    const all = [...this.orders.values()]
      .map(({ source, placedAt }) => ({
        id: source.orderId,
        updatedAt: source.updatedAt,
        createdAt: placedAt,
      }))
      .filter(
        (changed) =>
          (query.from === undefined || at(changed) >= query.from) &&
          (query.to === undefined || at(changed) < query.to),
      )
      .sort((a, b) => (at(a) < at(b) ? -1 : 1));
    for (let start = 0; start < all.length; start += this.pageSize)
      yield all.slice(start, start + this.pageSize);
  }

  async count(query: ListQuery) {
    let count = 0;
    for await (const page of this.list(query)) count += page.length;
    return count;
  }

  async check() {}

  async listWebhooks() {
    return [];
  }

  async createWebhook(): Promise<never> {
    throw new Error('a memory shop has no webhooks');
  }

  async repairWebhook(): Promise<never> {
    throw new Error('a memory shop has no webhooks');
  }

  async deleteWebhook() {}
}
