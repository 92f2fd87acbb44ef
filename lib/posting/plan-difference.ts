/**
 * plan = target - already posted. An edit, a late tax line, a cancellation, a repeat and a delivery out of order are
 * all this one case; a replay plans nothing.
 */
import { createHash } from 'node:crypto';
import type { JournalEntry, JournalLine } from '../accounting/journal-entry';
import { difference } from '../accounting/difference';
import type { Problem } from '../commerce/problem';
import type { LedgerDocument } from '../destinations/ledger-destination';
import { fromMinor, toMinor } from '../money/minor';
import type { NewPlan, Plan } from '../store/trace-store';
import { documentPaid } from './document-paid';
import { planKey, shortKey } from './idempotency-key';
import { type DatedTarget, planDate } from './plan-date';
import { type RenderContext, renderContent, typeFor } from './render-document';
import { documentOf } from './settle-plan';

/** What planning needs to know of an order's target; the policy's own shape stays in its room. */
export interface PlanTarget extends DatedTarget {
  readonly source: JournalEntry['source'];
  readonly entries: readonly JournalEntry[];
  readonly transformationVersion: string;
  readonly policy: DatedTarget['policy'] & { readonly output: 'journal' | 'receipt' | 'invoice' };
}

export interface PlanContext extends RenderContext {
  /** Last closed day of the ledger. */
  readonly lockDate?: string;
  readonly snapshotHash: string;
}

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
    if (!made.plan) continue;
    const refused = plans.find(
      ({ state, contentHash }) => state === 'rejected' && contentHash === made.plan?.contentHash,
    );
    if (refused) again.push(refused);
    else newPlans.push(made.plan);
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

interface EntryPlanning {
  readonly target: PlanTarget;
  readonly entry: JournalEntry | undefined;
  /** All plans of the entry so far. */
  readonly plans: readonly Plan[];
  /** Key of the entry whose invoice or credit note this one pays. */
  readonly settles: string | undefined;
  /** All plans of the order, those made in this round included. */
  readonly all: readonly (Plan | NewPlan)[];
  readonly context: PlanContext;
}

const planEntry = (
  planning: EntryPlanning,
): { readonly plan?: NewPlan; readonly problems: readonly Problem[] } => {
  const { target, entry, plans, settles, all, context } = planning;
  const posted = plans
    .filter(({ state }) => state === 'posted')
    .map((plan) => ({ plan, document: documentOf(plan) }));
  const first = posted[0];
  const currency = first?.document.currency ?? entry?.currency;
  if (currency === undefined) return { problems: [] };
  if (entry && entry.currency !== currency)
    return { problems: [currencyChanged(target, entry.currency, currency)] };
  const lines = first
    ? difference(
        entry,
        posted.flatMap(({ document }) =>
          document.lines.map((line) => ({ ...line, account: line.logicalAccount })),
        ),
        currency,
      )
    : (entry?.lines ?? []);
  if (lines.length === 0) return { problems: [] };
  const type = typeFor(lines, target.policy.output !== 'journal', context.abilities);
  const before = posted.map(({ document }) => document);
  const rendered = renderContent(target.source, type, lines, before, context);
  const paid = settles && documentPaid({ ...rendered.content, currency }, settles, all);
  const kind = first ? (entry ? 'delta' : 'reversal') : 'entry';
  const dated = planDate(target, entry?.date, first?.plan.date, context.lockDate);
  const problems = [...rendered.problems, ...dated.problems];
  if (problems.length > 0) return { problems };
  const entryKey = entry?.key ?? (first?.plan.entryKey as string);
  const describe = entry?.description ?? first?.document.description ?? '';
  const { platform, storeId, orderId, number } = target.source;
  const content: Content = {
    kind,
    date: dated.date,
    currency,
    description: `${PREFIX[kind]}${describe}${dated.moved}`,
    ...(first ? { corrects: first.plan.key } : {}),
    source: { platform, storeId, orderId, number },
    ...(paid ? { appliesTo: paid } : {}),
    ...rendered.content,
  };
  return { plan: newPlan(target, entryKey, plans.length + 1, content, lines, context), problems: [] };
};

const PREFIX: Readonly<Record<NewPlan['kind'], string>> = {
  entry: '',
  delta: 'Correction: ',
  reversal: 'Reversal: ',
};

type Content = Omit<LedgerDocument, 'key' | 'shortKey' | 'contentHash'> & { readonly kind: NewPlan['kind'] };

const newPlan = (
  target: PlanTarget,
  entryKey: string,
  sequence: number,
  content: Content,
  lines: readonly JournalLine[],
  context: PlanContext,
): NewPlan => {
  const key = planKey(entryKey, sequence);
  const contentHash = createHash('sha256').update(JSON.stringify(content)).digest('hex');
  const document: LedgerDocument = { key, shortKey: shortKey(key), contentHash, ...content };
  const total = lines.reduce(
    (sum, { debit }) => (debit === undefined ? sum : sum + toMinor(debit, content.currency)),
    0n,
  );
  return {
    key,
    shortKey: document.shortKey,
    entryKey,
    sequence,
    destination: context.destination,
    platform: target.source.platform,
    storeId: target.source.storeId,
    orderId: target.source.orderId,
    orderNumber: target.source.number,
    sourceUpdatedAt: target.source.updatedAt,
    transformationVersion: target.transformationVersion,
    snapshotHash: context.snapshotHash,
    kind: content.kind,
    corrects: content.corrects,
    date: content.date,
    currency: content.currency,
    total: fromMinor(total, content.currency),
    contentHash,
    document: JSON.stringify(document),
    explanations: JSON.stringify(lines.map(({ explanation }) => explanation)),
  };
};

const currencyChanged = (target: PlanTarget, now: string, before: string): Problem => ({
  severity: 'error',
  code: 'currency_changed',
  message: `Order ${target.source.number} was posted in ${before} and is in ${now} now. Reverse the posted entries by hand or restore the order's currency, then retry the exception.`,
});
