/** Several processes on one PostgreSQL, processes that die, and many writers at once. */
import { once } from 'node:events';
import { createBook } from '../../lib/destinations/book';
import type { SqlTraceStore } from '../../lib/store/sql-trace-store';
import type { NewPlan } from '../../lib/store/trace-store';
import {
  actor,
  at,
  delivery,
  DESTINATION,
  exceptionOf,
  lease,
  order,
  PIPELINE,
  planOf,
  STREAM,
} from '../contract/store-samples';
import { loginTo, newSchema, openStoreIn } from '../support/postgres-store';
import { type PostgresServer, startPostgresServer } from '../support/postgres-server';
import { outputOf, startChild } from './child';

jest.setTimeout(120_000);

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgresServer();
});
afterAll(() => server.dispose());

const marks = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ objectId: `order-${index}` }));

const idsOf = (count: number) => Array.from({ length: count }, (_, index) => String(index));

/** Several processes stand for several pools: what they do at once, separate connections do. */
const openMany = (count: number, schema: string) =>
  Promise.all(Array.from({ length: count }, () => openStoreIn(server, { schema })));

const closeAll = (stores: readonly SqlTraceStore[]) => Promise.all(stores.map((store) => store.close()));

test('stores that open a new schema at the same time all find it set up', async () => {
  const stores = await openMany(8, newSchema());
  for (const store of stores) expect(await store.countWork(PIPELINE)).toMatchObject({ due: 0 });
  await closeAll(stores);
});

test('two stores never hold the same order, and neither waits for the other', async () => {
  const stores = await openMany(2, newSchema());
  const [one] = stores as [SqlTraceStore];
  await one.markDue(PIPELINE, STREAM, marks(200), at(0));
  const held: string[] = [];
  // A claim leaves alone what another one is taking: whoever comes late takes what is left.
  for (let round = 0; held.length < 200; round++) {
    const claims = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        (stores[index % 2] as SqlTraceStore).claimWork(
          PIPELINE,
          STREAM,
          lease(1, `run-${round}-${index}`, { limit: 5 }),
        ),
      ),
    );
    held.push(...claims.flat().map(({ objectId }) => objectId));
    expect(round).toBeLessThan(50);
  }
  expect(new Set(held).size).toBe(200);
  await closeAll(stores);
});

test('an order that is due in two queues of its kind is in the hands of one run', async () => {
  const stores = await openMany(2, newSchema());
  const [live, backfill] = stores as [SqlTraceStore, SqlTraceStore];
  const queues = [
    { store: live, stream: STREAM },
    { store: backfill, stream: `${STREAM}:backfill` },
  ];
  for (let round = 0; round < 30; round++) {
    for (const { store, stream } of queues) await store.markDue(PIPELINE, stream, marks(20), at(round * 30));
    const claims = await Promise.all(
      queues.map(({ store, stream }) =>
        store.claimWork(PIPELINE, stream, lease(round * 30 + 1, `run-${round}-${stream}`, { limit: 20 })),
      ),
    );
    const held = claims.flat().map(({ objectId }) => objectId);
    expect(new Set(held).size).toBe(held.length);
  }
  await closeAll(stores);
});

test('four processes work one queue off, each order once', async () => {
  const schema = newSchema();
  const store = await openStoreIn(server, { schema });
  await store.markDue(PIPELINE, STREAM, marks(1000), at(0));
  const place = JSON.stringify(loginTo(server, { schema }));
  const outputs = await Promise.all(
    ['a', 'b', 'c', 'd'].map((name) => outputOf(startChild('claim-worker.ts', place, name))),
  );
  const claimed = outputs.flatMap((output) => JSON.parse(output) as readonly string[]);
  expect(claimed).toHaveLength(1000);
  expect(new Set(claimed).size).toBe(1000);
  expect(await store.countWork(PIPELINE)).toMatchObject({ done: 1000, due: 0, claimed: 0 });
  await store.close();
});

test('a process that is killed in the middle of its work leaves a whole store, wherever it was', async () => {
  const schema = newSchema();
  const place = JSON.stringify(loginTo(server, { schema }));
  for (let round = 0; round < 4; round++) {
    const child = startChild('book-worker.ts', place, String(round));
    await once(child.stdout!, 'data');
    // Long enough to be in the midst of a batch, never the same place twice.
    await new Promise((resolve) => setTimeout(resolve, 40 + 53 * round));
    child.kill('SIGKILL');
    await once(child, 'close');
    await expectWhole(schema);
  }
});

/** What one dbTransaction wrote stands or falls together. */
const expectWhole = async (schema: string): Promise<void> => {
  const store = await openStoreIn(server, { schema });
  const clock = { now: () => new Date(at(0)), sleep: async () => {} };
  const book = createBook({ storage: store, bookId: 'main', clock });
  // The killed one's last dbTransaction may still hold the book: this waits for it, as every writer would.
  await store.setBookLockDate('main', undefined, actor(1));
  const plans = await store.getPlans({ destination: DESTINATION });
  const posted = plans.filter(({ state }) => state === 'posted');
  expect(await store.verifyAudit()).toEqual({ rows: posted.length });
  expect(plans.length % 40).toBe(0);
  expect(posted.length % 40).toBe(0);
  const keys = plans.map(({ key }) => key);
  expect(await store.listAttempts(DESTINATION, keys)).toHaveLength(posted.length);
  const numbers: string[] = [];
  for await (const page of book.entries()) {
    for (const { recordId, lines } of page) {
      numbers.push(recordId);
      expect(lines).toHaveLength(3);
    }
  }
  expect(numbers).toEqual(numbers.map((_, index) => `B-${String(index + 1).padStart(6, '0')}`));
  expect(numbers.length).toBeGreaterThanOrEqual(posted.length);
  await store.close();
};

