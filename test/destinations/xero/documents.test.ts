/** Each kind of document in a Xero that checks what it is sent: created, and read back as it was meant. */
import type { LedgerDocument } from '../../../lib/destinations/ledger-destination';
import { balances } from '../../simulators/xero/balances';
import {
  accountTax,
  creditNote,
  documentOf,
  invoice,
  item,
  journal,
  money,
  owed,
  payment,
  receipt,
  refundPayment,
  refundReceipt,
} from './support/documents';
import { idsOf, NO_IDS, readBack, sendAll } from './support/posting';
import { openXero, type XeroUnderTest } from './support/xero-host';

let xero: XeroUnderTest;
beforeEach(async () => {
  xero = await openXero();
});
afterEach(() => xero.sim.stop());

const writes = () => xero.sim.requests.filter(({ method }) => method !== 'GET');

test('one batch of every kind is created by kind, and reads back equal', async () => {
  const sales = [invoice(), creditNote(), receipt(), refundReceipt(), journal()];
  const created = await sendAll(xero.destination, sales);
  expect(created.map(({ state }) => state)).toEqual(sales.map(() => 'created'));
  expect(await readBack(xero.destination, sales)).toEqual(sales.map(() => 'equal'));
  const paid = [
    payment(sales[0] as LedgerDocument, '119.00'),
    refundPayment(sales[1] as LedgerDocument, '11.90'),
  ];
  const settled = await sendAll(xero.destination, paid, idsOf(sales, created));
  expect(settled.map(({ state }) => state)).toEqual(['created', 'created']);
  const all = [...sales, ...paid];
  expect(await readBack(xero.destination, all)).toEqual(all.map(() => 'equal'));
  expect(Object.fromEntries(balances(xero.sim.state))).toEqual({
    '091 EUR': 10710n,
    '200 EUR': -10500n,
    '210 EUR': -1000n,
    '850 EUR': 2500n,
    'tax:TAX001 EUR': -1710n,
  });
});

test('what writes is PUT, with an idempotency key, the organisation and a result for each element', async () => {
  const sales = [invoice(), creditNote(), receipt(), journal()];
  const created = await sendAll(xero.destination, sales);
  await sendAll(xero.destination, [payment(sales[0] as LedgerDocument, '119.00')], idsOf(sales, created));
  expect(writes().map(({ method, path }) => `${method} ${path.split('/').at(-1)}`)).toEqual([
    'PUT Contacts',
    'PUT Invoices',
    'PUT CreditNotes',
    'PUT BankTransactions',
    'PUT ManualJournals',
    'PUT Payments',
  ]);
  for (const { headers, query } of writes()) {
    expect(headers['xero-tenant-id']).toBe(xero.sim.tenantId);
    expect(String(headers['idempotency-key'])).toMatch(/^[\w-]{20,128}$/);
    expect(query['summarizeErrors']).toBe('false');
  }
  expect(new Set(writes().map(({ headers }) => headers['idempotency-key'])).size).toBe(writes().length);
  for (const { path, query } of writes().filter(({ path: at }) => /Invoices|Notes|BankTransactions/.test(at)))
    expect([path, query['unitdp']]).toEqual([path, '4']);
});

test('the simulated Xero would show a POST: it overwrites the invoice of that number', async () => {
  await sendAll(xero.destination, [invoice()]);
  const { body } = writes().find(({ path }) => path.endsWith('/Invoices')) ?? { body: '' };
  const headers = { authorization: `Bearer ${xero.sim.token}`, 'xero-tenant-id': xero.sim.tenantId };
  const url = `${xero.sim.url}/api.xro/2.0/Invoices`;
  const sent = body.replace('"UnitAmount":20.00,"LineAmount":60.00', '"UnitAmount":10.00,"LineAmount":30.00');
  const overwritten = await fetch(url, { method: 'POST', headers, body: sent });
  expect(overwritten.status).toBe(200);
  expect(xero.sim.state.records).toHaveLength(1);
  expect(await readBack(xero.destination, [invoice()])).toEqual([expect.stringContaining('instead of')]);
});

test('a number that Xero has is a duplicate, and the record stays as it was', async () => {
  await sendAll(xero.destination, [invoice(), creditNote()]);
  const others = [
    documentOf('invoice', 'i', [owed('1.00'), item('1.00')]),
    documentOf('credit_note', 'c', [item('1.00', {}, 'debit'), owed('1.00', 'credit')]),
  ];
  const outcomes = await sendAll(xero.destination, others);
  expect(outcomes).toMatchObject([
    { state: 'failed', errorClass: 'duplicate' },
    { state: 'failed', errorClass: 'duplicate' },
  ]);
  expect(await readBack(xero.destination, [invoice(), creditNote()])).toEqual(['equal', 'equal']);
});

