/** The schema in PostgreSQL: whose it is, which one it is, and what it does not allow. */
import { createHash } from 'node:crypto';
import { Client } from 'pg';
import { createBook } from '../../lib/destinations/book';
import type { SqlTraceStore } from '../../lib/store/sql-trace-store';
import { openSqliteStore } from '../../lib/store/sqlite';
import { documentOf, NO_CONTEXT } from '../contract/destination-samples';
import {
  actor,
  at,
  DESTINATION,
  exceptionOf,
  order,
  PIPELINE,
  planOf,
  STORE,
  STREAM,
} from '../contract/store-samples';
import { newSchema, openStoreIn } from '../support/postgres-store';
import { type PostgresServer, startPostgresServer } from '../support/postgres-server';

jest.setTimeout(60_000);

let server: PostgresServer;
let admin: Client;
beforeAll(async () => {
  server = await startPostgresServer();
  admin = new Client(server.login());
  await admin.connect();
});
afterAll(async () => {
  await admin.end();
  await server.dispose();
});

const rowsOf = async (statement: string, ...values: unknown[]) => (await admin.query(statement, values)).rows;

const opened = async (schema: string): Promise<string> => {
  await (await openStoreIn(server, { schema })).close();
  return schema;
};

describe('the schema', () => {
  it('is made with all its tables, and nothing is put anywhere else', async () => {
    const schema = await opened(newSchema());
    const tables = await rowsOf(
      `select distinct schemaname from pg_tables where schemaname !~ '^(pg_|information)'`,
    );
    expect(tables.map(({ schemaname }) => schemaname)).toContain(schema);
    expect(tables.map(({ schemaname }) => schemaname)).not.toContain('public');
    expect(await rowsOf(`select count(*) from ${schema}.schema_migrations`)).not.toEqual([{ count: '0' }]);
  });

  it('keeps what was written before the store was closed, and is set up once', async () => {
    const schema = newSchema();
    const first = await openStoreIn(server, { schema });
    await first.markDue(PIPELINE, STREAM, [{ objectId: '1' }], at(0));
    await first.close();
    const second = await openStoreIn(server, { schema });
    expect(await second.countWork(PIPELINE)).toMatchObject({ due: 1 });
    await second.close();
  });

  it('has only text that sorts by its bytes', async () => {
    const schema = await opened(newSchema());
    const others = await rowsOf(
      `select table_name, column_name from information_schema.columns
       where table_schema = $1 and data_type = 'text' and collation_name is distinct from 'C'`,
      schema,
    );
    expect(others).toEqual([]);
  });

  it('that a newer version wrote is refused', async () => {
    const schema = await opened(newSchema());
    await admin.query(
      `insert into ${schema}.schema_migrations (number, name, checksum) values (99, 'later', 'x')`,
    );
    await expect(openStoreIn(server, { schema })).rejects.toMatchObject({
      code: 'schema_newer',
      message: expect.stringContaining('schema 99'),
    });
  });

  it('whose steps are not the ones we know is refused', async () => {
    const schema = await opened(newSchema());
    await admin.query(`update ${schema}.schema_migrations set checksum = 'other'`);
    await expect(openStoreIn(server, { schema })).rejects.toMatchObject({ code: 'schema_changed' });
  });

  it('that holds tables of somebody else is left as it is', async () => {
    const schema = newSchema();
    await admin.query(`create schema ${schema}; create table ${schema}.work (a int)`);
    await expect(openStoreIn(server, { schema })).rejects.toMatchObject({
      code: 'refused',
      message: expect.stringContaining('"work" already exists'),
    });
    expect(await rowsOf(`select tablename from pg_tables where schemaname = $1`, schema)).toEqual([
      { tablename: 'work' },
    ]);
  });

  it.each(['Books', 'a-b', 'a"b', '1a', 'pg_books', "x'; drop table audit; --", 'a'.repeat(64), 'a b'])(
    'is not named %s',
    async (schema) => {
      await expect(openStoreIn(server, { schema })).rejects.toMatchObject({
        code: 'cannot_open',
        message: expect.stringContaining('Enter a name such as cart_ledger'),
      });
    },
  );

  it('may be named by a word of SQL', async () => {
    await opened('user');
    expect(
      await rowsOf(`select 1 from pg_tables where schemaname = 'user' and tablename = 'plans'`),
    ).toHaveLength(1);
  });

  it('needs no right to make one where an administrator made it for us', async () => {
    await admin.query(`create role clerk login password 'clerk''s'; create schema ready authorization clerk`);
    const login = { user: 'clerk', password: "clerk's" };
    await (await openStoreIn(server, { schema: 'ready', ...login })).close();
    await expect(openStoreIn(server, { schema: 'missing', ...login })).rejects.toMatchObject({
      message: expect.stringContaining('create schema if not exists missing authorization "clerk"'),
    });
  });
});

