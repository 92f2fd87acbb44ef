/** Trade of a simulated shop: orders and what becomes of them, bout by bout, with the shop's webhooks in between. */
import { setTimeout as sleep } from 'node:timers/promises';

export interface Story {
  readonly name: string;
  /** Places the order and gives its id. */
  readonly place: () => string;
  /** What happens to it later, one deed a bout. */
  readonly later?: readonly ((id: string) => void)[];
  /** Code of the exception that it ends as, where it cannot be posted as it is. */
  readonly held?: string;
  /** Of a held one: what can be posted of it is. */
  readonly partly?: boolean;
}

export interface Traded {
  /** Order ids by story. */
  readonly ids: ReadonlyMap<string, string>;
}

const PAUSE_MS = 300;

/**
 * Every story begins in a bout of its own group, and goes on with each bout after that, so that orders of all ages are
 * changed side by side.
 */
export const trade = async (
  stories: readonly Story[],
  groups: number,
  afterBout: (bout: number) => Promise<unknown>,
): Promise<Traded> => {
  const ids = new Map<string, string>();
  const longest = Math.max(...stories.map(({ later = [] }) => later.length));
  for (let bout = 0; bout < groups + longest; bout++) {
    for (const [index, { name, place, later = [] }] of stories.entries()) {
      const age = bout - (index % groups);
      if (age === 0) ids.set(name, place());
      const id = ids.get(name);
      if (age > 0 && id !== undefined) later[age - 1]?.(id);
    }
    await afterBout(bout);
    await sleep(PAUSE_MS);
  }
  return { ids };
};

/** Order id → code, of the stories that end as an exception. */
export const heldOf = (stories: readonly Story[], { ids }: Traded): Readonly<Record<string, string>> =>
  Object.fromEntries(
    stories.flatMap(({ name, held }) => (held === undefined ? [] : [[ids.get(name) ?? name, held] as const])),
  );

/** Ids of the orders of which nothing is posted. */
export const leftOutOf = (stories: readonly Story[], { ids }: Traded): ReadonlySet<string> =>
  new Set(
    stories.flatMap(({ name, held, partly }) =>
      held === undefined || partly === true ? [] : (ids.get(name) ?? []),
    ),
  );
