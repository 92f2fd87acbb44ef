/** Webhooks: registered with a secret in their address, delivered by a store over the network, read and checked. */
import fastify, { type FastifyInstance } from 'fastify';
import { api2cart } from '../../../lib/sources/api2cart';
import type { RawDelivery } from '../../../lib/sources/cart-source';
import { repairWebhooks, webhooksExist } from '../../../lib/flows/webhooks';
import { plainOrder } from '../../simulators/api2cart/orders';
import { NOW, openStores, sourceError } from './support/open';

const store = openStores();
const SECRET = 'a secret with spaces & signs?';
const TOPICS = [...api2cart.webhookTopics];

let receiver: FastifyInstance;
let deliveryUrl: string;
let received: RawDelivery[];
let answer: number;

beforeEach(async () => {
  received = [];
  answer = 200;
  receiver = fastify({ logger: false });
  receiver.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  receiver.removeContentTypeParser('application/json');
  receiver.post('/webhook/cart', (request, reply) => {
    received.push({
      headers: request.headers as Record<string, string>,
      query: request.query as Record<string, string>,
      rawBody: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
    });
    return reply.code(answer).send({});
  });
  deliveryUrl = `${await receiver.listen({ host: '127.0.0.1', port: 0 })}/webhook/cart`;
});
afterEach(() => receiver.close());

const register = () => repairWebhooks(store(), { deliveryUrl, topics: TOPICS, secret: SECRET });

test('each topic is registered once, and recognised without its secret', async () => {
  expect((await register()).created).toEqual(TOPICS);
  expect((await register()).kept).toEqual(TOPICS);
  expect(await webhooksExist(store(), { deliveryUrl, topics: TOPICS })).toBe(true);
  const webhooks = await store().client.listWebhooks();
  expect(webhooks).toHaveLength(3);
  expect(JSON.stringify(webhooks)).not.toContain('token');
  expect(
    [...store().server.state.webhooks.values()].every(({ callback }) =>
      callback.includes('?token=a%20secret'),
    ),
  ).toBe(true);
});

test('an address that has a query already keeps it', async () => {
  const url = `${deliveryUrl}?workflow=7`;
  await store().client.createWebhook('order.add', url, SECRET);
  expect(store().server.state.webhooks.get(1)?.callback).toContain('?workflow=7&token=');
  expect((await store().client.listWebhooks())[0]?.deliveryUrl).toBe(url);
});

test('a delivery names its order, is known by its secret, and carries nothing of the buyer', async () => {
  await register();
  const { server } = store();
  server.state.put(plainOrder('A-1'), NOW);
  server.state.touch('A-1', NOW + 1000);
  server.state.remove('A-1');
  expect((await server.flush()).map(({ status }) => status)).toEqual([200, 200, 200]);
  expect(received.map((delivery) => api2cart.read(delivery))).toEqual(
    TOPICS.map((topic) => ({ kind: 'change', topic, deliveryId: '', objectId: 'A-1' })),
  );
  for (const delivery of received) {
    expect(api2cart.verify(delivery, SECRET)).toBe(true);
    expect(api2cart.verify(delivery, `${SECRET}x`)).toBe(false);
    expect(api2cart.verify({ ...delivery, query: {} }, SECRET)).toBe(false);
    expect(delivery.rawBody.toString()).not.toMatch(/kim@example|Doe/);
  }
});

test('two changes of one order differ in their bodies, so that neither is taken for a repeat', async () => {
  await register();
  const { server } = store();
  server.state.put(plainOrder('A-1'), NOW);
  await server.flush();
  for (const at of [1000, 2000]) {
    server.state.touch('A-1', NOW + at);
    await server.flush();
  }
  expect(new Set(received.map(({ rawBody }) => rawBody.toString())).size).toBe(3);
});

test('a lost connection is reported, says what to do, and starts nothing', async () => {
  await register();
  await store().server.loseConnection();
  expect(received).toHaveLength(3);
  const content = api2cart.read(received[0] as RawDelivery);
  expect(content).toMatchObject({ kind: 'ignored', topic: 'connection.lost' });
  expect(content.kind === 'ignored' && content.reason).toMatch(
    /incorrect store key.*Reconnect the store.*4 more tries.*Repair Webhooks/,
  );
});

