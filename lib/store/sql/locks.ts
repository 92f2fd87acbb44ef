/**
 * Taking turns. SQLite has one writer at a time, so that a dbTransaction sees what it read stay as it is. PostgreSQL's
 * writers meet: whatever decides by what it read locks that first. Locks end with their dbTransaction, and are taken in
 * one order everywhere, so that no two writers wait for each other.
 */
import { createHash } from 'node:crypto';
import { PostgresAdapter, sql } from 'kysely';
import type { ObjectRef, StoreRef } from '../trace-store';
import { chunksOf, compound, LIST_SIZE } from './batch';
import type { Db, Tx } from './database';

/** Where they meet, rows that are read to be changed need `for update`. */
export const writersMeet = (db: Db): boolean => db.getExecutor().adapter instanceof PostgresAdapter;

/** More names than this take their whole family: locks live in a memory that all connections of a server share. */
const MOST_NAMES = 1000;

/**
 * Takes names of a family, such as orders, for this dbTransaction alone; also of what has no row yet. Waits for whoever
 * has one of them.
 */
export const lockNames = async (tx: Tx, family: string, names: readonly string[]): Promise<void> => {
  if (names.length === 0 || !writersMeet(tx)) return;
  const all = number(family);
  if (names.length > MOST_NAMES) {
    await sql`select pg_advisory_xact_lock(${all})`.execute(tx);
    return;
  }
  const numbers = [...new Set(names.map((name) => number(`${family} ${name}`)))].sort((a, b) =>
    a < b ? -1 : 1,
  );
  // A list of values is walked in its order, and after the family.
  const rows = sql.join(numbers.map((one) => sql`(cast(${one} as bigint))`));
  await sql`select cast(pg_advisory_xact_lock_shared(${all}) as text)
    union all select cast(pg_advisory_xact_lock(n) as text) from (values ${rows}) as v(n)`.execute(tx);
};

/** Two names with one number only wait for each other without need. */
const number = (name: string): bigint => createHash('sha256').update(name).digest().readBigInt64BE(0);

/** Takes all that is open about these objects. Whoever changes exceptions does this before it writes to the audit log. */
export const lockExceptions = (tx: Tx, objects: readonly Omit<ObjectRef, 'stream'>[]): Promise<void> =>
  lockNames(
    tx,
    'exceptions',
    objects.map(({ platform, storeId, objectId }) => compound(platform, storeId, objectId)),
  );

/** Takes the snapshots of these orders: none may be kept with personal data while that is being erased. */
export const lockSnapshots = (
  tx: Tx,
  orders: readonly (StoreRef & { readonly orderId: string })[],
): Promise<void> =>
  lockNames(
    tx,
    'snapshots',
    orders.map(({ platform, storeId, orderId }) => compound(platform, storeId, orderId)),
  );

/** Locks plans that are about to change, by key. */
export const lockPlans = async (tx: Tx, destination: string, keys: readonly string[]): Promise<void> => {
  // One statement locks what it finds in an order of its own; two with a single plan cannot cross.
  if (keys.length < 2 || !writersMeet(tx)) return;
  for (const chunk of chunksOf([...new Set(keys)].sort(), LIST_SIZE)) {
    await tx
      .selectFrom('plans')
      .select('plan_key')
      .where('destination', '=', destination)
      .where('plan_key', 'in', chunk)
      .orderBy('plan_key')
      .forUpdate()
      .execute();
  }
};

/** Rows in the order of their keys: two writers that insert the same ones then never wait for each other. */
export const inOrder = <T>(rows: readonly T[], keyOf: (row: T) => string): readonly T[] =>
  rows
    .map((row) => [keyOf(row), row] as const)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([, row]) => row);
