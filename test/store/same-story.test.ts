/** One story, told to SQLite and to PostgreSQL: the same answers, and the same rows in every table. */
import { mkdtempSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { Client, types } from 'pg';
import { openSqliteStore } from '../../lib/store/sqlite';
import { newSchema, openStoreIn } from '../support/postgres-store';
import { type PostgresServer, startPostgresServer } from '../support/postgres-server';
import { STEP_COUNT, tell } from './story';

jest.setTimeout(120_000);

const folder = mkdtempSync(join(tmpdir(), 'cart-ledger-story-'));
let server: PostgresServer;
let admin: Client;
beforeAll(async () => {
  server = await startPostgresServer();
  admin = new Client({
    ...server.login(),
    types: { getTypeParser: (oid, format) => (oid === 20 ? Number : types.getTypeParser(oid, format)) },
  });
  await admin.connect();
});
afterAll(async () => {
  await admin.end();
  await server.dispose();
  rmSync(folder, { recursive: true, force: true });
});

type Row = Readonly<Record<string, unknown>>;
type Dump = Readonly<Record<string, readonly Row[]>>;

/** PostgreSQL leaves numbers out where an insert met a row that was there: only the order of such ids is the same. */
const SERIAL = ['attempts', 'exceptions', 'exception_comments', 'reconciliations', 'snapshots'];

const ranksOf = (rows: readonly Row[]): ReadonlyMap<string, number> =>
  new Map(rows.map(({ id }, index) => [String(id), index]));

/** Ids by their rank; hashes of the audit log are made over subjects that name such ids, and are verified apart. */
const comparable = (tables: Dump): Dump => {
  const ranks = ranksOf(tables['exceptions'] ?? []);
  const rowOf = (table: string, { hash, previous_hash, ...row }: Row): Row => ({
    ...row,
    ...(table.startsWith('audit') ? {} : { hash, previous_hash }),
    ...(SERIAL.includes(table) ? { id: undefined } : {}),
    ...('exception_id' in row ? { exception_id: ranks.get(String(row['exception_id'])) } : {}),
    ...('subject' in row ? { subject: withRank(String(row['subject']), ranks) } : {}),
  });
  return Object.fromEntries(
    Object.entries(tables).map(([table, rows]) => [table, rows.map((row) => rowOf(table, row))]),
  );
};

const withRank = (subject: string, ranks: ReadonlyMap<string, number>): string =>
  subject.replace(/^exception:(\d+)$/, (_, id: string) => `exception ${ranks.get(id)}`);

const sorted = (table: string, rows: readonly Row[]): readonly Row[] =>
  SERIAL.includes(table)
    ? [...rows].sort((a, b) => Number(a['id']) - Number(b['id']))
    : [...rows]
        .map((row) => [JSON.stringify(row), row] as const)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([, row]) => row);

const plain = (rows: readonly unknown[]): readonly Row[] => rows.map((row) => ({ ...(row as Row) }));

const dumpFile = (file: string): Dump => {
  const database = new DatabaseSync(file);
  const names = database
    .prepare(`select name from sqlite_schema where type = 'table' and name not like 'sqlite_%'`)
    .all();
  const tables = names.map(({ name }) => String(name));
  const dump = Object.fromEntries(
    tables.map((table) => [table, sorted(table, plain(database.prepare(`select * from ${table}`).all()))]),
  );
  database.close();
  return dump;
};

const dumpSchema = async (schema: string): Promise<Dump> => {
  const { rows } = await admin.query(`select tablename from pg_tables where schemaname = $1`, [schema]);
  const dump: Record<string, readonly Row[]> = {};
  for (const { tablename: table } of rows)
    dump[table] = sorted(table, plain((await admin.query(`select * from ${schema}.${table}`)).rows));
  return dump;
};

/** Answers without what the databases number themselves. */
const withoutIds = (answers: readonly unknown[]): unknown =>
  JSON.parse(
    JSON.stringify(answers, (key, value: unknown) =>
      key === 'id' || key === 'exceptionId' ? undefined : typeof value === 'bigint' ? `${value}n` : value,
    ),
  );

const chapter = fc.tuple(fc.nat({ max: STEP_COUNT - 1 }), fc.nat({ max: 11 }), fc.nat({ max: 11 }));

test('every story has one end', async () => {
  const touched = new Set<string>();
  let files = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(chapter, { minLength: 150, maxLength: 250, size: 'max' }), async (story) => {
      const file = join(folder, `story-${(files += 1)}.db`);
      const schema = newSchema();
      const embedded = await openSqliteStore(file);
      const expected = await tell(embedded, story);
      await embedded.close();
      const postgres = await openStoreIn(server, { schema, maxConnections: 1 });
      const answers = await tell(postgres, story);
      await postgres.close();
      expect(withoutIds(answers)).toEqual(withoutIds(expected));
      const { schema_migrations: _ours, ...rows } = comparable(await dumpSchema(schema));
      const { schema_migrations: _theirs, ...wanted } = comparable(dumpFile(file));
      expect(rows).toEqual(wanted);
      for (const [table, all] of Object.entries(rows)) if (all.length > 0) touched.add(table);
    }),
    { numRuns: 4, endOnFailure: true },
  );
  // Kept by the limiter of requests in PostgreSQL alone; beside a file one process counts in memory.
  const { schema_migrations: _, rate_budgets: __, ...tables } = await dumpSchema('store_1');
  expect(Object.keys(tables).filter((table) => !touched.has(table))).toEqual([]);
});