describe('text', () => {
  it('comes in the order in which SQLite gives it, whatever it is made of', async () => {
    const ids = ['b', 'B', 'a', '_', 'ä', 'Z', '10', '9', '-', 'é', 'e', '€', 'ß', '😀', '\uff5e', ' ', '~'];
    const orderIn = async (store: SqlTraceStore): Promise<readonly string[]> => {
      await store.planOrders(DESTINATION, ids.map(order), at(0), () => ids.map((id) => planOf(id)));
      const seen: string[] = [];
      for await (const page of store.eachPlan({}, 3)) seen.push(...page.map(({ orderId }) => orderId));
      await store.close();
      return seen;
    };
    const expected = await orderIn(await openSqliteStore(':memory:'));
    expect(expected).toHaveLength(ids.length);
    expect(await orderIn(await openStoreIn(server, { schema: newSchema() }))).toEqual(expected);
  });

  it('that PostgreSQL cannot hold becomes a visible sign, and stops nothing', async () => {
    const store = await openStoreIn(server, { schema: newSchema() });
    const exception = {
      ...exceptionOf({ pipeline: 'main', stream: STREAM, objectId: '1' }, 'x'),
      message: 'a\0b',
    };
    await store.raiseExceptions([exception, { ...exception, code: 'y', message: 'lone \ud800' }], actor(0));
    const rows = await store.listExceptions({ ...STORE });
    expect(rows.map(({ message }) => message)).toEqual(['a\ufffdb', 'lone \ufffd']);
    expect(await store.verifyAudit()).toEqual({ rows: 2 });
    await store.close();
  });
});

describe('numbers', () => {
  it('of the book are exact where a float would not be', async () => {
    const schema = newSchema();
    const store = await openStoreIn(server, { schema });
    const amounts = [9_007_199_254_740_993n, 9_223_372_036_854_775_807n];
    const account = (id: string) => ({ id, name: id, type: 'asset' as const });
    for (const [index, amount] of amounts.entries()) {
      await store.appendBookEntries('main', [], at(0), () => ({
        accounts: index === 0 ? [account('a'), account('b')] : [],
        entries: [
          {
            key: `k${index}`,
            contentHash: 'h',
            kind: 'entry',
            date: '2026-03-01',
            currency: 'EUR',
            description: 'd',
            platform: 'woocommerce',
            storeId: 'shop.example',
            orderId: '1',
            orderNumber: '1',
            lines: [
              { ledgerAccount: 'a', logicalAccount: 'a', debitMinor: amount },
              { ledgerAccount: 'b', logicalAccount: 'b', creditMinor: amount },
            ],
          },
        ],
      }));
    }
    const entries = await store.readBookEntries('main', {});
    expect(entries.flatMap(({ lines }) => lines.flatMap(({ debitMinor }) => debitMinor ?? []))).toEqual(
      amounts,
    );
    const sum = amounts.reduce((total, amount) => total + amount, 0n);
    expect(await store.sumBookLines('main', {})).toEqual([
      { ledgerAccount: 'a', currency: 'EUR', debitMinor: sum, creditMinor: 0n },
      { ledgerAccount: 'b', currency: 'EUR', debitMinor: 0n, creditMinor: sum },
    ]);
    await store.close();
  });

  it('that do not fit one are no number at all', async () => {
    const schema = newSchema();
    const store = await openStoreIn(server, { schema });
    await store.markDue(PIPELINE, STREAM, [{ objectId: '1' }], at(0));
    await admin.query(`update ${schema}.work set revision = 9007199254740993`);
    await expect(store.listWork({})).rejects.toThrow(
      /gave 9007199254740993 where a whole number below 2\^53/,
    );
    await store.close();
  });
});

describe('what is written for good', () => {
  const clock = { now: () => new Date(at(0)), sleep: async () => {} };

  const filled = async (): Promise<string> => {
    const schema = newSchema();
    const store = await openStoreIn(server, { schema });
    for (let index = 0; index < 5; index++) {
      const exception = exceptionOf({ pipeline: 'main', stream: STREAM, objectId: String(index) }, 'x');
      await store.raiseExceptions([exception], actor(index));
    }
    const book = createBook({ storage: store, bookId: 'main', clock });
    await book.send([documentOf({ key: 'k1' })], NO_CONTEXT);
    await store.close();
    return schema;
  };

  it.each(['audit', 'book_entries', 'book_lines'])(
    'cannot be changed, deleted or emptied in %s',
    async (table) => {
      const schema = await filled();
      const column = table === 'audit' ? 'actor' : 'currency';
      for (const act of [
        `update ${schema}.${table} set ${column} = 'x'`,
        `delete from ${schema}.${table}`,
        `truncate ${schema}.${table} cascade`,
      ])
        await expect(admin.query(act)).rejects.toThrow(`is append-only`);
    },
  );

  it('shows a changed row of the audit log also when its own hash was made to match', async () => {
    const schema = await filled();
    await admin.query(`alter table ${schema}.audit disable trigger all`);
    const [row] = await rowsOf(`select * from ${schema}.audit where id = 3`);
    const content = JSON.stringify([3, row?.at, 'nobody', row?.action, row?.subject, row?.detail]);
    const hash = createHash('sha256').update(`${row?.previous_hash}${content}`).digest('hex');
    await admin.query(`update ${schema}.audit set actor = 'nobody', hash = '${hash}' where id = 3`);
    const store = await openStoreIn(server, { schema });
    expect(await store.verifyAudit()).toEqual({ rows: 3, brokenAt: 4 });
    await store.close();
  });
});
