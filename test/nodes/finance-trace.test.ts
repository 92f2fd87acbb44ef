import type { INodeParameters } from 'n8n-workflow';
import { mapItem } from '../../lib/flows/map-orders';
import { policySchema } from '../../lib/policy/policy';
import { AccountingPoster } from '../../nodes/AccountingPoster/AccountingPoster.node';
import { FinanceTrace } from '../../nodes/FinanceTrace/FinanceTrace.node';
import { STORE_ID } from '../support/memory-shop';
import { smallOrder } from '../support/small-order';
import { FakeN8n, type FakeOptions, jsonOf } from './support/fake-n8n';
import { useTempStore } from './support/temp-store';

const pipeline = { pipeline: 'main', platform: 'memory', storeId: STORE_ID };

describe('Finance Trace', () => {
  const { store } = useTempStore();
  const ask = async (parameters: INodeParameters, more: FakeOptions = {}) => {
    const [results] = await new FakeN8n(new FinanceTrace(), { parameters, ...more }).execute();
    return results ?? [];
  };
  const post = async (id: string) => {
    const policy = policySchema.parse({});
    const mapped = mapItem(
      { order: smallOrder({ id, cents: 1000, paid: true }) },
      { policy, platform: 'auto', storeId: STORE_ID },
    );
    if (!('mapped' in mapped)) throw new Error('the small order does not map');
    const [posted] = await new FakeN8n(new AccountingPoster(), { items: [mapped.mapped] }).execute();
    return posted?.[0]?.json as { plans: { key: string; recordId: string }[] };
  };
  const raise = async (objectId: string, code = 'source_totals_mismatch') => {
    const exception = {
      ...pipeline,
      stream: 'orders',
      objectId,
      stage: 'map',
      code,
      message: `Order ${objectId}.`,
    } as const;
    await (await store()).raiseExceptions([exception], { at: new Date().toISOString(), actor: 'test' });
  };

  it('goes from the order to the records, and back from a record and from a key', async () => {
    const { plans } = await post('7');
    const [plan] = plans;
    const asked: INodeParameters[] = [
      { operation: 'byOrder', orderId: '7' },
      { operation: 'byOrder', orderId: '7', storeId: STORE_ID },
      { operation: 'byLedgerRecord', recordId: String(plan?.recordId) },
      { operation: 'byKey', key: String(plan?.key), destination: 'book:main' },
    ];
    for (const parameters of asked) {
      const [found] = await ask({ resource: 'trace', ...parameters });
      expect(found?.json).toMatchObject({
        orderId: '7',
        plans: expect.arrayContaining([
          expect.objectContaining({ key: plan?.key, recordId: plan?.recordId }),
        ]),
      });
    }
  });

  it('finds nothing where there is nothing', async () => {
    await post('7');
    expect(
      await ask({ resource: 'trace', operation: 'byOrder', orderId: '7', storeId: 'other.example' }),
    ).toEqual([]);
    expect(await ask({ resource: 'trace', operation: 'byLedgerRecord', recordId: 'no such' })).toEqual([]);
  });

  it('lists exceptions up to the limit, by code and by state', async () => {
    for (const id of ['1', '2', '3']) await raise(id);
    await raise('4', 'malformed_amount');
    const list = (more: INodeParameters) => ask({ resource: 'exception', operation: 'getMany', ...more });
    expect(await list({ limit: 2 })).toHaveLength(2);
    expect(await list({ returnAll: true })).toHaveLength(4);
    expect(jsonOf(await list({ filters: { code: 'malformed_amount' } }))).toMatchObject([
      { objectId: '4', ageHours: 0 },
    ]);
    expect(await list({ filters: { states: ['resolved'] } })).toEqual([]);
    expect(jsonOf(await list({ filters: { orderId: '2' } }))).toMatchObject([{ objectId: '2' }]);
  });

  it('assigns, holds, resolves and retries, and the audit log says who did it', async () => {
    await raise('1');
    const change = (operation: string, more: INodeParameters = {}) =>
      ask({ resource: 'exception', operation, exceptionId: 1, ...more });
    expect((await change('assign', { owner: 'Erika' }))[0]?.json).toMatchObject({
      owner: 'Erika',
      state: 'open',
    });
    expect((await change('hold', { note: 'after the fair' }))[0]?.json).toMatchObject({
      state: 'held',
      note: 'after the fair',
    });
    expect((await change('retry'))[0]?.json).toMatchObject({ state: 'open' });
    expect(await (await store()).listWork({ objectId: '1' })).toMatchObject([{ state: 'due' }]);
    expect((await change('resolve', { note: 'refunded by hand' }))[0]?.json).toMatchObject({
      state: 'resolved',
    });
    const rows = jsonOf(
      await ask({
        resource: 'audit',
        operation: 'getMany',
        filters: { subject: 'exception:1' },
        returnAll: true,
      }),
    );
    expect(rows.filter(({ actor }) => actor === 'Books/42').length).toBeGreaterThanOrEqual(4);
  });

  it('asks for a note before it resolves, and for a number that exists', async () => {
    await raise('1');
    await expect(ask({ resource: 'exception', operation: 'resolve', exceptionId: 1 })).rejects.toThrow(
      '"note" is empty',
    );
    await expect(ask({ resource: 'exception', operation: 'hold', exceptionId: 99 })).rejects.toMatchObject({
      message: 'There is no exception 99',
      description: expect.stringContaining('Get Many'),
    });
  });

  it('says which store is incomplete and why', async () => {
    await (await store()).registerPipeline(pipeline);
    await raise('1');
    const [health] = await ask({ resource: 'health', operation: 'get' });
    expect(health?.json).toMatchObject({ storeId: STORE_ID, complete: false });
    expect(JSON.stringify(health?.json.reasons)).toContain('exceptions_open');
    expect(await ask({ resource: 'health', operation: 'get', storeId: 'other.example' })).toEqual([]);
  });

  it('shows the trial balance and a register', async () => {
    await post('1');
    await post('2');
    const balance = jsonOf(await ask({ resource: 'book', operation: 'trialBalance' }));
    expect(balance).toContainEqual(
      expect.objectContaining({ book: 'main', ledgerAccount: 'sales', balance: '-20.00' }),
    );
    const register = (more: INodeParameters) =>
      ask({ resource: 'book', operation: 'accountRegister', ledgerAccount: 'sales', ...more });
    expect(jsonOf(await register({ returnAll: true }))).toMatchObject([
      { credit: '10.00', balance: '-10.00' },
      { credit: '10.00', balance: '-20.00' },
    ]);
    expect(await register({ limit: 1 })).toHaveLength(1);
    expect(await register({ from: '2027-01-01', returnAll: true })).toEqual([]);
  });

  it.each([
    ['hledger', 'journal'],
    ['beancount', 'beancount'],
    ['csv', 'csv'],
  ])('exports %s as a file and as text', async (format, extension) => {
    await post('1');
    const [file] = await ask({ resource: 'book', operation: 'export', format });
    expect(file?.binary?.data).toMatchObject({
      fileName: expect.stringMatching(new RegExp(`\\.${extension}$`)),
    });
    const [text] = await ask({ resource: 'book', operation: 'export', format, asFile: false });
    expect(Buffer.from(String(file?.binary?.data?.data), 'base64').toString('utf8')).toBe(text?.json.text);
    expect(text?.json.text).toMatch(/sales/i);
  });

  it('locks a period and opens it again', async () => {
    const lock = (lockDate: string) => ask({ resource: 'book', operation: 'lockPeriod', lockDate });
    expect((await lock('2026-01-31'))[0]?.json).toEqual({ book: 'main', lockDate: '2026-01-31' });
    expect((await lock('2026-02-28T00:00:00'))[0]?.json).toEqual({ book: 'main', lockDate: '2026-02-28' });
    expect((await lock(''))[0]?.json).toEqual({ book: 'main', lockDate: null });
    await expect(lock('yesterday-ish')).rejects.toThrow('"lockDate" is not a date');
  });

  it('says why an account cannot be opened', async () => {
    const open = (accountName: string) =>
      ask({
        resource: 'book',
        operation: 'openLedgerAccount',
        accountId: '4000',
        accountName,
        accountType: 'income',
      });
    await open('Sales');
    await open('Sales');
    await expect(open('Something else')).rejects.toThrow('4000');
  });

  it('lists the audit log and verifies it', async () => {
    await post('1');
    const rows = await ask({ resource: 'audit', operation: 'getMany', returnAll: true });
    expect(rows.length).toBeGreaterThan(0);
    const after = await ask({
      resource: 'audit',
      operation: 'getMany',
      returnAll: true,
      filters: { afterId: 1 },
    });
    expect(after).toHaveLength(rows.length - 1);
    const [verdict] = await ask({ resource: 'audit', operation: 'verify' });
    expect(verdict?.json).toMatchObject({ intact: true, rows: rows.length });
  });

  it('answers for each item that asks', async () => {
    await post('1');
    await post('2');
    const found = await ask(
      { resource: 'trace', operation: 'byOrder' },
      { items: [{}, {}], perItem: [{ orderId: '2' }, { orderId: '1' }] },
    );
    expect(found.map(({ json, pairedItem }) => [json.orderId, pairedItem])).toEqual([
      ['2', { item: 0 }],
      ['1', { item: 1 }],
    ]);
  });

  it('names an operation that there is none of', async () => {
    const fake = new FakeN8n(new FinanceTrace(), { parameters: { resource: 'trace', operation: 'byMagic' } });
    await expect(fake.execute()).rejects.toThrow('There is no operation "trace.byMagic"');
  });
});
