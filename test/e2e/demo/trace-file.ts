/** The trace store's file, read from outside while n8n writes it: what is on the disk, whoever lives or dies. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

export interface TraceFile {
  /** The first column of the first row, as a number; undefined while the file or its tables are not there yet. */
  count(sql: string): number | undefined;
  rows(sql: string): readonly Readonly<Record<string, unknown>>[];
  close(): void;
}

export const openTraceFile = (n8nUserFolder: string): TraceFile => {
  const path = join(n8nUserFolder, '.n8n', 'cart-ledger', 'trace.sqlite');
  let database: DatabaseSync | undefined;
  const open = (): DatabaseSync | undefined =>
    (database ??= existsSync(path) ? new DatabaseSync(path, { readOnly: true, timeout: 5000 }) : undefined);
  return {
    count: (sql) => {
      const row = open()?.prepare(sql).get();
      return row === undefined ? undefined : Number(Object.values(row)[0]);
    },
    rows: (sql) => open()?.prepare(sql).all() ?? [],
    close: () => {
      database?.close();
      database = undefined;
    },
  };
};

export const bookEntries = (book: string): string =>
  `select count(*) from book_entries where book_id = '${book.replaceAll("'", "''")}'`;
