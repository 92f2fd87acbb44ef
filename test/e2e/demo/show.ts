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
  readonly event: string;
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
      ['finance event', 'component', 'currency', 'side', 'shop', 'trace', 'book', 'difference'],
      rows.map(({ event, component, currency, side, ...amounts }) => [
        event,
        component,
        currency,
        side,
        ...columns(amounts),
      ]),
      ['left', 'left', 'left', 'left', 'right', 'right', 'right', 'right'],
    ),
  ].join('\n');
};

const columns = (
  row: Readonly<Record<'source' | 'trace' | 'ledger' | 'difference', string | number>>,
): readonly string[] => [row.source, row.trace, row.ledger, row.difference].map(String);

/** What is known and held already is named in one line; everything else in full. */
export const showBreaks = (breaks: readonly Record<string, unknown>[]): string => {
  const held = breaks.filter(({ type }) => type === 'held').map(({ orderId }) => String(orderId));
  const others = breaks.filter(({ type }) => type !== 'held');
  return [
    ...others.map(({ orderId, type, message }) =>
      paragraph(`Order ${String(orderId)}: ${String(type)}`, String(message)),
    ),
    `  ${others.length === 0 ? 'None' : `${others.length} in all`}${held.length === 0 ? '.' : `, apart from the orders that their exceptions hold: ${held.join(', ')}.`}`,
  ].join('\n');
};

export const showExceptions = (exceptions: readonly ExceptionReport[]): string =>
  exceptions.length === 0
    ? '  None.'
    : exceptions
        .map(({ objectId, stage, code, message }) =>
          paragraph(`Order ${objectId}: ${code} (${stage})`, message),
        )
        .join('\n');

const WIDTH = 100;

/** A heading, and a text below it in lines that a terminal need not break. */
const paragraph = (head: string, text: string): string => {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1) ?? '';
    if (line !== '' && line.length + word.length >= WIDTH) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return [`  ${head}`, ...lines.map((line) => `    ${line}`)].join('\n');
};

export const showHealth = (stores: readonly Record<string, unknown>[]): string =>
  (stores as unknown as readonly (HealthReport & { storeId: string })[])
    .flatMap(({ storeId, complete, reasons, warnings }) => [
      `  ${storeId} is ${complete ? 'complete' : 'incomplete'}.`,
      ...reasons.map(({ message }) => `    ${message}`),
      ...warnings.map(({ message }) => `    By the way: ${message}`),
    ])
    .join('\n');

/** The reports of a play, each under its heading. */
export const showPlay = ({ afterSweep, reconciliation, health }: Played): string =>
  [
    heading('Trial balance of the built-in book'),
    showTrialBalance(afterSweep),
    heading('Reconciliation: shop, trace and book'),
    showReconciliation(reconciliation.summary),
    heading('Breaks between them'),
    showBreaks(reconciliation.breaks),
    heading('Store health'),
    showHealth(health),
    heading('Open exceptions'),
    showExceptions(afterSweep.exceptions),
  ].join('\n');

const heading = (text: string): string => `\n${text}\n`;
