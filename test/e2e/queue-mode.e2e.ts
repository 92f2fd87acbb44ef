/** A real n8n in queue mode: what one process did, a main, two workers and a webhook process do together. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type DemoShop, openDemoShop } from './demo/demo-shop';
import { bookDifferences } from './demo/differences';
import { Pipeline } from './demo/pipeline';
import { healthWorkflow, START } from './demo/reports';
import { tradeInBouts } from './demo/trading';
import { N8nApi } from './harness/n8n-api';
import { failureOf } from './harness/n8n-execution';
import { poll } from './harness/poll';
import { memoryByRole } from './queue/memory';
import { QueueStack, STORE_CREDENTIAL_TYPE } from './queue/queue-stack';

const BOOK = 'main';
const BOOKED_WITHIN_MS = 120_000;
const HISTORY_STEPS = 20;
const SCHEDULE_SECONDS = 5;
const LOSSES = { drop: 0.1, repeat: 0.2, shuffle: true };

let stack: QueueStack;
let api: N8nApi;
let demo: DemoShop;
let pipeline: Pipeline;

beforeAll(async () => {
  stack = await QueueStack.start();
  api = await N8nApi.connect(stack.url);
  demo = await openDemoShop(5);
  const { shop, openedAt, days } = demo;
  shop.trade(HISTORY_STEPS);
  const login = await api.createCredential(STORE_CREDENTIAL_TYPE, stack.storeCredential());
  pipeline = await Pipeline.install({
    api,
    shop,
    book: BOOK,
    credentials: { [STORE_CREDENTIAL_TYPE]: login },
    traceStore: 'postgres',
    sweepFrom: openedAt.toISOString(),
    reconcile: days,
    // Several batches, so that there is work for two workers.
    limit: 10,
    everySeconds: SCHEDULE_SECONDS,
  });
});

afterAll(async () => {
  await stack?.dispose();
  await demo?.shop.stop();
});

describe('n8n in queue mode, with the trace store in PostgreSQL', () => {
  it('takes in the trade of a shop by its webhooks, which reach the webhook process, and by the schedule of the main', async () => {
    const { shop } = demo;
    await tradeInBouts(shop, { deliveries: LOSSES, steps: shop.stepsLeft, bouts: 8, pauseMs: 100 });
    // What the lost deliveries told of is found by the schedule: nobody sweeps by hand.
    await poll('all is in the book', BOOKED_WITHIN_MS, async () => {
      await pipeline.settle();
      const { view } = await pipeline.reports();
      return bookDifferences(shop.expectedBook(), view).length === 0 || undefined;
    });

    expect(shop.deliveries.refused).toBe(0);
    expect(enqueuedBy('webhook').length).toBeGreaterThan(2);
    expect(enqueuedBy('main').length).toBeGreaterThan(2);
    expect(await pipeline.executions(['error', 'crashed', 'canceled'])).toBe(0);
  });

  it('runs on both workers, and on nothing else', () => {
    expect(finishedBy('worker 1').length).toBeGreaterThan(0);
    expect(finishedBy('worker 2').length).toBeGreaterThan(0);
    const all = [...finishedBy('worker 1'), ...finishedBy('worker 2')];
    expect(new Set(all).size).toBe(all.length);
    expect(all).toEqual(expect.arrayContaining([...enqueuedBy('webhook')]));
    expect([...finishedBy('main'), ...finishedBy('webhook')]).toEqual([]);
  });

  it('ends with the book that the shop worked out on its own, to the cent', async () => {
    const { view } = await pipeline.reports();
    expect(bookDifferences(demo.shop.expectedBook(), view)).toEqual([]);
    expect(view.keys.length).toBeGreaterThan(40);
    expect(new Set(view.keys).size).toBe(view.keys.length);
  });

  it('posts nothing in a second sweep, and reconciles shop, trace and book', async () => {
    const { view: before } = await pipeline.reports();
    await pipeline.sweep();
    await pipeline.settle();
    const { view: after } = await pipeline.reports();
    expect(after).toEqual(before);
    const { summary } = await pipeline.reconcile();
    expect(summary).toMatchObject({ surprises: 0 });
  });

  it('refuses the store in a file, and says what to do', async () => {
    const workflow = healthWorkflow('Store in a file', new URL(demo.shop.url).host);
    const execution = await api.runWorkflow(await api.importWorkflow(workflow), START);
    expect(execution.status).toBe('error');
    const failure = failureOf(execution);
    expect(failure).toContain('Cart Ledger cannot keep its books in a file here: n8n runs in queue mode');
    expect(failure).toContain('Set Trace Store to PostgreSQL in every Cart Ledger node of the workflow');
  });

  it('tests the credential of the store', async () => {
    const data = stack.storeCredential();
    const login = await api.createCredential(STORE_CREDENTIAL_TYPE, data, 'Tested');
    expect(await api.testCredential(login, STORE_CREDENTIAL_TYPE, data)).toMatchObject({ status: 'OK' });
  });

  it('takes so much memory in each process that a small machine can hold them', () => {
    const memory = memoryByRole(stack);
    process.stdout.write(`  MiB by process: ${JSON.stringify(memory)}\n`);
    for (const mebibytes of Object.values(memory)) expect(mebibytes).toBeLessThan(1024);
  });
});

type Role = Parameters<QueueStack['process']>[0];

/** Ids of executions, from the words of n8n's log. */
const executionsIn = (role: Role, words: string): readonly string[] =>
  [
    ...stack
      .process(role)
      .log()
      .matchAll(new RegExp(`${words} execution (\\d+) \\(job`, 'g')),
  ].map(([, id]) => id as string);
const enqueuedBy = (role: Role): readonly string[] => executionsIn(role, 'Enqueued');
const finishedBy = (role: Role): readonly string[] => executionsIn(role, 'Worker finished');
