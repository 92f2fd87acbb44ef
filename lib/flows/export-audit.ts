/**
 * The audit log for somebody outside, page by page: each row with its hash and that of the row before it, so that whoever
 * has the file can work the chain out again without this program (docs/security.md shows how).
 */
import { csvCell } from '../accounting/export/csv-cell';
import type { AuditRow } from '../store/trace-store';
import type { FlowContext } from './flow-context';

export const AUDIT_FORMATS = ['json-lines', 'csv'] as const;
export type AuditFormat = (typeof AUDIT_FORMATS)[number];

export interface AuditExport {
  readonly fileName: string;
  readonly mimeType: string;
  /** Pieces of the file, in bounded memory. */
  readonly text: AsyncIterable<string>;
}

const PAGE = 1000;

/** Rows in their order, `limit` of them at a time. */
export async function* auditPages(
  { store }: Pick<FlowContext, 'store'>,
  query: { readonly afterId?: number; readonly subject?: string } = {},
): AsyncGenerator<readonly AuditRow[]> {
  for (let afterId = query.afterId ?? 0; ;) {
    const page = await store.listAudit({ ...query, afterId, limit: PAGE });
    if (page.length > 0) yield page;
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return;
    afterId = last.id;
  }
}

export interface AuditActor {
  /** On whose behalf, as a form or an operation was told; it proves nothing by itself. */
  readonly person?: string;
  /** Name of the workflow, or of who acted without one. */
  readonly workflow: string;
  /** Number of the execution; absent where none was running. */
  readonly execution?: string;
}

/** `workflow/execution` or `person (by workflow/execution)`, as the nodes write it; a name may hold slashes itself. */
export const auditActor = (actor: string): AuditActor => {
  const by = actor.endsWith(')') ? actor.lastIndexOf(' (by ') : -1;
  const person = by === -1 ? {} : { person: actor.slice(0, by) };
  const whole = by === -1 ? actor : actor.slice(by + ' (by '.length, -1);
  const slash = whole.lastIndexOf('/');
  if (slash === -1) return { ...person, workflow: whole };
  return { ...person, workflow: whole.slice(0, slash), execution: whole.slice(slash + 1) };
};

const COLUMNS = [
  'id',
  'at',
  'actor',
  'person',
  'workflow',
  'execution',
  'action',
  'subject',
  'detail',
  'previousHash',
  'hash',
];

const csvRow = (row: AuditRow): string => {
  const { person = '', workflow, execution = '' } = auditActor(row.actor);
  const texts = [row.at, row.actor, person, workflow, execution, row.action, row.subject, row.detail];
  return [row.id, ...texts.map(csvCell), row.previousHash, row.hash].join(',') + '\r\n';
};

/** `detail` stays the text that was hashed: written anew it might be another one. */
const jsonLine = (row: AuditRow): string => {
  const { id, at, actor, action, subject, detail, previousHash, hash } = row;
  return `${JSON.stringify({ id, at, actor, ...auditActor(row.actor), action, subject, detail, previousHash, hash })}\n`;
};

async function* piecesOf(
  context: Pick<FlowContext, 'store'>,
  format: AuditFormat,
  afterId: number | undefined,
): AsyncGenerator<string> {
  if (format === 'csv') yield `${COLUMNS.join(',')}\r\n`;
  const write = format === 'csv' ? csvRow : jsonLine;
  const query = afterId === undefined ? {} : { afterId };
  for await (const page of auditPages(context, query)) yield page.map(write).join('');
}

export const exportAudit = (
  context: FlowContext,
  options: { readonly format: AuditFormat; readonly afterId?: number },
): AuditExport => {
  const day = context.clock.now().toISOString().slice(0, 10);
  const csv = options.format === 'csv';
  return {
    fileName: `cart-ledger-audit-${day}.${csv ? 'csv' : 'jsonl'}`,
    mimeType: csv ? 'text/csv' : 'application/x-ndjson',
    text: piecesOf(context, options.format, options.afterId),
  };
};
