/** Posts drafts that are right, all of a batch in one call. */
import { noAnswer } from './errors';
import { jsonIds } from './json';
import { inHalves, type Job, settle } from './job';
import type { OdooLedger } from './odoo-ledger';
import { idField, textField } from './read-row';
import { MOVE } from './wire';

export const postDrafts = (ledger: OdooLedger, jobs: readonly Job[]): Promise<void> =>
  inHalves(jobs, async (some) => {
    const ids = some.map(({ moveId }) => moveId as string);
    const answer = await ledger.client.write({ model: MOVE, method: 'action_post', ids });
    const waiting = isDialog(answer) ? await notPosted(ledger, ids) : new Set<string>();
    for (const job of some) {
      const recordId = job.moveId as string;
      if (!waiting.has(recordId)) job.outcome = { state: 'created', recordId };
      else
        settle(job, {
          errorClass: 'validation',
          message: `Odoo wants a person to confirm its posting. It stays a draft in Odoo (id ${recordId}); post it there, then retry.`,
        });
    }
  });

/** Instead of posting, or after it, Odoo may answer with the next window to open. */
const isDialog = (answer: unknown): boolean => typeof answer === 'object' && answer !== null;

const notPosted = async ({ client }: OdooLedger, ids: readonly string[]): Promise<ReadonlySet<string>> => {
  const rows = await client.search(MOVE, [['id', 'in', jsonIds(ids)]], ['state']).catch(() => {
    throw noAnswer('write', 'Odoo did not say what became of the posting');
  });
  return new Set(rows.filter((row) => textField(row, 'state') !== 'posted').map((row) => idField(row, 'id')));
};
