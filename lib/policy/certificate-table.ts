/** A certificate as plain text: aligned columns that a bookkeeper can read, a total a section, and the verdict in words. */
import { cleanText } from '../accounting/clean-text';
import { fromMinor, toMinor } from '../money/minor';
import {
  type Certificate,
  type CertificateRow,
  FLOWS,
  type Flow,
  NOTES,
  type NoteCode,
} from './certificate-schema';

const TITLES: Readonly<Record<Flow, string>> = {
  sold: 'Sold',
  given_back: 'Given back',
  taken: 'Taken',
  paid_back: 'Paid back',
  charged: 'Charged by gateways',
  paid_out: 'Paid out',
  sent: 'Cost of what was sent',
  restocked: 'Cost of what came back',
  exchange: 'Lost by exchange',
  balance: 'Left standing',
};

/** Only these are sums of one kind of thing. */
const TOTALLED: ReadonlySet<Flow> = new Set(['sold', 'given_back', 'taken', 'paid_back']);

type Column = 'source' | 'moved' | 'leftOut' | 'entries' | 'ledger' | 'difference';
const HEADS: readonly (readonly [Column, string])[] = [
  ['source', 'source'],
  ['moved', 'moved'],
  ['leftOut', 'left out'],
  ['entries', 'entries'],
  ['ledger', 'ledger'],
  ['difference', 'difference'],
];

/** Ends with a line feed. Columns that hold nothing but zeros are left out, except source, entries and difference. */
export const certificateTable = (certificate: Certificate): string => {
  const currencies = [...new Set(certificate.rows.map(({ currency }) => currency))];
  const notes = notesUsed(certificate.rows);
  return [
    'Conservation certificate',
    heading(certificate),
    `Mapping ${certificate.transformationVersions.join(', ')}`,
    ...currencies.flatMap((currency) => [
      '',
      ...section(
        certificate.rows.filter((row) => row.currency === currency),
        currency,
        notes,
      ),
    ]),
    '',
    ...verdict(certificate),
    ...notes.map((note, index) => `(${index + 1}) ${NOTES[note]}`),
    ...(certificate.rounding ? [certificate.rounding.sentence] : []),
    `Digest ${certificate.digest}`,
    '',
  ].join('\n');
};

const heading = ({ of, orders }: Certificate): string => {
  const shop = `${cleanText(of.storeId, 80)} (${cleanText(of.platform, 40)})`;
  if (of.kind === 'order')
    return `Order ${cleanText(of.number, 60)} of ${shop}, as of ${cleanText(of.updatedAt, 40)}`;
  const { certified, conserved, broken, notBooked, held } = orders;
  return `Orders of ${shop}, ${of.from} to ${of.to}: ${certified} orders, ${conserved} conserved, ${broken} broken, ${notBooked} with nothing to book, ${held} held`;
};

const notesUsed = (rows: readonly CertificateRow[]): readonly NoteCode[] =>
  (Object.keys(NOTES) as NoteCode[]).filter((note) => rows.some(({ notes }) => notes.includes(note)));

const section = (
  rows: readonly CertificateRow[],
  currency: string,
  notes: readonly NoteCode[],
): readonly string[] => {
  const columns = HEADS.filter(
    ([column]) =>
      column === 'source' ||
      column === 'entries' ||
      column === 'difference' ||
      rows.some((row) => row[column] !== undefined && toMinor(row[column], currency) !== 0n),
  );
  const lines: string[][] = [[currency, ...columns.map(([, head]) => head), '']];
  for (const flow of FLOWS) {
    const own = rows.filter((row) => row.flow === flow);
    if (own.length === 0) continue;
    lines.push([TITLES[flow]]);
    for (const row of own) lines.push(lineOf(row, columns, currency, notes));
    if (TOTALLED.has(flow) && own.length > 1)
      lines.push(['  total', ...columns.map(([column]) => totalOf(own, column, currency)), '']);
  }
  return align(lines);
};

const lineOf = (
  row: CertificateRow,
  columns: readonly (readonly [Column, string])[],
  currency: string,
  notes: readonly NoteCode[],
): string[] => [
  `  ${nameOf(row.component)}`,
  ...columns.map(([column]) => {
    const amount = row[column] ?? '';
    const isQuiet = (column === 'moved' || column === 'leftOut') && toMinor(amount, currency) === 0n;
    return isQuiet ? '' : amount;
  }),
  row.notes.map((note) => `(${notes.indexOf(note) + 1})`).join(' '),
];

/** Names behind a colon are the shop's own. */
const nameOf = (component: string): string =>
  cleanText(component.includes(':') ? component : component.replaceAll('_', ' '), 60);

const totalOf = (rows: readonly CertificateRow[], column: Column, currency: string): string => {
  let sum = 0n;
  for (const row of rows) sum += toMinor(row[column] ?? fromMinor(0n, currency), currency);
  return fromMinor(sum, currency);
};

/** First column to the left, amounts to the right; what stands behind them is the notes. */
const align = (lines: readonly (readonly string[])[]): readonly string[] => {
  const widths: number[] = [];
  for (const line of lines)
    line.forEach((cell, index) => {
      const wide = [...cell].length;
      widths[index] = Math.max(wide, widths[index] ?? wide);
    });
  return lines.map((line) =>
    line
      .map((cell, index) => {
        const space = ' '.repeat((widths[index] as number) - [...cell].length);
        if (index === 0) return cell + space;
        return index === line.length - 1 ? ` ${cell}` : `  ${space}${cell}`;
      })
      .join('')
      .trimEnd(),
  );
};

const verdict = (certificate: Certificate): readonly string[] => {
  const off = certificate.rows.filter(({ difference, currency }) => toMinor(difference, currency) !== 0n);
  const lines = off.map(
    ({ flow, component, currency, difference }) =>
      `  ${TITLES[flow].toLowerCase()}, ${nameOf(component)}: the entries hold ${difference.replace('-', '')} ${currency} ` +
      `${difference.startsWith('-') ? 'less' : 'more'} than the source says`,
  );
  switch (certificate.verdict) {
    case 'conserved':
      return [
        `Verdict: conserved. The entries hold what the source says, to the unit${notBooked(certificate)}.`,
      ];
    case 'held':
      return ['Verdict: held. Nothing is booked until the problem is settled.'];
    case 'not_booked':
      return ['Verdict: nothing to book, or not yet. The notes say why.'];
    case 'broken':
      return ['Verdict: NOT conserved.', ...lines, ...brokenOrders(certificate)];
  }
};

const notBooked = ({ orders }: Certificate): string => {
  const without = orders.held + orders.notBooked;
  return without === 0 ? '' : `; of ${without} of the ${orders.certified} orders nothing is booked`;
};

const brokenOrders = ({ of, orders, broken }: Certificate): readonly string[] => {
  if (of.kind === 'order') return [];
  const numbers = [...new Set(broken.map(({ number }) => cleanText(number, 40)))];
  const more = orders.broken > numbers.length ? ` and ${orders.broken - numbers.length} more` : '';
  return [`  Orders: ${numbers.join(', ')}${more}`];
};
