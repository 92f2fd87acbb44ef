import { changeException, listExceptions } from '../../lib/flows/exceptions';
import { fetchDue } from '../../lib/flows/fetch-due';
import { mapItem } from '../../lib/flows/map-orders';
import { listModes, modeOf, setMode } from '../../lib/flows/modes';
import { type ModeChoice, postByMode } from '../../lib/flows/post-by-mode';
import { approveByOutput } from '../../lib/flows/post-by-output';
import { listWaitingPlans } from '../../lib/flows/waiting-plans';
import type { ModeRef, PostingMode, StoreMode } from '../../lib/store/trace-store';
import { STORE_ID } from '../support/memory-shop';
import { River } from '../support/river';
import { smallOrder } from '../support/small-order';

const REF: ModeRef = { platform: 'memory', storeId: STORE_ID, destination: 'test:main' };
const LIMITS = { leaseSeconds: 60, maxAttempts: 5, keepPersonalData: false };

/** One run of the workflow, with the mode that the node names. */
const run = async (river: River, mode: ModeChoice = 'switched') => {
  const options = { limit: 100, leaseSeconds: 60, maxAttempts: 5 };
  const { orders } = await fetchDue(river.context(), river.route(), options);
  const targets = orders.flatMap((item) => {
    const result = mapItem(item, { policy: river.policy, platform: 'memory', storeId: STORE_ID });
    return 'mapped' in result ? [result.mapped] : [];
  });
  return postByMode(river.context(), { ...river.posting(), mode }, targets, LIMITS);
};

const switchTo = (river: River, mode: PostingMode, ref: Partial<ModeRef> = {}) =>
  setMode({ ...river.context(), actor: 'Ada' }, { ...REF, ...ref }, mode, 'March agrees');

const approve = (river: River, query: object = {}) =>
  approveByOutput(river.context(), river.posting(), { ...REF, ...query }, LIMITS);

const trading = async (...orders: readonly (readonly [id: string, cents: number])[]): Promise<River> => {
  const river = await River.open();
  for (const [id, cents] of orders) river.shop.put(smallOrder({ id, cents, paid: true }));
  await river.sweep();
  return river;
};

const edit = async (river: River, id: string, cents: number, delivery: string) => {
  river.clock.advance(60_000);
  const order = smallOrder({ id, cents, paid: true });
  const updatedAt = river.clock.now().toISOString();
  river.shop.put({ ...order, source: { ...order.source, updatedAt } });
  await river.deliver(id, delivery);
};

test('a store that nobody has switched posts nothing and says so', async () => {
  const river = await trading(['1', 1000]);
  expect(await run(river)).toMatchObject([
    { posted: { outcome: 'would_post', problems: [{ code: 'mode_not_set', severity: 'warning' }] } },
  ]);
  expect(river.ledger.sends).toBe(0);
});

test('going live posts what shadow mode only looked at, without anybody naming it', async () => {
  const river = await trading(['1', 1000], ['2', 2000]);
  await switchTo(river, 'shadow');
  expect(await run(river)).toMatchObject([
    { posted: { outcome: 'would_post', problems: [] } },
    { posted: { outcome: 'would_post' } },
  ]);
  expect(await listModes(river.context(), REF)).toMatchObject([
    { mode: 'shadow', shadowedOrders: 2, waitingPlans: 0, actor: 'Ada', reason: 'March agrees' },
  ]);
  expect(await switchTo(river, 'live')).toMatchObject({ before: 'shadow', mode: 'live', ordersDue: 2 });
  await run(river);
  expect(river.ledger.balances()).toEqual(river.expected());
});

test('what a node in plain shadow mode looked at is remembered too', async () => {
  const river = await trading(['1', 1000]);
  await run(river, 'shadow');
  expect(await switchTo(river, 'live')).toMatchObject({ ordersDue: 1 });
  await run(river);
  expect(river.ledger.balances()).toEqual(river.expected());
});

test('an order that was in work while somebody switched goes the new way', async () => {
  const river = await trading(['1', 1000]);
  await switchTo(river, 'shadow');
  const context = river.context();
  const remember = context.store.rememberShadowed.bind(context.store);
  const store = Object.assign(Object.create(context.store) as typeof context.store, {
    rememberShadowed: async (...args: Parameters<typeof remember>) => {
      await switchTo(river, 'live');
      await remember(...args);
    },
  });
  const { orders } = await fetchDue(context, river.route(), { limit: 9, leaseSeconds: 60, maxAttempts: 5 });
  const result = mapItem(orders[0]!, { policy: river.policy, platform: 'memory', storeId: STORE_ID });
  if (!('mapped' in result)) throw new Error('the small order does not map');
  const route = { ...river.posting(), mode: 'switched' as const };
  await postByMode({ ...context, store }, route, [result.mapped], LIMITS);
  expect(river.ledger.balances()).toEqual(river.expected());
});

