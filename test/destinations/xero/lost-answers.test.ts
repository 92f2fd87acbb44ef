/** Answers that get lost, and answers that are not true: no document has two effects, and none is taken for created that is not. */
import type { DocumentType } from '../../../lib/accounting/document';
import type { LedgerDocument } from '../../../lib/destinations/ledger-destination';
import type { Fault } from '../../simulators/xero/faults';
import {
  creditNote,
  documentOf,
  invoice,
  item,
  journal,
  money,
  owed,
  payment,
  receipt,
} from './support/documents';
import { idsOf, readBack, sendAll } from './support/posting';
import { impatiently, openXero, type XeroUnderTest } from './support/xero-host';

let xero: XeroUnderTest;
beforeEach(async () => {
  xero = await openXero();
});
afterEach(() => xero.sim.stop());

const KINDS: readonly (readonly [string, DocumentType, (name: string) => LedgerDocument])[] = [
  ['Invoices', 'invoice', (name) => invoice(name)],
  ['CreditNotes', 'credit_note', (name) => creditNote(name)],
  ['BankTransactions', 'sales_receipt', (name) => receipt(name)],
  ['ManualJournals', 'journal', (name) => journal(name)],
];

const fail = (endpoint: string, what: Fault['what'], more: Partial<Fault> = {}) =>
  xero.sim.fail({ on: `PUT ${endpoint}`, what, ...more });
const keysSent = (endpoint: string) =>
  xero.sim.requests
    .filter(({ method, path }) => method === 'PUT' && path.endsWith(endpoint))
    .map(({ headers }) => headers['idempotency-key']);

describe.each(KINDS)('%s', (endpoint, _, make) => {
  const document = () => make('one');

  test('carried out, answer lost: it is found, and a second send within six minutes is answered as the first', async () => {
    fail(endpoint, 'lost_after');
    const [lost] = await sendAll(xero.destination, [document()]);
    expect(lost).toMatchObject({ state: 'failed', errorClass: 'unknown_outcome' });
    expect(await readBack(xero.destination, [document()])).toEqual(['equal']);
    const [again] = await sendAll(xero.destination, [document()]);
    const [record] = await xero.destination.find([document()]);
    expect(again).toEqual({ state: 'created', recordId: record?.recordId });
    expect(xero.sim.state.records).toHaveLength(1);
    expect(new Set(keysSent(endpoint)).size).toBe(1);
  });

  test('never arrived: it is not found, and the second send creates it once', async () => {
    fail(endpoint, 'lost_before');
    expect(await sendAll(xero.destination, [document()])).toMatchObject([{ errorClass: 'unknown_outcome' }]);
    expect(await readBack(xero.destination, [document()])).toEqual(['absent']);
    expect(await sendAll(xero.destination, [document()])).toMatchObject([{ state: 'created' }]);
    expect(xero.sim.state.records).toHaveLength(1);
  });

  test('too slow: given up here, carried out there, and found', async () => {
    // The contact is there already, so that only the document is given up.
    await sendAll(xero.destination, [make('before')]);
    fail(endpoint, 'slow');
    const [slow] = await impatiently(() => sendAll(xero.destination, [document()]));
    expect(slow).toMatchObject({ errorClass: 'unknown_outcome' });
    expect(await readBack(xero.destination, [document()])).toEqual(['equal']);
  });

  test.each([
    // A 500 Xero would repeat; behind its front the request may still be at work.
    [500, 2],
    [502, 1],
    [503, 1],
    [504, 1],
  ])('HTTP %i: nobody knows, and two sends have %i keys', async (status, keys) => {
    fail(endpoint, status);
    expect(await sendAll(xero.destination, [document()])).toMatchObject([{ errorClass: 'unknown_outcome' }]);
    expect(await readBack(xero.destination, [document()])).toEqual(['absent']);
    expect(await sendAll(xero.destination, [document()])).toMatchObject([{ state: 'created' }]);
    expect(new Set(keysSent(endpoint)).size).toBe(keys);
  });

  test('a cent that is another afterwards shows when it is read back', async () => {
    fail(endpoint, 'altered');
    expect(await sendAll(xero.destination, [document()])).toMatchObject([{ state: 'created' }]);
    expect(await readBack(xero.destination, [document()])).toEqual([expect.stringContaining('instead of')]);
  });

  test('an answer that is no JSON, or for other documents, says nothing about ours', async () => {
    fail(endpoint, 200, { body: '<html>' });
    expect(await sendAll(xero.destination, [document()])).toMatchObject([{ errorClass: 'unknown_outcome' }]);
    fail(endpoint, 200, { body: `{"${endpoint}":[]}` });
    expect(await sendAll(xero.destination, [document()])).toMatchObject([{ errorClass: 'unknown_outcome' }]);
    fail(endpoint, 200, { body: `{"${endpoint}":[{}]}` });
    expect(await sendAll(xero.destination, [document()])).toMatchObject([{ errorClass: 'unknown_outcome' }]);
    const id = `"${endpoint.replace(/s$/, '')}ID":"5e000000-0000-4000-8000-00000000ffff"`;
    fail(endpoint, 200, { body: `{"${endpoint}":[{${id},"InvoiceNumber":"INV-7","Reference":"theirs"}]}` });
    expect(await sendAll(xero.destination, [document()])).toMatchObject([
      { errorClass: 'unknown_outcome', message: expect.stringContaining('another document') },
    ]);
    expect(xero.sim.state.records).toEqual([]);
  });
});

