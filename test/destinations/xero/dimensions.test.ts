/** Dimensions as tracking: the category by name, its option by name, on lines of what was sold and in journals. */
import type { LedgerDocument, LedgerLine } from '../../../lib/destinations/ledger-destination';
import { xero as kind } from '../../../lib/destinations/xero/kind';
import { recordDifference } from '../../../lib/posting/read-back';
import { coded, codedTax, creditNote, documentOf, item, money, owed, plain } from './support/documents';
import { idsOf, sendAll } from './support/posting';
import { openXero, type XeroUnderTest } from './support/xero-host';

let xero: XeroUnderTest;
beforeEach(async () => {
  xero = await openXero();
});
afterEach(() => xero.sim.stop());

const NORTH = { Region: 'North', Channel: 'Web' };
const invoice = (dimensions: LedgerLine['dimensions'], name = 'a') =>
  documentOf('invoice', name, [owed('10.00'), item('10.00', dimensions === undefined ? {} : { dimensions })]);
const lenient = () => xero.worker({ options: { unknownDimensions: 'leave-out' } });
const difference = async (document: LedgerDocument, ledger = xero.destination) =>
  recordDifference(document, (await ledger.find([document]))[0]!);
const asked = (what: string) => xero.sim.requests.filter(({ path }) => path.endsWith(what)).length;

test('stand on every kind of line that takes them, as Xero writes the names, and read back', async () => {
  const dimensions = { region: 'NORTH', CHANNEL: 'web' };
  const documents = [
    invoice(dimensions, 'invoice'),
    { ...creditNote('note'), lines: [owed('10.00', 'credit'), item('10.00', { dimensions }, 'debit')] },
    documentOf('sales_receipt', 'receipt', [money('10.00'), item('10.00', { dimensions })]),
    documentOf('journal', 'journal', [
      { ...plain('200', 'sales', 'credit', '10.00'), dimensions },
      { ...plain('825', 'tax:VAT', 'debit', '10.00'), dimensions: { Region: 'South' } },
    ]),
  ];
  const outcomes = await sendAll(xero.destination, documents);
  expect(outcomes.map(({ state }) => state)).toEqual(['created', 'created', 'created', 'created']);
  expect(asked('TrackingCategories')).toBe(1);
  const bodies = xero.sim.requests.filter(({ method }) => method === 'PUT').map(({ body }) => body);
  expect(
    bodies.filter((body) =>
      body.includes('{"Name":"Channel","Option":"Web"},{"Name":"Region","Option":"North"}'),
    ),
  ).toHaveLength(4);
  for (const document of documents) expect(await difference(document)).toBeUndefined();
});

test('cost nothing where no document has any', async () => {
  await sendAll(xero.destination, [invoice(undefined)]);
  expect(asked('TrackingCategories')).toBe(0);
});

test('a category that Xero does not have is held with those that it has, or left out by choice', async () => {
  const document = invoice({ ...NORTH, class: 'Online' });
  expect(await sendAll(xero.destination, [document])).toMatchObject([
    {
      state: 'failed',
      errorClass: 'validation',
      code: 'dimension_not_supported',
      message: expect.stringMatching(/"class" = "Online".*it has "Region" and "Channel"/),
    },
  ]);
  expect(xero.sim.state.records).toEqual([]);
  const ledger = lenient();
  expect(await sendAll(ledger, [document])).toMatchObject([{ state: 'created' }]);
  expect(await difference(document, ledger)).toBeUndefined();
});

test.each(['Mars', 'Long ago'])(
  'the option %s is not there: held in either mode, found once it is',
  async (value) => {
    const document = invoice({ Region: value });
    for (const ledger of [xero.destination, lenient()])
      expect(await sendAll(ledger, [document])).toMatchObject([
        { code: 'dimension_not_found', message: expect.stringContaining(`"Region" = "${value}"`) },
      ]);
    xero.sim.state.tracking.set('Region', [value]);
    expect(await sendAll(xero.destination, [document])).toMatchObject([{ state: 'created' }]);
  },
);

test.each([
  [
    'the money of a receipt',
    documentOf('sales_receipt', 'a', [{ ...money('10.00'), dimensions: NORTH }, item('10.00')]),
  ],
  [
    'the receivable of an invoice',
    documentOf('invoice', 'a', [{ ...owed('10.00'), dimensions: NORTH }, item('10.00')]),
  ],
  [
    'tax under a code',
    documentOf('invoice', 'a', [
      owed('11.90'),
      item('10.00', coded('TAX001')),
      { ...codedTax('TAX001', '1.90'), dimensions: NORTH },
    ]),
  ],
])('%s has no tracking in Xero: held, or left out by choice', async (_, document) => {
  expect(await sendAll(xero.destination, [document])).toMatchObject([
    { code: 'dimension_not_supported', message: expect.stringContaining('lines of what was sold only') },
  ]);
  const ledger = lenient();
  expect(await sendAll(ledger, [document])).toMatchObject([{ state: 'created' }]);
  expect(await difference(document, ledger)).toBeUndefined();
});

test('a payment has none', async () => {
  const sale = invoice(NORTH);
  const ids = idsOf([sale], await sendAll(xero.destination, [sale]));
  const paid = documentOf('payment', 'p', [
    { ...money('10.00'), dimensions: NORTH },
    owed('10.00', 'credit'),
  ]);
  expect(await sendAll(xero.destination, [{ ...paid, appliesTo: sale }], ids)).toMatchObject([
    { code: 'dimension_not_supported' },
  ]);
});

test('what a person changes afterwards is noticed', async () => {
  const document = invoice(NORTH);
  await sendAll(xero.destination, [document]);
  const [record] = xero.sim.state.records;
  if (record?.kind !== 'Invoices') throw new Error('no invoice');
  const [line] = record.LineItems;
  for (const Tracking of [[{ Name: 'Region', Option: 'South' }], []]) {
    Object.assign(line!, { Tracking });
    expect(await difference(document)).toContain('under ');
  }
});

test('a preview shows them as the policy names them', () => {
  const context = { connection: kind.connectionOf({}), company: 't', options: { items: 'generic' } } as const;
  const requests = kind.preview([invoice(NORTH)], context, new Map());
  expect(JSON.stringify(requests)).toContain(
    '[{"Name":"Channel","Option":"Web"},{"Name":"Region","Option":"North"}]',
  );
});
