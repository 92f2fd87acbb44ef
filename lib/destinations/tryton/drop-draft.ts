/** Takes a draft of ours back. */
import { LedgerError } from '../ledger-destination';
import type { Job } from './check-document';
import type { Desk } from './desk';
import * as wire from './wire';

/** Stands in place of the reference, so that nobody takes the draft for the record, and nobody posts it. */
const VOID = 'VOID: delete this draft';

/**
 * The group Account may delete drafts of invoices, but none of moves: such a one loses its reference and says in words that
 * it is to be deleted. That it is left over is no error of the document.
 */
export const dropDraft = async ({ tools: { rpc, log } }: Desk, { model }: Job, id: number): Promise<void> => {
  const isDone = await quietly(() => rpc.write(wire.nothing, `model.${model}.delete`, [id]));
  if (isDone) return;
  const field = model === 'account.move' ? 'description' : 'reference';
  await quietly(() => rpc.write(wire.nothing, `model.${model}.write`, [id], { [field]: VOID }));
  log.warn('a draft of Tryton is left over and has to be deleted by hand', { model, id });
};

const quietly = async (act: () => Promise<unknown>): Promise<boolean> => {
  try {
    await act();
    return true;
  } catch (error) {
    if (error instanceof LedgerError) return false;
    throw error;
  }
};
