/** What sending a batch works with, and what became of each document so far. */
import type { Clock, Log } from '../../host';
import type { LedgerOptions, LookupCache } from '../destination-kind';
import type { LedgerDocument, LedgerError, SendOutcome } from '../ledger-destination';
import type { Books, Job, Refusal } from './check-document';
import type { Rpc } from './client';
import type { Facts } from './facts';

export interface Tools {
  readonly rpc: Rpc;
  readonly facts: Facts;
  readonly lookups: LookupCache;
  readonly clock: Clock;
  readonly log: Log;
  readonly options: LedgerOptions;
}

export class Desk {
  private readonly outcomes: (SendOutcome | undefined)[];

  constructor(
    readonly tools: Tools,
    readonly books: Books,
    /** Of the company's currency. */
    readonly decimals: number,
    documents: readonly LedgerDocument[],
  ) {
    this.outcomes = documents.map(() => undefined);
  }

  created({ index }: Pick<Job, 'index'>, recordId: string): void {
    this.outcomes[index] = { state: 'created', recordId };
  }

  refused({ index }: Pick<Job, 'index'>, refusal: Refusal): void {
    this.outcomes[index] = { state: 'failed', ...refusal };
  }

  failed({ index }: Pick<Job, 'index'>, error: LedgerError): void {
    this.outcomes[index] = failure(error);
  }

  /** Those that nothing was decided about yet. */
  open(jobs: readonly Job[]): readonly Job[] {
    return jobs.filter(({ index }) => this.outcomes[index] === undefined);
  }

  isCreated({ index }: Pick<Job, 'index'>): boolean {
    return this.outcomes[index]?.state === 'created';
  }

  isDuplicate({ index }: Pick<Job, 'index'>): boolean {
    const outcome = this.outcomes[index];
    return outcome?.state === 'failed' && outcome.errorClass === 'duplicate';
  }

  close(): readonly SendOutcome[] {
    return this.outcomes.map((outcome) => {
      if (outcome === undefined) throw new Error('a document was sent without an outcome');
      return outcome;
    });
  }
}

export const failure = ({ errorClass, message, retryAfterMs }: LedgerError): SendOutcome => ({
  state: 'failed',
  errorClass,
  message,
  ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
});
