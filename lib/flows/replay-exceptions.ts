/** Many exceptions at once: after one account was mapped, a hundred orders that waited for it are due again. */
import type { ExceptionRow } from '../store/trace-store';
import { isOfOrder, retryExceptions, retryNote } from './exceptions';
import { type ExceptionFilter, listExceptions } from './list-exceptions';
import { actorOf } from './fetch-due';
import type { FlowContext } from './flow-context';

export interface ReplayCount {
  readonly dryRun: boolean;
  readonly exceptions: number;
  /** Orders that were made due, or would be, each once a store. */
  readonly orders: number;
  readonly byCode: Readonly<Record<string, number>>;
}

/** Exceptions of one dbTransaction. */
const CHUNK = 100;

/** With `dryRun` only counts. A person's hold is a decision: held ones are replayed only when the filter names that state. */
export const replayExceptions = async (
  context: FlowContext,
  filter: ExceptionFilter,
  { dryRun, note }: { readonly dryRun: boolean; readonly note?: string },
): Promise<ReplayCount> => {
  const found = await listExceptions(context, { ...filter, states: filter.states ?? ['open'] });
  const live = found.filter(({ state }) => state === 'open' || state === 'held');
  if (!dryRun)
    for (let start = 0; start < live.length; start += CHUNK) {
      const chunk = live.slice(start, start + CHUNK);
      await retryExceptions(context, chunk);
      for (const { id } of chunk)
        await context.store.updateException(
          id,
          { state: 'open', note: retryNote(context, note) },
          actorOf(context),
        );
    }
  return { dryRun, exceptions: live.length, orders: ordersOf(live), byCode: countByCode(live) };
};

const ordersOf = (rows: readonly ExceptionRow[]): number =>
  new Set(
    rows
      .filter(isOfOrder)
      .map(({ platform, storeId, objectId }) => JSON.stringify([platform, storeId, objectId])),
  ).size;

const countByCode = (rows: readonly ExceptionRow[]): Readonly<Record<string, number>> => {
  const counts = new Map<string, number>();
  for (const { code } of rows) counts.set(code, (counts.get(code) ?? 0) + 1);
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
};
