/** Comma-separated values (RFC 4180), one row a journal line, safe to open in a spreadsheet. */
import { cleanText } from '../clean-text';
import { type ExportEntry, type ExportOptions } from './export-entry';

const COLUMNS = ['date', 'key', 'description', 'account', 'debit', 'credit', 'currency', 'memo'] as const;

export const toCsv = (entries: readonly ExportEntry[], options: ExportOptions = {}): string => {
  const rows = entries.flatMap((entry) =>
    entry.lines.map((line) =>
      [
        entry.date,
        cell(entry.key),
        cell(cleanText(entry.description)),
        cell(options.accountName ? options.accountName(line.account) : line.account),
        line.debit ?? '',
        line.credit ?? '',
        entry.currency,
        cell(cleanText(line.memo ?? '')),
      ].join(','),
    ),
  );
  return [COLUMNS.join(','), ...rows, ''].join('\r\n');
};

/** A spreadsheet runs what starts like a formula, whatever the quotes around it; an apostrophe makes it text. */
const cell = (text: string): string => {
  const inert = /^[=+\-@\t\r\n]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(inert) ? `"${inert.replace(/"/g, '""')}"` : inert;
};
