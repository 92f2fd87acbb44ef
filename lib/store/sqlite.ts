/** The embedded trace store: one SQLite file in the user folder. The only file that knows `node:sqlite`. */
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { Kysely } from 'kysely';
import { migrate } from './migrate';
import { MIGRATIONS } from './migrations';
import type { SchemaWords } from './migrations/migration';
import type { Database } from './sql/database';
import { memoryBudgets } from './rate-budgets';
import { type OpenedStore, sqlTraceStore } from './sql-trace-store';
import { sqliteDialect } from './sqlite-dialect';
import { explainedStore } from './sqlite-fault';
import { StoreError } from './store-error';

/** How long to wait for another process while it recovers or closes the file. */
const BUSY_TIMEOUT_MS = 10_000;

export const SQLITE_WORDS: SchemaWords = {
  autoId: 'integer primary key autoincrement',
  integer: 'integer',
  strict: 'strict',
  strictByKey: 'strict, without rowid',
  appendOnly: (table) =>
    ['update', 'delete'].map(
      (act) =>
        `create trigger ${table}_no_${act} before ${act} on ${table}
         begin select raise(abort, '${table} is append-only'); end`,
    ),
  // Left to its defaults SQLite takes ten rows for a whole shop, and walks the shop instead of looking a hundred keys up.
  sizes: (indexes) => [
    'analyze',
    ...Object.entries(indexes).flatMap(([table, sizes]) =>
      sizes.map(
        ([index, rows]) =>
          `insert into sqlite_stat1 (tbl, idx, stat) values ('${table}', '${index}', '${rows}')`,
      ),
    ),
    'analyze sqlite_schema',
  ],
  before: [],
  after: [],
};

/** @throws StoreError when this Node has no usable SQLite. */
const loadSqlite = (): typeof import('node:sqlite') => {
  // Required lazily and by this name, so that the package still loads (and says so) on a Node without it.
  const sqlite = process.getBuiltinModule?.('node:sqlite') as typeof import('node:sqlite') | undefined;
  if (typeof sqlite?.StatementSync?.prototype.columns !== 'function') {
    throw new StoreError(
      'node_too_old',
      `The embedded trace store needs Node.js 22.16 or later; this is ${process.version}.`,
    );
  }
  return sqlite;
};

/** Only the owner may read what a shop sold; a file that is there already keeps the rights its owner gave it. */
const createPrivately = (path: string): void => {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  closeSync(openSync(path, 'a', 0o600));
};

const openDatabase = (path: string): InstanceType<typeof import('node:sqlite').DatabaseSync> => {
  const { DatabaseSync } = loadSqlite();
  try {
    if (path !== ':memory:') createPrivately(path);
    const database = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS, enableForeignKeyConstraints: true });
    // WAL lets readers and one writer work side by side; FULL makes a commit survive a power cut.
    database.exec('pragma journal_mode = wal; pragma synchronous = full;');
    return database;
  } catch (error) {
    throw new StoreError(
      'cannot_open',
      `The trace store ${path} cannot be opened: ${(error as Error).message}. ` +
        'Check that the folder exists and is writable, and that the file is a trace store.',
      { cause: error },
    );
  }
};

/**
 * Opens the trace store in a file, which is created when it is not there, or in memory (`:memory:`, for tests).
 * Several processes may open the same file.
 * @throws StoreError with a sentence that says what to do.
 */
export const openSqliteStore = async (path: string): Promise<OpenedStore> => {
  const database = openDatabase(path);
  const db = new Kysely<Database>({ dialect: sqliteDialect(database, BUSY_TIMEOUT_MS) });
  try {
    await migrate(db, SQLITE_WORDS, MIGRATIONS);
  } catch (error) {
    await db.destroy();
    if (error instanceof StoreError) throw error;
    throw new StoreError(
      'cannot_open',
      `The trace store ${path} cannot be set up: ${(error as Error).message}.`,
      {
        cause: error,
      },
    );
  }
  return explainedStore({ ...sqlTraceStore(db), budgets: memoryBudgets() }, path);
};