test('a payment whose answer is lost is found by its reference, and pays once', async () => {
  const sale = invoice();
  const ids = idsOf([sale], await sendAll(xero.destination, [sale]));
  const paid = payment(sale, '119.00');
  fail('Payments', 'lost_after');
  expect(await sendAll(xero.destination, [paid], ids)).toMatchObject([{ errorClass: 'unknown_outcome' }]);
  expect(await readBack(xero.destination, [paid])).toEqual(['equal']);
  expect(await sendAll(xero.destination, [paid], ids)).toMatchObject([{ state: 'created' }]);
  expect(xero.sim.state.records).toHaveLength(2);
});

test('a lost answer for one kind leaves the others of the batch as they are', async () => {
  fail('BankTransactions', 'lost_after');
  const documents = [invoice(), receipt(), journal()];
  const outcomes = await sendAll(xero.destination, documents);
  expect(
    outcomes.map((outcome) => (outcome.state === 'failed' ? outcome.errorClass : outcome.state)),
  ).toEqual(['created', 'unknown_outcome', 'created']);
  expect(await readBack(xero.destination, documents)).toEqual(['equal', 'equal', 'equal']);
});

test('what was refused and has been mended since is a new request: Xero does not answer as it did before', async () => {
  const tracked = (key: string) =>
    documentOf('sales_receipt', key, [money('1.00'), item('1.00', { dimensions: { Region: 'North' } })]);
  expect(await sendAll(xero.destination, [tracked('before')])).toMatchObject([{ state: 'created' }]);
  // Taken away after we have seen it, so that it is Xero who refuses.
  xero.sim.state.tracking.set('Region', []);
  expect(await sendAll(xero.destination, [tracked('a')])).toMatchObject([{ errorClass: 'validation' }]);
  xero.sim.state.tracking.set('Region', ['North']);
  expect(await sendAll(xero.destination, [tracked('a')])).toMatchObject([{ state: 'created' }]);
  expect(await sendAll(xero.destination, [tracked('a')])).toMatchObject([{ state: 'created' }]);
  expect(xero.sim.state.records).toHaveLength(2);
});

test('after the six minutes an invoice is still refused by its number', async () => {
  await sendAll(xero.destination, [invoice()]);
  xero.clock.advance(360_001);
  expect(await sendAll(xero.destination, [invoice()])).toMatchObject([{ errorClass: 'duplicate' }]);
  expect(xero.sim.state.records).toHaveLength(1);
});

test('two workers that send the same batch at once create it once', async () => {
  await sendAll(xero.destination, [invoice('first')]);
  const batch = [invoice('a'), invoice('b')];
  const workers = [xero.worker({ lookups: xero.lookups }), xero.worker({ lookups: xero.lookups })];
  await Promise.all(workers.map((worker) => sendAll(worker, batch)));
  expect(xero.sim.state.records).toHaveLength(3);
});

test('what may still be at work at Xero is looked up twice before it is sent again', () => {
  expect(xero.destination.lookupLagMs).toBe(120_000);
});

test('a receipt that owes nothing to its kind is told apart by its lines', async () => {
  const wrong = { ...receipt(), lines: [owed('1.00'), item('1.00')] };
  expect(await sendAll(xero.destination, [wrong])).toMatchObject([{ errorClass: 'validation' }]);
});
