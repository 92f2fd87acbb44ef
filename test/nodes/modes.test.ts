import type { INodeParameters } from 'n8n-workflow';
import { mapItem } from '../../lib/flows/map-orders';
import { policySchema } from '../../lib/policy/policy';
import { AccountingPoster } from '../../nodes/AccountingPoster/AccountingPoster.node';
import { FinanceTrace } from '../../nodes/FinanceTrace/FinanceTrace.node';
import { STORE_ID } from '../support/memory-shop';
import { smallOrder } from '../support/small-order';
import { FakeN8n, jsonOf } from './support/fake-n8n';
import { useTempStore } from './support/temp-store';

const STORE = { platform: 'woocommerce', storeId: STORE_ID, destination: 'book:main' };

describe('The mode of a store', () => {
  useTempStore();
  const ask = async (operation: string, more: INodeParameters = {}) => {
    const parameters = { resource: 'mode', operation, ...more };
    const [results] = await new FakeN8n(new FinanceTrace(), { parameters }).execute();
    return jsonOf(results ?? []);
  };
  const post = async (id: string, parameters: INodeParameters = { mode: 'switched' }) => {
    const order = smallOrder({ id, cents: 1000, paid: true });
    const source = { ...order.source, platform: STORE.platform };
    const policy = policySchema.parse({});
    const mapped = mapItem({ order: { ...order, source } }, { policy, platform: 'auto', storeId: STORE_ID });
    if (!('mapped' in mapped)) throw new Error('the small order does not map');
    const items = [mapped.mapped];
    const [posted, held] = await new FakeN8n(new AccountingPoster(), { items, parameters }).execute();
    return jsonOf([...(posted ?? []), ...(held ?? [])]);
  };
  const approve = async (more: INodeParameters) => {
    const { destination, ...store } = STORE;
    expect(destination).toBe('book:main');
    const parameters = { operation: 'approveHeldPlans', ...store, ...more };
    const [posted, held] = await new FakeN8n(new AccountingPoster(), { parameters }).execute();
    return jsonOf([...(posted ?? []), ...(held ?? [])]);
  };

  it('is shadow until somebody sets it, then hold, and what was approved by its hash is posted', async () => {
    expect(await post('1')).toMatchObject([{ outcome: 'would_post', problems: [{ code: 'mode_not_set' }] }]);
    const set = { ...STORE, mode: 'hold', reason: 'numbers agree', onBehalfOf: 'Ada' };
    expect(await ask('set', set)).toMatchObject([{ mode: 'hold', ordersDue: 0 }]);
    expect(await ask('get', { storeId: STORE_ID })).toMatchObject([
      { mode: 'hold', reason: 'numbers agree', actor: 'Ada (by Books/42)', shadowedOrders: 1 },
    ]);
    expect(await post('1')).toMatchObject([{ outcome: 'planned' }]);
    await post('2');
    const waiting = await ask('getWaitingPlans', STORE);
    expect(waiting).toMatchObject([{ orderId: '1', document: {} }, { orderId: '2' }]);
    expect(await ask('getWaitingPlans', { ...STORE, orderIds: '2' })).toHaveLength(1);
    const [first] = waiting as unknown as { key: string; contentHash: string }[];
    expect(await approve({ approved: [{ ...first, contentHash: 'other' }] as never })).toMatchObject([
      { problems: [{ code: 'plan_changed' }] },
    ]);
    expect(await approve({ approved: JSON.stringify([first]) })).toMatchObject([
      { orderId: '1', outcome: 'posted' },
    ]);
    expect(await approve({})).toMatchObject([{ orderId: '2', outcome: 'posted' }]);
    await ask('set', { ...STORE, mode: 'live', reason: 'approved' });
    expect(await post('3')).toMatchObject([{ outcome: 'posted' }]);
  });

  it('asks for a reason and a mode that exists, and an approval for plans', async () => {
    await expect(ask('set', { ...STORE, mode: 'live' })).rejects.toThrow('"reason" is empty');
    await expect(ask('set', { ...STORE, mode: 'on', reason: 'r' })).rejects.toThrow('no mode "on"');
    await expect(post('1', { mode: 'on' })).rejects.toThrow('no mode "on"');
    for (const approved of ['yes', '{}', '[{"key":"k"}]'])
      await expect(approve({ approved })).rejects.toThrow('"approved" is no list of plans');
  });

  it('of one store says nothing of another, and a new node posts as before', async () => {
    await ask('set', { ...STORE, storeId: 'other.example', mode: 'live', reason: 'r' });
    expect(await post('1')).toMatchObject([{ outcome: 'would_post' }]);
    expect(await post('1', {})).toMatchObject([{ outcome: 'posted' }]);
  });
});
