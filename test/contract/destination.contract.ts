/** What every ledger must do: send, find, read back, refuse with the right class, and never harm the rest of a batch. */
import type { DocumentType } from '../../lib/accounting/document';
import type {
  LedgerDestination,
  LedgerDocument,
  LedgerRecord,
} from '../../lib/destinations/ledger-destination';
import { dimensionContract } from './destination-dimensions.contract';
import {
  documentOf,
  keyOf,
  line,
  LOGICAL,
  referenceTo,
  type SampleAccounts,
  saleLines,
} from './destination-samples';

/** A fresh, empty ledger. */
export interface LedgerUnderTest {
  readonly destination: LedgerDestination;
  /** Ledger accounts that are there or open by themselves. */
  readonly accounts: SampleAccounts;
  /** What the samples, a sale on credit, are sent as; `journal` when left out. */
  readonly sampleType?: DocumentType;
  /** Currencies that it takes beside EUR: USD, JPY and KWD when left out. What it does not take it must refuse in words. */
  readonly currencies?: readonly string[];
  /** True when it calculates with floats inside, so that it must refuse amounts which they do not hold. */
  readonly floats?: boolean;
  /** True when it works out its own counterpart, so that a document cannot fail to balance. */
  readonly balancesItself?: boolean;
  /** Dimensions that it knows, for a line of what was sold; absent when it takes none. */
  readonly dimensions?: Readonly<Record<string, string>>;
  /** True when values are things of the ledger, so that one that it does not have is refused. */
  readonly ownDimensionValues?: boolean;
  /** How many documents the test of long lists posts. */
  readonly volume?: number;
  /** Closes the ledger up to this day, inclusive. */
  closePeriod(day: string): Promise<void>;
  dispose(): Promise<void>;
}

const byAccount = (lines: LedgerRecord['lines']) =>
  [...lines].sort((a, b) => (a.ledgerAccount < b.ledgerAccount ? -1 : 1));

