import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { listAudit, verifyAudit } from '../../lib/flows/audit';
import { openSqliteStore } from '../../lib/store/sqlite';
import type { FlowContext } from '../../lib/flows/flow-context';
import { River } from '../support/river';
import { smallOrder } from '../support/small-order';
import { silentLog, TestClock } from '../support/test-clock';

test('rows come in pages, and those of one plan by its key', async () => {
  const river = await River.open();
  for (const id of ['1', '2', '3']) river.shop.put(smallOrder({ id, cents: 1000, paid: true }));
  await river.settle();
  const first = await listAudit(river.context(), { limit: 2 });
  expect(first.map(({ id, action, actor }) => `${id} ${action} ${actor}`)).toEqual([
    '1 plan.posted test/1',
    '2 plan.posted test/1',
  ]);
  const rest = await listAudit(river.context(), { limit: 10, afterId: 2 });
  expect(rest.map(({ id }) => id)).toEqual([3]);
  const one = await listAudit(river.context(), { limit: 10, subject: 'memory:shop.example:2:sale:1#1' });
  expect(one.map(({ detail }) => detail)).toEqual([
    expect.objectContaining({ destination: 'test:main', recordId: 'R2' }),
  ]);
});

describe('tampering with the file', () => {
  const folders: string[] = [];
  afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true })));

  const audited = async (tamper: (database: DatabaseSync) => void): Promise<FlowContext> => {
    const folder = mkdtempSync(join(tmpdir(), 'audit-'));
    folders.push(folder);
    const file = join(folder, 'store.sqlite');
    const store = await openSqliteStore(file);
    const clock = new TestClock();
    for (let id = 1; id <= 5; id++)
      await store.replayWork(
        [
          {
            platform: 'memory',
            storeId: 'shop.example',
            stream: 'orders',
            objectId: String(id),
            pipeline: 'main',
          },
        ],
        { at: clock.now().toISOString(), actor: 'Ada' },
      );
    const database = new DatabaseSync(file);
    tamper(database);
    database.close();
    return { store, clock, log: silentLog, actor: 'Ada' };
  };

  test('is not there in an untouched log', async () => {
    const context = await audited(() => {});
    expect(await verifyAudit(context)).toEqual({
      intact: true,
      rows: 5,
      message: expect.stringContaining('All 5 rows') as string,
    });
    await context.store.close();
  });

  test('shows at the first row that is not as it was written', async () => {
    const context = await audited((database) => {
      database.exec(`drop trigger audit_no_update; update audit set actor = 'Mallory' where id = 3`);
    });
    expect(await verifyAudit(context)).toMatchObject({
      intact: false,
      brokenAt: 3,
      message: expect.stringContaining('Row 3') as string,
    });
    await context.store.close();
  });

  test('by the ordinary way is refused', async () => {
    await expect(audited((database) => database.exec('delete from audit'))).rejects.toThrow('append-only');
  });
});
