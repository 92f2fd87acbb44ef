/** What every ledger must do: send, find, read back, refuse with the right class, and never harm the rest of a batch. */
import type {
  LedgerDestination,
  LedgerDocument,
  LedgerRecord,
} from '../../lib/destinations/ledger-destination';
import { documentOf, line, type SampleAccounts, saleLines } from './destination-samples';

/** A fresh, empty ledger. */
export interface LedgerUnderTest {
  readonly destination: LedgerDestination;
  /** Ledger accounts that are there or open by themselves. */
  readonly accounts: SampleAccounts;
  /** Closes the ledger up to this day, inclusive. */
  closePeriod(day: string): Promise<void>;
  dispose(): Promise<void>;
}

export const destinationContract = (name: string, make: () => Promise<LedgerUnderTest>): void => {
  describe(`the ledger (${name})`, () => {
    let ledger: LedgerUnderTest;
    beforeEach(async () => {
      ledger = await make();
    });
    afterEach(() => ledger.dispose());

    const document = (key: string, more: Partial<LedgerDocument> = {}): LedgerDocument =>
      documentOf({ key, lines: saleLines(ledger.accounts), ...more });
    const send = (...documents: readonly LedgerDocument[]) => ledger.destination.send(documents);
    const find = (...keys: readonly string[]) => ledger.destination.find(keys);
    const listed = async (
      query: Parameters<LedgerDestination['list']>[0] = {},
    ): Promise<readonly LedgerRecord[]> => {
      const records: LedgerRecord[] = [];
      for await (const page of ledger.destination.list(query)) records.push(...page);
      return records;
    };

    it('gives each document its own record, which reads back as it was sent', async () => {
      const outcomes = await send(document('a'), document('b', { date: '2026-03-02', currency: 'USD' }));
      expect(outcomes.map(({ state }) => state)).toEqual(['created', 'created']);
      const [a, b] = outcomes as readonly { readonly recordId: string }[];
      expect(a!.recordId).not.toBe(b!.recordId);
      const { receivable, sales, tax } = ledger.accounts;
      expect(await find('b', 'unknown', 'a')).toEqual([
        {
          recordId: b!.recordId,
          key: 'b',
          date: '2026-03-02',
          currency: 'USD',
          total: '11.90',
          lines: [
            { ledgerAccount: receivable, debit: '11.90' },
            { ledgerAccount: sales, credit: '10.00' },
            { ledgerAccount: tax, credit: '1.90' },
          ],
        },
        undefined,
        expect.objectContaining({ recordId: a!.recordId, key: 'a', currency: 'EUR' }),
      ]);
    });

    it.each([
      ['no decimals', 'JPY', '1190', '1000', '190'],
      ['three decimals', 'KWD', '1.190', '1.001', '0.189'],
      ['amounts beyond what a float holds', 'EUR', '90071992547409.93', '90071992547409.92', '0.01'],
    ])('holds amounts exactly: %s', async (_, currency, debit, credit, tax) => {
      const { accounts } = ledger;
      const lines = [
        line(accounts.receivable, 'debit', debit),
        line(accounts.sales, 'credit', credit),
        line(accounts.tax, 'credit', tax),
      ];
      expect(await send(document('a', { currency, lines }))).toMatchObject([{ state: 'created' }]);
      const [record] = await find('a');
      expect(record).toMatchObject({ currency, total: debit });
      expect(record?.lines).toEqual(
        lines.map(({ ledgerAccount, debit: d, credit: c }) => ({
          ledgerAccount,
          ...(d ? { debit: d } : { credit: c }),
        })),
      );
    });

    it('refuses a key that it holds, and says when the content is another', async () => {
      await send(document('a'));
      const before = await find('a');
      const [same] = await send(document('a'));
      expect(same).toMatchObject({ state: 'failed', errorClass: 'duplicate' });
      const other = {
        contentHash: 'other',
        lines: [
          line(ledger.accounts.receivable, 'debit', '1.00'),
          line(ledger.accounts.sales, 'credit', '1.00'),
        ],
      };
      const [different] = await send(document('a', other));
      expect(different).toMatchObject({ state: 'failed', errorClass: 'duplicate' });
      expect(await find('a')).toEqual(before);
      expect(await listed()).toHaveLength(1);
    });

    it('refuses the second of two documents with one key in a batch', async () => {
      const outcomes = await send(document('a'), document('a'), document('b'));
      expect(outcomes).toMatchObject([
        { state: 'created' },
        { state: 'failed', errorClass: 'duplicate' },
        { state: 'created' },
      ]);
      expect(await listed()).toHaveLength(2);
    });

    it('refuses what is dated in a closed period, and takes the day after', async () => {
      await ledger.closePeriod('2026-02-28');
      expect(await ledger.destination.lockDate()).toBe('2026-02-28');
      const outcomes = await send(
        document('a', { date: '2026-02-28' }),
        document('b', { date: '2026-03-01' }),
      );
      expect(outcomes).toMatchObject([
        { state: 'failed', errorClass: 'period_closed' },
        { state: 'created' },
      ]);
      expect((outcomes[0] as { readonly message: string }).message).toContain('2026-02-28');
    });

    it('refuses what does not balance, exactly', async () => {
      const { receivable, sales } = ledger.accounts;
      const lines = [line(receivable, 'debit', '10.00'), line(sales, 'credit', '9.99')];
      const [outcome] = await send(document('a', { lines }));
      expect(outcome).toMatchObject({ state: 'failed', errorClass: 'validation' });
      expect(await find('a')).toEqual([undefined]);
    });

    it('refuses a ledger account that it does not have, and names it', async () => {
      const lines = [
        line('no-such-ledger-account', 'debit', '1.00'),
        line(ledger.accounts.sales, 'credit', '1.00'),
      ];
      const [outcome] = await send(document('a', { lines }));
      expect(outcome).toMatchObject({
        state: 'failed',
        errorClass: 'validation',
        message: expect.stringContaining('no-such-ledger-account'),
      });
    });

    it('lets one bad document harm no other of its batch', async () => {
      const { receivable, sales } = ledger.accounts;
      const bad: readonly Partial<LedgerDocument>[] = [
        { lines: [] },
        { currency: 'XXX' },
        { date: '2026-02-30' },
        { lines: [line(receivable, 'debit', '1.00'), line(sales, 'credit', '2.00')] },
      ];
      const documents = bad.flatMap((more, index) => [
        document(`bad ${index}`, more),
        document(`good ${index}`),
      ]);
      const outcomes = await send(...documents);
      expect(
        outcomes.map((outcome) => (outcome.state === 'failed' ? outcome.errorClass : outcome.state)),
      ).toEqual(bad.flatMap(() => ['validation', 'created']));
      expect((await listed()).map(({ key }) => key)).toEqual(bad.map((_, index) => `good ${index}`));
    });

    it('lists the records of a store and period in pages, each once', async () => {
      const day = (index: number) => `2026-03-${String(1 + (index % 20)).padStart(2, '0')}`;
      const source = (storeId: string) => ({ platform: 'woocommerce', storeId, orderId: '7', number: 'N7' });
      const documents = Array.from({ length: 700 }, (_, index) =>
        document(`k${index}`, {
          date: day(index),
          source: source(index % 7 === 0 ? 'b.example' : 'a.example'),
        }),
      );
      const { batchSize } = ledger.destination;
      for (let start = 0; start < documents.length; start += batchSize)
        await send(...documents.slice(start, start + batchSize));
      const keys = async (query: Parameters<LedgerDestination['list']>[0]) =>
        (await listed(query)).map(({ key }) => key).sort();
      const expected = (keep: (document: LedgerDocument) => boolean) =>
        documents
          .filter(keep)
          .map(({ key }) => key)
          .sort();
      expect(await keys({})).toEqual(expected(() => true));
      expect(await keys({ storeId: 'b.example' })).toEqual(
        expected(({ source: { storeId } }) => storeId === 'b.example'),
      );
      expect(await keys({ from: '2026-03-05', to: '2026-03-06' })).toEqual(
        expected(({ date }) => date === '2026-03-05' || date === '2026-03-06'),
      );
      expect(await keys({ storeId: 'a.example', from: '2027-01-01' })).toEqual([]);
    });

    it('has a chart to map to, which a word narrows down', async () => {
      const all = await ledger.destination.listAccounts();
      expect(all.length).toBeGreaterThan(0);
      expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
      const { id } = all[0]!;
      const some = await ledger.destination.listAccounts(id.toUpperCase());
      expect(some.map((account) => account.id)).toContain(id);
      expect(await ledger.destination.listAccounts('no-such-ledger-account')).toEqual([]);
    });

    it('does nothing when there is nothing to do', async () => {
      expect(await send()).toEqual([]);
      expect(await find()).toEqual([]);
      expect(await listed()).toEqual([]);
      expect(await ledger.destination.lockDate()).toBeUndefined();
    });
  });
};
