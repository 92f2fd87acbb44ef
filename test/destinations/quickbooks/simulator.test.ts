/** The simulated QuickBooks refuses what the real one does: what passes here was not waved through. */
import { parseExactJson, writeExactJson } from '../../../lib/destinations/exact-json';
import { ACCOUNTS } from '../../simulators/quickbooks/seed';
import type { SimulatedQuickBooks, SimulatorOptions } from '../../simulators/quickbooks/start-quickbooks';
import { TestClock } from '../../support/test-clock';
import { connectTo, simulators } from './support/connection';
import { usSalesReceipt } from './support/documents';

const start = simulators();

type Json = Readonly<Record<string, unknown>>;

const ask = async (
  { url, realm, token }: SimulatedQuickBooks,
  path: string,
  body?: unknown,
  query: Readonly<Record<string, string>> = {},
) => {
  const search = new URLSearchParams({ minorversion: '75', ...query }).toString();
  const answer = await fetch(`${url}/v3/company/${realm}/${path}?${search}`, {
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body === undefined
      ? {}
      : { method: 'POST', body: typeof body === 'string' ? body : writeExactJson(body) }),
  });
  return { status: answer.status, json: parseExactJson(await answer.text()) as Json };
};

const codeOf = ({ json }: { readonly json: Json }): string | undefined =>
  (json as { readonly Fault?: { readonly Error: readonly { readonly code: string }[] } }).Fault?.Error[0]
    ?.code;

/** A company in which one receipt was created, and the ids that a second one needs. */
const open = async (options: SimulatorOptions = {}) => {
  const simulator = await start(options);
  await connectTo(simulator).send([usSalesReceipt('first')], { recordIds: new Map() });
  const { Customer, Item } = simulator.company.rows;
  const customer = { value: String(Customer[0]?.['Id']) };
  const item = { value: String(Item[0]?.['Id']) };
  const salesLine = (amount: number, more: Json = {}) => ({
    Amount: amount,
    DetailType: 'SalesItemLineDetail',
    SalesItemLineDetail: { ItemRef: item, TaxCodeRef: { value: 'NON' }, ...more },
  });
  const receipt = (more: Json = {}) => ({
    TxnDate: '2026-03-01',
    CustomerRef: customer,
    DepositToAccountRef: { value: ACCOUNTS.clearing },
    Line: [salesLine(1)],
    ...more,
  });
  return { simulator, customer, item, salesLine, receipt };
};

const journalLine = (side: 'Debit' | 'Credit', amount: number, account: string, more: Json = {}) => ({
  Amount: amount,
  DetailType: 'JournalEntryLineDetail',
  JournalEntryLineDetail: { PostingType: side, AccountRef: { value: account }, ...more },
});

