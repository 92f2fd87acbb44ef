/** The HTTP ledger when things go wrong, and its published contract. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv2020 from 'ajv/dist/2020';
import type { DocumentType } from '../../../lib/accounting/document';
import { httpLedger } from '../../../lib/destinations/http';
import { LedgerError } from '../../../lib/destinations/ledger-destination';
import { documentOf, keyOf, NO_CONTEXT, referenceTo, saleLines } from '../../contract/destination-samples';
import {
  type HttpLedgerFault,
  type HttpLedgerSimulator,
  startHttpLedger,
} from '../../simulators/http-ledger';
import { connectTo } from './contract-ledger';

const ACCOUNTS = { receivable: '1200', sales: '4000', tax: '2200' };
const document = (name: string, more: object = {}) =>
  documentOf({ key: keyOf(name), type: 'invoice', lines: saleLines(ACCOUNTS), ...more });
const reference = (name: string, type: DocumentType = 'invoice') => referenceTo(keyOf(name), type);

let simulator: HttpLedgerSimulator;
beforeEach(async () => {
  simulator = await startHttpLedger();
});
afterEach(() => simulator.stop());

test.each<[HttpLedgerFault, string, number]>([
  ['answer_lost_after', 'unknown_outcome', 1],
  ['answer_lost_before', 'unknown_outcome', 0],
  ['throttled', 'throttled', 0],
  ['server_error', 'unknown_outcome', 0],
  ['nonsense', 'unknown_outcome', 1],
])('%s is told as %s, and leaves %s record', async (fault, errorClass, records) => {
  simulator.faults.push(fault);
  const [outcome] = await connectTo(simulator).send([document('a')], NO_CONTEXT);
  expect(outcome).toMatchObject({ state: 'failed', errorClass });
  expect(simulator.held).toHaveLength(records);
  const found = await connectTo(simulator).find([reference('a')]);
  expect(found.filter((record) => record !== undefined)).toHaveLength(records);
});

test('a lost answer is answered again by the service’s own idempotency, with one record', async () => {
  simulator.faults.push('answer_lost_after');
  const ledger = connectTo(simulator);
  await ledger.send([document('a')], NO_CONTEXT);
  expect(await ledger.send([document('a')], NO_CONTEXT)).toEqual([{ state: 'created', recordId: 'L-1' }]);
  expect(simulator.held).toHaveLength(1);
});

test('a service that asks to wait is waited for', async () => {
  simulator.faults.push('throttled');
  expect(await connectTo(simulator).send([document('a')], NO_CONTEXT)).toMatchObject([
    { retryAfterMs: 7000 },
  ]);
});

test('a total that comes back a cent off shows in what is read back', async () => {
  simulator.faults.push('altered_cent');
  const ledger = connectTo(simulator);
  await ledger.send([document('a')], NO_CONTEXT);
  const [record] = await ledger.find([reference('a')]);
  expect(record?.lines).toContainEqual({ ledgerAccount: '1200', debit: '11.91' });
});

test('a wrong token is a matter of the credential, in reads and in writes', async () => {
  const ledger = connectTo(simulator, 'another');
  expect(await ledger.send([document('a')], NO_CONTEXT)).toMatchObject([{ errorClass: 'credential' }]);
  await expect(ledger.listAccounts()).rejects.toMatchObject({ errorClass: 'credential' });
  await expect(ledger.listAccounts()).rejects.toThrow(LedgerError);
});

test('a payment names the record that it pays', async () => {
  const ledger = connectTo(simulator);
  await ledger.send([document('a')], NO_CONTEXT);
  const payment = document('p', {
    type: 'payment',
    appliesTo: reference('a'),
    lines: [
      { ledgerAccount: '1100', logicalAccount: 'clearing:stripe', role: 'money', debit: '11.90' },
      { ledgerAccount: '1200', logicalAccount: 'receivable', role: 'receivable', credit: '11.90' },
    ],
  });
  const recordIds = new Map([[keyOf('a'), 'L-1']]);
  expect(await ledger.send([payment], { recordIds })).toEqual([{ state: 'created', recordId: 'L-2' }]);
});

test('tax under a code of the ledger reads back under that code', async () => {
  const ledger = connectTo(simulator);
  await ledger.send([document('a', { lines: saleLines({ ...ACCOUNTS, tax: 'tax-code:S19' }) })], NO_CONTEXT);
  const [record] = await ledger.find([reference('a')]);
  expect(record?.lines).toContainEqual({ ledgerAccount: 'tax-code:S19', credit: '1.90' });
});

test('a thousand receipts take twenty calls', async () => {
  const ledger = connectTo(simulator);
  for (let start = 0; start < 1000; start += ledger.batchSize) {
    const documents = Array.from({ length: ledger.batchSize }, (_, index) => document(`k${start + index}`));
    await ledger.send(documents, NO_CONTEXT);
    await ledger.find(documents);
  }
  expect(simulator.held).toHaveLength(1000);
  expect(simulator.calls).toHaveLength(20);
});

test('plain HTTP is refused unless somebody allows it', () => {
  const open = (allowHttp: boolean) =>
    connectTo({ ...simulator, url: 'http://ledger.example' } as HttpLedgerSimulator, 'x') && allowHttp;
  expect(() => open(true)).toThrow(/clear text/);
});

test('the preview is the body that is sent, and the published OpenAPI file describes it', () => {
  const documents = [document('a')];
  const [request] = httpLedger.preview(
    documents,
    {
      connection: httpLedger.connectionOf({ url: simulator.url }),
      company: '',
      options: { items: 'generic' },
    },
    new Map(),
  );
  expect(request).toMatchObject({ method: 'POST', path: '/ledger/documents', body: { documents } });
  const openApi = JSON.parse(
    readFileSync(join(__dirname, '../../../docs/ledgers/http-ledger.openapi.json'), 'utf8'),
  ) as { readonly components: { readonly schemas: { readonly PostDocuments: object } } };
  const validate = new Ajv2020({ strict: false }).compile(openApi.components.schemas.PostDocuments);
  expect([validate(request?.body), validate.errors]).toEqual([true, null]);
  expect(validate({ documents: [{ ...document('b'), lines: [] }] })).toBe(false);
});
