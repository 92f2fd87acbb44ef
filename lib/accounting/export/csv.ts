/** Comma-separated values (RFC 4180), one row a journal line, safe to open in a spreadsheet. */
import { byName } from '../by-name';
import { cleanText } from '../clean-text';
import { csvCell } from './csv-cell';
import type { ExportEntry, ExportLine, ExportOptions } from './export-entry';

const COLUMNS = [
  'date',
  'key',
  'description',
  'account',
  'debit',
  'credit',
  'currency',
  'memo',
  'dimensions',
] as const;

export const toCsv = (entries: readonly ExportEntry[], options: ExportOptions = {}): string => {
  const rows = entries.flatMap((entry) =>
    entry.lines.map((line) =>
      [
        entry.date,
        csvCell(entry.key),
        csvCell(cleanText(entry.description)),
        csvCell(options.accountName ? options.accountName(line.account) : line.account),
        line.debit ?? '',
        line.credit ?? '',
        entry.currency,
        csvCell(cleanText(line.memo ?? '')),
        csvCell(dimensions(line)),
      ].join(','),
    ),
  );
  return [COLUMNS.join(','), ...rows, ''].join('\r\n');
};

/** Such as `class=Online; department=Berlin`. */
const dimensions = (line: ExportLine): string =>
  Object.entries(line.dimensions ?? {})
    .sort(byName)
    .map(([name, value]) => `${cleanText(name)}=${cleanText(value)}`)
    .join('; ');
