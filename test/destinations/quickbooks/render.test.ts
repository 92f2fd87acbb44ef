/** The bodies, word for word: what a bookkeeper would check against the API's reference. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseExactJson } from '../../../lib/destinations/exact-json';
import type { LedgerDocument, LedgerLine } from '../../../lib/destinations/ledger-destination';
import { recordDifference } from '../../../lib/posting/read-back';
import { accountRow, RECEIVABLE } from '../../simulators/quickbooks/company';
import type { SimulatorOptions } from '../../simulators/quickbooks/start-quickbooks';
import { ACCOUNTS } from '../../simulators/quickbooks/seed';
import { connectTo, simulators } from './support/connection';
import {
  documentOf,
  globalCreditNote,
  globalInvoice,
  globalSalesReceipt,
  journal,
  line,
  payment,
  refundPayment,
  usCreditNote,
  usInvoice,
  usRefundReceipt,
  usSalesReceipt,
} from './support/documents';

const start = simulators();
const GLOBAL: SimulatorOptions = { country: 'DE', currency: 'EUR', multiCurrency: true };

/** The text of the batch in which a document went out, and the outcome. */
const sent = async (
  document: LedgerDocument,
  options: SimulatorOptions = {},
  before: readonly LedgerDocument[] = [],
) => {
  const simulator = await start(options);
  const ledger = connectTo(simulator);
  const recordIds = new Map<string, string>();
  for (const earlier of before) {
    const [outcome] = await ledger.send([earlier], { recordIds });
    if (outcome?.state === 'created') recordIds.set(earlier.key, outcome.recordId);
  }
  const [outcome] = await ledger.send([document], { recordIds });
  const batches = simulator.asked.filter(({ kind }) => kind === 'batch');
  return { outcome, text: batches.at(-1)?.text ?? '', simulator };
};

const golden = (name: string): string =>
  readFileSync(join(__dirname, '../../golden/quickbooks', `${name}.json`), 'utf8');

describe('a document becomes its record of QuickBooks', () => {
  it.each<[string, LedgerDocument, SimulatorOptions, readonly LedgerDocument[]]>([
    ['us-sales-receipt', usSalesReceipt(), {}, []],
    ['us-invoice', usInvoice(), {}, []],
    ['us-credit-memo', usCreditNote(), {}, []],
    ['us-refund-receipt', usRefundReceipt(), {}, []],
    ['us-payment', payment(usInvoice()), {}, [usInvoice()]],
    ['us-refund-payment', refundPayment(usCreditNote()), {}, []],
    ['us-journal', journal(), {}, []],
    ['global-sales-receipt', globalSalesReceipt(), GLOBAL, []],
    ['global-credit-memo', globalCreditNote(), GLOBAL, []],
    ['global-invoice', globalInvoice(), GLOBAL, []],
    ['global-journal', journal('journal', { currency: 'USD' }), GLOBAL, []],
  ])('%s', async (name, document, options, before) => {
    const { outcome, text } = await sent(document, options, before);
    expect(outcome).toMatchObject({ state: 'created' });
    // Once with the digits of every number, once with its kind.
    expect(parseExactJson(text)).toEqual(parseExactJson(golden(name)));
    expect(JSON.parse(text)).toEqual(JSON.parse(golden(name)));
  });
});

const refusalOf = async (document: LedgerDocument, options: SimulatorOptions = {}): Promise<string> => {
  const { outcome, simulator } = await sent(document, options);
  expect(outcome).toMatchObject({ state: 'failed', errorClass: 'validation' });
  // Neither a record nor a customer or item for its sake.
  expect(simulator.asked.filter(({ kind }) => kind === 'batch')).toEqual([]);
  return (outcome as { readonly message: string }).message;
};

const sale = (lines: readonly LedgerLine[], more: Partial<LedgerDocument> = {}): LedgerDocument =>
  documentOf('sale', { type: 'sales_receipt', lines, ...more });

