/** Exceptions as things that people work on: who has it, how old it is, what was done. Every change is in the audit log. */
import { isSummaryKey } from '../posting/summary-days';
import type { ExceptionQuery, ExceptionRow } from '../store/trace-store';
import { actorOf } from './fetch-due';
import type { FlowContext } from './flow-context';
import { makeDue } from './replay-breaks';

export interface ListedException extends ExceptionRow {
  /** Whole hours since it was opened. */
  readonly ageHours: number;
}

export type ExceptionChange =
  | { readonly action: 'assign'; readonly owner: string; readonly note?: string }
  /** The cause is settled, or accepted: say how in the note. */
  | { readonly action: 'resolve'; readonly note: string }
  /** Known, and not to be worked on now. */
  | { readonly action: 'hold'; readonly note?: string }
  /** The order is due again; the exception stays open until it goes through. */
  | { readonly action: 'retry'; readonly note?: string };

const HOUR_MS = 3_600_000;

/** Open and held ones unless the query says otherwise, oldest first. */
export const listExceptions = async (
  context: FlowContext,
  query: ExceptionQuery,
  limit?: number,
): Promise<readonly ListedException[]> => {
  const rows = await context.store.listExceptions(
    { ...query, states: query.states ?? ['open', 'held'] },
    limit,
  );
  return rows.map((row) => withAge(context, row));
};

/** Undefined when there is no such exception. */
export const changeException = async (
  context: FlowContext,
  id: number,
  change: ExceptionChange,
): Promise<ListedException | undefined> => {
  const [found] = await context.store.listExceptions({ ids: [id] }, 1);
  if (!found) return undefined;
  if (change.action === 'retry') await retry(context, found);
  const changed = await context.store.updateException(id, updateOf(context, found, change), actorOf(context));
  return changed && withAge(context, changed);
};

const updateOf = (context: FlowContext, found: ExceptionRow, change: ExceptionChange) => {
  const note = change.note === undefined ? {} : { note: change.note };
  switch (change.action) {
    case 'assign':
      return { owner: change.owner, ...note };
    case 'resolve':
      return { state: 'resolved' as const, ...note };
    case 'hold':
      return { state: 'held' as const, ...note };
    case 'retry': {
      const tried = `Retried ${context.clock.now().toISOString()} by ${context.actor}.`;
      return {
        state: 'open' as const,
        note: [found.note, change.note, tried].filter((text) => text).join(' '),
      };
    }
  }
};

/**
 * Makes the order due in the exception's pipeline. A record that the ledger lost keeps its plan `posted`, and a posted plan
 * is never sent again by itself. Retrying that exception is a person saying that it must be: the plan becomes
 * `unconfirmed`, so that it is looked up once more and sent, under the same key, only if the ledger still has nothing.
 */
const retry = async (context: FlowContext, found: ExceptionRow): Promise<void> => {
  const actor = actorOf(context);
  if (
    found.stage === 'reconcile' &&
    found.code === 'missing_in_ledger' &&
    found.planKey !== undefined &&
    found.destination !== undefined
  ) {
    const lastError = `reopened by ${context.actor}: reconciliation found no record in the ledger`;
    await context.store.movePlans(
      [
        {
          key: found.planKey,
          destination: found.destination,
          from: ['posted'],
          to: 'unconfirmed',
          errorClass: 'unknown_outcome',
          lastError,
        },
      ],
      [],
      actor,
    );
  }
  // A summary is no order of the shop: the next run of Post Summaries tries it again by itself.
  if (found.planKey !== undefined && isSummaryKey(found.planKey)) return;
  await makeDue(context, found, found.pipeline, [found.objectId]);
};

const withAge = (context: FlowContext, row: ExceptionRow): ListedException => ({
  ...row,
  ageHours: Math.floor((context.clock.now().getTime() - Date.parse(row.openedAt)) / HOUR_MS),
});
