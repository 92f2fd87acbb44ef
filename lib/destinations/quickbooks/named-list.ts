/** Classes and departments of a company: lists of names that a person keeps. */
import { folded } from '../dimensions';
import type { QuickBooks } from './client';
import { asText } from './read-answer';

/** Names by id, active ones only. */
export type NamedList = (names: readonly string[]) => Promise<ReadonlyMap<string, string>>;

/**
 * Read once a connection, and again whenever a name is asked for that is not there. Kept no longer: a name that was
 * remembered from an earlier run may have been given to another class since.
 */
export const namedList = (quickBooks: QuickBooks, entity: 'Class' | 'Department'): NamedList => {
  let known: Promise<ReadonlyMap<string, string>> | undefined;
  const read = () => {
    known = readNames(quickBooks, entity).catch((error: unknown) => {
      known = undefined;
      throw error;
    });
    return known;
  };
  return async (names) => {
    const before = known;
    if (before === undefined) return read();
    const held = new Set([...(await before).values()].map(folded));
    return names.every((name) => held.has(folded(name))) ? before : read();
  };
};

const readNames = async (
  quickBooks: QuickBooks,
  entity: 'Class' | 'Department',
): Promise<ReadonlyMap<string, string>> => {
  const names = new Map<string, string>();
  for await (const rows of quickBooks.pages(entity))
    for (const row of rows) {
      const id = asText(row['Id']);
      const name = asText(row['FullyQualifiedName']) ?? asText(row['Name']);
      if (id !== undefined && name !== undefined && row['Active'] !== false) names.set(id, name);
    }
  return names;
};
