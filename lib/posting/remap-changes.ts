/** What a re-mapping would change in the books, row by row: before, after and the difference of each logical account. */
import { canonicalJson } from '../accounting/canonical-json';
import type { LedgerDocument, LedgerLine } from '../destinations/ledger-destination';
import { fromMinor, toMinor } from '../money/minor';
import type { NewPlan, Plan } from '../store/trace-store';
import { documentOf } from './settle-plan';

/** Amounts are signed decimals, debits positive, as in a trial balance. */
export interface RemapChange {
  readonly orderId: string;
  readonly number: string;
  /** Where the order's plans are: the ledger, or where it waits for daily summaries. */
  readonly destination: string;
  readonly entryKey: string;
  /** entry: nothing was posted of it. delta, reversal: one more record. reverse-and-repost: two. */
  readonly kind: NewPlan['kind'] | 'reverse-and-repost';
  readonly logicalAccount: string;
  readonly taxCode?: string;
  /** Logical tax codes on an item line. */
  readonly taxedBy?: readonly string[];
  readonly dimensions?: Readonly<Record<string, string>>;
  readonly currency: string;
  readonly before: string;
  readonly after: string;
  readonly difference: string;
  /** Accounting date of what is posted, or of the entry where nothing is. */
  readonly entryDate: string;
  /** YYYY-MM of it. */
  readonly period: string;
  /** Whether the ledger was closed for that date when it was last seen. */
  readonly periodState: 'open' | 'closed';
  /** Accounting date that the correction would carry. */
  readonly date: string;
  /** What the ledger would be given, in the order of sending, such as credit_note and invoice. */
  readonly documents: readonly LedgerDocument['type'][];
}

/** `made`: the plans that would be written, by planDifference; `existing`: all plans of the order. */
export const remapChanges = (
  made: readonly NewPlan[],
  existing: readonly Plan[],
  entryDates: ReadonlyMap<string, string>,
  lockDate: string | undefined,
): readonly RemapChange[] => {
  const entryKeys = [...new Set(made.map(({ entryKey }) => entryKey))];
  return entryKeys.flatMap((entryKey) =>
    entryChanges(
      made.filter((plan) => plan.entryKey === entryKey),
      existing.filter((plan) => plan.entryKey === entryKey && plan.state === 'posted'),
      entryDates.get(entryKey),
      lockDate,
    ),
  );
};

const entryChanges = (
  made: readonly NewPlan[],
  posted: readonly Plan[],
  wantedDate: string | undefined,
  lockDate: string | undefined,
): readonly RemapChange[] => {
  const [first] = made;
  if (first === undefined) return [];
  const { entryKey, orderId, orderNumber: number, destination, currency, date } = first;
  const entryDate = posted[0]?.date ?? wantedDate ?? date;
  const about = {
    orderId,
    number,
    destination,
    entryKey,
    kind: made.length > 1 ? ('reverse-and-repost' as const) : first.kind,
  };
  const dated = {
    entryDate,
    period: entryDate.slice(0, 'YYYY-MM'.length),
    periodState: lockDate !== undefined && entryDate <= lockDate ? ('closed' as const) : ('open' as const),
    date,
    documents: made.map((plan) => documentOf(plan).type),
  };
  return [...netLines(posted, made).values()]
    .filter(({ change }) => change !== 0n)
    .map(({ line, before, change }) => ({
      ...about,
      logicalAccount: line.logicalAccount,
      ...(line.taxCode === undefined ? {} : { taxCode: line.taxCode }),
      ...(line.taxedBy === undefined ? {} : { taxedBy: line.taxedBy }),
      ...(line.dimensions === undefined ? {} : { dimensions: line.dimensions }),
      currency,
      before: fromMinor(before, currency),
      after: fromMinor(before + change, currency),
      difference: fromMinor(change, currency),
      ...dated,
    }));
};

interface Net {
  readonly line: LedgerLine;
  before: bigint;
  change: bigint;
}

/** By what tells posted lines apart when their difference is taken. */
const netLines = (posted: readonly Plan[], made: readonly NewPlan[]): ReadonlyMap<string, Net> => {
  const nets = new Map<string, Net>();
  const add = (plan: Plan | NewPlan, to: 'before' | 'change'): void => {
    const { lines, currency } = documentOf(plan);
    for (const line of lines) {
      const { logicalAccount, taxCode = '', taxedBy = [], dimensions = {} } = line;
      const key = canonicalJson([logicalAccount, taxCode, taxedBy, dimensions]);
      let net = nets.get(key);
      if (!net) nets.set(key, (net = { line, before: 0n, change: 0n }));
      net[to] += debitOf(line, currency);
    }
  };
  for (const plan of posted) add(plan, 'before');
  for (const plan of made) add(plan, 'change');
  return nets;
};

const debitOf = ({ debit, credit }: LedgerLine, currency: string): bigint =>
  debit === undefined ? -toMinor(credit as string, currency) : toMinor(debit, currency);
