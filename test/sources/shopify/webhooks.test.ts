/** Webhooks: registered, delivered, verified, and read without damage to an id. */
import * as fc from 'fast-check';
import { createHmac } from 'node:crypto';
import fastify, { type FastifyInstance } from 'fastify';
import type { RawDelivery } from '../../../lib/sources/cart-source';
import { shopify as source } from '../../../lib/sources/shopify';
import { publishedSchema } from '../../simulators/shopify/schema';
import { topicHeader } from '../../simulators/shopify/webhooks';
import { connected, cup, sourceError } from './support/connected';

const HOOK = 'https://n8n.example/webhook/cart-ledger';
const SECRET = 'the secret of the app';

const delivery = (topic: string, body: string, more: Readonly<Record<string, string>> = {}): RawDelivery => {
  const rawBody = Buffer.from(body);
  const signature = createHmac('sha256', SECRET).update(rawBody).digest('base64');
  const headers = {
    'x-shopify-topic': topic,
    'x-shopify-hmac-sha256': signature,
    'x-shopify-event-id': 'event-1',
  };
  return { rawBody, headers: { ...headers, ...more }, query: {} };
};

describe('registration', () => {
  test('a webhook is created with its topic and address, and without our secret', async () => {
    const { shopify, client } = await connected();
    const created = await client.createWebhook('ORDERS_UPDATED', HOOK, 'our own secret');
    expect(created).toMatchObject({ topic: 'ORDERS_UPDATED', deliveryUrl: HOOK, active: true });
    expect(await client.listWebhooks()).toEqual([created]);
    expect(JSON.stringify(shopify.requests)).not.toContain('our own secret');
  });

  test('every topic of the menu is one of Shopify, and can be registered', async () => {
    const { client } = await connected();
    const known = publishedSchema().schema.getType('WebhookSubscriptionTopic');
    const names = (known as unknown as { getValues(): { name: string }[] })
      .getValues()
      .map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining([...source.webhookTopics]));
    for (const topic of source.webhookTopics) await client.createWebhook(topic, HOOK, '');
    expect((await client.listWebhooks()).map(({ topic }) => topic)).toEqual(source.webhookTopics);
  });

  test('one that is there already is what was wanted', async () => {
    const { client } = await connected();
    const first = await client.createWebhook('ORDERS_CREATE', HOOK, '');
    expect(await client.createWebhook('ORDERS_CREATE', HOOK, '')).toEqual(first);
  });

  test('a missing scope is named with what to do', async () => {
    const { client } = await connected({ scopes: ['read_orders'] });
    const error = await sourceError(() => client.createWebhook('DISPUTES_CREATE', HOOK, ''));
    expect(error).toMatchObject({ code: 'refused' });
    expect(error.message).toMatch(/DISPUTES_CREATE.*read_shopify_payments_disputes.*take the topic out/);
  });

  test('more than a page of them are listed', async () => {
    const { client } = await connected();
    for (let index = 0; index < 120; index++)
      await client.createWebhook('ORDERS_CREATE', `${HOOK}/${index}`, '');
    expect(await client.listWebhooks()).toHaveLength(120);
  });

  test('repairing sets one back to JSON, and one that Shopify has deleted is said to be missing', async () => {
    const { shopify, client } = await connected();
    const { id } = await client.createWebhook('ORDERS_UPDATED', HOOK, '');
    shopify.webhooks.update(id, { format: 'XML' });
    expect(await client.listWebhooks()).toMatchObject([{ active: false }]);
    expect(await client.repairWebhook(id)).toMatchObject({ id, active: true, deliveryUrl: HOOK });
    shopify.webhooks.remove(id);
    expect(await sourceError(() => client.repairWebhook(id))).toMatchObject({ code: 'not_found' });
  });

  test('deleting one that is gone is no error', async () => {
    const { client } = await connected();
    const { id } = await client.createWebhook('ORDERS_UPDATED', HOOK, '');
    await client.deleteWebhook(id);
    await expect(client.deleteWebhook(id)).resolves.toBeUndefined();
    expect(await client.listWebhooks()).toEqual([]);
  });
});

