/** A small Medusa on loopback: it keeps state, refuses what the real one refuses, and misbehaves on demand. */
import type { AddressInfo } from 'node:net';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { listOf, listPayments, ListError, type Quirks } from './lists';
import { MedusaOrder, type NewOrder, type Ticker } from './medusa-order';
import { changeJson, orderJson } from './order-json';
import { picked } from './picked-fields';

interface Failure {
  readonly status: number;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface MedusaSimulator {
  readonly url: string;
  readonly secretKey: string;
  readonly quirks: Quirks;
  /** Paths with their query, in the order in which they came. */
  readonly requests: string[];
  place(order: NewOrder): MedusaOrder;
  remove(id: string): void;
  orders(): readonly MedusaOrder[];
  /** The next requests whose path matches are answered with this. */
  failNext(path: RegExp, failure: Failure, times?: number): void;
  /** Runs before each list is answered. */
  onList(run: (request: number) => void): void;
  stop(): Promise<void>;
}

const SECRET_KEY = 'sk_of_the_simulator';

/** Time goes on by a second with each look at it; ids grow with time. */
const newTicker = (start: string): Ticker => {
  let time = Date.parse(start);
  let count = 0;
  return {
    now: () => new Date((time += 1000)).toISOString(),
    id: (prefix) => `${prefix}_${String(++count).padStart(8, '0')}`,
  };
};

export const newOrders = (start = '2026-03-01T10:00:00.000Z') => {
  const ticker = newTicker(start);
  let count = 0;
  return { place: (order: NewOrder): MedusaOrder => new MedusaOrder(++count, ticker, order) };
};

export const startMedusaSimulator = async (): Promise<MedusaSimulator> => {
  const orders = new Map<string, MedusaOrder>();
  const failures: { path: RegExp; failure: Failure; times: number }[] = [];
  const requests: string[] = [];
  const quirks: Quirks = {};
  const factory = newOrders();
  let beforeList: (request: number) => void = () => {};
  let lists = 0;
  const app = fastify();

  app.addHook('onRequest', async (request, reply) => {
    requests.push(decodeURIComponent(request.url));
    const index = failures.findIndex(({ path }) => path.test(decodeURIComponent(request.url)));
    const next = failures[index];
    if (next !== undefined) {
      if (--next.times === 0) failures.splice(index, 1);
      const { status, body = '{"message":"no"}', headers = {} } = next.failure;
      return reply
        .code(status)
        .headers({ 'content-type': 'application/json', ...headers })
        .send(body);
    }
    return demandKey(request, reply);
  });
  app.setErrorHandler((error, _request, reply) => {
    const status = error instanceof ListError ? error.status : 500;
    const type = status === 400 ? 'invalid_data' : 'unknown_error';
    return reply.code(status).send({ type, message: error instanceof Error ? error.message : 'unknown' });
  });

  app.get('/admin/orders', (request) => {
    beforeList(++lists);
    const query = request.query as Record<string, string>;
    const standing = [...orders.values()].filter(({ draft }) => !draft);
    const { rows, ...page } = listOf(standing, query, quirks);
    return { orders: rows.map((order) => picked(orderJson(order), query.fields)), ...page };
  });
  app.get('/admin/payments', (request) => {
    beforeList(++lists);
    return listPayments([...orders.values()], request.query as Record<string, string>, quirks);
  });
  routeOrder(app, orders);

  await app.listen({ host: '127.0.0.1', port: 0 });
  return {
    url: `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`,
    secretKey: SECRET_KEY,
    quirks,
    requests,
    place: (order) => {
      const placed = factory.place(order);
      orders.set(placed.id, placed);
      return placed;
    },
    remove: (id) => void orders.delete(id),
    orders: () => [...orders.values()],
    failNext: (path, failure, times = 1) => void failures.push({ path, failure, times }),
    onList: (run) => void (beforeList = run),
    stop: async () => {
      app.server.closeAllConnections();
      await app.close();
    },
  };
};

const demandKey = (request: FastifyRequest, reply: FastifyReply): FastifyReply | undefined => {
  const expected = `Basic ${Buffer.from(`${SECRET_KEY}:`).toString('base64')}`;
  if (request.headers.authorization === expected) return undefined;
  return reply.code(401).send({ message: 'Unauthorized' });
};

const routeOrder = (app: FastifyInstance, orders: ReadonlyMap<string, MedusaOrder>): void => {
  const orderOf = (request: FastifyRequest, reply: FastifyReply): MedusaOrder | undefined => {
    const { id } = request.params as { id: string };
    const order = orders.get(id);
    if (order === undefined)
      void reply.code(404).send({ type: 'not_found', message: `Order id not found: ${id}` });
    return order;
  };
  app.get('/admin/orders/:id', (request, reply) => {
    const order = orderOf(request, reply);
    const { fields } = request.query as { fields?: string };
    return order === undefined ? reply : { order: picked(orderJson(order), fields) };
  });
  app.get('/admin/orders/:id/changes', (request, reply) => {
    const [unknown] = Object.keys(request.query as object);
    if (unknown !== undefined) throw new ListError(400, `Unrecognized fields: '${unknown}'`);
    const order = orderOf(request, reply);
    return order === undefined ? reply : { order_changes: order.changes.map(changeJson) };
  });
};
