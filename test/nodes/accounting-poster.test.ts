import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { mapItem } from '../../lib/flows/map-orders';
import { policySchema } from '../../lib/policy/policy';
import { AccountingPoster } from '../../nodes/AccountingPoster/AccountingPoster.node';
import { FinanceTrace } from '../../nodes/FinanceTrace/FinanceTrace.node';
import { Reconciler } from '../../nodes/Reconciler/Reconciler.node';
import { STORE_ID } from '../support/memory-shop';
import { type SmallOrder, smallOrder } from '../support/small-order';
import { FakeN8n, type FakeOptions, jsonOf } from './support/fake-n8n';
import { useTempStore } from './support/temp-store';

const policy = policySchema.parse({});

const documentOf = (order: Partial<SmallOrder> & { id: string }, more: object = {}): object => {
  const mapped = mapItem(
    { order: smallOrder({ cents: 1000, paid: true, ...order }) },
    { policy, platform: 'auto', storeId: STORE_ID },
  );
  return { ...('mapped' in mapped ? mapped.mapped : mapped.held), ...more };
};

describe('Accounting Poster', () => {
  const { store } = useTempStore();
  const poster = (items: readonly object[], parameters: INodeParameters = {}, more: FakeOptions = {}) =>
    new FakeN8n(new AccountingPoster(), { items, parameters, ...more });
  const balance = async () => {
    const [rows] = await new FakeN8n(new FinanceTrace(), {
      parameters: { resource: 'book', operation: 'trialBalance' },
    }).execute();
    return Object.fromEntries(jsonOf(rows).map((row) => [row.ledgerAccount, row.balance]));
  };

  it('posts all items in one batch and pairs each result with its item', async () => {
    const [posted, exceptions] = await poster([
      documentOf({ id: '1' }, { queue: { remaining: 5 } }),
      documentOf({ id: '2', cents: 500 }, { queue: { remaining: 5 } }),
    ]).execute();
    expect(exceptions).toEqual([]);
    expect(posted).toMatchObject([
      {
        json: { orderId: '1', outcome: 'posted', destination: 'book:main', queue: { remaining: 5 } },
        pairedItem: { item: 0 },
      },
      { json: { orderId: '2', outcome: 'posted' }, pairedItem: { item: 1 } },
    ]);
    expect(await balance()).toMatchObject({ sales: '-15.00', 'tax:DE-19': '-1.50' });
  });

  it('posts nothing twice', async () => {
    await poster([documentOf({ id: '1' })]).execute();
    const [posted] = await poster([documentOf({ id: '1' })]).execute();
    expect(posted?.[0]?.json).toMatchObject({ outcome: 'unchanged', plans: [] });
    expect(await balance()).toMatchObject({ sales: '-10.00' });
  });

  it('says what it would post in shadow mode, and posts nothing', async () => {
    const [posted] = await poster([documentOf({ id: '1' })], { mode: 'shadow' }).execute();
    expect(posted?.[0]?.json).toMatchObject({
      outcome: 'would_post',
      plans: [{ state: 'would_post', total: '11.00' }],
    });
    expect(await balance()).toEqual({});
  });

  it('writes plans in hold mode, and posts them when they are approved', async () => {
    await poster([documentOf({ id: '1' }), documentOf({ id: '2' })], { mode: 'hold' }).execute();
    expect(await balance()).toEqual({});
    const approve = (orderIds: string) =>
      poster([{}], {
        operation: 'approveHeldPlans',
        platform: 'memory',
        storeId: STORE_ID,
        orderIds,
      }).execute();
    const [first] = await approve('1');
    expect(first).toMatchObject([
      { json: { orderId: '1', outcome: 'posted', recordId: expect.any(String) } },
    ]);
    const [second] = await approve('');
    expect(jsonOf(second).map(({ orderId }) => orderId)).toEqual(['2']);
    expect(await balance()).toMatchObject({ sales: '-20.00' });
  });

  const rule = (logical: string, ledgerAccount: string) => ({
    logical: { __rl: true, mode: 'name', value: logical },
    ledgerAccount: { __rl: true, mode: 'list', value: ledgerAccount },
  });
  const openAccount = (accountId: string) =>
    new FakeN8n(new FinanceTrace(), {
      parameters: {
        resource: 'book',
        operation: 'openLedgerAccount',
        accountId,
        accountName: `Sales ${accountId}`,
        accountType: 'income',
      },
    }).execute();

  it('posts to the accounts that the mapping names', async () => {
    await openAccount('4000');
    const mapping = { accountMapping: { rules: [rule('sales', '4000')] } } as unknown as INodeParameters;
    await poster([documentOf({ id: '1' })], mapping).execute();
    expect(await balance()).toMatchObject({ '4000': '-10.00', 'tax:DE-19': '-1.00' });
  });

  it('holds an order whose mapped account the ledger does not have, and harms no other', async () => {
    const mapping = { accountMapping: { rules: [rule('tax:*', '9999')] } } as unknown as INodeParameters;
    const [posted, exceptions] = await poster([documentOf({ id: '1' })], mapping).execute();
    expect(posted).toEqual([]);
    expect(exceptions?.[0]).toMatchObject({
      json: {
        orderId: '1',
        stage: 'post',
        state: 'held',
        problems: [{ message: expect.stringContaining('9999') }],
      },
      pairedItem: { item: 0 },
    });
  });

  it.each([AccountingPoster, Reconciler])(
    'offers the chart of the ledger in the mapping of %p',
    async (Type) => {
      await openAccount('4000');
      const { methods } = new Type();
      const context = new FakeN8n(new Type()).context();
      const accounts = await methods.listSearch.searchLedgerAccounts.call(context, '4000');
      expect(accounts.results).toEqual([{ name: 'Sales 4000 (income)', value: '4000' }]);
      const logical = await methods.listSearch.searchLogicalAccounts.call(context, 'tax');
      expect(logical.results.map(({ value }) => value)).toContain('tax:*');
    },
  );

  it('names a mapping row that is half empty', async () => {
    const mapping = { accountMapping: { rules: [rule('sales', '')] } } as unknown as INodeParameters;
    await expect(poster([documentOf({ id: '1' })], mapping).execute()).rejects.toMatchObject({
      message: expect.stringContaining('Account 1 of the account mapping is half empty'),
    });
  });

  it('refuses items that no Finance Mapper made, before it posts the others', async () => {
    await expect(poster([documentOf({ id: '1' }), { orderId: '2' }]).execute()).rejects.toMatchObject({
      message: expect.stringContaining('Finance Mapper'),
      context: { itemIndex: 1 },
    });
    expect(await balance()).toEqual({});
  });

  it('posts the others when an item is foreign and "Continue On Fail" is set', async () => {
    const [posted] = await poster(
      [{ orderId: '2' }, documentOf({ id: '1' })],
      {},
      { continueOnFail: true },
    ).execute();
    expect(posted).toMatchObject([
      { json: { error: expect.stringContaining('Finance Mapper') }, pairedItem: { item: 0 } },
      { json: { orderId: '1', outcome: 'posted' }, pairedItem: { item: 1 } },
    ]);
  });

  it('posts to the book that each item asks for', async () => {
    await poster(
      [documentOf({ id: '1' }), documentOf({ id: '2' })],
      {},
      { perItem: [{ book: 'a' }, { book: 'b' }] },
    ).execute();
    const plans = await (await store()).getPlans({});
    expect(plans.map(({ orderId, destination }) => [orderId, destination])).toEqual(
      expect.arrayContaining([
        ['1', 'book:a'],
        ['2', 'book:b'],
      ]),
    );
    expect(
      plans.every(({ orderId, destination }) => destination === (orderId === '1' ? 'book:a' : 'book:b')),
    ).toBe(true);
  });

  it('keeps no personal data of the buyer unless asked to', async () => {
    const customer = { name: 'Erika Mustermann', email: 'erika@example.com', country: 'DE' };
    const withBuyer = documentOf({ id: '1' }) as { order: IDataObject };
    const item = { ...withBuyer, order: { ...withBuyer.order, customer } };
    await poster([item], { options: {} }).execute();
    const snapshot = await (await store()).latestSnapshot({ platform: 'memory', storeId: STORE_ID }, '1');
    expect(snapshot?.order).not.toContain('erika');
    await poster([item], { options: { keepPersonalData: true } }).execute();
    const kept = await (await store()).latestSnapshot({ platform: 'memory', storeId: STORE_ID }, '1');
    expect(kept?.order).toContain('erika');
  });

  it('puts results on the first output for an agent', async () => {
    const outputs = await poster([documentOf({ id: '1' })], {}, { asTool: 'engine' }).execute();
    expect(outputs).toHaveLength(1);
    expect(outputs[0]).toHaveLength(1);
  });
});
