/** Webhooks: registered, listed, repaired, deleted; their deliveries verified and read. */
import { createHmac } from 'node:crypto';
import { woocommerce } from '../../../lib/sources/woocommerce';
import { connected, sourceError, watchedShops } from './support/connected';
import recorded from './support/webhook-deliveries.json';

const newShop = watchedShops();
const SECRET = 'a webhook secret';
const sign = (body: string | Buffer, secret = SECRET): string =>
  createHmac('sha256', secret).update(body).digest('base64');

/** As a live WooCommerce 10.0.2 sent them; signed anew, for nobody kept the secret of that shop. */
const deliveries = recorded.map(({ headers, body }) => ({
  headers: { ...(headers as Record<string, string>), 'x-wc-webhook-signature': sign(body) },
  rawBody: Buffer.from(body),
}));
const [ping, update, refunded] = deliveries as [
  (typeof deliveries)[0],
  (typeof deliveries)[0],
  (typeof deliveries)[0],
];

const raw = (id: number, status = 'active', topic = 'order.updated') => ({
  id,
  status,
  topic,
  delivery_url: 'https://n8n.example/hook',
  name: 'x',
});
const registered = { id: '3', topic: 'order.updated', deliveryUrl: 'https://n8n.example/hook', active: true };

describe('registration', () => {
  test('creates one with topic, url and secret', async () => {
    const shop = newShop().on('POST', '/webhooks', { status: 201, body: raw(3) });
    expect(await connected(shop).createWebhook('order.updated', 'https://n8n.example/hook', SECRET)).toEqual(
      registered,
    );
    expect(JSON.parse(shop.requests[0]?.body ?? '')).toEqual({
      name: 'Cart Ledger order.updated',
      topic: 'order.updated',
      delivery_url: 'https://n8n.example/hook',
      secret: SECRET,
      status: 'active',
    });
    expect(shop.requests[0]?.headers).toMatchObject({ 'content-type': 'application/json' });
  });

  test('lists all pages of them, disabled ones too', async () => {
    const pages = [Array.from({ length: 100 }, (_, index) => raw(index + 1)), [raw(101, 'disabled')]];
    const shop = newShop().on('GET', '/webhooks', ({ page }) => ({
      headers: { 'x-wp-totalpages': '2' },
      body: pages[Number(page) - 1],
    }));
    const webhooks = await connected(shop).listWebhooks();
    expect(webhooks).toHaveLength(101);
    expect(webhooks.filter(({ active }) => !active).map(({ id }) => id)).toEqual(['101']);
  });

  test('ends at a shop that ignores pages', async () => {
    const shop = newShop().on('GET', '/webhooks', {
      body: Array.from({ length: 100 }, (_, index) => raw(index + 1)),
    });
    expect(await connected(shop).listWebhooks()).toHaveLength(100);
    expect(shop.requests).toHaveLength(2);
  });

  test('repairs one: active again, with this secret', async () => {
    const shop = newShop().on('PUT', '/webhooks/3', { body: raw(3) });
    expect(await connected(shop).repairWebhook('3', SECRET)).toEqual(registered);
    expect(JSON.parse(shop.requests[0]?.body ?? '')).toEqual({ status: 'active', secret: SECRET });
  });

  test('says when the one to repair is gone', async () => {
    const shop = newShop().on('PUT', '/webhooks/3', {
      status: 404,
      body: { code: 'woocommerce_rest_shop_webhook_invalid_id', message: 'Invalid ID.' },
    });
    expect((await sourceError(() => connected(shop).repairWebhook('3', SECRET))).code).toBe('not_found');
  });

  test('deletes one for good, and is content when it is gone already', async () => {
    const shop = newShop().sequence(
      'DELETE',
      '/webhooks/3',
      { body: raw(3) },
      { status: 404, body: { code: 'woocommerce_rest_shop_webhook_invalid_id' } },
    );
    await connected(shop).deleteWebhook('3');
    await connected(shop).deleteWebhook('3');
    expect(shop.requests[0]?.query).toEqual({ force: 'true' });
  });

  test('an answer that is no webhook is an error', async () => {
    const shop = newShop().on('POST', '/webhooks', { body: { ok: true } });
    expect((await sourceError(() => connected(shop).createWebhook('order.updated', 'u', SECRET))).code).toBe(
      'unreadable_answer',
    );
  });

  test('covers created, updated, deleted and restored orders; a refund comes as updated', () => {
    expect(woocommerce.webhookTopics).toEqual([
      'order.created',
      'order.updated',
      'order.deleted',
      'order.restored',
    ]);
  });
});

