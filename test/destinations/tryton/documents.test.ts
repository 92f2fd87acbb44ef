/** Every type of document, posted in a real Tryton and read back; what a bookkeeper then sees. */
import type { LedgerDocument, LedgerRecord } from '../../../lib/destinations/ledger-destination';
import { referenceText } from '../../../lib/destinations/tryton/reference';
import { recordDifference } from '../../../lib/posting/read-back';
import { documentOf, keyOf, line, NO_CONTEXT, referenceTo } from '../../contract/destination-samples';
import { startTryton, type TestDatabase, type Tryton } from '../../simulators/tryton';
import { type Connected, connectTo } from './support/connect';
import { type Shop, shopOn } from './support/documents';

jest.setTimeout(300_000);

let tryton: Tryton;
beforeAll(async () => {
  tryton = await startTryton();
  useBooks(tryton);
});
afterAll(() => tryton?.stop());

let books: TestDatabase;
let ledger: Connected;
let shop: Shop;
const useBooks = (opened: TestDatabase): void => {
  books = opened;
  ledger = connectTo(tryton.url, books);
  shop = shopOn(books);
};
const emptyBooks = async (): Promise<void> => useBooks(await tryton.fresh());

const post = async (...documents: readonly LedgerDocument[]): Promise<readonly string[]> => {
  const outcomes = await ledger.destination.send(documents, NO_CONTEXT);
  return outcomes.map((outcome) => (outcome.state === 'created' ? outcome.recordId : outcome.message));
};

const recordsOf = (...documents: readonly LedgerDocument[]) => ledger.destination.find(documents);

/** Undefined for each document that Tryton holds as it was sent. */
const differences = async (...documents: readonly LedgerDocument[]) => {
  const records = await recordsOf(...documents);
  return documents.map((document, index) => recordDifference(document, records[index] as LedgerRecord));
};

const invoiceFields = async (key: string, ...fields: readonly string[]) =>
  (
    await books.call<Record<string, unknown>[]>(
      'model.account.invoice.search_read',
      [['reference', '=', referenceText({ key })]],
      0,
      null,
      null,
      fields,
    )
  )[0];

/** Base and tax that the VAT return would show for 2026, by tax. */
const taxReport = async () => {
  const rows = await books.call<{ tax: number; type: string; amount: { decimal: string } }[]>(
    'model.account.tax.line.search_read',
    [['move_line.move.state', '=', 'posted']],
    0,
    null,
    [['id', 'ASC']],
    ['tax', 'type', 'amount'],
  );
  return rows.map(({ tax, type, amount }) => `${tax} ${type} ${amount.decimal}`).sort();
};

test('every type of document is posted as its own kind of record and reads back exactly', async () => {
  const { owed, item, taxLine, money, document } = shop;
  const documents = [
    shop.invoice('sale'),
    document('back', 'credit_note', [
      owed('11.90', 'credit'),
      item('10.00', 19, { side: 'debit' }),
      taxLine('1.90', 19, 'debit'),
    ]),
    shop.receipt('paid at once'),
    document('money back', 'refund_receipt', [
      money('11.90', 'credit'),
      item('10.00', 19, { side: 'debit' }),
      taxLine('1.90', 19, 'debit'),
    ]),
    document('pays', 'payment', [money('11.90'), owed('11.90', 'credit')]),
    document('pays back', 'refund_payment', [money('11.90', 'credit'), owed('11.90')]),
    document('fee', 'journal', [
      line(shop.account('Main Expense'), 'debit', '0.35', 'Fee', 'fees:stripe'),
      money('0.35', 'credit'),
    ]),
  ];
  expect(await post(...documents)).toEqual([
    'account.invoice,1',
    'account.invoice,2',
    expect.stringMatching(/^account\.move,\d+$/),
    expect.stringMatching(/^account\.move,\d+$/),
    expect.stringMatching(/^account\.move,\d+$/),
    expect.stringMatching(/^account\.move,\d+$/),
    expect.stringMatching(/^account\.move,\d+$/),
  ]);
  expect(await differences(...documents)).toEqual(documents.map(() => undefined));
  expect((await recordsOf(...documents)).map((record) => record?.total)).toEqual([
    '11.90',
    '11.90',
    '11.90',
    '11.90',
    '11.90',
    '11.90',
    '0.35',
  ]);
  expect(await books.trialBalance()).toEqual([
    { name: 'Main Expense', debit: '0.350', credit: '0.000' },
    { name: 'Main Receivable', debit: '23.800', credit: '23.800' },
    { name: 'Main Revenue', debit: '20.000', credit: '20.000' },
    { name: 'Main Tax', debit: '3.800', credit: '3.800' },
    { name: 'Stripe Clearing', debit: '23.800', credit: '24.150' },
  ]);
});

