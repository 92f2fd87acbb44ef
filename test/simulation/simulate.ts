/** Plays a story to its end, and looks whether it may end so. */
import type { Befell } from './befell';
import { calmDown } from './calm';
import type { Plant } from './plants';
import type { Story } from './story';
import { Violation } from './violation';
import { World } from './world';

export interface Verdict {
  readonly violation?: Violation;
  /** SHA-256 of everything that happened, in order. */
  readonly digest: string;
  readonly lines: readonly string[];
  readonly befell: Befell;
}

export const simulate = async (story: Story, plant: Plant = {}): Promise<Verdict> => {
  const world = await World.open(story, plant);
  let violation: Violation | undefined;
  try {
    for (const step of story.steps) await world.take(step);
    for (const webhook of world.waiting) if (!world.told.includes(webhook)) world.befell.note('webhook lost');
    await calmDown(world);
  } catch (error) {
    if (!(error instanceof Violation)) throw error;
    violation = error;
    world.log(`violation: ${error.message}`);
  }
  const [last] = (await world.bare.listAudit({ limit: 100_000 })).slice(-1);
  world.log(`audit ${last?.hash}`);
  await world.bare.close();
  return {
    ...(violation ? { violation } : {}),
    digest: world.digest(),
    lines: world.lines,
    befell: world.befell,
  };
};
