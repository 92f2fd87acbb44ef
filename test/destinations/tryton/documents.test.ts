/** Every type of document, posted in a real Tryton and read back; what a bookkeeper then sees. */
import type { LedgerDocument, LedgerRecord } from '../../../lib/destinations/ledger-destination';
import { tryton as kind } from '../../../lib/destinations/tryton/kind';
import { referenceText } from '../../../lib/destinations/tryton/reference';
import { recordDifference } from '../../../lib/posting/read-back';
import { documentOf, keyOf, line, NO_CONTEXT, referenceTo } from '../../contract/destination-samples';
import { decimal, startTryton, type TestDatabase, type Tryton } from '../../simulators/tryton';
import { silentLog, TestClock } from '../../support/test-clock';
import { basicSend, type Connected, connectionTo, connectTo } from './support/connect';
import { BUYER, type Shop, shopOn } from './support/documents';

jest.setTimeout(300_000);

let tryton: Tryton;
beforeAll(async () => {
  tryton = await startTryton();
  books = tryton;
  ledger = connectTo(tryton.url, books);
  shop = shopOn(books);
});
afterAll(() => tryton?.stop());

/** One company for all tests of this file: names of documents are not used twice. */
let books: TestDatabase;
let ledger: Connected;
let shop: Shop;

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

/** Base and tax that the VAT return got since it was asked before, by tax. */
let reported = 0;
const taxReport = async () => {
  const rows = await books.call<{ id: number; tax: number; type: string; amount: { decimal: string } }[]>(
    'model.account.tax.line.search_read',
    [
      ['move_line.move.state', '=', 'posted'],
      ['id', '>', reported],
    ],
    0,
    null,
    [['id', 'ASC']],
    ['tax', 'type', 'amount'],
  );
  reported = rows.at(-1)?.id ?? reported;
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
  const ids = await post(...documents);
  expect(ids.map((id) => id.replace(/\d+$/, 'N'))).toEqual([
    'account.invoice,N',
    'account.invoice,N',
    ...Array.from({ length: 5 }, () => 'account.move,N'),
  ]);
  expect(new Set(ids).size).toBe(7);
  expect(await differences(...documents)).toEqual(documents.map(() => undefined));
  const totals = (await recordsOf(...documents)).map((record) => record?.total);
  expect(totals).toEqual(['11.90', '11.90', '11.90', '11.90', '11.90', '11.90', '0.35']);
  expect(await books.trialBalance()).toEqual([
    { name: 'Main Expense', debit: '0.350', credit: '0.000' },
    { name: 'Main Receivable', debit: '23.800', credit: '23.800' },
    { name: 'Main Revenue', debit: '20.000', credit: '20.000' },
    { name: 'Main Tax', debit: '3.800', credit: '3.800' },
    { name: 'Stripe Clearing', debit: '23.800', credit: '24.150' },
  ]);
  await taxReport();
});

test('the VAT return knows bases and tax of invoices and of receipts alike', async () => {
  const vat = shop.tax(19);
  await post(shop.invoice('reported'), shop.receipt('reported too'));
  expect(await taxReport()).toEqual([
    `${vat} base 10.00`,
    `${vat} base 10.00`,
    `${vat} tax 1.90`,
    `${vat} tax 1.90`,
  ]);
});

test('tax without a tax code, discounts and goods without tax keep their amounts on an invoice', async () => {
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
  await post(sale, taxOnly);
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

test('a basket whose tax Tryton would work out to 93.82 is posted with the 93.83 that the shop charged', async () => {
  const basket = shop.basket('basket');
  await post(basket);
  expect(await differences(basket)).toEqual([undefined]);
  const fields = [
    'number',
    'state',
    'description',
    'total_amount',
    'lines.quantity',
    'lines.unit_price',
    'taxes.amount',
  ];
  expect(await invoiceFields(basket.key, ...fields)).toMatchObject({
    number: expect.stringMatching(/^INV2026-\d+$/),
    state: 'posted',
    description: `Order 7 [cart-ledger ${basket.key} shop.example]`,
    total_amount: decimal('93.83'),
    'lines.': [
      { quantity: 3, unit_price: decimal('17.99') },
      { quantity: 2, unit_price: decimal('11.1050') },
      { quantity: 1, unit_price: decimal('4.90') },
    ],
    'taxes.': [{ amount: decimal('11.19') }, { amount: decimal('1.56') }],
  });
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
    number: expect.stringMatching(/^CRN2026-\d+$/),
    'lines.': [{ quantity: -1 }],
  });
});

