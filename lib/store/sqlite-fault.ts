/** A disk that is full or broken, said in words; every method of the store is one dbTransaction, so none is half done. */
import { StoreError } from './store-error';
import type { OpenedStore } from './sql-trace-store';

/** Primary result codes of SQLite; extended ones carry them in their lowest byte. */
const SQLITE_IOERR = 10;
const SQLITE_FULL = 13;

const codeOf = (error: unknown): number | undefined => {
  const { errcode } = Object(error) as { errcode?: unknown };
  return typeof errcode === 'number' ? errcode & 0xff : undefined;
};

/** Errors of other kinds are given back as they are. */
export const explainDisk = (error: unknown, path: string): unknown => {
  const code = codeOf(error);
  if (code !== SQLITE_FULL && code !== SQLITE_IOERR) return error;
  const what =
    code === SQLITE_FULL
      ? `The disk of the trace store ${path} is full.`
      : `The trace store ${path} cannot be read or written: ${(error as Error).message}.`;
  return new StoreError(
    'disk',
    `${what} Nothing of this step was written. Free space on its disk, or mend it; the next run goes on from here.`,
    { cause: error },
  );
};

async function* explainedPages<T>(pages: AsyncIterable<T>, path: string): AsyncGenerator<T> {
  try {
    yield* pages;
  } catch (error) {
    throw explainDisk(error, path);
  }
}

/** The same store, whose errors say what to do where the disk is to blame. */
export const explainedStore = (store: OpenedStore, path: string): OpenedStore => {
  const methods = Object.entries(store).map(([name, method]) => [
    name,
    typeof method !== 'function'
      ? method
      : async (...given: unknown[]) => {
          try {
            return await (method as (...all: unknown[]) => Promise<unknown>)(...given);
          } catch (error) {
            throw explainDisk(error, path);
          }
        },
  ]);
  return {
    ...(Object.fromEntries(methods) as OpenedStore),
    eachPlan: (query, pageSize) => explainedPages(store.eachPlan(query, pageSize), path),
    close: store.close,
  };
};
