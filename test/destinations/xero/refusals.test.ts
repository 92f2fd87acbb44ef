/** What a Xero organisation cannot hold, and what it says no to: the class of the error, and words that say what to do. */
import type { LedgerDocument } from '../../../lib/destinations/ledger-destination';
import {
  codedTax,
  coded,
  creditNote,
  documentOf,
  invoice,
  item,
  journal,
  money,
  owed,
  payment,
  plain,
  receipt,
  refundPayment,
} from './support/documents';
import { idsOf, sendAll } from './support/posting';
import { openXero, type XeroUnderTest } from './support/xero-host';

let xero: XeroUnderTest;
beforeEach(async () => {
  xero = await openXero();
});
afterEach(() => xero.sim.stop());

const refusalOf = async (document: LedgerDocument, ids: ReadonlyMap<string, string> = new Map()) => {
  const [outcome] = await sendAll(xero.destination, [document], ids);
  if (outcome?.state !== 'failed') throw new Error('it was created');
  return outcome;
};
const validation = (words: string) => ({ errorClass: 'validation', message: expect.stringContaining(words) });

test.each<readonly [string, LedgerDocument, string]>([
  [
    'an unknown account',
    documentOf('invoice', 'x', [owed('1.00'), plain('999', 'tips', 'credit', '1.00')]),
    '"999"',
  ],
  [
    'a receivable that is not Xero’s own',
    documentOf('invoice', 'x', [{ ...owed('1.00'), ledgerAccount: '612' }, item('1.00')]),
    'its own accounts receivable (610)',
  ],
  [
    'a sale to a bank account that is none',
    documentOf('sales_receipt', 'x', [money('1.00', 'debit', '611'), item('1.00')]),
    'no bank account of Xero',
  ],
  [
    'a bank account in another currency',
    documentOf('sales_receipt', 'x', [money('1.00', 'debit', '092'), item('1.00')]),
    'is in USD, and Xero would book EUR as if it were that',
  ],
  [
    'an item on a bank account',
    documentOf('invoice', 'x', [owed('1.00'), plain('091', 'tips', 'credit', '1.00')]),
    'which Xero takes on no line',
  ],
  [
    'a tax code that is not in use',
    documentOf('invoice', 'x', [owed('1.19'), item('1.00', coded('TAX009')), codedTax('TAX009', '0.19')]),
    'no tax code "TAX009" in use',
  ],
  ['a journal in another currency', journal('x', { currency: 'USD' }), 'manual journals are in EUR'],
  [
    'a journal with a bank account',
    documentOf('journal', 'x', [money('1.00'), plain('200', 'sales', 'credit', '1.00')]),
    'no bank accounts in a manual journal ("091", Stripe); post invoices with payments',
  ],
  [
    'a journal with accounts receivable',
    documentOf('journal', 'x', [owed('1.00'), plain('200', 'sales', 'credit', '1.00')]),
    'no accounts receivable, payable and retained earnings in a manual journal',
  ],
  [
    'a journal under a tax code',
    documentOf('journal', 'x', [
      plain('850', 'gift-card-liability', 'debit', '1.00'),
      codedTax('TAX001', '1.00'),
    ]),
    'works out the tax of a manual journal by itself',
  ],
  [
    'an amount that is too large',
    documentOf('invoice', 'x', [owed('10000000000.00'), item('10000000000.00')]),
    'more than 9,999,999,999.99',
  ],
  ['a currency that is none', invoice('x', { currency: 'XYZ' }), '"XYZ" is not a currency'],
  ['a sale without a customer', { ...invoice(), customer: undefined }, 'names no customer'],
])('%s is refused before it is sent', async (_, document, words) => {
  expect(await refusalOf(document)).toMatchObject(validation(words));
  expect(xero.sim.state.records).toEqual([]);
});

test('an archived account is named', async () => {
  const sales = xero.sim.state.accounts.find(({ Code }) => Code === '200');
  if (sales) sales.Status = 'ARCHIVED';
  expect(await refusalOf(invoice())).toMatchObject(validation('archived in Xero; restore it'));
});

test('a currency that the organisation has not added: Xero’s own words, and what to do', async () => {
  expect(await refusalOf(invoice('x', { currency: 'CHF' }))).toMatchObject(
    validation('Organisation is not subscribed to currency CHF Add the currency in Xero'),
  );
});

