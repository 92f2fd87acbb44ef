/** From what one entry lacks to its plans: dated, rendered in the ledger's own accounts, and keyed. */
import { createHash } from 'node:crypto';
import type { JournalEntry, JournalLine } from '../accounting/journal-entry';
import type { Problem } from '../commerce/problem';
import type { LedgerDocument } from '../destinations/ledger-destination';
import { fromMinor, toMinor } from '../money/minor';
import type { NewPlan, Plan } from '../store/trace-store';
import { type CorrectionStep, correctionSteps, type PostedDocument } from './correction-steps';
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
  readonly policy: DatedTarget['policy'] & {
    readonly output: 'journal' | 'receipt' | 'invoice' | 'summary';
    readonly corrections: 'delta' | 'reverse-and-repost';
  };
}

export interface PlanContext extends RenderContext {
  /** Last closed day of the ledger. */
  readonly lockDate?: string;
  readonly snapshotHash: string;
}

export interface EntryPlanning {
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

export interface PlannedEntry {
  /** All of them, or none when there is a problem: half a correction is never written. */
  readonly plans: readonly NewPlan[];
  readonly problems: readonly Problem[];
}

export const planEntry = (planning: EntryPlanning): PlannedEntry => {
  const { target, entry, context } = planning;
  const posted = planning.plans
    .filter(({ state }) => state === 'posted')
    .map((plan) => ({ plan, document: documentOf(plan) }));
  const currency = posted[0]?.document.currency ?? entry?.currency;
  if (currency === undefined) return { plans: [], problems: [] };
  if (entry && entry.currency !== currency)
    return { plans: [], problems: [currencyChanged(target, entry.currency, currency)] };
  const { corrections, output } = target.policy;
  const wantsDocuments = output === 'receipt' || output === 'invoice';
  const rules = { corrections, wantsDocuments, abilities: context.abilities };
  const made: NewPlan[] = [];
  const problems: Problem[] = [];
  for (const step of correctionSteps(entry, posted, currency, rules)) {
    const planned = planStep(
      { ...planning, all: [...planning.all, ...made] },
      posted,
      currency,
      step,
      made.length,
    );
    if ('problems' in planned) problems.push(...planned.problems);
    else made.push(planned.plan);
  }
  return problems.length > 0 ? { plans: [], problems } : { plans: made, problems };
};

const planStep = (
  { target, entry, plans, settles, all, context }: EntryPlanning,
  posted: readonly PostedDocument[],
  currency: string,
  { kind, lines, corrects }: CorrectionStep,
  before: number,
): { readonly plan: NewPlan } | { readonly problems: readonly Problem[] } => {
  const first = posted[0];
  const { output } = target.policy;
  const type = typeFor(lines, output === 'receipt' || output === 'invoice', context.abilities);
  const documents = posted.map(({ document }) => document);
  // A new entry takes today's accounts; what corrects or takes back one stays on those that it used.
  const rendered = renderContent(target.source, type, lines, kind === 'entry' ? [] : documents, context);
  const paid = settles && documentPaid({ ...rendered.content, currency }, settles, all);
  const dated = planDate(target, entry?.date, first?.plan.date, context.lockDate);
  const problems = [...rendered.problems, ...dated.problems];
  if (problems.length > 0) return { problems };
  const entryKey = entry?.key ?? (first?.plan.entryKey as string);
  const described = entry?.description ?? first?.document.description ?? '';
  const { platform, storeId, orderId, number } = target.source;
  const content: Content = {
    kind,
    date: dated.date,
    currency,
    description: `${prefixOf(kind, corrects)}${described}${dated.moved}`,
    ...(corrects === undefined ? {} : { corrects }),
    source: { platform, storeId, orderId, number },
    ...(paid ? { appliesTo: paid } : {}),
    ...rendered.content,
  };
  // Of a pair whose first half was refused before and is tried again, only the second is new: numbers may have gaps.
  const last = Math.max(0, ...plans.map(({ sequence }) => sequence));
  return { plan: newPlan(target, entryKey, last + before + 1, content, lines, context) };
};

const prefixOf = (kind: NewPlan['kind'], corrects: string | undefined): string => {
  if (kind === 'delta') return 'Correction: ';
  if (kind === 'reversal') return 'Reversal: ';
  return corrects === undefined ? '' : 'Corrected: ';
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
