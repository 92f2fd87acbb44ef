/** The bookkeepers' own programs, run on what we print. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface ToolAnswer {
  readonly status: number | null;
  readonly output: string;
}

const run = (command: string, args: readonly string[], input?: string): ToolAnswer => {
  const answer = spawnSync(command, args, {
    input,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    env: { ...process.env, LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8' },
  });
  if (answer.error) throw answer.error;
  return { status: answer.status, output: answer.stdout + answer.stderr };
};

export const hledger = (journal: string, ...args: string[]): ToolAnswer =>
  run('hledger', ['-f', '-', ...args], journal);

/** bean-check reads files only. */
export const beanCheck = (journal: string): ToolAnswer => {
  const folder = mkdtempSync(join(tmpdir(), 'cart-ledger-bean-'));
  try {
    const file = join(folder, 'book.beancount');
    writeFileSync(file, journal);
    return run('bean-check', ['--no-cache', file]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

/** Balances by account name, as hledger adds them up. */
export const hledgerBalances = (journal: string): Readonly<Record<string, string>> => {
  const { status, output } = hledger(journal, 'balance', '--flat', '--no-total', '--output-format', 'csv');
  if (status !== 0) throw new Error(output);
  const rows = output.trim().split('\n').slice(1);
  return Object.fromEntries(
    rows.map((row) => {
      const [, name = '', amount = ''] = /^"(.*)","(.*)"$/.exec(row) ?? [];
      return [name, amount];
    }),
  );
};
