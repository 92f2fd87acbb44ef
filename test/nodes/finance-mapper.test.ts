import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { FinanceMapper } from '../../nodes/FinanceMapper/FinanceMapper.node';
import { STORE_ID } from '../support/memory-shop';
import { smallOrder } from '../support/small-order';
import { FakeN8n, type FakeOptions, jsonOf } from './support/fake-n8n';
import { useTempStore } from './support/temp-store';

const order = smallOrder({ id: '7', cents: 1000, paid: true });
/** One cent more than its parts. */
const lying = { ...order, claims: { total: { amount: '11.01', pointers: ['/total'] } } };

const raw = JSON.parse(
  readFileSync(join(__dirname, '..', 'shop', 'fixtures', 'excl-A1-10pct-placed.json'), 'utf8'),
) as IDataObject;

describe('Finance Mapper', () => {
  const { store } = useTempStore();
  const map = (items: readonly object[], parameters: INodeParameters = {}, more: FakeOptions = {}) =>
    new FakeN8n(new FinanceMapper(), { items, parameters, ...more }).execute();
  const accountsOf = (json: IDataObject | undefined) => {
    const { entries } = json?.target as { entries: { lines: { account: string }[] }[] };
    return entries.flatMap(({ lines }) => lines.map(({ account }) => account));
  };

  it('maps each order to its target, pairs it, and passes on what the queue said', async () => {
    const [documents, exceptions] = await map([
      { order, problems: [], queue: { remaining: 3 } },
      { order: smallOrder({ id: '8', cents: 500, paid: true }), problems: [], queue: { remaining: 3 } },
    ]);
    expect(exceptions).toEqual([]);
    expect(documents?.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }]);
    expect(documents?.[0]?.json).toMatchObject({
      order: { source: { orderId: '7' } },
      queue: { remaining: 3 },
    });
    expect(accountsOf(documents?.[0]?.json)).toEqual(expect.arrayContaining(['sales', 'tax:DE-19']));
  });

  it('adds the certificate where it is asked for, as fields or as a table', async () => {
    const certificateOf = async (certificate: string): Promise<unknown> => {
      const [documents] = await map([{ order, problems: [] }], { options: { certificate } });
      return documents?.[0]?.json.certificate;
    };
    expect(await certificateOf('off')).toBeUndefined();
    expect(await certificateOf('machine-readable')).toMatchObject({
      certificate: 'conservation',
      verdict: 'conserved',
      of: { kind: 'order', orderId: '7' },
    });
    expect(await certificateOf('table')).toMatch(/^Conservation certificate\n[\s\S]*\nVerdict: conserved\. /);
    await expect(certificateOf('sometimes')).rejects.toThrow(/option Certificate/);
  });

  it('puts a held order out as an exception and stores nothing when it came from no queue', async () => {
    const [documents, exceptions] = await map([{ order: lying, problems: [] }]);
    expect(documents).toEqual([]);
    expect(exceptions?.[0]?.json).toMatchObject({
      orderId: '7',
      stage: 'map',
      problems: [{ code: 'source_totals_mismatch' }],
    });
    expect(await (await store()).listExceptions({})).toEqual([]);
  });

  it('stores the exception and ends the work of a held order that came from the queue', async () => {
    const trace = await store();
    const pipeline = { pipeline: 'main', platform: 'memory', storeId: STORE_ID };
    const now = new Date().toISOString();
    await trace.registerPipeline(pipeline);
    await trace.markDue(pipeline, 'orders', [{ objectId: '7' }], now);
    const leaseUntil = '2100-01-01T00:00:00.000Z';
    const clock = { now: () => new Date() };
    const lease = { now, leaseUntil, claim: 'c', clock };
    const [ticket] = await trace.claimWork(pipeline, 'orders', { limit: 1, ...lease });

    const [, exceptions] = await map([{ order: lying, problems: [], ticket }]);
    expect(exceptions?.[0]?.json).toMatchObject({ state: 'held' });
    expect(await trace.listExceptions({})).toMatchObject([
      { objectId: '7', pipeline: 'main', code: 'source_totals_mismatch', state: 'open' },
    ]);
    expect(await trace.listWork({ objectId: '7' })).toMatchObject([{ state: 'held' }]);
    const audit = await trace.listAudit({ limit: 10 });
    expect(audit.at(-1)?.actor).toBe('Books/42');
  });

  it('takes the payload of the cart itself, and asks which shop it is', async () => {
    const [documents] = await map([raw], { storeId: 'shop.example' });
    expect(documents?.[0]?.json).toMatchObject({
      target: { source: { platform: 'woocommerce', storeId: 'shop.example' } },
    });
    await expect(map([raw])).rejects.toMatchObject({
      message: expect.stringContaining('which shop'),
      description: expect.stringContaining('Store ID'),
    });
  });

  it('follows the choices of the form', async () => {
    const shipped = { ...order, shipping: [], currency: 'EUR' };
    const [created] = await map([{ order: shipped }], { policy: { postingTrigger: 'creation' } });
    const [captured] = await map([{ order: shipped }]);
    expect(accountsOf(created?.[0]?.json)).toContain('receivable');
    expect(accountsOf(captured?.[0]?.json)).not.toContain('receivable');
  });

  it('follows a policy in JSON, as text and as an object', async () => {
    for (const policyJson of ['{"postingTrigger":"creation"}', { postingTrigger: 'creation' }]) {
      const [documents] = await map([{ order }], { policySource: 'json', policyJson });
      expect(accountsOf(documents?.[0]?.json)).toContain('receivable');
    }
  });

  it.each([
    ['text that is no JSON', '{', 'not JSON'],
    ['a key that does not exist', '{"postingTriger":"creation"}', 'cannot be used'],
    ['a value that does not exist', '{"timeZone":"Mars/Olympus"}', 'cannot be used'],
  ])('refuses a policy with %s', async (_what, policyJson, said) => {
    await expect(map([{ order }], { policySource: 'json', policyJson })).rejects.toMatchObject({
      message: expect.stringContaining(said),
      description: expect.any(String),
    });
  });

  it('names the order in an error, and goes on with the others when asked to', async () => {
    const bad = [{ policySource: 'json', policyJson: '{' }, {}];
    await expect(map([{ order }, { order }], {}, { perItem: bad })).rejects.toMatchObject({
      message: expect.stringContaining('Order 7'),
      context: { itemIndex: 0 },
    });
    const [documents] = await map([{ order }, { order }], {}, { perItem: bad, continueOnFail: true });
    expect(documents?.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }]);
    expect(documents?.[0]?.json).toEqual({ error: expect.stringContaining('Order 7') });
    expect(documents?.[1]?.json).toHaveProperty('target');
  });

  it('previews one row for each journal line, with its rule and where it was read', async () => {
    const [documents] = await map([{ order }], { options: { preview: true } });
    const rows = documents?.[0]?.json.preview as unknown as IDataObject[];
    expect(rows).toHaveLength(accountsOf(documents?.[0]?.json).length);
    expect(rows.find(({ account }) => account === 'tax:DE-19')).toMatchObject({
      entry: 'sale',
      credit: '1.00',
      rule: expect.any(String),
      readFrom: expect.stringContaining('/lines/0/taxes/0/amount'),
    });
  });

  it('puts exceptions on the first output for an agent', async () => {
    const outputs = await map([{ order }, { order: lying }], {}, { asTool: 'engine' });
    expect(outputs).toHaveLength(1);
    expect(jsonOf(outputs[0]).map((json) => 'target' in json)).toEqual([true, false]);
  });

  it('survives hostile items', async () => {
    const hostile = JSON.parse(
      '{"__proto__":{"polluted":true},"order":{"__proto__":{"source":{}}}}',
    ) as object;
    const [documents, exceptions] = await map([hostile, { order: null }, { id: {} }], {
      storeId: 'shop.example',
    });
    expect(documents).toEqual([]);
    expect(exceptions).toHaveLength(3);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});
