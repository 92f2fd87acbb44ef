/** Faults of the library that the simulator found, in the shortest stories of them. */
import type { PolicyInput } from '../../lib/policy/policy';
import { PLANTS } from './plants';
import { simulate } from './simulate';
import type { LedgerPlan, Step, Story, Trade } from './story';

const JOURNALS: LedgerPlan = { documents: 'journals', lagSeconds: 30, idempotent: false, batchSize: 10 };

const storyOf = (
  steps: readonly Step[],
  ledger: Partial<LedgerPlan> = {},
  maxAttempts = 20,
  policy: PolicyInput = {},
): Story => ({
  seed: 0,
  world: {
    shops: 1,
    ledgers: [{ ...JOURNALS, ...ledger }],
    pipelines: [{ name: 'main', shop: 0, ledger: 0, policy: { postingTrigger: 'creation', ...policy } }],
    maxAttempts,
  },
  steps,
});

const trade = (what: Trade): Step => ({ do: 'trade', shop: 0, order: 1, trade: what });
const place = trade({ what: 'place', cents: 1000, paid: false });
const webhook: Step = { do: 'webhook', pick: 0, keep: false, atOnce: true };
const run: Step = { do: 'run', pipeline: 0, limit: 100, atOnce: true };
const runBegins: Step = { do: 'run', pipeline: 0, limit: 100, atOnce: false };
const go = (times: number, pick = 0): Step => ({ do: 'go', pick, times });
const wait = (seconds: number): Step => ({ do: 'wait', seconds });
const backfill: Step = { do: 'backfill', pipeline: 0, atOnce: true };
const FETCHED = 11;
const PLANS_CLAIMED = 31;
const INVOICE_SENT = 29;
const INVOICE_REFUSED = 31;
const DAYS_SECONDS = 3 * 86_400;

const overtaken = storyOf([
  place,
  webhook,
  runBegins,
  go(FETCHED),
  wait(95),
  trade({ what: 'cancel' }),
  webhook,
  run,
]);

test('a run that was overtaken posts nothing, also when there was nothing to post for the one that overtook it', async () => {
  expect((await simulate(overtaken)).violation).toBeUndefined();
  const careless = await simulate(overtaken, PLANTS['the look whose the order is before planning']);
  expect(careless.violation?.kind).toBe('ledger differs');
});

test('an alert about the login ends when the login is mended and nothing is left to post', async () => {
  const refused: Step = { do: 'away', ledger: 0, because: 'login_refused' };
  const story = storyOf([place, webhook, refused, run, trade({ what: 'cancel' }), webhook]);
  expect((await simulate(story)).violation).toBeUndefined();
});

test('a run whose order another took over does not call the order dead', async () => {
  const twoTries = [place, webhook, runBegins, go(FETCHED), wait(61), runBegins, go(FETCHED), wait(61)];
  const third = [runBegins, go(FETCHED), trade({ what: 'edit', cents: 900 }), webhook, run];
  expect((await simulate(storyOf([...twoTries, ...third], {}, 2))).violation).toBeUndefined();
});

test('nothing is sent so late that it could arrive when the next worker has looked for it', async () => {
  const story = storyOf([place, webhook, runBegins, go(PLANS_CLAIMED), wait(50), go(1), wait(11), run], {
    lagSeconds: 0,
  });
  expect((await simulate(story)).violation).toBeUndefined();
});

test('an order is in the hands of one run, whichever queue it is due in', async () => {
  const held = [place, webhook, runBegins, go(3), wait(95), trade({ what: 'garble' }), runBegins, go(10)];
  const story = storyOf([...held, backfill, go(40, 1), go(40, 0)]);
  expect((await simulate(story)).violation).toBeUndefined();
  const late = storyOf([
    place,
    backfill,
    runBegins,
    go(FETCHED),
    trade({ what: 'garble' }),
    webhook,
    wait(61),
    run,
  ]);
  expect((await simulate(late)).violation).toBeUndefined();
});

test('a run that stood still for days before it claimed does not take the order from a later one', async () => {
  const asleep = [place, runBegins, go(2), wait(DAYS_SECONDS), webhook];
  const story = storyOf([...asleep, runBegins, go(3), go(1, 1), run]);
  expect((await simulate(story)).violation).toBeUndefined();
});

const placePaid = trade({ what: 'place', cents: 4287, paid: true });
const INVOICES = { documents: 'invoices' } as const;

test('a payment does not wait for an invoice that was refused and has been replaced', async () => {
  const refused: Step = { do: 'ledger', ledger: 0, fault: 'login_refused' };
  const died: Step = { do: 'kill', pick: 0, lands: true };
  const closed: Step = { do: 'lock', ledger: 0, daysAgo: 0 };
  const steps = [placePaid, refused, webhook, runBegins, go(INVOICE_REFUSED), died, closed];
  const policy = { output: 'invoice', closedPeriod: 'next-open-day' } as const;
  expect(
    (await simulate(storyOf(steps, { ...INVOICES, batchSize: 2 }, 2, policy))).violation,
  ).toBeUndefined();
});

test('what is corrected after a correction was refused gets a number of its own', async () => {
  const steps: readonly Step[] = [
    placePaid,
    webhook,
    runBegins,
    go(INVOICE_SENT),
    trade({ what: 'refund', percent: 50 }),
    { do: 'refuse', ledger: 0, order: 1 },
    { do: 'ledger', ledger: 0, fault: 'slow' },
    trade({ what: 'edit', cents: 3772 }),
    wait(61),
    run,
    wait(95),
    run,
    trade({ what: 'edit', cents: 3130 }),
    webhook,
    run,
    { do: 'lock', ledger: 0, daysAgo: 0 },
  ];
  const policy = {
    output: 'invoice',
    closedPeriod: 'next-open-day',
    corrections: 'reverse-and-repost',
  } as const;
  expect((await simulate(storyOf(steps, INVOICES, 4, policy))).violation).toBeUndefined();
});

test('a refusal does not count while an earlier request may still arrive', async () => {
  const slow: Step = { do: 'ledger', ledger: 0, fault: 'slow' };
  const rejected: Step = { do: 'ledger', ledger: 0, fault: 'rejected' };
  const edited = trade({ what: 'edit', cents: 122 });
  const tried = [placePaid, webhook, slow, runBegins, go(23), backfill, go(16)];
  const steps = [...tried, rejected, edited, runBegins, go(33)];
  const ledger = { ...INVOICES, lagSeconds: 0, idempotent: true, batchSize: 1 } as const;
  expect((await simulate(storyOf(steps, ledger, 2, { output: 'invoice' }))).violation).toBeUndefined();
});
