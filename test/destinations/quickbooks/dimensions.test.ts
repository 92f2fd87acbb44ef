/** Classes and departments: on the lines that have a place for them, by id, and never lost without a word. */
import type { LedgerDocument, LedgerLine } from '../../../lib/destinations/ledger-destination';
import { quickbooks } from '../../../lib/destinations/quickbooks/kind';
import { recordDifference } from '../../../lib/posting/read-back';
import { ACCOUNTS, DIMENSIONS } from '../../simulators/quickbooks/seed';
import type { SimulatedQuickBooks, SimulatorOptions } from '../../simulators/quickbooks/start-quickbooks';
import { connectTo, simulators, type Wiring } from './support/connection';
import { documentOf, line, payment, usInvoice } from './support/documents';

const start = simulators();
const { receivable, clearing, sales, shipping, tax } = ACCOUNTS;

const BERLIN = { class: 'Online', department: 'Berlin' };
const item = (amount: string, dimensions: LedgerLine['dimensions'], account: string = sales): LedgerLine =>
  line(account === sales ? 'sales' : 'shipping', account, 'credit', amount, {
    memo: 'Tea',
    ...(dimensions === undefined ? {} : { dimensions }),
  });
const receipt = (
  items: readonly LedgerLine[],
  money: Partial<LedgerLine> = {},
  more: Partial<LedgerDocument> = {},
): LedgerDocument =>
  documentOf('receipt', {
    type: 'sales_receipt',
    lines: [line('clearing:stripe', clearing, 'debit', '15.00', money), ...items],
    ...more,
  });
const two = (first: LedgerLine['dimensions'], second: LedgerLine['dimensions']): readonly LedgerLine[] => [
  item('10.00', first),
  item('5.00', second, shipping),
];

const open = async (options: SimulatorOptions = {}, wiring: Wiring = {}) => {
  const simulator = await start(options);
  return { simulator, ledger: connectTo(simulator, wiring) };
};
const send = async (ledger: ReturnType<typeof connectTo>, document: LedgerDocument) =>
  (await ledger.send([document], { recordIds: new Map() }))[0];
const sentBody = ({ asked }: SimulatedQuickBooks, entity: string): Record<string, unknown> => {
  const { text } = asked
    .filter(({ kind, text: body }) => kind === 'batch' && body.includes(`"${entity}"`))
    .at(-1)!;
  const { BatchItemRequest } = JSON.parse(text) as {
    readonly BatchItemRequest: readonly Record<string, Record<string, unknown>>[];
  };
  return BatchItemRequest[0]![entity]!;
};

test('a receipt has a class on each line and one department', async () => {
  const { simulator, ledger } = await open();
  const document = receipt(two(BERLIN, { class: 'online:germany', department: 'BERLIN' }));
  expect(await send(ledger, document)).toMatchObject({ state: 'created' });
  const { online, germany, berlin } = DIMENSIONS;
  expect(sentBody(simulator, 'SalesReceipt')).toMatchObject({
    DepartmentRef: { value: berlin },
    Line: [
      { SalesItemLineDetail: { ClassRef: { value: online } } },
      { SalesItemLineDetail: { ClassRef: { value: germany } } },
    ],
  });
  const [record] = await ledger.find([document]);
  expect(recordDifference(document, record!)).toBeUndefined();
});

test('a journal has both on every line, also beside receivable', async () => {
  const { simulator, ledger } = await open();
  const munich = { class: 'Shop', department: 'Munich' };
  const document = documentOf('journal', {
    type: 'journal',
    lines: [
      line('receivable', receivable, 'debit', '10.00', { dimensions: munich }),
      line('sales', sales, 'credit', '8.00', { dimensions: BERLIN }),
      line('tax:US', tax, 'credit', '2.00'),
    ],
  });
  expect(await send(ledger, document)).toMatchObject({ state: 'created' });
  const { online, shop, berlin, munich: munichId } = DIMENSIONS;
  const { Line } = sentBody(simulator, 'JournalEntry') as {
    readonly Line: readonly { readonly JournalEntryLineDetail: object }[];
  };
  expect(Line).toMatchObject([
    { JournalEntryLineDetail: { ClassRef: { value: shop }, DepartmentRef: { value: munichId } } },
    { JournalEntryLineDetail: { ClassRef: { value: online }, DepartmentRef: { value: berlin } } },
    {},
  ]);
  expect(Line[2]?.JournalEntryLineDetail).not.toHaveProperty('ClassRef');
  const [record] = await ledger.find([document]);
  expect(recordDifference(document, record!)).toBeUndefined();
});

test('nothing is asked for documents without dimensions', async () => {
  const { simulator, ledger } = await open();
  await send(ledger, receipt(two(undefined, undefined)));
  await ledger.find([receipt(two(undefined, undefined))]);
  expect(simulator.asked.filter(({ text }) => /from (?:Class|Department)/.test(text))).toEqual([]);
});

test.each([
  ['goods have several', two(BERLIN, { department: 'Munich' }), '"berlin", "munich"'],
  ['some goods have none', two(BERLIN, undefined), '"berlin", none'],
])('departments of a receipt must agree: held where %s', async (_, items, named) => {
  for (const unknownDimensions of ['hold', 'leave-out'] as const) {
    const { simulator, ledger } = await open({}, { unknownDimensions });
    expect(await send(ledger, receipt(items))).toMatchObject({
      state: 'failed',
      errorClass: 'validation',
      code: 'dimension_conflict',
      message: expect.stringContaining(named),
    });
    expect(simulator.company.transactions).toEqual([]);
  }
});

