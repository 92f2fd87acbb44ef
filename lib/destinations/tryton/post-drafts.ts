/** Posts drafts in the order of their days: Tryton numbers invoices by date and takes none behind the last numbered one. */
import type { LedgerError } from '../ledger-destination';
import type { Desk } from './desk';
import { TrytonRefusal, TrytonWarning } from './errors';
import { dropDraft } from './drop-draft';
import { explainRefusals } from './explain-refusals';
import { inParts } from './in-halves';
import type { Ready } from './inspect-drafts';
import type { Model } from './render';
import * as wire from './wire';

/** Records in one call: Tryton's time for a move grows with their number, and an invoice is printed as it is posted. */
const POSTED_AT_ONCE: Readonly<Record<Model, number>> = { 'account.move': 100, 'account.invoice': 25 };

/** The one warning that we answer with yes: a debt that was due before today. All others are refusals. */
const ACKNOWLEDGED = /^invoice_payment_term_\d+$/;

export const postDrafts = async (desk: Desk, ready: readonly Ready[]): Promise<void> => {
  for (const model of ['account.move', 'account.invoice'] as const) {
    const own = ready.filter(({ job }) => job.model === model).sort(byDay);
    if (model === 'account.invoice') await acknowledgeDue(desk, own);
    const errors = await inParts(own, POSTED_AT_ONCE[model], (part) => post(desk, model, part));
    for (const item of own) if (!errors.has(item)) desk.created(item.job, item.held.recordId);
    await explainRefusals(desk, new Map([...errors].map(([{ job }, error]) => [job, error])));
    if (model === 'account.invoice') await dropRefused(desk, errors);
  }
};

const byDay = (a: Ready, b: Ready): number => {
  const [x, y] = [a.job.document.date, b.job.document.date];
  return x === y ? a.held.id - b.held.id : x < y ? -1 : 1;
};

const post = async (desk: Desk, model: Model, part: readonly Ready[]): Promise<void> => {
  const ids = part.map(({ held }) => held.id);
  const attempt = () => desk.tools.rpc.write(wire.nothing, `model.${model}.post`, ids);
  try {
    await attempt();
  } catch (error) {
    if (!(error instanceof TrytonWarning) || !ACKNOWLEDGED.test(error.warning)) throw error;
    // Its today began before ours, or an answer given before was used up.
    await acknowledge(desk, part);
    await attempt();
  }
};

/** Answers the warning beforehand where it is sure to come: found out by trying, it would cost the posting of all the others. */
const acknowledgeDue = async (desk: Desk, ready: readonly Ready[]): Promise<void> => {
  const today = desk.tools.clock.now().toISOString().slice(0, 10);
  const due = ready.filter(({ job }) => job.document.date < today);
  if (due.length > 0) await acknowledge(desk, due);
};

const acknowledge = async ({ tools: { rpc, facts } }: Desk, ready: readonly Ready[]): Promise<void> => {
  const user = await facts.userId();
  const answers = ready.map(({ held }) => ({ name: `invoice_payment_term_${held.id}`, user, always: false }));
  await rpc.write(wire.ids, 'model.res.user.warning.create', answers);
};

/** A draft that cannot be posted now must not be posted by chance later, beside what is sent in its place. */
const dropRefused = async (desk: Desk, errors: ReadonlyMap<Ready, LedgerError>): Promise<void> => {
  for (const [{ job, held }, error] of errors)
    if (error instanceof TrytonRefusal && error.errorClass === 'validation' && !desk.isDuplicate(job))
      await dropDraft(desk, job, held.id);
};
