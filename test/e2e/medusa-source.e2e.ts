/** The Medusa source against a real Medusa, with the subscriber that the documentation gives out. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { axiosSend, stderrLog, systemClock } from '../../scripts/support/axios-host';
import { say } from '../../scripts/support/run-command';
import { checkOrder } from '../../lib/commerce/check-order';
import type { Order } from '../../lib/commerce/order';
import { mapOrder } from '../../lib/policy/map-order';
import { policySchema } from '../../lib/policy/policy';
import type { CartClient, ChangedObject, ListQuery, RawDelivery } from '../../lib/sources/cart-source';
import { medusa } from '../../lib/sources/medusa';
import { noDownload } from '../support/no-download';
import { poll } from './harness/poll';
import { type RunningMedusa, startMedusa, type Story, tellStories } from './medusa';

const SECRET = 'a webhook secret';
const START_MS = 400_000;

const folder = mkdtempSync(join(tmpdir(), 'cart-ledger-medusa-'));
const deliveries: RawDelivery[] = [];
let listener: Server;
let shop: RunningMedusa;
let client: CartClient;
let stories: Story[];

const listen = async (): Promise<string> => {
  listener = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const headers = Object.fromEntries(
        Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
      );
      deliveries.push({ headers, rawBody: Buffer.concat(chunks), query: {} });
      response.end('ok');
    });
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(listener.address() as AddressInfo).port}/hook`;
};

const connectWith = (secretKey: string): CartClient =>
  medusa.connect(
    { baseUrl: shop.url },
    {
      http: axiosSend({ username: secretKey, password: '' }),
      download: noDownload,
      clock: systemClock,
      log: stderrLog,
    },
  );

beforeAll(async () => {
  const url = await listen();
  shop = await startMedusa({ folder, log: say, webhook: { url, secret: SECRET } });
  client = connectWith(shop.secretKey);
  stories = await tellStories(shop.trade, shop.api);
}, START_MS);

afterAll(async () => {
  await shop?.stop();
  listener?.closeAllConnections();
  await new Promise((resolve) => (listener ? listener.close(resolve) : resolve(undefined)));
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

const listed = async (query: ListQuery): Promise<readonly ChangedObject[]> => {
  const all: ChangedObject[] = [];
  for await (const page of client.list(query)) all.push(...page);
  return all;
};

const fetchOrder = async (id: string): Promise<Order> => {
  const [fetched] = await client.fetch([id]);
  if (fetched?.state !== 'found') throw new Error(`order ${id} was not found`);
  const { order, problems } = medusa.normalize(fetched.payload, { storeId: client.storeId });
  expect(problems.filter(({ severity }) => severity !== 'info')).toEqual([]);
  return order as Order;
};

/** A moment that is later than all that happened so far. */
const now = async (): Promise<string> => {
  await systemClock.sleep(20);
  return systemClock.now().toISOString();
};

describe('a connected shop', () => {
  it('takes the key as the user name of basic authentication, and no other key', async () => {
    await expect(client.check()).resolves.toBeUndefined();
    await expect(connectWith('sk_wrong').check()).rejects.toMatchObject({ code: 'bad_credentials' });
  });

  it('lists and counts every order in the order in which they were placed', async () => {
    const ids = stories.map(({ orderId }) => orderId);
    const all = await listed({ by: 'created' });
    expect([...new Set(all.map(({ id }) => id))]).toEqual(ids);
    expect(await client.count({ by: 'created' })).toBe(ids.length);
    expect(await client.count({ by: 'updated' })).toBe(ids.length);
    const from = all[3]?.createdAt as string;
    expect(await client.count({ by: 'created', from })).toBe(ids.length - 3);
    expect(await client.count({ by: 'created', from, to: all[5]?.createdAt as string })).toBe(2);
  });

  it('fetches orders in the order of their ids, and says which are gone', async () => {
    const [first, second] = stories as [Story, Story];
    const fetched = await client.fetch([second.orderId, 'order_of_nobody', first.orderId]);
    expect(fetched.map(({ state }) => state)).toEqual(['found', 'gone', 'found']);
  });
});

