/** What is known about a pipeline right now: the figures from which its health is told. All times are ISO instants in UTC. */
import type { PipelineRef, WorkCounts } from '../store/trace-store';

export interface ReconciliationFigures {
  readonly destination: string;
  readonly at: string;
  readonly fromDate: string;
  readonly toDate: string;
  /** Breaks that nobody knew of. */
  readonly breaks: number;
}

export interface StoreFigures extends PipelineRef {
  readonly now: string;
  readonly work: WorkCounts;
  /** Orders that are due again after a failed try, and what the last of them said. */
  readonly failing: { readonly count: number; readonly lastError?: string };
  /** When the last sweep ended; not there when none ever did. */
  readonly sweptAt?: string;
  /** Open and held exceptions by code; and the age of the oldest. */
  readonly exceptions: { readonly byCode: Readonly<Record<string, number>>; readonly oldestAt?: string };
  /** Plans that are not posted, of all ledgers that this store's orders go to; refused ones only while a person has to act. */
  readonly plans: {
    readonly planned: number;
    readonly claimed: number;
    readonly unconfirmed: number;
    readonly rejected: number;
    readonly dead: number;
    /** Of the planned and claimed ones, when the oldest was written. */
    readonly oldestWaitingAt?: string;
  };
  /** Plans that wait for a daily summary, and since when the first of them does; not there when none waits. */
  readonly staged?: { readonly members: number; readonly oldestAt: string };
  /** Webhook deliveries of the last day. */
  readonly deliveries: {
    readonly accepted: number;
    readonly repeated: number;
    readonly refused: number;
    readonly lastAt?: string;
  };
  /** The latest one for each ledger. */
  readonly reconciliations: readonly ReconciliationFigures[];
  /** Seconds from the order's last change in the shop to its record in the ledger; of what was posted in the last day. */
  readonly syncSeconds: readonly number[];
}
