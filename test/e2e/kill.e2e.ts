/** n8n dies without a word, at the worst moments there are: nothing may be lost, and nothing be booked twice. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type DemoShop, openDemoShop } from './demo/demo-shop';
import { bookDifferences } from './demo/differences';
import { Pipeline } from './demo/pipeline';
import { openTraceFile, type TraceFile } from './demo/trace-file';
import { N8nApi } from './harness/n8n-api';
import { N8nProcess } from './harness/n8n-process';
import { poll } from './harness/poll';
import { Stall, type StallPoint } from './harness/stall';
import { expectHealed } from './kill/aftermath';
import { killRun, wanted } from './kill/kill-run';
import { MachineClock } from './kill/machine-clock';

const BOOK = 'main';
/** Short, so that the orders of a run that died are soon taken over; n8n itself needs longer to come back. */
const LEASE_SECONDS = 4;

const stall = new Stall();
let clock: MachineClock;
let n8n: N8nProcess;
let demo: DemoShop;
let pipeline: Pipeline;
let disk: TraceFile;

beforeAll(async () => {
  clock = await MachineClock.make();
  n8n = await N8nProcess.start({ env: { ...stall.env, ...clock.env } });
  demo = await openDemoShop(3);
  const { shop, openedAt, days } = demo;
  shop.trade(30);
  const sweepFrom = openedAt.toISOString();
  const api = await N8nApi.connect(n8n.url);
  pipeline = await Pipeline.install({
    api,
    shop,
    book: BOOK,
    sweepFrom,
    reconcile: days,
    leaseSeconds: LEASE_SECONDS,
  });
  await pipeline.sweep();
  disk = openTraceFile(n8n.userFolder);
});

afterAll(async () => {
  disk?.close();
  await n8n?.dispose();
  await demo?.shop.stop();
  stall.dispose();
  clock?.dispose();
});

const count = (sql: string): number => disk.count(sql) ?? 0;
const claimedOrders = (): number => count(`select count(*) from work where state = 'claimed'`);
const plansIn = (state: string): number => count(`select count(*) from plans where state = '${state}'`);
const entries = (): number => count('select count(*) from book_entries');
const checkpoint = (): unknown => disk.rows(`select value from checkpoints where name = 'sweep'`)[0]?.value;
const unmarkedEntries = (): number =>
  count(
    `select count(*) from book_entries e join plans p on p.plan_key = e.entry_key where p.state <> 'posted'`,
  );

/** A new process on the same folder; then what a schedule would do, until there is nothing left to do. */
const recover = async (): Promise<void> => {
  stall.disarm();
  await n8n.restart();
  await pipeline.sweep();
  await pipeline.settle();
};

const expectBookOfTheShop = async (): Promise<void> => {
  const { view } = await pipeline.reports();
  expect(bookDifferences(demo.shop.expectedBook(), view)).toEqual([]);
  expect(count(`select count(*) from plans where state <> 'posted'`)).toBe(0);
  expect(entries()).toBe(plansIn('posted'));
  expect(disk.rows(`select entry_key from book_entries group by entry_key having count(*) > 1`)).toEqual([]);
};

