import type { INodeParameters } from 'n8n-workflow';
import { FinanceTrace } from '../../nodes/FinanceTrace/FinanceTrace.node';
import { STORE_ID } from '../support/memory-shop';
import { FakeN8n, jsonOf } from './support/fake-n8n';
import { useTempStore } from './support/temp-store';

describe('Exceptions in Finance Trace', () => {
  const { store } = useTempStore();
  const ask = async (operation: string, more: INodeParameters = {}) => {
    const parameters = { resource: 'exception', operation, ...more };
    const [results] = await new FakeN8n(new FinanceTrace(), { parameters }).execute();
    return jsonOf(results ?? []);
  };
  const raise = async (objectId: string, code: string, at = '2026-03-01T12:00:00.000Z') => {
    const about = { pipeline: 'main', platform: 'memory', storeId: STORE_ID, stream: 'orders' };
    const exception = { ...about, objectId, stage: 'post', code, message: `Order ${objectId}.` } as const;
    await (await store()).raiseExceptions([exception], { at, actor: 'test' });
  };

  it('are listed by severity, owner and age, with what to do', async () => {
    await raise('1', 'account_not_mapped');
    await raise('2', 'ledger_credential', new Date().toISOString());
    expect(await ask('getMany')).toMatchObject([
      { objectId: '2', severity: 'critical', desk: 'operations', ageHours: 0 },
      { objectId: '1', severity: 'error', suggestedAction: expect.stringContaining('Map the account') },
    ]);
    const found = async (filters: INodeParameters) =>
      (await ask('getMany', { filters })).map(({ objectId }) => objectId);
    expect(await found({ severities: ['error'] })).toEqual(['1']);
    expect(await found({ severities: [] })).toEqual(['2', '1']);
    expect(await found({ owner: 'operations' })).toEqual(['2']);
    expect(await found({ olderThanHours: 24 })).toEqual(['1']);
    expect(await found({ platform: 'shopify' })).toEqual([]);
  });

  it('have a thread, and the audit log names the person for whom the workflow acts', async () => {
    await raise('1', 'account_not_mapped');
    const one = { exceptionId: 1, onBehalfOf: 'Ada' };
    await ask('comment', { ...one, note: 'asked the shop' });
    expect(await ask('ignore', { ...one, note: 'a gift' })).toMatchObject([{ state: 'ignored' }]);
    expect(await ask('get', { exceptionId: 1 })).toMatchObject([
      {
        state: 'ignored',
        comments: [
          { text: 'asked the shop', actor: 'Ada (by Books/42)' },
          { text: 'a gift', actor: 'Ada (by Books/42)' },
        ],
      },
    ]);
    expect(await ask('getMany', { filters: { states: ['ignored'] } })).toHaveLength(1);
    await expect(ask('ignore', { exceptionId: 1, note: '' })).rejects.toThrow('"note" is empty');
    await expect(ask('get', { exceptionId: 9 })).rejects.toThrow('There is no exception 9');
  });

  it('are counted before they are replayed', async () => {
    await raise('1', 'account_not_mapped');
    await raise('2', 'account_not_mapped');
    await raise('3', 'validation');
    const filters = { code: 'account_not_mapped' };
    expect(await ask('replayMany', { filters })).toEqual([
      { dryRun: true, exceptions: 2, orders: 2, byCode: { account_not_mapped: 2 } },
    ]);
    expect(await (await store()).listWork({})).toEqual([]);
    await ask('replayMany', { filters, dryRun: false });
    expect(await (await store()).listWork({ states: ['due'] })).toHaveLength(2);
  });

  describe('of a failed execution', () => {
    const STREAM = 'orders';
    const ref = { pipeline: 'main', platform: 'memory', storeId: STORE_ID };
    const mark = async (items: readonly object[]) => {
      const parameters = { resource: 'exception', operation: 'markFailedExecution' };
      const [results] = await new FakeN8n(new FinanceTrace(), { parameters, items }).execute();
      return jsonOf(results ?? []);
    };
    const failure = (executionId: string) => ({
      workflow: { id: 'wf1', name: 'Books' },
      execution: { id: executionId, error: { message: 'no' }, lastNodeExecuted: 'Poster' },
    });

    it('are what it held, made due at once', async () => {
      const open = await store();
      await open.registerPipeline(ref);
      await open.markDue(ref, STREAM, [{ objectId: '1' }], '2026-03-01T12:00:00.000Z');
      await open.claimWork(ref, STREAM, {
        limit: 1,
        now: '2026-03-01T12:00:00.000Z',
        leaseUntil: '2999-01-01T00:00:00.000Z',
        claim: '["wf1","77"] x',
        clock: { now: () => new Date() },
      });
      expect(await mark([failure('78')])).toMatchObject([{ outcome: 'nothing_held' }]);
      expect(await mark([failure('77')])).toMatchObject([{ outcome: 'released', ordersDue: 1 }]);
      expect(await open.listWork({})).toMatchObject([{ state: 'due' }]);
    });

    it('need what n8n says of it, and are never those of the execution that asks', async () => {
      await expect(mark([{ workflow: { id: 'wf1' }, execution: { id: '77' } }])).rejects.toThrow(
        'does not come from the Error Trigger',
      );
      await expect(mark([failure('42')])).rejects.toThrow('cannot mark itself');
      expect(await mark([{ workflow: { id: 'wf1' }, trigger: { error: { message: 'no' } } }])).toEqual([
        { outcome: 'nothing_held', workflowId: 'wf1' },
      ]);
    });
  });
});