test('the later of the two lock dates counts, and is read once a run', async () => {
  Object.assign(xero.sim.state.organisation, {
    PeriodLockDate: '2026-01-31',
    EndOfYearLockDate: '2025-12-31',
  });
  expect(await xero.destination.lockDate()).toBe('2026-01-31');
  expect(await refusalOf(invoice('x', { date: '2026-01-31' }))).toMatchObject({
    errorClass: 'period_closed',
    message: 'Xero is locked up to 2026-01-31; the invoice is dated 2026-01-31',
  });
  expect(await sendAll(xero.destination, [invoice('y', { date: '2026-02-01' })])).toMatchObject([
    { state: 'created' },
  ]);
  expect(xero.sim.requests.filter(({ path }) => path.endsWith('Organisation'))).toHaveLength(1);
});

test('a lock that was set meanwhile is told by Xero', async () => {
  expect(await xero.destination.lockDate()).toBeUndefined();
  xero.sim.state.organisation.EndOfYearLockDate = '2026-03-31';
  const documents = [invoice(), creditNote(), receipt(), journal()];
  const outcomes = await sendAll(xero.destination, documents);
  for (const outcome of outcomes)
    expect(outcome).toMatchObject({
      errorClass: 'period_closed',
      message: expect.stringContaining('end of year lock date, currently set at 31 March 2026'),
    });
});

test('paying more than is owed, or what is not known, is refused', async () => {
  const sale = invoice();
  const note = creditNote();
  const ids = idsOf([sale, note], await sendAll(xero.destination, [sale, note]));
  expect(await refusalOf(payment(sale, '119.01'), ids)).toMatchObject(
    validation('exceeds the amount outstanding'),
  );
  expect(await refusalOf(refundPayment(note, '12.00'), ids)).toMatchObject(
    validation('exceeds the amount outstanding'),
  );
  expect(await refusalOf(payment(sale, '1.00'))).toMatchObject(validation('is not known'));
});

test.each([
  ['a token that is not accepted', { token: 'stale' }, 'Connect the Xero credential in n8n again'],
  [
    'an organisation that is not connected',
    { tenantId: 'other-organisation' },
    'not connected to this organisation',
  ],
])('%s stops the run', async (_, login, words) => {
  const worker = xero.worker(login);
  expect(await sendAll(worker, [invoice(), receipt()])).toMatchObject([
    { errorClass: 'credential', message: expect.stringContaining(words) },
    { errorClass: 'credential' },
  ]);
  await expect(worker.listAccounts()).rejects.toMatchObject({ errorClass: 'credential' });
  await expect(worker.lockDate()).rejects.toMatchObject({ errorClass: 'credential' });
});

test('a login that is taken away between the kinds stops at the first', async () => {
  xero.sim.fail({ on: 'PUT Invoices', what: 401, body: '{"Title":"Unauthorized","Detail":"TokenExpired"}' });
  const outcomes = await sendAll(xero.destination, [invoice(), receipt()]);
  expect(outcomes).toMatchObject([
    { errorClass: 'credential', message: expect.stringContaining('TokenExpired') },
    { errorClass: 'credential' },
  ]);
  expect(xero.sim.state.records).toEqual([]);
});

test('a ledger that stumbles while it is read leaves the documents unsent', async () => {
  xero.sim.fail(...[1, 2, 3, 4].map(() => ({ on: 'GET Accounts', what: 503 })));
  expect(await refusalOf(invoice())).toMatchObject({ errorClass: 'transient' });
  expect(await sendAll(xero.destination, [invoice()])).toMatchObject([{ state: 'created' }]);
});

test('reads are asked again when no answer came', async () => {
  xero.sim.fail({ on: 'GET Accounts', what: 'lost_before' }, { on: 'GET Accounts', what: 500 });
  expect((await xero.destination.listAccounts()).length).toBeGreaterThan(10);
});

test('an answer that is not what was asked for is no empty list', async () => {
  xero.sim.fail({ on: 'GET Accounts', what: 200, body: '{"Accounts":"none"}' });
  await expect(xero.destination.listAccounts()).rejects.toThrow(
    "Xero's answer to Accounts cannot be read at Accounts.",
  );
  xero.sim.fail({
    on: 'GET Organisation',
    what: 200,
    body: '{"Organisations":[{"BaseCurrency":"EUR","PeriodLockDate":"soon"}]}',
  });
  await expect(xero.destination.lockDate()).rejects.toThrow('lock date cannot be read');
  expect(await xero.destination.lockDate()).toBeUndefined();
});

test('words of Xero are cleaned and bounded', async () => {
  const words = `<script>\u0000\u202e${'very '.repeat(400)}`;
  xero.sim.fail({ on: 'PUT Invoices', what: 400, body: JSON.stringify({ Message: words }) });
  const { message } = await refusalOf(invoice());
  expect(message.length).toBeLessThan(450);
  expect(message).not.toContain('\u0000');
  expect(message).not.toContain('\u202e');
});
