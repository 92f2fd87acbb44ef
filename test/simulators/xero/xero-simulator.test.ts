/** What the simulated Xero refuses, forgets and counts: a test that leans on it is worth what is shown here. */
import { TestClock } from '../../support/test-clock';
import { balances } from './balances';
import { startXero, type XeroOptions, type XeroSim } from './start-xero';
import { parseWhere, WhereError } from './where-clause';

let xero: XeroSim;
let clock: TestClock;
const open = async (options: Partial<XeroOptions> = {}) => {
  clock = new TestClock();
  xero = await startXero({ now: () => clock.now(), ...options });
};
beforeEach(() => open());
afterEach(() => xero.stop());

interface Asked {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Readonly<Record<string, never>>;
}

const ask = async (
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Asked> => {
  const answer = await fetch(`${xero.url}/api.xro/2.0/${path}`, {
    method,
    headers: { authorization: `Bearer ${xero.token}`, 'xero-tenant-id': xero.tenantId, ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return {
    status: answer.status,
    headers: answer.headers,
    body: text.startsWith('{') ? JSON.parse(text) : {},
  };
};

const contact = async (Name = 'Ada') => {
  const { body } = await ask('PUT', 'Contacts', { Contacts: [{ Name }] });
  return (body as unknown as { Contacts: [{ ContactID: string }] }).Contacts[0].ContactID;
};
const line = (more: object = {}) => ({
  Description: 'Tea',
  Quantity: 1,
  UnitAmount: 10,
  LineAmount: 10,
  AccountCode: '200',
  TaxType: 'TAX001',
  TaxAmount: 1.9,
  ...more,
});
const invoice = (ContactID: string, more: object = {}) => ({
  Type: 'ACCREC',
  InvoiceNumber: 'INV-1',
  Contact: { ContactID },
  Date: '2026-03-01',
  DueDate: '2026-03-01',
  LineAmountTypes: 'Exclusive',
  Status: 'AUTHORISED',
  LineItems: [line()],
  ...more,
});
const put = (endpoint: string, elements: readonly unknown[], headers: Record<string, string> = {}) =>
  ask('PUT', `${endpoint}?summarizeErrors=false`, { [endpoint]: elements }, headers);
const wordsOf = async (endpoint: string, element: unknown) => {
  const { body } = await put(endpoint, [element]);
  const [first] =
    (body as unknown as Record<string, [{ ValidationErrors?: { Message: string }[] }]>)[endpoint] ?? [];
  return (first?.ValidationErrors ?? []).map(({ Message }) => Message).join(' ');
};

test('a login and an organisation are asked for on every call', async () => {
  expect((await ask('GET', 'Accounts', undefined, { authorization: 'Bearer other' })).status).toBe(401);
  expect((await ask('GET', 'Accounts', undefined, { 'xero-tenant-id': 'other' })).status).toBe(403);
  expect((await ask('GET', 'Accounts')).status).toBe(200);
});

test('a body with a field that Xero does not know, or without one that it needs, is refused as a whole', async () => {
  const id = await contact();
  expect(await put('Invoices', [invoice(id, { Memo: 'x' })])).toMatchObject({
    status: 400,
    body: { Message: expect.stringContaining('additional properties') },
  });
  expect((await put('Invoices', [invoice(id, { Contact: { Name: 'Ada' } })])).status).toBe(400);
  expect((await put('Invoices', [invoice(id, { LineItems: [] })])).status).toBe(400);
  expect((await put('BankTransactions', [{ Type: 'RECEIVE', LineItems: [line()] }])).status).toBe(400);
  expect((await put('Contacts', [{ Name: ' Ada' }])).status).toBe(400);
  expect(xero.state.records).toEqual([]);
});

test('more than fifty elements are refused', async () => {
  const id = await contact();
  const many = Array.from({ length: 51 }, (_, index) => invoice(id, { InvoiceNumber: `INV-${index}` }));
  expect((await put('Invoices', many)).status).toBe(400);
});

test('with summarizeErrors one bad element refuses all, without it only itself', async () => {
  const id = await contact();
  const both = [
    invoice(id),
    invoice(id, { InvoiceNumber: 'INV-2', LineItems: [line({ AccountCode: '999' })] }),
  ];
  const all = await ask('PUT', 'Invoices', { Invoices: both });
  expect(all).toMatchObject({
    status: 400,
    body: { Elements: [{ ValidationErrors: [] }, { ValidationErrors: [{}] }] },
  });
  expect(xero.state.records).toEqual([]);
  const each = await put('Invoices', both);
  expect(each).toMatchObject({
    status: 200,
    body: {
      Invoices: [{ StatusAttributeString: 'OK' }, { StatusAttributeString: 'ERROR', HasErrors: true }],
    },
  });
  expect(xero.state.records).toHaveLength(1);
});

test('PUT refuses a number that is taken, POST overwrites what has it', async () => {
  const id = await contact();
  await put('Invoices', [invoice(id)]);
  expect(await wordsOf('Invoices', invoice(id))).toBe('Invoice # must be unique.');
  const other = invoice(id, { LineItems: [line({ UnitAmount: 20, LineAmount: 20, TaxAmount: 3.8 })] });
  expect((await ask('POST', 'Invoices?summarizeErrors=false', { Invoices: [other] })).status).toBe(200);
  expect(Object.fromEntries(balances(xero.state))).toMatchObject({ '610 EUR': 2380n });
});

test('an idempotency key answers the same request for six minutes, and refuses another', async () => {
  const id = await contact();
  const key = { 'idempotency-key': 'k1' };
  const bank = (amount: number) => ({
    Type: 'RECEIVE',
    Contact: { ContactID: id },
    BankAccount: { Code: '091' },
    Date: '2026-03-01',
    LineAmountTypes: 'Exclusive',
    LineItems: [line({ UnitAmount: amount, LineAmount: amount, TaxType: 'NONE', TaxAmount: 0 })],
  });
  const first = await put('BankTransactions', [bank(1)], key);
  expect(await put('BankTransactions', [bank(1)], key)).toMatchObject({ body: first.body });
  expect(xero.state.records).toHaveLength(1);
  expect((await put('BankTransactions', [bank(2)], key)).status).toBe(400);
  clock.advance(360_000);
  await put('BankTransactions', [bank(1)], key);
  expect(xero.state.records).toHaveLength(2);
  expect((await put('BankTransactions', [bank(1)], { 'idempotency-key': 'x'.repeat(129) })).status).toBe(400);
});

test.each<readonly [string, object, string]>([
  [
    'a line that is not quantity times price',
    { LineItems: [line({ Quantity: 3 })] },
    'expected line total 30.00',
  ],
  [
    'half a cent',
    { LineItems: [line({ UnitAmount: 10.005, LineAmount: 10.005 })] },
    'does not equal the sum',
  ],
  ['an unknown account', { LineItems: [line({ AccountCode: '999' })] }, "Account code '999'"],
  ['a bank account on a line', { LineItems: [line({ AccountCode: '091' })] }, "Account code '091'"],
  ['an unknown tax type', { LineItems: [line({ TaxType: 'X' })] }, 'The TaxType code X'],
  ['more tax than amount', { LineItems: [line({ TaxAmount: 11 })] }, 'cannot exceed'],
  [
    'an unknown option',
    { LineItems: [line({ Tracking: [{ Name: 'Region', Option: 'Mars' }] })] },
    'TrackingCategory',
  ],
  ['another currency', { CurrencyCode: 'CHF' }, 'not subscribed to currency CHF'],
  ['a day that is none', { Date: '2026-02-30' }, 'not valid'],
  [
    'a contact that is gone',
    { Contact: { ContactID: '00000000-0000-0000-0000-000000000000' } },
    'could not be found',
  ],
])('an invoice with %s is refused', async (_, more, words) => {
  expect(await wordsOf('Invoices', invoice(await contact(), more))).toContain(words);
});

test('on an invoice the tax may be another than Xero’s, on a bank transaction not', async () => {
  const id = await contact();
  const LineItems = [line({ TaxAmount: 1.91 })];
  expect(await wordsOf('Invoices', invoice(id, { LineItems }))).toBe('');
  const { InvoiceNumber: _n, DueDate: _d, ...rest } = invoice(id, { LineItems });
  const bank = { ...rest, Type: 'RECEIVE', BankAccount: { Code: '091' } };
  expect(await wordsOf('BankTransactions', bank)).toBe(
    'Tax amount 1.91 is incorrect for TAX001 tax type, should be 1.90',
  );
  expect(await wordsOf('BankTransactions', { ...bank, BankAccount: { Code: '200' } })).toContain('type BANK');
});

test('a bank transaction has the currency of its bank account', async () => {
  const { InvoiceNumber: _n, DueDate: _d, ...rest } = invoice(await contact());
  await put('BankTransactions', [{ ...rest, Type: 'RECEIVE', BankAccount: { Code: '092' } }]);
  expect(xero.state.records).toMatchObject([{ CurrencyCode: 'USD' }]);
});

test('a locked day is refused, the day after is taken', async () => {
  const id = await contact();
  xero.state.organisation.PeriodLockDate = '2026-02-28';
  expect(await wordsOf('Invoices', invoice(id, { Date: '2026-02-28' }))).toContain(
    'cannot be before the period lock date, currently set at 28 February 2026',
  );
  expect(await wordsOf('Invoices', invoice(id))).toBe('');
});

test('manual journals balance, and touch neither bank nor control accounts', async () => {
  const journal = (AccountCode: string, LineAmount = -5) => ({
    Narration: 'n',
    Date: '2026-03-01',
    JournalLines: [
      { AccountCode: '404', LineAmount: 5 },
      { AccountCode, LineAmount },
    ],
  });
  expect(await wordsOf('ManualJournals', journal('200'))).toBe('');
  expect(await wordsOf('ManualJournals', journal('200', -4))).toContain('must equal total credits (-4.00)');
  for (const code of ['091', '610', '800', '960'])
    expect(await wordsOf('ManualJournals', journal(code))).toContain('cannot be used in a manual journal');
});

test('names and numbers of contacts are unique, whatever their case', async () => {
  await put('Contacts', [{ Name: 'Ada', ContactNumber: 'CL-1' }]);
  expect(await wordsOf('Contacts', { Name: 'ADA' })).toContain('already assigned to another contact');
  expect(await wordsOf('Contacts', { Name: 'Grace', ContactNumber: 'cl-1' })).toContain('already exists');
});

test('calls are counted by the minute and by the day', async () => {
  await xero.stop();
  await open({ minuteLimit: 2, dayLimit: 3 });
  expect((await ask('GET', 'Accounts')).headers.get('x-minlimit-remaining')).toBe('1');
  await ask('GET', 'Accounts');
  clock.advance(15_000);
  const minute = await ask('GET', 'Accounts');
  expect([
    minute.status,
    minute.headers.get('retry-after'),
    minute.headers.get('x-rate-limit-problem'),
  ]).toEqual([429, '45', 'minute']);
  clock.advance(60_000);
  expect((await ask('GET', 'Accounts')).headers.get('x-daylimit-remaining')).toBe('0');
  expect((await ask('GET', 'Accounts')).headers.get('x-rate-limit-problem')).toBe('day');
});

test('collections show lines only by the page, a hundred a page unless told otherwise', async () => {
  const id = await contact();
  for (let start = 0; start < 150; start += 50)
    await put(
      'Invoices',
      Array.from({ length: 50 }, (_, index) => invoice(id, { InvoiceNumber: `INV-${start + index}` })),
    );
  const invoicesOf = async (query: string) =>
    (await ask('GET', `Invoices?${query}`)).body as unknown as {
      Invoices: readonly { LineItems: readonly unknown[]; Date: string }[];
      pagination?: object;
    };
  expect((await invoicesOf('')).Invoices[0]?.LineItems).toEqual([]);
  const page = await invoicesOf('page=2');
  expect(page.Invoices).toHaveLength(50);
  expect(page.Invoices[0]).toMatchObject({ LineItems: [{}], Date: '/Date(1772323200000+0000)/' });
  expect(page.pagination).toEqual({ page: 2, pageSize: 100, pageCount: 2, itemCount: 150 });
  expect((await invoicesOf('page=1&pageSize=1000')).Invoices).toHaveLength(150);
  expect((await invoicesOf('page=1&InvoiceNumbers=INV-3,inv-4,none')).Invoices).toHaveLength(2);
});

test('a query string that is too long is not found, a filter that is none is refused', async () => {
  expect((await ask('GET', `Invoices?where=${'x'.repeat(2050)}`)).status).toBe(404);
  expect((await ask('GET', `Invoices?where=${encodeURIComponent('Total ~ 5')}`)).status).toBe(400);
});

test('the trial balance is what the records amount to', async () => {
  await put('Invoices', [invoice(await contact())]);
  const { body } = await ask('GET', 'Reports/TrialBalance?date=2026-03-31');
  expect(JSON.stringify(body)).toContain('[{"Value":"610 EUR"},{"Value":"11.90"},{"Value":""}]');
  const before = await ask('GET', 'Reports/TrialBalance?date=2026-02-28');
  expect(JSON.stringify(before.body)).not.toContain('610');
});

test.each([
  ['Type=="ACCREC" AND Date>=DateTime(2026,03,01)', true],
  ['Type=="accrec" && Date<DateTime(2026, 3, 1)', false],
  ['Reference!=null AND (Reference.StartsWith("CL-") OR Reference.EndsWith("x"))', true],
  ['Reference=null', false],
  ['Contact.ContactID==guid("7") OR Paid==true', true],
  ['Reference.Contains("1 s")', true],
])('the filter %s', (text, expected) => {
  const row = {
    Type: 'ACCREC',
    Date: '2026-03-01',
    Reference: 'CL-1 sale',
    Contact: { ContactID: '8' },
    Paid: true,
  };
  expect(parseWhere(text)(row)).toBe(expected);
});

test('a method on a field that is not set fails, as in Xero', () => {
  expect(() => parseWhere('Reference.StartsWith("CL-")')({})).toThrow(WhereError);
  for (const wrong of [
    '',
    'Type',
    'Type==',
    '(Type=="A"',
    'Type=="A" Type=="B"',
    '"A"==Type',
    'Type=="A" AND',
  ])
    expect(() => parseWhere(wrong)).toThrow(WhereError);
});