describe('what Shopify really delivers', () => {
  let receiver: FastifyInstance;
  let received: RawDelivery[];
  let address: string;
  beforeEach(async () => {
    received = [];
    receiver = fastify({ forceCloseConnections: true });
    receiver.removeAllContentTypeParsers();
    receiver.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
    receiver.post('/hook', (request, reply) => {
      const headers = request.headers as Record<string, string>;
      received.push({ headers, rawBody: request.body as Buffer, query: {} });
      return reply.send('');
    });
    address = `${await receiver.listen({ host: '127.0.0.1', port: 0 })}/hook`;
  });
  afterEach(() => receiver.close());

  test('is verified with the secret of the app, and names its order, whatever happened to it', async () => {
    const { shopify, client } = await connected();
    for (const topic of source.webhookTopics) await client.createWebhook(topic, address, '');
    const id = shopify.shop.addOrder({ lines: [cup(3)], payment: 'authorized' });
    shopify.shop.capture(id);
    shopify.shop.refund(id, { lines: [{ line: 0, quantity: 1 }] });
    shopify.shop.editOrder(id, { add: [cup()] });
    shopify.shop.dispute(id);
    shopify.shop.dispute(id, 'DISPUTES_UPDATE');
    shopify.shop.cancel(id);
    shopify.shop.deleteOrder(id);
    await shopify.webhooks.settled();
    expect(received.every((raw) => source.verify(raw, shopify.clientSecret))).toBe(true);
    const read = received.map((raw) => source.read(raw));
    expect(new Set(read.map((content) => (content.kind === 'change' ? content.objectId : content)))).toEqual(
      new Set([id]),
    );
    expect(new Set(read.map((content) => (content.kind === 'change' ? content.topic : '')))).toEqual(
      new Set(source.webhookTopics),
    );
  });

  test('comes several times for one change under one id, and may be lost, doubled and out of order', async () => {
    const { shopify, client } = await connected();
    for (const topic of ['ORDERS_CREATE', 'ORDER_TRANSACTIONS_CREATE'])
      await client.createWebhook(topic, address, '');
    shopify.webhooks.hold();
    for (let index = 0; index < 40; index++) shopify.shop.addOrder({ lines: [cup()] });
    expect(shopify.webhooks.waiting).toBe(80);
    const counts = await shopify.webhooks.release({ lose: 0.2, duplicate: 0.2, shuffle: true });
    expect(counts.lost).toBeGreaterThan(0);
    expect(counts.duplicated).toBeGreaterThan(0);
    expect(received).toHaveLength(80 - counts.lost + counts.duplicated);
    const changes = received.map((raw) => source.read(raw));
    const events = new Set(changes.map((content) => (content.kind === 'change' ? content.deliveryId : '')));
    expect(events.size).toBeLessThanOrEqual(40);
  });
});

describe('verify', () => {
  test('holds for what the secret signed, and for no other body, secret or signature', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 300 }),
        fc.string({ minLength: 1 }),
        fc.nat(),
        (bytes, secret, at) => {
          const rawBody = Buffer.from(bytes);
          const signature = createHmac('sha256', secret).update(rawBody).digest('base64');
          const raw = { rawBody, headers: { 'x-shopify-hmac-sha256': signature }, query: {} };
          expect(source.verify(raw, secret)).toBe(true);
          expect(source.verify(raw, `${secret}x`)).toBe(false);
          expect(source.verify({ ...raw, rawBody: Buffer.concat([rawBody, Buffer.from('x')]) }, secret)).toBe(
            false,
          );
          const place = at % signature.length;
          const other = signature[place] === 'A' ? 'B' : 'A';
          const forged = `${signature.slice(0, place)}${other}${signature.slice(place + 1)}`;
          // Also where the two decode to the same bytes: a signature has one spelling.
          expect(source.verify({ ...raw, headers: { 'x-shopify-hmac-sha256': forged } }, secret)).toBe(false);
        },
      ),
    );
  });

  test.each(['', 'short', 'é'.repeat(44)])('no signature such as %j passes', (given) => {
    const raw = delivery('orders/updated', '{"id":1}', { 'x-shopify-hmac-sha256': given });
    expect(source.verify(raw, SECRET)).toBe(false);
  });
});

