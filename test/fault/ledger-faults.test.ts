/** One row a fault of the ledger: what the plan and the order become at once, and that all comes right afterwards. */
import type { Fault } from '../support/faulty-ledger';
import { MAX_ATTEMPTS, River } from '../support/river';
import { smallOrder } from '../support/small-order';

const pipeline = { pipeline: 'main', platform: 'memory', storeId: 'shop.example' };

const runWith = async (fault: Fault) => {
  const river = await River.open();
  river.shop.put(smallOrder({ id: '1', cents: 1000, paid: true }));
  await river.deliver('1', 'd1');
  river.ledger.faults.push(fault);
  const results = await river.run();
  const [plan] = await river.store.getPlans({ orderId: '1' });
  const { due, held, done } = await river.store.countWork(pipeline);
  const exceptions = await river.store.listExceptions({ states: ['open'] });
  return {
    river,
    results,
    plan,
    work: due ? 'due' : held ? 'held' : done ? 'done' : 'other',
    codes: exceptions.map(({ code }) => code),
  };
};

test.each<[Fault, string, string, readonly string[]]>([
  ['answer_lost_after', 'unconfirmed', 'due', []],
  ['answer_lost_before', 'unconfirmed', 'due', []],
  ['late_record', 'unconfirmed', 'due', []],
  ['other_amount', 'dead', 'held', ['ledger_record_differs']],
  ['throttled', 'planned', 'due', []],
  ['transient', 'planned', 'due', []],
  ['credential', 'planned', 'due', ['ledger_credential']],
  ['validation', 'rejected', 'held', ['validation']],
  ['period_closed', 'rejected', 'held', ['period_closed']],
  ['duplicate', 'posted', 'done', []],
])('%s: the plan is %s, the order is %s', async (fault, state, work, codes) => {
  const seen = await runWith(fault);
  expect({ state: seen.plan?.state, work: seen.work, codes: seen.codes }).toEqual({ state, work, codes });
});

test.each<Fault>([
  'answer_lost_after',
  'answer_lost_before',
  'late_record',
  'throttled',
  'transient',
  'credential',
  'duplicate',
])('%s heals by itself, with one effect', async (fault) => {
  const { river } = await runWith(fault);
  await river.settle();
  expect(river.ledger.twice()).toEqual([]);
  expect(river.ledger.balances()).toEqual(river.expected());
});

test('a lost answer is looked up before anything is sent again, and adopted', async () => {
  const { river } = await runWith('answer_lost_after');
  const sends = river.ledger.sends;
  await river.settle();
  expect(river.ledger.sends).toBe(sends);
  const [plan] = await river.store.getPlans({ orderId: '1' });
  expect(plan).toMatchObject({ state: 'posted', recordId: 'R1' });
  const attempts = await river.store.listAttempts('test:main', [plan?.key as string]);
  expect(attempts.map(({ action, outcome }) => `${action} ${outcome}`)).toEqual([
    'send unconfirmed',
    'find adopted',
  ]);
});

test('a throttled order waits as long as the ledger asked', async () => {
  const { river } = await runWith('throttled');
  river.clock.advance(80_000);
  await river.run();
  expect(river.ledger.records).toHaveLength(0);
  river.clock.advance(20_000);
  await river.run();
  expect(river.ledger.records).toHaveLength(1);
});

test('a refused order goes through after its cause is mended and it is replayed', async () => {
  const { river } = await runWith('validation');
  await river.store.replayWork(
    [{ platform: 'memory', storeId: 'shop.example', stream: 'orders', objectId: '1' }],
    {
      at: river.clock.now().toISOString(),
      actor: 'support',
    },
  );
  await river.run();
  expect(river.ledger.balances()).toEqual(river.expected());
  expect(await river.store.listExceptions({ states: ['open'] })).toEqual([]);
});

