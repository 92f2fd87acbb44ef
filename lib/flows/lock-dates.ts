/** The last closed day of each ledger, as it was last seen: what a re-mapping is previewed against without a login. */
import type { TraceStore } from '../store/trace-store';
import type { FlowContext } from './flow-context';

const KIND = 'lock-date';
const DAY = 'day';
const SEEN = 'seen at';

export interface SeenLockDate {
  /** YYYY-MM-DD; undefined where the ledger had no closed period. */
  readonly day?: string;
  /** When the ledger said so; undefined where nothing was ever posted to it. */
  readonly seenAt?: string;
}

export const rememberLockDate = (
  { store, clock }: FlowContext,
  destination: string,
  day: string | undefined,
): Promise<void> =>
  store.putLookups(
    destination,
    KIND,
    new Map([
      [DAY, day ?? ''],
      [SEEN, clock.now().toISOString()],
    ]),
  );

export const lastLockDate = async (
  store: Pick<TraceStore, 'getLookups'>,
  destination: string,
): Promise<SeenLockDate> => {
  const found = await store.getLookups(destination, KIND, [DAY, SEEN]);
  const day = found.get(DAY);
  const seenAt = found.get(SEEN);
  return { ...(day ? { day } : {}), ...(seenAt === undefined ? {} : { seenAt }) };
};
