/** What could not go through, for the people who look after it: how bad, how old, whose, and what to do. */
import type { ExceptionComment, ExceptionQuery, ExceptionRow } from '../store/trace-store';
import { type Desk, DESKS, exceptionType, type Severity, severityRank } from './exception-types';
import type { FlowContext } from './flow-context';

export interface ExceptionFilter extends ExceptionQuery {
  readonly severities?: readonly Severity[];
  /** Whom it is assigned to, without regard to case; `finance` or `operations` also finds what that desk has unassigned. */
  readonly owner?: string;
  readonly olderThanHours?: number;
}

export interface ListedException extends ExceptionRow {
  /** Whole hours since it was opened. */
  readonly ageHours: number;
  readonly severity: Severity;
  /** Who normally looks after such a thing. */
  readonly desk: Desk;
  /** One sentence: what to do. */
  readonly suggestedAction: string;
}

const HOUR_MS = 3_600_000;

/** Open and held ones unless the filter says otherwise; the worst first, of equally bad ones the oldest. */
export const listExceptions = async (
  context: FlowContext,
  { severities, owner, olderThanHours, ...query }: ExceptionFilter,
  limit?: number,
): Promise<readonly ListedException[]> => {
  const states = query.states ?? ['open', 'held'];
  const rows = await context.store.listExceptions({ ...query, states });
  return rows
    .map((row) => listed(context, row))
    .filter(
      (row) =>
        (severities === undefined || severities.includes(row.severity)) &&
        (owner === undefined || isOwnedBy(row, owner)) &&
        (olderThanHours === undefined || row.ageHours >= olderThanHours),
    )
    .sort(byUrgency)
    .slice(0, limit);
};

/** With its thread; undefined when there is none of that number. */
export const getException = async (
  context: FlowContext,
  id: number,
): Promise<(ListedException & { readonly comments: readonly ExceptionComment[] }) | undefined> => {
  const [row] = await context.store.listExceptions({ ids: [id] }, 1);
  return row && { ...listed(context, row), comments: await context.store.listComments([id]) };
};

export const listed = (context: FlowContext, row: ExceptionRow): ListedException => {
  const { severity, desk, action } = exceptionType(row.code);
  const ageHours = Math.floor((context.clock.now().getTime() - Date.parse(row.openedAt)) / HOUR_MS);
  return { ...row, ageHours, severity, desk, suggestedAction: action };
};

const isOwnedBy = ({ owner, desk }: ListedException, asked: string): boolean => {
  const wanted = asked.toLowerCase();
  return owner === undefined
    ? DESKS.some((known) => known === wanted) && desk === wanted
    : owner.toLowerCase() === wanted;
};

const byUrgency = (a: ListedException, b: ListedException): number =>
  severityRank(a.severity) - severityRank(b.severity) ||
  (a.openedAt < b.openedAt ? -1 : a.openedAt > b.openedAt ? 1 : a.id - b.id);
