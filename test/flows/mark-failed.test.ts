import { claimsOf, newClaim } from '../../lib/flows/claim';
import { listExceptions } from '../../lib/flows/exceptions';
import { fetchDue } from '../../lib/flows/fetch-due';
import type { FlowContext, TargetItem } from '../../lib/flows/flow-context';
import { mapItem } from '../../lib/flows/map-orders';
import { markFailed } from '../../lib/flows/mark-failed';
import { postTargets } from '../../lib/flows/post-targets';
import { STORE_ID } from '../support/memory-shop';
import { River } from '../support/river';
import { smallOrder } from '../support/small-order';

const LIMITS = { limit: 100, leaseSeconds: 3600, maxAttempts: 5 };
const failed = (executionId: string, message = 'The service is not there', name = 'NodeApiError') => ({
  workflowId: 'wf',
  executionId,
  error: { name, message },
});

const inExecution = (river: River, executionId: string): FlowContext => ({
  ...river.context(),
  execution: { workflowId: 'wf', executionId },
});

const trading = async (...ids: readonly string[]): Promise<River> => {
  const river = await River.open();
  for (const id of ids) river.shop.put(smallOrder({ id, cents: 1000, paid: true }));
  await river.sweep();
  return river;
};

const states = async (river: River) =>
  (await river.store.listWork({})).map(({ objectId, state }) => `${objectId} ${state}`).sort();

const targetsOf = (river: River, items: Awaited<ReturnType<typeof fetchDue>>['orders']): TargetItem[] =>
  items.flatMap((item) => {
    const result = mapItem(item, { policy: river.policy, platform: 'memory', storeId: STORE_ID });
    return 'mapped' in result ? [result.mapped] : [];
  });

/** A run whose process ends right after the ledger took the documents: their plans stay claimed. */
const dieAfterSend = async (river: River, context: FlowContext, targets: readonly TargetItem[]) => {
  const store = Object.assign(Object.create(context.store) as typeof context.store, {
    movePlans: () => Promise.reject(new Error('out of memory')),
    failWork: () => Promise.reject(new Error('out of memory')),
  });
  const options = { leaseSeconds: 3600, maxAttempts: 5, keepPersonalData: false };
  await expect(postTargets({ ...context, store }, river.posting(), targets, options)).rejects.toThrow();
};

test('work of a failed execution is due after its backoff, long before its lease ends, and the try counts', async () => {
  const river = await trading('1', '2');
  await fetchDue(inExecution(river, '7'), river.route(), LIMITS);
  expect(await markFailed(river.context(), failed('7'), LIMITS)).toMatchObject({
    outcome: 'released',
    ordersDue: 2,
    ordersDead: 0,
    plansUnconfirmed: 0,
  });
  const [row] = await river.store.listWork({});
  expect(row).toMatchObject({
    state: 'due',
    attempts: 1,
    dueAt: '2026-03-01T12:00:15.000Z',
    lastError: 'Execution 7 of workflow wf failed: The service is not there',
  });
  river.clock.advance(15_000);
  await river.run();
  expect(river.ledger.balances()).toEqual(river.expected());
});

test('what another execution holds stays with it, however alike the numbers are', async () => {
  const river = await trading('1', '2', '3');
  const one = { ...LIMITS, limit: 1 };
  await fetchDue(inExecution(river, '1'), river.route(), one);
  await fetchDue(inExecution(river, '11'), river.route(), one);
  await fetchDue(
    { ...inExecution(river, '1'), execution: { workflowId: 'w', executionId: '1' } },
    river.route(),
    one,
  );
  expect(await markFailed(river.context(), failed('1'), LIMITS)).toMatchObject({ ordersDue: 1 });
  expect(await states(river)).toEqual(['1 due', '2 claimed', '3 claimed']);
  expect(await markFailed(river.context(), failed('4'), LIMITS)).toMatchObject({ outcome: 'nothing_held' });
  expect(await markFailed(river.context(), failed('1'), LIMITS)).toMatchObject({ outcome: 'nothing_held' });
});

