/** The threat model is a table in the documentation; what it names must be there. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const ROOT = resolve(__dirname, '../..');
const page = readFileSync(join(ROOT, 'docs/security.md'), 'utf8');

/** Cells of the rows of the first table. */
const rows = (page.split('## Threats')[1] as string)
  .split('\n')
  .filter((line) => line.startsWith('|'))
  .slice(2)
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .slice(
    0,
    page
      .split('## Fuzzing')[0]
      ?.split('\n')
      .filter((line) => line.startsWith('|')).length,
  );
const threats = rows.filter((cells) => /`test\//.test(cells[3] ?? ''));
const named = (cells: readonly string[]): readonly string[] =>
  [...(cells[3] ?? '').matchAll(/`(test\/[^`]+)`/g)].map((match) => match[1] as string);

test('every threat has a safeguard and a test', () => {
  expect(threats.length).toBeGreaterThanOrEqual(16);
  expect(threats.filter((cells) => cells[1] === '' || (cells[2] ?? '').length < 20)).toEqual([]);
});

test('every test that it names exists', () => {
  expect(threats.flatMap(named).filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
});

test('every test of security is named by a threat', () => {
  const own = readdirSync(__dirname).filter(
    (name) => name.endsWith('.test.ts') && name !== 'threat-model.test.ts',
  );
  const known = new Set(threats.flatMap(named));
  expect(own.filter((name) => !known.has(`test/security/${name}`))).toEqual([]);
});

test.each([
  'webhook',
  'Replayed',
  'SSRF',
  'Secrets',
  'Formula',
  'Prototype',
  'ReDoS',
  'Oversized',
  'SQL',
  'Test orders',
  'template',
  'audit',
  'one order',
])('the table speaks of %s', (word) => {
  expect(threats.some((cells) => (cells[1] ?? '').includes(word))).toBe(true);
});
