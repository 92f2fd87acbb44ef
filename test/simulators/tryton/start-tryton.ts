/**
 * A real Tryton 6.0 for tests: Debian's packages, SQLite, one server a test file. Each database is a copy of the base, which
 * the running server takes up by its name, so that every test starts from empty books.
 */
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ADMIN, baseDatabase } from './base-database';
import { adminCall, type Call, day } from './rpc';
import { startServer } from './server-process';
import { API_USER, type BookCurrency } from './set-up';

export interface TrialBalanceRow {
  readonly name: string;
  readonly debit: string;
  readonly credit: string;
}

export interface TestDatabase {
  readonly database: string;
  /** Login of the user that has the group Account only. */
  readonly user: string;
  readonly password: string;
  /** Id of the company that keeps its books in this currency. */
  readonly company: number;
  /** Ids of ledger accounts by name, such as `Main Receivable`. */
  readonly accounts: ReadonlyMap<string, number>;
  /** Ids of taxes by name: `VAT 19 %`, `VAT 7 %`, `VAT 0 %`. */
  readonly taxes: ReadonlyMap<string, number>;
  /** The same database, as the company that keeps its books in this currency. */
  inCurrency(currency: BookCurrency): Promise<TestDatabase>;
  /** As the administrator, in that company. */
  readonly call: Call;
  /** The same with another context: a wizard takes what it works on from there. */
  callIn<T = unknown>(
    context: Readonly<Record<string, unknown>>,
    method: string,
    ...params: readonly unknown[]
  ): Promise<T>;
  /** Ledger accounts with posted lines, as Tryton adds them up; amounts in plain decimals. */
  trialBalance(): Promise<readonly TrialBalanceRow[]>;
  /** Closes every period that ends on or before the day. */
  closePeriod(day: string): Promise<void>;
}

export interface Tryton extends TestDatabase {
  readonly url: string;
  /** Another database with empty books, on the same server. */
  fresh(currency?: BookCurrency): Promise<TestDatabase>;
  stop(): Promise<void>;
}

export interface StartOptions {
  /** Where databases and the log lie; a temporary folder, removed at the end, when left out. */
  readonly folder?: string;
}

export const startTryton = async ({ folder }: StartOptions = {}): Promise<Tryton> => {
  const base = await baseDatabase();
  const home = folder ?? mkdtempSync(join(tmpdir(), 'cart-ledger-tryton-'));
  const server = await startServer(home);
  let count = 0;
  const fresh = (currency: BookCurrency = 'EUR'): Promise<TestDatabase> => {
    const database = `books${++count}`;
    copyFileSync(base, join(home, `${database}.sqlite`));
    return openDatabase(server.url, database, currency);
  };
  const stop = async () => {
    await server.stop();
    if (folder === undefined) rmSync(home, { recursive: true, force: true });
  };
  try {
    return { ...(await fresh()), url: server.url, fresh, stop };
  } catch (error) {
    await stop();
    throw error;
  }
};

interface Row {
  readonly id: number;
  readonly name: string;
}

const openDatabase = async (url: string, database: string, currency: BookCurrency): Promise<TestDatabase> => {
  const admin = { url, database, ...ADMIN };
  const anywhere = adminCall(admin, { language: 'en' });
  const company = await idOf(anywhere, 'company.company', ['currency.code', '=', currency]);
  const call = adminCall(admin, { company, language: 'en' });
  const named = async (model: string) => {
    const rows = await call<Row[]>(`model.${model}.search_read`, [['company', '=', company]], 0, null, null, [
      'name',
    ]);
    return new Map(rows.map(({ id, name }) => [name, id]));
  };
  const accounts = await named('account.account');
  return {
    database,
    ...API_USER,
    company,
    accounts,
    taxes: await named('account.tax'),
    inCurrency: (other) => openDatabase(url, database, other),
    call,
    callIn: (context, method, ...params) => adminCall(admin, context)(method, ...params),
    trialBalance: () => trialBalance(call, accounts),
    closePeriod: (last) => closePeriods(call, company, last),
  };
};

const idOf = async (call: Call, model: string, clause: readonly unknown[]): Promise<number> => {
  const [id] = await call<number[]>(`model.${model}.search`, [clause], 0, 1, null);
  if (id === undefined) throw new Error(`the test database has no such ${model}`);
  return id;
};

interface Line {
  readonly account: number;
  readonly debit: { readonly decimal: string };
  readonly credit: { readonly decimal: string };
}

/** Added up from the lines: SQLite itself sums in floats. */
const trialBalance = async (
  call: Call,
  accounts: ReadonlyMap<string, number>,
): Promise<readonly TrialBalanceRow[]> => {
  const lines = await call<Line[]>(
    'model.account.move.line.search_read',
    [['move.state', '=', 'posted']],
    0,
    null,
    null,
    ['account', 'debit', 'credit'],
  );
  return [...accounts]
    .map(([name, id]) => {
      const own = lines.filter(({ account }) => account === id);
      return {
        name,
        debit: sum(own.map(({ debit }) => debit.decimal)),
        credit: sum(own.map(({ credit }) => credit.decimal)),
      };
    })
    .filter(({ debit, credit }) => debit !== '0.000' || credit !== '0.000')
    .sort((a, b) => (a.name < b.name ? -1 : 1));
};

const sum = (amounts: readonly string[]): string => {
  const thousandths = amounts
    .map((text) => {
      const [whole = '', fraction = ''] = text.split('.');
      return BigInt(whole + fraction.padEnd(3, '0'));
    })
    .reduce((total, amount) => total + amount, 0n);
  const digits = thousandths.toString().padStart(4, '0');
  return `${digits.slice(0, -3)}.${digits.slice(-3)}`;
};

const closePeriods = async (call: Call, company: number, last: string): Promise<void> => {
  const ids = await call<number[]>('model.account.period.search', [
    ['company', '=', company],
    ['state', '=', 'open'],
    ['end_date', '<=', day(last)],
  ]);
  if (ids.length > 0) await call('model.account.period.close', ids);
};
