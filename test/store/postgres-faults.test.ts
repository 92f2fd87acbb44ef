/** PostgreSQL that goes away, comes back, and loses connections at the worst moments. */
import { Client } from 'pg';
import { openPostgresStore } from '../../lib/store/postgres';
import { faultOf, PostgresFault } from '../../lib/store/postgres-fault';
import { patiently } from '../../lib/store/postgres-patience';
import type { SqlTraceStore } from '../../lib/store/sql-trace-store';
import { StoreError } from '../../lib/store/store-error';
import {
  actor,
  at,
  delivery,
  DESTINATION,
  lease,
  order,
  PIPELINE,
  planOf,
  STREAM,
} from '../contract/store-samples';
import { type CutProxy, startCutProxy } from '../support/cut-proxy';
import { loginTo, newSchema, openStoreIn } from '../support/postgres-store';
import { type PostgresServer, startPostgresServer } from '../support/postgres-server';

jest.setTimeout(120_000);

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgresServer();
});
afterAll(() => server.dispose());

const mark = (store: SqlTraceStore, objectId: string) =>
  store.markDue(PIPELINE, STREAM, [{ objectId }], at(0));

const asAdmin = async (statement: string): Promise<void> => {
  const client = new Client(server.login());
  await client.connect();
  await client.query(statement);
  await client.end();
};

describe('a store whose server', () => {
  it.each(['fast', 'crash'] as const)('was restarted (%s) goes on as if nothing had been', async (how) => {
    const store = await openStoreIn(server, { schema: newSchema() });
    await Promise.all(['1', '2', '3'].map((id) => mark(store, id)));
    await server.restart(how);
    await Promise.all(['4', '5', '6', '7', '8'].map((id) => mark(store, id)));
    expect(await store.countWork(PIPELINE)).toMatchObject({ due: 8 });
    await store.close();
  });

  it('is away says so once patience ends, and goes on when it is back', async () => {
    const slept: number[] = [];
    const clock = { sleep: async (ms: number) => void slept.push(ms) };
    const store = await openPostgresStore(loginTo(server, { schema: newSchema() }), clock);
    await server.stop();
    await expect(mark(store, '1')).rejects.toMatchObject({
      code: 'unreachable',
      message: expect.stringMatching(
        /PostgreSQL at 127\.0\.0\.1:\d+, .*ECONNREFUSED.* Nothing of this step was written/,
      ),
    });
    expect(slept.length).toBeGreaterThan(5);
    await server.restart();
    await mark(store, '1');
    expect(await store.countWork(PIPELINE)).toMatchObject({ due: 1 });
    await store.close();
  });

  it('ends every connection while they are idle, and while one waits, loses nothing', async () => {
    const schema = newSchema();
    const store = await openStoreIn(server, { schema });
    await mark(store, '1');
    const holder = new Client(server.login());
    await holder.connect();
    await holder.query(`begin; select * from ${schema}.work for update`);
    const waiting = mark(store, '1');
    await new Promise((resolve) => setTimeout(resolve, 200));
    await asAdmin(
      `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'cart-ledger'`,
    );
    await new Promise((resolve) => setTimeout(resolve, 200));
    await holder.query('commit');
    await holder.end();
    await waiting;
    expect(await store.listWork({ objectId: '1' })).toMatchObject([{ revision: 2 }]);
    await store.close();
  });

  it('restarts again and again while workers work: every step is whole, and what was given as done is there', async () => {
    const schema = newSchema();
    const stores = await Promise.all([1, 2, 3].map(() => openStoreIn(server, { schema })));
    const [store] = stores as [SqlTraceStore];
    await store.registerPipeline(PIPELINE);
    let restarting = true;
    const told = await Promise.all([
      ...stores.map((one, worker) => workUntil(() => !restarting, one, worker)),
      (async () => {
        for (const how of ['fast', 'crash', 'crash', 'fast'] as const) {
          await new Promise((resolve) => setTimeout(resolve, 400));
          await server.restart(how);
        }
        await new Promise((resolve) => setTimeout(resolve, 400));
        restarting = false;
        return [];
      })(),
    ]);
    const ids = told.flat();
    expect(ids.length).toBeGreaterThan(20);
    const posted = await store.getPlans({ states: ['posted'] });
    const missing = ids.filter((id) => !posted.some(({ orderId }) => orderId === id));
    expect(missing).toEqual([]);
    // Each posted plan has its one row; a step that was half done would have left one of them without the other.
    const audit = (await store.listAudit({ limit: 100_000 })).filter(
      ({ action }) => action === 'plan.posted',
    );
    expect(audit.map(({ subject }) => subject).sort()).toEqual(posted.map(({ key }) => key).sort());
    expect((await store.verifyAudit()).brokenAt).toBeUndefined();
    await Promise.all(stores.map((one) => one.close()));
  });
});

