/** Customers and items: found again, never made twice, made anew when they are gone. */
import type { LedgerDocument } from '../../../lib/destinations/ledger-destination';
import { ACCOUNTS } from '../../simulators/quickbooks/seed';
import type { SimulatedQuickBooks } from '../../simulators/quickbooks/start-quickbooks';
import { connectTo, MemoryLookups, sendWith, simulators } from './support/connection';
import { globalSalesReceipt, line, usInvoice, usSalesReceipt } from './support/documents';

const start = simulators();
const NO_CONTEXT = { recordIds: new Map<string, string>() };

const named = (name: string, customer: string, key = `buyer:${customer}`): LedgerDocument =>
  usSalesReceipt(name, { customer: { key, name: customer } });

const batches = ({ asked }: SimulatedQuickBooks) => asked.filter(({ kind }) => kind === 'batch').length;

describe('customers', () => {
  it('are one a buyer, however often and under whatever name the buyer comes', async () => {
    const simulator = await start();
    const ledger = connectTo(simulator);
    await ledger.send([named('a', 'Jane'), named('b', 'Jane'), named('c', 'John')], NO_CONTEXT);
    // Another process, which remembers nothing, and the buyer has married meanwhile.
    await connectTo(simulator).send([named('d', 'Jane Smith', 'buyer:Jane')], NO_CONTEXT);
    expect(simulator.company.rows.Customer).toHaveLength(2);
  });

  it('are one each for a currency, because QuickBooks binds them to it', async () => {
    const simulator = await start({ country: 'DE', currency: 'EUR', multiCurrency: true });
    const ledger = connectTo(simulator);
    const outcomes = await ledger.send(
      [globalSalesReceipt('a'), globalSalesReceipt('b', { currency: 'USD' }), globalSalesReceipt('c')],
      NO_CONTEXT,
    );
    expect(outcomes.map(({ state }) => state)).toEqual(['created', 'created', 'created']);
    expect(simulator.company.rows.Customer.map((row) => row['CurrencyRef'])).toEqual([
      { value: 'EUR' },
      { value: 'USD' },
    ]);
  });

  it('are not made twice by two workers at once', async () => {
    const simulator = await start();
    // Both have looked before either creates.
    let looked = 0;
    let release = (): void => {};
    const bothLooked = new Promise<void>((resolve) => (release = resolve));
    const worker = () => {
      const send = sendWith(simulator.token);
      return connectTo(simulator, {
        http: async (request) => {
          const answer = await send(request);
          if (request.body?.includes('select * from Customer')) {
            if (++looked === 2) release();
            await bothLooked;
          }
          return answer;
        },
      });
    };
    const outcomes = await Promise.all([
      worker().send([named('a', 'Jane')], NO_CONTEXT),
      worker().send([named('b', 'Jane')], NO_CONTEXT),
    ]);
    expect(outcomes.flat().map(({ state }) => state)).toEqual(['created', 'created']);
    expect(simulator.company.rows.Customer).toHaveLength(1);
    expect(simulator.company.rows.Item).toHaveLength(3);
    expect(
      new Set(simulator.company.rows.SalesReceipt.map((row) => JSON.stringify(row['CustomerRef']))).size,
    ).toBe(1);
  });

  it('are remembered, so that nobody asks for them again', async () => {
    const simulator = await start();
    const lookups = new MemoryLookups();
    await connectTo(simulator, { lookups }).send([usSalesReceipt('a')], NO_CONTEXT);
    const before = batches(simulator);
    const [outcome] = await connectTo(simulator, { lookups }).send([usSalesReceipt('b')], NO_CONTEXT);
    expect(outcome).toMatchObject({ state: 'created' });
    expect(batches(simulator) - before).toBe(1);
  });

  it('that were made inactive are made anew, once, and only where they were used', async () => {
    const simulator = await start();
    const lookups = new MemoryLookups();
    await connectTo(simulator, { lookups }).send([named('a', 'Jane'), named('b', 'John')], NO_CONTEXT);
    const [jane] = simulator.company.rows.Customer;
    simulator.company.deactivate('Customer', String(jane?.['Id']));
    const ledger = connectTo(simulator, { lookups });
    const outcomes = await ledger.send([named('c', 'Jane'), named('d', 'John')], NO_CONTEXT);
    expect(outcomes.map(({ state }) => state)).toEqual(['created', 'created']);
    expect(simulator.company.rows.Customer).toHaveLength(3);
    expect(simulator.company.rows.SalesReceipt).toHaveLength(4);
    const before = batches(simulator);
    await ledger.send([named('e', 'Jane')], NO_CONTEXT);
    expect(batches(simulator) - before).toBe(1);
  });

  it('that cannot be made hold only their own documents, with the reason', async () => {
    const simulator = await start();
    const message = 'The email address does not look right';
    simulator.faults.add({ kind: 'piece_fault', piece: 1, code: '2210', message, matching: /"Customer":/ });
    const outcomes = await connectTo(simulator).send([named('a', 'Jane'), named('b', 'John')], NO_CONTEXT);
    expect(outcomes).toMatchObject([
      { state: 'created' },
      { state: 'failed', errorClass: 'validation', message: expect.stringContaining(message) },
    ]);
  });

  it('of a lost answer are found again, and nothing was sent meanwhile', async () => {
    const simulator = await start();
    simulator.faults.add({ kind: 'answer_lost_after', matching: /"Customer":/ });
    const ledger = connectTo(simulator);
    const [lost] = await ledger.send([usSalesReceipt()], NO_CONTEXT);
    expect(lost).toMatchObject({ state: 'failed', errorClass: 'transient' });
    expect(simulator.company.rows.SalesReceipt).toHaveLength(0);
    const [again] = await ledger.send([usSalesReceipt()], NO_CONTEXT);
    expect(again).toMatchObject({ state: 'created' });
    expect(simulator.company.rows.Customer).toHaveLength(1);
  });
});