test('the VAT return knows bases and tax of invoices and of receipts alike', async () => {
  await emptyBooks();
  const vat = shop.tax(19);
  await post(shop.invoice('sale'), shop.receipt('paid at once'));
  expect(await taxReport()).toEqual([
    `${vat} base 10.00`,
    `${vat} base 10.00`,
    `${vat} tax 1.90`,
    `${vat} tax 1.90`,
  ]);
});

test('a basket whose tax Tryton would work out to 93.82 is posted with the 93.83 that the shop charged', async () => {
  await emptyBooks();
  const basket = shop.basket('basket');
  expect(await post(basket)).toEqual(['account.invoice,1']);
  expect(await differences(basket)).toEqual([undefined]);
  const read = await invoiceFields(
    basket.key,
    'number',
    'state',
    'description',
    'total_amount',
    'lines.quantity',
    'lines.unit_price',
    'taxes.amount',
  );
  expect(read).toMatchObject({
    number: 'INV2026-1',
    state: 'posted',
    description: `Order 7 [cart-ledger ${basket.key} shop.example]`,
    total_amount: { decimal: '93.83' },
    'lines.': [
      { quantity: 3, unit_price: { decimal: '17.99' } },
      { quantity: 2, unit_price: { decimal: '11.1050' } },
      { quantity: 1, unit_price: { decimal: '4.90' } },
    ],
    'taxes.': [{ amount: { decimal: '11.19' } }, { amount: { decimal: '1.56' } }],
  });
});

test('tax without a tax code, discounts and goods without tax keep their amounts on an invoice', async () => {
  await emptyBooks();
  const { owed, item, taxLine, document } = shop;
  const sale = document('mixed', 'invoice', [
    owed('27.99'),
    item('20.00', 19),
    item('5.00', 19, { side: 'debit', on: 'Discounts', memo: 'WELCOME' }),
    item('10.00', 0),
    line(shop.account('Main Tax'), 'credit', '0.14', 'Levy', 'tax:LEVY'),
    taxLine('2.85', 19),
  ]);
  const taxOnly = document('tax only', 'invoice', [owed('0.01'), taxLine('0.01', 19)]);
  expect(await post(sale, taxOnly)).toEqual(['account.invoice,1', 'account.invoice,2']);
  expect(await differences(sale, taxOnly)).toEqual([undefined, undefined]);
  const vat = shop.tax(19);
  expect(await taxReport()).toEqual(
    [
      `${vat} base 20.00`,
      `${vat} base -5.00`,
      `${vat} tax 3.80`,
      `${vat} tax -0.95`,
      `${vat} tax 0.01`,
      `${shop.tax(0)} base 10.00`,
    ].sort(),
  );
});

test('quantities that no unit price fits are said in words, and the amount stands', async () => {
  const { owed, item, document } = shop;
  const third = document('thirds', 'invoice', [
    owed('10.00'),
    item('10.00', undefined, { quantity: '3', memo: 'Set' }),
  ]);
  const weighed = document('weighed', 'credit_note', [
    owed('10.00', 'credit'),
    item('10.00', undefined, { side: 'debit', quantity: '0.125', memo: 'Tea' }),
  ]);
  await post(third, weighed);
  expect(await differences(third, weighed)).toEqual([undefined, undefined]);
  expect(await invoiceFields(third.key, 'lines.description', 'lines.quantity')).toMatchObject({
    'lines.': [{ description: '3 × Set', quantity: 1 }],
  });
  expect(await invoiceFields(weighed.key, 'number', 'lines.quantity')).toMatchObject({
    number: expect.stringMatching(/^CRN2026-/),
    'lines.': [{ quantity: -1 }],
  });
});

