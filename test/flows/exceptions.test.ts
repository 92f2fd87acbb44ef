import { changeException, getException, listExceptions } from '../../lib/flows/exceptions';
import { fetchOrders } from '../../lib/flows/fetch-due';
import { mapItem } from '../../lib/flows/map-orders';
import { postTargets } from '../../lib/flows/post-targets';
import { replayExceptions } from '../../lib/flows/replay-exceptions';
import { STORE_ID } from '../support/memory-shop';
import { River } from '../support/river';
import { smallOrder } from '../support/small-order';

const HOUR = 3_600_000;

/** Order 5 is held: its total lies. */
const lying = async () => {
  const river = await River.open();
  const order = smallOrder({ id: '5', cents: 5000, paid: true });
  river.shop.put({ ...order, claims: { ...order.claims, total: { amount: '99.99', pointers: ['/total'] } } });
  await river.sweep();
  await river.run();
  const [found] = await listExceptions(river.context(), {});
  if (!found) throw new Error('no exception');
  return { river, id: found.id };
};

const workOf = async (river: River) =>
  (await river.store.listWork({ objectId: '5' })).map(({ state }) => state);

test('an exception is listed with its order, its reason and its age in hours', async () => {
  const { river } = await lying();
  river.clock.advance(49.9 * HOUR);
  const [row] = await listExceptions(river.context(), { storeId: STORE_ID });
  expect(row).toMatchObject({
    objectId: '5',
    stage: 'map',
    code: 'source_totals_mismatch',
    state: 'open',
    ageHours: 49,
    seen: 1,
  });
});

test('assigning names an owner; the order stays held', async () => {
  const { river, id } = await lying();
  expect(
    await changeException(river.context(), id, { action: 'assign', owner: 'Ada', note: 'asks the shop' }),
  ).toMatchObject({
    owner: 'Ada',
    note: 'asks the shop',
    state: 'open',
  });
  expect(await workOf(river)).toEqual(['held']);
});

test('held exceptions are listed still, resolved ones only when asked for', async () => {
  const { river, id } = await lying();
  await changeException(river.context(), id, { action: 'hold' });
  expect((await listExceptions(river.context(), {})).map(({ state }) => state)).toEqual(['held']);
  await changeException(river.context(), id, { action: 'resolve', note: 'The shop voided the order.' });
  expect(await listExceptions(river.context(), {})).toEqual([]);
  expect(await listExceptions(river.context(), { states: ['resolved'] })).toMatchObject([
    { note: expect.stringContaining('voided') as string },
  ]);
});

test('retrying makes the order due; the exception is open until the order goes through', async () => {
  const { river, id } = await lying();
  await changeException(river.context(), id, { action: 'retry', note: 'total corrected' });
  expect(await workOf(river)).toEqual(['due']);
  await river.run();
  expect((await listExceptions(river.context(), {})).map(({ state, note }) => [state, note])).toEqual([
    ['open', expect.stringContaining('total corrected Retried 2026-03-01T12:00:00.000Z by test/1.')],
  ]);
  river.shop.put(smallOrder({ id: '5', cents: 5000, paid: true }));
  await changeException(river.context(), id, { action: 'retry' });
  await river.run();
  expect(await workOf(river)).toEqual(['done']);
  expect(await listExceptions(river.context(), {})).toEqual([]);
  expect(river.ledger.balances()).toEqual(river.expected());
});

test('every change stands in the audit log with who made it', async () => {
  const { river, id } = await lying();
  const ada = { ...river.context(), actor: 'Ada' };
  await changeException(ada, id, { action: 'assign', owner: 'Ada' });
  await changeException(ada, id, { action: 'retry' });
  await changeException(ada, id, { action: 'resolve', note: 'done' });
  const rows = await river.store.listAudit({ limit: 100 });
  expect(rows.filter(({ actor }) => actor === 'Ada').map(({ subject }) => subject)).toEqual([
    `exception:${id}`,
    `memory:${STORE_ID}:5`,
    `exception:${id}`,
    `exception:${id}`,
  ]);
  expect(await river.store.verifyAudit()).toEqual({ rows: rows.length });
});