describe('what changed', () => {
  it('is found after a capture, which leaves the date of the order alone', async () => {
    const orderId = (stories[0] as Story).orderId;
    const { updated_at } = await shop.api.order(orderId);
    const from = await now();
    await shop.trade.capture(orderId);
    expect((await shop.api.order(orderId)).updated_at).toBe(updated_at);
    expect((await listed({ by: 'updated', from })).map(({ id }) => id)).toEqual([orderId]);
    expect((await fetchOrder(orderId)).source.updatedAt > from).toBe(true);
  });

  it('is found after money went back for a return, which leaves it alone as well', async () => {
    const orderId = await shop.placeOrder({ region: 'eur-net', items: { 'SHIRT-M': 2 } });
    await shop.capture(orderId);
    await shop.returnItems(orderId, { items: { 'SHIRT-M': 1 }, shipping: true });
    const { updated_at } = await shop.api.order(orderId);
    const from = await now();
    await shop.trade.settle(orderId);
    expect((await shop.api.order(orderId)).updated_at).toBe(updated_at);
    expect((await listed({ by: 'updated', from })).map(({ id }) => id)).toEqual([orderId]);
    const order = await fetchOrder(orderId);
    expect(order.refunds).toMatchObject([{ amount: '23.79', payments: [{ amount: '17.96' }] }]);
    expect(order.claims.total.amount).toBe('59.24');
  });

  it('is not found when nothing did', async () => {
    expect(await listed({ by: 'updated', from: await now() })).toEqual([]);
  });
});

describe('every order', () => {
  it('comes with its parts, refunds and money, and adds up to what Medusa claims of it', async () => {
    const policy = policySchema.parse({});
    for (const { name, orderId } of stories) {
      const order = await fetchOrder(orderId);
      const severe = checkOrder(order, { roundingLimit: '0' }).problems.filter(
        ({ severity }) => severity !== 'info',
      );
      expect([name, severe]).toEqual([name, []]);
      const { problems } = mapOrder(order, policy);
      expect([name, problems.filter(({ severity }) => severity === 'error')]).toEqual([name, []]);
    }
  });

  it('owes nothing and is owed nothing where Medusa says so, to the last unit', async () => {
    for (const { name, orderId } of stories) {
      const order = await fetchOrder(orderId);
      const { summary } = await shop.api.order(orderId);
      if (summary.pending_difference !== 0 || order.state === 'cancelled') continue;
      expect([name, owed(order)]).toEqual([name, 0]);
    }
  });
});

/** What the buyer still owes in minor units, worked out the simple way. */
const owed = (order: Order): number => {
  const units = (amount: string): number => Number(amount.replace('.', ''));
  const sum = (amounts: readonly { readonly amount: string }[]): number =>
    amounts.reduce((total, { amount }) => total + units(amount), 0);
  const taken = order.payments.filter(({ kind }) => kind === 'capture' || kind === 'sale');
  const back = order.refunds.flatMap(({ payments }) => payments);
  return units(order.claims.total.amount) - sum(order.refunds) - sum(taken) + sum(back);
};

describe('the documented subscriber', () => {
  const topicsOf = (orderId: string): string[] =>
    deliveries.flatMap((delivery) => {
      const content = medusa.read(delivery);
      return content.kind === 'change' && content.objectId === orderId ? [content.topic] : [];
    });

  it('reports an order that was placed, paid and paid back, each time with the id of the order', async () => {
    const orderId = await shop.placeOrder({ region: 'eur-net', items: { 'MUG-1': 1 } });
    await shop.capture(orderId);
    await shop.refund(orderId, 1);
    const wanted = ['order.placed', 'payment.captured', 'payment.refunded'];
    await poll(`deliveries of ${wanted.join(', ')}`, 20_000, async () =>
      wanted.every((topic) => topicsOf(orderId).includes(topic)) ? true : undefined,
    );
  });

  it('signs what it sends, and sends no two deliveries with one id', () => {
    expect(deliveries.length).toBeGreaterThan(10);
    expect(deliveries.filter((delivery) => !medusa.verify(delivery, SECRET))).toEqual([]);
    expect(deliveries.filter((delivery) => medusa.verify(delivery, 'another'))).toEqual([]);
    const ids = deliveries.map((delivery) => (medusa.read(delivery) as { deliveryId?: string }).deliveryId);
    expect(new Set(ids).size).toBe(deliveries.length);
  });
});
