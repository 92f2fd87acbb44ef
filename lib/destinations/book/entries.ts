/** Reading the book's entries: in pages, and as the records that every ledger shows. */
import { fromMinor } from '../../money/minor';
import type { LedgerRecord } from '../ledger-destination';
import type { BookEntry, BookEntryQuery, BookStorage } from './book-storage';
import { recordIdOf } from './record-id';

const PAGE = 500;

/** By entry number, rising. Entries that are added meanwhile come last. */
export async function* eachEntry(
  storage: BookStorage,
  bookId: string,
  query: Omit<BookEntryQuery, 'after' | 'limit'>,
): AsyncGenerator<readonly BookEntry[]> {
  let after: number | undefined;
  for (;;) {
    const page = await storage.readBookEntries(bookId, {
      ...query,
      after,
      limit: PAGE,
    });
    if (page.length > 0) yield page;
    after = page.at(-1)?.number;
    if (page.length < PAGE) return;
  }
}

export const recordOf = ({ number, key, date, currency, lines }: BookEntry): LedgerRecord => {
  let total = 0n;
  for (const { debitMinor } of lines) if (debitMinor !== undefined) total += debitMinor;
  return {
    recordId: recordIdOf(number),
    key,
    date,
    currency,
    total: fromMinor(total, currency),
    lines: lines.map(({ ledgerAccount, debitMinor, creditMinor, dimensions }) => ({
      ledgerAccount,
      ...(debitMinor === undefined ? {} : { debit: fromMinor(debitMinor, currency) }),
      ...(creditMinor === undefined ? {} : { credit: fromMinor(creditMinor, currency) }),
      ...(dimensions === undefined
        ? {}
        : {
            dimensions: Object.entries(dimensions).map(([name, value]) => ({
              name,
              value,
            })),
          }),
    })),
    tellsDimensions: true,
  };
};
