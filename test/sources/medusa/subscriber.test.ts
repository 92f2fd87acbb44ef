/** The file that the documentation gives out, run as Medusa runs it. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import type { RawDelivery } from '../../../lib/sources/cart-source';
import { medusa } from '../../../lib/sources/medusa';

const FILE = resolve(__dirname, '../../../docs/carts/medusa-subscriber.js');
const SECRET = 'a webhook secret';

interface Subscriber {
  readonly default: (args: { event: object; container: object }) => Promise<unknown>;
  readonly config: { readonly event: readonly string[] };
}

let server: Server;
let deliveries: RawDelivery[];
let status: number;
let warnings: string[];
let graphCalls: unknown[];
let orderOfPayment: string | undefined;

beforeEach(async () => {
  [deliveries, warnings, graphCalls] = [[], [], []];
  [status, orderOfPayment] = [200, 'order_of_payment'];
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const headers = Object.fromEntries(
        Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
      );
      deliveries.push({ headers, rawBody: Buffer.concat(chunks), query: {} });
      response.writeHead(status).end();
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
});

const load = (settings: Readonly<Record<string, string | undefined>>): Subscriber => {
  let subscriber: Subscriber | undefined;
  const before = { ...process.env };
  Object.assign(process.env, settings);
  for (const [name, value] of Object.entries(settings)) if (value === undefined) delete process.env[name];
  jest.isolateModules(() => {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- it is loaded as Medusa loads it
    subscriber = require(FILE) as Subscriber;
  });
  process.env = before;
  return subscriber as Subscriber;
};

const url = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;

const container = {
  resolve: (name: string) =>
    name === 'logger'
      ? { warn: (message: string) => warnings.push(message) }
      : {
          graph: async (query: unknown) => {
            graphCalls.push(query);
            const order = orderOfPayment === undefined ? null : { id: orderOfPayment };
            const isPayment = (query as { entity: string }).entity === 'payment';
            return { data: [isPayment ? { payment_collection: { order } } : { order }] };
          },
        },
};

const tell = (name: string, data: object): Promise<unknown> =>
  load({ CART_LEDGER_URL: url(), CART_LEDGER_SECRET: SECRET }).default({ event: { name, data }, container });

test('reports exactly the topics that are read here', () => {
  expect([...load({}).config.event].sort()).toEqual([...medusa.webhookTopics].sort());
});

test.each([
  ['order.placed', { id: 'order_1' }, 'order_1'],
  ['order.return_received', { order_id: 'order_1', return_id: 'return_1' }, 'order_1'],
  ['order-edit.confirmed', { order_id: 'order_1', actions: [] }, 'order_1'],
  ['payment.captured', { id: 'pay_1' }, 'order_of_payment'],
  ['shipment.created', { id: 'ful_1', no_notification: false }, 'order_of_payment'],
  ['delivery.created', { id: 'ful_1' }, 'order_of_payment'],
  ['order.fulfillment_canceled', { order_id: 'order_1', fulfillment_id: 'ful_1' }, 'order_1'],
])('%s arrives signed, with the id of its order', async (name, data, objectId) => {
  await tell(name, data);
  const [delivery] = deliveries as [RawDelivery];
  expect(medusa.verify(delivery, SECRET)).toBe(true);
  expect(medusa.read(delivery)).toMatchObject({ kind: 'change', topic: name, objectId });
  expect(warnings).toEqual([]);
});

test('the order of a payment is looked up by the id of the payment', async () => {
  await tell('payment.refunded', { id: 'pay_1' });
  expect(graphCalls).toMatchObject([{ entity: 'payment', filters: { id: 'pay_1' } }]);
});

test('the order of a parcel is looked up by the id of the parcel', async () => {
  await tell('shipment.created', { id: 'ful_1' });
  expect(graphCalls).toMatchObject([
    { entity: 'fulfillment', fields: ['order.id'], filters: { id: 'ful_1' } },
  ]);
});

test('two changes of one order are two deliveries with ids of their own', async () => {
  await tell('order.updated', { id: 'order_1' });
  await tell('order.updated', { id: 'order_1' });
  const ids = deliveries.map((delivery) => (medusa.read(delivery) as { deliveryId: string }).deliveryId);
  expect(new Set(ids).size).toBe(2);
  expect(ids).not.toContain('');
});

test('a payment or parcel without an order is no business of ours', async () => {
  orderOfPayment = undefined;
  await tell('payment.captured', { id: 'pay_1' });
  await tell('shipment.created', { id: 'ful_1' });
  expect(deliveries).toEqual([]);
});

test('a trigger that refuses or is not there is a warning, and never an error of the shop', async () => {
  status = 401;
  await tell('order.placed', { id: 'order_1' });
  const nobody = load({ CART_LEDGER_URL: 'http://127.0.0.1:9/hook', CART_LEDGER_SECRET: SECRET });
  await nobody.default({ event: { name: 'order.placed', data: { id: 'order_1' } }, container });
  expect(warnings).toHaveLength(2);
  expect(warnings[0]).toContain('401');
  expect(warnings.join()).not.toContain(SECRET);
});

test('without an address or a secret nothing is sent, and the log says why', async () => {
  const silent = load({ CART_LEDGER_URL: undefined, CART_LEDGER_SECRET: undefined });
  await silent.default({ event: { name: 'order.placed', data: { id: 'order_1' } }, container });
  expect(deliveries).toEqual([]);
  expect(warnings.join()).toContain('CART_LEDGER_URL');
});
