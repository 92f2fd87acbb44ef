/** What QuickBooks holds, told so that it can be compared with what was sent. */
import { parseExactJson } from '../../../lib/destinations/exact-json';
import type { LedgerDocument, LedgerRecord } from '../../../lib/destinations/ledger-destination';
import { recordDifference } from '../../../lib/posting/read-back';
import { balances } from '../../simulators/quickbooks/trial-balance';
import { ACCOUNTS } from '../../simulators/quickbooks/seed';
import type { SimulatedQuickBooks, SimulatorOptions } from '../../simulators/quickbooks/start-quickbooks';
import { connectTo, simulators } from './support/connection';
import {
  globalCreditNote,
  globalInvoice,
  globalSalesReceipt,
  journal,
  payment,
  refundPayment,
  usCreditNote,
  usInvoice,
  usRefundReceipt,
  usSalesReceipt,
} from './support/documents';

jest.setTimeout(60_000);

const start = simulators();
const GLOBAL: SimulatorOptions = { country: 'DE', currency: 'EUR', multiCurrency: true };

/** Sends one after the other, so that payments find what they pay. */
const sendAll = async (
  simulator: SimulatedQuickBooks,
  documents: readonly LedgerDocument[],
): Promise<void> => {
  const ledger = connectTo(simulator);
  const recordIds = new Map<string, string>();
  for (const document of documents) {
    const [outcome] = await ledger.send([document], { recordIds });
    if (outcome?.state !== 'created') throw new Error(JSON.stringify(outcome));
    recordIds.set(document.key, outcome.recordId);
  }
};

const readBack = async (simulator: SimulatedQuickBooks, documents: readonly LedgerDocument[]) => {
  const records = await connectTo(simulator).find(documents);
  return documents.map((document, index) => {
    const record = records[index];
    return record === undefined ? 'not found' : recordDifference(document, record);
  });
};

const US = [
  usSalesReceipt(),
  usInvoice(),
  usCreditNote(),
  usRefundReceipt(),
  payment(usInvoice()),
  refundPayment(usCreditNote()),
  journal(),
];
const ELSEWHERE = [
  globalSalesReceipt(),
  globalCreditNote(),
  globalInvoice(),
  journal('foreign-journal', { currency: 'USD' }),
];

describe('a record reads back as it was sent', () => {
  it.each<[string, readonly LedgerDocument[], SimulatorOptions]>([
    ['in the US', US, {}],
    ['elsewhere', ELSEWHERE, GLOBAL],
    ['where answers do not tell the accounts', US, { itemAccountRefs: false, receivableRefs: false }],
    [
      'elsewhere, where answers do not tell the accounts',
      ELSEWHERE,
      { ...GLOBAL, itemAccountRefs: false, receivableRefs: false },
    ],
  ])('%s', async (_, documents, options) => {
    const simulator = await start(options);
    await sendAll(simulator, documents);
    expect(await readBack(simulator, documents)).toEqual(documents.map(() => undefined));
  });

  it('and QuickBooks itself comes to the same balances', async () => {
    const simulator = await start();
    await sendAll(simulator, [usSalesReceipt(), usInvoice(), payment(usInvoice()), usRefundReceipt()]);
    const { clearing, sales, discounts, shipping, taxAgency } = ACCOUNTS;
    expect(Object.fromEntries(balances(simulator.company))).toEqual({
      [clearing]: 3423n,
      [sales]: -3000n,
      [discounts]: 300n,
      [shipping]: -500n,
      [taxAgency]: -223n,
    });
    const report = await fetch(
      `${simulator.url}/v3/company/${simulator.realm}/reports/TrialBalance?minorversion=75`,
      {
        headers: { authorization: `Bearer ${simulator.token}` },
      },
    );
    expect(parseExactJson(await report.text())).toMatchObject({ Header: { ReportName: 'TrialBalance' } });
  });

  it('also when the source taxes otherwise than QuickBooks would', async () => {
    const simulator = await start();
    const odd = usSalesReceipt('odd', {
      lines: usSalesReceipt().lines.map((line) =>
        line.role === 'tax'
          ? { ...line, credit: '2.25' }
          : line.role === 'money'
            ? { ...line, debit: '34.25' }
            : line,
      ),
    });
    await sendAll(simulator, [odd]);
    expect(await readBack(simulator, [odd])).toEqual([undefined]);
  });
});

