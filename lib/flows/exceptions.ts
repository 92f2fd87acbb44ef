/** What a person does with an exception. Every act is in the audit log with who did it, and what was said in its thread. */
import { cleanText } from '../accounting/clean-text';
import { isSummaryKey } from '../posting/summary-days';
import type { ExceptionRow, PipelineRef } from '../store/trace-store';
import { type ListedException, listed } from './list-exceptions';
import { actorOf } from './fetch-due';
import { type FlowContext, LIVE_STREAM, MANUAL } from './flow-context';
import { makeDue } from './replay-breaks';

export { getException, listExceptions } from './list-exceptions';

export type ExceptionChange =
  | { readonly action: 'assign'; readonly owner: string; readonly note?: string }
  /** Something to know; nothing else changes. */
  | { readonly action: 'comment'; readonly note: string }
  /** The cause is settled, or accepted: say how in the note. */
  | { readonly action: 'resolve'; readonly note: string }
  /** Known, and not to be worked on now. */
  | { readonly action: 'hold'; readonly note?: string }
  /** Accepted as it is: it does not open again while its cause says the same. The reason must be given. */
  | { readonly action: 'ignore'; readonly note: string }
  /** The order is due again; the exception stays open until it goes through. */
  | { readonly action: 'retry'; readonly note?: string };

/** Longest name of an owner, and longest comment, in characters. */
const OWNER_LENGTH = 100;
const NOTE_LENGTH = 2000;

/** Undefined when there is no such exception. @throws RangeError when a text that must be there is empty */
export const changeException = async (
  context: FlowContext,
  id: number,
  asked: ExceptionChange,
): Promise<ListedException | undefined> => {
  const change = checked(asked);
  const [found] = await context.store.listExceptions({ ids: [id] }, 1);
  if (!found) return undefined;
  if (change.action === 'comment') {
    await context.store.commentException(id, change.note, actorOf(context));
    return listed(context, found);
  }
  if (change.action === 'retry') await retryExceptions(context, [found]);
  const changed = await context.store.updateException(id, updateOf(context, change), actorOf(context));
  return changed && listed(context, changed);
};

/** People paste anything into a form: texts are cleaned and bounded, and what was left empty is not there. */
const checked = (change: ExceptionChange): ExceptionChange => {
  const note = cleanText(change.note ?? '', NOTE_LENGTH);
  switch (change.action) {
    case 'assign':
      return {
        action: 'assign',
        owner: needed('owner', cleanText(change.owner, OWNER_LENGTH)),
        ...kept(note),
      };
    case 'comment':
    case 'resolve':
    case 'ignore':
      return { action: change.action, note: needed(`reason to ${change.action}`, note) };
    case 'hold':
    case 'retry':
      return { action: change.action, ...kept(note) };
  }
};

const kept = (note: string): { readonly note?: string } => (note === '' ? {} : { note });

const needed = (what: string, text: string): string => {
  if (text !== '') return text;
  throw new RangeError(`Nothing was changed: the ${what} is empty. Say it, then try again.`);
};

const updateOf = (context: FlowContext, change: Exclude<ExceptionChange, { action: 'comment' }>) => {
  const note = change.note === undefined ? {} : { note: change.note };
  switch (change.action) {
    case 'assign':
      return { owner: change.owner, ...note };
    case 'resolve':
      return { state: 'resolved' as const, ...note };
    case 'ignore':
      return { state: 'ignored' as const, ...note };
    case 'hold':
      return { state: 'held' as const, ...note };
    case 'retry':
      return { state: 'open' as const, note: retryNote(context, change.note) };
  }
};

export const retryNote = (context: FlowContext, said: string | undefined): string =>
  [said, `Retried ${context.clock.now().toISOString()} by ${context.actor}.`]
    .filter((text) => text !== undefined)
    .join(' ');

/** Makes the orders of these exceptions due, each once a pipeline. How many that is. */
export const retryExceptions = async (
  context: FlowContext,
  exceptions: readonly ExceptionRow[],
): Promise<number> => {
  for (const found of exceptions) await reopenLost(context, found);
  const routes = new Map<string, { ref: PipelineRef; orderIds: Set<string> }>();
  for (const found of exceptions.filter(isOfOrder))
    for (const ref of await pipelinesOf(context, found)) {
      const name = JSON.stringify([ref.platform, ref.storeId, ref.pipeline]);
      const route = routes.get(name) ?? { ref, orderIds: new Set() };
      routes.set(name, route);
      route.orderIds.add(found.objectId);
    }
  let due = 0;
  for (const { ref, orderIds } of routes.values())
    due += await makeDue(context, ref, ref.pipeline, [...orderIds]);
  return due;
};

/**
 * Where an order is due that was held outside the work queue: the pipelines that have had it, or else all of its store. With
 * none at all there is nothing that a retry could do; whoever posted it by hand posts it again.
 */
const pipelinesOf = async (
  { store }: FlowContext,
  { pipeline, platform, storeId, objectId }: ExceptionRow,
): Promise<readonly PipelineRef[]> => {
  if (pipeline !== MANUAL) return [{ pipeline, platform, storeId }];
  const registered = await store.listPipelines({ platform, storeId });
  const had = new Set((await store.listWork({ platform, storeId, objectId })).map((row) => row.pipeline));
  const known = registered.filter((ref) => ref.pipeline !== MANUAL);
  const knowing = known.filter((ref) => had.has(ref.pipeline));
  return knowing.length > 0 ? knowing : known;
};

/**
 * A summary is no order of the shop: the next run of Post Summaries tries it again by itself. Nor is a ledger whose login
 * was refused: its orders stay due all the time.
 */
export const isOfOrder = ({ planKey, stream }: ExceptionRow): boolean =>
  stream === LIVE_STREAM && !(planKey !== undefined && isSummaryKey(planKey));

/**
 * A record that the ledger lost keeps its plan `posted`, and a posted plan is never sent again by itself. Retrying that
 * exception is a person saying that it must be: the plan becomes `unconfirmed`, so that it is looked up once more and sent,
 * under the same key, only if the ledger still has nothing.
 */
const reopenLost = async (
  context: FlowContext,
  { stage, code, planKey, destination }: ExceptionRow,
): Promise<void> => {
  if (stage !== 'reconcile' || code !== 'missing_in_ledger') return;
  if (planKey === undefined || destination === undefined) return;
  const lastError = `reopened by ${context.actor}: reconciliation found no record in the ledger`;
  const plan = { key: planKey, destination, from: ['posted'], to: 'unconfirmed' } as const;
  await context.store.movePlans(
    [{ ...plan, errorClass: 'unknown_outcome', lastError }],
    [],
    actorOf(context),
  );
};
