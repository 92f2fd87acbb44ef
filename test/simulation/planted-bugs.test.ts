/** The simulator is worth what it finds: with any one safeguard off, it finds a violation, and tells a short story of it. */
import { FEWER_RUNS } from '../support/runs';
import { PLANTS } from './plants';
import { shorten } from './shorten';
import { simulate } from './simulate';
import type { Violation } from './violation';
import { writeStory } from './write-story';

const SEEDS = 2000;

/** What a violation must be about, so that no plant counts as found by accident. */
const SHOWN_BY: Readonly<Record<string, RegExp>> = {
  'find before resend': /^committed twice/,
  'the second look of a lookup that lags': /^committed twice/,
  'revision check on completion': /^(ledger differs|not held)/,
  'claims of orders': /^claimed twice/,
  'claims of plans': /^claimed twice/,
  'the look at the time before sending': /^committed twice/,
  'comparison with what the ledger holds': /^ledger differs/,
  'content hash of what was refused': /^(ledger differs|untrue exception|no rest)/,
  'checkpoint together with the marks': /^(ledger differs|not held)/,
  'repeats of deliveries': /^moves at rest/,
};

const search = async (plant: string): Promise<{ readonly seed: number; readonly violation: Violation }> => {
  for (let seed = 1; seed <= SEEDS; seed++) {
    const { violation } = await simulate(writeStory(seed), PLANTS[plant]);
    if (violation) return { seed, violation };
  }
  throw new Error(`nobody misses ${plant} in ${SEEDS} stories`);
};

// Mutants of the library need no proof that the simulator sees more than they.
(FEWER_RUNS ? describe.each(['find before resend']) : describe.each(Object.keys(SHOWN_BY)))(
  'without %s',
  (plant) => {
    test('a story ends badly', async () => {
      const { seed, violation } = await search(plant);
      process.stderr.write(`Without ${plant}: seed ${seed}, ${violation.kind}\n`);
      expect(violation.message).toMatch(SHOWN_BY[plant] as RegExp);
    }, 600_000);
  },
);

test('a story that ends badly is told in a few steps', async () => {
  const plant = PLANTS['find before resend'] as (typeof PLANTS)[string];
  const { seed, violation } = await search('find before resend');
  const story = writeStory(seed);
  const shortest = await shorten(story, async (shorter) => {
    return (await simulate(shorter, plant)).violation?.kind === violation.kind;
  });
  expect(shortest.steps.length).toBeLessThan(Math.min(12, story.steps.length));
}, 600_000);
