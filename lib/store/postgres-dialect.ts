/**
 * Kysely over a pool of `pg`. Its own driver loses two things that matter here: whether a connection died before a
 * commit was asked for or in the middle of it, and why a dbTransaction failed when its rollback fails as well.
 */
import {
  CompiledQuery,
  type DatabaseConnection,
  type Driver,
  type Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type Dialect,
  type QueryResult,
} from 'kysely';
import type { Pool, PoolClient } from 'pg';
import { endsConnection, faultOf, PostgresFault } from './postgres-fault';

/** PostgreSQL's text holds every character but this one. */
const NUL = /\0/g;
const REPLACEMENT = '\ufffd';

/**
 * Text of a shop is cleaned before it comes here. Should one slip through, a visible sign in its place is better than a
 * batch of orders that can never be stored.
 */
const fit = (value: unknown): unknown =>
  typeof value === 'string' && value.includes('\0') ? value.replace(NUL, REPLACEMENT) : value;

const CHANGES: ReadonlySet<string> = new Set(['INSERT', 'UPDATE', 'DELETE', 'MERGE']);

class PoolConnection implements DatabaseConnection {
  readonly #client: PoolClient;
  #broken = false;

  constructor(client: PoolClient) {
    this.#client = client;
  }

  async executeQuery<Row>({ sql, parameters }: CompiledQuery): Promise<QueryResult<Row>> {
    try {
      const { command, rowCount, rows } = await this.#client.query(sql, parameters.map(fit));
      return {
        rows: rows as Row[],
        ...(CHANGES.has(command) ? { numAffectedRows: BigInt(rowCount ?? 0) } : {}),
      };
    } catch (error) {
      const fault = faultOf(error);
      if (endsConnection(fault)) this.#broken = true;
      throw fault;
    }
  }

  // eslint-disable-next-line require-yield
  async *streamQuery<Row>(): AsyncIterableIterator<QueryResult<Row>> {
    throw new Error('the trace store reads in pages, not in streams');
  }

  /** A server that cannot hear us rolls back by itself; what failed before is the news. */
  async rollBack(): Promise<void> {
    if (this.#broken) return;
    await this.#client.query('rollback').catch(() => {
      this.#broken = true;
    });
  }

  /** Whether it is fit for the next one is known by now. */
  release(): void {
    this.#client.release(this.#broken);
  }
}

class PoolDriver implements Driver {
  readonly #pool: Pool;

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<DatabaseConnection> {
    try {
      return new PoolConnection(await this.#pool.connect());
    } catch (error) {
      throw faultOf(error);
    }
  }

  async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin'));
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    try {
      await connection.executeQuery(CompiledQuery.raw('commit'));
    } catch (error) {
      const fault = faultOf(error);
      throw fault.kind === 'away' ? new PostgresFault('commit_unknown', fault.code, fault.message) : fault;
    }
  }

  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    await (connection as PoolConnection).rollBack();
  }

  async releaseConnection(connection: DatabaseConnection): Promise<void> {
    (connection as PoolConnection).release();
  }

  async destroy(): Promise<void> {
    await this.#pool.end();
  }
}

/** Errors of every query are `PostgresFault`s. The pool is ended with the database. */
export const postgresDialect = (pool: Pool): Dialect => ({
  createAdapter: () => new PostgresAdapter(),
  createDriver: () => new PoolDriver(pool),
  createQueryCompiler: () => new PostgresQueryCompiler(),
  createIntrospector: (db: Kysely<unknown>) => new PostgresIntrospector(db),
});