test('one refused document of each kind harms no other of its batch', async () => {
  const wrong = { dimensions: { Planet: 'Mars' } };
  const documents = [
    invoice('a'),
    documentOf('invoice', 'b', [owed('1.00'), item('1.00', wrong)]),
    receipt('c'),
    documentOf('sales_receipt', 'd', [money('1.00'), item('1.00', wrong)]),
    invoice('e'),
  ];
  const outcomes = await sendAll(xero.destination, documents);
  expect(outcomes.map(({ state }) => state)).toEqual(['created', 'failed', 'created', 'failed', 'created']);
  expect(outcomes[1]).toMatchObject({ errorClass: 'validation', message: expect.stringContaining('Planet') });
  expect(await readBack(xero.destination, documents)).toEqual([
    'equal',
    'absent',
    'equal',
    'absent',
    'equal',
  ]);
});

test('a request that is turned away as a whole is halved until only the bad document fails', async () => {
  const bad = documentOf('invoice', 'bad', [owed('1.00'), item('1.00', { ledgerTaxCodes: ['TAX001'] })], {
    // Xero's schema takes no such number; nothing else about the document is wrong.
    shortKey: 'x'.repeat(256),
  });
  const documents = [invoice('a'), invoice('b'), bad, invoice('c')];
  const outcomes = await sendAll(xero.destination, documents);
  expect(outcomes.map(({ state }) => state)).toEqual(['created', 'created', 'failed', 'created']);
});

test('other currencies than the base go on invoices, and on receipts with a bank account in them', async () => {
  const dollars = { currency: 'USD' };
  const yen = { currency: 'JPY' };
  const documents = [
    documentOf('invoice', 'usd', [owed('11.90'), item('10.00'), accountTax('1.90')], dollars),
    documentOf('sales_receipt', 'usd-r', [money('11.90', 'debit', '092'), item('11.90')], dollars),
    documentOf('sales_receipt', 'jpy-r', [money('1190', 'debit', '093'), item('1190')], yen),
  ];
  const outcomes = await sendAll(xero.destination, documents);
  expect(outcomes.map(({ state }) => state)).toEqual(['created', 'created', 'created']);
  expect(await readBack(xero.destination, documents)).toEqual(['equal', 'equal', 'equal']);
  const owedDollars = payment(documents[0] as LedgerDocument, '11.90');
  const paid = {
    ...owedDollars,
    ...dollars,
    lines: [money('11.90', 'debit', '092'), owed('11.90', 'credit')],
  };
  expect(await sendAll(xero.destination, [paid], idsOf(documents, outcomes))).toMatchObject([
    { state: 'created' },
  ]);
  expect(await readBack(xero.destination, [paid])).toEqual(['equal']);
});

test('a bank account without a code is mapped, posted to and read back by its id', async () => {
  const paypal = (await xero.destination.listAccounts('paypal'))[0];
  expect(paypal).toEqual({
    id: 'acc00000-0000-4000-8000-000000000005',
    name: 'PayPal (bank account, EUR)',
    type: 'asset',
  });
  const document = documentOf('sales_receipt', 'pp', [money('5.00', 'debit', paypal?.id), item('5.00')]);
  expect(await sendAll(xero.destination, [document])).toMatchObject([{ state: 'created' }]);
  expect(await readBack(xero.destination, [document])).toEqual(['equal']);
});

test('payments may go to an account that is no bank account where Xero allows it', async () => {
  const sale = invoice();
  const ids = idsOf([sale], await sendAll(xero.destination, [sale]));
  const to = (account: string, name: string) => ({
    ...payment(sale, '10.00', name),
    lines: [money('10.00', 'debit', account), owed('10.00', 'credit')],
  });
  const outcomes = await sendAll(xero.destination, [to('611', 'p1'), to('612', 'p2')], ids);
  expect(outcomes).toMatchObject([
    { state: 'created' },
    { state: 'failed', errorClass: 'validation', message: expect.stringContaining('Enable payments') },
  ]);
});

test('nothing is sent for no documents', async () => {
  expect(await xero.destination.send([], NO_IDS)).toEqual([]);
  expect(xero.sim.requests).toEqual([]);
});
