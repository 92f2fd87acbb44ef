/** The element of each kind of document, as it goes over the wire. */
import { writeExactJson } from '../../../lib/destinations/exact-json';
import type { LedgerDocument } from '../../../lib/destinations/ledger-destination';
import { renderDocument, type RenderingIds } from '../../../lib/destinations/xero/render';
import { namedTracking } from '../../../lib/destinations/xero/tracking';
import { referenceText } from '../../../lib/destinations/xero/reference';
import {
  accountTax,
  coded,
  codedTax,
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
  refundReceipt,
} from './support/documents';

const ids: RenderingIds = {
  contact: () => 'C-1',
  record: (key) => `R-of-${key.split(':')[3]}`,
  rates: new Map([
    ['TAX001', { digits: 19n, scale: 0 }],
    ['OUTPUT2', { digits: 20n, scale: 0 }],
  ]),
  noTaxType: 'NONE',
  tracking: new Map(),
  ties: 'half-even',
};

const rendered = (document: LedgerDocument, more: Partial<RenderingIds> = {}) => {
  const result = renderDocument(document, { ...ids, ...more });
  if (typeof result === 'string') throw new Error(result);
  return { endpoint: result.endpoint, text: writeExactJson(result.element) };
};
const elementOf = (document: LedgerDocument) =>
  JSON.parse(rendered(document).text) as Record<string, unknown>;
const problemOf = (document: LedgerDocument) => renderDocument(document, ids);

const teaLine = (tax: number) => ({
  Description: 'Tea',
  Quantity: 1,
  UnitAmount: 10,
  LineAmount: 10,
  AccountCode: '200',
  TaxType: 'TAX001',
  TaxAmount: tax,
});

const reference = (document: LedgerDocument) =>
  `${document.shortKey} 1042 [cart-ledger ${document.key} shop.example]`;

test('an invoice', () => {
  const document = invoice();
  expect(rendered(document).endpoint).toBe('Invoices');
  expect(elementOf(document)).toEqual({
    Type: 'ACCREC',
    InvoiceNumber: document.shortKey,
    Contact: { ContactID: 'C-1' },
    Date: '2026-03-01',
    DueDate: '2026-03-01',
    Reference: reference(document),
    LineAmountTypes: 'Exclusive',
    CurrencyCode: 'EUR',
    Status: 'AUTHORISED',
    LineItems: [
      { ...teaLine(11.4), Quantity: 3, UnitAmount: 20, LineAmount: 60 },
      { ...teaLine(5.7), Description: 'Cup', UnitAmount: 30, LineAmount: 30 },
      { ...teaLine(1.9), Description: 'Shipping', AccountCode: '210' },
    ],
  });
});

test('a credit note', () => {
  const document = creditNote();
  expect(rendered(document).endpoint).toBe('CreditNotes');
  expect(elementOf(document)).toEqual({
    Type: 'ACCRECCREDIT',
    CreditNoteNumber: document.shortKey,
    Contact: { ContactID: 'C-1' },
    Date: '2026-03-01',
    Reference: reference(document),
    LineAmountTypes: 'Exclusive',
    CurrencyCode: 'EUR',
    Status: 'AUTHORISED',
    LineItems: [teaLine(1.9)],
  });
});

test.each([
  ['a sales receipt', receipt(), 'RECEIVE'],
  ['a refund receipt', refundReceipt(), 'SPEND'],
])('%s names the bank account, whose currency it has', (_, document, Type) => {
  expect(rendered(document).endpoint).toBe('BankTransactions');
  expect(elementOf(document)).toEqual({
    Type,
    Contact: { ContactID: 'C-1' },
    BankAccount: { Code: '091' },
    Date: '2026-03-01',
    Reference: reference(document),
    LineAmountTypes: 'Exclusive',
    Status: 'AUTHORISED',
    LineItems: [teaLine(1.9)],
  });
});

test('a bank account without a code is named by its id', () => {
  const id = 'acc00000-0000-4000-8000-000000000005';
  const document = documentOf('sales_receipt', 'r', [money('10.00', 'debit', id), item('10.00')]);
  expect(elementOf(document)['BankAccount']).toEqual({ AccountID: id });
});

