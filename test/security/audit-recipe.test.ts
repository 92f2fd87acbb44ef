/** The recipe of docs/security.md, as it stands there, over an exported log: whole, and tampered with. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportAudit } from '../../lib/flows/export-audit';
import { River } from '../support/river';

const folder = mkdtempSync(join(tmpdir(), 'audit-recipe-'));
afterAll(() => rmSync(folder, { recursive: true }));

const recipe = join(folder, 'verify-audit.js');
const page = readFileSync(join(__dirname, '../../docs/security.md'), 'utf8');
writeFileSync(recipe, /```js\n([^]*?)```/.exec(page)?.[1] ?? '');

const verify = (lines: readonly string[]): { readonly code: number | null; readonly said: string } => {
  const file = join(folder, 'export.jsonl');
  writeFileSync(file, lines.map((line) => `${line}\n`).join(''));
  const { status, stdout, stderr } = spawnSync(process.execPath, [recipe, file], { encoding: 'utf8' });
  return { code: status, said: stdout + stderr };
};

const exported = async (
  afterId?: number,
): Promise<{ readonly lines: readonly string[]; readonly last: string }> => {
  const river = await River.open();
  for (let index = 1; index <= 20; index++)
    await river.store.noteInAudit(
      {
        action: 'shown',
        subject: `s:${index}`,
        detail: { n: index, note: 'Ada called', odd: '\u2028 "\\" ü 🎁' },
      },
      { at: '2026-03-01T00:00:00Z', actor: `Books ü/${index}` },
    );
  let text = '';
  for await (const piece of exportAudit(river.context(), {
    format: 'json-lines',
    ...(afterId === undefined ? {} : { afterId }),
  }).text)
    text += piece;
  const last = (await river.store.listAudit({ limit: 100 })).at(-1)?.hash ?? '';
  return { lines: text.trimEnd().split('\n'), last };
};

test('a whole log is whole, and its last hash is that of the store', async () => {
  const { lines, last } = await exported();
  expect(verify(lines)).toEqual({ code: 0, said: `20 rows are whole; the last is 20 with hash ${last}\n` });
});

test('so is the rest of one, from any row on', async () => {
  const { lines } = await exported(12);
  expect(verify(lines)).toMatchObject({ code: 0 });
  expect(lines).toHaveLength(8);
});

test.each([
  ['changed', (lines: string[]) => lines.with(4, (lines[4] as string).replace('s:5', 's:6')), 5],
  [
    'changed in who did it',
    (lines: string[]) =>
      lines.with(4, (lines[4] as string).replace('"actor":"Books ü/5"', '"actor":"Mallory"')),
    5,
  ],
  ['removed', (lines: string[]) => lines.toSpliced(4, 1), 6],
  ['slipped in', (lines: string[]) => lines.toSpliced(4, 0, lines[3] as string), 4],
  [
    'moved',
    (lines: string[]) => [...lines.slice(0, 4), lines[5] as string, lines[4] as string, ...lines.slice(6)],
    6,
  ],
] as const)('a row that was %s shows', async (_how, tamper, row) => {
  const { lines } = await exported();
  expect(verify(tamper([...lines]))).toEqual({ code: 1, said: `row ${row} is not as it was written\n` });
});

test('the words of people are in it only by their hash', async () => {
  const { lines } = await exported();
  expect(lines.join('')).not.toContain('Ada called');
  expect(lines[0]).toContain('noteSha256');
});
