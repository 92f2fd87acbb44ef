/** The file itself: who may read it, which schema it has, and what it does not allow. */
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync, chmodSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Kysely, sql } from 'kysely';
import { createBook } from '../../lib/destinations/book';
import { migrate } from '../../lib/store/migrate';
import { MIGRATIONS } from '../../lib/store/migrations';
import type { Migration } from '../../lib/store/migrations/migration';
import { openSqliteStore, SQLITE_WORDS } from '../../lib/store/sqlite';
import { sqliteDialect } from '../../lib/store/sqlite-dialect';
import { documentOf, NO_CONTEXT } from '../contract/destination-samples';
import { actor, at, exceptionOf, PIPELINE, STREAM } from '../contract/store-samples';

const folder = mkdtempSync(join(tmpdir(), 'cart-ledger-file-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let files = 0;
const newFile = (): string => join(folder, `store-${(files += 1)}.db`);

const tamper = (file: string, ...statements: readonly string[]): void => {
  const database = new DatabaseSync(file);
  for (const statement of statements) database.exec(statement);
  database.close();
};

const mode = (path: string): string => (statSync(path).mode & 0o777).toString(8);

describe('the file of the trace store', () => {
  it('and its folder are made for the owner alone, with all that SQLite puts beside it', async () => {
    const inner = join(folder, 'user', 'cart-ledger');
    const file = join(inner, 'trace.db');
    const store = await openSqliteStore(file);
    await store.markDue(PIPELINE, STREAM, [{ objectId: '1' }], at(0));
    expect([mode(inner), mode(join(folder, 'user'))]).toEqual(['700', '700']);
    expect([file, `${file}-wal`, `${file}-shm`].map(mode)).toEqual(['600', '600', '600']);
    await store.close();
  });

  it('that is there already keeps the rights that its owner gave it', async () => {
    const file = newFile();
    writeFileSync(file, '');
    chmodSync(file, 0o640);
    await (await openSqliteStore(file)).close();
    expect(mode(file)).toBe('640');
  });

  it('keeps what was written before it was closed', async () => {
    const file = newFile();
    const first = await openSqliteStore(file);
    await first.markDue(PIPELINE, STREAM, [{ objectId: '1' }], at(0));
    await first.close();
    const second = await openSqliteStore(file);
    expect(await second.countWork(PIPELINE)).toMatchObject({ due: 1 });
    await second.close();
  });

  it('is written ahead and synced in full', async () => {
    const file = newFile();
    const store = await openSqliteStore(file);
    const database = new DatabaseSync(file);
    expect(database.prepare('pragma journal_mode').get()).toEqual({
      journal_mode: 'wal',
    });
    database.close();
    await store.close();
  });

  it('that is no trace store is refused with a sentence', async () => {
    const file = newFile();
    writeFileSync(file, 'This is a letter, not a database. '.repeat(100));
    await expect(openSqliteStore(file)).rejects.toMatchObject({
      name: 'StoreError',
      code: 'cannot_open',
    });
    const directory = join(folder, 'directory');
    mkdirSync(directory);
    await expect(openSqliteStore(directory)).rejects.toThrow(
      /cannot be opened: .*Check that the folder exists/,
    );
  });

  it('is not opened at all on a Node without SQLite', async () => {
    const builtin = jest.spyOn(process, 'getBuiltinModule').mockReturnValue(undefined as never);
    await expect(openSqliteStore(newFile())).rejects.toThrow(/needs Node\.js 22\.16 or later; this is v/);
    builtin.mockRestore();
  });
});

describe('the schema', () => {
  it('is applied once', async () => {
    const file = newFile();
    await (await openSqliteStore(file)).close();
    await (await openSqliteStore(file)).close();
    const database = new DatabaseSync(file);
    expect(database.prepare('select number, name from schema_migrations').all()).toEqual(
      MIGRATIONS.map(({ number, name }) => ({ number, name })),
    );
    database.close();
  });

  it('that a newer version wrote is refused', async () => {
    const file = newFile();
    await (await openSqliteStore(file)).close();
    tamper(file, `insert into schema_migrations (number, name, checksum) values (99, 'later', 'x')`);
    await expect(openSqliteStore(file)).rejects.toMatchObject({
      code: 'schema_newer',
    });
    await expect(openSqliteStore(file)).rejects.toThrow(
      `newer version of Cart Ledger (schema 99; this version knows ${MIGRATIONS.length})`,
    );
  });

  it('whose steps are not the ones we know is refused', async () => {
    const file = newFile();
    await (await openSqliteStore(file)).close();
    tamper(file, `update schema_migrations set checksum = 'other'`);
    await expect(openSqliteStore(file)).rejects.toMatchObject({
      code: 'schema_changed',
    });
  });

  it('grows step by step, and a step that fails leaves nothing of itself', async () => {
    const db = new Kysely<Record<string, never>>({
      dialect: sqliteDialect(new DatabaseSync(':memory:'), 100),
    });
    const step = (number: number, ...statements: readonly string[]): Migration => ({
      number,
      name: `step ${number}`,
      statements: () => statements,
    });
    const tables = async () =>
      (
        await sql<{
          name: string;
        }>`select name from sqlite_schema where type = 'table' order by name`.execute(db)
      ).rows.map(({ name }) => name);
    const one = step(1, 'create table one (a integer)');
    await migrate(db, SQLITE_WORDS, [one]);
    await expect(
      migrate(db, SQLITE_WORDS, [one, step(2, 'create table two (a integer)', 'no sql')]),
    ).rejects.toThrow();
    expect(await tables()).toEqual(['one', 'schema_migrations']);
    await migrate(db, SQLITE_WORDS, [
      one,
      step(2, 'create table two (a integer)'),
      step(3, 'create table three (a integer)'),
    ]);
    expect(await tables()).toEqual(['one', 'schema_migrations', 'three', 'two']);
    await db.destroy();
  });

  it('tells the planner sizes only of indexes that exist', async () => {
    const file = newFile();
    await (await openSqliteStore(file)).close();
    const database = new DatabaseSync(file);
    const unknown = database
      .prepare(
        `select tbl, idx from sqlite_stat1 where idx not in (select name from sqlite_schema where tbl_name = sqlite_stat1.tbl)`,
      )
      .all();
    expect(unknown).toEqual([]);
    expect(database.prepare('select count(*) as sizes from sqlite_stat1').get()?.['sizes']).toBeGreaterThan(
      20,
    );
    database.close();
  });

  it.each([
    ['plans', 'plan_key', `destination = 'book:main'`, 'sqlite_autoindex_plans_1'],
    ['plans', 'order_id', `platform = 'p' and store_id = 's' and destination = 'd'`, 'plans_order'],
    ['book_entries', 'entry_key', `book_id = 'main'`, 'book_entries_key'],
    [
      'work',
      'object_id',
      `pipeline = 'm' and platform = 'p' and store_id = 's' and stream = 'o'`,
      'PRIMARY KEY',
    ],
  ])('finds a hundred rows of %s by %s without walking the shop', async (table, column, where, index) => {
    const file = newFile();
    await (await openSqliteStore(file)).close();
    const database = new DatabaseSync(file);
    const list = Array.from({ length: 100 }, (_, number) => `'${number}'`).join(', ');
    const [plan] = database
      .prepare(`explain query plan select * from ${table} where ${where} and ${column} in (${list})`)
      .all();
    expect(String(plan?.['detail'])).toContain(index);
    expect(String(plan?.['detail'])).toContain(`${column}=?`);
    database.close();
  });
});

describe('what is written for good', () => {
  const filled = async (): Promise<string> => {
    const file = newFile();
    const store = await openSqliteStore(file);
    for (let index = 0; index < 5; index++) {
      const exception = exceptionOf({ pipeline: 'main', stream: STREAM, objectId: String(index) }, 'x');
      await store.raiseExceptions([exception], actor(index));
    }
    const book = createBook({
      storage: store,
      bookId: 'main',
      clock: { now: () => new Date(at(0)), sleep: async () => {} },
    });
    expect(await book.send([documentOf({ key: 'k1' })], NO_CONTEXT)).toMatchObject([{ state: 'created' }]);
    await store.close();
    return file;
  };
  const verify = async (file: string) => {
    const store = await openSqliteStore(file);
    const result = await store.verifyAudit();
    await store.close();
    return result;
  };

  it.each(['audit', 'book_entries', 'book_lines'])('cannot be changed or deleted in %s', async (table) => {
    const file = await filled();
    const column = table === 'audit' ? 'actor' : 'currency';
    expect(() => tamper(file, `update ${table} set ${column} = 'x'`)).toThrow(`${table} is append-only`);
    expect(() => tamper(file, `delete from ${table}`)).toThrow(`${table} is append-only`);
  });

  it.each([
    ['a changed row', 3, `update audit set actor = 'nobody' where id = 3`],
    ['a changed row with a hash to match', 3, `update audit set actor = 'nobody', hash = 'abc' where id = 3`],
    ['a row taken out', 2, `delete from audit where id = 2`],
    ['the first row taken out', 1, `delete from audit where id = 1`],
    ['the last row taken out', 5, `delete from audit where id = 5`],
    [
      'a forged row at the end',
      6,
      `insert into audit select 6, at, actor, action, subject, detail, hash, 'f' from audit where id = 5; update audit_head set last_id = 6`,
    ],
  ])('shows %s in the audit log', async (_, brokenAt, statement) => {
    const file = await filled();
    expect(await verify(file)).toEqual({ rows: 5 });
    tamper(file, 'drop trigger audit_no_update', 'drop trigger audit_no_delete', statement);
    expect(await verify(file)).toEqual({ rows: brokenAt - 1, brokenAt });
  });

  it('shows a changed row also when its own hash was made to match', async () => {
    const file = await filled();
    const database = new DatabaseSync(file);
    database.exec('drop trigger audit_no_update');
    const row = database.prepare('select * from audit where id = 3').get() as Record<string, string>;
    const content = JSON.stringify([
      row['id'],
      row['at'],
      'nobody',
      row['action'],
      row['subject'],
      row['detail'],
    ]);
    const hash = createHash('sha256').update(`${row['previous_hash']}${content}`).digest('hex');
    database.prepare(`update audit set actor = 'nobody', hash = ? where id = 3`).run(hash);
    database.close();
    expect(await verify(file)).toEqual({ rows: 3, brokenAt: 4 });
  });
});
