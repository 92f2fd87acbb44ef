/** The client against a real HTTP server that behaves as WooCommerce does: everything that it sells can be read. */
import { checkOrder } from '../../../lib/commerce/check-order';
import { hasErrors } from '../../../lib/commerce/problem';
import type { HttpSend } from '../../../lib/host';
import type { CartClient, FetchedOrder } from '../../../lib/sources/cart-source';
import { woocommerce } from '../../../lib/sources/woocommerce';
import { PRODUCTS } from '../../shop/shop-catalog';
import { steppedClock } from '../../shop/shop-clock';
import { type Shop, startShop } from '../../shop/shop-server';
import { noDownload } from '../../support/no-download';
import { silentLog, TestClock } from '../../support/test-clock';
import { sourceError } from './support/connected';

const KEY = { consumerKey: 'ck_test', consumerSecret: 'cs_test' };

/** Signs as n8n's credential does. */
const send =
  (secret = KEY.consumerSecret): HttpSend =>
  async ({ method, url, query = {}, headers, body }) => {
    const authorization = `Basic ${Buffer.from(`${KEY.consumerKey}:${secret}`).toString('base64')}`;
    const response = await fetch(`${url}?${new URLSearchParams(query).toString()}`, {
      method,
      headers: { ...headers, authorization },
      ...(body === undefined ? {} : { body }),
    });
    return {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: await response.text(),
    };
  };

const connect = (shop: Shop, secret?: string): CartClient =>
  woocommerce.connect(
    { baseUrl: shop.url },
    {
      http: send(secret),
      download: noDownload,
      clock: new TestClock(),
      log: silentLog,
    },
  );

const listAll = async (client: CartClient, by: 'updated' | 'created'): Promise<string[]> => {
  const ids: string[] = [];
  for await (const page of client.list({ by })) ids.push(...page.map(({ id }) => id));
  return ids;
};

let shop: Shop;
beforeAll(async () => {
  shop = await startShop({ ...KEY, seed: 3, clock: steppedClock(new Date('2026-10-20T08:00:00Z')) });
  shop.trade();
});
afterAll(() => shop.stop());

test('every order is listed, by change and by creation, and counted', async () => {
  const client = connect(shop);
  const expected = [...shop.state.orders.values()]
    .filter(({ status }) => status !== 'trash')
    .map(({ id }) => String(id));
  expect(expected.length).toBeGreaterThan(40);
  const all = [...shop.state.orders.keys()].map(String);
  expect(all.length).toBeGreaterThan(expected.length);
  expect((await listAll(client, 'updated')).sort()).toEqual(all.sort());
  expect((await listAll(client, 'created')).sort()).toEqual(expected.sort());
  expect(await client.count({ by: 'created' })).toBe(expected.length);
});

test('every order adds up to the cent, but for those that lie', async () => {
  const client = connect(shop);
  const fetched = await client.fetch(await listAll(client, 'updated'));
  const isHeld = (found: FetchedOrder): boolean => {
    if (found.state !== 'found') throw new Error(`order ${found.id} is ${found.state}`);
    const { order, problems } = woocommerce.normalize(found.payload, { storeId: client.storeId });
    return (
      order === undefined ||
      hasErrors(problems) ||
      hasErrors(checkOrder(order, { roundingLimit: '0' }).problems)
    );
  };
  const held = fetched.filter(isHeld).map(({ id }) => id);
  expect(held.sort()).toEqual([...shop.lyingOrders()].sort());
  expect(held).toHaveLength(2);
});

test('tells what was delivered, what it cost, what came back into stock and what the gateway kept', async () => {
  const { state } = shop;
  const meta = [
    { key: '_stripe_fee', value: '4.11' },
    { key: '_stripe_currency', value: 'EUR' },
  ];
  const lines = [{ product: PRODUCTS.lamp, quantity: 3 }];
  const { id } = state.place({ lines, paymentMethod: 'stripe', meta });
  state.pay(id);
  state.setStatus(id, 'completed');
  state.refund(id, { lines: [{ line: 0, quantity: 1 }], restock: true });
  const client = connect(shop);
  const [found] = await client.fetch([String(id)]);
  if (found?.state !== 'found') throw new Error('the order is not there');
  const { order, problems } = woocommerce.normalize(found.payload, { storeId: client.storeId });
  expect(problems).toEqual([]);
  expect(order?.fulfilments).toMatchObject([{ id: 'completed', lines: [{ quantity: '3' }] }]);
  expect(order?.lines[0]?.unitCost?.amount).toBe('21.5');
  expect(order?.refunds[0]?.lines).toMatchObject([{ quantity: '1', restock: 'returned' }]);
  expect(order?.fees).toMatchObject([{ id: 'stripe', gateway: 'stripe', amount: '4.11' }]);
});

test('a deleted order is gone', async () => {
  const [deleted] = await connect(shop).fetch(['999999']);
  expect(deleted).toEqual({ id: '999999', state: 'gone' });
});

test('a wrong key is told', async () => {
  expect((await sourceError(() => connect(shop, 'cs_wrong').check())).code).toBe('bad_credentials');
  await expect(connect(shop).check()).resolves.toBeUndefined();
});

test('webhooks are created, listed, repaired and deleted', async () => {
  const client = connect(shop);
  const created = await client.createWebhook('order.updated', 'http://127.0.0.1:9/hook', 'one secret');
  expect(created).toMatchObject({
    topic: 'order.updated',
    deliveryUrl: 'http://127.0.0.1:9/hook',
    active: true,
  });
  expect(await client.listWebhooks()).toEqual([created]);
  expect(await client.repairWebhook(created.id, 'another secret')).toEqual(created);
  await client.deleteWebhook(created.id);
  await client.deleteWebhook(created.id);
  expect(await client.listWebhooks()).toEqual([]);
});