test('what the preview shows is what is sent, word for word', async () => {
  const { destination, calls, lookups } = connectTo(tryton.url, books);
  const documents = [shop.receipt('shown'), shop.basket('shown too')] as const;
  const ids = await destination.send(documents, NO_CONTEXT);
  const [move, invoice] = ids.map((outcome) =>
    'recordId' in outcome ? /\d+$/.exec(outcome.recordId)![0] : '',
  );
  const [period] = await books.call<number[]>('model.account.period.search', [
    ['company', '=', books.company],
    ['name', '=', '2026-03'],
  ]);
  const remembered = async (kind: string) => (await lookups.get(kind, [BUYER.key])).get(BUYER.key) ?? '';
  const known = new Map([
    [`account.move ${documents[0].key}`, move ?? ''],
    [`account.invoice ${documents[1].key}`, invoice ?? ''],
    ['journal revenue', '1'],
    ['currency EUR', '1'],
    ['period 2026-03-01', String(period)],
    [`customer ${BUYER.key}`, await remembered('customer')],
    [`address ${BUYER.key}`, await remembered('address')],
    ...([19, 7] as const).flatMap((rate): [string, string][] => [
      [`tax ${shop.tax(rate)} name`, `VAT ${rate} %`],
      [`tax ${shop.tax(rate)} invoice`, shop.account('Main Tax')],
    ]),
  ]);
  const shown = kind.preview(
    documents,
    {
      connection: connectionTo(tryton.url, books),
      company: String(books.company),
      options: { items: 'generic' },
    },
    known,
  );
  const sent = new Map(calls.map((body) => [body.method, body]));
  expect(shown.length).toBe(5);
  for (const { path, body } of shown) {
    expect(path).toBe(`/${books.database}/`);
    expect(body).toEqual(sent.get((body as { readonly method: string }).method));
  }
});

describe('payments', () => {
  const stateOf = async (name: string) => (await invoiceFields(keyOf(name), 'state'))?.['state'];

  test('make what they pay wholly paid, on invoices, credit notes and moves', async () => {
    const { owed, item, money, document } = shop;
    const sold = [
      shop.invoice('owed'),
      document('owed back', 'credit_note', [
        owed('10.00', 'credit'),
        item('10.00', undefined, { side: 'debit' }),
      ]),
      document('owed by journal', 'journal', [owed('5.00'), item('5.00', undefined)]),
    ];
    const ids = await post(...sold);
    const recordIds = new Map(sold.map(({ key }, index) => [key, ids[index] as string]));
    const paid = [
      shop.payment('pays 1', 'owed'),
      document('pays 2', 'refund_payment', [money('10.00', 'credit'), owed('10.00')], {
        appliesTo: referenceTo(keyOf('owed back'), 'credit_note'),
      }),
      shop.payment('pays 3', 'owed by journal', '5.00'),
    ];
    const outcomes = await ledger.destination.send(paid, { recordIds });
    expect(outcomes.map(({ state }) => state)).toEqual(['created', 'created', 'created']);
    expect([await stateOf('owed'), await stateOf('owed back')]).toEqual(['paid', 'paid']);
    const matched = await books.call<number[]>('model.account.move.line.search', [
      ['account', '=', Number(shop.account('Main Receivable'))],
      ['reconciliation', '!=', null],
    ]);
    expect(matched).toHaveLength(6);
    expect(await differences(...sold, ...paid)).toEqual([...sold, ...paid].map(() => undefined));
  });

  test('of a part are posted and left for a bookkeeper to match', async () => {
    const [recordId] = await post(shop.invoice('owed in part'));
    const recordIds = new Map([[keyOf('owed in part'), recordId as string]]);
    const [outcome] = await ledger.destination.send([shop.payment('half', 'owed in part', '5.00')], {
      recordIds,
    });
    expect(outcome).toMatchObject({ state: 'created' });
    expect(await stateOf('owed in part')).toBe('posted');
  });
});

