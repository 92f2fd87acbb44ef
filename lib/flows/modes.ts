/** How far a store is trusted on its way into a ledger: first shadow, then hold, then live. Switched by a person, with a reason. */
import { cleanText } from '../accounting/clean-text';
import { stagingId } from '../posting/summary-days';
import type { ModeRef, PostingMode, StoreMode } from '../store/trace-store';
import { actorOf } from './fetch-due';
import { BACKFILL_STREAM, type FlowContext } from './flow-context';

const CARE: readonly PostingMode[] = ['shadow', 'hold', 'live'];
const REASON_LENGTH = 500;

/**
 * The mode of the pipeline, or else of the store; without a pipeline the most careful of the store's. Undefined when nobody
 * has set one: whoever asks must then post nothing.
 */
export const modeOf = (
  modes: readonly StoreMode[],
  pipeline: string | undefined,
): PostingMode | undefined => {
  if (pipeline === undefined) return CARE.find((mode) => modes.some((row) => row.mode === mode));
  const own = modes.find((row) => row.pipeline === pipeline);
  return (own ?? modes.find((row) => row.pipeline === undefined))?.mode;
};

export interface SwitchedMode extends ModeRef {
  readonly before?: PostingMode;
  readonly mode: PostingMode;
  readonly reason: string;
  /** Orders that shadow mode had only looked at: due now, behind the live ones. */
  readonly ordersDue: number;
  /** Plans that hold mode wrote and nobody has approved yet: switching approves none of them. */
  readonly waitingPlans: number;
}

/** @throws RangeError without a reason */
export const setMode = async (
  context: FlowContext,
  ref: ModeRef,
  mode: PostingMode,
  why: string,
): Promise<SwitchedMode> => {
  const reason = cleanText(why, REASON_LENGTH);
  if (reason === '')
    throw new RangeError('The mode stays as it is: the reason is empty. Say why, then set it.');
  const { before, ordersDue } = await context.store.setMode(
    { ...ref, mode, reason },
    BACKFILL_STREAM,
    actorOf(context),
  );
  const waitingPlans = await countWaiting(context, ref);
  return { ...ref, ...(before === undefined ? {} : { before }), mode, reason, ordersDue, waitingPlans };
};

export interface ShownMode extends StoreMode {
  readonly shadowedOrders: number;
  readonly waitingPlans: number;
}

export const listModes = async (
  context: FlowContext,
  query: Partial<ModeRef>,
): Promise<readonly ShownMode[]> => {
  const modes = await context.store.getModes(query);
  const shown: ShownMode[] = [];
  for (const mode of modes)
    shown.push({
      ...mode,
      shadowedOrders: await context.store.countShadowed(mode),
      waitingPlans: await countWaiting(context, mode),
    });
  return shown;
};

const countWaiting = async (
  { store }: FlowContext,
  { platform, storeId, destination }: ModeRef,
): Promise<number> => {
  let count = 0;
  for (const id of [destination, stagingId(destination)])
    count += (await store.getPlans({ destination: id, platform, storeId, states: ['planned'] })).length;
  return count;
};
