/** Makes the records of documents that Tryton has none of, as drafts. */
import type { LedgerCustomer, LedgerError } from '../ledger-destination';
import type { Job } from './check-document';
import type { Desk } from './desk';
import { TrytonRefusal } from './errors';
import { explainRefusals } from './explain-refusals';
import { inParts } from './in-halves';
import { liveIds } from './live-ids';
import { type FoundParties, partiesAnew, partiesOf } from './parties';
import type { Model, RenderIds } from './render';
import { renderInvoice } from './render-invoice';
import { renderMove } from './render-move';
import * as wire from './wire';

/** Records in one call: enough to make calls rare, few enough to be done in seconds. */
const CREATED_AT_ONCE: Readonly<Record<Model, number>> = { 'account.move': 200, 'account.invoice': 100 };

export const renderJob = ({ document, lines, amounts }: Job, ids: RenderIds): unknown =>
  amounts === undefined ? renderMove(document, lines, ids) : renderInvoice(document, amounts, ids);

/** Gives the ids of the drafts; jobs without one have an outcome. @throws LedgerError when Tryton cannot be asked */
export const createDrafts = async (desk: Desk, jobs: readonly Job[]): Promise<ReadonlyMap<Job, number>> => {
  const made = new Map<Job, number>();
  const customers = customersOf(jobs);
  const known = await partiesOf(desk.tools, customers);
  const errors = await create(desk, withParties(desk, jobs, known), known, made);
  // Tryton may have lost a party that we remember: looked up again, it is another one, or made anew.
  const again = [...errors].filter(([{ needsParty }, error]) => needsParty && error instanceof TrytonRefusal);
  const jobsAgain = again.map(([job]) => job);
  const moved = await partiesThatMoved(desk, jobsAgain, known);
  const retried = jobsAgain.filter(
    ({ document }) => moved?.parties.has(document.customer?.key ?? '') === true,
  );
  const left = moved === undefined ? new Map<Job, LedgerError>() : await create(desk, retried, moved, made);
  const failed = [...errors].filter(([job]) => !made.has(job));
  await explainRefusals(desk, new Map(failed.map(([job, error]) => [job, left.get(job) ?? error])));
  return made;
};

const customersOf = (jobs: readonly Job[]): readonly LedgerCustomer[] =>
  jobs.flatMap(({ needsParty, document }) =>
    needsParty && document.customer !== undefined ? document.customer : [],
  );

/** Those whose customer Tryton has; the others are refused with what it said. */
const withParties = (desk: Desk, jobs: readonly Job[], { parties, refused }: FoundParties): readonly Job[] =>
  jobs.filter((job) => {
    const key = job.document.customer?.key;
    if (!job.needsParty || key === undefined) return true;
    const party = parties.get(key);
    const error = refused.get(key);
    if (error !== undefined) desk.failed(job, error);
    else if (party === undefined || (job.amounts !== undefined && party.address === undefined))
      desk.refused(job, {
        errorClass: 'validation',
        message: `the party of "${key}" has no address in Tryton; add one there, then retry`,
      });
    else return true;
    return false;
  });

/** Undefined when nobody moved, so that nothing is to be gained from a second try. */
const partiesThatMoved = async (
  desk: Desk,
  jobs: readonly Job[],
  { parties }: FoundParties,
): Promise<FoundParties | undefined> => {
  if (jobs.length === 0) return undefined;
  const anew = await partiesAnew(desk.tools, customersOf(jobs));
  const moved = [...anew.parties].filter(([key, party]) => party.id !== parties.get(key)?.id);
  return moved.length === 0 ? undefined : { ...anew, parties: new Map(moved) };
};

const create = async (
  desk: Desk,
  jobs: readonly Job[],
  { parties }: FoundParties,
  made: Map<Job, number>,
): Promise<ReadonlyMap<Job, LedgerError>> => {
  const ids = liveIds(desk.books, parties);
  const errors = new Map<Job, LedgerError>();
  for (const model of ['account.move', 'account.invoice'] as const) {
    const own = jobs.filter((job) => job.model === model);
    const found = await inParts(own, CREATED_AT_ONCE[model], async (part) => {
      const values = part.map((job) => renderJob(job, ids));
      const drafts = await desk.tools.rpc.write(wire.ids, `model.${model}.create`, values);
      part.forEach((job, index) => made.set(job, drafts[index] as number));
    });
    for (const [job, error] of found) errors.set(job, error);
  }
  return errors;
};
