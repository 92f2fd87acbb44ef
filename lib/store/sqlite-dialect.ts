/**
 * Kysely over Node's own SQLite. Two things differ from Kysely's dialect for better-sqlite3, whose shape this one takes:
 * statements are kept, because preparing costs more than running, and a dbTransaction begins IMMEDIATE, because one that
 * reads first and writes later can fail half-way when another process writes in between.
 */
import {
  CompiledQuery,
  type DatabaseConnection,
  type SqliteDatabase,
  SqliteDialect,
  type SqliteDialectConfig,
  SqliteDriver,
  type SqliteStatement,
} from 'kysely';

/** What is used of `DatabaseSync`. */
export interface NativeDatabase {
  prepare(sql: string): NativeStatement;
  close(): void;
}

type NativeValue = string | number | bigint | null;

interface NativeStatement {
  columns(): readonly unknown[];
  all(...parameters: NativeValue[]): unknown[];
  run(...parameters: NativeValue[]): { changes: number | bigint; lastInsertRowid: number | bigint };
  iterate(...parameters: NativeValue[]): IterableIterator<unknown>;
}

/** Distinct statements in use are about a hundred; lists and batches of other lengths come and go. */
const KEPT_STATEMENTS = 200;

const nativeValues = (parameters: readonly unknown[]): NativeValue[] =>
  parameters.map((value) => {
    if (
      value === null ||
      typeof value === 'string' ||
      typeof value === 'number' ||
      typeof value === 'bigint'
    ) {
      return value;
    }
    throw new TypeError(`a ${typeof value} cannot be stored`);
  });

const adapt = (statement: NativeStatement): SqliteStatement => ({
  reader: statement.columns().length > 0,
  all: (parameters) => statement.all(...nativeValues(parameters)),
  run: (parameters) => statement.run(...nativeValues(parameters)),
  iterate: (parameters) => statement.iterate(...nativeValues(parameters)),
});

const keepStatements = (database: NativeDatabase): SqliteDatabase => {
  const kept = new Map<string, SqliteStatement>();
  return {
    close: () => {
      kept.clear();
      database.close();
    },
    prepare: (text) => {
      const known = kept.get(text);
      const statement = known ?? adapt(database.prepare(text));
      // Deleting first moves the statement to the end: the first key is always the one longest out of use.
      kept.delete(text);
      kept.set(text, statement);
      if (kept.size > KEPT_STATEMENTS) kept.delete(kept.keys().next().value as string);
      return statement;
    },
  };
};

/** How long SQLite itself waits for another writer before we let the rest of the process run, and how often we try. */
const BUSY_SLICE_MS = 5;
const BUSY_SLICES = 2000;
const SQLITE_BUSY = 5;

const isBusy = (error: unknown): boolean => {
  const code = (error as { readonly errcode?: number }).errcode;
  return code !== undefined && (code & 0xff) === SQLITE_BUSY;
};

class ImmediateDriver extends SqliteDriver {
  readonly #busyTimeoutMs: number;

  constructor(config: SqliteDialectConfig, busyTimeoutMs: number) {
    super(config);
    this.#busyTimeoutMs = busyTimeoutMs;
  }

  /**
   * Waiting blocks the whole process. Whoever holds the lock may be another store in this very process, which could then
   * never let go of it: so waits are short, and the process goes on between them.
   */
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    const run = async (statement: string) => await connection.executeQuery(CompiledQuery.raw(statement));
    await run(`pragma busy_timeout = ${BUSY_SLICE_MS}`);
    try {
      for (let slice = 1; ; slice++) {
        const refused = await run('begin immediate').then(
          () => undefined,
          (error: unknown) => ({ error }),
        );
        if (!refused) return;
        if (!isBusy(refused.error) || slice === BUSY_SLICES) throw refused.error;
        await new Promise((resolve) => setImmediate(resolve));
      }
    } finally {
      await run(`pragma busy_timeout = ${this.#busyTimeoutMs}`);
    }
  }

  /**
   * On a full or broken disk SQLite rolls back by itself and has nothing left to roll back: what failed before is the
   * news. Were a dbTransaction still open after all, the next one could not begin, and would say so.
   */
  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    await super.rollbackTransaction(connection).catch(() => undefined);
  }
}

class NativeSqliteDialect extends SqliteDialect {
  readonly #config: SqliteDialectConfig;
  readonly #busyTimeoutMs: number;

  constructor(config: SqliteDialectConfig, busyTimeoutMs: number) {
    super(config);
    this.#config = config;
    this.#busyTimeoutMs = busyTimeoutMs;
  }

  override createDriver(): ImmediateDriver {
    return new ImmediateDriver(this.#config, this.#busyTimeoutMs);
  }
}

/** `busyTimeoutMs`: how long a reader waits where it must, while another process recovers the file or closes it. */
export const sqliteDialect = (database: NativeDatabase, busyTimeoutMs: number): SqliteDialect =>
  new NativeSqliteDialect({ database: keepStatements(database) }, busyTimeoutMs);
