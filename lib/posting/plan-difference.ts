/**
 * plan = target - already posted. An edit, a late tax line, a cancellation, a repeat and a delivery out of order are
 * all this one case; a replay plans nothing.
 */
import type { JournalEntry } from '../accounting/journal-entry';
import type { Problem } from '../commerce/problem';
import type { NewPlan, Plan } from '../store/trace-store';
import { type PlanContext, planEntry, type PlanTarget } from './plan-entry';
import { documentOf } from './settle-plan';

export type { PlanContext, PlanTarget } from './plan-entry';

export interface PlannedDifference {
  readonly newPlans: readonly NewPlan[];
  /** Plans that must reach a final state (posted or refused) first: what they did decides the difference. */
  readonly unfinished: readonly Plan[];
  /** Refused plans whose content is still exactly what is wanted: they are tried again under their own key. */
  readonly again: readonly Plan[];
  readonly problems: readonly Problem[];
  /** A newer state of the order was planned by another run: this one must be fetched again, and posts nothing. */
  readonly stale: boolean;
}

const UNFINISHED = new Set(['planned', 'claimed', 'unconfirmed', 'dead']);

/** Pure. `existing` are all plans of this order at this destination. */
export const planDifference = (
  target: PlanTarget,
  existing: readonly Plan[],
  context: PlanContext,
): PlannedDifference => {
  if (isStale(target, existing))
    return { newPlans: [], unfinished: [], again: [], problems: [], stale: true };
  const byEntry = new Map<string, Plan[]>();
  for (const plan of existing) {
    const plans = byEntry.get(plan.entryKey);
    if (plans) plans.push(plan);
    else byEntry.set(plan.entryKey, [plan]);
  }
  const wanted = new Map(target.entries.map((entry) => [entry.key, entry]));
  const newPlans: NewPlan[] = [];
  const again: Plan[] = [];
  const problems: Problem[] = [];
  const unfinished = existing.filter(({ state }) => UNFINISHED.has(state));
  const open = new Set(unfinished.map(({ entryKey }) => entryKey));
  const settles = (entryKey: string) =>
    settledEntry(wanted.get(entryKey), byEntry.get(entryKey) ?? [], existing);
  for (const entryKey of whatIsPaidFirst([...new Set([...wanted.keys(), ...byEntry.keys()])], settles)) {
    if (open.has(entryKey)) continue;
    const entry = wanted.get(entryKey);
    const plans = byEntry.get(entryKey) ?? [];
    const all = [...existing, ...newPlans];
    const made = planEntry({ target, entry, plans, settles: settles(entryKey), all, context });
    problems.push(...made.problems);
    for (const plan of made.plans) {
      const refused = plans.find(
        ({ state, contentHash }) => state === 'rejected' && contentHash === plan.contentHash,
      );
      if (refused) again.push(refused);
      else newPlans.push(plan);
    }
  }
  return { newPlans, unfinished, again, problems, stale: false };
};

/**
 * A run may be overtaken: its lease ran out, or the order was due in two streams. Read in the dbTransaction that plans,
 * this keeps an older state from being posted over a newer one.
 */
const isStale = (target: PlanTarget, existing: readonly Plan[]): boolean => {
  const updatedAt = Date.parse(target.source.updatedAt);
  return existing.some((plan) => Date.parse(plan.sourceUpdatedAt) > updatedAt);
};

/** Key of the entry that this one settles; of one that is taken back, what it settled when it was posted. */
const settledEntry = (
  entry: JournalEntry | undefined,
  plans: readonly Plan[],
  existing: readonly Plan[],
): string | undefined => {
  if (entry !== undefined) return entry.settles;
  const [paid] = plans.flatMap((plan) => documentOf(plan).appliesTo?.key ?? []);
  return existing.find(({ key }) => key === paid)?.entryKey;
};

const whatIsPaidFirst = (
  entryKeys: readonly string[],
  settles: (entryKey: string) => string | undefined,
): readonly string[] => [
  ...entryKeys.filter((entryKey) => settles(entryKey) === undefined),
  ...entryKeys.filter((entryKey) => settles(entryKey) !== undefined),
];