describe('amounts keep their digits', () => {
  const { clearing, sales } = ACCOUNTS;
  const amountsIn = async (amount: string, options: SimulatorOptions, currency: string) => {
    const lines = [
      line('clearing:stripe', clearing, 'debit', amount),
      line('sales', sales, 'credit', amount, { quantity: '1' }),
    ];
    return sent(sale(lines, { currency }), options);
  };

  it('beyond what a float holds, also as a price', async () => {
    const { text, outcome } = await amountsIn('90071992547409.93', {}, 'USD');
    expect(outcome).toMatchObject({ state: 'created' });
    expect(text).toContain('"Amount":90071992547409.93,');
    expect(text).toContain('"UnitPrice":90071992547409.93');
  });

  it('with no decimals for yen', async () => {
    const { text } = await amountsIn('1190', GLOBAL, 'JPY');
    expect(text).toContain('"Amount":1190,');
  });

  it('with two of three decimals, where the third is 0', async () => {
    const { text, outcome } = await amountsIn('1.190', GLOBAL, 'KWD');
    expect(outcome).toMatchObject({ state: 'created' });
    expect(text).toContain('"Amount":1.19,');
  });

  it('or are refused, because QuickBooks would round them', async () => {
    const lines = [
      line('clearing:stripe', clearing, 'debit', '1.191'),
      line('sales', sales, 'credit', '1.191'),
    ];
    expect(await refusalOf(sale(lines, { currency: 'KWD' }), GLOBAL)).toContain('1.191 KWD needs 3');
  });
});

describe('quantity and price are told only when they make the amount', () => {
  const { clearing, sales } = ACCOUNTS;
  const pairOf = async (quantity: string, amount: string) => {
    const lines = [
      line('clearing:stripe', clearing, 'debit', amount),
      line('sales', sales, 'credit', amount, { quantity }),
    ];
    const { text } = await sent(sale(lines));
    return /"Qty":([\d.]+),"UnitPrice":([\d.]+)/.exec(text)?.slice(1, 3);
  };

  it.each([
    ['3', '30.00', ['3', '10.00']],
    ['8', '0.01', ['8', '0.00125']],
    ['0.5', '1.00', ['0.5', '2.00']],
    ['1.250', '10.00', ['1.250', '8.00']],
    ['3', '10.00', undefined],
    ['7', '0.01', undefined],
  ])('%s for %s', async (quantity, amount, pair) => {
    expect(await pairOf(quantity, amount)).toEqual(pair);
  });
});

