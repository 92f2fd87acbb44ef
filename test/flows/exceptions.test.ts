import { changeException, listExceptions } from '../../lib/flows/exceptions';
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