test('a webhook that was switched off is switched on again, with its secret or a new one', async () => {
  await register();
  const { server, client } = store();
  answer = 500;
  for (let time = 0; time < 5; time++) await server.loseConnection();
  expect(await webhooksExist(store(), { deliveryUrl, topics: TOPICS })).toBe(false);
  expect((await repairWebhooks(store(), { deliveryUrl, topics: TOPICS })).repaired).toEqual(TOPICS);
  expect(await webhooksExist(store(), { deliveryUrl, topics: TOPICS })).toBe(true);
  expect(await client.repairWebhook('1', 'new')).toEqual({
    id: '1',
    topic: 'order.add',
    deliveryUrl,
    active: true,
  });
  answer = 200;
  received = [];
  server.state.put(plainOrder('1'), NOW);
  await server.flush();
  expect(api2cart.verify(received[0] as RawDelivery, 'new')).toBe(true);
  expect((await sourceError(() => client.repairWebhook('99'))).code).toBe('not_found');
});

test('an answer that was lost after the work is made up by the next registration, not by a second webhook', async () => {
  const { server } = store();
  server.faults.push({ method: 'webhook.create', answer: 'late-drop', times: 1 });
  expect((await sourceError(() => register())).message).toContain('not known');
  await register();
  expect(server.state.webhooks.size).toBe(3);
});

test('a key is new for each registration, so that a deleted webhook is not answered from memory', async () => {
  const { server, client } = store();
  const first = await client.createWebhook('order.add', deliveryUrl, SECRET);
  await client.deleteWebhook(first.id);
  await client.createWebhook('order.add', deliveryUrl, SECRET);
  expect(server.state.webhooks.size).toBe(1);
});

test('deleting one that is gone is what was wanted', async () => {
  const { id } = await store().client.createWebhook('order.add', deliveryUrl, SECRET);
  await store().client.deleteWebhook(id);
  await expect(store().client.deleteWebhook(id)).resolves.toBeUndefined();
  store().server.faults.push({ answer: { code: 5 }, times: 1 });
  expect((await sourceError(() => store().client.deleteWebhook(id))).code).toBe('forbidden');
});

test('a topic that the cart does not report is refused with those that it does', async () => {
  store().server.quirk({ without: ['order.delete'] });
  const { code, message } = await sourceError(() =>
    store().client.createWebhook('order.delete', deliveryUrl, SECRET),
  );
  expect([code, message]).toEqual([
    'refused',
    expect.stringContaining('It reports: order.add, order.update.'),
  ]);
});

describe('reading', () => {
  const headers = { 'x-webhook-entity': 'order', 'x-webhook-action': 'update', 'x-webhook-store-id': '1' };
  const read = (body: string, more: Record<string, string> = {}) =>
    api2cart.read({ headers: { ...headers, ...more }, rawBody: Buffer.from(body), query: {} });

  test('takes the order_id, in either flavour, with its digits', () => {
    for (const body of [
      '{"id":"","order_id":"7"}',
      '{"order_id":7}',
      '[{"order_id":"7"}]',
      '{"result":{"order_id":7}}',
      '{"id":"7"}',
    ])
      expect(read(body)).toMatchObject({ kind: 'change', objectId: '7' });
    expect(read('{"order_id":576929338705943320123}')).toMatchObject({ objectId: '576929338705943320123' });
  });

  test('of anything else is not a change', () => {
    expect(read('{"order_id":""}').kind).toBe('unreadable');
    expect(read('').kind).toBe('unreadable');
    expect(read('{"order_id":"7"}', { 'x-webhook-entity': '' }).kind).toBe('unreadable');
    expect(read('{}', { 'x-webhook-entity': 'product' })).toMatchObject({
      kind: 'ignored',
      topic: 'product.update',
    });
    expect(read('{"order_id":"7"}', { 'x-webhook-error-code': '0' }).kind).toBe('change');
  });

  test('cuts what a stranger writes into headers', () => {
    const content = read('', {
      'x-webhook-error-code': '5',
      'x-webhook-error-reason': `\u0000${'x'.repeat(5000)}`,
    });
    expect(content.kind === 'ignored' && content.reason.length).toBeLessThan(700);
  });
});
