/** Stores in a real PostgreSQL, each in a schema of its own. */
import { openPostgresStore } from '../../lib/store/postgres';
import { POSTGRES_DEFAULTS, type PostgresLogin } from '../../lib/store/postgres-login';
import type { SqlTraceStore } from '../../lib/store/sql-trace-store';
import type { PostgresServer } from './postgres-server';
import { systemClock } from '../../scripts/support/axios-host';

export const loginTo = (server: PostgresServer, change: Partial<PostgresLogin> = {}): PostgresLogin => ({
  ...server.login(),
  schema: POSTGRES_DEFAULTS.schema,
  ssl: 'off',
  maxConnections: 5,
  ...change,
});

export const openStoreIn = (
  server: PostgresServer,
  change: Partial<PostgresLogin> = {},
): Promise<SqlTraceStore> => openPostgresStore(loginTo(server, change), systemClock);

let schemas = 0;
/** A name that no other test of this process has. */
export const newSchema = (): string => `store_${(schemas += 1)}`;
