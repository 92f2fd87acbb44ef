/** What a run of posting works with. */
import type { LedgerDestination } from '../destinations/ledger-destination';
import type { Clock } from '../host';
import type { TraceStore } from '../store/trace-store';

export interface PostOnceOptions {
  readonly store: TraceStore;
  readonly clock: Clock;
  readonly actor: string;
  readonly destination: LedgerDestination;
  /** Record ids of plans that are in the ledger already, by key: what payments may apply to. */
  readonly recordIds: ReadonlyMap<string, string>;
  /** Plans that the ledger refused before: no payment may wait for one of them. */
  readonly refused: ReadonlySet<string>;
  /** Names this run's claims. */
  readonly claim: string;
  readonly leaseMs: number;
  /** After so many lost answers a plan whose outcome stays open is dead: a person or a replay reopens it. */
  readonly maxAttempts: number;
}
