/**
 * Main, workers and webhook process die without a word, again and again; half-way PostgreSQL and Redis as well, and the
 * clock is set back: all is booked, once.
 */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type DemoShop, openDemoShop } from './demo/demo-shop';
import { Pipeline } from './demo/pipeline';
import { N8nApi } from './harness/n8n-api';
import { expectHealed } from './kill/aftermath';
import { killRun, type Killed, type Victim, wanted } from './kill/kill-run';
import { MachineClock } from './kill/machine-clock';
import { QueueStack, ROLES, STORE_CREDENTIAL_TYPE } from './queue/queue-stack';
import { readStore, type StoreReader } from './queue/read-store';

const KILLS = wanted('CART_LEDGER_KILLS', 4);
const ORDERS = wanted('CART_LEDGER_ORDERS', 100);
const SEED = wanted('CART_LEDGER_KILL_SEED', 11);
const LONGEST_MS = 300_000 + KILLS * 90_000 + ORDERS * 1000;
const CLAIMED = `select count(*) from work where state = 'claimed'`;

/** Longer than a lease of this test. */
const SET_BACK_SECONDS = 30;

let clock: MachineClock;
let stack: QueueStack;
let demo: DemoShop;
let pipeline: Pipeline;
let store: StoreReader;
let killed: readonly Killed[];

beforeAll(async () => {
  clock = await MachineClock.make();
  stack = await QueueStack.start(clock.env);
  store = readStore(stack.postgres.url());
  const api = await N8nApi.connect(stack.url);
  demo = await openDemoShop(7);
  const login = await api.createCredential(STORE_CREDENTIAL_TYPE, stack.storeCredential());
  pipeline = await Pipeline.install({
    api,
    shop: demo.shop,
    book: 'main',
    credentials: { [STORE_CREDENTIAL_TYPE]: login },
    traceStore: 'postgres',
    sweepFrom: demo.openedAt.toISOString(),
    reconcile: demo.days,
    limit: 5,
    leaseSeconds: 20,
    everySeconds: 5,
  });
});

afterAll(async () => {
  await store?.close();
  await stack?.dispose();
  await demo?.shop.stop();
  clock?.dispose();
});

const victims = (): readonly Victim[] =>
  ROLES.map((role) => ({
    name: role,
    executes: role.startsWith('worker'),
    kill: () => stack.process(role).kill(),
    restart: () => stack.process(role).restart(),
  }));

describe(`n8n in queue mode, of which ${KILLS} processes are killed while a shop sells ${ORDERS} orders (seed ${SEED})`, () => {
  it(
    'dies in the middle of its work, PostgreSQL and Redis with it, and the clock is set back',
    async () => {
      killed = await killRun({
        shop: demo.shop,
        victims: victims(),
        orders: ORDERS,
        kills: KILLS,
        seed: SEED,
        claimed: () => store.count(CLAIMED),
        halfWay: async () => {
          await stack.postgres.restart('crash');
          await stack.redis.restart();
          await clock.setBack(SET_BACK_SECONDS);
          await stack.revive();
        },
      });
      process.stdout.write(`  killed: ${JSON.stringify(killed)}\n`);
      expect(killed.flatMap(({ names }) => names)).toHaveLength(KILLS);
      expect(killed.some(({ abandoned }) => abandoned > 0)).toBe(true);
    },
    LONGEST_MS,
  );

  it(
    'goes on by itself: nothing is lost, nothing is booked twice, and nobody has to look',
    async () => {
      await stack.revive();
      await expectHealed(demo.shop, pipeline, store.ask);
      expect(demo.shop.state.orders.size).toBe(ORDERS);
    },
    LONGEST_MS,
  );
});
