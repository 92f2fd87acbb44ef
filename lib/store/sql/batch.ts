/** Batches: few statements for many rows, each well below the number of parameters that a database takes. */
import { type RawBuilder, sql } from 'kysely';

/** Values in one IN list. */
export const LIST_SIZE = 500;
/** Rows in one INSERT: measured; more rows make the statement slower to build than it saves. */
export const INSERT_SIZE = 25;

export function* chunksOf<T>(items: readonly T[], size: number): Generator<readonly T[]> {
  for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size);
}

/** Items by key, in the order in which the keys first appear. */
export const groupBy = <T>(
  items: readonly T[],
  keyOf: (item: T) => string,
): ReadonlyMap<string, readonly T[]> => {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
};

/** The last of equal items: one statement must not name a row twice. */
export const distinctBy = <T>(items: readonly T[], keyOf: (item: T) => string): readonly T[] => [
  ...new Map(items.map((item) => [keyOf(item), item])).values(),
];

/** A key of several fields that no content of a field can forge. */
export const compound = (...fields: readonly (string | number | undefined)[]): string =>
  JSON.stringify(fields);

/** `values (…), (…)`: rows to join with, as a common table expression. */
export const valuesOf = <Row>(rows: readonly (readonly RawBuilder<unknown>[])[]): RawBuilder<Row> =>
  sql<Row>`(values ${sql.join(rows.map((row) => sql`(${sql.join(row)})`))})`;
