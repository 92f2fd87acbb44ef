/** Sums and registers over the book's lines. Sums are the database's own, exact at any size. */
import { type RawBuilder, sql } from 'kysely';
import type { RegisterQuery, RegisterRecord, SumQuery, SumRecord } from './book-records';
import type { Db } from './database';

type MinorColumn = 'debit_minor' | 'credit_minor';

/** Minor units as text: a database's 64 bits do not fit a number. */
export const minorText = (column: MinorColumn): RawBuilder<string | null> =>
  sql<string | null>`cast(${sql.ref(column)} as text)`;

export const minorOf = (text: string | null): bigint | undefined =>
  text === null ? undefined : BigInt(text);

/** Sums are taken in two halves, so that no sum of 64-bit amounts leaves 64 bits. */
const HALF = 1_000_000_000n;

const sumOf = (column: MinorColumn, half: '/' | '%'): RawBuilder<string> =>
  sql<string>`cast(coalesce(sum(${sql.ref(column)} ${sql.raw(half)} ${sql.lit(Number(HALF))}), 0) as text)`;

const whole = (high: string, low: string): bigint => BigInt(high) * HALF + BigInt(low);

export const sumLines = async (
  db: Db,
  bookId: string,
  { ledgerAccount, from, to, before }: SumQuery,
): Promise<readonly SumRecord[]> => {
  let select = db
    .selectFrom('book_lines')
    .select(['ledger_account', 'currency'])
    .select([
      sumOf('debit_minor', '/').as('debit_high'),
      sumOf('debit_minor', '%').as('debit_low'),
      sumOf('credit_minor', '/').as('credit_high'),
      sumOf('credit_minor', '%').as('credit_low'),
    ])
    .where('book_id', '=', bookId)
    .groupBy(['ledger_account', 'currency'])
    .orderBy('ledger_account')
    .orderBy('currency');
  if (ledgerAccount !== undefined) select = select.where('ledger_account', '=', ledgerAccount);
  if (from !== undefined) select = select.where('date', '>=', from);
  if (to !== undefined) select = select.where('date', '<=', to);
  if (before !== undefined) select = select.where('date', '<', before);
  return (await select.execute()).map((row) => ({
    ledgerAccount: row.ledger_account,
    currency: row.currency,
    debitMinor: whole(row.debit_high, row.debit_low),
    creditMinor: whole(row.credit_high, row.credit_low),
  }));
};

export const readRegister = async (
  db: Db,
  bookId: string,
  ledgerAccount: string,
  { from, to, after, limit }: RegisterQuery,
): Promise<readonly RegisterRecord[]> => {
  let select = db
    .selectFrom('book_lines')
    .innerJoin('book_entries', (join) =>
      join
        .onRef('book_entries.book_id', '=', 'book_lines.book_id')
        .onRef('book_entries.entry_number', '=', 'book_lines.entry_number'),
    )
    .select(['book_lines.date', 'book_lines.entry_number', 'line_number', 'book_lines.currency', 'memo'])
    .select(['entry_key', 'description', 'order_number'])
    .select([minorText('debit_minor').as('debit'), minorText('credit_minor').as('credit')])
    .where('book_lines.book_id', '=', bookId)
    .where('ledger_account', '=', ledgerAccount)
    .orderBy('book_lines.date')
    .orderBy('book_lines.entry_number')
    .orderBy('line_number')
    .limit(limit);
  if (from !== undefined) select = select.where('book_lines.date', '>=', from);
  if (to !== undefined) select = select.where('book_lines.date', '<=', to);
  if (after) {
    const { date, number, line } = after;
    select = select
      .where('book_lines.date', '>=', date)
      .where((eb) =>
        eb(
          eb.refTuple('book_lines.date', 'book_lines.entry_number', 'line_number'),
          '>',
          eb.tuple(date, number, line),
        ),
      );
  }
  return (await select.execute()).map((row) => ({
    date: row.date,
    number: row.entry_number,
    line: row.line_number,
    key: row.entry_key,
    description: row.description,
    orderNumber: row.order_number,
    currency: row.currency,
    memo: row.memo ?? undefined,
    debitMinor: minorOf(row.debit),
    creditMinor: minorOf(row.credit),
  }));
};
