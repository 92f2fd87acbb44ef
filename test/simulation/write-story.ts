/** From a seed to its story. */
import { Random } from './random';
import type { LedgerFault, LedgerPlan, PipelinePlan, Step, Story, Trade, WorldPlan } from './story';

const ledgerPlan = (random: Random): LedgerPlan => {
  const idempotent = random.chance(20);
  return {
    documents: random.pick(['journals', 'journals', 'invoices']),
    lagSeconds: idempotent || random.chance(15) ? 0 : 30,
    idempotent,
    batchSize: random.pick([1, 2, 10]),
  };
};

const policyFor = (random: Random, { documents }: LedgerPlan): PipelinePlan['policy'] => ({
  postingTrigger: random.pick(['capture', 'creation']),
  output: documents === 'invoices' ? 'invoice' : 'journal',
  closedPeriod: random.pick(['hold', 'next-open-day']),
  corrections: random.pick(['delta', 'delta', 'reverse-and-repost']),
  correctionDate: random.pick(['change', 'original']),
});

/** One workflow mostly; two shops into one ledger; one shop into two ledgers. */
const worldPlan = (random: Random): WorldPlan => {
  const shape = random.weigh([
    [6, 'one'],
    [2, 'two shops'],
    [2, 'two ledgers'],
  ] as const);
  const ledgers = [ledgerPlan(random), ...(shape === 'two ledgers' ? [ledgerPlan(random)] : [])];
  const pipeline = (name: string, shop: number, ledger: number): PipelinePlan => ({
    name,
    shop,
    ledger,
    policy: policyFor(random, ledgers[ledger] as LedgerPlan),
  });
  const first = pipeline('main', 0, 0);
  return {
    shops: shape === 'two shops' ? 2 : 1,
    ledgers,
    pipelines:
      shape === 'one'
        ? [first]
        : [first, shape === 'two shops' ? pipeline('main', 1, 0) : pipeline('second', 0, 1)],
    maxAttempts: random.pick([2, 4, 20]),
  };
};

const trade = (random: Random): Trade =>
  random.weigh<Trade>([
    [30, { what: 'place', cents: random.between(1, 5000), paid: random.chance(60) }],
    [15, { what: 'pay' }],
    [25, { what: 'edit', cents: random.between(1, 5000) }],
    [12, { what: 'undo' }],
    [12, { what: 'refund', percent: random.pick([10, 50, 100]) }],
    [6, { what: 'cancel' }],
    [3, { what: 'garble' }],
    [3, { what: 'delete' }],
  ]);

const FAULTS: readonly (readonly [number, LedgerFault])[] = [
  [4, 'answer_lost'],
  [3, 'request_lost'],
  [4, 'slow'],
  [3, 'shown_late'],
  [1, 'other_amount'],
  [2, 'called_duplicate'],
  [2, 'throttled'],
  [2, 'server_error'],
  [1, 'rejected'],
  [1, 'login_refused'],
];

const SECONDS = [1, 2, 5, 14, 20, 31, 61, 61, 95, 300, 700, 4000, 90_000];

const step = (random: Random, { shops, ledgers, pipelines }: WorldPlan): Step => {
  const shop = random.between(0, shops - 1);
  const ledger = random.between(0, ledgers.length - 1);
  const pipeline = random.between(0, pipelines.length - 1);
  const order = random.between(1, 2);
  const pick = random.pick([0, 0, 0, 0, 0, 1, 1, 1, 2, 2, 3]);
  return random.weigh<Step>([
    [80, { do: 'go', pick, times: random.between(1, random.pick([3, 12, 60])) }],
    [36, { do: 'trade', shop, order, trade: trade(random) }],
    [34, { do: 'webhook', pick, keep: random.chance(20), atOnce: random.chance(80) }],
    [34, { do: 'run', pipeline, limit: random.pick([1, 2, 100]), atOnce: random.chance(25) }],
    [24, { do: 'wait', seconds: random.pick(SECONDS) }],
    [12, { do: 'clock', back: random.pick([5, 40, 70, 4000, 100_000]) }],
    [8, { do: 'kill', pick, lands: random.chance(50) }],
    [18, { do: 'ledger', ledger, fault: random.weigh(FAULTS) }],
    [2, { do: 'away', ledger, because: random.pick(['login_refused', 'server_error']) }],
    [5, { do: 'shop', shop, fault: random.pick(['unreachable', 'stale', 'one_fails']) }],
    [9, { do: 'sweep', pipeline, atOnce: random.chance(60) }],
    [3, { do: 'backfill', pipeline, atOnce: random.chance(50) }],
    [3, { do: 'retry', pipeline }],
    [2, { do: 'lock', ledger, daysAgo: random.pick([-1, 0, 1]) }],
    [1, { do: 'refuse', ledger, order }],
  ]);
};