test('one bad document harms no other order of the batch', async () => {
  const river = await River.open();
  for (const id of ['1', '2', '3']) {
    river.shop.put(smallOrder({ id, cents: 1000, paid: true }));
    await river.deliver(id, `d${id}`);
  }
  river.ledger.faults.push(undefined, 'validation', undefined);
  const results = await river.run();
  expect(results.map((result) => ('posted' in result ? result.posted.outcome : result.held.state))).toEqual([
    'posted',
    'held',
    'posted',
  ]);
});

test('when the login is refused, nothing more is sent in that run', async () => {
  const river = await River.open();
  const ids = Array.from({ length: 25 }, (_, index) => String(index + 1));
  for (const id of ids) {
    river.shop.put(smallOrder({ id, cents: 1000, paid: true }));
    await river.deliver(id, `d${id}`);
  }
  river.ledger.faults.push('credential');
  await river.run();
  expect(river.ledger.sends).toBe(1);
  expect((await river.store.listExceptions({ states: ['open'] })).map(({ code }) => code)).toEqual([
    'ledger_credential',
  ]);
  await river.settle();
  expect(river.ledger.balances()).toEqual(river.expected());
});

test('an outcome that stays unknown ends as an exception, not in endless tries', async () => {
  const river = await River.open();
  river.shop.put(smallOrder({ id: '1', cents: 1000, paid: true }));
  await river.deliver('1', 'd1');
  river.ledger.find = async () => {
    throw new Error('connection reset');
  };
  river.ledger.faults.push('answer_lost_after');
  for (let run = 0; run < MAX_ATTEMPTS + 5; run++) {
    await river.run();
    river.clock.advance(3_700_000);
  }
  expect((await river.store.getPlans({ orderId: '1' })).map(({ state }) => state)).toEqual(['dead']);
  expect(await river.store.countWork(pipeline)).toMatchObject({ due: 0, claimed: 0, held: 1 });
  expect(await river.store.listExceptions({ states: ['open'] })).toMatchObject([
    { code: 'unconfirmed', objectId: '1' },
  ]);
});

test('a shop that is away gives every order back, and no try is counted', async () => {
  const river = await River.open();
  river.shop.put(smallOrder({ id: '1', cents: 1000, paid: true }));
  await river.deliver('1', 'd1');
  river.shop.broken = new Error('the shop does not answer.');
  for (let run = 0; run < MAX_ATTEMPTS + 5; run++) {
    await expect(river.run()).rejects.toThrow('1 orders stay due');
    river.clock.advance(3_700_000);
  }
  river.shop.broken = undefined;
  await river.settle();
  expect(river.ledger.balances()).toEqual(river.expected());
});

test('a closed period holds, or moves to the next open day with the original date in the description', async () => {
  for (const [closedPeriod, state] of [
    ['hold', 'held'],
    ['next-open-day', 'posted'],
  ] as const) {
    const river = await River.open({ closedPeriod });
    river.ledger.locked = '2026-02-28';
    river.shop.put(smallOrder({ id: '1', cents: 1000, paid: true }));
    await river.deliver('1', 'd1');
    const [result] = await river.run();
    expect(result && ('posted' in result ? result.posted.outcome : result.held.state)).toBe(state);
    if (state === 'held') continue;
    const [plan] = await river.store.getPlans({ orderId: '1' });
    expect(plan?.date).toBe('2026-03-01');
    expect(plan?.document).toContain('2026-02-10, period closed');
  }
});

test('hours of throttling do not make the first lost answer the last', async () => {
  const river = await River.open();
  river.shop.put(smallOrder({ id: '1', cents: 1000, paid: true }));
  await river.deliver('1', 'd1');
  const hours = Array.from({ length: MAX_ATTEMPTS + 5 }, () => 'throttled' as const);
  river.ledger.faults.push(...hours, 'answer_lost_after');
  for (let run = 0; run < hours.length + 1; run++) {
    await river.run();
    river.clock.advance(3_700_000);
  }
  expect((await river.store.getPlans({ orderId: '1' })).map(({ state }) => state)).toEqual(['unconfirmed']);
  await river.settle();
  expect(river.ledger.twice()).toEqual([]);
  expect(river.ledger.balances()).toEqual(river.expected());
});
