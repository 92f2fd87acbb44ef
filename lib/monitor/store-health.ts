/** The one question, fast: is the ledger complete for this store right now, and if not, why? Pure. */
import type { PipelineRef } from '../store/trace-store';
import type { StoreFigures } from './store-figures';

/** An alias, not an interface: what takes plain JSON takes it too. */
export type HealthThresholds = {
  /** A sweep is late when the last one ended longer ago than this. */
  readonly sweepMinutes: number;
  /** Orders that changed a moment ago are on their way; those that wait longer make the store incomplete. */
  readonly waitingMinutes: number;
  /** A reconciliation is late when the last one is older than this. */
  readonly reconcileHours: number;
};

export const HEALTH_DEFAULTS: HealthThresholds = { sweepMinutes: 60, waitingMinutes: 15, reconcileHours: 48 };

export type ReasonCode =
  | 'never_swept'
  | 'sweep_late'
  | 'orders_waiting'
  | 'orders_held'
  | 'orders_dead'
  | 'exceptions_open'
  | 'plans_waiting'
  | 'plans_unconfirmed'
  | 'plans_rejected'
  | 'plans_dead'
  | 'summaries_waiting'
  | 'reconciliation_breaks'
  | 'orders_retrying'
  | 'deliveries_refused'
  | 'never_reconciled'
  | 'reconciliation_late';

export interface Reason {
  readonly code: ReasonCode;
  /** A sentence: what is missing, and what to do. */
  readonly message: string;
  readonly count?: number;
}

export interface StoreHealth extends PipelineRef {
  readonly at: string;
  /** True when everything that the shop is known to hold is in the ledger. */
  readonly complete: boolean;
  /** Why it is incomplete; empty when complete. */
  readonly reasons: readonly Reason[];
  /** What does not make the ledger incomplete, but will, or hides it. */
  readonly warnings: readonly Reason[];
  /** How long the oldest order that is due has been waiting; 0 when none is. */
  readonly lagSeconds: number;
  readonly figures: HealthFigures;
}

export interface HealthFigures extends Pick<
  StoreFigures,
  'work' | 'exceptions' | 'plans' | 'deliveries' | 'reconciliations' | 'failing'
> {
  readonly sweptAt?: string;
  readonly secondsSinceSweep?: number;
  readonly oldestExceptionHours?: number;
  /** From the change in the shop to the record in the ledger; not there when nothing was posted lately. */
  readonly syncSeconds?: { readonly median: number; readonly p95: number; readonly samples: number };
}

export const storeHealth = (
  figures: StoreFigures,
  thresholds: HealthThresholds = HEALTH_DEFAULTS,
): StoreHealth => {
  const { platform, storeId, pipeline, now, work, exceptions, sweptAt, syncSeconds } = figures;
  const reasons = [
    ...sweepReasons(figures, thresholds),
    ...workReasons(figures, thresholds),
    ...planReasons(figures, thresholds),
    ...summaryReasons(figures),
    ...exceptionReasons(figures),
    ...breakReasons(figures),
  ];
  const { plans, deliveries, reconciliations, failing } = figures;
  const oldestAt = exceptions.oldestAt;
  return {
    platform,
    storeId,
    pipeline,
    at: now,
    complete: reasons.length === 0,
    reasons,
    warnings: warningsOf(figures, thresholds),
    lagSeconds: work.oldestDue === undefined ? 0 : secondsBetween(work.oldestDue, now),
    figures: {
      work,
      exceptions,
      plans,
      deliveries,
      reconciliations,
      failing,
      ...(sweptAt === undefined ? {} : { sweptAt, secondsSinceSweep: secondsBetween(sweptAt, now) }),
      ...(oldestAt === undefined
        ? {}
        : { oldestExceptionHours: Math.floor(secondsBetween(oldestAt, now) / 3600) }),
      ...(syncSeconds.length === 0 ? {} : { syncSeconds: latency(syncSeconds) }),
    },
  };
};

const secondsBetween = (from: string, to: string): number =>
  Math.max(0, Math.floor((Date.parse(to) - Date.parse(from)) / 1000));

const latency = (seconds: readonly number[]) => {
  const sorted = [...seconds].sort((a, b) => a - b);
  const at = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] as number;
  return { median: at(0.5), p95: at(0.95), samples: sorted.length };
};

const isOlder = (at: string, now: string, minutes: number): boolean => secondsBetween(at, now) > minutes * 60;

const some = (code: ReasonCode, count: number, message: string): readonly Reason[] =>
  count > 0 ? [{ code, count, message }] : [];

/** "1 order is", "3 orders are". */
const many = (count: number, thing: string): string => `${count} ${thing}${count === 1 ? ' is' : 's are'}`;

