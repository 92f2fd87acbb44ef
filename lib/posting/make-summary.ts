/** The sum of a day's plans as one journal, exact and the same on every machine. */
import { createHash } from 'node:crypto';
import { canonicalJson } from '../accounting/canonical-json';
import type { Explanation } from '../accounting/journal-entry';
import type { Problem } from '../commerce/problem';
import type {
  LedgerAbilities,
  LedgerCustomer,
  LedgerDocument,
  LedgerLine,
} from '../destinations/ledger-destination';
import { fromMinor, toMinor } from '../money/minor';
import type { NewPlan, Plan, StoreRef } from '../store/trace-store';
import { planKey, shortKey } from './idempotency-key';
import { documentOf } from './settle-plan';
import { compare, dayAfter, type SummarySlot, summaryKey, summaryOrderId } from './summary-days';

/** Stands where other plans name their policy: a summary adds up what was mapped, and maps nothing. */
export const SUMMARY_VERSION = 'summary/1';

export interface SummaryContext extends StoreRef {
  /** The ledger that the summary is for. */
  readonly destination: string;
  readonly abilities: LedgerAbilities;
  /** Whom a receivable line is for, in ledgers that want that said. */
  readonly customer: LedgerCustomer;
  /** Last closed day of the ledger. */
  readonly lockDate?: string;
  readonly closedPeriod: 'hold' | 'next-open-day';
}

export interface MadeSummary {
  readonly key: string;
  readonly orders: number;
  /** Members that belong to an earlier day, whose summary was made before them. */
  readonly late: number;
  /** Not there when the members amount to nothing. */
  readonly plan?: NewPlan;
  /** Then it must not be written: its members wait. */
  readonly problem?: Problem;
}

/** Pure. `members` are the waiting plans of the slot's days; none of them is empty. */
export const makeSummary = (
  slot: SummarySlot,
  members: readonly Plan[],
  context: SummaryContext,
): MadeSummary => {
  const key = summaryKey(context, slot);
  const orders = new Set(members.map(({ orderId }) => orderId)).size;
  const late = members.filter(({ date }) => date !== slot.day).length;
  const nets = netMembers(slot, members);
  if (nets.length === 0) return { key, orders, late };
  const { date, moved, problem } = summaryDate(slot, context);
  if (problem) return { key, orders, late, problem };
  const description = `Daily summary ${slot.day}${moved}, ${orders} ${orders === 1 ? 'order' : 'orders'}`;
  const lines = nets.map((net) => lineOf(net, slot.currency));
  const orderId = summaryOrderId(slot);
  const { platform, storeId } = context;
  const content: Content = {
    type: 'journal',
    kind: 'entry',
    date,
    currency: slot.currency,
    description,
    source: { platform, storeId, orderId, number: `${slot.day} ${slot.currency}` },
    ...(needsCustomer(lines, context.abilities) ? { customer: context.customer } : {}),
    lines,
  };
  const updatedAt = members.map(({ sourceUpdatedAt }) => sourceUpdatedAt).sort(compare);
  const plan = planOf(key, 1, content, {
    destination: context.destination,
    sourceUpdatedAt: updatedAt.at(-1) as string,
    explanations: nets.map((net) => explain(net, slot.currency)),
  });
  return { key, orders, late, plan };
};

/**
 * The same summary on another day, where the ledger closed its period before it was sent. The refused plan stays beside it.
 */
export const redatedSummary = (plan: Plan, lockDate: string): NewPlan => {
  const before = documentOf(plan);
  const description = before.description.replace(MOVED, `$1${CLOSED}`);
  const { type, kind, currency, source, customer, lines } = before;
  const content: Content = {
    type,
    kind,
    date: dayAfter(lockDate),
    currency,
    description,
    source,
    ...(customer === undefined ? {} : { customer }),
    lines,
  };
  return planOf(plan.entryKey, plan.sequence + 1, content, {
    destination: plan.destination,
    sourceUpdatedAt: plan.sourceUpdatedAt,
    explanations: JSON.parse(plan.explanations) as readonly Explanation[],
  });
};

const MOVED = /^(Daily summary \d{4}-\d\d-\d\d)(?: \(period closed\))?/;

const CLOSED = ' (period closed)';

const summaryDate = (
  { day, currency }: SummarySlot,
  { destination, lockDate, closedPeriod }: SummaryContext,
): { readonly date: string; readonly moved: string; readonly problem?: Problem } => {
  if (lockDate === undefined || day > lockDate) return { date: day, moved: '' };
  if (closedPeriod === 'next-open-day') return { date: dayAfter(lockDate), moved: CLOSED };
  const message = `The daily summary of ${day} in ${currency} cannot be posted: ${destination} is closed until ${lockDate}. Open the period, or choose "Next Open Day" for closed periods in Post Summaries of the Accounting Poster, then run it again. Its orders wait until then.`;
  return { date: day, moved: '', problem: { severity: 'error', code: 'period_closed', message } };
};