describe('what a person takes back in Tryton', () => {
  const listed = async (document: LedgerDocument): Promise<readonly LedgerRecord[]> => {
    const records: LedgerRecord[] = [];
    for await (const page of ledger.destination.list({ storeId: document.source.storeId }))
      records.push(...page.filter(({ key }) => key === document.key));
    return records;
  };

  test('a move: both are listed, and the first is still found', async () => {
    const receipt = shop.receipt('taken back');
    const [recordId] = await post(receipt);
    const id = Number(recordId?.replace('account.move,', ''));
    const [wizard] = await books.call<[string]>('wizard.account.move.cancel.create');
    const context = { company: books.company, language: 'en' };
    await books.callIn(
      { ...context, active_model: 'account.move', active_id: id, active_ids: [id] },
      'wizard.account.move.cancel.execute',
      wizard,
      { default: { description: null } },
      'cancel',
    );
    const reversal = await books.call<number[]>('model.account.move.search', [
      ['origin', '=', `account.move,${id}`],
    ]);
    await books.call('model.account.move.post', reversal);
    expect((await recordsOf(receipt)).map((record) => record?.recordId)).toEqual([recordId]);
    const records = await listed(receipt);
    expect(records.map((record) => record.recordId)).toEqual([recordId, `account.move,${reversal[0]}`]);
    expect(records[1]?.lines).toContainEqual({ ledgerAccount: shop.code(19), debit: '1.90' });
  });

  test('an invoice: it is not listed any more', async () => {
    const invoice = shop.invoice('cancelled');
    const [recordId] = await post(invoice);
    expect(await listed(invoice)).toHaveLength(1);
    await books.call('model.company.company.write', [books.company], { cancel_invoice_out: true });
    const cancelled = [Number(recordId?.replace('account.invoice,', ''))];
    await books.call('model.account.invoice.cancel', cancelled);
    expect(await listed(invoice)).toEqual([]);
    expect(await post(invoice)).toEqual([expect.stringContaining('holds')]);
  });
});

describe('customers', () => {
  const cleo = {
    key: 'woocommerce:shop.example:customer:9',
    name: 'Cleo',
    company: 'Cleo Ltd',
    country: 'DE',
  };
  const parties = (key: string) =>
    books.call<{ name: string }[]>(
      'model.party.party.search_read',
      [['code', '=', `cart-ledger ${key}`]],
      0,
      null,
      null,
      ['name', 'addresses'],
    );

  test('are not asked about for what is paid at once', async () => {
    await post(shop.receipt('paid by nobody', { customer: cleo }));
    expect(await parties(cleo.key)).toEqual([]);
  });

  test('are made once, found by their key, and looked up again when what we remember is gone', async () => {
    await post(shop.invoice('c1', { customer: cleo }), shop.invoice('c2', { customer: cleo }));
    const forgetful = connectTo(tryton.url, books);
    await forgetful.destination.send([shop.invoice('c3', { customer: cleo })], NO_CONTEXT);
    expect(await parties(cleo.key)).toMatchObject([{ name: 'Cleo Ltd' }]);

    const stale = connectTo(tryton.url, books);
    await stale.lookups.put('customer', new Map([[cleo.key, '4711']]));
    await stale.lookups.put('address', new Map([[cleo.key, '4711']]));
    const outcomes = await stale.destination.send([shop.invoice('c4', { customer: cleo })], NO_CONTEXT);
    expect(outcomes).toMatchObject([{ state: 'created' }]);
    expect(await parties(cleo.key)).toHaveLength(1);
  });

  test('that Tryton does not take hold only their own documents', async () => {
    await books.call('model.party.party.create', [{ name: 'Homeless', code: 'cart-ledger homeless' }]);
    const [fine, homeless, nobody] = await post(
      shop.invoice('c5'),
      shop.invoice('c6', { customer: { key: 'homeless', name: 'Homeless' } }),
      shop.document('c7', 'payment', [shop.money('1.00'), shop.owed('1.00', 'credit')], {
        customer: undefined,
      }),
    );
    expect(fine).toMatch(/^account\.invoice,/);
    expect(homeless).toContain('no address');
    expect(nobody).toContain('names no customer');
  });
});

