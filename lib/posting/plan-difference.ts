/**
 * plan = target - already posted. An edit, a late tax line, a cancellation, a repeat and a delivery out of order are
 * all this one case; a replay plans nothing.
 */
import { createHash } from 'node:crypto';
import type { JournalEntry, JournalLine } from '../accounting/journal-entry';
import { difference } from '../accounting/difference';
import type { Problem } from '../commerce/problem';
import type { LedgerDocument, LedgerLine } from '../destinations/ledger-destination';
import { fromMinor, toMinor } from '../money/minor';
import type { NewPlan, Plan } from '../store/trace-store';
import type { AccountMapping } from './account-mapping';
import { planKey, shortKey } from './idempotency-key';

/** What planning needs to know of an order's target; the policy's own shape stays in its room. */
export interface PlanTarget {
  readonly source: JournalEntry['source'];
  readonly entries: readonly JournalEntry[];
  readonly changeDate: string;
  readonly transformationVersion: string;
  readonly policy: {
    readonly closedPeriod: 'hold' | 'next-open-day';
    readonly correctionDate: 'change' | 'original';
  };
}

export interface PlanContext {
  readonly destination: string;
  readonly mapping: AccountMapping;
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
  for (const entryKey of new Set([...wanted.keys(), ...byEntry.keys()])) {
    if (open.has(entryKey)) continue;
    const plans = byEntry.get(entryKey) ?? [];
    const made = planEntry(target, wanted.get(entryKey), plans, context);
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

const planEntry = (
  target: PlanTarget,
  entry: JournalEntry | undefined,
  plans: readonly Plan[],
  context: PlanContext,
): { readonly plan?: NewPlan; readonly problems: readonly Problem[] } => {
  const posted = plans
    .filter(({ state }) => state === 'posted')
    .map((plan) => ({ plan, document: JSON.parse(plan.document) as LedgerDocument }));
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
  const rendered = renderLines(
    target,
    lines,
    posted.map(({ document }) => document),
    context,
  );
  const kind = first ? (entry ? 'delta' : 'reversal') : 'entry';
  const dated = dateOf(target, entry, first?.plan.date, context.lockDate);
  const problems = [...rendered.problems, ...dated.problems];
  if (problems.length > 0) return { problems };
  const entryKey = entry?.key ?? (first?.plan.entryKey as string);
  const describe = entry?.description ?? first?.document.description ?? '';
  const document = {
    kind,
    date: dated.date,
    currency,
    description: `${kind === 'entry' ? '' : kind === 'delta' ? 'Correction: ' : 'Reversal: '}${describe}${dated.moved}`,
    ...(first ? { corrects: first.plan.key } : {}),
    source: {
      platform: target.source.platform,
      storeId: target.source.storeId,
      orderId: target.source.orderId,
      number: target.source.number,
    },
    lines: rendered.lines,
  } as const;
  return { plan: newPlan(target, entryKey, plans.length + 1, document, lines, context), problems: [] };
};

const newPlan = (
  target: PlanTarget,
  entryKey: string,
  sequence: number,
  content: Omit<LedgerDocument, 'key' | 'shortKey' | 'contentHash'> & { readonly kind: NewPlan['kind'] },
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

/** A correction goes to the ledger account that the original used, whatever the mapping says today. */
const renderLines = (
  target: PlanTarget,
  lines: readonly JournalLine[],
  posted: readonly LedgerDocument[],
  { mapping, destination }: PlanContext,
): { readonly lines: readonly LedgerLine[]; readonly problems: readonly Problem[] } => {
  const used = new Map(
    posted.flatMap((document) =>
      document.lines.map((line) => [line.logicalAccount, line.ledgerAccount] as const),
    ),
  );
  const missing = new Set<string>();
  const rendered = lines.map((line): LedgerLine => {
    const ledgerAccount = used.get(line.account) ?? mapping.resolve(line.account);
    if (ledgerAccount === undefined) missing.add(line.account);
    const { debit, credit, memo, taxCode, dimensions, account } = line;
    return {
      ledgerAccount: ledgerAccount ?? '',
      logicalAccount: account,
      ...(debit === undefined ? { credit: credit as string } : { debit }),
      ...(memo === undefined ? {} : { memo }),
      ...(taxCode === undefined ? {} : { taxCode }),
      ...(dimensions === undefined ? {} : { dimensions }),
    };
  });
  const problems = [...missing].map((name): Problem => ({
    severity: 'error',
    code: 'account_not_mapped',
    message: `Order ${target.source.number}: the logical account "${name}" has no ledger account in ${destination}. Add it to the account mapping of the Accounting Poster, then retry the exception.`,
  }));
  return { lines: rendered, problems };
};

const dateOf = (
  target: PlanTarget,
  entry: JournalEntry | undefined,
  originalDate: string | undefined,
  lockDate: string | undefined,
): { readonly date: string; readonly moved: string; readonly problems: readonly Problem[] } => {
  const own = entry?.date ?? originalDate ?? target.changeDate;
  const corrected = originalDate ?? own;
  const wanted =
    originalDate === undefined
      ? own
      : target.policy.correctionDate === 'original' || target.changeDate < corrected
        ? corrected
        : target.changeDate;
  if (lockDate === undefined || wanted > lockDate) return { date: wanted, moved: '', problems: [] };
  if (target.policy.closedPeriod === 'next-open-day')
    return { date: dayAfter(lockDate), moved: ` (${wanted}, period closed)`, problems: [] };
  const message = `Order ${target.source.number}: the ledger is closed until ${lockDate} and the entry is dated ${wanted}. Open the period, or choose "next open day" for closed periods in the Finance Mapper, then retry the exception.`;
  return { date: wanted, moved: '', problems: [{ severity: 'error', code: 'period_closed', message }] };
};

const dayAfter = (day: string): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);

const currencyChanged = (target: PlanTarget, now: string, before: string): Problem => ({
  severity: 'error',
  code: 'currency_changed',
  message: `Order ${target.source.number} was posted in ${before} and is in ${now} now. Reverse the posted entries by hand or restore the order's currency, then retry the exception.`,
});