describe('the signature', () => {
  test('of a recorded delivery holds over its raw body', () => {
    expect(woocommerce.verify(update, SECRET)).toBe(true);
    expect(woocommerce.verify(refunded, SECRET)).toBe(true);
  });

  test('fails when a single byte of the body is another', () => {
    const rawBody = Buffer.from(update.rawBody);
    rawBody[100] = (rawBody[100] as number) ^ 1;
    expect(woocommerce.verify({ ...update, rawBody }, SECRET)).toBe(false);
  });

  test('fails when the same JSON is written otherwise', () => {
    const rawBody = Buffer.from(JSON.stringify(JSON.parse(update.rawBody.toString())));
    expect(rawBody.equals(update.rawBody)).toBe(false);
    expect(woocommerce.verify({ ...update, rawBody }, SECRET)).toBe(false);
  });

  test.each([
    ['of another secret', sign(update.rawBody, 'other')],
    ['in hex', createHmac('sha256', SECRET).update(update.rawBody).digest('hex')],
    ['cut short', sign(update.rawBody).slice(0, -1)],
    ['with more behind it', `${sign(update.rawBody)}=`],
    ['that is empty', ''],
    ['in letters of several bytes', '€'.repeat(44)],
  ])('%s fails', (_case, signature) => {
    const headers = { ...update.headers, 'x-wc-webhook-signature': signature };
    expect(woocommerce.verify({ ...update, headers }, SECRET)).toBe(false);
  });

  test('fails without the header, and without a secret', () => {
    const { 'x-wc-webhook-signature': _absent, ...headers } = update.headers;
    expect(woocommerce.verify({ ...update, headers }, SECRET)).toBe(false);
    const unsigned = {
      ...update,
      headers: { ...headers, 'x-wc-webhook-signature': sign(update.rawBody, '') },
    };
    expect(woocommerce.verify(unsigned, '')).toBe(false);
  });

  test('holds over bytes that are no text', () => {
    const rawBody = Buffer.from([0xff, 0xfe, 0x00, 0x80]);
    expect(
      woocommerce.verify({ headers: { 'x-wc-webhook-signature': sign(rawBody) }, rawBody }, SECRET),
    ).toBe(true);
  });
});

describe('a delivery', () => {
  test('of a new webhook is a ping: a form without a topic', () => {
    expect(woocommerce.read(ping)).toMatchObject({ kind: 'ignored', topic: 'ping' });
  });

  test('says which order changed', () => {
    expect(woocommerce.read(update)).toEqual({
      kind: 'change',
      topic: 'order.updated',
      deliveryId: 'f2b76d57b047028e7e21da7f0c4d2584',
      objectId: '33',
    });
  });

  test.each(['order.created', 'order.updated', 'order.deleted', 'order.restored'])(
    'of %s is a change, with the id alone',
    (topic) => {
      const delivery = {
        headers: { 'x-wc-webhook-topic': topic, 'x-wc-webhook-delivery-id': 'd' },
        rawBody: Buffer.from('{"id":7}'),
      };
      expect(woocommerce.read(delivery)).toEqual({ kind: 'change', topic, deliveryId: 'd', objectId: '7' });
    },
  );

  test('without an id of its own leaves that to who stores it', () => {
    expect(
      woocommerce.read({
        headers: { 'x-wc-webhook-topic': 'order.updated' },
        rawBody: Buffer.from('{"id":"7"}'),
      }),
    ).toMatchObject({ deliveryId: '', objectId: '7' });
  });

  test.each([
    'product.updated',
    'customer.created',
    'coupon.deleted',
    'action.woocommerce_order_refunded',
    'order.noted',
  ])('of %s is ignored', (topic) => {
    expect(
      woocommerce.read({ headers: { 'x-wc-webhook-topic': topic }, rawBody: Buffer.from('{"id":7}') }),
    ).toMatchObject({ kind: 'ignored', topic });
  });

  test.each([
    '',
    '{',
    '[]',
    'null',
    '{}',
    '{"id":null}',
    '{"id":{}}',
    '{"id":1.5}',
    '{"id":""}',
    'webhook_id=3',
  ])('of an order with the body %p is unreadable', (body) => {
    expect(
      woocommerce.read({ headers: { 'x-wc-webhook-topic': 'order.updated' }, rawBody: Buffer.from(body) }),
    ).toMatchObject({ kind: 'unreadable' });
  });

  test('of an order that was deleted before the delivery was sent is ignored; any other error is not', () => {
    const read = (code: string) =>
      woocommerce.read({
        headers: { 'x-wc-webhook-topic': 'order.updated' },
        rawBody: Buffer.from(JSON.stringify({ code, message: 'Invalid ID.', data: { status: 404 } })),
      });
    expect(read('woocommerce_rest_shop_order_invalid_id')).toMatchObject({ kind: 'ignored' });
    expect(read('woocommerce_rest_cannot_view')).toMatchObject({ kind: 'unreadable' });
  });

  test.each(['', '{"id":7}', 'webhook_id=', 'webhook_id=3&x=1'])(
    'without a topic and with the body %p is unreadable',
    (body) => {
      expect(woocommerce.read({ headers: {}, rawBody: Buffer.from(body) })).toMatchObject({
        kind: 'unreadable',
      });
    },
  );
});
