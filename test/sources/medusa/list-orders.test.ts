/** Which orders changed: none is missed, whatever Medusa does not put a date on. */
import { medusa } from '../../../lib/sources/medusa';
import { big } from '../../simulators/medusa/medusa-number';
import type { MedusaOrder } from '../../simulators/medusa/medusa-order';
import type { MedusaSimulator } from '../../simulators/medusa/start-medusa-simulator';
import { connectTo, freshShops, listed, sourceError } from './support/connected';
import { item, method } from './support/orders';

const newShop = freshShops();
const place = (shop: MedusaSimulator): MedusaOrder =>
  shop.place({ currency: 'eur', items: [item()], shipping: [method()] });
const placed = (shop: MedusaSimulator, count: number): MedusaOrder[] =>
  Array.from({ length: count }, () => place(shop));
const ids = (all: readonly { readonly id: string }[]): string[] => all.map(({ id }) => id);

describe('every order', () => {
  test('comes by creation in the order of creation, over several pages, with its dates', async () => {
    const shop = await newShop();
    const orders = placed(shop, 250);
    orders[0]?.touch();
    const all = await listed(connectTo(shop), { by: 'created' });
    expect([...new Set(ids(all))]).toEqual(ids(orders));
    expect(all[0]).toEqual({
      id: orders[0]?.id,
      createdAt: orders[0]?.createdAt,
      updatedAt: orders[0]?.updatedAt,
    });
    expect(shop.requests).toHaveLength(3);
    expect(shop.requests[0]).toContain('fields=id,created_at,updated_at');
  });

  test('comes within a range: from its first instant, up to its last and no further', async () => {
    const shop = await newShop();
    const orders = placed(shop, 9);
    const [from, to] = [orders[2]?.createdAt as string, orders[6]?.createdAt as string];
    const client = connectTo(shop);
    expect(ids(await listed(client, { by: 'created', from, to }))).toEqual(ids(orders.slice(2, 6)));
    expect(await client.count({ by: 'created', from, to })).toBe(4);
    expect(await client.count({ by: 'created' })).toBe(9);
  });

  test('is not read beyond the end of the range', async () => {
    const shop = await newShop();
    const orders = placed(shop, 250);
    await listed(connectTo(shop), { by: 'updated', to: orders[5]?.createdAt as string });
    expect(shop.requests).toHaveLength(1);
  });

  test('is counted once, also when it is listed twice', async () => {
    const shop = await newShop();
    const orders = placed(shop, 5);
    const from = orders[0]?.createdAt as string;
    orders[1]?.capture();
    orders[1]?.touch();
    const client = connectTo(shop);
    expect(
      ids(await listed(client, { by: 'updated', from })).filter((id) => id === orders[1]?.id),
    ).toHaveLength(2);
    expect(await client.count({ by: 'updated', from })).toBe(5);
  });

  test('drafts are none of them', async () => {
    const shop = await newShop();
    place(shop);
    shop.place({ currency: 'eur', items: [item()], draft: true });
    expect(await listed(connectTo(shop), { by: 'created' })).toHaveLength(1);
  });
});

describe('an order that changed', () => {
  /** Places two, and gives the instant after which only what is done to the first is new. */
  const two = async () => {
    const shop = await newShop();
    const [first, second] = placed(shop, 2) as [MedusaOrder, MedusaOrder];
    second.capture();
    second.touch();
    return { shop, first, from: second.updatedAt.replace('.000Z', '.500Z') };
  };

  test.each<[string, (order: MedusaOrder) => void]>([
    ['whose money was captured', (order) => order.capture()],
    ['of which some money was captured', (order) => order.capture(big('1'))],
    ['that was edited', (order) => order.setQuantity(order.items[0]?.id as string, '1')],
    ['that was cancelled', (order) => order.cancel()],
    [
      'whose goods were announced to come back',
      (order) => void order.announceReturn([{ itemId: order.items[0]?.id as string, quantity: '1' }]),
    ],
  ])('%s is found', async (_what, act) => {
    const { shop, first, from } = await two();
    act(first);
    const changed = await listed(connectTo(shop), { by: 'updated', from });
    expect([...new Set(ids(changed))]).toEqual([first.id]);
  });

  test('is found when money went back for a return, which touches nothing of the order', async () => {
    const { shop, first } = await two();
    first.capture();
    first.receiveReturn(first.announceReturn([{ itemId: first.items[0]?.id as string, quantity: '1' }]));
    const from = first.updatedAt.replace('.000Z', '.500Z');
    const before = first.updatedAt;
    first.refund(first.pending().negated());
    expect(first.updatedAt).toBe(before);
    const [changed] = await listed(connectTo(shop), { by: 'updated', from });
    expect(changed).toEqual({
      id: first.id,
      createdAt: first.createdAt,
      updatedAt: first.collectionUpdatedAt,
    });
  });

  test('is left out when its payment changed before the range or after it', async () => {
    const { shop, first, from } = await two();
    first.capture();
    const client = connectTo(shop);
    const afterwards = first.collectionUpdatedAt.replace('.000Z', '.500Z');
    expect(await listed(client, { by: 'updated', from: afterwards })).toEqual([]);
    expect(await listed(client, { by: 'updated', from, to: first.collectionUpdatedAt })).toEqual([]);
  });

  test('is found among hundreds of payments, and no more pages of them are read than have to be', async () => {
    const shop = await newShop();
    const orders = placed(shop, 350);
    const from = orders.at(-1)?.payment.at as string;
    for (const order of orders.slice(0, 120)) order.capture();
    const changed = await listed(connectTo(shop), { by: 'updated', from: from.replace('.000Z', '.500Z') });
    expect(new Set(ids(changed))).toEqual(new Set(ids(orders.slice(0, 120))));
    expect(shop.requests.filter((path) => path.startsWith('/admin/payments'))).toHaveLength(2);
  });
});

