/** What the menus show of Xero, which organisations a login has, and what would be sent. */
import type { DestinationContext, LedgerOptions } from '../../../lib/destinations/destination-kind';
import { contactNumber } from '../../../lib/destinations/xero/contacts';
import { xero as kind } from '../../../lib/destinations/xero/kind';
import { silentLog, TestClock } from '../../support/test-clock';
import { creditNote, documentOf, invoice, item, journal, owed, payment, receipt } from './support/documents';
import { sendAll } from './support/posting';
import { MemoryLookups, openXero, signedSend, type XeroUnderTest } from './support/xero-host';

let xero: XeroUnderTest;
beforeEach(async () => {
  xero = await openXero();
});
afterEach(() => xero.sim.stop());

const context = (more: Partial<DestinationContext> = {}): DestinationContext => ({
  http: signedSend(xero.sim.token),
  clock: new TestClock(),
  log: silentLog,
  connection: { baseUrl: xero.sim.url },
  company: xero.sim.tenantId,
  lookups: new MemoryLookups(),
  options: { items: 'generic' },
  storage: {} as DestinationContext['storage'],
  ...more,
});

test('it is reached with n8n’s own login, at one address', () => {
  expect(kind.credentials).toMatchObject([{ name: 'xeroOAuth2Api', displayName: 'Xero OAuth2' }]);
  expect(kind.connectionOf({})).toEqual({ baseUrl: 'https://api.xero.com' });
  expect(kind.company).toBe('choice');
});

test('the organisations of a login are a choice; practices are none', async () => {
  expect(await kind.listCompanies?.(context())).toEqual([{ id: xero.sim.tenantId, name: 'Demo Shop Ltd' }]);
  await expect(kind.listCompanies?.(context({ http: signedSend('stale') }))).rejects.toMatchObject({
    errorClass: 'credential',
  });
});

test('one organisation is one destination, and none is none', () => {
  const destination = kind.connect(context());
  expect(destination).toMatchObject({ kind: 'xero', id: `xero:${xero.sim.tenantId}`, batchSize: 50 });
  expect(destination.accepts('sales')).toBe(false);
  expect(destination.abilities.taxCodes).toBe('one-a-line');
  expect(() => kind.connect(context({ company: '' }))).toThrow('No Xero organisation is chosen');
  expect(() => kind.connect(context({ company: 'x\r\nauthorization: y' }))).toThrow('No Xero organisation');
  expect(() => kind.connect(context({ connection: { baseUrl: 'http://api.xero.example' } }))).toThrow(
    'clear text',
  );
});

test('the chart names bank accounts as such, and can be searched', async () => {
  const destination = kind.connect(context());
  expect(await destination.listAccounts('usd')).toEqual([
    { id: '092', name: 'Stripe USD (bank account, USD)', type: 'asset' },
  ]);
  const all = await destination.listAccounts();
  expect(all.find(({ id }) => id === '200')).toEqual({ id: '200', name: 'Sales', type: 'income' });
  expect(all.find(({ id }) => id === '800')).toMatchObject({ type: 'liability' });
});

test('tax codes in use, with their rates', async () => {
  const codes = await kind.connect(context()).listTaxCodes();
  expect(codes).toContainEqual({ id: 'TAX002', name: '8.25% sales tax', rate: '8.25' });
  expect(codes).toContainEqual({ id: 'NONE', name: 'No VAT', rate: '0' });
  expect(codes.map(({ id }) => id)).not.toContain('TAX009');
  expect(await kind.connect(context()).listTaxCodes('vat on')).toMatchObject([{ id: 'OUTPUT2' }]);
});

test('in Australia a line without tax is BAS Excluded', async () => {
  const rates = xero.sim.state.taxRates;
  rates.splice(0, rates.length, {
    TaxType: 'BASEXCLUDED',
    Name: 'BAS Excluded',
    EffectiveRate: '0.0000',
    Status: 'ACTIVE',
  });
  const document = documentOf('invoice', 'au', [owed('10.00'), item('10.00')]);
  expect(await sendAll(kind.connect(context()), [document])).toMatchObject([{ state: 'created' }]);
});

const preview = (
  documents: Parameters<typeof kind.preview>[0],
  known: ReadonlyMap<string, string> = new Map(),
) =>
  kind.preview(
    documents,
    { connection: { baseUrl: '' }, company: '', options: { items: 'generic' } as LedgerOptions },
    known,
  );

test('the requests that would be sent: contacts first, ids that only Xero can give as placeholders', () => {
  const sale = invoice();
  const shown = preview([payment(sale, '119.00'), sale, creditNote(), receipt(), journal()]);
  expect(shown.map(({ method, path }) => `${method} ${path}`)).toEqual([
    'PUT /api.xro/2.0/Contacts?summarizeErrors=false',
    'PUT /api.xro/2.0/Invoices?summarizeErrors=false&unitdp=4',
    'PUT /api.xro/2.0/CreditNotes?summarizeErrors=false&unitdp=4',
    'PUT /api.xro/2.0/BankTransactions?summarizeErrors=false&unitdp=4',
    'PUT /api.xro/2.0/ManualJournals?summarizeErrors=false',
    'PUT /api.xro/2.0/Payments?summarizeErrors=false',
  ]);
  const key = sale.customer?.key ?? '';
  expect(shown[0]?.body).toEqual({
    Contacts: [{ Name: 'shop.example buyers', ContactNumber: contactNumber({ key }) }],
  });
  expect(shown[1]?.body).toMatchObject({ Invoices: [{ Contact: { ContactID: `{{customer ${key}}}` } }] });
  expect(shown[5]?.body).toMatchObject({ Payments: [{ Invoice: { InvoiceID: `{{record ${sale.key}}}` } }] });
});

test('with known ids the bodies are those that are sent', async () => {
  const documents = [invoice(), creditNote(), receipt(), journal()];
  await sendAll(xero.destination, documents);
  const [contact] = xero.sim.state.contacts;
  const known = new Map([[`customer ${documents[0]?.customer?.key}`, contact?.ContactID ?? '']]);
  const sent = xero.sim.requests
    .filter(({ method, path }) => method === 'PUT' && !path.endsWith('Contacts'))
    .map(({ path, body }) => [path, JSON.parse(body) as unknown]);
  const shown = preview(documents, known).map(({ path, body }) => [path.split('?')[0], body]);
  expect(shown).toEqual(sent);
});

test('more than fifty go in several requests; what Xero cannot hold goes in none', () => {
  const many = Array.from({ length: 51 }, (_, index) => invoice(`i${index}`));
  const shown = preview([...many, { ...invoice('bare'), customer: undefined }]);
  expect(shown.slice(1).map(({ body }) => (body as { Invoices: unknown[] }).Invoices.length)).toEqual([
    50, 1,
  ]);
  expect(preview([])).toEqual([]);
});
