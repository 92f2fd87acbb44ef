import { fetchDue, fetchOrders, listOrders } from '../../lib/flows/fetch-due';
import type { Order } from '../../lib/commerce/order';
import { backfill } from '../../lib/flows/sweep';
import { STORE_ID } from '../support/memory-shop';
import { River } from '../support/river';
import { smallOrder } from '../support/small-order';

const pipeline = { platform: 'memory', storeId: STORE_ID, pipeline: 'main' };
const options = { limit: 100, leaseSeconds: 60, maxAttempts: 3 };

const riverWith = async (ids: readonly string[]) => {
  const river = await River.open();
  for (const id of ids) {
    river.shop.put(smallOrder({ id, cents: 100, paid: true }));
    await river.deliver(id, `d${id}`);
  }
  return river;
};

test('takes as many as it may and says how many remain', async () => {
  const river = await riverWith(['1', '2', '3']);
  const first = await fetchDue(river.context(), river.route(), { ...options, limit: 2 });
  expect([first.orders.length, first.remaining]).toEqual([2, 1]);
});

test('what a vanished run held is due again when its lease ends, not before', async () => {
  const river = await riverWith(['1']);
  await fetchDue(river.context(), river.route(), options);
  expect((await fetchDue(river.context(), river.route(), options)).orders).toHaveLength(0);
  river.clock.advance(61_000);
  expect((await fetchDue(river.context(), river.route(), options)).orders).toHaveLength(1);
});

test('an order whose runs always die becomes a dead letter with an exception', async () => {
  const river = await riverWith(['1']);
  for (let run = 0; run < 3; run++) {
    await fetchDue(river.context(), river.route(), options);
    river.clock.advance(61_000);
  }
  const { orders, held } = await fetchDue(river.context(), river.route(), options);
  expect(orders).toEqual([]);
  expect(held).toMatchObject([{ orderId: '1', state: 'dead', problems: [{ code: 'dead_letter' }] }]);
  expect(await river.store.listExceptions({ states: ['open'] })).toMatchObject([
    { code: 'dead_letter', objectId: '1' },
  ]);
});

test('a dead letter comes back to life with the next delivery', async () => {
  const river = await riverWith(['1']);
  for (let run = 0; run < 4; run++) {
    await fetchDue(river.context(), river.route(), options);
    river.clock.advance(61_000);
  }
  await river.deliver('1', 'again');
  expect((await fetchDue(river.context(), river.route(), options)).orders).toHaveLength(1);
});

test('a delivery that comes in while the order is worked on keeps it due', async () => {
  const river = await riverWith(['1']);
  const { orders } = await fetchDue(river.context(), river.route(), options);
  await river.deliver('1', 'meanwhile');
  const ticket = orders[0]?.ticket;
  await river.store.completeWork(ticket ? [ticket] : [], {
    at: river.clock.now().toISOString(),
    actor: 'test',
  });
  expect(await river.store.countWork(pipeline)).toMatchObject({ due: 1, done: 0 });
});

test('an order that the shop deleted is a typed exception and harms no other', async () => {
  const river = await riverWith(['1', '2']);
  river.shop.orders.delete('1');
  const { orders, held } = await fetchDue(river.context(), river.route(), options);
  expect(orders.map(({ order }) => order.source.orderId)).toEqual(['2']);
  expect(held).toMatchObject([{ orderId: '1', problems: [{ code: 'order_gone' }] }]);
  expect(await river.store.listExceptions({})).toMatchObject([{ code: 'order_gone', stage: 'fetch' }]);
});

test('single orders and lists are fetched without touching the queue', async () => {
  const river = await riverWith(['1', '2', '3', '4', '5']);
  expect((await fetchOrders(river.route(), ['2', '9'])).held).toMatchObject([{ orderId: '9' }]);
  const listed = await listOrders(river.route(), { by: 'updated', limit: 4 });
  expect(listed.orders).toHaveLength(4);
  expect(await river.store.countWork(pipeline)).toMatchObject({ due: 5 });
});

test('an order that is held by both streams is held once, and free of both when the shop mends it', async () => {
  const river = await riverWith(['1']);
  const good = river.shop.orders.get('1') as Order;
  const lying = { ...good, claims: { ...good.claims, total: { ...good.claims.total, amount: '9.99' } } };
  river.shop.put(lying);
  await river.run();
  await backfill(river.context(), river.route(), {
    from: '2026-01-01T00:00:00Z',
    to: '2026-12-31T00:00:00Z',
    maxPages: 9,
  });
  await river.run();
  expect(await river.store.countWork(pipeline)).toMatchObject({ held: 1, due: 0 });
  expect(await river.store.listExceptions({ states: ['open'] })).toHaveLength(1);
  river.shop.put(good);
  await river.deliver('1', 'mended');
  await river.run();
  expect(await river.store.countWork(pipeline)).toMatchObject({ held: 0, due: 0 });
  expect(await river.store.listExceptions({ states: ['open'] })).toEqual([]);
  expect(river.ledger.balances()).toEqual(river.expected());
});
