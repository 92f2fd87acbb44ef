import type { INodeParameters } from 'n8n-workflow';
import { FinanceTrace } from '../../nodes/FinanceTrace/FinanceTrace.node';
import { smallOrder } from '../support/small-order';
import { FakeN8n, jsonOf } from './support/fake-n8n';
import { useTempStore } from './support/temp-store';

const SHOP = { platform: 'woocommerce', storeId: 'shop.example' };
const EMAIL = 'ada@example.test';

describe('Finance Trace', () => {
  const { store } = useTempStore();
  const ask = async (parameters: INodeParameters) => {
    const [results] = await new FakeN8n(new FinanceTrace(), { parameters }).execute();
    return results ?? [];
  };
  const erase = (parameters: INodeParameters) =>
    ask({ resource: 'privacy', operation: 'erase', ...SHOP, ...parameters });
  const keep = async () => {
    const order = {
      ...smallOrder({ id: '1', cents: 1000, paid: true }),
      customer: { id: '77', email: EMAIL },
    };
    await (
      await store()
    ).saveSnapshots([
      {
        ...SHOP,
        orderId: '1',
        hash: 'h',
        sourceUpdatedAt: '2026-03-02T00:00:00Z',
        order: JSON.stringify(order),
      },
    ]);
  };
  const kept = async () => (await (await store()).getSnapshot('h'))?.order ?? '';

  it('erases nothing unless told so in so many words', async () => {
    await keep();
    for (const parameters of [{}, { dryRun: true }, { dryRun: 'false' }, { dryRun: '' }]) {
      const [result] = jsonOf(await erase({ by: 'email', email: EMAIL, ...parameters }));
      expect(result).toMatchObject({ dryRun: true, orders: 1, snapshots: 1 });
    }
    expect(await kept()).toContain(EMAIL);
    const [result] = jsonOf(await erase({ by: 'email', email: EMAIL, dryRun: false }));
    expect(result).toMatchObject({ dryRun: false, snapshots: 1 });
    expect(JSON.stringify(result)).not.toContain(EMAIL);
    expect(await kept()).not.toContain(EMAIL);
  });

  it('reads only the field that was chosen, and refuses to guess', async () => {
    await keep();
    const [result] = jsonOf(
      await erase({ by: 'customerId', customerId: 'nobody', email: EMAIL, orderIds: '1', dryRun: false }),
    );
    expect(result).toMatchObject({ orders: 0 });
    expect(await kept()).toContain(EMAIL);
    for (const parameters of [
      { by: 'email', email: '' },
      { by: 'orderIds', orderIds: '' },
      { by: 'everybody' },
    ])
      await expect(erase({ ...parameters, dryRun: false })).rejects.toThrow();
    await expect(erase({ by: 'email', email: EMAIL, storeId: '' })).rejects.toThrow();
  });

  it('prunes, and says what went', async () => {
    const [result] = jsonOf(await ask({ resource: 'privacy', operation: 'prune', ...SHOP, days: 30 }));
    expect(result).toMatchObject({ ...SHOP, deliveries: 0, snapshots: 0 });
    await expect(ask({ resource: 'privacy', operation: 'prune', ...SHOP, days: 0 })).rejects.toThrow(
      'whole number',
    );
  });

  it('exports the audit log as a file', async () => {
    await (
      await store()
    ).noteInAudit(
      { action: 'a', subject: 's', detail: { n: 1 } },
      { at: '2026-03-01T00:00:00Z', actor: 'Books/1' },
    );
    const textOf = async (format: string) => {
      const [item] = await ask({ resource: 'audit', operation: 'export', format });
      return Buffer.from(String(item?.binary?.['data']?.data), 'base64').toString();
    };
    const [line = ''] = (await textOf('json-lines')).split('\n');
    expect(JSON.parse(line)).toMatchObject({
      id: 1,
      workflow: 'Books',
      execution: '1',
      hash: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
    });
    expect((await textOf('csv')).split('\r\n')[0]).toContain('id,at,actor');
    await expect(textOf('xml')).rejects.toThrow('no format');
  });
});
