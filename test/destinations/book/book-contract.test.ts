import type { BookStorage } from '../../../lib/destinations/book';
import { createBook } from '../../../lib/destinations/book';
import { openSqliteStore } from '../../../lib/store/sqlite';
import { LOGICAL } from '../../contract/destination-samples';
import { destinationContract } from '../../contract/destination.contract';
import { TestClock } from '../../support/test-clock';

destinationContract('built-in book', async () => {
  const store = await openSqliteStore(':memory:');
  // The rooms do not import each other: this line holds the store's shape and the book's port together.
  const storage: BookStorage = store;
  const book = createBook({ storage, bookId: 'main', clock: new TestClock() });
  return {
    destination: book,
    accounts: LOGICAL,
    closePeriod: async (day) => {
      expect(await book.setLockDate(day, 'Ada')).toEqual([]);
    },
    dispose: () => store.close(),
  };
});