type Where = Pick<Extract<Step, { do: 'trade' }>, 'shop' | 'order'> & { readonly pipeline: number };

const announced = (random: Random, { shop, order }: Where): readonly Step[] => [
  { do: 'trade', shop, order, trade: trade(random) },
  { do: 'webhook', pick: 0, keep: false, atOnce: true },
];

/** What is rare when everything is left to chance: a process that dies, or is overtaken, in the middle of its work. */
const scene = (random: Random, world: WorldPlan): readonly Step[] => {
  const pipeline = random.between(0, world.pipelines.length - 1);
  const where = {
    shop: world.pipelines[pipeline]?.shop ?? 0,
    order: random.between(1, 2),
    pipeline,
  };
  const run = { do: 'run', pipeline, limit: 100 } as const;
  const go = (pick: number, most: number): Step => ({ do: 'go', pick, times: random.between(1, most) });
  const late = { do: 'wait', seconds: random.pick([31, 61, 61, 95, 700]) } as const;
  return random.pick<() => readonly Step[]>([
    () => [
      ...announced(random, where),
      { ...run, atOnce: false },
      go(0, 60),
      { do: 'kill', pick: 0, lands: true },
    ],
    () => [
      ...announced(random, where),
      { ...run, atOnce: false },
      go(0, 40),
      late,
      ...announced(random, where),
      { ...run, atOnce: random.chance(70) },
      go(1, 60),
    ],
    () => [
      { do: 'trade', shop: where.shop, order: where.order, trade: trade(random) },
      late,
      { do: 'trade', shop: where.shop, order: 3 - where.order, trade: trade(random) },
      { do: 'sweep', pipeline, atOnce: false },
      go(0, 12),
      { do: 'kill', pick: 0, lands: true },
    ],
    () => [
      ...announced(random, where),
      { ...run, atOnce: false },
      { do: 'go', pick: 0, times: random.between(22, 36) },
      { do: 'wait', seconds: 61 },
      { ...run, atOnce: true },
      { do: 'wait', seconds: 95 },
      { ...run, atOnce: true },
      go(0, 60),
    ],
    () => [
      ...announced(random, where),
      { ...run, atOnce: false },
      { do: 'go', pick: 0, times: random.between(8, 30) },
      { do: 'wait', seconds: random.pick([1, 31]) },
      { do: 'trade', shop: where.shop, order: where.order, trade: trade(random) },
      { do: 'backfill', pipeline, atOnce: true },
      { ...run, atOnce: true },
      go(0, 60),
    ],
  ])();
};

/** Every story has something to tell from the start: an order, and that it was announced. */
const opening = (random: Random): readonly Step[] => [
  { do: 'trade', shop: 0, order: 1, trade: { what: 'place', cents: random.between(1, 5000), paid: true } },
  { do: 'webhook', pick: 0, keep: false, atOnce: true },
];

export const writeStory = (seed: number): Story => {
  const random = new Random(seed);
  const world = worldPlan(random);
  const length = random.between(8, random.pick([20, 40, 80]));
  const steps = Array.from({ length }, () =>
    random.chance(12) ? scene(random, world) : [step(random, world)],
  );
  return { seed, world, steps: [...opening(random), ...steps.flat()] };
};
