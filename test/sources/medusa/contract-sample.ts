/** Medusa for the contract of carts, over the simulated shop. */
import { createHmac } from 'node:crypto';
import type { ContractShop, SourceSample } from '../../contract/source.contract';
import { startMedusaSimulator } from '../../simulators/medusa/start-medusa-simulator';
import { connectTo } from './support/connected';
import { item, method } from './support/orders';

const openShop = async (): Promise<ContractShop> => {
  const shop = await startMedusaSimulator();
  const ids: string[] = [];
  for (let number = 1; number <= 14; number++) {
    const order = shop.place({
      currency: 'eur',
      items: [item({ quantity: String(number) })],
      shipping: [method()],
    });
    if (number % 2 === 0) order.capture();
    ids.push(order.id);
  }
  return {
    client: connectTo(shop),
    ids,
    touch: async (id) =>
      shop
        .orders()
        .find((order) => order.id === id)
        ?.touch(),
    remove: async (id) => shop.remove(id),
    close: () => shop.stop(),
  };
};

export const sample: SourceSample = {
  signsBody: true,
  delivery: (objectId, secret) => {
    const body = { id: '0b5c1f9e', name: 'order.updated', data: { order_id: objectId } };
    const rawBody = Buffer.from(JSON.stringify(body));
    const signature = createHmac('sha256', secret).update(rawBody).digest('hex');
    return { headers: { 'x-cart-ledger-signature': signature }, rawBody, query: {} };
  },
  openShop,
};