test('there is nothing to change under a number that no exception has', async () => {
  const { river } = await lying();
  expect(await changeException(river.context(), 4711, { action: 'retry' })).toBeUndefined();
});

const raise = async (river: River, objectId: string, code: string, more: object = {}) => {
  const exception = {
    pipeline: 'main',
    platform: 'memory',
    storeId: STORE_ID,
    stream: 'orders',
    objectId,
    stage: 'post',
    code,
    message: `Order ${objectId}: ${code}.`,
  } as const;
  const actor = { at: river.clock.now().toISOString(), actor: 'test/1' };
  await river.store.raiseExceptions([{ ...exception, ...more }], actor);
};

test('the worst stand first, of equally bad ones the oldest, each with what to do and whose desk it is on', async () => {
  const river = await River.open();
  await raise(river, '1', 'account_not_mapped');
  river.clock.advance(HOUR);
  for (const [id, code] of [
    ['2', 'ledger_record_differs'],
    ['3', 'account_not_mapped'],
    ['4', 'will_retry'],
  ] as const)
    await raise(river, id, code);
  const rows = await listExceptions(river.context(), {});
  expect(rows.map(({ objectId, severity, desk }) => [objectId, severity, desk])).toEqual([
    ['2', 'critical', 'finance'],
    ['1', 'error', 'finance'],
    ['3', 'error', 'finance'],
    ['4', 'warning', 'operations'],
  ]);
  expect(rows[1]?.suggestedAction).toBe('Map the account in the Accounting Poster, then retry.');
  expect(await listExceptions(river.context(), {}, 2)).toHaveLength(2);
});

test('exceptions are found by severity, by age, and by who has them or would have them', async () => {
  const river = await River.open();
  await raise(river, '1', 'account_not_mapped');
  river.clock.advance(5 * HOUR);
  await raise(river, '2', 'dead_letter');
  const ids = async (filter: Parameters<typeof listExceptions>[1]) =>
    (await listExceptions(river.context(), filter)).map(({ objectId }) => objectId);
  const [first] = await listExceptions(river.context(), {});
  expect(await ids({ severities: ['critical'] })).toEqual([]);
  expect(await ids({ severities: ['error'], olderThanHours: 5 })).toEqual(['1']);
  expect(await ids({ owner: 'finance' })).toEqual(['1']);
  expect(await ids({ owner: 'Operations' })).toEqual(['2']);
  await changeException(river.context(), first!.id, { action: 'assign', owner: 'Ada' });
  expect(await ids({ owner: 'ada' })).toEqual(['1']);
  expect(await ids({ owner: 'finance' })).toEqual([]);
});

test('what people say is a thread, cleaned of what does not print, and shown with the exception', async () => {
  const { river, id } = await lying();
  const ada = { ...river.context(), actor: 'Ada' };
  await changeException(ada, id, { action: 'comment', note: 'asked\nthe \u202eshop' });
  river.clock.advance(HOUR);
  await changeException({ ...ada, actor: 'Bob' }, id, { action: 'hold', note: 'until Monday' });
  const found = await getException(river.context(), id);
  expect(found?.comments.map(({ actor, text }) => `${actor}: ${text}`)).toEqual([
    'Ada: asked the  shop',
    'Bob: until Monday',
  ]);
  expect(await getException(river.context(), 4711)).toBeUndefined();
});

