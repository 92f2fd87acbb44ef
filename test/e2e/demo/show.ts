/** The end of a demo as a person reads it in a terminal. */
import type { BookReports, ExceptionReport, HealthReport } from './reports';
import type { Played } from './play';
import { table } from './table';

export const showTrialBalance = ({ trialBalance }: Pick<BookReports, 'trialBalance'>): string =>
  table(
    ['ledger account', 'type', 'currency', 'debit', 'credit', 'balance'],
    [...trialBalance]
      .sort((a, b) => (a.currency === b.currency ? 0 : a.currency < b.currency ? -1 : 1))
      .map(({ ledgerAccount, type, currency, debit, credit, balance }) => [
        ledgerAccount,
        type,
        currency,
        debit,
        credit,
        balance,
      ]),
    ['left', 'left', 'left', 'right', 'right', 'right'],
  );

interface CountRow {
  readonly what: string;
  readonly source: number;
  readonly trace: number;
  readonly ledger: number;
  readonly difference: number;
}

interface AmountRow {
  readonly component: string;
  readonly currency: string;
  readonly side: string;
  readonly source: string;
  readonly trace: string;
  readonly ledger: string;
  readonly difference: string;
}

/** @param summary as the Reconciler puts it out */
export const showReconciliation = (summary: Record<string, unknown>): string => {
  const counts = summary.counts as readonly CountRow[];
  const rows = summary.table as readonly AmountRow[];
  return [
    table(
      ['by count', 'shop', 'trace', 'book', 'difference'],
      counts.map(({ what, ...numbers }) => [what, ...columns(numbers)]),
      ['left', 'right', 'right', 'right', 'right'],
    ),
    '',
    table(
      ['by component', 'currency', 'side', 'shop', 'trace', 'book', 'difference'],
      rows.map(({ component, currency, side, ...amounts }) => [
        component,
        currency,
        side,
        ...columns(amounts),
      ]),
      ['left', 'left', 'left', 'right', 'right', 'right', 'right'],
    ),
  ].join('\n');
};

const columns = (
  row: Readonly<Record<'source' | 'trace' | 'ledger' | 'difference', string | number>>,
): readonly string[] => [row.source, row.trace, row.ledger, row.difference].map(String);

export const showBreaks = (breaks: readonly Record<string, unknown>[]): string =>
  table(
    ['order', 'break', 'what is wrong and what to do'],
    breaks.map(({ orderId, type, message }) => [String(orderId), String(type), String(message)]),
  );

export const showExceptions = (exceptions: readonly ExceptionReport[]): string =>
  table(
    ['order', 'stage', 'code', 'what is wrong and what to do'],
    exceptions.map(({ objectId, stage, code, message }) => [objectId, stage, code, message]),
  );

export const showHealth = (stores: readonly Record<string, unknown>[]): string =>
  (stores as unknown as readonly (HealthReport & { storeId: string })[])
    .flatMap(({ storeId, complete, reasons, warnings }) => [
      `  ${storeId} is ${complete ? 'complete' : 'incomplete'}.`,
      ...reasons.map(({ message }) => `    ${message}`),
      ...warnings.map(({ message }) => `    (${message})`),
    ])
    .join('\n');

/** The reports of a play, each under its heading. */
export const showPlay = ({ afterSweep, reconciliation, health }: Played): string =>
  [
    heading('Trial balance of the built-in book'),
    showTrialBalance(afterSweep),
    heading('Reconciliation: shop, trace and book'),
    showReconciliation(reconciliation.summary),
    heading('Breaks'),
    reconciliation.breaks.length === 0 ? '  none' : showBreaks(reconciliation.breaks),
    heading('Store health'),
    showHealth(health),
    heading('Open exceptions'),
    afterSweep.exceptions.length === 0 ? '  none' : showExceptions(afterSweep.exceptions),
  ].join('\n');

const heading = (text: string): string => `\n${text}\n`;
