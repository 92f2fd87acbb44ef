import type { Migration } from './migration';

/**
 * Requests taken of each vendor's limit. Written in PostgreSQL, where workers share it, by rate-limiter-flexible, whose
 * table this is; beside a file one process counts in memory.
 */
export const rateBudgets: Migration = {
  number: 8,
  name: 'rate-budgets',
  statements: ({ integer, strictByKey }) => [
    `create table rate_budgets (
      key text not null primary key, points ${integer} not null, expire ${integer}
    ) ${strictByKey}`,
  ],
};
