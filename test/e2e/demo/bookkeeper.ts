/** Other bookkeepers' tools read the exported book: do they accept it, and do they come to the same balances? */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { micro } from '../../shop/shop-money';
import type { AccountBalance } from '../../shop/expected-book';
import { netOf } from './book-view';
import { parseCsv } from './csv';
import type { BookReports } from './reports';

export interface ExportedFiles {
  readonly hledger: string;
  readonly beancount: string;
}

export const writeExports = (folder: string, { exports }: Pick<BookReports, 'exports'>): ExportedFiles => {
  const files = { hledger: join(folder, 'book.journal'), beancount: join(folder, 'book.beancount') };
  writeFileSync(files.hledger, exports.hledger);
  writeFileSync(files.beancount, exports.beancount);
  return files;
};

export type ToolName = 'hledger' | 'bean-check' | 'bean-query';

export const hasTool = (name: ToolName): boolean => spawnSync(name, ['--version']).error === undefined;

/** @throws Error with what the tool said against the file. */
export const checkWithHledger = (file: string): void =>
  void run('hledger', ['check', '--strict', '-f', file]);
export const checkWithBeancount = (file: string): void => void run('bean-check', [file]);

/** Balances as the tool works them out, by its own account names. */
export const hledgerBalances = (file: string): readonly AccountBalance[] =>
  netOf(
    parseCsv(
      run('hledger', ['balance', '--flat', '--no-total', '--layout=tidy', '-O', 'csv', '-f', file]),
    ).map(({ account = '', commodity = '', value = '' }) => ({
      account,
      currency: commodity,
      amount: micro(value),
    })),
  );

export const beancountBalances = (file: string): readonly AccountBalance[] => {
  // Asked for bare numbers, bean-query rounds them all to the decimals that most of them have.
  const query = 'SELECT account, sum(position) AS balance GROUP BY account';
  return netOf(
    parseCsv(run('bean-query', ['-f', 'csv', file, query])).flatMap(({ account = '', balance = '' }) =>
      [...balance.matchAll(/(-?[\d.]+)\s+([A-Z]{3})/g)].map(([, amount = '', currency = '']) => ({
        account: account.trim(),
        currency,
        amount: micro(amount),
      })),
    ),
  );
};

const run = (command: ToolName, args: readonly string[]): string => {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (error) throw error;
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}:\n${stdout}${stderr}`);
  return stdout;
};
