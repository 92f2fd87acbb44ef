/** The final state of orders, and what may stand in the way of it. */
import type { FetchedOrder } from '../../../lib/sources/cart-source';
import type { MedusaBundle } from '../../../lib/sources/medusa/wire';
import { big } from '../../simulators/medusa/medusa-number';
import type { MedusaOrder } from '../../simulators/medusa/medusa-order';
import { bundleOf } from '../../simulators/medusa/order-json';
import type { MedusaSimulator } from '../../simulators/medusa/start-medusa-simulator';
import { connectTo, freshShops, sourceError } from './support/connected';
import { accepted, item, method } from './support/orders';

const newShop = freshShops();
const placed = (shop: MedusaSimulator, count: number): MedusaOrder[] =>
  Array.from({ length: count }, () => shop.place({ currency: 'eur', items: [item()], shipping: [method()] }));
const states = (fetched: readonly FetchedOrder[]) => fetched.map(({ id, state }) => [id, state]);
const payloadOf = (fetched: FetchedOrder | undefined): MedusaBundle => {
  if (fetched?.state !== 'found') throw new Error('the order was not found');
  return fetched.payload as MedusaBundle;
};
const lists = (shop: MedusaSimulator) => shop.requests.filter((path) => path.startsWith('/admin/orders?'));

test('orders come in the order of their ids, twenty in a request, with everything that normalize reads', async () => {
  const shop = await newShop();
  const orders = placed(shop, 45);
  orders[3]?.capture();
  const ids = orders.map(({ id }) => id).reverse();
  const fetched = await connectTo(shop).fetch(ids);
  expect(states(fetched)).toEqual(ids.map((id) => [id, 'found']));
  expect(lists(shop)).toHaveLength(3);
  expect(shop.requests).toHaveLength(3);
  fetched.forEach((one) => accepted(payloadOf(one)));
  const paid = payloadOf(fetched[ids.indexOf(orders[3]?.id as string)]);
  expect(paid.order.payment_collections[0]?.payments[0]?.captures).toHaveLength(1);
});

test('the versions of an order come along where something happened to it, and only there', async () => {
  const shop = await newShop();
  const [plain, refunded, returned, edited] = placed(shop, 4) as [
    MedusaOrder,
    MedusaOrder,
    MedusaOrder,
    MedusaOrder,
  ];
  refunded.capture();
  refunded.refund(big('1'));
  returned.announceReturn([{ itemId: returned.items[0]?.id as string, quantity: '1' }]);
  edited.addItem(item({ sku: 'MUG' }));
  const fetched = await connectTo(shop).fetch([plain.id, refunded.id, returned.id, edited.id]);
  expect(fetched.map((one) => payloadOf(one).changes?.length)).toEqual([undefined, 1, 1, 1]);
  expect(payloadOf(fetched[1])).toMatchObject({ changes: bundleOf(refunded).changes });
});

test('an order that is asked for twice is fetched once', async () => {
  const shop = await newShop();
  const [order] = placed(shop, 1) as [MedusaOrder];
  expect(states(await connectTo(shop).fetch([order.id, order.id]))).toEqual([
    [order.id, 'found'],
    [order.id, 'found'],
  ]);
  expect(shop.requests).toHaveLength(1);
});

test('an order that is no more is gone; a draft, which no list holds, is found', async () => {
  const shop = await newShop();
  const [order] = placed(shop, 1) as [MedusaOrder];
  const draft = shop.place({ currency: 'eur', items: [item()], draft: true });
  shop.remove(order.id);
  const fetched = await connectTo(shop).fetch([order.id, draft.id]);
  expect(fetched.map(({ state }) => state)).toEqual(['gone', 'found']);
  expect(accepted(payloadOf(fetched[1])).state).toBe('draft');
});

test.each(['', '../admin', 'order 1', 'order/1', 'x'.repeat(101)])(
  'an id that is none (%p) fails without a request',
  async (id) => {
    const shop = await newShop();
    expect(await connectTo(shop).fetch([id])).toMatchObject([
      { id, state: 'failed', problem: { code: 'malformed_order_id', severity: 'error' } },
    ]);
    expect(shop.requests).toEqual([]);
  },
);

test('a batch that Medusa cannot put out is asked for one by one, and one bad order does not hold up the others', async () => {
  const shop = await newShop();
  const [first, second, third] = placed(shop, 3) as [MedusaOrder, MedusaOrder, MedusaOrder];
  shop.failNext(/id\[0\]/, { status: 500 }, 5);
  shop.failNext(new RegExp(`orders/${second.id}`), { status: 500 }, 2);
  const fetched = await connectTo(shop).fetch([first.id, second.id, third.id]);
  expect(fetched.map(({ state }) => state)).toEqual(['found', 'failed', 'found']);
  expect(fetched[1]).toMatchObject({ problem: { code: 'order_not_fetched' } });
});

test('versions that cannot be read fail the order that they belong to', async () => {
  const shop = await newShop();
  const [order, other] = placed(shop, 2) as [MedusaOrder, MedusaOrder];
  order.capture();
  order.refund(big('1'));
  shop.failNext(/changes/, { status: 200, body: '{"order_changes":"none"}' });
  const fetched = await connectTo(shop).fetch([order.id, other.id]);
  expect(fetched.map(({ state }) => state)).toEqual(['failed', 'found']);
});

test('a shop that is down fails as a whole', async () => {
  const shop = await newShop();
  const [order] = placed(shop, 1) as [MedusaOrder];
  shop.failNext(/./, { status: 503 }, 50);
  expect((await sourceError(() => connectTo(shop).fetch([order.id]))).code).toBe('unavailable');
});

test('an answer that holds another order is not taken for the one that was asked for', async () => {
  const shop = await newShop();
  const [order, other] = placed(shop, 2) as [MedusaOrder, MedusaOrder];
  shop.failNext(/id\[0\]/, { status: 200, body: '{"orders":[],"count":0}' });
  shop.failNext(/orders\//, { status: 200, body: JSON.stringify({ order: bundleOf(other).order }) });
  expect((await connectTo(shop).fetch([order.id])).map(({ state }) => state)).toEqual(['failed']);
});