/** Posts orders one by one and gives those of which it was told that they are posted. */
const workUntil = async (
  over: () => boolean,
  store: SqlTraceStore,
  worker: number,
): Promise<readonly string[]> => {
  const told: string[] = [];
  for (let number = 0; !over(); number++) {
    const id = `${worker}-${number}`;
    try {
      await store.recordDelivery(delivery(id, id, 0));
      const tickets = await store.claimWork(PIPELINE, STREAM, lease(1, id, { objectIds: [id] }));
      const [plan] = await store.planOrders(DESTINATION, [order(id)], at(1), (existing) =>
        existing.length > 0 ? [] : [planOf(id)],
      );
      const key = plan?.key as string;
      const claim = { from: ['planned'] as const, ...lease(1, id) };
      await store.claimPlans(DESTINATION, [key], claim);
      const move = {
        key,
        destination: DESTINATION,
        from: ['claimed'] as const,
        claim: id,
        to: 'posted' as const,
      };
      const moved = await store.movePlans([move], [], actor(1));
      await store.completeWork(tickets, actor(1));
      if (moved.length === 1) told.push(id);
    } catch (error) {
      // Lost in the middle of a commit: the one thing that nobody can know.
      expect(error).toMatchObject({ name: 'StoreError', code: 'commit_unknown' });
    }
  }
  return told;
};

describe('a connection that is cut', () => {
  let proxy: CutProxy;
  let store: SqlTraceStore;
  beforeEach(async () => {
    proxy = await startCutProxy(server.login().port);
    store = await openStoreIn(server, { schema: newSchema(), port: proxy.port });
  });
  afterEach(async () => {
    await store.close();
    await proxy.close();
  });

  it.each(['begin', 'insert into "work"'])(
    'at "%s" is made anew, and the step is done once',
    async (word) => {
      for (const how of ['unheard', 'unanswered'] as const) {
        proxy.cutAt(word, how);
        await mark(store, how);
        expect(await store.listWork({ objectId: how })).toMatchObject([{ revision: 1 }]);
      }
      expect(proxy.cuts()).toBe(2);
    },
  );

  it.each([
    ['unheard', 0],
    ['unanswered', 1],
  ] as const)('at a commit that goes %s is not tried again: nobody knows', async (how, written) => {
    proxy.cutAt('commit', how);
    await expect(mark(store, '1')).rejects.toMatchObject({
      code: 'commit_unknown',
      message: expect.stringContaining('while a step was being committed'),
    });
    expect(await store.listWork({})).toHaveLength(written);
  });

  it('while pages are read ends the reading with a sentence', async () => {
    const ids = ['1', '2', '3', '4'];
    await store.planOrders(DESTINATION, ids.map(order), at(0), () => ids.map((id) => planOf(id)));
    const pages = store.eachPlan({}, 2)[Symbol.asyncIterator]();
    await pages.next();
    proxy.cutAt('from "plans"', 'unanswered');
    await expect(pages.next()).rejects.toMatchObject({ name: 'StoreError', code: 'unreachable' });
  });
});

describe('patience', () => {
  const login = {
    host: 'db.example',
    port: 5432,
    database: 'books',
    user: 'u',
    password: 'secret',
    schema: 'cart_ledger',
    ssl: 'verify',
    maxConnections: 1,
  } as const;
  const failing = async (error: unknown, times: number) => {
    const slept: number[] = [];
    let tries = 0;
    const result = await patiently(login, { sleep: async (ms) => void slept.push(ms) }, async () => {
      tries += 1;
      if (tries <= times) throw error;
      return 'done';
    }).catch((thrown: unknown) => thrown);
    return { result, tries, slept };
  };
  const fault = (kind: PostgresFault['kind']) => new PostgresFault(kind, 'X', 'why');

  it.each(['away', 'crossed'] as const)('waits longer each time for a server that is %s', async (kind) => {
    const { result, tries, slept } = await failing(fault(kind), 5);
    expect([result, tries]).toEqual(['done', 6]);
    expect(slept).toEqual([...slept].sort((a, b) => a - b));
  });

  it.each([
    ['away', 'unreachable', 9],
    ['crossed', 'busy', 9],
    ['slow', 'busy', 1],
    ['login', 'cannot_open', 1],
    ['refused', 'refused', 1],
    ['commit_unknown', 'commit_unknown', 1],
  ] as const)(
    'ends, for %s, with %s after %i tries, and never says the password',
    async (kind, code, tries) => {
      const end = await failing(fault(kind), 100);
      expect(end.result).toBeInstanceOf(StoreError);
      expect(end.result).toMatchObject({
        code,
        message: expect.stringContaining('db.example:5432, database books'),
      });
      expect(String(end.result)).not.toContain('secret');
      expect(end.tries).toBe(tries);
    },
  );

  it('has none for what did not come from the server', async () => {
    const error = new Error('a computation failed');
    expect(await failing(error, 1)).toMatchObject({ result: error, tries: 1 });
  });

  const coded = (code: string): Error => Object.assign(new Error('x'), { code });
  it.each([
    ['a deadlock', coded('40P01'), 'crossed'],
    ['an end by an administrator', coded('57P01'), 'away'],
    ['a broken protocol', coded('08006'), 'away'],
    ['a statement that took too long', coded('57014'), 'slow'],
    ['a full disk', coded('53100'), 'refused'],
    ['a connection that ended', new Error('Connection terminated unexpectedly'), 'away'],
    ['no free connection', new Error('timeout exceeded when trying to connect'), 'away'],
    ['no answer', new Error('Query read timeout'), 'away'],
    ['a certificate of nobody', coded('SELF_SIGNED_CERT_IN_CHAIN'), 'login'],
    ['no address that answers', new AggregateError([coded('ECONNREFUSED')], ''), 'away'],
    ['what is no error', 'nothing that we know', 'refused'],
  ] as const)('knows %s', (_, error, kind) => {
    expect(faultOf(error)).toMatchObject({ kind });
    expect(faultOf(faultOf(error)).kind).toBe(kind);
  });
});
