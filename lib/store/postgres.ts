/** The trace store in PostgreSQL: for several workers, for queue mode, and for shops that outgrow a file. */
import { Kysely, sql } from 'kysely';
import type { Clock } from '../host';
import { migrate } from './migrate';
import { MIGRATIONS } from './migrations';
import { postgresBudgets } from './postgres-budgets';
import { postgresDialect } from './postgres-dialect';
import { PostgresFault } from './postgres-fault';
import { checkPostgresLogin, placeOf, type PostgresLogin } from './postgres-login';
import { explain, patiently } from './postgres-patience';
import { openPool } from './postgres-pool';
import { postgresWords } from './postgres-words';
import type { Database } from './sql/database';
import { type OpenedStore, type SqlTraceStore, sqlTraceStore } from './sql-trace-store';
import { StoreError } from './store-error';

/** SQLSTATE insufficient_privilege. */
const NO_RIGHT = '42501';

const connect = (login: PostgresLogin, untimed = false): Kysely<Database> =>
  new Kysely<Database>({ dialect: postgresDialect(openPool(login, untimed)) });

/** Another encoding would lose letters of names, or refuse them one order at a time. */
const demandUnicode = async (db: Kysely<Database>, login: PostgresLogin): Promise<void> => {
  const { rows } = await sql<{ server_encoding: string }>`show server_encoding`.execute(db);
  const encoding = rows[0]?.server_encoding;
  if (encoding === 'UTF8') return;
  throw new StoreError(
    'cannot_open',
    `The database of the trace store (${placeOf(login)}) is in ${encoding}. Create one with: create database ` +
      `${login.database} encoding 'UTF8' template template0.`,
  );
};

/** Every method of the store, again where it may be done again; reading page by page only says what happened. */
const patientStore = (
  store: SqlTraceStore,
  login: PostgresLogin,
  clock: Pick<Clock, 'sleep'>,
): SqlTraceStore => {
  const methods = Object.entries(store).map(([name, method]) => [
    name,
    (...given: unknown[]) =>
      patiently(login, clock, () => (method as (...all: unknown[]) => Promise<unknown>)(...given)),
  ]);
  return {
    ...(Object.fromEntries(methods) as SqlTraceStore),
    eachPlan: (query, pageSize) => explained(store.eachPlan(query, pageSize), login),
    close: store.close,
  };
};

async function* explained<T>(pages: AsyncIterable<T>, login: PostgresLogin): AsyncGenerator<T> {
  try {
    yield* pages;
  } catch (error) {
    throw explain(error, login);
  }
}

const setUp = async (login: PostgresLogin, clock: Pick<Clock, 'sleep'>): Promise<void> => {
  const db = connect(login, true);
  try {
    await patiently(login, clock, async () => {
      await demandUnicode(db, login);
      await migrate(db, postgresWords(login.schema), MIGRATIONS);
    });
  } catch (error) {
    const { cause } = Object(error) as { cause?: unknown };
    throw cause instanceof PostgresFault && cause.code === NO_RIGHT ? mayNot(login) : error;
  } finally {
    await db.destroy();
  }
};

/**
 * Opens the trace store in a schema of its own, which is made and brought up to date when it has to be; of several
 * processes that open it at once, one does that and the others wait. Connections are made when they are needed, and made
 * anew after the server was away.
 * @throws StoreError with a sentence that says what to do.
 */
export const openPostgresStore = async (
  login: PostgresLogin,
  clock: Pick<Clock, 'sleep'>,
): Promise<OpenedStore> => {
  checkPostgresLogin(login);
  await setUp(login, clock);
  const pool = openPool(login);
  const db = new Kysely<Database>({ dialect: postgresDialect(pool) });
  return {
    ...patientStore(sqlTraceStore(db), login, clock),
    budgets: postgresBudgets(pool, login.schema),
  };
};

/**
 * Logs in and looks whether the trace store is there or may be made; changes nothing.
 * @throws StoreError with a sentence that says what to do.
 */
export const checkPostgres = async (login: PostgresLogin): Promise<void> => {
  checkPostgresLogin(login);
  const db = connect(login);
  try {
    await demandUnicode(db, login);
    const { rows } = await sql<{ allowed: boolean }>`
      select coalesce(
        has_schema_privilege(to_regnamespace(${login.schema})::oid, 'create'),
        has_database_privilege(current_database(), 'create')
      ) as allowed`.execute(db);
    if (rows[0]?.allowed !== true) throw mayNot(login);
  } catch (error) {
    throw explain(error, login);
  } finally {
    await db.destroy();
  }
};

const mayNot = (login: PostgresLogin): StoreError =>
  new StoreError(
    'cannot_open',
    `User ${login.user} may not make tables (${placeOf(login)}). As an administrator, run: create schema if not exists ` +
      `${login.schema} authorization "${login.user}"; or, if it is there: alter schema ${login.schema} owner to "${login.user}".`,
  );
