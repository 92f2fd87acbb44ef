import { health } from '../../lib/flows/health';
import { reconcile } from '../../lib/flows/reconcile';
import { STORE_ID } from '../support/memory-shop';
import { River } from '../support/river';
import { smallOrder } from '../support/small-order';

const MINUTE = 60_000;

const traded = async (ids = ['1', '2', '3']) => {
  const river = await River.open();
  for (const id of ids)
    river.shop.put(smallOrder({ id, cents: 1000, paid: true, updatedAt: '2026-03-01T11:59:00Z' }));
  await river.sweep();
  await river.run();
  return river;
};

const reconciled = (river: River) =>
  reconcile(river.context(), {
    route: river.route(),
    destination: river.ledger,
    policy: river.policy,
    from: '2026-02-01',
    to: '2026-02-28',
  });

const told = async (river: River) => {
  const [store] = await health(river.context());
  return {
    complete: store?.complete,
    reasons: store?.reasons.map(({ code, count }) => [code, count]),
    warnings: store?.warnings.map(({ code }) => code),
  };
};

test('nothing is told of stores that no pipeline reads', async () => {
  expect(await health((await River.open()).context())).toEqual([]);
});

test('a store whose orders are all posted and reconciled is complete', async () => {
  const river = await traded();
  await reconciled(river);
  expect(await told(river)).toEqual({ complete: true, reasons: [], warnings: [] });
  const [store] = await health(river.context());
  expect(store).toMatchObject({
    platform: 'memory',
    storeId: STORE_ID,
    pipeline: 'main',
    lagSeconds: 0,
    figures: { work: { done: 3 } },
  });
});

test('webhooks alone, without a sweep, leave open what they lost', async () => {
  const river = await River.open();
  river.shop.put(smallOrder({ id: '1', cents: 1000, paid: true }));
  await river.deliver('1', 'd1');
  await river.run();
  expect((await told(river)).reasons).toEqual([['never_swept', undefined]]);
});

test('a schedule that stopped shows as a late sweep, and the order that came meanwhile as waiting', async () => {
  const river = await traded();
  river.clock.advance(40 * MINUTE);
  await river.deliver('1', 'd1');
  river.clock.advance(21 * MINUTE);
  expect((await told(river)).reasons).toEqual([
    ['sweep_late', undefined],
    ['orders_waiting', 1],
  ]);
  expect((await health(river.context()))[0]?.lagSeconds).toBe(21 * 60);
});

test('a held order is named with the code of its exception', async () => {
  const river = await traded();
  const order = smallOrder({ id: '5', cents: 5000, paid: true, updatedAt: '2026-03-01T11:59:30Z' });
  river.shop.put({ ...order, claims: { ...order.claims, total: { amount: '99.99', pointers: ['/total'] } } });
  await river.sweep();
  await river.run();
  expect((await told(river)).reasons).toEqual([
    ['orders_held', 1],
    ['exceptions_open', 1],
  ]);
  const [store] = await health(river.context());
  expect(store?.reasons[1]?.message).toBe('1 exception is open: source_totals_mismatch (1).');
});

test('a ledger whose answer was lost leaves a plan unconfirmed', async () => {
  const river = await River.open();
  river.ledger.faults.push('answer_lost_after');
  river.shop.put(smallOrder({ id: '1', cents: 1000, paid: true }));
  await river.sweep();
  await river.run();
  expect(await told(river)).toMatchObject({
    complete: false,
    reasons: [['plans_unconfirmed', 1]],
    warnings: ['orders_retrying', 'never_reconciled'],
  });
});

test('a plan that the ledger refused counts until a later one made it needless', async () => {
  const river = await River.open();
  river.ledger.faults.push('validation');
  river.shop.put(smallOrder({ id: '1', cents: 1000, paid: true }));
  await river.sweep();
  await river.run();
  expect((await told(river)).reasons).toEqual([
    ['orders_held', 1],
    ['plans_rejected', 1],
    ['exceptions_open', 1],
  ]);
  river.shop.put(smallOrder({ id: '1', cents: 1200, paid: true, updatedAt: '2026-03-01T11:59:30Z' }));
  await river.deliver('1', 'd2');
  await river.run();
  expect((await river.store.getPlans({})).map(({ state }) => state).sort()).toEqual(['posted', 'rejected']);
  expect((await told(river)).reasons).toEqual([]);
});

test('a lost webhook that only the reconciliation found makes the store incomplete until it is mended', async () => {
  const river = await traded();
  river.shop.put(smallOrder({ id: '9', cents: 900, paid: true }));
  await reconciled(river);
  expect((await told(river)).reasons).toEqual([['reconciliation_breaks', 1]]);
  await river.deliver('9', 'd9');
  await river.run();
  await reconciled(river);
  expect((await told(river)).complete).toBe(true);
});

test('deliveries with a bad signature are a warning, not missing money', async () => {
  const river = await traded();
  await reconciled(river);
  await river.store.countRefusedDelivery(
    { platform: 'memory', storeId: STORE_ID },
    'bad signature',
    '2026-03-01T11:00:00.000Z',
  );
  expect(await told(river)).toEqual({ complete: true, reasons: [], warnings: ['deliveries_refused'] });
});

test('the time from the change in the shop to the record is told', async () => {
  const river = await traded();
  await river.settle();
  const late = smallOrder({
    id: '4',
    cents: 1000,
    paid: true,
    placedAt: '2026-03-01T11:00:00Z',
    updatedAt: '2026-03-01T11:00:00Z',
  });
  river.shop.put({
    ...late,
    payments: late.payments.map((payment) => ({ ...payment, at: '2026-03-01T11:00:00Z' })),
  });
  await river.deliver('4', 'd4');
  await river.run();
  const [store] = await health(river.context());
  expect(store?.figures.syncSeconds).toMatchObject({ samples: 1 });
  expect(store?.figures.syncSeconds?.median).toBeGreaterThanOrEqual(3600);
});

test('incomplete stores come first, and one store can be asked for', async () => {
  const river = await traded();
  await reconciled(river);
  await river.store.registerPipeline({ pipeline: 'main', platform: 'memory', storeId: 'zzz.example' });
  const all = await health(river.context());
  expect(all.map(({ storeId, complete }) => `${storeId} ${complete}`)).toEqual([
    'zzz.example false',
    `${STORE_ID} true`,
  ]);
  expect(await health(river.context(), { storeId: STORE_ID })).toHaveLength(1);
  expect(await health(river.context(), { platform: 'other' })).toEqual([]);
});

test('a threshold that is given replaces the default', async () => {
  const river = await traded();
  river.clock.advance(10 * MINUTE);
  const [store] = await health(river.context(), { thresholds: { sweepMinutes: 5 } });
  expect(store?.reasons.map(({ code }) => code)).toEqual(['sweep_late']);
});
