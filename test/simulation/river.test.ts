/** The first thousand stories, and what makes them stories. */
import { playSeeds } from './play-seeds';
import { simulate } from './simulate';
import { writeStory } from './write-story';

test(
  'after every storm the ledger is at the final state, once, and what is held is held for a true reason',
  () => playSeeds(1),
  900_000,
);

test.each([1, 7, 42])('seed %i tells the same story twice, to the byte', async (seed) => {
  const [once, again] = [await simulate(writeStory(seed)), await simulate(writeStory(seed))];
  expect(again.lines).toEqual(once.lines);
  expect(again.digest).toBe(once.digest);
});

test('no two seeds tell the same story', async () => {
  const digests: string[] = [];
  for (let seed = 1; seed <= 20; seed++) digests.push((await simulate(writeStory(seed))).digest);
  expect(new Set(digests).size).toBe(20);
});
