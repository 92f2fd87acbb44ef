/** The audit log: who posted, retried, resolved or changed what. Append-only; each row carries the hash of the one before. */
import type { AuditRow } from '../store/trace-store';
import type { FlowContext } from './flow-context';

export interface AuditQuery {
  /** Rows after this id; a page's last id asks for the next page. */
  readonly afterId?: number;
  readonly limit: number;
  /** Plan key, `exception:<id>`, `platform:store:order` or `book:<id>`. */
  readonly subject?: string;
}

/** The row's detail as an object. */
export type ListedAudit = Omit<AuditRow, 'detail'> & { readonly detail: unknown };

export const listAudit = async (context: FlowContext, query: AuditQuery): Promise<readonly ListedAudit[]> =>
  (await context.store.listAudit(query)).map((row) => ({
    ...row,
    detail: JSON.parse(row.detail) as unknown,
  }));

export interface AuditVerdict {
  readonly intact: boolean;
  readonly rows: number;
  /** First row that was changed, removed or slipped in. */
  readonly brokenAt?: number;
  readonly message: string;
}

export const verifyAudit = async (context: FlowContext): Promise<AuditVerdict> => {
  const { rows, brokenAt } = await context.store.verifyAudit();
  if (brokenAt === undefined)
    return { intact: true, rows, message: `All ${rows} rows of the audit log are as they were written.` };
  const message = `Row ${brokenAt} of the audit log is not as it was written: it was changed, removed or slipped in. Compare with a backup of the trace store.`;
  return { intact: false, rows, brokenAt, message };
};
