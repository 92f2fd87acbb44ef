import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { PRODUCTS } from './shop-catalog';
import { steppedClock, type ShopClock } from './shop-clock';
import { startShop, type Shop } from './shop-server';

interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

interface Listener {
  readonly url: string;
  readonly received: Received[];
  status: number;
  stop(): Promise<void>;
}

const listen = async (): Promise<Listener> => {
  const received: Received[] = [];
  const server: Server = createServer((request, answer) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      received.push({ headers: request.headers, body: Buffer.concat(chunks).toString('utf8') });
      answer.writeHead(listener.status).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const listener: Listener = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    received,
    status: 200,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
  return listener;
};

const SECRET = 'a secret of the webhook';
const ORDER = { lines: [{ product: PRODUCTS.shirt, quantity: 1, name: 'Größe „M“ 👕' }] };

let shop: Shop;
let clock: ShopClock;
let listener: Listener;

const call = async (
  method: string,
  path: string,
  body?: unknown,
): Promise<{ status: number; json: unknown }> => {
  const authorization = `Basic ${Buffer.from('ck:cs').toString('base64')}`;
  const content = body === undefined ? {} : { body: JSON.stringify(body) };
  const headers: Record<string, string> = { authorization };
  if (body !== undefined) headers['content-type'] = 'application/json';
  const answer = await fetch(`${shop.url}/wp-json/wc/v3${path}`, { method, headers, ...content });
  return { status: answer.status, json: await answer.json() };
};

const hook = async (topic: string): Promise<number> => {
  const { json } = await call('POST', '/webhooks', {
    topic,
    delivery_url: listener.url,
    secret: SECRET,
    name: topic,
  });
  return (json as { id: number }).id;
};

/** Places orders and forgets the pings. */
const trade = (count: number): number[] => {
  listener.received.length = 0;
  return Array.from({ length: count }, () => shop.state.place(ORDER).id);
};

const idsIn = (received: readonly Received[]): number[] =>
  received.map(({ body }) => (JSON.parse(body) as { id: number }).id);

beforeEach(async () => {
  clock = steppedClock(new Date('2026-11-22T17:35:14Z'));
  listener = await listen();
  shop = await startShop({ consumerKey: 'ck', consumerSecret: 'cs', clock, seed: 11 });
});
afterEach(async () => {
  await shop.stop();
  await listener.stop();
});

describe('the webhooks of the API', () => {
  it('are created, listed, read, changed and deleted; the secret is never shown', async () => {
    const created = await call('POST', '/webhooks', {
      topic: 'order.updated',
      delivery_url: listener.url,
      secret: SECRET,
    });
    expect(created.status).toBe(201);
    expect(created.json).toMatchObject({ id: 1, status: 'active', resource: 'order', event: 'updated' });
    expect(JSON.stringify(created.json)).not.toContain(SECRET);
    await hook('order.created');
    expect(((await call('GET', '/webhooks')).json as { id: number }[]).map(({ id }) => id)).toEqual([2, 1]);
    const paused = await call('PUT', '/webhooks/1', { status: 'paused', name: 'Mine' });
    expect(paused.json).toMatchObject({ status: 'paused', name: 'Mine', topic: 'order.updated' });
    expect((await call('GET', '/webhooks?status=active')).json).toHaveLength(1);
    expect((await call('DELETE', '/webhooks/1')).status).toBe(501);
    expect((await call('DELETE', '/webhooks/1?force=true')).status).toBe(200);
    expect((await call('GET', '/webhooks/1')).status).toBe(404);
  });

  it.each([
    [{ topic: 'order.exploded', delivery_url: 'http://x.test' }, 'woocommerce_rest_invalid_webhook_topic'],
    [
      { topic: 'order.created', delivery_url: 'ftp://x.test' },
      'woocommerce_rest_invalid_webhook_delivery_url',
    ],
    [{ topic: 'order.created' }, 'rest_missing_callback_param'],
    [{ topic: 'order.created', delivery_url: 'http://x.test', status: 'on' }, 'rest_invalid_param'],
  ])('refuse %j', async (body, code) => {
    expect(await call('POST', '/webhooks', body)).toMatchObject({ status: 400, json: { code } });
  });

  it('say hello with a form that has no signature, before the answer, and mind no refusal', async () => {
    listener.status = 404;
    await hook('order.created');
    expect(listener.received).toHaveLength(1);
    expect(listener.received[0]).toMatchObject({ body: 'webhook_id=1' });
    expect(listener.received[0]?.headers['content-type']).toBe('application/x-www-form-urlencoded');
    expect(listener.received[0]?.headers['x-wc-webhook-signature']).toBeUndefined();
    expect(shop.webhooks.get(1)).toMatchObject({ status: 'active', failures: 0 });
  });
});

describe('a delivery', () => {
  it('is signed over its raw body, and has the headers of a live one', async () => {
    await hook('order.created');
    trade(1);
    await shop.flushWebhooks();
    const [delivery] = listener.received as [Received];
    const signature = createHmac('sha256', SECRET)
      .update(Buffer.from(delivery.body, 'utf8'))
      .digest('base64');
    expect(delivery.headers['x-wc-webhook-signature']).toBe(signature);
    const live = JSON.parse(
      readFileSync(join(__dirname, 'fixtures', 'webhook-deliveries.json'), 'utf8'),
    ) as Received[];
    const names = Object.keys((live[1] as Received).headers).filter((name) => name !== 'accept-encoding');
    expect(Object.keys(delivery.headers).sort()).toEqual(names.sort());
    expect(delivery.headers).toMatchObject({
      'x-wc-webhook-topic': 'order.created',
      'x-wc-webhook-resource': 'order',
      'x-wc-webhook-event': 'created',
      'x-wc-webhook-source': `${shop.url}/`,
      'x-wc-webhook-id': '1',
      'user-agent': (live[1] as Received).headers['user-agent'],
    });
    expect(delivery.headers['x-wc-webhook-delivery-id']).toMatch(/^[0-9a-f]{32}$/);
  });

  it('tells how the order stands when it is sent, once for all changes until then', async () => {
    await hook('order.updated');
    const [id] = trade(1) as [number];
    shop.state.pay(id);
    shop.state.refund(id, { amount: '5.00' });
    expect(shop.queuedDeliveries).toBe(1);
    shop.state.setStatus(id, 'completed');
    expect(await shop.flushWebhooks()).toMatchObject({ sent: 1, acknowledged: 1 });
    const body = JSON.parse((listener.received[0] as Received).body) as Record<string, unknown>;
    expect(body).toMatchObject({ id, status: 'completed', refunds: [{ total: '-5.00' }] });
    expect(await shop.flushWebhooks()).toMatchObject({ sent: 0 });
  });

  it('has an id of the webhook and the second, shared by all of that second', async () => {
    await hook('order.created');
    trade(2);
    await shop.flushWebhooks();
    clock.advance(1);
    shop.state.place(ORDER);
    await shop.flushWebhooks();
    const ids = listener.received.map(({ headers }) => headers['x-wc-webhook-delivery-id']);
    expect(ids[0]).toBe(ids[1]);
    expect(ids[2]).not.toBe(ids[1]);
  });

  it('of a deleted order is its id alone; of a change before, the error that the API would give', async () => {
    for (const topic of ['order.updated', 'order.deleted', 'order.restored']) await hook(topic);
    const [gone, binned] = trade(2) as [number, number];
    shop.state.touch(gone);
    shop.state.remove(gone);
    shop.state.trash(binned);
    shop.state.restore(binned);
    await shop.flushWebhooks();
    const told = listener.received.map(({ headers, body }) => [
      headers['x-wc-webhook-topic'],
      JSON.parse(body) as object,
    ]);
    expect(told).toEqual([
      [
        'order.updated',
        { code: 'woocommerce_rest_shop_order_invalid_id', message: 'Invalid ID.', data: { status: 404 } },
      ],
      ['order.deleted', { id: gone }],
      ['order.deleted', { id: binned }],
      ['order.restored', expect.objectContaining({ id: binned, status: 'pending' })],
    ]);
  });

  it('that is not taken is never tried again, and the sixth in a row switches the webhook off', async () => {
    await hook('order.created');
    listener.status = 500;
    trade(8);
    expect(await shop.flushWebhooks()).toMatchObject({ sent: 6, refused: 6, acknowledged: 0 });
    expect(shop.webhooks.get(1).status).toBe('disabled');
    shop.state.place(ORDER);
    listener.status = 200;
    expect(await shop.flushWebhooks()).toMatchObject({ sent: 0 });
    await call('PUT', '/webhooks/1', { status: 'active' });
    shop.state.place(ORDER);
    expect(await shop.flushWebhooks()).toMatchObject({ sent: 1, acknowledged: 1 });
  });

  it('that nobody answers is refused too', async () => {
    await hook('order.created');
    trade(1);
    shop.webhooks.get(1).deliveryUrl = 'http://127.0.0.1:9/nobody';
    expect(await shop.flushWebhooks()).toMatchObject({ sent: 1, refused: 1 });
  });
});

describe('a delivery policy', () => {
  it('loses, doubles, delays and shuffles, and counts it all', async () => {
    await hook('order.created');
    const placed = trade(100);
    const counts = await shop.flushWebhooks({ drop: 0.3, repeat: 0.2, delay: 0.1, shuffle: true });
    expect(counts.dropped).toBeGreaterThan(15);
    expect(counts.repeated).toBeGreaterThan(5);
    expect(counts.delayed).toBeGreaterThan(1);
    expect(counts.sent).toBe(100 - counts.dropped - counts.delayed + counts.repeated);
    expect(counts).toMatchObject({ acknowledged: counts.sent, refused: 0 });
    const ids = idsIn(listener.received);
    expect(ids).toHaveLength(counts.sent);
    expect(new Set(ids).size).toBe(counts.sent - counts.repeated);
    expect(ids).not.toEqual([...ids].sort((a, b) => a - b));
    expect(shop.queuedDeliveries).toBe(counts.delayed);
    const late = await shop.flushWebhooks();
    expect(late.sent).toBe(counts.delayed);
    expect(new Set([...ids, ...idsIn(listener.received)]).size).toBe(placed.length - counts.dropped);
  });

  it('repeats the same bytes, though the order changed since', async () => {
    await hook('order.updated');
    const [id] = trade(1) as [number];
    shop.state.pay(id);
    await shop.flushWebhooks({ repeat: 1 });
    expect(listener.received).toHaveLength(2);
    expect(listener.received[0]?.body).toBe(listener.received[1]?.body);
    expect(listener.received[0]?.headers['x-wc-webhook-signature']).toBe(
      listener.received[1]?.headers['x-wc-webhook-signature'],
    );
  });

  it('does the same for the same seed', async () => {
    const other = await startShop({ consumerKey: 'ck', consumerSecret: 'cs', clock, seed: 11 });
    const run = async (each: Shop): Promise<unknown> => {
      each.webhooks.create({ topic: 'order.created', delivery_url: listener.url, secret: SECRET });
      for (let count = 0; count < 30; count++) each.state.place(ORDER);
      return each.flushWebhooks({ drop: 0.3, repeat: 0.2, delay: 0.1 });
    };
    expect(await run(other)).toEqual(await run(shop));
    await other.stop();
  });
});
