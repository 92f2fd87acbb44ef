/** Workers on one PostgreSQL take from one budget. */
import type { OpenedStore } from '../../lib/store/sql-trace-store';
import { openPostgresStore } from '../../lib/store/postgres';
import { systemClock } from '../../scripts/support/axios-host';
import { type PostgresServer, startPostgresServer } from '../support/postgres-server';
import { loginTo, newSchema } from '../support/postgres-store';

const LIMIT = { requests: 10, seconds: 3600 };

let server: PostgresServer;
const stores: OpenedStore[] = [];

beforeAll(async () => {
  server = await startPostgresServer();
}, 600_000);
afterAll(async () => {
  for (const store of stores) await store.close();
  await server.stop();
});

const workers = async (count: number): Promise<readonly OpenedStore[]> => {
  const login = loginTo(server, { schema: newSchema() });
  for (let worker = 0; worker < count; worker++) stores.push(await openPostgresStore(login, systemClock));
  return stores.slice(-count);
};

test('three workers that ask at once get no more than the limit together', async () => {
  const [a, b, c] = (await workers(3)) as [OpenedStore, OpenedStore, OpenedStore];
  const waits = await Promise.all(
    Array.from({ length: 30 }, (_, index) =>
      ([a, b, c][index % 3] as OpenedStore).budgets.take('xero:1', LIMIT, 'live'),
    ),
  );
  expect(waits.filter((wait) => wait === 0)).toHaveLength(10);
  expect(Math.min(...waits.filter((wait) => wait > 0))).toBeGreaterThan(3_000_000);
});

test('the backfill of one worker leaves half to the live orders of another', async () => {
  const [a, b] = (await workers(2)) as [OpenedStore, OpenedStore];
  let backfilled = 0;
  let live = 0;
  for (let index = 0; index < 20; index++)
    if ((await a.budgets.take('k', LIMIT, 'backfill')) === 0) backfilled++;
  for (let index = 0; index < 20; index++) if ((await b.budgets.take('k', LIMIT, 'live')) === 0) live++;
  expect([backfilled, live]).toEqual([5, 5]);
});

test('what the vendor told one worker, all obey', async () => {
  const [a, b] = (await workers(2)) as [OpenedStore, OpenedStore];
  await a.budgets.pause('k', LIMIT, 60_000);
  expect(await b.budgets.take('k', LIMIT, 'live')).toBeGreaterThan(50_000);
});

test('a wait that no vendor asks for, left by a clock that ran ahead, is forgotten', async () => {
  const [a, b] = (await workers(2)) as [OpenedStore, OpenedStore];
  await a.budgets.pause('k', LIMIT, 365 * 86_400_000);
  await a.budgets.pause('other', LIMIT, 11 * 86_400_000);
  expect(await b.budgets.take('k', LIMIT, 'live')).toBe(0);
  expect(await b.budgets.take('other', LIMIT, 'live')).toBeGreaterThan(10 * 86_400_000);
});
