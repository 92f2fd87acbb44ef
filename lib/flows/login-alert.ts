/** A ledger that refuses our login is one exception of the destination, not one of every order. */
import { LedgerError } from '../destinations/ledger-destination';
import { actorOf } from './fetch-due';
import type { StoreRef } from '../store/trace-store';
import type { FlowContext, TargetItem } from './flow-context';

const CODE = 'ledger_credential';

/** Opens it, or counts it once more. `item`: any of the orders that could not be posted. */
export const raiseLoginAlert = async (
  context: FlowContext,
  destination: string,
  item: { readonly target: { readonly source: StoreRef }; readonly ticket?: TargetItem['ticket'] },
  words: string,
): Promise<void> => {
  const { platform, storeId } = item.target.source;
  const exception = {
    pipeline: item.ticket?.pipeline ?? 'manual',
    platform,
    storeId,
    stream: 'destinations',
    objectId: destination,
    stage: 'post',
    code: CODE,
    message: `The ledger ${destination} refused the login: ${words.replace(/\.$/, '')}. Mend the credential; the orders stay due and go on by themselves.`,
  } as const;
  await context.store.raiseExceptions([exception], actorOf(context));
};

/** The same, when nothing could be asked of the ledger at all. */
export const alertOfRefusal = async (
  context: FlowContext,
  destination: string,
  items: readonly TargetItem[],
  error: unknown,
): Promise<void> => {
  const [item] = items;
  if (item && error instanceof LedgerError && error.errorClass === 'credential')
    await raiseLoginAlert(context, destination, item, error.message);
};

/** A run went by without a refusal: whoever mended the login need not close the exception by hand. */
export const closeLoginAlerts = async (context: FlowContext, destination: string): Promise<void> => {
  const open = await context.store.listExceptions({
    states: ['open', 'held'],
    objectId: destination,
    code: CODE,
  });
  const note = `The ledger accepts the login again (${context.clock.now().toISOString()}).`;
  for (const { id } of open)
    await context.store.updateException(id, { state: 'resolved', note }, actorOf(context));
};