test('planners of the same orders take turns, and none plans what another one has planned', async () => {
  const stores = await openMany(4, newSchema());
  const ids = idsOf(30);
  // Each knows the order in a state of its own: the difference to what is there is planned, once for each state.
  const planned = await Promise.all(
    Array.from({ length: 16 }, (_, run) => {
      const seen = run % 2 === 0 ? ids : [...ids].reverse();
      return (stores[run % 4] as SqlTraceStore).planOrders(
        DESTINATION,
        seen.map(order),
        at(run),
        (existing) =>
          seen.flatMap((id): NewPlan[] => {
            const mine = existing.filter(({ orderId }) => orderId === id);
            return [planOf(id, mine.length + 1)];
          }),
      );
    }),
  );
  expect(planned.map((plans) => plans.length).sort((a, b) => a - b)).toEqual(
    Array.from({ length: 16 }, (_, index) => 30 * (index + 1)),
  );
  const [store] = stores as [SqlTraceStore];
  const plans = await store.getPlans({ orderIds: ids });
  expect(plans).toHaveLength(30 * 16);
  for (const id of ids) {
    const mine = plans.filter(({ orderId }) => orderId === id).map(({ sequence }) => sequence);
    expect(mine.sort((a, b) => a - b)).toEqual(Array.from({ length: 16 }, (_, index) => index + 1));
  }
  // They waited; none of them collided and was sent back.
  expect(server.log()).not.toContain('duplicate key');
  await closeAll(stores);
});

test('thousands of orders in one step wait for one in another', async () => {
  const stores = await openMany(2, newSchema());
  const [one, two] = stores as [SqlTraceStore, SqlTraceStore];
  const ids = idsOf(1500);
  const first = (existing: readonly { readonly orderId: string }[], of: readonly string[]) =>
    of.filter((id) => !existing.some(({ orderId }) => orderId === id)).map((id) => planOf(id));
  await Promise.all([
    one.planOrders(DESTINATION, ids.map(order), at(0), (existing) => first(existing, ids)),
    two.planOrders(DESTINATION, [order('7')], at(0), (existing) => first(existing, ['7'])),
  ]);
  expect(await one.getPlans({ destination: DESTINATION })).toHaveLength(1500);
  expect(server.log()).not.toContain('duplicate key');
  await closeAll(stores);
});

test('many who do everything at once to the same orders get through, without a deadlock, and the audit log is a chain', async () => {
  const stores = await openMany(4, newSchema());
  const ids = idsOf(40);
  await (stores[0] as SqlTraceStore).registerPipeline(PIPELINE);
  await Promise.all(stores.map((store, worker) => churn(store, worker, ids)));
  const [store] = stores as [SqlTraceStore];
  expect(await store.verifyAudit()).toMatchObject({ rows: expect.any(Number) });
  expect((await store.verifyAudit()).brokenAt).toBeUndefined();
  const plans = await store.getPlans({ orderIds: ids });
  expect(new Set(plans.map(({ key }) => key)).size).toBe(plans.length);
  expect(server.log()).not.toContain('deadlock detected');
  await closeAll(stores);
});

/** One worker: sweeps, deliveries, claims of two streams, plans, posts, holds, exceptions; each in an order of its own. */
const churn = async (store: SqlTraceStore, worker: number, all: readonly string[]): Promise<void> => {
  for (let round = 0; round < 12; round++) {
    const shift = (worker * 11 + round * 7) % all.length;
    const ids = [...all.slice(shift), ...all.slice(0, shift)].slice(0, 25);
    const claim = `${worker}-${round}`;
    const stream = round % 3 === 0 ? `${STREAM}:backfill` : STREAM;
    await store.markDue(
      PIPELINE,
      stream,
      ids.map((objectId) => ({ objectId })),
      at(round),
    );
    await store.recordDelivery(delivery(ids[0] as string, claim, round));
    const tickets = await store.claimWork(PIPELINE, stream, lease(round, claim, { limit: 20 }));
    const mine = tickets.map(({ objectId }) => objectId);
    const plans = await store.planOrders(DESTINATION, mine.map(order), at(round), (existing) =>
      mine.map((id) => planOf(id, existing.filter(({ orderId }) => orderId === id).length + 1)),
    );
    const keys = plans.map(({ key }) => key).reverse();
    const options = { from: ['planned'] as const, ...lease(round, claim) };
    const held = await store.claimPlans(DESTINATION, keys, options);
    const moves = held.map(({ key }) => ({
      key,
      destination: DESTINATION,
      from: ['claimed'] as const,
      claim,
      to: 'posted' as const,
      recordId: `r-${key}`,
    }));
    expect(await store.movePlans(moves, [], actor(round))).toHaveLength(held.length);
    await store.raiseExceptions(
      mine
        .slice(0, 5)
        .map((objectId) => exceptionOf({ pipeline: 'main', stream, objectId }, `code-${round % 2}`)),
      actor(round),
    );
    for (const ticket of tickets.slice(0, 3))
      await store.holdWork(ticket, [exceptionOf(ticket, `code-${round % 2}`)], actor(round));
    await store.completeWork([...tickets.slice(3)].reverse(), actor(round));
  }
};
