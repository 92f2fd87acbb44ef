import type { BookStorage } from '../../../lib/destinations/book';
import { createBook } from '../../../lib/destinations/book';
import { openSqliteStore } from '../../../lib/store/sqlite';
import { LOGICAL } from '../../contract/destination-samples';
import type { LedgerUnderTest } from '../../contract/destination.contract';
import { TestClock } from '../../support/test-clock';

export const openLedger = async (): Promise<LedgerUnderTest> => {
  const store = await openSqliteStore(':memory:');
  // The rooms do not import each other: this line holds the store's shape and the book's port together.
  const storage: BookStorage = store;
  const book = createBook({ storage, bookId: 'main', clock: new TestClock() });
  return {
    destination: book,
    accounts: LOGICAL,
    dimensions: { class: 'Online', anything: 'at all' },
    closePeriod: async (day) => {
      const problems = await book.setLockDate(day, 'Ada');
      if (problems.length > 0) throw new Error(problems[0]?.message);
    },
    dispose: () => store.close(),
  };
};
