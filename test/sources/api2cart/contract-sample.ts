/** What the contract of all sources needs to know of API2Cart. */
import { api2cart } from '../../../lib/sources/api2cart';
import type { RawDelivery } from '../../../lib/sources/cart-source';
import type { ContractShop } from '../../contract/source.contract';
import { plainOrder } from '../../simulators/api2cart/orders';
import { contextOf } from '../../simulators/api2cart/send';
import { startApi2Cart } from '../../simulators/api2cart/server';
import { TestClock } from '../../support/test-clock';

const delivery = (objectId: string, secret: string): RawDelivery => ({
  headers: { 'x-webhook-store-id': '1', 'x-webhook-entity': 'order', 'x-webhook-action': 'update' },
  rawBody: Buffer.from(JSON.stringify({ id: objectId, order_id: objectId, modified_at: null })),
  query: { token: secret },
});

const ORDERS = 14;
const HOUR_MS = 3_600_000;

/** Ids that do not sort in the order of creation, in a cart that lists the newest first. */
const openShop = async (): Promise<ContractShop> => {
  const server = await startApi2Cart();
  const clock = new TestClock();
  server.quirk({ newestFirst: true });
  const start = clock.now().getTime() - 40 * 24 * HOUR_MS;
  const ids = Array.from({ length: ORDERS }, (_, index) => {
    const at = start + index * 60 * HOUR_MS;
    return server.state.put(plainOrder(String(9000 + ((index * 5) % ORDERS))), at);
  });
  const client = api2cart.connect(
    { baseUrl: server.url, store: 'shop.example' },
    contextOf(undefined, clock),
  );
  return {
    client,
    ids,
    touch: async (id) => {
      clock.advance(1000);
      server.state.touch(id, clock.now().getTime());
    },
    remove: async (id) => server.state.remove(id),
    close: () => server.stop(),
  };
};

export const sample = { signsBody: false, delivery, openShop } as const;