describe('items', () => {
  it('are one for each account', async () => {
    const simulator = await start();
    await connectTo(simulator).send([usSalesReceipt('a'), usInvoice('b')], NO_CONTEXT);
    expect(simulator.company.rows.Item.map((row) => [row['Name'], row['IncomeAccountRef']])).toEqual(
      [ACCOUNTS.sales, ACCOUNTS.discounts, ACCOUNTS.shipping].map((value) => [
        `Cart Ledger ${value}`,
        { value },
      ]),
    );
  });

  const withOwnItem = async (account: string, type = 'Service') => {
    const simulator = await start();
    const row = {
      Name: 'Green tea',
      Sku: 'TEA',
      Type: type,
      IncomeAccountRef: { value: account },
      Active: true,
    };
    const id = String(simulator.company.add('Item', row)['Id']);
    const [outcome] = await connectTo(simulator, { items: 'sku' }).send([usSalesReceipt()], NO_CONTEXT);
    expect(outcome).toMatchObject({ state: 'created' });
    const [receipt] = simulator.company.rows.SalesReceipt;
    const used = [...JSON.stringify(receipt).matchAll(/"ItemRef":\{"value":"(\d+)"/g)].map(
      ([, item]) => item,
    );
    return { id, used };
  };

  it("are the ledger's own of the sku, where that stands on the line's account", async () => {
    const { id, used } = await withOwnItem(ACCOUNTS.sales);
    expect(used[0]).toBe(id);
    expect(used.slice(1)).not.toContain(id);
  });

  it('are generic where the item of the sku stands on another account', async () => {
    const { id, used } = await withOwnItem(ACCOUNTS.shipping);
    expect(used).not.toContain(id);
  });

  it('are generic where the item of the sku would move stock and its cost', async () => {
    const { id, used } = await withOwnItem(ACCOUNTS.sales, 'Inventory');
    expect(used).not.toContain(id);
  });

  it('that somebody moved to another account are named, and not used', async () => {
    const simulator = await start();
    const name = `Cart Ledger ${ACCOUNTS.sales}`;
    const row = { Name: name, Type: 'Service', IncomeAccountRef: { value: ACCOUNTS.tax }, Active: true };
    simulator.company.add('Item', row);
    const [outcome] = await connectTo(simulator).send([usSalesReceipt()], NO_CONTEXT);
    expect(outcome).toMatchObject({ errorClass: 'validation', message: expect.stringContaining(name) });
    expect(simulator.company.rows.SalesReceipt).toEqual([]);
  });

  it('that were deleted are made anew', async () => {
    const simulator = await start();
    const lookups = new MemoryLookups();
    await connectTo(simulator, { lookups }).send([usSalesReceipt('a')], NO_CONTEXT);
    simulator.company.deactivate('Item', String(simulator.company.rows.Item[0]?.['Id']));
    const [outcome] = await connectTo(simulator, { lookups }).send([usSalesReceipt('b')], NO_CONTEXT);
    expect(outcome).toMatchObject({ state: 'created' });
  });

  it('of an account that is opened while we run are made too', async () => {
    const simulator = await start();
    const ledger = connectTo(simulator);
    await ledger.send([usSalesReceipt('a')], NO_CONTEXT);
    const opened = simulator.company.add('Account', {
      Name: 'Tips',
      FullyQualifiedName: 'Tips',
      Active: true,
      AccountType: 'Other Current Liability',
      Classification: 'Liability',
    });
    const tip = usSalesReceipt('b', {
      lines: [
        line('clearing:stripe', ACCOUNTS.clearing, 'debit', '2.00'),
        line('tips', String(opened['Id']), 'credit', '2.00'),
      ],
    });
    expect(await ledger.send([tip], NO_CONTEXT)).toMatchObject([{ state: 'created' }]);
  });
});
