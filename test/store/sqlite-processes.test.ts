/** Several processes on one file, and processes that die. */
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createBook } from '../../lib/destinations/book';
import { openSqliteStore } from '../../lib/store/sqlite';
import { DESTINATION, lease, at, PIPELINE, STREAM } from '../contract/store-samples';
import { outputOf, startChild } from './child';

jest.setTimeout(60_000);

const folder = mkdtempSync(join(tmpdir(), 'cart-ledger-processes-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const marks = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ objectId: `order-${index}` }));

test('two stores on one file never hold the same order', async () => {
  const file = join(folder, 'two.db');
  const [one, two] = await Promise.all([openSqliteStore(file), openSqliteStore(file)]);
  await one.markDue(PIPELINE, STREAM, marks(200), at(0));
  const claims = await Promise.all(
    Array.from({ length: 40 }, (_, index) =>
      (index % 2 === 0 ? one : two).claimWork(PIPELINE, STREAM, lease(1, `run-${index}`, { limit: 5 })),
    ),
  );
  const held = claims.flat().map(({ objectId }) => objectId);
  expect(held).toHaveLength(200);
  expect(new Set(held).size).toBe(200);
  await Promise.all([one.close(), two.close()]);
  // One that blocked the process while it waits for the other would take ten seconds for every wait.
}, 8_000);

test('three processes work one queue off, each order once', async () => {
  const file = join(folder, 'three.db');
  const store = await openSqliteStore(file);
  await store.markDue(PIPELINE, STREAM, marks(1000), at(0));
  const outputs = await Promise.all(
    ['a', 'b', 'c'].map((name) => outputOf(startChild('claim-worker.ts', file, name))),
  );
  const claimed = outputs.flatMap((output) => JSON.parse(output) as readonly string[]);
  expect(claimed).toHaveLength(1000);
  expect(new Set(claimed).size).toBe(1000);
  expect(await store.countWork(PIPELINE)).toMatchObject({ done: 1000, due: 0, claimed: 0 });
  await store.close();
});

test('processes that open a new file at the same time all find it set up', async () => {
  const file = join(folder, 'new', 'store.db');
  const outputs = await Promise.all(
    ['a', 'b', 'c'].map((name) => outputOf(startChild('claim-worker.ts', file, name))),
  );
  expect(outputs).toEqual(['[]', '[]', '[]']);
});

test('a process that is killed in the middle of its work leaves a whole store, wherever it was', async () => {
  const file = join(folder, 'killed.db');
  for (let round = 0; round < 5; round++) {
    const child = startChild('book-worker.ts', file, String(round));
    await once(child.stdout!, 'data');
    // Long enough to be in the midst of a batch, never the same place twice.
    await new Promise((resolve) => setTimeout(resolve, 40 + 37 * round));
    child.kill('SIGKILL');
    await once(child, 'close');
    await expectWhole(file);
  }
});

/** What one dbTransaction wrote stands or falls together. */
const expectWhole = async (file: string): Promise<void> => {
  const store = await openSqliteStore(file);
  const book = createBook({
    storage: store,
    bookId: 'main',
    clock: { now: () => new Date(at(0)), sleep: async () => {} },
  });
  const posted = await store.getPlans({ destination: DESTINATION, states: ['posted'] });
  const plans = await store.getPlans({ destination: DESTINATION });
  expect(await store.verifyAudit()).toEqual({ rows: posted.length });
  expect(plans.length % 40).toBe(0);
  expect(posted.length % 40).toBe(0);
  expect(
    await store.listAttempts(
      DESTINATION,
      plans.map(({ key }) => key),
    ),
  ).toHaveLength(posted.length);
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
  const database = new DatabaseSync(file);
  expect(database.prepare('pragma integrity_check').all()).toEqual([{ integrity_check: 'ok' }]);
  expect(database.prepare('pragma foreign_key_check').all()).toEqual([]);
  database.close();
};