export const destinationContract = (name: string, make: () => Promise<LedgerUnderTest>): void => {
  describe(`the ledger (${name})`, () => {
    let ledger: LedgerUnderTest;
    beforeEach(async () => {
      ledger = await make();
    });
    afterEach(() => ledger.dispose());

    const typeOf = (): DocumentType => ledger.sampleType ?? 'journal';
    const document = (key: string, more: Partial<LedgerDocument> = {}): LedgerDocument =>
      documentOf({
        key: keyOf(key, more.source?.storeId),
        type: typeOf(),
        lines: saleLines(ledger.accounts),
        ...more,
      });
    const send = (...documents: readonly LedgerDocument[]) =>
      ledger.destination.send(documents, { recordIds: new Map() });
    const find = (...keys: readonly string[]) =>
      ledger.destination.find(keys.map((key) => referenceTo(keyOf(key), typeOf())));
    const listed = async (
      query: Parameters<LedgerDestination['list']>[0] = {},
    ): Promise<readonly LedgerRecord[]> => {
      const records: LedgerRecord[] = [];
      for await (const page of ledger.destination.list(query)) records.push(...page);
      return records;
    };
    const takes = (currency: string): boolean =>
      currency === 'EUR' || (ledger.currencies ?? ['USD', 'JPY', 'KWD']).includes(currency);

    it('gives each document its own record, which reads back as it was sent', async () => {
      const outcomes = await send(document('a'), document('b', { date: '2026-03-02' }));
      expect(outcomes).toMatchObject([{ state: 'created' }, { state: 'created' }]);
      const [a, b] = outcomes as readonly { readonly recordId: string }[];
      expect(a!.recordId).not.toBe(b!.recordId);
      const { receivable, sales, tax } = ledger.accounts;
      const [first, none, second] = await find('b', 'unknown', 'a');
      expect(none).toBeUndefined();
      const { tellsDimensions: _, ...told } = first!;
      expect({ ...told, lines: byAccount(told.lines) }).toEqual({
        recordId: b!.recordId,
        key: keyOf('b'),
        date: '2026-03-02',
        currency: 'EUR',
        total: '11.90',
        lines: byAccount([
          { ledgerAccount: receivable, debit: '11.90' },
          { ledgerAccount: sales, credit: '10.00' },
          { ledgerAccount: tax, credit: '1.90' },
        ]),
      });
      expect(second).toMatchObject({ recordId: a!.recordId, key: keyOf('a'), date: '2026-03-01' });
    });

    it.each([
      ['another currency', 'USD', '11.90', '10.00', '1.90'],
      ['no decimals', 'JPY', '1190', '1000', '190'],
      ['three decimals', 'KWD', '1.190', '1.001', '0.189'],
      ['amounts beyond what a float holds', 'EUR', '90071992547409.93', '90071992547409.92', '0.01'],
    ])('holds amounts exactly, or refuses them in words: %s', async (_, currency, total, net, tax) => {
      const { accounts } = ledger;
      const lines = saleLines(accounts, { total, net, tax });
      const [outcome] = await send(document('a', { currency, lines }));
      const [record] = await find('a');
      if (!takes(currency) || (ledger.floats === true && total.length > 15)) {
        expect(outcome).toMatchObject({ state: 'failed', errorClass: 'validation' });
        expect((outcome as { readonly message: string }).message.length).toBeGreaterThan(20);
        expect(record).toBeUndefined();
        return;
      }
      expect(outcome).toMatchObject({ state: 'created' });
      expect(record).toMatchObject({ currency, total });
      expect(byAccount(record!.lines)).toEqual(
        byAccount(
          lines.map(({ ledgerAccount, debit, credit }) => ({
            ledgerAccount,
            ...(debit === undefined ? { credit: credit as string } : { debit }),
          })),
        ),
      );
    });

    it('takes a key only once, whatever the content says', async () => {
      const [first] = await send(document('a'));
      const before = await find('a');
      const [same] = await send(document('a'));
      // A ledger with an idempotency of its own may also answer as it did the first time.
      expect([first, expect.objectContaining(SECOND)]).toContainEqual(same);
      const lines = saleLines(ledger.accounts, { total: '1.00', net: '1.00' });
      const [different] = await send(document('a', { contentHash: 'other', lines }));
      expect(different).toMatchObject(SECOND);
      expect(await find('a')).toEqual(before);
      expect(await listed()).toHaveLength(1);
    });

    it('refuses the second of two documents with one key in a batch', async () => {
      const outcomes = await send(document('a'), document('a'), document('b'));
      expect(outcomes).toMatchObject([{ state: 'created' }, SECOND, { state: 'created' }]);
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
      const lines = saleLines(ledger.accounts, { total: '10.00', net: '9.99' });
      const [outcome] = await send(document('a', { lines }));
      expect(outcome).toMatchObject({ state: 'failed', errorClass: 'validation' });
      expect(await find('a')).toEqual([undefined]);
    });

    it('refuses a ledger account that it does not have, and names it', async () => {
      const lines = [
        line(ledger.accounts.receivable, 'debit', '1.00', undefined, LOGICAL.receivable),
        line('no-such-ledger-account', 'credit', '1.00', undefined, LOGICAL.sales),
      ];
      const [outcome] = await send(document('a', { lines }));
      expect(outcome).toMatchObject({
        state: 'failed',
        errorClass: 'validation',
        message: expect.stringContaining('no-such-ledger-account'),
      });
    });

    it('lets one bad document harm no other of its batch', async () => {
      const bad: readonly Partial<LedgerDocument>[] = [
        { lines: [] },
        { currency: 'XXX' },
        { date: '2026-02-30' },
        { lines: saleLines(ledger.accounts, { total: '1.00', net: '2.00' }) },
      ];
      const documents = bad.flatMap((more, index) => [
        document(`bad ${index}`, more),
        document(`good ${index}`),
      ]);
      const outcomes = await send(...documents);
      expect(
        outcomes.map((outcome) => (outcome.state === 'failed' ? outcome.errorClass : outcome.state)),
      ).toEqual(bad.flatMap(() => ['validation', 'created']));
      expect((await listed()).map(({ key }) => key).sort()).toEqual(
        bad.map((_, index) => keyOf(`good ${index}`)),
      );
    });

    it('lists the records of a store and period in pages, each once', async () => {
      const day = (index: number) => `2026-03-${String(1 + (index % 20)).padStart(2, '0')}`;
      const source = (storeId: string) => ({ platform: 'woocommerce', storeId, orderId: '7', number: 'N7' });
      const documents = Array.from({ length: ledger.volume ?? 700 }, (_, index) =>
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
      const { id, name: called } = all[0]!;
      const some = await ledger.destination.listAccounts(called.toUpperCase());
      expect(some.map((account) => account.id)).toContain(id);
      expect(await ledger.destination.listAccounts('no-such-ledger-account')).toEqual([]);
    });

    it('lists tax codes exactly when it takes them', async () => {
      const { abilities } = ledger.destination;
      const codes = await ledger.destination.listTaxCodes();
      expect(codes.length > 0).toBe(abilities.taxCodes !== 'none');
      expect(await ledger.destination.listTaxCodes('no-such-tax-code')).toEqual([]);
    });

    dimensionContract(() => ledger, typeOf);

    it('does nothing when there is nothing to do', async () => {
      expect(await send()).toEqual([]);
      expect(await find()).toEqual([]);
      expect(await listed()).toEqual([]);
      expect(await ledger.destination.lockDate()).toBeUndefined();
    });
  });
};

const SECOND = { state: 'failed', errorClass: 'duplicate' };