describe('payments', () => {
  const stateOf = async (name: string) => (await invoiceFields(keyOf(name), 'state'))?.['state'];

  beforeAll(emptyBooks);

  test('make what they pay wholly paid, on invoices, credit notes and moves', async () => {
    const { owed, item, money, document } = shop;
    const sold = [
      shop.invoice('sale'),
      document('back', 'credit_note', [owed('10.00', 'credit'), item('10.00', undefined, { side: 'debit' })]),
      document('by journal', 'journal', [owed('5.00'), item('5.00', undefined)]),
    ];
    const ids = await post(...sold);
    const recordIds = new Map(sold.map(({ key }, index) => [key, ids[index] as string]));
    const paid = [
      shop.payment('pays', 'sale'),
      document('pays back', 'refund_payment', [money('10.00', 'credit'), owed('10.00')], {
        appliesTo: referenceTo(keyOf('back'), 'credit_note'),
      }),
      shop.payment('pays journal', 'by journal', '5.00'),
    ];
    const outcomes = await ledger.destination.send(paid, { recordIds });
    expect(outcomes.map(({ state }) => state)).toEqual(['created', 'created', 'created']);
    expect([await stateOf('sale'), await stateOf('back')]).toEqual(['paid', 'paid']);
    const open = await books.call<number[]>('model.account.move.line.search', [
      ['account', '=', Number(shop.account('Main Receivable'))],
      ['reconciliation', '=', null],
    ]);
    expect(open).toEqual([]);
    expect(await differences(...sold, ...paid)).toEqual([...sold, ...paid].map(() => undefined));
  });

  test('of a part are posted and left for a bookkeeper to match', async () => {
    const [recordId] = await post(shop.invoice('in part'));
    const recordIds = new Map([[keyOf('in part'), recordId as string]]);
    const [outcome] = await ledger.destination.send([shop.payment('half', 'in part', '5.00')], { recordIds });
    expect(outcome).toMatchObject({ state: 'created' });
    expect(await stateOf('in part')).toBe('posted');
  });
});

describe('customers', () => {
  beforeAll(emptyBooks);

  test('are not asked about for what is paid at once', async () => {
    await post(shop.receipt('paid'));
    expect(await parties()).toEqual([]);
  });

  const parties = () =>
    books.call<{ code: string; name: string; id: number }[]>(
      'model.party.party.search_read',
      [['code', 'like', 'cart-ledger %']],
      0,
      null,
      null,
      ['code', 'name'],
    );

  test('are made once, found by their key, and made again when Tryton lost them', async () => {
    await post(shop.invoice('1'), shop.invoice('2'));
    ledger = connectTo(tryton.url, books);
    await post(shop.invoice('3'));
    const [party, ...others] = await parties();
    expect(party).toMatchObject({ code: 'cart-ledger woocommerce:shop.example:customer:5', name: 'Ann Ex' });
    expect(others).toEqual([]);

    const stale = connectTo(tryton.url, books);
    await stale.lookups.put('customer', new Map([['woocommerce:shop.example:customer:5', '4711']]));
    await stale.lookups.put('address', new Map([['woocommerce:shop.example:customer:5', '4711']]));
    const [outcome] = await stale.destination.send([shop.invoice('4')], NO_CONTEXT);
    expect(outcome).toMatchObject({ state: 'created' });
    expect(await parties()).toHaveLength(1);
  });

  test('that Tryton does not take hold only their own documents', async () => {
    const nameless = { customer: { key: 'nameless', name: '' } };
    await books.call('model.party.party.create', [{ name: 'Homeless', code: 'cart-ledger homeless' }]);
    const messages = await post(
      shop.invoice('5', nameless),
      shop.invoice('6'),
      shop.invoice('7', { customer: { key: 'homeless', name: 'Homeless' } }),
      shop.document('8', 'payment', [shop.money('1.00'), shop.owed('1.00', 'credit')], {
        customer: undefined,
      }),
    );
    expect(messages[1]).toMatch(/^account\.invoice,/);
    expect(messages[2]).toContain('no address');
    expect(messages[3]).toContain('names no customer');
  });
});

