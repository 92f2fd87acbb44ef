/**
 * A few weeks of trade: each story keeps its own order, and the stories are mixed. The same seed gives the same steps.
 */
import { seededRandom } from './random';
import { lifeStories } from './stories-life';
import { refundStories } from './stories-refunds';
import { salesStories } from './stories-sales';
import type { Step, Story } from './trade';

/** How many stories are under way at a time; more would delete and refund long after the sale, fewer would not mix. */
const AT_ONCE = 12;

export const stories = (seed: number): Story[] => {
  const random = seededRandom(seed);
  return [...salesStories(random), ...lifeStories(random), ...refundStories(random)];
};

export const scenario = (seed: number): Step[] => {
  const random = seededRandom(seed + 1);
  const waiting = random.shuffle(stories(seed));
  const underWay: { story: Story; next: number }[] = [];
  const steps: Step[] = [];
  for (;;) {
    while (underWay.length < AT_ONCE && waiting.length > 0)
      underWay.push({ story: waiting.pop() as Story, next: 0 });
    if (underWay.length === 0) return steps;
    const index = random.int(0, underWay.length - 1);
    const current = underWay[index] as { story: Story; next: number };
    const deed = current.story.deeds[current.next++];
    if (deed !== undefined) steps.push({ story: current.story.name, wait: random.int(60, 12_000), deed });
    if (current.next >= current.story.deeds.length) underWay.splice(index, 1);
  }
};