describe('the simulated QuickBooks refuses', () => {
  it('a field that is misspelt, missing, too long or of the wrong kind', async () => {
    const { simulator, receipt } = await open();
    for (const body of [
      receipt({ PrivatNote: 'x' }),
      receipt({ Line: undefined }),
      receipt({ DocNumber: 'x'.repeat(22) }),
      receipt({ TxnDate: '2026-02-30' }),
      receipt({ Line: [{ Amount: 1, DetailType: 'SalesItemLineDetail' }] }),
      receipt({ TotalAmt: 1 }),
    ])
      expect(codeOf(await ask(simulator, 'salesreceipt', body))).toBe('2010');
  });

  it.each<[string, string, (world: Awaited<ReturnType<typeof open>>) => Json]>([
    ['a customer that is not there', '2500', ({ receipt }) => receipt({ CustomerRef: { value: '9' } })],
    [
      'an amount that is not quantity times price',
      '6070',
      ({ receipt, salesLine }) => receipt({ Line: [salesLine(10, { Qty: 3, UnitPrice: 3 })] }),
    ],
    [
      'a tax code on a line in the US',
      '6100',
      ({ receipt, salesLine }) => receipt({ Line: [salesLine(1, { TaxCodeRef: { value: '2' } })] }),
    ],
    [
      'a number that is taken',
      '6140',
      ({ receipt, simulator }) =>
        receipt({ DocNumber: String(simulator.company.rows.SalesReceipt[0]?.['DocNumber']) }),
    ],
    ['a negative total', '6000', ({ receipt, salesLine }) => receipt({ Line: [salesLine(-1)] })],
    [
      'a deposit to an income account',
      '6000',
      ({ receipt }) => receipt({ DepositToAccountRef: { value: ACCOUNTS.sales } }),
    ],
    [
      'a currency that the company does not keep',
      '2220',
      ({ receipt }) => receipt({ CurrencyRef: { value: 'EUR' } }),
    ],
  ])('%s', async (_, code, bodyOf) => {
    const world = await open();
    expect(codeOf(await ask(world.simulator, 'salesreceipt', bodyOf(world)))).toBe(code);
  });

  it('journals that do not balance, are negative, or leave the customer of a receivable out', async () => {
    const { simulator } = await open();
    const { clearing, sales, receivable } = ACCOUNTS;
    const post = async (...lines: readonly Json[]) =>
      codeOf(await ask(simulator, 'journalentry', { Line: lines }));
    expect(await post(journalLine('Debit', 1, clearing), journalLine('Credit', 2, sales))).toBe('2300');
    expect(await post(journalLine('Debit', -1, clearing), journalLine('Credit', -1, sales))).toBe('2290');
    expect(await post(journalLine('Debit', 1, receivable), journalLine('Credit', 1, sales))).toBe('6000');
    expect(await post(journalLine('Debit', 1, ACCOUNTS.inactive), journalLine('Credit', 1, sales))).toBe(
      '610',
    );
  });

  it('a customer of one currency on a record of another', async () => {
    const { simulator, receipt } = await open({ multiCurrency: true });
    const body = receipt({ CurrencyRef: { value: 'EUR' } });
    expect(codeOf(await ask(simulator, 'salesreceipt', body))).toBe('6000');
  });

  it('outside the US: lines without a code, and tax where it is not applicable', async () => {
    const simulator = await start({ country: 'DE', currency: 'EUR' });
    const id = String(
      simulator.company.add('Item', { Name: 'x', Active: true, IncomeAccountRef: { value: ACCOUNTS.sales } })[
        'Id'
      ],
    );
    const form = (more: Json) => ({
      Line: [
        { Amount: 1, DetailType: 'SalesItemLineDetail', SalesItemLineDetail: { ItemRef: { value: id } } },
      ],
      ...more,
    });
    expect(codeOf(await ask(simulator, 'salesreceipt', form({})))).toBe('6000');
    const detail = { GlobalTaxCalculation: 'NotApplicable', TxnTaxDetail: { TotalTax: 0 } };
    expect(codeOf(await ask(simulator, 'salesreceipt', form(detail)))).toBe('6170');
  });

  it('what is dated in a closed period', async () => {
    const { simulator, receipt } = await open();
    simulator.company.settings.closeDate = '2026-03-01';
    expect(codeOf(await ask(simulator, 'salesreceipt', receipt()))).toBe('6200');
  });

  it('a change by somebody who does not know the latest version', async () => {
    const { simulator } = await open();
    const Id = String(simulator.company.rows.SalesReceipt[0]?.['Id']);
    const change = { Id, SyncToken: '0', PrivateNote: 'mine' };
    expect((await ask(simulator, 'salesreceipt', change)).status).toBe(200);
    expect(codeOf(await ask(simulator, 'salesreceipt', change))).toBe('5010');
    const gone = await ask(simulator, 'salesreceipt', { Id, SyncToken: '1' }, { operation: 'delete' });
    expect(gone.status).toBe(200);
    expect(simulator.company.rows.SalesReceipt).toEqual([]);
  });

  it('requests without version or login, too large batches, long request ids, and what is not queryable', async () => {
    const { simulator } = await open();
    const query = (text: string) => ask(simulator, 'query', undefined, { query: text });
    const unversioned = await fetch(`${simulator.url}/v3/company/${simulator.realm}/query?query=x`, {
      headers: { authorization: `Bearer ${simulator.token}` },
    });
    expect(unversioned.status).toBe(400);
    expect((await fetch(`${simulator.url}/v3/company/${simulator.realm}/query`)).status).toBe(401);
    expect(codeOf(await query("select * from Invoice where PrivateNote = 'x'"))).toBe('4001');
    expect(codeOf(await query("select * from Invoice where Id = '1' or Id = '2'"))).toBe('4000');
    expect(codeOf(await query('select * from Invoice maxresults 1001'))).toBe('4001');
    const pieces = (count: number) => ({
      BatchItemRequest: Array.from({ length: count }, (_, index) => ({
        bId: `${index}`,
        Query: 'select * from Item',
      })),
    });
    expect(codeOf(await ask(simulator, 'batch', pieces(31)))).toBe('2010');
    expect(codeOf(await ask(simulator, 'batch', pieces(1), { requestid: 'x'.repeat(37) }))).toBe('2130');
    expect((await ask(simulator, 'batch', pieces(30), { requestid: 'x'.repeat(36) })).status).toBe(200);
  });

  it('more than it allows in a minute', async () => {
    const clock = new TestClock();
    const simulator = await start({ requestsPerMinute: 3, batchesPerMinute: 1, clock });
    const query = () => ask(simulator, 'query', undefined, { query: 'select * from Item' });
    const batch = () =>
      ask(simulator, 'batch', { BatchItemRequest: [{ bId: '1', Query: 'select * from Item' }] });
    expect((await batch()).status).toBe(200);
    expect((await batch()).status).toBe(429);
    expect((await query()).status).toBe(200);
    expect((await query()).status).toBe(429);
    clock.advance(60_000);
    expect((await query()).status).toBe(200);
  });
});

describe('the simulated QuickBooks', () => {
  it('lets no piece of a batch see what an earlier one created', async () => {
    const { simulator, receipt } = await open();
    const { length } = simulator.company.transactions;
    const next = String(1 + Math.max(...simulator.company.transactions.map(({ row }) => Number(row['Id']))));
    const batch = {
      BatchItemRequest: [
        { bId: '1', operation: 'create', Customer: { DisplayName: 'New' } },
        { bId: '2', operation: 'create', SalesReceipt: receipt({ CustomerRef: { value: next } }) },
      ],
    };
    const { json } = await ask(simulator, 'batch', batch);
    expect(json['BatchItemResponse']).toMatchObject([
      { Customer: { Id: next } },
      { Fault: { Error: [{ code: '2500' }] } },
    ]);
    expect(simulator.company.transactions).toHaveLength(length);
  });

  it('rounds amounts to two decimals, as QuickBooks does', async () => {
    const { simulator, receipt, salesLine } = await open();
    const body = writeExactJson(receipt({ Line: [salesLine(1)] })).replace('"Amount":1,', '"Amount":1.005,');
    const { json } = await ask(simulator, 'salesreceipt', body);
    expect(json['SalesReceipt']).toMatchObject({ TotalAmt: '1.01' });
  });
});
