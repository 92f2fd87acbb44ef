/** The day on which a plan is dated: the entry's own, the day of the change for a correction, the next open day if closed. */
import type { Problem } from '../commerce/problem';

export interface DatedTarget {
  readonly source: { readonly number: string };
  readonly changeDate: string;
  readonly policy: {
    readonly closedPeriod: 'hold' | 'next-open-day';
    readonly correctionDate: 'change' | 'original';
  };
}

export interface PlanDate {
  readonly date: string;
  /** For the description, when the date was moved. */
  readonly moved: string;
  readonly problems: readonly Problem[];
}

export const planDate = (
  target: DatedTarget,
  entryDate: string | undefined,
  originalDate: string | undefined,
  lockDate: string | undefined,
): PlanDate => {
  const wanted = wantedDate(target, entryDate, originalDate);
  if (lockDate === undefined || wanted > lockDate) return { date: wanted, moved: '', problems: [] };
  if (target.policy.closedPeriod === 'next-open-day')
    return { date: dayAfter(lockDate), moved: ` (${wanted}, period closed)`, problems: [] };
  const message = `Order ${target.source.number}: the ledger is closed until ${lockDate} and the entry is dated ${wanted}. Open the period, or choose "next open day" for closed periods in the Finance Mapper, then retry the exception.`;
  return { date: wanted, moved: '', problems: [{ severity: 'error', code: 'period_closed', message }] };
};

const wantedDate = (
  target: DatedTarget,
  entryDate: string | undefined,
  originalDate: string | undefined,
): string => {
  if (originalDate === undefined) return entryDate ?? target.changeDate;
  return target.policy.correctionDate === 'original' || target.changeDate < originalDate
    ? originalDate
    : target.changeDate;
};

const dayAfter = (day: string): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