test('companies with other currencies hold them exactly, and refuse what is in another', async () => {
  for (const [currency, total, other] of [
    ['JPY', '1191', 'KWD'],
    ['KWD', '1.191', 'BHD'],
  ] as const) {
    const own = await tryton.fresh(currency);
    const { destination } = connectTo(tryton.url, own);
    const id = (name: string) => String(own.accounts.get(name));
    const document = (key: string, more: Partial<LedgerDocument>): LedgerDocument =>
      documentOf({
        key: keyOf(key),
        type: 'journal',
        currency,
        lines: [line(id('Main Cash'), 'debit', total), line(id('Main Revenue'), 'credit', total)],
        ...more,
      });
    const documents = [
      document('move', {}),
      document('invoice', {
        type: 'invoice',
        lines: [
          line(id('Main Receivable'), 'debit', total, undefined, 'receivable'),
          { ...line(id('Main Revenue'), 'credit', total, 'Tea', 'sales'), quantity: '3' },
        ],
      }),
      document('foreign', { currency: other }),
    ];
    const outcomes = await destination.send(documents, NO_CONTEXT);
    expect(outcomes.map(({ state }) => state)).toEqual(['created', 'created', 'failed']);
    expect((outcomes[2] as { readonly message: string }).message).toContain(`keeps its books in ${currency}`);
    const records = await destination.find(documents);
    expect(records.map((record) => record?.total)).toEqual([total, total, undefined]);
  }
});

test('what an invoice of Tryton cannot hold is refused with a sentence that says why', async () => {
  await emptyBooks();
  const { owed, item, document } = shop;
  const debtors = line(shop.account('Main Debtors'), 'debit', '10.00', undefined, 'receivable');
  const [giftCard, notReceivable, noTax, noPeriod] = await post(
    document('gift card', 'invoice', [owed('10.00'), item('10.00', undefined, { on: 'Gift Cards' })]),
    document('cash', 'invoice', [
      line(shop.account('Main Cash'), 'debit', '10.00', undefined, 'receivable'),
      item('10.00', undefined),
    ]),
    document('no tax', 'invoice', [debtors, item('10.00', undefined, { ledgerTaxCodes: ['4711'] })]),
    shop.invoice('too early', { date: '2019-01-01' }),
  );
  expect(giftCard).toMatch(/"8005 Gift Cards" is no revenue account/);
  expect(notReceivable).toMatch(/"Main Cash" is no receivable account/);
  expect(noTax).toMatch(/no sales tax "4711"/);
  expect(noPeriod).toMatch(/no period for 2019-01-01.*fiscal year/);
  expect(await books.trialBalance()).toEqual([]);
});

test('the chart and the taxes say what each is', async () => {
  const chart = await ledger.destination.listAccounts();
  const typeOf = (name: string) => chart.find((account) => account.name === name)?.type;
  expect(
    ['Main Cash', 'Main Payable', 'Main Revenue', 'Main Expense', '8005 Gift Cards'].map(typeOf),
  ).toEqual(['asset', 'liability', 'income', 'expense', 'liability']);
  expect(typeOf('Minimal Account Chart')).toBeUndefined();
  expect(await ledger.destination.listTaxCodes('vat')).toEqual([
    { id: shop.tax(19), name: 'VAT 19 %', rate: '19' },
    { id: shop.tax(7), name: 'VAT 7 %', rate: '7' },
    { id: shop.tax(0), name: 'VAT 0 %', rate: '0' },
  ]);
});