describe('a record that is another than was sent shows it', () => {
  it.each<[string, LedgerDocument, SimulatorOptions, RegExp]>([
    ['a cent of tax', usSalesReceipt(), {}, /is (-34\.24|34\.24|-2\.24|2\.24) instead/],
    ['a cent on a line', journal(), {}, /92 is 20\.01 instead of 20\.00/],
    ['a cent, elsewhere', globalSalesReceipt(), GLOBAL, /instead of/],
  ])('%s more', async (_, document, options, words) => {
    const simulator = await start(options);
    simulator.faults.add({ kind: 'altered', matching: /"operation":"create","(?!Customer|Item)/ });
    const [outcome] = await connectTo(simulator).send([document], { recordIds: new Map() });
    expect(outcome).toMatchObject({ state: 'created' });
    expect(await readBack(simulator, [document])).toEqual([expect.stringMatching(words)]);
  });

  it("tax that QuickBooks' automated sales tax works out itself", async () => {
    const simulator = await start({ automatedSalesTax: true });
    await sendAll(simulator, [usSalesReceipt()]);
    expect(await readBack(simulator, [usSalesReceipt()])).toEqual([expect.stringContaining('instead of')]);
  });

  it('an account, a date or a note that a person changed', async () => {
    const simulator = await start();
    await sendAll(simulator, [usSalesReceipt('a'), usSalesReceipt('b'), usSalesReceipt('c')]);
    const [a, b, c] = simulator.company.rows.SalesReceipt;
    a!['DepositToAccountRef'] = { value: ACCOUNTS.bank };
    b!['TxnDate'] = '2026-04-01';
    c!['PrivateNote'] = 'tidied up';
    const documents = [usSalesReceipt('a'), usSalesReceipt('b'), usSalesReceipt('c')];
    expect(await readBack(simulator, documents)).toEqual([
      expect.stringMatching(/^(35|92) is /),
      'dated 2026-04-01 instead of 2026-03-01',
      'not found',
    ]);
  });

  it('a record that was voided', async () => {
    const simulator = await start();
    await sendAll(simulator, [journal()]);
    simulator.company.rows.JournalEntry[0]!['Line'] = [];
    expect(await readBack(simulator, [journal()])).toEqual([expect.stringContaining('is 0.00 instead of')]);
  });

  it('a discount or a line of another kind that a person put in', async () => {
    const simulator = await start();
    await sendAll(simulator, [usSalesReceipt()]);
    const [row] = simulator.company.rows.SalesReceipt;
    const discount = {
      Amount: row!['TotalAmt'],
      DetailType: 'DiscountLineDetail',
      DiscountLineDetail: { DiscountAccountRef: { value: ACCOUNTS.discounts } },
    };
    const group = { Amount: row!['TotalAmt'], DetailType: 'GroupLineDetail', GroupLineDetail: {} };
    row!['Line'] = [...(row!['Line'] as readonly unknown[]), discount, group];
    const [record] = await connectTo(simulator).find([usSalesReceipt()]);
    expect(record?.lines).toEqual(
      expect.arrayContaining([
        { ledgerAccount: ACCOUNTS.discounts, debit: '34.23' },
        { ledgerAccount: '(GroupLineDetail)', credit: '34.23' },
      ]),
    );
  });
});

describe('finding', () => {
  it('asks once for thirty records, in the order in which they are asked for', async () => {
    const simulator = await start();
    const documents = Array.from({ length: 30 }, (_, index) => usSalesReceipt(`sale ${index}`));
    const ledger = connectTo(simulator);
    await ledger.send(documents, { recordIds: new Map() });
    const before = simulator.asked.length;
    const wanted = [...documents].reverse();
    const records = await ledger.find(wanted);
    expect(records.map((record) => record?.key)).toEqual(wanted.map(({ key }) => key));
    expect(simulator.asked.length - before).toBe(1);
  });

  it('takes the one that carries the key, where two have the number', async () => {
    const simulator = await start();
    await sendAll(simulator, [journal()]);
    const [row] = simulator.company.rows.JournalEntry;
    simulator.company.rows.JournalEntry.unshift({ ...row!, Id: '7', PrivateNote: 'somebody else' });
    simulator.company.add('JournalEntry', { ...row! });
    const [record] = await connectTo(simulator).find([journal()]);
    expect(record?.recordId).toBe(row!['Id']);
  });

  it('says which record holds an amount that its currency does not have', async () => {
    const simulator = await start(GLOBAL);
    const yen = globalSalesReceipt('yen', { currency: 'JPY', lines: [] });
    const { clearing, sales } = ACCOUNTS;
    const lines = journal()
      .lines.slice(0, 2)
      .map((line, index) => ({
        ...line,
        role: index === 0 ? ('money' as const) : ('item' as const),
        ledgerAccount: index === 0 ? clearing : sales,
        ...(index === 0 ? { debit: '1190' } : { debit: undefined, credit: '1190' }),
      }));
    await sendAll(simulator, [{ ...yen, lines }]);
    const ledger = connectTo(simulator);
    const [row] = simulator.company.rows.SalesReceipt;
    (row!['Line'] as { Amount: unknown }[])[0]!.Amount = '1190.5';
    await expect(ledger.find([yen])).rejects.toMatchObject({ message: expect.stringContaining(yen.key) });
    const listed: LedgerRecord[] = [];
    for await (const page of ledger.list({})) listed.push(...page);
    expect(listed[0]?.lines).toContainEqual({ ledgerAccount: sales, credit: '1190.5' });
  });
});

describe('listing', () => {
  it('gives records of every kind, ours alone', async () => {
    const simulator = await start();
    await sendAll(simulator, US);
    const { row } = simulator.company.transactions[0]!;
    simulator.company.add('SalesReceipt', { ...row, DocNumber: '77', PrivateNote: 'by hand' });
    const keys: string[] = [];
    for await (const page of connectTo(simulator).list({
      storeId: 'shop.example',
      from: '2026-03-01',
      to: '2026-03-01',
    }))
      keys.push(...page.map(({ key }) => key));
    expect(keys.sort()).toEqual(US.map(({ key }) => key).sort());
  });

  it('goes on behind the first thousand', async () => {
    const simulator = await start();
    await sendAll(simulator, [journal()]);
    const [row] = simulator.company.rows.JournalEntry;
    for (let index = 0; index < 1500; index++)
      simulator.company.add('JournalEntry', { ...row!, PrivateNote: `[cart-ledger k${index} shop.example]` });
    let count = 0;
    for await (const page of connectTo(simulator).list({})) count += page.length;
    expect(count).toBe(1501);
  });
});
