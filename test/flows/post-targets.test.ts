import { approvePlans } from '../../lib/flows/approve-plans';
import { type FlowContext, type PostingRoute, type TargetItem } from '../../lib/flows/flow-context';
import { mapItem } from '../../lib/flows/map-orders';
import { postTargets } from '../../lib/flows/post-targets';
import { accountMapping } from '../../lib/posting/account-mapping';
import type { Order } from '../../lib/commerce/order';
import { STORE_ID } from '../support/memory-shop';
import { River } from '../support/river';
import { smallOrder } from '../support/small-order';

const options = { leaseSeconds: 60, maxAttempts: 5, keepPersonalData: false };

const targetOf = (river: River, order: Order): TargetItem => {
  const result = mapItem(order, { policy: river.policy, platform: 'memory', storeId: STORE_ID });
  if (!('mapped' in result)) throw new Error(JSON.stringify(result.held));
  return result.mapped;
};

const post = (
  river: River,
  orders: readonly Order[],
  mode: PostingRoute['mode'] = 'live',
  context: FlowContext = river.context(),
) =>
  postTargets(
    context,
    river.posting(undefined, mode),
    orders.map((order) => targetOf(river, order)),
    options,
  );

const sale = (cents: number, more: Partial<Parameters<typeof smallOrder>[0]> = {}) =>
  smallOrder({ id: '7', cents, paid: true, ...more });