describe('n8n is killed', () => {
  it('while it waits for the shop in the middle of a batch: the orders are taken over', async () => {
    const { shop } = demo;
    shop.trade(26);
    // The third order whose refunds are asked for does not answer in time.
    shop.setFault({ kind: 'slow', milliseconds: 20_000, matching: /\/refunds/, after: 2 });
    const asked = refundRequests();
    const delivered = shop.flushWebhooks();
    await poll('the shop is asked for the refunds of a third order', 60_000, async () =>
      refundRequests() >= asked + 3 ? true : undefined,
    );
    await n8n.kill();
    shop.clearFaults();
    await delivered;
    expect(claimedOrders()).toBeGreaterThan(0);

    await recover();
    await expectBookOfTheShop();
  });

  const points: readonly (StallPoint & {
    readonly where: string;
    readonly trace: (checkpointBefore: unknown) => void;
  })[] = [
    {
      where: 'while the sweep saves its checkpoint: what it found is looked for again',
      statement: 'insert into "checkpoints"',
      trace: (before) => expect(checkpoint()).toBe(before),
    },
    {
      where: 'after it wrote its plans, before it claimed one',
      statement: 'update "plans" set "state"',
      trace: () => expect(plansIn('planned')).toBeGreaterThan(0),
    },
    {
      where: 'while the book writes the lines of a batch: it holds all of the batch or nothing',
      statement: 'insert into "book_lines"',
      skip: 1,
      trace: () => {
        expect(plansIn('claimed')).toBeGreaterThan(0);
        expect(unmarkedEntries()).toBe(0);
      },
    },
    {
      where: 'after the book took a batch, before the trace knows: the entries are found and not sent again',
      statement: 'insert into "attempts"',
      trace: () => expect(unmarkedEntries()).toBeGreaterThan(0),
    },
    {
      where: 'after all was posted, before the work was completed',
      statement: 'update "work" set "state" = ?, "attempts"',
      trace: () => {
        expect(plansIn('claimed') + plansIn('planned')).toBe(0);
        expect(claimedOrders()).toBeGreaterThan(0);
      },
    },
  ];

  it.each(points)('$where', async ({ trace, ...point }) => {
    demo.shop.trade(25);
    const before = checkpoint();
    stall.arm(point);
    await pipeline.startSweep();
    await stall.reached();
    await n8n.kill();
    try {
      trace(before);
    } finally {
      await recover();
    }
    await expectBookOfTheShop();
  });

  it('and all of the trade is in the book in the end, the liars apart', async () => {
    const { shop } = demo;
    shop.trade();
    await pipeline.sweep();
    await pipeline.settle();
    await expectBookOfTheShop();
    const { exceptions } = await pipeline.reports();
    const open = exceptions.filter(({ code }) => code !== 'order_gone').map(({ objectId }) => objectId);
    expect(open.sort()).toEqual(shop.lyingOrders().sort());
    const { summary } = await pipeline.reconcile();
    expect(summary).toMatchObject({ surprises: 0 });
  });
});

const KILLS = wanted('CART_LEDGER_KILLS', 2);
const ORDERS = wanted('CART_LEDGER_ORDERS', 60);
const SEED = wanted('CART_LEDGER_KILL_SEED', 12);
const LONGEST_MS = 300_000 + KILLS * 60_000 + ORDERS * 1000;
/** Longer than a lease of that shop's runs. */
const SET_BACK_SECONDS = 30;

describe(`n8n is killed ${KILLS} times, whenever it pleases, its clock is set back, and a shop sells ${ORDERS} orders (seed ${SEED})`, () => {
  let many: DemoShop;
  let own: Pipeline;

  beforeAll(async () => {
    many = await openDemoShop(8);
    own = await Pipeline.install({
      api: await N8nApi.connect(n8n.url),
      shop: many.shop,
      label: 'Many',
      book: 'many',
      sweepFrom: many.openedAt.toISOString(),
      reconcile: many.days,
      limit: 5,
      leaseSeconds: 20,
      everySeconds: 5,
    });
  });

  afterAll(async () => {
    await many?.shop.stop();
  });

  it(
    'goes on by itself: nothing is lost, nothing is booked twice, and nobody has to look',
    async () => {
      const { shop } = many;
      const host = new URL(shop.url).host;
      const killed = await killRun({
        shop,
        victims: [{ name: 'n8n', executes: true, kill: () => n8n.kill(), restart: () => n8n.restart() }],
        orders: ORDERS,
        kills: KILLS,
        seed: SEED,
        claimed: async () =>
          count(`select count(*) from work where state = 'claimed' and store_id = '${host}'`),
        halfWay: () => clock.setBack(SET_BACK_SECONDS),
      });
      process.stdout.write(`  killed: ${JSON.stringify(killed)}\n`);
      expect(killed).toHaveLength(KILLS);
      expect(killed.some(({ abandoned }) => abandoned > 0)).toBe(true);
      await expectHealed(shop, own, async (sql) => disk.rows(sql));
      expect(shop.state.orders.size).toBe(ORDERS);
    },
    LONGEST_MS,
  );
});

const refundRequests = (): number =>
  demo.shop.requests.byRoute.get('GET /wp-json/wc/v3/orders/:id/refunds') ?? 0;
