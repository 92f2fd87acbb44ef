/** Looking up and listing: only ours, only what is in the books, each once, in URLs that Xero takes. */
import type { LedgerRecord } from '../../../lib/destinations/ledger-destination';
import { chunksWithin } from '../../../lib/destinations/xero/where';
import { dayOf } from '../../../lib/destinations/xero/xero-day';
import { recordsOf } from '../../simulators/xero/state';
import {
  creditNote,
  documentOf,
  invoice,
  item,
  journal,
  money,
  payment,
  receipt,
  refundReceipt,
} from './support/documents';
import { idsOf, readBack, sendAll } from './support/posting';
import { openXero, type XeroUnderTest } from './support/xero-host';

let xero: XeroUnderTest;
beforeEach(async () => {
  xero = await openXero({ minuteLimit: 10_000 });
});
afterEach(() => xero.sim.stop());

const listed = async (query: Parameters<XeroUnderTest['destination']['list']>[0] = {}) => {
  const records: LedgerRecord[] = [];
  for await (const page of xero.destination.list(query)) records.push(...page);
  return records;
};
const reads = (endpoint: string) =>
  xero.sim.requests.filter(({ method, path }) => method === 'GET' && path.endsWith(endpoint));

test('many of each kind are found in few calls, absent ones too', async () => {
  const made = [
    ...Array.from({ length: 60 }, (_, index) => invoice(`i${index}`)),
    ...Array.from({ length: 60 }, (_, index) => creditNote(`c${index}`)),
    ...Array.from({ length: 60 }, (_, index) => receipt(`r${index}`)),
    ...Array.from({ length: 60 }, (_, index) => journal(`j${index}`)),
  ];
  for (let start = 0; start < made.length; start += 50)
    await sendAll(xero.destination, made.slice(start, start + 50));
  const absent = [
    invoice('none'),
    creditNote('none'),
    receipt('none'),
    refundReceipt('none'),
    journal('none'),
  ];
  const all = [...made, ...absent];
  expect(await readBack(xero.destination, all)).toEqual([
    ...made.map(() => 'equal'),
    ...absent.map(() => 'absent'),
  ]);
  expect(Math.max(...xero.sim.requests.map(({ queryLength }) => queryLength))).toBeLessThan(2048);
  expect(reads('Invoices')).toHaveLength(2);
  for (const kind of ['CreditNotes', 'BankTransactions', 'ManualJournals'])
    expect(reads(kind).length).toBeLessThanOrEqual(4);
});

test('what others wrote meanwhile does not hide ours', async () => {
  const mine = Array.from({ length: 45 }, (_, index) => receipt(`mine ${index}`));
  await sendAll(xero.destination, mine);
  await sendAll(
    xero.worker(),
    Array.from({ length: 50 }, (_, index) => receipt(`theirs ${index}`)),
  );
  expect(await readBack(xero.destination, mine)).toEqual(mine.map(() => 'equal'));
});

test('a record of another day than expected is still found, and its day shows', async () => {
  await sendAll(xero.destination, [receipt()]);
  const [record] = xero.sim.state.records;
  if (record) record.Date = '2026-02-01';
  expect(await readBack(xero.destination, [receipt()])).toEqual(['dated 2026-02-01 instead of 2026-03-01']);
});

test.each(['VOIDED', 'DELETED', 'DRAFT'])('what is %s is not in the books', async (status) => {
  const documents = [invoice(), creditNote(), receipt(), journal()];
  await sendAll(xero.destination, documents);
  for (const record of xero.sim.state.records) record.Status = status;
  expect(await readBack(xero.destination, documents)).toEqual(documents.map(() => 'absent'));
  expect(await listed()).toEqual([]);
});

test('an invoice that is paid is the same invoice', async () => {
  const sale = invoice();
  const ids = idsOf([sale], await sendAll(xero.destination, [sale]));
  await sendAll(xero.destination, [payment(sale, '119.00')], ids);
  expect(recordsOf(xero.sim.state, 'Invoices')[0]?.Status).toBe('PAID');
  expect(await readBack(xero.destination, [sale])).toEqual(['equal']);
});

test('an invoice whose reference a person rewrote is found by its number; one with another key is not ours', async () => {
  await sendAll(xero.destination, [invoice(), invoice('other')]);
  const [mine, other] = recordsOf(xero.sim.state, 'Invoices');
  if (mine) mine.Reference = 'as agreed on the phone';
  if (other) other.Reference = `[cart-ledger ${invoice().key} shop.example]`;
  expect(await readBack(xero.destination, [invoice()])).toEqual(['equal']);
});