/** What of the members stands on one line. */
interface Net {
  readonly first: LedgerLine;
  /** Day that the amounts belong to, where it is not the summary's own. */
  readonly from?: string;
  debit: bigint;
  credit: bigint;
  lines: number;
  readonly orders: Set<string>;
}

/** Debits first, then by ledger account, logical account, tax code, dimensions and day. Nets of zero are left out. */
const netMembers = ({ day, currency }: SummarySlot, members: readonly Plan[]): readonly Net[] => {
  const nets = new Map<string, Net>();
  for (const member of members) {
    const from = member.date === day ? undefined : member.date;
    for (const line of documentOf(member).lines) {
      const net = netFor(nets, line, from);
      if (line.debit === undefined) net.credit += toMinor(line.credit as string, currency);
      else net.debit += toMinor(line.debit, currency);
      net.lines++;
      net.orders.add(member.orderId);
    }
  }
  const sorted = [...nets].sort(([a], [b]) => compare(a, b)).map(([, net]) => net);
  return [
    ...sorted.filter(({ debit, credit }) => debit > credit),
    ...sorted.filter(({ debit, credit }) => debit < credit),
  ];
};

const netFor = (nets: Map<string, Net>, line: LedgerLine, from: string | undefined): Net => {
  const dimensions = canonicalJson(line.dimensions ?? {});
  const fields = [line.ledgerAccount, line.logicalAccount, line.taxCode ?? '', dimensions, from ?? ''];
  const key = JSON.stringify(fields);
  let net = nets.get(key);
  if (!net) {
    const late = from === undefined ? {} : { from };
    nets.set(key, (net = { first: line, ...late, debit: 0n, credit: 0n, lines: 0, orders: new Set() }));
  }
  return net;
};

const lineOf = ({ first, from, debit, credit }: Net, currency: string): LedgerLine => ({
  ledgerAccount: first.ledgerAccount,
  logicalAccount: first.logicalAccount,
  role: first.role,
  ...(debit > credit
    ? { debit: fromMinor(debit - credit, currency) }
    : { credit: fromMinor(credit - debit, currency) }),
  ...(from === undefined ? {} : { memo: `Late, of ${from}` }),
  ...(first.taxCode === undefined ? {} : { taxCode: first.taxCode }),
  ...sortedDimensions(first),
});

/** One spelling, whichever member came first. */
const sortedDimensions = ({ dimensions = {} }: LedgerLine): Pick<LedgerLine, 'dimensions'> => {
  const named = Object.entries(dimensions).sort(([a], [b]) => compare(a, b));
  return named.length === 0 ? {} : { dimensions: Object.fromEntries(named) };
};

const explain = ({ debit, credit, lines, orders, from }: Net, currency: string): Explanation => {
  const text = (minor: bigint): string => fromMinor(minor, currency);
  const [more, less] = debit > credit ? (['debits', 'credits'] as const) : (['credits', 'debits'] as const);
  const [large, small] = debit > credit ? [debit, credit] : [credit, debit];
  const day = from === undefined ? '' : ` of ${from}, whose summary was made before`;
  return {
    rule: 'summary.net',
    component: 'summary',
    pointers: [],
    arithmetic: `${more} ${text(large)} - ${less} ${text(small)} = ${text(large - small)}; ${lines} lines of ${orders.size} orders${day}`,
  };
};

/** As for any journal: the buyer's debt must be somebody's, in ledgers that know customers. */
const needsCustomer = (lines: readonly LedgerLine[], abilities: LedgerAbilities): boolean =>
  abilities.documents.length > 0 && lines.some(({ role }) => role === 'receivable');

type Content = Omit<LedgerDocument, 'key' | 'shortKey' | 'contentHash'>;

interface Rest {
  readonly destination: string;
  readonly sourceUpdatedAt: string;
  readonly explanations: readonly Explanation[];
}

const planOf = (entryKey: string, sequence: number, content: Content, rest: Rest): NewPlan => {
  const key = planKey(entryKey, sequence);
  const contentHash = createHash('sha256').update(JSON.stringify(content)).digest('hex');
  const document: LedgerDocument = { key, shortKey: shortKey(key), contentHash, ...content };
  const { platform, storeId, orderId, number } = content.source;
  const total = content.lines.reduce(
    (sum, { debit }) => (debit === undefined ? sum : sum + toMinor(debit, content.currency)),
    0n,
  );
  return {
    key,
    shortKey: document.shortKey,
    entryKey,
    sequence,
    destination: rest.destination,
    platform,
    storeId,
    orderId,
    orderNumber: number,
    sourceUpdatedAt: rest.sourceUpdatedAt,
    transformationVersion: SUMMARY_VERSION,
    snapshotHash: '',
    kind: 'entry',
    date: content.date,
    currency: content.currency,
    total: fromMinor(total, content.currency),
    contentHash,
    document: JSON.stringify(document),
    explanations: JSON.stringify(rest.explanations),
  };
};
