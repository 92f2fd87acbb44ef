/** A clock that ran far ahead is set right: what it left behind must not wait until the world has caught up. */
import { openSqliteStore } from '../../lib/store/sqlite';
import type { TraceStore } from '../../lib/store/trace-store';
import {
  actor,
  clockAt,
  DESTINATION,
  lease,
  order,
  PIPELINE,
  planOf,
  STREAM,
} from '../contract/store-samples';
import { newSchema, openStoreIn } from '../support/postgres-store';
import { type PostgresServer, startPostgresServer } from '../support/postgres-server';

jest.setTimeout(60_000);

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgresServer();
});
afterAll(() => server.dispose());

const HOUR = 60;
const DAYS = 3 * 24 * HOUR;
const YEAR = 365 * 24 * HOUR;
const MAIN = { pipeline: 'main', platform: PIPELINE.platform, storeId: PIPELINE.storeId };

describe.each([
  ['SQLite', () => openSqliteStore(':memory:')],
  ['PostgreSQL', () => openStoreIn(server, { schema: newSchema() })],
] as const)('%s after its clock was set back', (_, open) => {
  let store: TraceStore;
  beforeEach(async () => {
    store = await open();
  });
  afterEach(() => store.close());

  const mark = (objectId: string, minute: number) =>
    store.markDue(PIPELINE, STREAM, [{ objectId }], actor(minute).at);
  const claim = async (minute: number, name: string) => {
    const tickets = await store.claimWork(PIPELINE, STREAM, lease(minute, name));
    return tickets.map(({ objectId }) => objectId);
  };

  it.each([
    ['a year', YEAR],
    ['two days', 48 * HOUR],
  ])('takes work that was due in %s as soon as a lease from now is over', async (_text, ahead) => {
    await mark('early', ahead);
    await mark('now', 0);
    expect(await claim(1, 'run-1')).toEqual(['now']);
    expect(await claim(10, 'run-2')).toEqual([]);
    expect(await claim(11, 'run-3')).toEqual(['early', 'now']);
  });

  it('takes over work that was claimed then, and its first owner can settle nothing', async () => {
    await mark('a', YEAR);
    const [lost] = await store.claimWork(PIPELINE, STREAM, lease(YEAR + 1, 'ahead'));
    expect(await claim(0, 'run-1')).toEqual([]);
    expect(await claim(9, 'run-2')).toEqual([]);
    expect(await claim(10, 'run-3')).toEqual(['a']);
    await store.completeWork(lost ? [lost] : [], actor(11));
    expect(await store.listWork(MAIN)).toMatchObject([{ state: 'claimed', objectId: 'a' }]);
  });

  it('takes over plans that were claimed then', async () => {
    const plan = planOf('1');
    await store.planOrders(DESTINATION, [order('1')], actor(YEAR).at, () => [plan]);
    const claimed = (minute: number, name: string) =>
      store.claimPlans(DESTINATION, [plan.key], { from: ['planned', 'claimed'], ...lease(minute, name) });
    expect(await claimed(YEAR, 'ahead')).toHaveLength(1);
    expect(await claimed(0, 'run-1')).toEqual([]);
    expect(await claimed(10, 'run-2')).toMatchObject([{ key: plan.key, attempts: 2 }]);
  });

  it('leaves to a later run what it claimed while this one stood still for days', async () => {
    await mark('a', 0);
    const plan = planOf('a');
    await store.planOrders(DESTINATION, [order('a')], actor(0).at, () => [plan]);
    const from = ['planned', 'claimed'] as const;
    expect(await store.claimWork(PIPELINE, STREAM, lease(DAYS, 'later'))).toHaveLength(1);
    expect(await store.claimPlans(DESTINATION, [plan.key], { from, ...lease(DAYS, 'later') })).toHaveLength(
      1,
    );
    const before = await store.listWork(MAIN);

    const stale = { ...lease(1, 'stale'), clock: clockAt(DAYS + 1) };
    expect(await store.claimWork(PIPELINE, STREAM, stale)).toEqual([]);
    expect(await store.claimPlans(DESTINATION, [plan.key], { from, ...stale })).toEqual([]);
    expect(await store.listWork(MAIN)).toEqual(before);
    expect(await claim(DAYS + 2, 'another')).toEqual([]);
    expect(await store.claimPlans(DESTINATION, [plan.key], { from, ...lease(DAYS + 2, 'another') })).toEqual(
      [],
    );
  });

  it('leaves to another run what seemed free before the clock was set back', async () => {
    await mark('a', 0);
    const plan = planOf('a');
    await store.planOrders(DESTINATION, [order('a')], actor(0).at, () => [plan]);
    const from = ['planned', 'claimed'] as const;
    await store.claimWork(PIPELINE, STREAM, lease(1, 'run-1'));
    await store.claimPlans(DESTINATION, [plan.key], { from, ...lease(1, 'run-1') });
    const readBefore = { ...lease(HOUR, 'run-2'), clock: clockAt(2) };
    expect(await store.claimWork(PIPELINE, STREAM, readBefore)).toEqual([]);
    expect(await store.claimPlans(DESTINATION, [plan.key], { from, ...readBefore })).toEqual([]);
  });

  it('believes a wait of a day, which a vendor may ask for, and a lease of two', async () => {
    await mark('quota', 0);
    const tickets = await store.claimWork(PIPELINE, STREAM, lease(0, 'run-1'));
    const dueAt = actor(24 * HOUR).at;
    await store.failWork(tickets, { message: 'quota', dueAt, dead: false }, actor(1));
    expect(await claim(2, 'run-2')).toEqual([]);
    expect(await store.listWork(MAIN)).toMatchObject([{ state: 'due', dueAt }]);

    const long = { ...lease(24 * HOUR, 'run-3'), leaseUntil: actor(72 * HOUR).at };
    expect(await store.claimWork(PIPELINE, STREAM, long)).toHaveLength(1);
    expect(await store.claimWork(PIPELINE, STREAM, { ...long, claim: 'run-4' })).toEqual([]);
    expect(await store.listWork(MAIN)).toMatchObject([{ state: 'claimed', leaseUntil: long.leaseUntil }]);
  });
});