test('records of a period and store, each once, and none of other people', async () => {
  const elsewhere = {
    source: { platform: 'woocommerce', storeId: 'other.example', orderId: '1', number: '1' },
  };
  const documents = [
    invoice('a', { date: '2026-02-28' }),
    invoice('b'),
    receipt('c'),
    journal('d', { date: '2026-03-31' }),
    creditNote('e', { date: '2026-04-01' }),
    receipt('f', elsewhere),
  ];
  await sendAll(xero.destination, documents);
  const [record] = recordsOf(xero.sim.state, 'BankTransactions');
  if (record) xero.sim.state.records.push({ ...record, id: 'theirs', Reference: 'cash sale' });
  const keys = async (query: Parameters<typeof listed>[0]) =>
    (await listed(query)).map(({ key }) => key).sort();
  const key = (name: string) => documentOf('invoice', name, []).key;
  expect(await keys({ from: '2026-03-01', to: '2026-03-31' })).toEqual(['b', 'c', 'd', 'f'].map(key));
  expect(await keys({ storeId: 'shop.example', from: '2026-03-01' })).toEqual(['b', 'c', 'd', 'e'].map(key));
  expect(await keys({ storeId: 'other.example' })).toEqual(['f'].map(key));
  expect(await keys({ storeId: 'third.example' })).toEqual([]);
});

test('two records under one key are both listed: posting twice must show', async () => {
  await sendAll(xero.destination, [receipt()]);
  const [record] = recordsOf(xero.sim.state, 'BankTransactions');
  if (record) xero.sim.state.records.push({ ...record, id: 'twin' });
  expect((await listed()).map(({ recordId }) => recordId).sort()).toEqual([record?.id, 'twin'].sort());
});

test('pages follow one another until the last', async () => {
  const documents = Array.from({ length: 1100 }, (_, index) => receipt(`r${index}`));
  for (let start = 0; start < documents.length; start += 50)
    await sendAll(xero.destination, documents.slice(start, start + 50));
  const records = await listed({ from: '2026-03-01', to: '2026-03-01' });
  expect(new Set(records.map(({ key }) => key)).size).toBe(1100);
  expect(records).toHaveLength(1100);
  expect(reads('BankTransactions').map(({ query }) => query['page'])).toEqual(['1', '2', '3']);
});

test('a record of ours that cannot be read is an error, never left out', async () => {
  await sendAll(xero.destination, [receipt()]);
  const reference = recordsOf(xero.sim.state, 'BankTransactions')[0]?.Reference;
  const broken = { BankTransactionID: 'x', Type: 'RECEIVE', Status: 'AUTHORISED', Reference: reference };
  const body = JSON.stringify({ BankTransactions: [broken], pagination: { page: 1, pageCount: 1 } });
  xero.sim.fail({ on: 'GET BankTransactions', what: 200, body });
  await expect(listed()).rejects.toThrow(`Xero's record of ${receipt().key} cannot be read`);
});

test('a record that a person turned to prices with tax, or without, is read as what it amounts to', async () => {
  const document = documentOf('sales_receipt', 'inc', [money('11.90'), item('11.90')]);
  await sendAll(xero.destination, [document]);
  const [record] = recordsOf(xero.sim.state, 'BankTransactions');
  const line = record?.LineItems[0];
  if (record && line)
    xero.sim.state.records[0] = {
      ...record,
      LineAmountTypes: 'Inclusive',
      LineItems: [{ ...line, TaxType: 'TAX001', TaxAmount: 190n }],
    };
  expect((await xero.destination.find([document]))[0]?.lines).toEqual([
    { ledgerAccount: '091', debit: '11.90' },
    { ledgerAccount: '200', credit: '10.00' },
    { ledgerAccount: 'tax-code:TAX001', credit: '1.90' },
  ]);
});

test('filters are cut so that each fits into a query string', () => {
  const conditions = Array.from(
    { length: 120 },
    (_, index) => `Reference.StartsWith("CL-${'A'.repeat(15)}${index}")`,
  );
  const filters = chunksWithin(conditions, (joined) => `Reference!=null AND (${joined})`);
  expect(filters.length).toBeGreaterThan(1);
  for (const filter of filters) expect(encodeURIComponent(filter).length).toBeLessThanOrEqual(1800);
  expect(filters.join(' ').match(/StartsWith/g)).toHaveLength(120);
  expect(chunksWithin([])).toEqual([]);
  expect(chunksWithin(['x'.repeat(5000)])).toHaveLength(1);
});

test.each([
  ['/Date(1551139200000+0000)/', '2019-02-26'],
  ['/Date(1551139200000)/', '2019-02-26'],
  ['/Date(-86400000+0000)/', '1969-12-31'],
  ['2019-02-26T00:00:00', '2019-02-26'],
  ['2019-02-26 00:00:00', '2019-02-26'],
  ['2019-02-30', undefined],
  ['/Date(999999999999999)/', undefined],
  ['tomorrow', undefined],
  ['', undefined],
  [null, undefined],
])('the day in %j', (text, day) => {
  expect(dayOf(text)).toBe(day);
});
