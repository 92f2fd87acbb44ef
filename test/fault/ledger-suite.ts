/**
 * What every ledger must survive. One row a fault, each through the real flows: a shop, the work queue, a real store, and
 * the ledger behind its own wire. `docs/ledgers/README.md` lists the rows.
 */
import type { DocumentType } from '../../lib/accounting/document';
import { type LedgerDestination, LedgerError } from '../../lib/destinations/ledger-destination';
import type { AccountRule } from '../../lib/posting/account-mapping';
import type { PolicyInput } from '../../lib/policy/policy';
import type { openSqliteStore } from '../../lib/store/sqlite';
import type { TestClock } from '../support/test-clock';
import { LedgerRun } from './ledger-run';
import { CHANGED, shopOrder } from './shop-orders';
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

const THREE = ['1', '2', '3'] as const;
const all = <T>(state: T): Readonly<Record<string, T>> => Object.fromEntries(THREE.map((id) => [id, state]));

const HOUR_MS = 3_600_000;
const LEASE_MS = 600_000;

/** `needs`: what a ledger must be able to suffer; where it cannot, its reason is printed and nothing is asserted. */
export const ledgerSuite = (name: string, open: OpenFaultyLedger): void => {
  let run: LedgerRun;
  const cannot = new Set<string>();

  const row = (
    title: string,
    needs: readonly Suffering[],
    prove: () => Promise<void>,
    policy: PolicyInput = {},
  ): void =>
    test(title, async () => {
      run = await LedgerRun.open(open, policy);
      try {
        const reason = needs.map((need) => run.ledger.cannot[need]).find((known) => known !== undefined);
        if (reason === undefined) await prove();
        else cannot.add(`${name}: not "${title}": ${reason}`);
      } finally {
        await run.close();
      }
    });
  afterAll(() => {
    for (const line of cannot) process.stdout.write(`${line}\n`);
  });

  const placeThree = (): Promise<void> =>
    run.place(...THREE.map((id, index) => shopOrder({ id, goods: 10 + index })));
  /** Each document once, and the ledger's nets are those of the target. */
  const holdsEach = async (documents: number): Promise<void> => {
    expect(await run.ledger.keysTwice()).toEqual([]);
    expect(await run.ledger.documentsHeld()).toBe(documents);
    expect(await run.ledger.nets()).toEqual(run.targetNets());
  };
  const writes = (): number => run.ledger.requests.filter((request) => request.writes).length;
  const typesOf = async (id: string): Promise<readonly string[]> =>
    (await run.documents(id)).map(({ type }) => type).sort();
  const codes = async () => (await run.exceptions()).map(({ code }) => code);

  describe(`${name}: answers that do not come`, () => {
    row(
      'lost after the commit: the next run finds the records and adopts them',
      ['answer_lost_after'],
      async () => {
        await placeThree();
        await run.ledger.fault('answer_lost_after');
        expect((await run.run()).orders).toEqual(all('retrying'));
        expect(await run.ledger.documentsHeld()).toBe(3);
        const sent = writes();
        run.ledger.clock.advance(60_000);
        expect((await run.run()).orders).toEqual(all('posted'));
        expect(writes()).toBe(sent);
        expect(await run.attempts('1')).toEqual(['send unconfirmed', 'find adopted']);
        await holdsEach(3);
      },
    );

    row('lost before the commit: each is sent again once', ['answer_lost_before'], async () => {
      await placeThree();
      await run.ledger.fault('answer_lost_before');
      expect((await run.run()).orders).toEqual(all('retrying'));
      expect(await run.ledger.documentsHeld()).toBe(0);
      await run.settle();
      await holdsEach(3);
      expect(await codes()).toEqual([]);
    });

    row('a server error on a write leaves each document once in the end', ['server_error'], async () => {
      await placeThree();
      await run.ledger.fault('server_error');
      expect((await run.run()).orders).toEqual(all('retrying'));
      await run.settle();
      await holdsEach(3);
      expect(await codes()).toEqual([]);
    });

    row(
      'lookups that the ledger does not allow for hours are no lost answers',
      ['answer_lost_after'],
      async () => {
        await placeThree();
        await run.ledger.fault('answer_lost_after');
        await run.run();
        const busy = instead(run.ledger.destination, {
          find: () => Promise.reject(new LedgerError('throttled', 'come back later', HOUR_MS)),
        });
        run.ledger.clock.advance(HOUR_MS);
        for (let hours = 1; hours <= 12; hours++) {
          expect(await run.run(busy)).toMatchObject({ orders: all('retrying'), tries: [2, 2, 2] });
          run.ledger.clock.advance(HOUR_MS - 1);
          expect((await run.run(busy)).orders).toEqual({});
          run.ledger.clock.advance(1);
        }
        expect((await run.run()).orders).toEqual(all('posted'));
        await holdsEach(3);
      },
    );

    row('a ledger that asks to wait before it tells anything is left alone so long', [], async () => {
      await placeThree();
      const busy = instead(run.ledger.destination, {
        lockDate: () => Promise.reject(new LedgerError('throttled', 'come back later', HOUR_MS)),
      });
      expect(await run.run(busy)).toMatchObject({ broken: expect.stringContaining('come back later') });
      run.ledger.clock.advance(HOUR_MS - 1);
      expect((await run.run()).tries).toEqual([]);
      run.ledger.clock.advance(1);
      expect(await run.run()).toMatchObject({ orders: all('posted'), tries: [1, 1, 1] });
      await holdsEach(3);
    });

    row('429: nothing more is sent before the ledger allows it', ['throttled'], async () => {
      await placeThree();
      await run.ledger.fault('throttled');
      const began = run.ledger.clock.now().getTime();
      expect((await run.run(inBatchesOf(run.ledger.destination, 2))).orders).toEqual(all('retrying'));
      const sent = run.ledger.requests.length;
      expect(run.ledger.requests.at(-1)).toMatchObject({ writes: true, status: 429, at: began });
      run.ledger.clock.advance(RETRY_AFTER_SECONDS * 1000 - 1);
      expect((await run.run()).orders).toEqual({});
      expect(run.ledger.requests).toHaveLength(sent);
      run.ledger.clock.advance(1);
      expect(await run.run()).toMatchObject({ orders: all('posted'), tries: [1, 1, 1] });
      await holdsEach(3);
    });
  });

  describe(`${name}: refusals`, () => {
    row('a closed period holds each order, and says which', [], async () => {
      await placeThree();
      await run.ledger.closePeriod('2026-02-28');
      expect((await run.run()).orders).toEqual(all('held'));
      const exceptions = await run.exceptions();
      expect(exceptions.map(({ code, objectId }) => [code, objectId])).toEqual(
        THREE.map((id) => ['period_closed', id]),
      );
      for (const { objectId, message } of exceptions) expect(message).toContain(`Order N${objectId}`);
      expect(writes()).toBe(0);
      expect(await run.ledger.documentsHeld()).toBe(0);
    });

    row(
      'a closed period moves each document to the next open day, and the day it belongs to stays in its words',
      [],
      async () => {
        await placeThree();
        await run.ledger.closePeriod('2026-02-28');
        expect((await run.run()).orders).toEqual(all('posted'));
        const documents = await run.documents();
        const records = await run.ledger.destination.find(documents);
        expect(records.map((record) => record?.date)).toEqual(documents.map(() => '2026-03-01'));
        for (const { description } of documents)
          expect(description).toMatch(/\(2026-02-10, period closed\)$/);
        await holdsEach(3);
      },
      { closedPeriod: 'next-open-day' },
    );

    row(
      'a period that is closed after we looked is refused by the ledger, and goes through on the next open day',
      [],
      async () => {
        await placeThree();
        const unaware = instead(run.ledger.destination, { lockDate: () => Promise.resolve(undefined) });
        await run.ledger.closePeriod('2026-02-28');
        expect((await run.run(unaware)).orders).toEqual(all('held'));
        expect(await codes()).toEqual(all3('period_closed'));
        expect(await run.ledger.documentsHeld()).toBe(0);
        await run.replay(...THREE);
        expect((await run.run()).orders).toEqual(all('posted'));
        expect(await codes()).toEqual([]);
        await holdsEach(3);
      },
      { closedPeriod: 'next-open-day' },
    );

    row(
      'one that is refused is told in the words of the ledger, and harms no other',
      ['validation'],
      async () => {
        const ids = ['1', '2', '3', '4', '5'];
        for (const id of ids)
          await run.place(shopOrder({ id, goods: 10, ...(id === '2' ? { delivery: 5 } : {}) }));
        await run.ledger.fault('validation');
        const { orders } = await run.run();
        expect(orders).toEqual({ ...Object.fromEntries(ids.map((id) => [id, 'posted'])), '2': 'held' });
        const exceptions = await run.exceptions();
        expect(exceptions).toMatchObject([{ code: 'validation', objectId: '2' }]);
        expect(exceptions[0]?.message).toContain('Order N2');
        expect(exceptions[0]?.message).toMatch(run.ledger.refusal);
        expect(await run.ledger.documentsHeld()).toBe(4);
      },
    );

    row(
      'a record that comes back with another cent is held, and not posted again',
      ['altered_cent'],
      async () => {
        await placeThree();
        await run.ledger.fault('altered_cent');
        const { orders } = await run.run(inBatchesOf(run.ledger.destination, 1));
        expect(orders).toEqual({ ...all('posted'), '1': 'held' });
        const told = [{ code: 'ledger_record_differs', objectId: '1' }];
        expect(await run.exceptions()).toMatchObject(told);
        expect((await run.exceptions())[0]?.message).toMatch(
          /Order N1.* is -?\d+\.\d\d instead of -?\d+\.\d\d EUR/,
        );
        const sent = writes();
        await run.replay('1');
        expect((await run.run()).orders).toEqual({ '1': 'held' });
        expect(await run.exceptions()).toMatchObject(told);
        expect(writes()).toBe(sent);
        expect(await run.ledger.documentsHeld()).toBe(3);
        expect(await run.ledger.keysTwice()).toEqual([]);
      },
    );
  });

  describe(`${name}: a login that is wrong`, () => {
    const oneAlert = async (): Promise<void> => {
      expect(await run.exceptions()).toMatchObject([
        { code: 'ledger_credential', objectId: run.ledger.destination.id },
      ]);
      expect(await run.ledger.documentsHeld()).toBe(0);
    };
    const postsAfterMending = async (): Promise<void> => {
      run.ledger.mendLogin();
      run.ledger.clock.advance(HOUR_MS);
      expect(await run.run()).toMatchObject({ orders: all('posted'), tries: [1, 1, 1] });
      await holdsEach(3);
      expect(await codes()).toEqual([]);
    };

    row(
      'before a run is asked about once a run, told once, and costs no order a try',
      ['wrong_login'],
      async () => {
        await placeThree();
        run.ledger.wrongLogin();
        for (let runs = 1; runs <= 3; runs++) {
          expect(await run.run()).toMatchObject({ tries: [1, 1, 1] });
          expect(run.ledger.requests).toHaveLength(runs);
          expect(await run.due()).toBe(3);
          run.ledger.clock.advance(HOUR_MS);
        }
        await oneAlert();
        await postsAfterMending();
      },
    );

    row('in the middle of a run stops that run', ['wrong_login'], async () => {
      await placeThree();
      const expiring = instead(run.ledger.destination, {
        lockDate: async () => {
          const day = await run.ledger.destination.lockDate();
          run.ledger.wrongLogin();
          return day;
        },
      });
      const outcome = await run.run(inBatchesOf(expiring, 1));
      expect(outcome).toMatchObject({ orders: all('retrying'), tries: [1, 1, 1] });
      const refused = run.ledger.requests.findIndex(({ status }) => status === 401);
      expect(refused).toBe(run.ledger.requests.length - 1);
      await oneAlert();
      await postsAfterMending();
    });
  });

  describe(`${name}: more than one run`, () => {
    row('two workers at once post each document once', [], async () => {
      await placeThree();
      const targets = await run.takeUp();
      const byHand = targets.map(({ target, order }) => ({ target, order }));
      await Promise.all([run.post(targets), run.post(byHand, run.ledger.another())]);
      await run.settle();
      await holdsEach(3);
      expect(await codes()).toEqual([]);
    });

    row('a worker that slept longer than its lease sends nothing that another took over', [], async () => {
      await placeThree();
      const { destination, clock } = run.ledger;
      let slept = false;
      const sleepy = instead(inBatchesOf(destination, 1), {
        send: async (documents, context) => {
          const outcomes = await destination.send(documents, context);
          if (slept) return outcomes;
          slept = true;
          clock.advance(LEASE_MS);
          await run.settle();
          return outcomes;
        },
      });
      await run.run(sleepy);
      await run.settle();
      await holdsEach(3);
      expect(await codes()).toEqual([]);
    });

    row('the same again posts nothing', [], async () => {
      await placeThree();
      await run.run();
      const sent = writes();
      for (const id of THREE) await run.say(id);
      expect((await run.run()).orders).toEqual(all('unchanged'));
      await run.replay(...THREE);
      expect((await run.run()).orders).toEqual(all('unchanged'));
      expect(writes()).toBe(sent);
      await holdsEach(3);
    });
  });

  describe(`${name}: invoices and their payments`, () => {
    const invoiceRecords = async (): Promise<readonly string[]> =>
      (await run.plans())
        .filter(({ document, state }) => state === 'posted' && isInvoice(document))
        .map(({ recordId }) => recordId as string)
        .sort();
    const allPaid = async (): Promise<void> => {
      expect([...(await run.ledger.paidRecords())].sort()).toEqual(await invoiceRecords());
      await holdsEach(6);
    };

    row(
      'each payment is applied to its invoice',
      ['payment'],
      async () => {
        await placeThree();
        expect((await run.run()).orders).toEqual(all('posted'));
        expect(await typesOf('1')).toEqual(['invoice', 'payment']);
        await allPaid();
      },
      { output: 'invoice' },
    );

    row(
      'a lost answer to the payments alone leaves one payment each',
      ['payment'],
      async () => {
        await placeThree();
        await run.ledger.fault('answer_lost_after', 'payment');
        expect((await run.run()).orders).toEqual(all('retrying'));
        await run.settle();
        await holdsEach(6);
      },
      { output: 'invoice' },
    );

    row(
      'a payment that is found after its answer was lost is applied to its invoice',
      ['payment', 'matched_when_found'],
      async () => {
        await placeThree();
        await run.ledger.fault('answer_lost_after', 'payment');
        await run.run();
        await run.settle();
        await allPaid();
      },
      { output: 'invoice' },
    );

    row(
      'a payment waits while its invoice is refused, and pays what the order becomes',
      ['payment', 'validation'],
      async () => {
        await run.place(shopOrder({ id: '1', goods: 10 }), shopOrder({ id: '2', goods: 10, delivery: 5 }));
        await run.ledger.fault('validation');
        expect((await run.run()).orders).toEqual({ '1': 'posted', '2': 'held' });
        expect(await run.ledger.documentsHeld()).toBe(2);
        await run.place(shopOrder({ id: '2', goods: 12, updatedAt: CHANGED }));
        expect((await run.run()).orders).toEqual({ '2': 'posted' });
        expect(await run.exceptions()).toEqual([]);
        expect([...(await run.ledger.paidRecords())].sort()).toEqual(await invoiceRecords());
        await holdsEach(4);
      },
      { output: 'invoice' },
    );
  });

  describe(`${name}: what happens to an order later`, () => {
    const later = (outputs: Readonly<Record<'1' | '2' | '3', readonly DocumentType[]>>) => async () => {
      await placeThree();
      await run.run();
      run.ledger.clock.advance(HOUR_MS);
      await run.place(
        shopOrder({ id: '1', goods: 10, returned: 4, updatedAt: CHANGED }),
        shopOrder({ id: '2', goods: 15, updatedAt: CHANGED }),
        shopOrder({ id: '3', goods: 7, updatedAt: CHANGED }),
      );
      await run.run();
      expect(await run.exceptions()).toEqual([]);
      const { documents: known } = run.ledger.destination.abilities;
      for (const id of THREE)
        expect(await typesOf(id)).toEqual(
          outputs[id].map((type) => (known.includes(type) ? type : 'journal')).sort(),
        );
      // Money that comes in pays an invoice, money that goes back a credit note.
      for (const { type, appliesTo } of await run.documents())
        if (appliesTo !== undefined) expect(appliesTo.type).toBe(PAID_BY[type]);
      await holdsEach(THREE.flatMap((id) => outputs[id]).length);
    };

    row(
      'a refund, a dearer and a cheaper order become receipts that the ledger nets to the target',
      [],
      later({
        '1': ['sales_receipt', 'refund_receipt'],
        '2': ['sales_receipt', 'sales_receipt'],
        '3': ['sales_receipt', 'refund_receipt'],
      }),
      { output: 'receipt' },
    );

    row(
      'the same as invoices, credit notes and payments',
      ['payment'],
      later({
        '1': ['invoice', 'payment', 'credit_note', 'refund_payment'],
        '2': ['invoice', 'payment', 'invoice', 'payment'],
        '3': ['invoice', 'payment', 'credit_note', 'refund_payment'],
      }),
      { output: 'invoice' },
    );
  });
};

const PAID_BY: Partial<Record<DocumentType, DocumentType>> = {
  payment: 'invoice',
  refund_payment: 'credit_note',
};

const isInvoice = (document: string): boolean =>
  (JSON.parse(document) as { readonly type: string }).type === 'invoice';

type Suffering = keyof FaultyLedgerUnderTest['cannot'];

const all3 = (code: string): readonly string[] => THREE.map(() => code);

const instead = (destination: LedgerDestination, other: Partial<LedgerDestination>): LedgerDestination =>
  Object.assign(Object.create(destination) as LedgerDestination, other);

/** A run of a few documents then has several batches. */
const inBatchesOf = (destination: LedgerDestination, batchSize: number): LedgerDestination =>
  instead(destination, { batchSize });
