/** Connections to PostgreSQL. The only file that knows `pg`. */
import { Pool, types } from 'pg';
import { type PostgresLogin, tlsOf } from './postgres-login';

/** To get a connection: a free one of ours, or a new one. */
const CONNECT_MS = 15_000;
/** A connection that nobody used for so long is closed. */
const IDLE_MS = 30_000;
/** A dbTransaction whose process sleeps lets go of its locks after this, before those who wait give up. */
const ASLEEP_MS = 30_000;
const STATEMENT_MS = 60_000;
/** After this a server that should have given up itself is not there any more: its host fell, or the network parted. */
const ANSWER_MS = 90_000;
const KEEP_ALIVE_MS = 10_000;

const INT8 = 20;

/** A count or an id: where it does not fit a number, a rounded one would be a lie. Money comes as text. */
const wholeNumber = (text: string): number => {
  const value = Number(text);
  if (Number.isSafeInteger(value)) return value;
  throw new RangeError(`the database gave ${text} where a whole number below 2^53 was expected`);
};

const numbersAsNumbers = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    oid === INT8 && format !== 'binary' ? wholeNumber : types.getTypeParser(oid, format),
};

/** @param untimed for steps of the schema, which may take as long as a large table needs */
export const openPool = (login: PostgresLogin, untimed = false): Pool => {
  const pool = new Pool({
    host: login.host,
    port: login.port,
    database: login.database,
    user: login.user,
    // Else an empty one would be looked for in the environment and in files.
    password: () => login.password,
    ssl: tlsOf(login),
    application_name: 'cart-ledger',
    options: `-c search_path=${login.schema}`,
    ...(untimed ? {} : { statement_timeout: STATEMENT_MS, query_timeout: ANSWER_MS }),
    idle_in_transaction_session_timeout: ASLEEP_MS,
    connectionTimeoutMillis: CONNECT_MS,
    idleTimeoutMillis: IDLE_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
    allowExitOnIdle: true,
    max: untimed ? 1 : login.maxConnections,
    types: numbersAsNumbers,
  });
  // Without a listener the end of a connection ends the process, be it idle or in use. Whoever uses it hears of it.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
};
