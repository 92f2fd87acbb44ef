import { erasePersonalData, pruneStore } from '../../lib/flows/erase';
import { auditActor, exportAudit } from '../../lib/flows/export-audit';
import { verifyAudit } from '../../lib/flows/audit';
import { traceOrder } from '../../lib/flows/trace';
import { STORE_ID } from '../support/memory-shop';
import { River } from '../support/river';
import { smallOrder } from '../support/small-order';

const store = { platform: 'memory', storeId: STORE_ID };
const DAY_MS = 86_400_000;

const traded = async (): Promise<River> => {
  const river = await River.open();
  for (const id of ['1', '2', '3']) river.shop.put(smallOrder({ id, cents: 1000, paid: true }));
  await river.settle();
  return river;
};

const withBuyer = async (river: River): Promise<void> => {
  const customer = { id: '77', name: 'Ada Lovelace', email: 'ada@example.test' };
  const order = JSON.stringify({ ...smallOrder({ id: '1', cents: 1000, paid: true }), customer });
  await river.store.saveSnapshots([
    { ...store, orderId: '1', hash: 'h', sourceUpdatedAt: '2026-03-02T00:00:00Z', order },
  ]);
};

test('a dry run says what would go and changes nothing; the run itself says what went; neither names the buyer', async () => {
  const river = await traded();
  await withBuyer(river);
  const request = { ...store, email: 'ADA@example.test', dryRun: true };
  const looked = await erasePersonalData(river.context(), request);
  expect(looked).toMatchObject({
    dryRun: true,
    orders: 1,
    orderIds: ['1'],
    snapshots: 1,
    message: expect.stringContaining('Would take') as string,
  });
  expect((await river.store.getSnapshot('h'))?.order).toContain('Lovelace');
  const erased = await erasePersonalData(river.context(), { ...request, dryRun: false });
  expect(erased).toMatchObject({
    dryRun: false,
    snapshots: 1,
    message: expect.stringContaining('Took') as string,
  });
  expect(JSON.stringify([looked, erased])).not.toMatch(/ada@|lovelace/i);
  expect((await river.store.getSnapshot('h'))?.order).not.toContain('Lovelace');
});

test('after it the order is traced as before, the chain holds, and a sweep posts nothing', async () => {
  const river = await traded();
  await withBuyer(river);
  const before = await traceOrder(river.context(), { ...store, orderId: '1' });
  await erasePersonalData(river.context(), { ...store, customerId: '77', dryRun: false });
  const [after] = await traceOrder(river.context(), { ...store, orderId: '1' });
  expect(after?.plans).toEqual(before[0]?.plans);
  expect(await verifyAudit(river.context())).toMatchObject({ intact: true });
  const records = river.ledger.records.length;
  for (const id of ['1', '2', '3']) await river.deliver(id, `again ${id}`);
  await river.settle();
  expect(river.ledger.records).toHaveLength(records);
});

test('nobody who is not there is erased, and the answer says so', async () => {
  const river = await traded();
  const result = await erasePersonalData(river.context(), { ...store, customerId: 'nobody', dryRun: false });
  expect(result).toMatchObject({
    orders: 0,
    snapshots: 0,
    message: expect.stringContaining('Nothing is kept') as string,
  });
});

test('pruning goes on until nothing old is left, is audited once, and leaves the trace as it was', async () => {
  const river = await traded();
  for (let index = 0; index < 30; index++) await river.deliver('1', `d${index}`);
  await river.settle();
  const before = await traceOrder(river.context(), { ...store, orderId: '1' });
  river.clock.advance(100 * DAY_MS);
  const pruned = await pruneStore(river.context(), { ...store, days: 90 });
  expect(pruned.deliveries).toBeGreaterThan(25);
  const [after] = await traceOrder(river.context(), { ...store, orderId: '1' });
  expect(after?.plans.map(({ key, state, recordId }) => [key, state, recordId])).toEqual(
    before[0]?.plans.map(({ key, state, recordId }) => [key, state, recordId]),
  );
  const rows = await river.store.listAudit({ limit: 100 });
  expect(rows.filter(({ action }) => action === 'store.pruned')).toHaveLength(1);
  expect(await verifyAudit(river.context())).toMatchObject({ intact: true });
});

test.each([
  ['Books/42', { workflow: 'Books', execution: '42' }],
  ['Books', { workflow: 'Books' }],
  ['EU/Books/42', { workflow: 'EU/Books', execution: '42' }],
  ['Ada (by Books/42)', { person: 'Ada', workflow: 'Books', execution: '42' }],
])('%s is told apart', (actor, parts) => {
  expect(auditActor(actor)).toEqual(parts);
});

test('an export holds every row once, in pages, with all that its hash is made of', async () => {
  const river = await River.open();
  for (let index = 0; index < 2345; index++)
    await river.store.noteInAudit(
      { action: 'a', subject: `s${index % 7}`, detail: { n: index, odd: '=1+1; "x"' } },
      { at: '2026-03-01T00:00:00Z', actor: `Books/${index}` },
    );
  const pieces: string[] = [];
  for await (const piece of exportAudit(river.context(), { format: 'json-lines' }).text) pieces.push(piece);
  expect(pieces.length).toBe(3);
  const rows = pieces
    .join('')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { id: number; execution: string });
  expect(rows.map(({ id }) => id)).toEqual(Array.from({ length: 2345 }, (_, index) => index + 1));
  expect(rows[7]).toMatchObject({
    workflow: 'Books',
    execution: '7',
    detail: '{"n":7,"odd":"=1+1; \\"x\\""}',
  });
  let csv = '';
  const file = exportAudit(river.context(), { format: 'csv', afterId: 2340 });
  for await (const piece of file.text) csv += piece;
  expect(file.fileName).toBe('cart-ledger-audit-2026-03-01.csv');
  expect(csv.trimEnd().split('\r\n')).toHaveLength(6);
});