test('companies with other currencies hold them exactly, and refuse what is in another', async () => {
  for (const [currency, total, other] of [
    ['JPY', '1191', 'KWD'],
    ['KWD', '1.191', 'BHD'],
  ] as const) {
    const own = await books.inCurrency(currency);
    const { destination } = connectTo(tryton.url, own);
    const id = (name: string) => String(own.accounts.get(name));
    const document = (name: string, more: Partial<LedgerDocument>): LedgerDocument =>
      documentOf({
        key: keyOf(`${name} ${currency}`),
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

test('an invoice of what is no revenue becomes a move with the same debt, tax and all, and is paid as one', async () => {
  const { owed, item, taxLine, document } = shop;
  const sold = document('gift card', 'invoice', [
    owed('21.90'),
    item('10.00', undefined, { on: 'Gift Cards' }),
    item('10.00', 19),
    taxLine('1.90', 19),
  ]);
  await taxReport();
  const [recordId] = await post(sold);
  expect(recordId).toMatch(/^account\.move,/);
  expect(await differences(sold)).toEqual([undefined]);
  expect(await taxReport()).toEqual([`${shop.tax(19)} base 10.00`, `${shop.tax(19)} tax 1.90`]);
  const recordIds = new Map([[sold.key, recordId as string]]);
  await ledger.destination.send([shop.payment('pays gift card', 'gift card', '21.90')], { recordIds });
  const open = await books.call('model.account.move.line.search', [
    ['move', '=', Number(recordId?.replace('account.move,', ''))],
    ['account.reconcile', '=', true],
    ['reconciliation', '=', null],
  ]);
  expect(open).toEqual([]);
});

test('what an invoice of Tryton cannot hold is refused with a sentence that says why', async () => {
  const { item, document } = shop;
  const debtors = line(shop.account('Main Debtors'), 'debit', '10.00', undefined, 'receivable');
  const before = await books.trialBalance();
  const [notReceivable, noTax, noPeriod] = await post(
    document('cash', 'invoice', [
      line(shop.account('Main Cash'), 'debit', '10.00', undefined, 'receivable'),
      item('10.00', undefined),
    ]),
    document('no tax', 'invoice', [debtors, item('10.00', undefined, { ledgerTaxCodes: ['4711'] })]),
    shop.invoice('too early', { date: '2019-01-01' }),
  );
  expect(notReceivable).toMatch(/"Main Cash" is no receivable account/);
  expect(noTax).toMatch(/no sales tax "4711"/);
  expect(noPeriod).toMatch(/no period for 2019-01-01.*fiscal year/);
  expect(await books.trialBalance()).toEqual(before);
});

test('the companies, the chart and the taxes say what each is', async () => {
  const companies = await kind.listCompanies?.({
    http: basicSend(books.user, books.password),
    clock: new TestClock(),
    log: silentLog,
    connection: connectionTo(tryton.url, books),
  });
  expect(companies).toContainEqual({ id: String(books.company), name: 'Shop EUR (EUR)' });
  const chart = await ledger.destination.listAccounts();
  const typeOf = (name: string) => chart.find((account) => account.name === name)?.type;
  const names = ['Main Cash', 'Main Payable', 'Main Revenue', 'Main Expense', '8005 Gift Cards'];
  expect(names.map(typeOf)).toEqual(['asset', 'liability', 'income', 'expense', 'liability']);
  expect(typeOf('Minimal Account Chart')).toBeUndefined();
  expect(await ledger.destination.listTaxCodes('vat')).toEqual([
    { id: shop.tax(19), name: 'VAT 19 %', rate: '19' },
    { id: shop.tax(7), name: 'VAT 7 %', rate: '7' },
    { id: shop.tax(0), name: 'VAT 0 %', rate: '0' },
  ]);
});

test('a dimension is held, or left out by choice: Tryton keeps none', async () => {
  const receipt = shop.receipt('dimensions');
  const document = {
    ...receipt,
    lines: receipt.lines.map((one) => ({ ...one, dimensions: { class: 'Online' } })),
  };
  expect(await ledger.destination.send([document], NO_CONTEXT)).toMatchObject([
    {
      state: 'failed',
      errorClass: 'validation',
      code: 'dimension_not_supported',
      message: expect.stringContaining('"class" = "Online"'),
    },
  ]);
  const lenient = connectTo(tryton.url, books, { unknownDimensions: 'leave-out' }).destination;
  expect([ledger.destination.abilities.dimensions, lenient.abilities.dimensions]).toEqual([[], 'any']);
  expect(await lenient.send([document], NO_CONTEXT)).toMatchObject([{ state: 'created' }]);
  const [record] = await lenient.find([document]);
  expect(recordDifference(document, record!)).toBeUndefined();
});