test('ignoring needs a reason, holds while the order says the same, and ends when it says something else', async () => {
  const { river, id } = await lying();
  await expect(changeException(river.context(), id, { action: 'ignore', note: ' \n' })).rejects.toThrow(
    'reason to ignore is empty',
  );
  await changeException(river.context(), id, { action: 'ignore', note: 'a gift of the house' });
  await river.deliver('5', 'again');
  await river.run();
  expect(await listExceptions(river.context(), {})).toEqual([]);
  expect(await listExceptions(river.context(), { states: ['ignored'] })).toMatchObject([{ id, seen: 2 }]);
  const order = smallOrder({ id: '5', cents: 5000, paid: true });
  river.shop.put({ ...order, claims: { ...order.claims, total: { amount: '11.11', pointers: ['/total'] } } });
  await river.deliver('5', 'changed');
  await river.run();
  expect(await listExceptions(river.context(), {})).toMatchObject([
    { state: 'open', message: expect.stringContaining('11.11') as string },
  ]);
});

test('many are replayed at once by what they have in common, after a count', async () => {
  const river = await River.open();
  for (const id of ['1', '2', '3']) river.shop.put(smallOrder({ id, cents: 1000, paid: true }));
  for (const id of ['1', '2']) await raise(river, id, 'account_not_mapped');
  await raise(river, '3', 'validation');
  await raise(river, 'book:main', 'account_not_mapped', { stream: 'destinations' });
  const filter = { code: 'account_not_mapped' };
  const count = { exceptions: 3, orders: 2, byCode: { account_not_mapped: 3 } };
  const context = river.context();
  expect(await replayExceptions(context, filter, { dryRun: true })).toEqual({ dryRun: true, ...count });
  expect(await river.store.listWork({})).toEqual([]);
  expect(await replayExceptions(context, filter, { dryRun: false, note: 'mapped' })).toEqual({
    dryRun: false,
    ...count,
  });
  expect((await river.store.listWork({})).map(({ objectId, state }) => [objectId, state])).toEqual([
    ['1', 'due'],
    ['2', 'due'],
  ]);
  await river.run();
  expect((await listExceptions(context, {})).map(({ objectId }) => objectId)).toEqual(['3', 'book:main']);
  const audit = await river.store.listAudit({ limit: 100 });
  expect(audit.filter(({ action }) => action === 'work.replayed')).toHaveLength(2);
});

test('what a person holds is replayed in bulk only when it is asked for', async () => {
  const { river, id } = await lying();
  await changeException(river.context(), id, { action: 'hold' });
  const count = (states?: readonly ['held']) =>
    replayExceptions(river.context(), states ? { states } : {}, { dryRun: true });
  expect(await count()).toMatchObject({ exceptions: 0 });
  expect(await count(['held'])).toMatchObject({ exceptions: 1, orders: 1 });
});

test('an order that was held past the queue is retried in the pipelines of its store, and in no invented one', async () => {
  const river = await River.open();
  await raise(river, '9', 'validation', { pipeline: 'manual' });
  const [found] = await listExceptions(river.context(), {});
  await changeException(river.context(), found!.id, { action: 'retry' });
  expect(await river.store.listPipelines()).toEqual([]);
  await river.store.registerPipeline({ pipeline: 'main', platform: 'memory', storeId: STORE_ID });
  await changeException(river.context(), found!.id, { action: 'retry' });
  expect((await river.store.listWork({})).map(({ pipeline, objectId }) => [pipeline, objectId])).toEqual([
    ['main', '9'],
  ]);
});

test('an exception past the queue ends when its order, or its plan, goes through', async () => {
  const river = await River.open();
  river.shop.put(smallOrder({ id: '7', cents: 1000, paid: true }));
  await raise(river, '7', 'validation', { pipeline: 'manual' });
  await raise(river, '8', 'validation', { pipeline: 'manual' });
  const { orders } = await fetchOrders(river.route(), ['7']);
  const mapped = mapItem(orders[0]!, { policy: river.policy, platform: 'memory', storeId: STORE_ID });
  if (!('mapped' in mapped)) throw new Error('the small order does not map');
  const options = { leaseSeconds: 60, maxAttempts: 3, keepPersonalData: false };
  await postTargets(river.context(), river.posting(), [mapped.mapped], options);
  expect((await listExceptions(river.context(), {})).map(({ objectId }) => objectId)).toEqual(['8']);
});
