/** What the book holds, as anyone outside sees it: by ledger account, and by order. */
import { decimalsOf, format, micro, type Micro } from '../../shop/shop-money';
import type { AccountBalance } from '../../shop/expected-book';
import { parseCsv } from './csv';

/** A row of the book's trial balance, as the Finance Trace node gives it. */
export interface TrialBalanceRow {
  readonly ledgerAccount: string;
  readonly type: 'asset' | 'liability' | 'equity' | 'income' | 'expense';
  readonly currency: string;
  readonly debit: string;
  readonly credit: string;
  readonly balance: string;
}

export interface BookView {
  /** Sorted by currency, then account; net, debit positive, never zero. */
  readonly trialBalance: readonly AccountBalance[];
  readonly orders: Readonly<Record<string, readonly AccountBalance[]>>;
  /** Keys of the entries, in the sequence of the export. A key that stands twice was posted twice. */
  readonly keys: readonly string[];
}

/** @param csv the book's CSV export: one row a journal line, the entry's key in each. */
export const bookView = (rows: readonly TrialBalanceRow[], csv: string): BookView => {
  const lines = parseCsv(csv);
  const orders: Record<string, readonly AccountBalance[]> = {};
  for (const [orderId, own] of groupBy(lines, ({ key }) => orderOf(key ?? ''))) {
    const balances = netOf(
      own.map((line) => ({
        account: bare(line.account),
        currency: line.currency ?? '',
        amount: amountOf(line),
      })),
    );
    if (balances.length > 0) orders[orderId] = balances;
  }
  return {
    trialBalance: netOf(
      rows.map(({ ledgerAccount, currency, balance }) => ({
        account: ledgerAccount,
        currency,
        amount: micro(balance),
      })),
    ),
    orders,
    keys: keysOf(lines),
  };
};

/** The view of a book that never held these orders. */
export const withoutOrders = (view: BookView, orderIds: ReadonlySet<string>): BookView => {
  const toMovement =
    (sign: 1n | -1n) =>
    ({ account, currency, balance }: AccountBalance) => ({
      account,
      currency,
      amount: sign * micro(balance),
    });
  const left = Object.entries(view.orders).filter(([id]) => orderIds.has(id));
  return {
    keys: view.keys.filter((key) => !orderIds.has(orderOf(key))),
    orders: Object.fromEntries(Object.entries(view.orders).filter(([id]) => !orderIds.has(id))),
    trialBalance: netOf([
      ...view.trialBalance.map(toMovement(1n)),
      ...left.flatMap(([, balances]) => balances.map(toMovement(-1n))),
    ]),
  };
};

interface Movement {
  readonly account: string;
  readonly currency: string;
  readonly amount: Micro;
}

/** Sums by currency and account, in the words of the shop's expectation. */
export const netOf = (movements: readonly Movement[]): readonly AccountBalance[] =>
  [...groupBy(movements, ({ account, currency }) => JSON.stringify([currency, account]))]
    .map(([, group]) => ({
      account: group[0]?.account ?? '',
      currency: group[0]?.currency ?? '',
      amount: group.reduce((sum, { amount }) => sum + amount, 0n),
    }))
    .filter(({ amount }) => amount !== 0n)
    .sort((a, b) => byText(a.currency, b.currency) || byText(a.account, b.account))
    .map(({ account, currency, amount }) => ({
      account,
      currency,
      balance: format(amount, decimalsOf(currency)),
    }));

/** By code unit, as the shop sorts. */
const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

type Line = Readonly<Record<string, string>>;

const amountOf = ({ debit, credit }: Line): Micro => (debit ? micro(debit) : -micro(credit ?? ''));

/** A leading apostrophe keeps a spreadsheet from running a name as a formula. */
const bare = (cell = ''): string => (/^'[=+\-@]/.test(cell) ? cell.slice(1) : cell);

/** `platform:store:order:kind:sub-id#sequence`. */
const orderOf = (key: string): string => key.split(':')[2] ?? key;

/** Lines of one entry stand together: a key that comes up again later is another entry. */
const keysOf = (lines: readonly Line[]): readonly string[] =>
  lines.map(({ key }) => key ?? '').filter((key, index, keys) => key !== keys[index - 1]);

const groupBy = <T>(items: readonly T[], nameOf: (item: T) => string): ReadonlyMap<string, readonly T[]> => {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(nameOf(item));
    if (group) group.push(item);
    else groups.set(nameOf(item), [item]);
  }
  return groups;
};
