import { replayBreaks, reconcile } from '../../lib/flows/reconcile';
import { traceOrder } from '../../lib/flows/trace';
import { STORE_ID } from '../support/memory-shop';
import { River } from '../support/river';
import { smallOrder } from '../support/small-order';

const LATER = '2026-02-20T10:00:00Z';

/** Order 1 sold, then refunded in part; order 2 sold. */
const told = async () => {
  const river = await River.open();
  river.shop.put(smallOrder({ id: '1', cents: 1000, paid: true }));
  river.shop.put(smallOrder({ id: '2', cents: 2000, paid: true }));
  await river.settle();
  river.shop.put(smallOrder({ id: '1', cents: 1500, paid: true, refundedCents: 400, updatedAt: LATER }));
  await river.settle();
  return river;
};

test('an order leads to every ledger record, with its lines, pointers, rule and arithmetic', async () => {
  const river = await told();
  const [trace, ...others] = await traceOrder(river.context(), {
    platform: 'memory',
    storeId: STORE_ID,
    orderId: '1',
  });
  expect(others).toEqual([]);
  expect(trace).toMatchObject({ platform: 'memory', storeId: STORE_ID, orderId: '1', number: '1' });
  expect(
    trace?.plans.map(({ event, kind, state, recordId, asked }) => ({ event, kind, state, recordId, asked })),
  ).toEqual(
    expect.arrayContaining([
      { event: 'sale', kind: 'entry', state: 'posted', recordId: 'R1', asked: true },
      { event: 'sale', kind: 'delta', state: 'posted', recordId: expect.any(String) as string, asked: true },
      {
        event: 'refund',
        kind: 'entry',
        state: 'posted',
        recordId: expect.any(String) as string,
        asked: true,
      },
    ]),
  );
  const sale = trace?.plans.find(({ recordId }) => recordId === 'R1');
  expect(sale?.lines.find(({ logicalAccount }) => logicalAccount === 'sales')).toMatchObject({
    ledgerAccount: 'sales',
    credit: '10.00',
    explanation: { rule: expect.stringContaining('sale') as string, pointers: ['/lines/0/amount'] },
  });
  for (const { lines } of trace?.plans ?? [])
    for (const { explanation } of lines) expect(explanation?.arithmetic).toBeTruthy();
  expect(sale).toMatchObject({
    sourceUpdatedAt: '2026-02-10T10:00:00Z',
    transformationVersion: expect.stringMatching(/^3\+[0-9a-f]{12}$/) as string,
    contentHash: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
    attempts: [expect.objectContaining({ outcome: 'posted' })],
  });
});

test('each plan shows the order as it was when it was planned, and the trace the order as it is', async () => {
  const river = await told();
  const [trace] = await traceOrder(river.context(), { orderId: '1' });
  const first = trace?.plans.find(({ recordId }) => recordId === 'R1');
  expect(first?.snapshot).toMatchObject({ lines: [{ amount: '10.00' }], refunds: [] });
  expect(trace?.order).toMatchObject({ source: { updatedAt: LATER }, lines: [{ amount: '15.00' }] });
});

test('a ledger record leads back to its order, and to what else became of it', async () => {
  const river = await told();
  const [trace, ...others] = await traceOrder(river.context(), { destination: 'test:main', recordId: 'R2' });
  expect(others).toEqual([]);
  expect(trace?.orderId).toBe('2');
  const [first] = await traceOrder(river.context(), { recordId: 'R1' });
  expect(first?.orderId).toBe('1');
  expect(first?.plans.filter(({ asked }) => asked).map(({ recordId }) => recordId)).toEqual(['R1']);
  expect(first?.plans.length).toBeGreaterThan(2);
  expect(await traceOrder(river.context(), { destination: 'book:other', recordId: 'R1' })).toEqual([]);
});

test("the reference on a ledger record, and an entry's key, lead there too", async () => {
  const river = await told();
  const key = river.ledger.records[0]?.key ?? '';
  const [byPlan] = await traceOrder(river.context(), { key });
  expect(byPlan?.plans.filter(({ asked }) => asked).map((plan) => plan.key)).toEqual([key]);
  const [byEntry] = await traceOrder(river.context(), { key: key.replace(/#1$/, '') });
  expect(byEntry?.plans.filter(({ asked }) => asked).map(({ kind }) => kind)).toEqual(['entry', 'delta']);
});

test('an order that never got as far as a plan shows its work, its exception and why', async () => {
  const river = await River.open();
  const order = smallOrder({ id: '5', cents: 5000, paid: true });
  river.shop.put({ ...order, claims: { ...order.claims, total: { amount: '99.99', pointers: ['/total'] } } });
  await river.settle();
  const [trace] = await traceOrder(river.context(), { orderId: '5' });
  expect(trace).toMatchObject({
    plans: [],
    work: [{ state: 'held' }],
    exceptions: [{ code: 'source_totals_mismatch', state: 'open' }],
  });
  expect(trace?.audit.map(({ action }) => action)).toContain('exception.opened');
});

test('a replay shows in the audit rows of the order, with who did it', async () => {
  const river = await told();
  river.shop.put(smallOrder({ id: '2', cents: 2500, paid: true, updatedAt: LATER }));
  const { breaks } = await reconcile(river.context(), {
    route: river.route(),
    destination: river.ledger,
    policy: river.policy,
    from: '2026-02-01',
    to: '2026-02-28',
  });
  await replayBreaks(river.context(), 'main', breaks);
  const [trace] = await traceOrder(river.context(), { orderId: '2' });
  expect(trace?.audit.map(({ action, actor }) => `${action} ${actor}`)).toEqual([
    'plan.posted test/1',
    'work.replayed test/1',
  ]);
});

test.each([
  { orderId: 'none' },
  { recordId: 'none' },
  { key: 'none' },
  { key: 'memory:shop.example:none:sale:1#1' },
])('nothing is found for %j', async (query) => {
  const river = await told();
  expect(await traceOrder(river.context(), query)).toEqual([]);
});

test('the same order id in two stores gives two traces', async () => {
  const river = await told();
  await river.store.raiseExceptions(
    [
      {
        pipeline: 'main',
        platform: 'memory',
        storeId: 'other.example',
        stream: 'orders',
        objectId: '1',
        stage: 'fetch',
        code: 'order_gone',
        message: 'gone',
      },
    ],
    { at: '2026-03-01T00:00:00Z', actor: 'test' },
  );
  const traces = await traceOrder(river.context(), { orderId: '1' });
  expect(traces.map(({ storeId }) => storeId)).toEqual([STORE_ID, 'other.example']);
  expect(await traceOrder(river.context(), { storeId: 'other.example', orderId: '1' })).toHaveLength(1);
});
