/** Which period a day belongs to, and up to where the books are closed. */
import type { PeriodFacts } from './facts';

/** Last day before which every period is closed; undefined when the first one is open. */
export const lastClosedDay = (periods: readonly PeriodFacts[]): string | undefined => {
  let last: string | undefined;
  for (const { isOpen, to } of periods) {
    if (isOpen) return last;
    last = to;
  }
  return last;
};

export type FoundPeriod =
  | { readonly open: PeriodFacts }
  | { readonly refusal: { readonly errorClass: 'period_closed' | 'validation'; readonly message: string } };

export const periodOf = (day: string, periods: readonly PeriodFacts[]): FoundPeriod => {
  const around = periods.filter(({ from, to }) => from <= day && day <= to);
  const open = around.find(({ isOpen }) => isOpen);
  if (open !== undefined) return { open };
  const [closed] = around;
  const message =
    closed === undefined
      ? `Tryton has no period for ${day}. Create the fiscal year and its periods (Financial → Configuration → Fiscal Years), then retry.`
      : `the period ${closed.name} of Tryton is closed up to ${closed.to}; the document is dated ${day}`;
  return { refusal: { errorClass: closed === undefined ? 'validation' : 'period_closed', message } };
};
