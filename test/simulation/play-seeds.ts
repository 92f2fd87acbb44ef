/**
 * Stories from seeds: any trading, any network, several workers that die and are overtaken, ledgers that fail in every way
 * they have. However it went, the river comes to rest with the ledger at map(final state), each plan booked once, and every
 * order that is held held for a reason that is true.
 */
import { runs } from '../support/runs';
import { EVERY_KIND } from './befell';
import { shorten } from './shorten';
import { simulate } from './simulate';
import { type Story, tellStory } from './story';
import { writeStory } from './write-story';

/** The shortest story that still ends so, as a person reads it. */
const told = async (story: Story, kind: string): Promise<string> => {
  const shortest = await shorten(
    story,
    async (shorter) => (await simulate(shorter)).violation?.kind === kind,
  );
  return `${(await simulate(shortest)).violation?.message}\n${tellStory(shortest)}`;
};

/** Two files of a thousand seeds each: they run side by side. */
const SEEDS = 1000;

export const playSeeds = async (from: number): Promise<void> => {
  const began = performance.now();
  const befell = new Map<string, number>();
  const seeds = runs(SEEDS);
  for (let seed = from; seed < from + seeds; seed++) {
    const story = writeStory(seed);
    const { violation, befell: here } = await simulate(story);
    here.addTo(befell);
    if (violation) throw new Error(await told(story, violation.kind));
  }
  const seconds = ((performance.now() - began) / 1000).toFixed(0);
  process.stderr.write(`Simulator: seeds ${from} to ${from + seeds - 1} in ${seconds} s\n`);
  // Mutants of the library are asked with fewer seeds, in which not everything happens.
  if (seeds === SEEDS) expect(EVERY_KIND.filter((what) => !befell.has(what))).toEqual([]);
};
