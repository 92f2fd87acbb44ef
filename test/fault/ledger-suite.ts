/**
 * What every ledger must survive. One row a fault, each through the real flows: a shop, the work queue, a real store, and
 * the ledger behind its own wire. `docs/ledgers/README.md` lists the rows.
 */
import type { LedgerDestination } from '../../lib/destinations/ledger-destination';
import type { AccountRule } from '../../lib/posting/account-mapping';
import type { PolicyInput } from '../../lib/policy/policy';
import type { openSqliteStore } from '../../lib/store/sqlite';
import type { TestClock } from '../support/test-clock';
import { LedgerRun } from './ledger-run';
import { changedOrders } from './rows/changed-orders';
import { corrections } from './rows/corrections';
import { lostAnswers } from './rows/lost-answers';
import { payments } from './rows/payments';
import { refusals } from './rows/refusals';
import { workers } from './rows/workers';
import { wrongLogin } from './rows/wrong-login';
import type { SeenRequest } from './watch-http';

export type LedgerFault =
  /** The ledger takes the documents, and the answer never arrives. */
  | 'answer_lost_after'
  /** The request never arrives. */
  | 'answer_lost_before'
  /** 429 with a Retry-After of `RETRY_AFTER_SECONDS`. */
  | 'throttled'
  /** 500. */
  | 'server_error'
  /** One document is refused for what it says; the others of its batch are taken. */
  | 'validation'
  /** One document is held a cent other than it was sent. */
  | 'altered_cent';

/** Longer than anybody waits within a run, and longer than the first backoff. */
export const RETRY_AFTER_SECONDS = 300;

/** A fresh, empty ledger, and a hand on what goes wrong with it. */
export interface FaultyLedgerUnderTest {
  readonly destination: LedgerDestination;
  /** The same ledger as another worker reaches it. */
  another(): LedgerDestination;
  /** To accounts that exist; `tax:*` to the account that the ledger's own tax codes book to. */
  readonly mapping: readonly AccountRule[];
  readonly taxCodes: readonly AccountRule[];
  /** What most rows post. */
  readonly output: 'receipt' | 'invoice';
  readonly clock: TestClock;
  /** All that left for the ledger, in order. */
  readonly requests: readonly SeenRequest[];
  /** Hits the next write of a document, or of a payment alone. */
  fault(next: LedgerFault, only?: 'payment'): Promise<void> | void;
  /** Words of the ledger itself in what it says to the fault `validation`. */
  readonly refusal: RegExp;
  /** The login is wrong from now on, for every connection. */
  wrongLogin(): void;
  mendLogin(): void;
  /** Closes the ledger up to this day, inclusive. */
  closePeriod(day: string): Promise<void> | void;
  /** Documents of ours that the ledger really holds, payments included. */
  documentsHeld(): Promise<number> | number;
  /** Keys that the ledger holds more than once. */
  keysTwice(): Promise<readonly string[]> | readonly string[];
  /** Record ids of the documents that the ledger itself holds a payment of ours against, each as often as it is paid. */
  paidRecords(): Promise<readonly string[]> | readonly string[];
  /** `<ledger account> <currency>` → net as decimal, debits positive, from what the ledger holds; zero left out. */
  nets(): Promise<Readonly<Record<string, string>>> | Readonly<Record<string, string>>;
  /** What cannot happen to this ledger or is not done for it, and why. */
  readonly cannot: Partial<
    Readonly<Record<LedgerFault | 'wrong_login' | 'payment' | 'matched_when_found', string>>
  >;
  dispose(): Promise<void>;
}

/** The trace store is there for ids that are looked up once, and for the book, which lives in it. */
export type OpenFaultyLedger = (store: SqliteStore) => Promise<FaultyLedgerUnderTest>;

type SqliteStore = Awaited<ReturnType<typeof openSqliteStore>>;

/** What a ledger may be unable to suffer. */
export type Suffering = keyof FaultyLedgerUnderTest['cannot'];

/** `needs`: where the ledger cannot suffer one of them, its reason is printed and nothing is asserted. */
export type Row = (
  title: string,
  needs: readonly Suffering[],
  prove: (run: LedgerRun) => Promise<void>,
  policy?: PolicyInput,
) => void;

const GROUPS: readonly (readonly [string, (row: Row) => void])[] = [
  ['answers that do not come', lostAnswers],
  ['refusals', refusals],
  ['a login that is wrong', wrongLogin],
  ['more than one run', workers],
  ['invoices and their payments', payments],
  ['what happens to an order later', changedOrders],
  ['corrections and re-mapping', corrections],
];

export const ledgerSuite = (name: string, open: OpenFaultyLedger): void => {
  const cannot = new Set<string>();
  const row: Row = (title, needs, prove, policy = {}) =>
    test(title, async () => {
      const run = await LedgerRun.open(open, policy);
      try {
        const reason = needs.map((need) => run.ledger.cannot[need]).find((known) => known !== undefined);
        if (reason === undefined) await prove(run);
        else cannot.add(`${name}: not "${title}": ${reason}`);
      } finally {
        await run.close();
      }
    });
  for (const [group, rows] of GROUPS) describe(`${name}: ${group}`, () => rows(row));
  afterAll(() => {
    for (const line of cannot) process.stdout.write(`${line}\n`);
  });
};
