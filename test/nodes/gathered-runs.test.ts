import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';
import { GatheredRuns, MOST_ITEMS, PAUSE_MS } from '../../nodes/CartTrigger/gathered-runs';
import { HandClock } from '../support/hand-clock';

interface Run {
  readonly at: number;
  readonly items: readonly IDataObject[];
}

/** Whatever starts a run is noted, with the time. */
const observed = () => {
  const clock = new HandClock();
  const gathered = new GatheredRuns(clock);
  const runs: Run[] = [];
  const add = (item: IDataObject, key = 'trigger'): void => {
    void gathered.add(key, item).then((items) => {
      if (items !== undefined) runs.push({ at: clock.time, items });
    });
  };
  return { clock, runs, add };
};

const sizes = (runs: readonly Run[]): readonly number[] => runs.map(({ items }) => items.length);

test('the first delivery after a quiet time starts a run at once', async () => {
  const { clock, runs, add } = observed();
  add({ n: 1 });
  await clock.advance(0);
  expect(runs).toEqual([{ at: 0, items: [{ n: 1 }] }]);
  await clock.advance(PAUSE_MS);
  add({ n: 2 });
  await clock.advance(0);
  expect(runs).toHaveLength(2);
});

test('those that come within the pause go together into one run, when the pause is over', async () => {
  const { clock, runs, add } = observed();
  add({ n: 1 });
  await clock.advance(PAUSE_MS / 2);
  for (const n of [2, 3, 4]) add({ n });
  await clock.advance(PAUSE_MS / 2 - 1);
  expect(sizes(runs)).toEqual([1]);
  await clock.advance(1);
  expect(runs[1]).toEqual({ at: PAUSE_MS, items: [{ n: 2 }, { n: 3 }, { n: 4 }] });
});

test('a run takes no more than Process Queue does, and a full one does not wait', async () => {
  const { clock, runs, add } = observed();
  for (let n = 0; n < 1 + 2 * MOST_ITEMS + 5; n++) add({ n });
  await clock.advance(0);
  expect(sizes(runs)).toEqual([1, MOST_ITEMS, MOST_ITEMS]);
  await clock.advance(PAUSE_MS);
  expect(sizes(runs)).toEqual([1, MOST_ITEMS, MOST_ITEMS, 5]);
});

test('another trigger waits for nobody', async () => {
  const { clock, runs, add } = observed();
  add({ n: 1 }, 'one');
  add({ n: 2 }, 'other');
  await clock.advance(0);
  expect(runs.map(({ items }) => items)).toEqual([[{ n: 1 }], [{ n: 2 }]]);
});

test('a clock that is set back keeps no run waiting for longer than the pause', async () => {
  const { clock, runs, add } = observed();
  await clock.advance(3_600_000);
  add({ n: 1 });
  await clock.advance(0);
  clock.setBack(3_600_000);
  add({ n: 2 });
  await clock.advance(PAUSE_MS);
  expect(sizes(runs)).toEqual([1, 1]);
});

test('whenever they come, each is in exactly one run, and in one that starts no earlier than it came', async () => {
  const arrivals = fc.array(fc.record({ after: fc.nat(PAUSE_MS), count: fc.integer({ min: 1, max: 150 }) }), {
    maxLength: 20,
  });
  await fc.assert(
    fc.asyncProperty(arrivals, async (bursts) => {
      const { clock, runs, add } = observed();
      let sent = 0;
      for (const { after, count } of bursts) {
        await clock.advance(after);
        for (let index = 0; index < count; index++) add({ n: sent++, at: clock.time });
      }
      await clock.advance(PAUSE_MS);
      const items = runs.flatMap((run) => run.items.map((item) => ({ ...item, started: run.at })));
      expect(items.map((item) => Number((item as IDataObject)['n'])).sort((a, b) => a - b)).toEqual(
        Array.from({ length: sent }, (_, index) => index),
      );
      for (const { at, started } of items as readonly { at?: number; started: number }[]) {
        expect(started).toBeGreaterThanOrEqual(at as number);
        expect(started).toBeLessThanOrEqual((at as number) + PAUSE_MS);
      }
      for (const size of sizes(runs)) expect(size).toBeLessThanOrEqual(MOST_ITEMS);
    }),
  );
});