test("the record's department also counts for its money, another one there is held", async () => {
  const same = receipt(two(BERLIN, BERLIN), { dimensions: { department: 'Berlin' } });
  const other = receipt(two(BERLIN, BERLIN), { dimensions: { department: 'Munich' } });
  const { ledger } = await open();
  expect(await send(ledger, other)).toMatchObject({ state: 'failed', code: 'dimension_not_supported' });
  expect(await send(ledger, same)).toMatchObject({ state: 'created' });
  const [record] = await ledger.find([same]);
  expect(recordDifference(same, record!)).toBeUndefined();
});

test.each([
  [
    'a class on the money of a receipt',
    receipt(two(BERLIN, BERLIN), { dimensions: { class: 'Online' } }),
    'beside the money of a sales receipt',
  ],
  [
    'a dimension that QuickBooks does not have',
    receipt(two({ ...BERLIN, Region: 'North' }, BERLIN)),
    'class and department only',
  ],
])('%s is held, or left out by choice', async (_, document, why) => {
  const held = await open();
  expect(await send(held.ledger, document)).toMatchObject({
    state: 'failed',
    code: 'dimension_not_supported',
    message: expect.stringContaining(why),
  });
  const lenient = await open({}, { unknownDimensions: 'leave-out' });
  expect(await send(lenient.ledger, document)).toMatchObject({ state: 'created' });
  const [record] = await lenient.ledger.find([document]);
  expect(recordDifference(document, record!)).toBeUndefined();
});

test('a payment has neither', async () => {
  const paid = payment(usInvoice());
  const lines = paid.lines.map((one) => ({ ...one, dimensions: { class: 'Online' } }));
  const { ledger } = await open();
  const [invoiced] = await ledger.send([usInvoice()], { recordIds: new Map() });
  const recordIds = new Map([[usInvoice().key, invoiced?.state === 'created' ? invoiced.recordId : '']]);
  const [outcome] = await ledger.send([{ ...paid, lines }], { recordIds });
  expect(outcome).toMatchObject({
    code: 'dimension_not_supported',
    message: expect.stringContaining('a payment'),
  });
});

test.each([
  ['classes', { classTracking: false }, 'Track classes'],
  ['locations', { departmentTracking: false }, 'Track locations'],
])('where %s are switched off, QuickBooks would lose them: held', async (_, options, named) => {
  const { simulator, ledger } = await open(options);
  expect(await send(ledger, receipt(two(BERLIN, BERLIN)))).toMatchObject({
    code: 'dimension_not_supported',
    message: expect.stringContaining(named),
  });
  expect(simulator.company.transactions).toEqual([]);
});

test('a class that is made inactive counts as gone, and one that is made meanwhile is found', async () => {
  const { simulator, ledger } = await open();
  simulator.company.deactivate('Class', DIMENSIONS.online);
  const document = receipt(two({ class: 'Online' }, undefined));
  expect(await send(ledger, document)).toMatchObject({
    code: 'dimension_not_found',
    message: expect.stringContaining('no active class of that name'),
  });
  simulator.company.add('Class', { Name: 'Online', FullyQualifiedName: 'Online', Active: true }, '599');
  expect(await send(ledger, document)).toMatchObject({ state: 'created' });
  expect(JSON.stringify(sentBody(simulator, 'SalesReceipt'))).toContain('"ClassRef":{"value":"599"}');
});

test('a class that was replaced by another of its name after it was read is looked up again', async () => {
  const { simulator, ledger } = await open();
  const document = (name: string) => ({
    ...receipt(two({ class: 'Online' }, undefined)),
    ...documentOf(name, { type: 'sales_receipt', lines: receipt(two({ class: 'Online' }, undefined)).lines }),
  });
  await send(ledger, document('before'));
  simulator.company.deactivate('Class', DIMENSIONS.online);
  simulator.company.add('Class', { Name: 'Online', FullyQualifiedName: 'Online', Active: true }, '598');
  expect(await send(ledger, document('after'))).toMatchObject({ state: 'created' });
});

test('a class that a person changes afterwards is noticed', async () => {
  const { simulator, ledger } = await open();
  const document = receipt(two(BERLIN, BERLIN));
  await send(ledger, document);
  const row = simulator.company.rows.SalesReceipt[0]!;
  const [first] = row['Line'] as Record<string, Record<string, unknown>>[];
  first!['SalesItemLineDetail']!['ClassRef'] = { value: DIMENSIONS.shop };
  const [changed] = await ledger.find([document]);
  expect(recordDifference(document, changed!)).toContain('under class "Online"');
  delete first!['SalesItemLineDetail']!['ClassRef'];
  const [lost] = await ledger.find([document]);
  expect(recordDifference(document, lost!)).toContain('under class "Online"');
});

test('a preview names the ids that only QuickBooks knows, and says what would be refused', () => {
  const context = {
    connection: quickbooks.connectionOf({}),
    company: '',
    options: { items: 'generic' },
  } as const;
  const known = new Map([['class Online', '77']]);
  const [request] = quickbooks.preview([receipt(two(BERLIN, BERLIN))], context, known);
  expect(JSON.stringify(request?.body)).toContain('"DepartmentRef":{"value":"{{department Berlin}}"}');
  expect(JSON.stringify(request?.body)).toContain('"ClassRef":{"value":"77"}');
  const [refused] = quickbooks.preview([receipt(two(BERLIN, undefined))], context, known);
  expect(JSON.stringify(refused?.body)).toContain('several departments');
});
