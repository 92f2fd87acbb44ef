/** The store that a parent process names: a file, or the login of a PostgreSQL as JSON. */
import { systemClock } from '../../scripts/support/axios-host';
import { openPostgresStore } from '../../lib/store/postgres';
import type { PostgresLogin } from '../../lib/store/postgres-login';
import type { SqlTraceStore } from '../../lib/store/sql-trace-store';
import { openSqliteStore } from '../../lib/store/sqlite';

export const openNamed = (name: string): Promise<SqlTraceStore> =>
  name.startsWith('{')
    ? openPostgresStore(JSON.parse(name) as PostgresLogin, systemClock)
    : openSqliteStore(name);
