import type { INodeParameters } from 'n8n-workflow';
import { mapItem } from '../../lib/flows/map-orders';
import { policySchema } from '../../lib/policy/policy';
import { AccountingPoster } from '../../nodes/AccountingPoster/AccountingPoster.node';
import { FinanceTrace } from '../../nodes/FinanceTrace/FinanceTrace.node';
import { STORE_ID } from '../support/memory-shop';
import { smallOrder } from '../support/small-order';
import { FakeN8n, jsonOf } from './support/fake-n8n';
import { useTempStore } from './support/temp-store';

const NEW_POLICY = { accountRules: [{ account: 'sales:things' }] };

describe('Finance Trace: re-mapping', () => {
  const { store } = useTempStore();
  const ask = async (operation: string, parameters: INodeParameters = {}) => {
    const whose = { platform: 'memory', storeId: STORE_ID, destination: 'book:main' };
    const policy = { policySource: 'json', policyJson: JSON.stringify(NEW_POLICY) };
    const all = { resource: 'remapping', operation, ...whose, ...policy, ...parameters };
    const [results] = await new FakeN8n(new FinanceTrace(), { parameters: all }).execute();
    return jsonOf(results ?? []);
  };
  const post = async (id: string, input: object = {}) => {
    const policy = policySchema.parse(input);
    const order = smallOrder({ id, cents: 1000, paid: true });
    const mapped = mapItem({ order }, { policy, platform: 'auto', storeId: STORE_ID });
    if (!('mapped' in mapped)) throw new Error('the small order does not map');
    await new FakeN8n(new AccountingPoster(), { items: [mapped.mapped] }).execute();
  };
  const trialBalance = async () => {
    const parameters = { resource: 'book', operation: 'trialBalance' };
    const [rows] = await new FakeN8n(new FinanceTrace(), { parameters }).execute();
    return Object.fromEntries(jsonOf(rows ?? []).map((row) => [row.ledgerAccount, row.balance]));
  };

  it('puts out a summary first, then an item for each change and for each order that is held', async () => {
    await post('1');
    await post('2');
    const [summary, ...rows] = await ask('preview');
    expect(summary).toMatchObject({
      row: 'summary',
      destination: 'book:main',
      policy: { accountRules: [{ account: 'sales:things', for: 'goods' }] },
      orders: { lookedAt: 2, changed: 2 },
      changes: 4,
      listed: 4,
      report: expect.stringContaining('sales:things'),
    });
    expect(rows.map(({ row, orderId }) => [row, orderId])).toEqual([
      ['change', '1'],
      ['change', '1'],
      ['change', '2'],
      ['change', '2'],
    ]);
    const held = await ask('preview', {
      policyJson:
        '{ "unmatched": "hold", "accountRules": [{ "when": { "sku": "B*" }, "account": "sales:books" }] }',
      orderIds: '2',
    });
    expect(held).toMatchObject([
      { row: 'summary', orders: { lookedAt: 1, held: 1 } },
      { row: 'held', orderId: '2', problems: [{ code: 'no_rule_fits' }] },
    ]);
  });

  it('lists up to the limit, or all', async () => {
    for (const id of ['1', '2', '3']) await post(id);
    expect(await ask('preview', { limit: 2 })).toHaveLength(3);
    expect((await ask('preview', { limit: 2 }))[0]).toMatchObject({ changes: 6, listed: 2 });
    expect(await ask('preview', { returnAll: true })).toHaveLength(7);
  });

  it('approves what the summary says, field by field, and the next posting corrects it', async () => {
    await post('1');
    const [summary] = await ask('preview', { to: '2026-12-31' });
    const approved = await ask('approve', {
      policyJson: summary?.policy as object as INodeParameters,
      to: String(summary?.toDate),
      digest: String(summary?.digest),
      scope: 'all',
      pipeline: 'main',
    });
    expect(approved).toMatchObject([{ state: 'approved', moved: 1, changed: 1, notQueued: 0 }]);
    expect(await (await store()).listWork({ objectId: '1' })).toMatchObject([
      { pipeline: 'main', state: 'due' },
    ]);
    expect(await trialBalance()).toMatchObject({ sales: '-10.00' });
    await post('1');
    expect(await trialBalance()).toMatchObject({ 'sales:things': '-10.00' });
    const audit = await (await store()).listAudit({ subject: `memory:${STORE_ID}`, limit: 10 });
    expect(audit.map(({ action, actor }) => [action, actor])).toEqual([
      ['remap.previewed', 'Books/42'],
      ['remap.approved', 'Books/42'],
    ]);
  });

  it('approves nothing when the preview is not that of now, and says what to do', async () => {
    await post('1');
    const [summary] = await ask('preview');
    await post('2');
    const refused = ask('approve', { digest: String(summary?.digest), scope: 'all' });
    await expect(refused).rejects.toMatchObject({
      message: 'Nothing was approved',
      description: expect.stringContaining('Preview again'),
    });
  });

  it('names a ledger that there is none of, a field that is empty, and an answer that is none', async () => {
    await expect(ask('preview', { destination: 'quicken:1' })).rejects.toThrow(
      'There is no ledger "quicken:1"',
    );
    await expect(ask('preview', { storeId: '' })).rejects.toThrow('"storeId" is empty');
    await expect(ask('approve', { scope: 'all' })).rejects.toThrow('"digest" is empty');
    await expect(ask('approve', { digest: 'x', scope: 'yes' })).rejects.toThrow('neither all nor open');
  });
});