test('a mode of a pipeline goes before that of its store, and without a pipeline the most careful counts', () => {
  const row = (mode: PostingMode, pipeline?: string): StoreMode => ({
    ...REF,
    mode,
    reason: 'r',
    at: '2026-03-01T12:00:00Z',
    actor: 'Ada',
    ...(pipeline === undefined ? {} : { pipeline }),
  });
  const modes = [row('hold'), row('live', 'main')];
  expect([modeOf(modes, 'main'), modeOf(modes, 'second'), modeOf(modes, undefined)]).toEqual([
    'live',
    'hold',
    'hold',
  ]);
  expect([modeOf([], 'main'), modeOf([], undefined), modeOf([row('live', 'main')], 'second')]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});

test('a mode is not switched without a reason', async () => {
  const river = await River.open();
  await expect(setMode(river.context(), REF, 'live', ' \u202e ')).rejects.toThrow('the reason is empty');
  expect(await river.store.getModes({})).toEqual([]);
});

describe('hold', () => {
  const held = async () => {
    const river = await trading(['1', 1000], ['2', 2000]);
    await switchTo(river, 'hold');
    await run(river);
    return { river, waiting: await listWaitingPlans(river.context(), REF) };
  };

  test('shows what would be posted, with documents and hashes, and posts after approval exactly that', async () => {
    const { river, waiting } = await held();
    expect(waiting).toMatchObject([
      { orderId: '1', total: '11.00', way: 'direct', contentHash: expect.stringMatching(/^[0-9a-f]{64}$/) },
      { orderId: '2', total: '22.00', document: { lines: expect.any(Array) as unknown } },
    ]);
    expect(river.ledger.sends).toBe(0);
    const [first, second] = waiting;
    expect(await approve(river, { approved: [first] })).toMatchObject([
      { plan: { orderId: '1' }, recordId: 'R1' },
    ]);
    expect(await listWaitingPlans(river.context(), REF)).toMatchObject([{ key: second?.key }]);
    expect(await approve(river, { approved: waiting })).toMatchObject([
      { recordId: 'R2' },
      { recordId: 'R1' },
    ]);
    expect(river.ledger.balances()).toEqual(river.expected());
  });

  test('does not post a plan that says anything else than what was looked at, and says so', async () => {
    const { river, waiting } = await held();
    const approved = [{ key: waiting[0]!.key, contentHash: waiting[1]!.contentHash }];
    expect(await approve(river, { approved })).toMatchObject([
      {
        problem: {
          code: 'plan_changed',
          message: expect.stringContaining('does not say what was looked at'),
        },
      },
    ]);
    await expect(approve(river, { approved: [{ key: 'no such', contentHash: '' }] })).rejects.toThrow(
      'there is no plan no such',
    );
    expect(river.ledger.sends).toBe(0);
  });

  test('takes back the plan of an order that changed, so that the old approval posts nothing', async () => {
    const { river, waiting } = await held();
    await edit(river, '1', 1500, 'edited');
    expect(await run(river)).toMatchObject([{ posted: { outcome: 'planned', plans: [{ total: '16.50' }] } }]);
    expect(await approve(river, { approved: waiting })).toMatchObject([
      { plan: { orderId: '2' }, recordId: 'R1' },
      { problem: { code: 'plan_changed', message: expect.stringContaining('the order changed before') } },
    ]);
    const [now] = await listWaitingPlans(river.context(), REF);
    expect(now).toMatchObject({ orderId: '1', total: '16.50' });
    await approve(river, { approved: [now] });
    expect(river.ledger.balances()).toEqual(river.expected());
    expect(await river.store.listExceptions({ states: ['open'] })).toEqual([]);
  });

  test('offers a plan again when the order is again what it was', async () => {
    const { river, waiting } = await held();
    await edit(river, '1', 1500, 'edited');
    await run(river);
    await edit(river, '1', 1000, 'undone');
    expect(await run(river)).toMatchObject([{ posted: { outcome: 'planned' } }]);
    expect((await listWaitingPlans(river.context(), REF)).map(({ key }) => key)).toEqual(
      waiting.map(({ key }) => key),
    );
    await approve(river);
    expect(river.ledger.balances()).toEqual(river.expected());
  });

  test('leaves what waits alone while nothing changes', async () => {
    const { river, waiting } = await held();
    await river.deliver('1', 'noise');
    await run(river);
    expect(await listWaitingPlans(river.context(), REF)).toEqual(waiting);
  });

  test('asks again before a plan that the ledger refused after approval is sent again', async () => {
    const { river, waiting } = await held();
    river.ledger.faults.push('validation');
    expect(await approve(river)).toMatchObject([{ problem: { code: 'validation' } }, { recordId: 'R1' }]);
    const [open] = await listExceptions(river.context(), {});
    expect(open).toMatchObject({ code: 'validation', planKey: waiting[0]?.key, destination: 'test:main' });
    expect(await listWaitingPlans(river.context(), REF)).toEqual([]);
    await changeException(river.context(), open!.id, { action: 'retry' });
    expect(await run(river)).toMatchObject([{ posted: { outcome: 'planned' } }]);
    expect(river.ledger.records).toHaveLength(1);
    expect(await listWaitingPlans(river.context(), REF)).toMatchObject([{ key: waiting[0]?.key }]);
    await approve(river);
    expect(river.ledger.balances()).toEqual(river.expected());
    expect(await listExceptions(river.context(), {})).toEqual([]);
  });

  test('going live approves nothing by itself, and says how many wait', async () => {
    const { river } = await held();
    expect(await switchTo(river, 'live')).toMatchObject({ ordersDue: 0, waitingPlans: 2 });
    await run(river);
    expect(river.ledger.sends).toBe(0);
  });
});
