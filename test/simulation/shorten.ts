/** The shortest story that can be found which still ends in the same kind of violation. */
import type { Step, Story } from './story';

/** `fails`: whether a story still does. At most `most` stories are tried. */
export const shorten = async (
  story: Story,
  fails: (story: Story) => Promise<boolean>,
  most = 1500,
): Promise<Story> => {
  let left = most;
  let steps = story.steps;
  const holds = async (shorter: readonly Step[]): Promise<boolean> => {
    if (left <= 0) return false;
    left -= 1;
    if (!(await fails({ ...story, steps: shorter }))) return false;
    steps = shorter;
    return true;
  };
  for (let size = Math.ceil(steps.length / 2); left > 0;) {
    let cut = false;
    for (let at = 0; at < steps.length;)
      if (await holds([...steps.slice(0, at), ...steps.slice(at + size)])) cut = true;
      else at += size;
    if (size > 1) size = Math.ceil(size / 2);
    else if (!cut && !(await simplify(() => steps, holds))) break;
  }
  return { ...story, steps };
};

/** One step made simpler; false when none can be. */
const simplify = async (
  steps: () => readonly Step[],
  holds: (steps: readonly Step[]) => Promise<boolean>,
): Promise<boolean> => {
  let simpler = false;
  for (let at = 0; at < steps().length; at++)
    for (const step of simplerThan(steps()[at] as Step))
      if (await holds(steps().with(at, step))) {
        simpler = true;
        break;
      }
  return simpler;
};

const simplerThan = (step: Step): readonly Step[] => {
  if (step.do === 'go') {
    const fewer = [1, Math.floor(step.times / 2), step.times - 1].filter((times) => times < step.times);
    return [...fewer.filter((times) => times > 0).map((times) => ({ ...step, times })), ...firstPick(step)];
  }
  if (step.do === 'webhook') return [...(step.keep ? [{ ...step, keep: false }] : []), ...firstPick(step)];
  if (step.do === 'kill') return firstPick(step);
  return [];
};

const firstPick = <T extends { readonly pick: number }>(step: T): readonly T[] =>
  Array.from({ length: Math.min(step.pick, 4) }, (_, pick) => ({ ...step, pick }));
