/**
 * Ids of thousands of orders in one go: Shopify runs the query by itself and leaves a file with a line for each order.
 * Nothing promises the order of its lines, nor that a file of an operation that failed holds any particular part of
 * them: so rows are sorted here, and only a whole file counts.
 */
import { type ChangedObject, SourceError } from '../cart-source';
import { cleanText } from '../clean-text';
import { field, isObject, type JsonObject } from '../read-json';
import { demandSecure, readShopUrl } from '../shop-url';
import { CompactRows } from './compact-rows';
import type { Admin } from './graphql';
import { BULK_STATE, bulkOrderIds, CANCEL_BULK, START_BULK } from './queries';

const FIRST_WAIT_MS = 2_000;
const LONGEST_WAIT_MS = 20_000;
/** Longer than any operation of this size takes; after that paging is quicker. */
const PATIENCE_MS = 20 * 60_000;
/** A line holds four short fields. */
const LONGEST_LINE = 10_000;

export interface BulkRows {
  readonly length: number;
  /** Rows of the sorted list, from `start` to before `end`. */
  slice(start: number, end: number): readonly ChangedObject[];
}

/** Why there is no file; goes to the log, and the caller pages instead. */
type Outcome = { readonly url: string | undefined; readonly rows: number } | { readonly trouble: string };

const objectIn = (data: JsonObject, key: string): JsonObject | undefined => {
  const value = field(data, key);
  return isObject(value) ? value : undefined;
};

const start = async (
  admin: Admin,
  search: string,
): Promise<{ readonly id: string } | { readonly trouble: string }> => {
  const data = await admin.mutate(START_BULK, { query: bulkOrderIds(search) });
  const payload = objectIn(data, 'bulkOperationRunQuery');
  const id = payload && cleanText(field(objectIn(payload, 'bulkOperation') ?? {}, 'id'), 200);
  if (id) return { id };
  const errors = payload && field(payload, 'userErrors');
  const first: unknown = Array.isArray(errors) ? errors[0] : undefined;
  // Another operation is running already, or Shopify does not like the query.
  return { trouble: isObject(first) ? cleanText(field(first, 'message'), 200) : 'not started' };
};

const outcomeOf = (operation: JsonObject): Outcome | undefined => {
  const status = field(operation, 'status');
  if (status === 'CREATED' || status === 'RUNNING') return undefined;
  if (status !== 'COMPLETED') {
    const code = cleanText(field(operation, 'errorCode'), 60);
    const part = typeof field(operation, 'partialDataUrl') === 'string' ? ', with a part of the rows' : '';
    return { trouble: `${cleanText(status, 40)} ${code}${part}`.trim() };
  }
  const url = field(operation, 'url');
  const rows = cleanText(field(operation, 'rootObjectCount'), 20);
  if (!/^\d{1,15}$/.test(rows)) return { trouble: 'it does not say how many rows there are' };
  return { url: typeof url === 'string' ? url : undefined, rows: Number(rows) };
};

const wait = async (admin: Admin, id: string): Promise<Outcome> => {
  const { clock } = admin.context;
  const until = clock.now().getTime() + PATIENCE_MS;
  for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS)) {
    await clock.sleep(waitMs);
    const operation = objectIn(await admin.query(BULK_STATE, { id }), 'bulkOperation');
    if (operation === undefined) return { trouble: 'it is not known any more' };
    const outcome = outcomeOf(operation);
    if (outcome !== undefined) return outcome;
    if (clock.now().getTime() < until) continue;
    // Left running it would take one of the few places that the shop has for them.
    await admin.mutate(CANCEL_BULK, { id });
    return { trouble: 'it takes too long' };
  }
};

/** Lines of a text that comes in pieces. @throws Error for a line longer than any that was asked for. */
export async function* linesOf(pieces: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = '';
  for await (const piece of pieces) {
    const lines = (rest + piece).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > LONGEST_LINE) throw new Error('a line is too long');
    yield* lines;
  }
  if (rest !== '') yield rest;
}

const download = async (admin: Admin, url: string): Promise<CompactRows> => {
  // The address comes from an answer, not from a person.
  demandSecure(readShopUrl(url), false);
  const rows = new CompactRows();
  for await (const line of linesOf(admin.context.download(url)))
    if (line.trim() !== '') rows.add(JSON.parse(line));
  return rows;
};

const attempt = async (admin: Admin, search: string): Promise<BulkRows | { readonly trouble: string }> => {
  const started = await start(admin, search);
  if ('trouble' in started) return started;
  const outcome = await wait(admin, started.id);
  if ('trouble' in outcome) return outcome;
  let rows = new CompactRows();
  try {
    if (outcome.url !== undefined) rows = await download(admin, outcome.url);
  } catch {
    // No word of the error: it may hold the address, which is a permission by itself.
    return { trouble: 'its file could not be read' };
  }
  if (rows.length !== outcome.rows) return { trouble: `its file has ${rows.length} of ${outcome.rows} rows` };
  rows.sortByCreation();
  return rows;
};

/**
 * All orders that the search finds, in the order of creation. Undefined when the operation came to nothing, whatever the
 * reason: then page. @throws SourceError only where paging would not get through either.
 */
export const bulkOrders = async (admin: Admin, search: string): Promise<BulkRows | undefined> => {
  const done = await attempt(admin, search).catch((error: unknown) => {
    if (error instanceof SourceError && error.code === 'bad_credentials') throw error;
    return { trouble: error instanceof SourceError ? error.code : 'unexpected answer' };
  });
  if (!('trouble' in done)) return done;
  admin.context.log.warn('a bulk operation came to nothing, orders are listed page by page instead', {
    store: admin.storeId,
    trouble: done.trouble,
  });
  return undefined;
};
