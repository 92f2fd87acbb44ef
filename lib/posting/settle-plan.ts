/** What one answer of the ledger, or its silence, makes of a plan. Pure: the decisions of posting once, without the calls. */
import type {
  ErrorClass,
  LedgerDocument,
  LedgerError,
  LedgerRecord,
  LedgerReference,
} from '../destinations/ledger-destination';
import type { Attempt, Plan, PlanState } from '../store/trace-store';
import { recordDifference } from './read-back';
import { CONSEQUENCES } from './retry-policy';

export type PlanOutcome =
  | {
      readonly state: 'posted';
      readonly recordId: string;
      readonly adopted: boolean;
    }
  /** Another worker has it, or the ledger asks to wait: the order is tried again. `blameless` tries do not count. */
  | {
      readonly state: 'retry';
      readonly message: string;
      readonly retryAfterMs?: number;
      readonly blameless: boolean;
      /** The ledger refuses our login: nothing more is sent in this run, and a person is told. */
      readonly stopped?: boolean;
    }
  /** The ledger will not take it as it is, or holds something else under its key: a person decides. */
  | {
      readonly state: 'refused';
      readonly code: string;
      readonly message: string;
    };

export interface Settled {
  readonly plan: Plan;
  readonly action: Attempt['action'];
  readonly to: PlanState;
  readonly outcome: PlanOutcome;
  readonly errorClass?: string;
  /** What the attempt's record says, where the state alone would not. */
  readonly attempt?: string;
}

export const ABSENT = 'absent';
export const SURELY_ABSENT = 'absent twice';

export interface Failure {
  readonly errorClass: ErrorClass;
  readonly message: string;
  readonly retryAfterMs?: number;
  /** Of the exception, where the class says too little. */
  readonly code?: string;
}

/** What was thrown instead of an answer; whatever is no LedgerError says nothing of what the ledger did. */
export const failureOf = (error: unknown): Failure => {
  if (isLedgerError(error)) return error;
  return {
    errorClass: 'unknown_outcome',
    message: error instanceof Error ? error.message : String(error),
  };
};

const isLedgerError = (error: unknown): error is LedgerError =>
  error instanceof Error && 'errorClass' in error && Object.hasOwn(CONSEQUENCES, String(error.errorClass));

/** It concerns the ledger as a whole: whatever else is sent now comes to the same. */
export const endsSending = ({ errorClass }: Failure): boolean =>
  CONSEQUENCES[errorClass].next === 'stop' || CONSEQUENCES[errorClass].next === 'wait';

/** The ledger said no, or it is not known what it said. */
export const failed = (plan: Plan, failure: Failure): Settled => {
  const { errorClass, message, code = errorClass } = failure;
  const { planBecomes, next } = CONSEQUENCES[errorClass];
  if (planBecomes === 'unconfirmed') return unconfirmed(plan, 'send', message);
  const settled = {
    plan,
    action: 'send',
    to: planBecomes,
    errorClass,
  } as const;
  if (next === 'refuse') return { ...settled, outcome: { state: 'refused', code, message } };
  return { ...settled, outcome: putOff(failure) };
};

const putOff = (failure: Failure): Extract<PlanOutcome, { state: 'retry' }> => {
  const { errorClass, message, retryAfterMs } = failure;
  const stopped = CONSEQUENCES[errorClass].next === 'stop';
  return {
    state: 'retry',
    message,
    retryAfterMs,
    blameless: endsSending(failure),
    stopped,
  };
};

/** Nobody knows whether the ledger took it: it is looked up before anything is sent again. */
export const unconfirmed = (plan: Plan, action: Attempt['action'], message: string): Settled => ({
  plan,
  action,
  to: 'unconfirmed',
  errorClass: 'unknown_outcome',
  outcome: { state: 'retry', message, blameless: false },
});

/** A look at the ledger that it did not allow says nothing about the plan: it is no lost answer. */
export const notLookedUp = (plan: Plan, action: 'find' | 'read_back', failure: Failure): Settled =>
  endsSending(failure)
    ? {
        plan,
        action,
        to: 'unconfirmed',
        errorClass: failure.errorClass,
        outcome: putOff(failure),
        attempt: failure.errorClass,
      }
    : unconfirmed(plan, action, failure.message);

