/** Rate limits that all workers share: counted in the trace store's database. */
import type { Pool } from 'pg';
import { RateLimiterPostgres } from 'rate-limiter-flexible';
import { type RateBudgets, rateBudgets } from './rate-budgets';

export const postgresBudgets = (pool: Pool, schema: string): RateBudgets =>
  rateBudgets(
    (options) =>
      new RateLimiterPostgres({
        ...options,
        storeClient: pool,
        storeType: 'pool',
        schemaName: schema,
        tableName: 'rate_budgets',
        tableCreated: true,
        // One row a vendor's company and limit: nothing grows.
        clearExpiredByTimeout: false,
      }),
  );