describe('read', () => {
  const BIG = '820982911946154508';
  test.each([
    ['orders/create', `{"id":${BIG}}`],
    ['orders/updated', `{"id":1,"admin_graphql_api_id":"gid://shopify/Order/${BIG}"}`],
    ['orders/cancelled', `{ "line_items": [{"id": 7, "name": "\\"id\\": 3"}], "id" : ${BIG} }`],
    ['orders/delete', `{"id":${BIG}}`],
    [
      'orders/edited',
      `{"order_edit":{"id":5,"order_id":${BIG},"line_items":{"additions":[{"id":9,"delta":1}]}}}`,
    ],
    ['refunds/create', `{"id":890088186047892319,"order_id":${BIG},"note":"order_id: 1"}`],
    ['order_transactions/create', `{"id":120560818172775265,"order_id":${BIG},"amount":"419.95"}`],
    ['disputes/create', `{"id":285332461850802050,"order_id":${BIG},"amount":"11.50"}`],
    ['disputes/update', `{"id":285332461850802050,"order_id":${BIG}}`],
  ])('%s names its order to the last digit', (topic, body) => {
    const name = source.webhookTopics.find((known) => topicHeader(known) === topic);
    expect(source.read(delivery(topic, body))).toEqual({
      kind: 'change',
      topic: name,
      deliveryId: 'event-1',
      objectId: BIG,
    });
  });

  test('every id of up to twenty digits comes through, wherever it stands among other fields', () => {
    const rest = fc.dictionary(
      fc.string().filter((key) => key !== 'id' && key !== '__proto__'),
      fc.jsonValue(),
    );
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: 2n ** 64n - 1n }), rest, rest, (id, before, after) => {
        const inner = (object: object): string => JSON.stringify(object).slice(1, -1);
        const body = `{${[inner(before), `"id":${id}`, inner(after)].filter((text) => text !== '').join(',')}}`;
        expect(source.read(delivery('orders/delete', body))).toMatchObject({
          kind: 'change',
          objectId: String(id),
        });
      }),
    );
  });

  test('the id of the change is taken, and where it is missing that of the delivery', () => {
    const ids = { 'x-shopify-event-id': 'event-7', 'x-shopify-webhook-id': 'hook-7' };
    expect(source.read(delivery('orders/updated', '{"id":1}', ids))).toMatchObject({ deliveryId: 'event-7' });
    const { 'x-shopify-event-id': _, ...headers } = delivery('orders/updated', '{"id":1}', ids).headers;
    expect(source.read({ ...delivery('orders/updated', '{"id":1}'), headers })).toMatchObject({
      deliveryId: 'hook-7',
    });
  });

  test.each<[string, RawDelivery, string, RegExp]>([
    [
      'a topic that money does not depend on',
      delivery('products/update', '{"id":1}'),
      'ignored',
      /PRODUCTS_UPDATE/,
    ],
    [
      'a dispute about no order',
      delivery('disputes/create', '{"id":1,"order_id":null}'),
      'ignored',
      /no order/,
    ],
    ['a delivery without a topic', delivery('', '{"id":1}'), 'unreadable', /x-shopify-topic/],
    ['no JSON', delivery('orders/updated', '<html>'), 'unreadable', /no JSON object/],
    ['a list', delivery('orders/updated', '[1]'), 'unreadable', /no JSON object/],
    [
      'JSON that only the eager would read',
      delivery('orders/updated', '{"id":01}'),
      'unreadable',
      /no JSON object/,
    ],
    ['an order without an id', delivery('orders/updated', '{"name":"#1"}'), 'unreadable', /no order id/],
    ['an id that is a fraction', delivery('orders/updated', '{"id":1.5}'), 'unreadable', /no order id/],
    [
      'an id in scientific notation',
      delivery('refunds/create', '{"order_id":1e5}'),
      'unreadable',
      /no order id/,
    ],
    [
      'the global id of something else',
      delivery('orders/updated', '{"admin_graphql_api_id":"gid://shopify/Product/1"}'),
      'unreadable',
      /no order id/,
    ],
    [
      'an edit without an order',
      delivery('orders/edited', '{"order_edit":null}'),
      'unreadable',
      /no order id/,
    ],
    [
      'a key that reaches a prototype',
      delivery('orders/updated', '{"__proto__":{"id":1}}'),
      'unreadable',
      /no order id/,
    ],
  ])('%s is told as such', (_case, raw, kind, reason) => {
    const content = source.read(raw);
    expect(content.kind).toBe(kind);
    expect('reason' in content ? content.reason : '').toMatch(reason);
  });
});