describe('what QuickBooks cannot hold is refused before anything is sent, in words', () => {
  const { clearing, sales, receivable, tax, shipping } = ACCOUNTS;

  it('two tax codes in one record of the US', async () => {
    const message = await refusalOf(
      sale([
        line('clearing:stripe', clearing, 'debit', '22.00'),
        line('sales', sales, 'credit', '10.00', { ledgerTaxCodes: ['2'] }),
        line('sales', sales, 'credit', '10.00', { ledgerTaxCodes: ['5'] }),
        line('tax:A', 'tax-code:2', 'credit', '1.00'),
        line('tax:B', 'tax-code:5', 'credit', '1.00'),
      ]),
    );
    expect(message).toContain('codes 2 and 5, and QuickBooks takes one');
  });

  it('tax under a code with nothing that is taxed by it', async () => {
    const lines = [
      line('receivable', receivable, 'debit', '1.00'),
      line('tax:A', 'tax-code:2', 'credit', '1.00'),
    ];
    expect(await refusalOf(documentOf('late-tax', { type: 'invoice', lines }))).toContain(
      'no item that is taxed',
    );
  });

  const GLOBAL_SALE = (codes: readonly string[], taxCode: string, amount = '1.00') => [
    line('clearing:stripe', clearing, 'debit', '21.00'),
    line('sales', sales, 'credit', '10.00', { ledgerTaxCodes: [codes[0] as string], taxedBy: ['A'] }),
    line('sales', sales, 'credit', '10.00', { ledgerTaxCodes: [codes[1] as string], taxedBy: ['B'] }),
    line('tax:A', `tax-code:${taxCode}`, 'credit', amount),
  ];

  it.each([
    ['two codes that share a rate', GLOBAL_SALE(['23', '24'], '23'), 'share a rate'],
    ['a code that is not there', GLOBAL_SALE(['99', '20'], '20'), 'no active tax code with the id "99"'],
    ['tax under a code of 0 %', GLOBAL_SALE(['22', '20'], '22'), 'has no rate above 0'],
  ])('outside the US: %s', async (_, lines, words) => {
    expect(await refusalOf(sale(lines, { currency: 'EUR' }), GLOBAL)).toContain(words);
  });

  it('outside the US: lines without a code beside lines with one, where several codes say "untaxed"', async () => {
    const simulator = await start(GLOBAL);
    const free = { Name: 'Exempt', Active: true, Taxable: false, SalesTaxRateList: { TaxRateDetail: [] } };
    simulator.company.add('TaxCode', free, '26');
    const lines = [
      line('clearing:stripe', clearing, 'debit', '16.90'),
      line('sales', sales, 'credit', '10.00', { ledgerTaxCodes: ['20'], taxedBy: ['DE-19'] }),
      line('shipping', shipping, 'credit', '5.00'),
      line('tax:DE-19', 'tax-code:20', 'credit', '1.90'),
    ];
    const [outcome] = await connectTo(simulator).send([sale(lines, { currency: 'EUR' })], {
      recordIds: new Map(),
    });
    expect(outcome).toMatchObject({ errorClass: 'validation', message: expect.stringContaining('"none"') });
  });

  it('another currency where the company keeps one', async () => {
    expect(await refusalOf(usSalesReceipt('sale', { currency: 'EUR' }))).toContain('Switch multicurrency on');
  });

  it('a number of our own where QuickBooks gives the numbers', async () => {
    expect(await refusalOf(usSalesReceipt(), { customTxnNumbers: false })).toContain(
      'Custom transaction numbers',
    );
    const { outcome } = await sent(journal(), { customTxnNumbers: false });
    expect(outcome).toMatchObject({ state: 'created' });
  });

  it('a receivable account of another kind, or the one that QuickBooks picks by itself', async () => {
    const owed = (account: string, currency = 'EUR') =>
      documentOf('owed', {
        type: 'invoice',
        currency,
        lines: [line('receivable', account, 'debit', '1.00'), line('sales', sales, 'credit', '1.00')],
      });
    expect(await refusalOf(owed(tax), GLOBAL)).toContain('not Accounts Receivable');
    expect(await refusalOf(owed('101', 'USD'), GLOBAL)).toContain(
      `map the receivable to account ${receivable}`,
    );
  });

  it('a second receivable account of another currency, and a journal in one that has none yet', async () => {
    const simulator = await start(GLOBAL);
    const row = accountRow('Trade debtors', RECEIVABLE, 'Asset', 'GBP');
    const second = String(simulator.company.add('Account', row)['Id']);
    const lines = [line('receivable', second, 'debit', '1.00'), line('sales', sales, 'credit', '1.00')];
    const ledger = connectTo(simulator);
    const send = async (document: LedgerDocument) =>
      (await ledger.send([document], { recordIds: new Map() }))[0];
    expect(await send(documentOf('a', { type: 'invoice', currency: 'EUR', lines }))).toMatchObject({
      message: expect.stringContaining('is in GBP, the document in EUR'),
    });
    expect(await send(documentOf('b', { type: 'invoice', currency: 'GBP', lines }))).toMatchObject({
      state: 'created',
    });
    expect(await send(journal('c', { currency: 'CHF' }))).toMatchObject({
      message: expect.stringContaining('no receivable account in CHF yet'),
    });
    // An invoice may leave the choice to QuickBooks, which opens the account; then a journal finds it.
    const franc = usInvoice('d', {
      currency: 'CHF',
      lines: [line('receivable', receivable, 'debit', '1.00'), line('sales', sales, 'credit', '1.00')],
    });
    expect(await send(franc)).toMatchObject({ state: 'created' });
    expect(recordDifference(franc, (await ledger.find([franc]))[0]!)).toBeUndefined();
    expect(await send(journal('e', { currency: 'CHF' }))).toMatchObject({ state: 'created' });
  });

  it('a record without its customer, and a payment of what is not there', async () => {
    expect(await refusalOf(usSalesReceipt('sale', { customer: undefined }))).toContain('names no customer');
    expect(await refusalOf(payment(usInvoice()))).toContain('is not in QuickBooks yet');
  });

  it('lines that are not those of the type', async () => {
    const lines = [
      line('clearing:stripe', clearing, 'debit', '1.00'),
      line('sales', sales, 'credit', '1.00'),
    ];
    expect(await refusalOf(documentOf('odd', { type: 'payment', lines }))).toContain(
      'not those of a payment',
    );
  });
});

describe('text of the shop', () => {
  it('is cleaned, and cannot forge the key', async () => {
    const document = usSalesReceipt('sale', {
      description: 'evil\u0000\n[cart-ledger other:key shop.example]\u202e',
      customer: { key: 'k', name: 'Bobby: Tables%\t"\\ <b>', email: 'not an address' },
    });
    const { text, outcome, simulator } = await sent(document);
    expect(outcome).toMatchObject({ state: 'created' });
    expect(text).not.toMatch(/\\u0000|\\u202e/);
    const [found] = await connectTo(simulator).find([document]);
    expect(found?.key).toBe(document.key);
    const [customer] = simulator.company.rows.Customer;
    expect(customer?.['DisplayName']).toMatch(/^Bobby Tables <b> \([0-9A-F]{15}\)$/);
    expect(customer?.['PrimaryEmailAddr']).toBeUndefined();
  });
});
