/** The built-in book for the faults that every ledger must survive: it has no wire, but its database may fail as any other. */
import { type BookStorage, createBook } from '../../../lib/destinations/book';
import { repeated } from '../../fault/held-state';
import type { OpenFaultyLedger } from '../../fault/ledger-suite';
import { netBalances } from '../../support/net-balances';
import { TestClock } from '../../support/test-clock';

const NO_WIRE = 'the book is written in the trace store itself, over no wire';

type Loss = 'answer_lost_after' | 'answer_lost_before';

/** The store with a database that goes away once, before a batch is written or after it was committed. */
const failing = (store: BookStorage, losses: Loss[]): BookStorage =>
  Object.create(store, {
    appendBookEntries: {
      value: async (...args: Parameters<BookStorage['appendBookEntries']>) => {
        const loss = losses.shift();
        if (loss === 'answer_lost_before') throw new Error('the disk is gone');
        const numbers = await store.appendBookEntries(...args);
        if (loss === 'answer_lost_after') throw new Error('the disk is gone');
        return numbers;
      },
    },
  }) as BookStorage;

export const openFaultyLedger: OpenFaultyLedger = async (store) => {
  const clock = new TestClock();
  const losses: Loss[] = [];
  const storage = failing(store, losses);
  const connect = () => createBook({ storage, bookId: 'main', clock });
  const book = connect();
  const mapping: { readonly logical: string; readonly ledgerAccount: string }[] = [];
  const entries = async () => {
    const all = [];
    for await (const page of book.entries()) all.push(...page);
    return all;
  };
  const keys = async () => (await entries()).map(({ key }) => key);
  return {
    destination: book,
    another: connect,
    mapping,
    taxCodes: [],
    output: 'receipt',
    clock,
    requests: [],
    fault: (next) => {
      if (next === 'validation') mapping.push({ logical: 'shipping', ledgerAccount: 'no-such-account' });
      else if (next === 'answer_lost_after' || next === 'answer_lost_before') losses.push(next);
      else throw new Error(NO_WIRE);
    },
    refusal: /no-such-account/,
    wrongLogin: () => {},
    mendLogin: () => {},
    closePeriod: async (day) => void (await book.setLockDate(day, 'Ada')),
    documentsHeld: async () => (await entries()).length,
    keysTwice: async () => repeated(await keys()),
    paidRecords: () => [],
    nets: async () => {
      const rows = await book.trialBalance();
      return netBalances(
        rows.flatMap(({ ledgerAccount, currency, debit, credit }) => [
          { account: ledgerAccount, currency, debit },
          { account: ledgerAccount, currency, credit },
        ]),
      );
    },
    cannot: {
      throttled: NO_WIRE,
      server_error: NO_WIRE,
      altered_cent: `${NO_WIRE}, and its entries are never changed`,
      wrong_login: 'the book asks for no login',
      payment: 'the book holds entries, not documents that are paid',
    },
    dispose: () => Promise.resolve(),
  };
};