test.each([
  ['TimeoutExecutionCancelledError', 'The execution was cancelled because it timed out'],
  ['ManualExecutionCancelledError', 'The execution was cancelled manually'],
  ['Error', 'The execution was cancelled because the system is shutting down'],
  ['MaxStalledCountError', 'This execution failed to be processed too many times and will no longer retry.'],
])(
  'an execution that n8n stopped (%s) may still run, so that its claims are left to their lease',
  async (name, message) => {
    const river = await trading('1');
    await fetchDue(inExecution(river, '7'), river.route(), LIMITS);
    expect(await markFailed(river.context(), failed('7', message, name), LIMITS)).toMatchObject({
      outcome: 'left',
      ordersDue: 0,
    });
    expect(await states(river)).toEqual(['1 claimed']);
    const [row] = await river.store.listAudit({ limit: 9, subject: 'execution:wf/7' });
    expect(row).toMatchObject({
      action: 'execution.failed',
      detail: expect.stringContaining('"left"') as string,
    });
  },
);

test('plans that were being sent are looked up before they are sent again', async () => {
  const river = await trading('1');
  const context = inExecution(river, '7');
  const { orders } = await fetchDue(context, river.route(), LIMITS);
  await dieAfterSend(river, context, targetsOf(river, orders));
  expect(river.ledger.records).toHaveLength(1);
  expect(await markFailed(river.context(), failed('7'), LIMITS)).toMatchObject({
    ordersDue: 1,
    plansUnconfirmed: 1,
  });
  expect(await river.store.getPlans({})).toMatchObject([
    { state: 'unconfirmed', errorClass: 'unknown_outcome' },
  ]);
  expect(await listExceptions(river.context(), {})).toEqual([]);
  await river.settle();
  expect(river.ledger.records).toHaveLength(1);
  expect(river.ledger.balances()).toEqual(river.expected());
});

test('a plan of an order that no queue brings again is in front of a person, until it is settled', async () => {
  const river = await trading('1');
  const { orders } = await fetchDue(inExecution(river, '6'), river.route(), LIMITS);
  const byHand = targetsOf(river, orders).map(({ target, order }) => ({ target, order }));
  await dieAfterSend(river, inExecution(river, '7'), byHand);
  expect(await markFailed(river.context(), failed('7'), LIMITS)).toMatchObject({
    ordersDue: 0,
    plansUnconfirmed: 1,
  });
  expect(await listExceptions(river.context(), {})).toMatchObject([
    { code: 'unconfirmed', objectId: '1', pipeline: 'manual', destination: 'test:main' },
  ]);
  await river.settle();
  expect(await listExceptions(river.context(), {})).toEqual([]);
  expect(river.ledger.records).toHaveLength(1);
});

test('an order that fails its run each time becomes a dead letter at once, with an exception', async () => {
  const river = await trading('1');
  for (const execution of ['1', '2']) {
    await fetchDue(inExecution(river, execution), river.route(), LIMITS);
    await markFailed(river.context(), failed(execution), { maxAttempts: 2 });
    river.clock.advance(3_600_000);
  }
  expect(await states(river)).toEqual(['1 dead']);
  expect(await listExceptions(river.context(), {})).toMatchObject([
    { code: 'dead_letter', message: expect.stringContaining('tried 2 times') as string },
  ]);
});

test('the message of a failure is cleaned and bounded before it is kept', async () => {
  const river = await trading('1');
  await fetchDue(inExecution(river, '7'), river.route(), LIMITS);
  const { message } = await markFailed(river.context(), failed('7', `a\n\u202eb${'x'.repeat(9000)}`), LIMITS);
  expect(message).toMatch(/failed: a +bx*…$/);
  expect(message.length).toBeLessThan(400);
});

test('a ledger that timed out is no execution that was stopped', async () => {
  const river = await trading('1');
  await fetchDue(inExecution(river, '7'), river.route(), LIMITS);
  const error = failed('7', 'The connection timed out, consider setting the retry option');
  expect(await markFailed(river.context(), error, LIMITS)).toMatchObject({ outcome: 'released' });
});

test('a claim outside n8n names nobody', () => {
  expect(newClaim({})).toMatch(/^[0-9a-f-]{36}$/);
  const execution = { workflowId: 'a","b', executionId: '1' };
  expect(newClaim({ execution }).startsWith(claimsOf(execution))).toBe(true);
  expect(claimsOf(execution)).not.toBe(claimsOf({ workflowId: 'a', executionId: 'b","1' }));
});