describe('a list that moves while it is read', () => {
  test('skips no order that stood still when others change', async () => {
    const shop = await newShop();
    const orders = placed(shop, 250);
    shop.onList((request) => orders.slice(request * 40, request * 40 + 40).forEach((order) => order.touch()));
    const all = await listed(connectTo(shop), { by: 'updated', from: orders[0]?.createdAt as string });
    expect(new Set(ids(all))).toEqual(new Set(ids(orders)));
  });

  test('skips no order that stood still when others are deleted', async () => {
    const shop = await newShop();
    const orders = placed(shop, 250);
    const gone = new Set(ids(orders.slice(0, 90)));
    shop.onList((request) => {
      if (request === 2) gone.forEach((id) => shop.remove(id));
    });
    const all = await listed(connectTo(shop), { by: 'created' });
    expect(ids(orders).filter((id) => !gone.has(id) && !ids(all).includes(id))).toEqual([]);
  });

  test('holds all orders of one instant, however many they are', async () => {
    const shop = await newShop();
    const orders = placed(shop, 330);
    for (const order of orders.slice(20, 320)) order.updatedAt = orders[20]?.updatedAt as string;
    const all = await listed(connectTo(shop), { by: 'updated' });
    expect(new Set(ids(all))).toEqual(new Set(ids(orders)));
  });
});

describe('what is not Medusa 2', () => {
  const from = '2026-03-01T10:00:20.000Z';

  test('is told by a filter that it ignores, before everything there ever was is taken in', async () => {
    const shop = await newShop();
    placed(shop, 12);
    shop.quirks.ignoresFilters = true;
    const client = connectTo(shop);
    for (const by of ['created', 'updated'] as const) {
      const error = await sourceError(() => listed(client, { by, from }));
      expect(error.code).toBe('unreadable_answer');
      expect(error.message).toContain(`ignores the filter "${by}_at[$gte]"`);
    }
    expect((await sourceError(() => client.count({ by: 'created', from }))).message).toContain('ignores');
  });

  test('is told by an order that it ignores', async () => {
    const shop = await newShop();
    placed(shop, 12);
    shop.quirks.ignoresOrder = true;
    expect((await sourceError(() => listed(connectTo(shop), { by: 'created' }))).message).toContain('sort');
  });

  test('is told by payments that come in another order', async () => {
    const shop = await newShop();
    placed(shop, 3);
    shop.failNext(/admin\/orders/, { status: 200, body: '{"orders":[],"count":0}' });
    shop.quirks.ignoresOrder = true;
    const error = await sourceError(() => listed(connectTo(shop), { by: 'updated', from }));
    expect(error.message).toContain('does not sort payments');
  });

  test('ends where pages never advance', async () => {
    const shop = await newShop();
    const orders = placed(shop, 40);
    shop.quirks.largestPage = 1;
    for (const order of orders) order.updatedAt = orders[0]?.updatedAt as string;
    expect((await sourceError(() => listed(connectTo(shop), { by: 'updated' }))).code).toBe(
      'unreadable_answer',
    );
    const other = await newShop();
    placed(other, 150);
    other.quirks.ignoresOffset = true;
    const error = await sourceError(() =>
      listed(connectTo(other), { by: 'updated', from: '2026-03-01T00:00:00Z' }),
    );
    expect(error.message).toContain('offset');
  });

  test.each(['{"orders":{},"count":1}', '{"orders":[1],"count":1}', '{"orders":[]}', '{"count":3}'])(
    'is told by the answer %s',
    async (body) => {
      const shop = await newShop();
      shop.failNext(/./, { status: 200, body });
      expect((await sourceError(() => listed(connectTo(shop), { by: 'created' }))).code).toBe(
        'unreadable_answer',
      );
    },
  );

  test('is told by an order without id or dates', async () => {
    const shop = await newShop();
    const rows = [{ id: 'order_1', created_at: '2026-03-01T00:00:00Z' }];
    shop.failNext(/./, { status: 200, body: JSON.stringify({ orders: rows, count: 1 }) });
    expect((await sourceError(() => listed(connectTo(shop), { by: 'created' }))).code).toBe(
      'unreadable_answer',
    );
  });
});

test('a range that is none is a fault of the caller', async () => {
  const shop = await newShop();
  await expect(listed(connectTo(shop), { by: 'created', from: 'yesterday' })).rejects.toThrow(RangeError);
  expect(shop.requests).toEqual([]);
});

test('webhooks are made by hand: none are listed, none can be registered', async () => {
  const client = connectTo(await newShop());
  expect(medusa.webhooks).toBe('by-hand');
  expect(await client.listWebhooks()).toEqual([]);
  expect(
    (await sourceError(() => client.createWebhook('order.placed', 'https://n8n.example', 's'))).code,
  ).toBe('refused');
  expect((await sourceError(() => client.repairWebhook('1'))).message).toContain('subscriber');
  await expect(client.deleteWebhook('1')).resolves.toBeUndefined();
});
