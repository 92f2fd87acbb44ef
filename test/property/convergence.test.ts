/**
 * Laws 5 and 6: any interleaving of deliveries (lost, repeated, reordered), edits, runs, ledger faults and crashes,
 * followed by one sweep, leaves the ledger equal to map(final state), each plan with one effect.
 */
import fc from 'fast-check';
import { Life } from '../support/crash';
import type { Fault } from '../support/faulty-ledger';
import { River } from '../support/river';
import { smallOrder } from '../support/small-order';

const HEALING: readonly Fault[] = [
  'answer_lost_after',
  'answer_lost_before',
  'late_record',
  'throttled',
  'transient',
  'credential',
  'duplicate',
];

const change = fc.record({
  do: fc.constant('change' as const),
  id: fc.integer({ min: 1, max: 4 }),
  cents: fc.integer({ min: 1, max: 5000 }),
  paid: fc.boolean(),
  fate: fc.integer({ min: 0, max: 5 }),
  lost: fc.boolean(),
  times: fc.integer({ min: 1, max: 3 }),
});

const step = fc.oneof(
  { weight: 5, arbitrary: change },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('run' as const), limit: fc.integer({ min: 1, max: 5 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('crash' as const),
      at: fc.integer({ min: 0, max: 12 }),
      after: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('fault' as const), fault: fc.constantFrom(...HEALING) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('wait' as const), seconds: fc.integer({ min: 1, max: 4000 }) }),
  },
  { weight: 1, arbitrary: fc.constant({ do: 'sweep' as const }) },
);

type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const trade = async (river: River, what: Extract<Step, { do: 'change' }>, index: number): Promise<void> => {
  const id = String(what.id);
  const updatedAt = new Date(Date.parse('2026-02-10T10:00:00Z') + index * 60_000).toISOString();
  const state = what.fate === 0 ? 'cancelled' : 'open';
  const refundedCents = what.fate === 1 && what.paid ? what.cents : undefined;
  river.shop.put(smallOrder({ id, cents: what.cents, paid: what.paid, state, refundedCents, updatedAt }));
  for (let time = 0; !what.lost && time < what.times; time++) await river.deliver(id, `d${index}`);
};

const take = async (river: River, what: Step, index: number): Promise<unknown> => {
  switch (what.do) {
    case 'change':
      return trade(river, what, index);
    case 'run':
      return river.run(undefined, what.limit);
    case 'crash':
      return river.runMortal(new Life({ at: what.at, when: what.after ? 'after' : 'before' }));
    case 'fault':
      return river.ledger.faults.push(what.fault);
    case 'wait':
      return river.clock.advance(what.seconds * 1000);
    case 'sweep':
      return river.sweep();
  }
};

test('after any storm and one sweep the ledger equals map(final state), and nothing was posted twice', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 1, maxLength: 14 }),
      fc.constantFrom('capture' as const, 'creation' as const),
      async (steps, postingTrigger) => {
        const river = await River.open({ postingTrigger });
        for (const [index, what] of steps.entries()) await take(river, what, index);
        await river.settle();
        expect(river.ledger.twice()).toEqual([]);
        expect(river.ledger.balances()).toEqual(river.expected());
        expect((await river.store.verifyAudit()).brokenAt).toBeUndefined();
        const { sends } = river.ledger;
        await river.settle();
        expect(river.ledger.sends).toBe(sends);
        await river.store.close();
      },
    ),
    { numRuns: 2000 },
  );
}, 600_000);