const sweepReasons = (
  { sweptAt, now }: StoreFigures,
  { sweepMinutes }: HealthThresholds,
): readonly Reason[] => {
  if (sweptAt === undefined)
    return [
      {
        code: 'never_swept',
        message: 'No sweep has ended yet: what webhooks lost is not known. Run Sweep Changes on a schedule.',
      },
    ];
  if (!isOlder(sweptAt, now, sweepMinutes)) return [];
  const minutes = Math.floor(secondsBetween(sweptAt, now) / 60);
  return [
    {
      code: 'sweep_late',
      message: `The last sweep ended ${minutes} minutes ago (limit ${sweepMinutes}): changes since may be missing. Look whether the schedule is active and its runs succeed.`,
    },
  ];
};

const workReasons = (
  { work, now, failing }: StoreFigures,
  { waitingMinutes }: HealthThresholds,
): readonly Reason[] => {
  const late = work.oldestDue !== undefined && isOlder(work.oldestDue, now, waitingMinutes);
  const why = failing.lastError === undefined ? '' : ` The last failure: ${failing.lastError}`;
  return [
    ...(late
      ? some(
          'orders_waiting',
          work.due + work.claimed,
          `${many(work.due + work.claimed, 'order')} waiting, the oldest since ${work.oldestDue}. Run Process Queue.${why}`,
        )
      : []),
    ...some(
      'orders_held',
      work.held,
      `${many(work.held, 'order')} held: each has an exception that says what to do.`,
    ),
    ...some(
      'orders_dead',
      work.dead,
      `${many(work.dead, 'order')} given up after repeated failures. Mend the cause, then retry the exceptions.`,
    ),
  ];
};

/**
 * A plan waits until its day is over, and one that came late until the next day is: more than three days means that Post
 * Summaries does not run.
 */
const SUMMARY_MINUTES = 3 * 24 * 60;

const summaryReasons = ({ staged, now }: StoreFigures): readonly Reason[] => {
  if (staged === undefined || !isOlder(staged.oldestAt, now, SUMMARY_MINUTES)) return [];
  const message = `${many(staged.members, 'plan')} staged and in no daily summary, the oldest for more than three days. Look whether Post Summaries of the Accounting Poster runs on a schedule.`;
  return some('summaries_waiting', staged.members, message);
};

const planReasons = (
  { plans, now }: StoreFigures,
  { waitingMinutes }: HealthThresholds,
): readonly Reason[] => {
  const late = plans.oldestWaitingAt !== undefined && isOlder(plans.oldestWaitingAt, now, waitingMinutes);
  return [
    ...(late
      ? some(
          'plans_waiting',
          plans.planned + plans.claimed,
          `${many(plans.planned + plans.claimed, 'plan')} written and not posted. In hold mode, approve them; else run Process Queue.`,
        )
      : []),
    ...some(
      'plans_unconfirmed',
      plans.unconfirmed,
      `${many(plans.unconfirmed, 'plan')} unconfirmed: nobody knows yet whether the ledger holds them. The next run looks them up.`,
    ),
    ...some(
      'plans_rejected',
      plans.rejected,
      `${many(plans.rejected, 'plan')} refused by the ledger. The exceptions say why.`,
    ),
    ...some(
      'plans_dead',
      plans.dead,
      `${many(plans.dead, 'plan')} given up. Look into the ledger, then retry the exceptions.`,
    ),
  ];
};

const exceptionReasons = ({ exceptions }: StoreFigures): readonly Reason[] => {
  const codes = Object.entries(exceptions.byCode).sort(([a], [b]) => (a < b ? -1 : 1));
  const count = codes.reduce((sum, [, times]) => sum + times, 0);
  const named = codes.map(([code, times]) => `${code} (${times})`).join(', ');
  return some('exceptions_open', count, `${many(count, 'exception')} open: ${named}.`);
};

const breakReasons = ({ reconciliations }: StoreFigures): readonly Reason[] =>
  reconciliations.flatMap(({ destination, fromDate, toDate, breaks }) =>
    some(
      'reconciliation_breaks',
      breaks,
      `${many(breaks, 'break')} left between shop, trace and ${destination} (${fromDate} to ${toDate}). Replay the breaks, then reconcile again.`,
    ),
  );

const warningsOf = (figures: StoreFigures, { reconcileHours }: HealthThresholds): readonly Reason[] => {
  const { deliveries, failing, reconciliations, now } = figures;
  const why = failing.lastError === undefined ? '' : ` ${failing.lastError}`;
  const late = reconciliations.filter(({ at }) => isOlder(at, now, reconcileHours * 60));
  return [
    ...some(
      'deliveries_refused',
      deliveries.refused,
      `${deliveries.refused} webhook deliveries of the last day were refused; the audit log says why. If they are the shop's, run Repair Webhooks; sweeps find what they told.`,
    ),
    ...some(
      'orders_retrying',
      failing.count,
      `${many(failing.count, 'order')} due again after a failure.${why}`,
    ),
    ...(reconciliations.length === 0
      ? [
          {
            code: 'never_reconciled',
            message: 'No reconciliation has run yet: that the ledger holds what was posted is not proven.',
          } as const,
        ]
      : []),
    ...late.map(({ destination, at }): Reason => ({
      code: 'reconciliation_late',
      message: `The last reconciliation with ${destination} ran ${at}, more than ${reconcileHours} hours ago.`,
    })),
  ];
};
