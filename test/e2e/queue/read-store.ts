/** The trace store in PostgreSQL, read from outside while n8n's processes write it, live and die. */
import { Pool } from 'pg';
import { STORE_SCHEMA } from './queue-stack';
import type { AskStore } from '../kill/aftermath';

export interface StoreReader {
  readonly ask: AskStore;
  /** The first column of the first row; 0 while the tables are not there, or the server is away. */
  count(sql: string): Promise<number>;
  close(): Promise<void>;
}

/** @param url of the database */
export const readStore = (url: string): StoreReader => {
  const pool = new Pool({ connectionString: url, options: `-c search_path=${STORE_SCHEMA}`, max: 2 });
  pool.on('error', () => undefined);
  const ask: AskStore = async (sql) => (await pool.query<Record<string, unknown>>(sql)).rows;
  return {
    ask,
    count: async (sql) => {
      const [row] = await ask(sql).catch(() => []);
      return Number(Object.values(row ?? {})[0] ?? 0);
    },
    close: () => pool.end(),
  };
};
