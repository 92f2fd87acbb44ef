/**
 * A run of n8n costs far more than a delivery, and one run takes all orders that are due. So the first delivery after a
 * quiet time starts a run at once, and those that come within the pause after a start go together into the next run.
 * Every item comes out exactly once, in a run that starts after its delivery was stored.
 */
import type { IDataObject } from 'n8n-workflow';
import type { Clock } from '../../lib';

/** Between two starts, unless a gathering is full before. */
export const PAUSE_MS = 2000;
/** Items of one run: as many as Process Queue takes by default, so that a workflow without a loop keeps up as well. */
export const MOST_ITEMS = 100;

interface Gathering {
  readonly items: IDataObject[];
  readonly full: Promise<void>;
  /** Ends the wait. */
  readonly close: () => void;
}

export class GatheredRuns {
  private readonly gatherings = new Map<string, Gathering>();
  private readonly lastStarts = new Map<string, number>();

  constructor(private readonly clock: Clock) {}

  /**
   * The items that a run starts with now, this one among them; undefined when a run that another delivery starts takes it.
   * @param key names a trigger of a workflow
   */
  async add(key: string, item: IDataObject): Promise<readonly IDataObject[] | undefined> {
    const open = this.gatherings.get(key);
    if (open !== undefined) {
      open.items.push(item);
      if (open.items.length >= MOST_ITEMS) this.close(key, open);
      return undefined;
    }
    const wait = this.pauseLeft(key);
    if (wait <= 0) return this.started(key, [item]);
    const gathering = newGathering(item);
    this.gatherings.set(key, gathering);
    await Promise.race([this.clock.sleep(wait), gathering.full]);
    this.close(key, gathering);
    return this.started(key, gathering.items);
  }

  /** A clock that was set back must not keep runs waiting for longer than the pause. */
  private pauseLeft(key: string): number {
    const last = this.lastStarts.get(key);
    return last === undefined ? 0 : Math.min(PAUSE_MS, last + PAUSE_MS - this.clock.now().getTime());
  }

  /** What comes from now on goes into the gathering after it, which may be there already. */
  private close(key: string, gathering: Gathering): void {
    if (this.gatherings.get(key) === gathering) this.gatherings.delete(key);
    gathering.close();
  }

  private started(key: string, items: readonly IDataObject[]): readonly IDataObject[] {
    this.lastStarts.set(key, this.clock.now().getTime());
    return items;
  }
}

const newGathering = (item: IDataObject): Gathering => {
  let close = (): void => {};
  const full = new Promise<void>((resolve) => {
    close = resolve;
  });
  return { items: [item], full, close };
};