test('a payment of an invoice, and a refund payment of a credit note', () => {
  const paid = payment(invoice(), '119.00');
  expect(rendered(paid).endpoint).toBe('Payments');
  expect(elementOf(paid)).toEqual({
    Invoice: { InvoiceID: 'R-of-sale' },
    Account: { Code: '091' },
    Date: '2026-03-01',
    Amount: 119,
    Reference: reference(paid),
  });
  const refunded = refundPayment(creditNote(), '11.90');
  expect(elementOf(refunded)).toEqual({
    CreditNote: { CreditNoteID: 'R-of-sale' },
    Account: { Code: '091' },
    Date: '2026-03-01',
    Amount: 11.9,
    Reference: reference(refunded),
  });
});

test('a journal: debits positive, no currency, and a narration that people can read', () => {
  const document = journal();
  expect(rendered(document).endpoint).toBe('ManualJournals');
  expect(elementOf(document)).toEqual({
    Narration: `${document.shortKey} Gift card breakage of order 1042 [cart-ledger ${document.key} shop.example]`,
    Date: '2026-03-01',
    LineAmountTypes: 'NoTax',
    Status: 'POSTED',
    JournalLines: [
      { LineAmount: 25, AccountCode: '850', Description: 'By hand' },
      { LineAmount: -25, AccountCode: '200', Description: 'By hand' },
    ],
  });
});

test('amounts stand in the body with their cents, never as floats', () => {
  const document = documentOf('invoice', 'big', [
    owed('9007199254.30'),
    item('9007199254.20'),
    accountTax('0.10'),
  ]);
  const { text } = rendered(document);
  expect(text).toContain('"LineAmount":9007199254.20');
  expect(text).toContain('"LineAmount":0.10');
  expect(rendered(payment(document, '0.30')).text).toContain('"Amount":0.30');
});

test.each([
  ['2', '0.01', { Quantity: 2, UnitAmount: 0.005, Description: 'Tea' }],
  ['3', '10.00', { Quantity: 1, UnitAmount: 10, Description: '3 × Tea' }],
  ['0.5', '10.00', { Quantity: 0.5, UnitAmount: 20, Description: 'Tea' }],
  ['03.00', '9.00', { Quantity: 3, UnitAmount: 3, Description: 'Tea' }],
  ['0', '10.00', { Quantity: 1, UnitAmount: 10, Description: 'Tea' }],
  ['-2', '10.00', { Quantity: 1, UnitAmount: 10, Description: 'Tea' }],
  ['two', '10.00', { Quantity: 1, UnitAmount: 10, Description: 'Tea' }],
  ['1.00001', '10.00', { Quantity: 1, UnitAmount: 10, Description: 'Tea' }],
])('%s pieces for %s', (quantity, amount, expected) => {
  const document = documentOf('invoice', 'q', [owed(amount), item(amount, { quantity })]);
  const [line] = elementOf(document)['LineItems'] as readonly unknown[];
  expect(line).toMatchObject(expected);
});

test('a discount is a negative line with its part of the tax', () => {
  const document = documentOf('invoice', 'd', [
    owed('108.00'),
    item('100.00', coded('OUTPUT2')),
    item('10.00', { ...coded('OUTPUT2'), memo: 'Discount' }, 'debit'),
    codedTax('OUTPUT2', '18.00'),
  ]);
  expect(elementOf(document)['LineItems']).toMatchObject([
    { LineAmount: 100, TaxAmount: 20 },
    { LineAmount: -10, UnitAmount: -10, TaxAmount: -2, Description: 'Discount' },
  ]);
});

test('tax on an account of its own is a line without tax, under the code for that where there is one', () => {
  const lines = [owed('119.00'), item('100.00'), accountTax('19.00')];
  expect(elementOf(documentOf('invoice', 'a', lines))['LineItems']).toMatchObject([
    { TaxType: 'NONE', TaxAmount: 0 },
    { TaxType: 'NONE', TaxAmount: 0, AccountCode: '825', LineAmount: 19 },
  ]);
  const withCode = [owed('119.00'), item('100.00', { ledgerTaxCodes: ['BASEXCLUDED'] }), accountTax('19.00')];
  expect(elementOf(documentOf('invoice', 'a', withCode))['LineItems']).toMatchObject([
    { TaxType: 'BASEXCLUDED' },
    { TaxType: 'BASEXCLUDED', AccountCode: '825' },
  ]);
});