/** The worker's time was up before it came to this plan: nothing was sent, and another may have it by now. */
export const tooLate = (plan: Plan): Settled => ({
  plan,
  action: 'send',
  to: 'planned',
  outcome: {
    state: 'retry',
    message: 'the lease ran out before it was sent',
    blameless: true,
  },
  attempt: 'too late',
});

/**
 * After so many lost answers in a row of tries it waits for a person, who can look in the ledger. Tries that the ledger
 * put off do not count: hours of throttling must not make the first lost answer the last.
 */
export const givenUpAfter = (settled: Settled, attempts: readonly Attempt[], most: number): Settled => {
  const { plan, to, attempt, outcome } = settled;
  if (to !== 'unconfirmed' || attempt !== undefined || outcome.state === 'posted') return settled;
  const lost = attempts.filter((a) => a.planKey === plan.key && a.outcome === 'unconfirmed').length + 1;
  if (lost < most) return settled;
  const message = `after ${lost} lost answers it is still not known whether the ledger holds ${plan.key}: ${outcome.message}`;
  return {
    ...settled,
    to: 'dead',
    outcome: { state: 'refused', code: 'unconfirmed', message },
  };
};

/** How long a request whose answer was lost may still be under way. */
const UNDER_WAY_MS = 120_000;

/**
 * The ledger refuses what an earlier request, whose answer was lost, may still bring: a refusal that passes, such as a closed
 * period that is opened, and the first request would book what nobody counts. It is looked up again when that is over.
 */
export const refusedTooSoon = (settled: Settled, attempts: readonly Attempt[], now: number): Settled => {
  const { plan, to, outcome } = settled;
  if (to !== 'rejected' || outcome.state !== 'refused') return settled;
  const lost = attempts.findLast((a) => a.planKey === plan.key && a.outcome === 'unconfirmed');
  const left = lost === undefined ? 0 : Date.parse(lost.at) + UNDER_WAY_MS - now;
  if (left <= 0) return settled;
  return {
    ...settled,
    to: 'unconfirmed',
    attempt: 'refused, and may be under way',
    outcome: {
      state: 'retry',
      message: `${outcome.message} An earlier request for ${plan.key} may still arrive; it is looked up once more before the refusal counts.`,
      retryAfterMs: left,
      blameless: true,
    },
  };
};

export const absentOnce = (plan: Plan, lagMs: number): Settled => ({
  plan,
  action: 'find',
  to: 'unconfirmed',
  errorClass: 'unknown_outcome',
  attempt: ABSENT,
  outcome: {
    state: 'retry',
    message: 'the ledger does not show the record; it is looked up once more before it is sent again',
    retryAfterMs: lagMs,
    blameless: true,
  },
});

export const compared = (plan: Plan, record: LedgerRecord, action: 'find' | 'read_back'): Settled => {
  const difference = recordDifference(documentOf(plan), record);
  if (difference === undefined) {
    const outcome: PlanOutcome = {
      state: 'posted',
      recordId: record.recordId,
      adopted: action === 'find',
    };
    return { plan, action, to: 'posted', outcome };
  }
  const message = `the ledger holds record ${record.recordId} under the reference ${plan.key}, but ${difference}. Compare the two, mend the record in the ledger, then retry the exception.`;
  return {
    plan,
    action,
    to: 'dead',
    errorClass: 'duplicate',
    outcome: { state: 'refused', code: 'ledger_record_differs', message },
  };
};

export const documentOf = (plan: Pick<Plan, 'document'>): LedgerDocument =>
  JSON.parse(plan.document) as LedgerDocument;

/** What the ledger is asked for to find the plan's record again. */
export const referenceOf = (plan: Pick<Plan, 'document'>): LedgerReference => {
  const { key, shortKey, type, date, currency } = documentOf(plan);
  return { key, shortKey, type, date, currency };
};

/**
 * A payment is sent only when what it pays is in the ledger. Nothing was sent, so nothing has to be looked up. Where that was
 * refused, something else may take its place, and the payment is planned anew.
 */
export const waiting = (plan: Plan, paid: LedgerReference, refused: boolean): Settled => ({
  plan,
  action: 'send',
  to: refused ? 'rejected' : 'planned',
  outcome: {
    state: 'retry',
    message: `${plan.key} pays ${paid.key}, which is not in the ledger yet`,
    blameless: true,
  },
  attempt: 'waits',
});