describe('posting by difference', () => {
  test('an order that changed after it was posted yields a delta that points at the first', async () => {
    const river = await River.open();
    await post(river, [sale(1000)]);
    const [result] = await post(river, [sale(1500, { updatedAt: '2026-02-12T10:00:00Z' })]);
    expect(result).toMatchObject({
      posted: {
        outcome: 'posted',
        plans: [
          { kind: 'delta', corrects: expect.stringMatching(/sale:1#1$/), total: '5.50', date: '2026-02-12' },
        ],
      },
    });
    expect(river.ledger.records.at(-1)?.lines).toHaveLength(3);
  });

  test('a replay yields nothing', async () => {
    const river = await River.open();
    await post(river, [sale(1000)]);
    expect(await post(river, [sale(1000)])).toMatchObject([{ posted: { outcome: 'unchanged', plans: [] } }]);
    expect(river.ledger.records).toHaveLength(1);
  });

  test('a cancelled order is reversed exactly, on the day of the cancellation', async () => {
    const river = await River.open({ postingTrigger: 'creation' });
    await post(river, [sale(1000, { paid: false })]);
    const cancelled = sale(1000, { paid: false, state: 'cancelled', updatedAt: '2026-02-15T08:00:00Z' });
    expect(await post(river, [cancelled])).toMatchObject([
      { posted: { plans: [{ kind: 'reversal', date: '2026-02-15' }] } },
    ]);
    expect(river.ledger.balances()).toEqual({});
  });

  test('there and back again: each change is an entry of its own, and the net is right', async () => {
    const river = await River.open();
    for (const cents of [1000, 1500, 1000, 700]) await post(river, [sale(cents)]);
    expect(river.ledger.records).toHaveLength(4);
    expect(river.ledger.twice()).toEqual([]);
    expect(river.ledger.balances()).toMatchObject({ 'sales EUR': '-7.00', 'clearing:stripe EUR': '7.70' });
  });

  test('the same order twice in one batch is posted once', async () => {
    const river = await River.open();
    const results = await post(river, [sale(1000), sale(1000)]);
    expect(results.map((result) => 'posted' in result && result.posted.outcome)).toEqual([
      'posted',
      'unchanged',
    ]);
  });

  test('a policy may keep corrections on the original date', async () => {
    const river = await River.open({ correctionDate: 'original' });
    await post(river, [sale(1000)]);
    const [result] = await post(river, [sale(1500, { updatedAt: '2026-02-12T10:00:00Z' })]);
    expect(result).toMatchObject({ posted: { plans: [{ date: '2026-02-10' }] } });
  });

  test('an order that changed its currency is held, not mixed', async () => {
    const river = await River.open();
    await post(river, [sale(1000)]);
    expect(await post(river, [{ ...sale(1000), currency: 'USD' }])).toMatchObject([
      { held: { problems: [{ code: 'currency_changed' }] } },
    ]);
  });
});

describe('the account mapping', () => {
  test('one account without a ledger account holds the plan and says which', async () => {
    const river = await River.open();
    const route = {
      ...river.posting(),
      mapping: accountMapping(
        [
          { logical: 'sales', ledgerAccount: '4000' },
          { logical: 'clearing:*', ledgerAccount: '1200' },
        ],
        () => false,
      ),
    };
    const results = await postTargets(river.context(), route, [targetOf(river, sale(1000))], options);
    expect(results).toMatchObject([
      {
        held: {
          stage: 'post',
          problems: [{ code: 'account_not_mapped', message: expect.stringContaining('tax:DE-19') }],
        },
      },
    ]);
    expect(river.ledger.records).toEqual([]);
    expect(await river.store.getPlans({})).toEqual([]);
  });

  test('a correction goes where the original went, whatever the mapping says today', async () => {
    const river = await River.open();
    await post(river, [sale(1000)]);
    const route = {
      ...river.posting(),
      mapping: accountMapping([{ logical: '*', ledgerAccount: 'elsewhere' }], () => false),
    };
    await postTargets(river.context(), route, [targetOf(river, sale(400))], options);
    expect(river.ledger.balances()).toMatchObject({ 'sales EUR': '-4.00' });
  });
});

describe('modes', () => {
  test('shadow says what it would post, and writes nothing', async () => {
    const river = await River.open();
    expect(await post(river, [sale(1000)], 'shadow')).toMatchObject([
      { posted: { outcome: 'would_post', plans: [{ state: 'would_post', total: '11.00' }] } },
    ]);
    expect([river.ledger.sends, (await river.store.getPlans({})).length]).toEqual([0, 0]);
  });

  test('hold writes plans and sends nothing until they are approved', async () => {
    const river = await River.open();
    expect(await post(river, [sale(1000)], 'hold')).toMatchObject([
      { posted: { outcome: 'planned', plans: [{ state: 'planned' }] } },
    ]);
    expect(await post(river, [sale(1000)], 'hold')).toMatchObject([{ posted: { outcome: 'planned' } }]);
    expect(river.ledger.sends).toBe(0);
    const approved = await approvePlans(
      river.context(),
      river.posting(),
      { platform: 'memory', storeId: STORE_ID },
      options,
    );
    expect(approved).toMatchObject([{ recordId: 'R1' }]);
    expect(await post(river, [sale(1000)], 'hold')).toMatchObject([{ posted: { outcome: 'unchanged' } }]);
  });
});

test('every plan keeps what support needs: source, version, hash, record and the order as it was', async () => {
  const river = await River.open();
  const order = {
    ...sale(1000),
    customer: { id: '12', name: 'Ann Ex', email: 'ann@example.test', country: 'DE' },
  };
  await post(river, [order]);
  const [plan] = await river.store.getPlans({ recordId: 'R1' });
  expect(plan).toMatchObject({
    platform: 'memory',
    storeId: STORE_ID,
    orderId: '7',
    sourceUpdatedAt: '2026-02-10T10:00:00Z',
    destination: 'test:main',
    state: 'posted',
    shortKey: expect.stringMatching(/^CL-/),
    transformationVersion: expect.stringMatching(/^3\+[0-9a-f]{12}$/),
  });
  const snapshot = await river.store.getSnapshot(plan?.snapshotHash as string);
  expect(snapshot?.order).not.toContain('Ann');
  expect(snapshot?.order).not.toContain('example.test');
  expect(JSON.parse(snapshot?.order as string)).toMatchObject({ claims: { total: { amount: '11.00' } } });
  expect(JSON.parse(plan?.explanations as string)[0]).toMatchObject({
    pointers: expect.any(Array),
    arithmetic: expect.any(String),
  });
});

test('when the store breaks down in the middle, the orders stay due', async () => {
  const river = await River.open();
  river.shop.put(sale(1000));
  await river.deliver('7', 'd1');
  const broken = new Proxy(river.store, {
    get: (store, name) =>
      name === 'planOrders'
        ? async () => {
            throw new Error('disk full');
          }
        : (Reflect.get(store, name).bind?.(store) ?? Reflect.get(store, name)),
  });
  const { fetchDue } = await import('../../lib/flows/fetch-due');
  const { orders } = await fetchDue(river.context(), river.route(), {
    limit: 10,
    leaseSeconds: 60,
    maxAttempts: 3,
  });
  const item = orders[0];
  const target = { ...targetOf(river, sale(1000)), ticket: item?.ticket };
  await expect(
    postTargets({ ...river.context(), store: broken }, river.posting(), [target], options),
  ).rejects.toThrow('disk full (1 orders stay due)');
  await river.settle();
  expect(river.ledger.balances()).toEqual(river.expected());
});

describe('a run that was overtaken', () => {
  const older = sale(1000);
  const newer = sale(1500, { updatedAt: '2026-02-12T10:00:00Z' });

  test('does not post the older state of an order over the newer one', async () => {
    const river = await River.open();
    await post(river, [newer]);
    expect(await post(river, [older])).toMatchObject([
      { held: { state: 'retrying', problems: [{ message: expect.stringContaining('newer state') }] } },
    ]);
    expect(river.ledger.balances()).toMatchObject({ 'sales EUR': '-15.00' });
  });

  test('leaves the ledger at the final state, though its lease ran out while it mapped', async () => {
    const river = await River.open();
    river.shop.put(older);
    await river.deliver('7', 'd1');
    const { fetchDue } = await import('../../lib/flows/fetch-due');
    const { orders } = await fetchDue(river.context(), river.route(), {
      limit: 1,
      leaseSeconds: 60,
      maxAttempts: 3,
    });
    river.shop.put(newer);
    await river.deliver('7', 'd2');
    river.clock.advance(61_000);
    await river.run();
    const slow = { ...targetOf(river, older), ticket: orders[0]?.ticket };
    await postTargets(river.context(), river.posting(), [slow], options);
    expect(river.ledger.balances()).toEqual(river.expected());
    await river.settle();
    expect(river.ledger.balances()).toEqual(river.expected());
  });
});
