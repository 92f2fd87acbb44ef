/**
 * What follows from each class of error, for all ledgers. This table is every retry path that exists towards a ledger.
 *
 * | class           | the plan becomes | what happens next                                            |
 * |-----------------|------------------|--------------------------------------------------------------|
 * | throttled       | planned          | this run stops sending; the order is due again when the ledger said, or after backoff |
 * | transient       | planned          | the order is due again after backoff                          |
 * | credential      | planned          | this run stops sending to the ledger; no try is counted       |
 * | validation      | rejected         | an exception; the order waits for a change or a replay        |
 * | period_closed   | rejected         | an exception; the policy may date it on the next open day     |
 * | duplicate       | (find)           | the record is looked up: equal is adopted, different is an exception |
 * | unknown_outcome | unconfirmed      | the record is looked up before anything is sent again         |
 */
import type { ErrorClass } from '../destinations/ledger-destination';
import type { PlanState } from '../store/trace-store';

export interface Consequence {
  readonly planBecomes: PlanState;
  /** wait and stop end the run's sending; stop needs a person. */
  readonly next: 'retry' | 'wait' | 'stop' | 'refuse' | 'find';
}

export const CONSEQUENCES: Readonly<Record<ErrorClass, Consequence>> = {
  throttled: { planBecomes: 'planned', next: 'wait' },
  transient: { planBecomes: 'planned', next: 'retry' },
  credential: { planBecomes: 'planned', next: 'stop' },
  validation: { planBecomes: 'rejected', next: 'refuse' },
  period_closed: { planBecomes: 'rejected', next: 'refuse' },
  duplicate: { planBecomes: 'unconfirmed', next: 'find' },
  unknown_outcome: { planBecomes: 'unconfirmed', next: 'retry' },
};

const FIRST_WAIT_MS = 15_000;
const LONGEST_WAIT_MS = 3_600_000;

/** Wait before try number `attempts + 1`: 15 s doubled each time, at most an hour, never less than the other side asked. */
export const backoffMs = (attempts: number, askedMs?: number): number => {
  const doubled = FIRST_WAIT_MS * 2 ** Math.min(Math.max(attempts - 1, 0), 20);
  return Math.max(Math.min(doubled, LONGEST_WAIT_MS), askedMs ?? FIRST_WAIT_MS);
};
