/** What one answer of the ledger, or its silence, makes of a plan. Pure: the decisions of posting once, without the calls. */
import type { LedgerDocument, LedgerRecord, LedgerReference } from '../destinations/ledger-destination';
import type { Attempt, Plan, PlanState } from '../store/trace-store';
import { recordDifference } from './read-back';
import { CONSEQUENCES } from './retry-policy';

export type PlanOutcome =
  | { readonly state: 'posted'; readonly recordId: string; readonly adopted: boolean }
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
  | { readonly state: 'refused'; readonly code: string; readonly message: string };

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

/** The ledger said no, or it is not known what it said. */
export const failed = (
  plan: Plan,
  failure: {
    readonly errorClass: keyof typeof CONSEQUENCES;
    readonly message: string;
    readonly retryAfterMs?: number;
  },
): Settled => {
  const { errorClass, message, retryAfterMs } = failure;
  const { planBecomes, next } = CONSEQUENCES[errorClass];
  if (planBecomes === 'unconfirmed') return unconfirmed(plan, 'send', message);
  const settled = { plan, action: 'send', to: planBecomes, errorClass } as const;
  if (next === 'refuse') return { ...settled, outcome: { state: 'refused', code: errorClass, message } };
  const stopped = next === 'stop';
  const blameless = stopped || errorClass === 'throttled';
  return { ...settled, outcome: { state: 'retry', message, retryAfterMs, blameless, stopped } };
};

/** Nobody knows whether the ledger took it: it is looked up before anything is sent again. */
export const unconfirmed = (plan: Plan, action: Attempt['action'], message: string): Settled => ({
  plan,
  action,
  to: 'unconfirmed',
  errorClass: 'unknown_outcome',
  outcome: { state: 'retry', message, blameless: false },
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
  return { ...settled, to: 'dead', outcome: { state: 'refused', code: 'unconfirmed', message } };
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
    const outcome: PlanOutcome = { state: 'posted', recordId: record.recordId, adopted: action === 'find' };
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

/** A payment is sent only when what it pays is in the ledger. Nothing was sent, so nothing has to be looked up. */
export const waiting = (plan: Plan, settled: LedgerReference): Settled => ({
  plan,
  action: 'send',
  to: 'planned',
  outcome: {
    state: 'retry',
    message: `${plan.key} pays ${settled.key}, which is not in the ledger yet`,
    blameless: true,
  },
  attempt: 'waits',
});