test('dimensions are tracking categories, two a line at most', () => {
  const tracked = (dimensions: Record<string, string>) =>
    documentOf('invoice', 't', [owed('10.00'), item('10.00', { dimensions })]);
  const elementOfTracked = (document: LedgerDocument) =>
    JSON.parse(rendered(document, { tracking: namedTracking([document]) }).text) as Record<string, unknown>;
  const problemOf = (document: LedgerDocument) =>
    renderDocument(document, { ...ids, tracking: namedTracking([document]) });
  expect(elementOfTracked(tracked({ Region: 'North', Channel: 'Web' }))['LineItems']).toMatchObject([
    {
      Tracking: [
        { Name: 'Channel', Option: 'Web' },
        { Name: 'Region', Option: 'North' },
      ],
    },
  ]);
  expect(problemOf(tracked({ a: '1', b: '2', c: '3' }))).toContain('2 tracking categories');
  expect(problemOf(tracked({ Region: 'x'.repeat(101) }))).toContain('longer than 100');
});

test('yen are whole, and what has three decimals is refused', () => {
  const yen = documentOf('invoice', 'y', [owed('1190'), item('1000'), accountTax('190')], {
    currency: 'JPY',
  });
  expect(rendered(yen).text).toContain('"LineAmount":1000.00');
  const dinar = (net: string, total: string) =>
    documentOf('invoice', 'k', [owed(total), item(net)], { currency: 'KWD' });
  expect(rendered(dinar('1.190', '1.190')).text).toContain('"LineAmount":1.19');
  expect(problemOf(dinar('1.191', '1.191'))).toContain('Xero keeps amounts with 2 decimals');
});

test('what only Xero could not hold is refused in words', () => {
  const bare = documentOf('invoice', 'b', [owed('11.90'), item('10.00'), codedTax('TAX001', '1.90')]);
  expect(problemOf(bare)).toContain('is on none of the document');
  const two = documentOf('invoice', 'b', [owed('10.00'), item('10.00', { ledgerTaxCodes: ['A', 'B'] })]);
  expect(problemOf(two)).toContain('one tax code a line');
  expect(problemOf({ ...invoice(), customer: undefined })).toContain('names no customer');
  expect(problemOf({ ...payment(invoice(), '1.00'), appliesTo: undefined })).toContain('what it pays');
  expect(renderDocument(payment(invoice(), '1.00'), { ...ids, record: () => undefined })).toContain(
    'is not known',
  );
  expect(problemOf(documentOf('sales_receipt', 'x', [owed('5.00'), item('5.00')]))).toContain(
    'stand against money',
  );
  expect(problemOf(documentOf('invoice', 'x', [money('5.00'), item('5.00')]))).toContain(
    'stand against receivable',
  );
});

test('hostile texts are cut and cleaned, and a key that could not be found again makes no record', () => {
  const long = documentOf(
    'invoice',
    'l',
    [owed('10.00'), item('10.00', { memo: `${'x'.repeat(5000)}\n\u0000` })],
    {
      source: {
        platform: 'woocommerce',
        storeId: 'shop.example',
        orderId: '1',
        number: 'N\u0000"] OR true '.repeat(40),
      },
    },
  );
  const element = elementOf(long) as { Reference: string; LineItems: readonly { Description: string }[] };
  expect(element.Reference.length).toBeLessThanOrEqual(255);
  expect(element.Reference).toContain(`[cart-ledger ${long.key} shop.example]`);
  expect(element.LineItems[0]?.Description.length).toBeLessThanOrEqual(4000);
  expect(problemOf({ ...invoice(), shortKey: 'CL"' })).toContain('cannot be looked up');
  expect(problemOf({ ...invoice(), shortKey: 'CL,1' })).toContain('cannot be looked up');
  expect(problemOf({ ...invoice(), key: `woocommerce:shop.example:${'9'.repeat(240)}:sale:1#1` })).toContain(
    'of the 255 characters',
  );
  const empty = documentOf('invoice', 'e', [owed('10.00'), item('10.00', { memo: ' ' })], {
    description: '',
  });
  expect(elementOf(empty)['LineItems']).toMatchObject([{ Description: 'Order 1042' }]);
  expect(referenceText(journal(), '', 300)).toBe(
    `${journal().shortKey} [cart-ledger ${journal().key} shop.example]`,
  );
});

test('a journal of other accounts keeps their codes', () => {
  const document = documentOf('journal', 'j', [
    plain('404', 'fees:stripe', 'debit', '1.20'),
    plain('612', 'reserve', 'credit', '1.20'),
  ]);
  expect(elementOf(document)['JournalLines']).toMatchObject([
    { AccountCode: '404', LineAmount: 1.2 },
    { AccountCode: '612', LineAmount: -1.2 },
  ]);
});
