/** The exceptions desk as finance staff use it, over HTTP, and the error workflow when a run fails, inside a real n8n. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type DemoShop, openDemoShop, shopKey } from './demo/demo-shop';
import { CREDENTIAL_TYPE } from './demo/pipeline';
import { runWell } from './demo/reports';
import { readTemplateFile } from './routes/set-up';
import { BY_HAND, codeNode, linearWorkflow, type NodeSpec } from './harness/linear-workflow';
import { N8nApi } from './harness/n8n-api';
import { failureOf, outputOf } from './harness/n8n-execution';
import { N8nProcess } from './harness/n8n-process';
import { poll } from './harness/poll';
import type { CredentialsByType, WorkflowJson } from './harness/workflow-json';
import { smallOrder } from '../support/small-order';

const PACKAGE = 'n8n-nodes-cart-ledger.';
const LOGIN = { user: 'finance', password: 'a password for tests' };
const BASIC = `Basic ${Buffer.from(`${LOGIN.user}:${LOGIN.password}`).toString('base64')}`;
const STORE = 'shop.example.com';
const HOSTILE = '<img src=x onerror=alert(1)>{{ 6 * 7 }}${6*7}"\'</td>';

let n8n: N8nProcess;
let api: N8nApi;
let demo: DemoShop;
let credentials: CredentialsByType;

beforeAll(async () => {
  demo = await openDemoShop(2);
  demo.shop.trade();
  n8n = await N8nProcess.start();
  api = await N8nApi.connect(n8n.url);
  const login = { url: demo.shop.url, ...shopKey, environment: 'sandbox', allowHttp: false };
  credentials = {
    [CREDENTIAL_TYPE]: await api.createCredential(CREDENTIAL_TYPE, login),
    httpBasicAuth: await api.createCredential('httpBasicAuth', LOGIN),
  };
});

afterAll(async () => {
  await n8n?.dispose();
  await demo?.shop.stop();
});

const ours = (
  name: string,
  type: string,
  parameters: Record<string, unknown> = {},
  more: object = {},
): NodeSpec => ({
  name,
  type: PACKAGE + type,
  parameters,
  ...more,
});

const run = async (name: string, nodes: readonly NodeSpec[]) =>
  runWell(api, await api.importWorkflow(linearWorkflow(name, nodes), credentials), BY_HAND);

const ask = async (resource: string, operation: string, parameters: Record<string, unknown> = {}) => {
  const node = ours('Ask', 'financeTrace', { resource, operation, ...parameters });
  return outputOf(await run('Ask', [node]), 'Ask');
};

describe('the exceptions desk', () => {
  /** Orders of a closed period: they are held, under a number that means harm. */
  const holdOrders = async (...ids: readonly string[]): Promise<void> => {
    const orders = ids.map((id) => {
      const order = smallOrder({ id, cents: 1000, paid: true });
      const number = `${id} ${HOSTILE}`;
      return JSON.stringify({
        ...order,
        source: { ...order.source, platform: 'woocommerce', storeId: STORE, number },
      });
    });
    await ask('book', 'lockPeriod', { book: 'main', lockDate: '2026-12-31' });
    await run('Hold', [
      codeNode('Orders', orders),
      ours('Map', 'financeMapper'),
      ours('Post', 'accountingPoster', { destination: 'book', book: 'main', mode: 'live' }),
    ]);
  };

  let form: string;

  /** Posts a page as a browser does; gives what n8n answers. */
  const submit = async (url: string, answers: readonly string[]): Promise<string> => {
    const body = new FormData();
    answers.forEach((answer, index) => body.set(`field-${index}`, answer));
    const response = await fetch(url, {
      method: 'POST',
      body,
      headers: { authorization: BASIC },
      redirect: 'manual',
      signal: AbortSignal.timeout(60_000),
    });
    expect(response.status).toBeLessThan(400);
    return response.text();
  };

  /** The page that waits there. n8n leaves a request without an answer while the run goes on, so its state is asked first. */
  const read = (waiting: string): Promise<string> =>
    poll(`a page waits at ${waiting}`, 60_000, async () => {
      const state = new URL(waiting);
      state.pathname += '/n8n-execution-status';
      const signal = AbortSignal.timeout(30_000);
      const status = (await (await fetch(state, { signal })).text()).trim();
      if (status === 'error') throw new Error(await failureAt(waiting));
      // After the last page the run has ended, and its ending is shown still.
      if (status !== 'form-waiting' && status !== 'success') return undefined;
      return (await fetch(waiting, { headers: { authorization: BASIC }, signal })).text();
    });

  const failureAt = async (waiting: string): Promise<string> =>
    failureOf(await api.getExecution(new URL(waiting).pathname.split('/').at(-1) ?? ''));

  const decide = async (answers: readonly string[]): Promise<{ list: string; told: string }> => {
    const started = JSON.parse(await submit(form, ['Ada', '', 'All', 'All'])) as { formWaitingUrl: string };
    const waiting = started.formWaitingUrl;
    const list = await read(waiting);
    await submit(waiting, answers);
    return { list, told: await read(waiting) };
  };

  beforeAll(async () => {
    await holdOrders('71', '72');
    const id = await api.importWorkflow(readTemplateFile('exceptions-desk.json'), credentials);
    await api.publish(id);
    const saved = await api.getWorkflow(id);
    const webhookId = saved.nodes.find(({ name }) => name === 'Exceptions Desk')?.webhookId;
    form = `${n8n.url}/form/${webhookId}`;
  });

  it('shows nothing without the login', async () => {
    expect((await fetch(form)).status).toBe(401);
    const body = new FormData();
    body.set('field-0', 'Mallory');
    expect((await fetch(form, { method: 'POST', body })).status).toBe(401);
  });

  it('lists what is open as text, and assigns, ignores and refuses as the person decides', async () => {
    const [first] = await ask('exception', 'getMany');
    expect(first).toMatchObject({ objectId: '71', code: 'period_closed' });
    const option = `#${String(first?.id)} error, period_closed, order 71`;
    const { list, told } = await decide([option, 'Assign', 'Bob', 'ask the shop']);
    expect(list).toContain('period_closed');
    expect(list).toContain(option);
    expect(list).not.toContain('<img src=x');
    expect(list).toContain('71 &lt;img src=x onerror=alert(1)&gt;{{ 6 * 7 }}${6*7}');
    expect(told).toContain('with Bob');
    const assigned = await ask('exception', 'get', { exceptionId: first?.id });
    expect(assigned).toMatchObject([
      {
        owner: 'Bob',
        comments: [{ text: 'ask the shop', actor: expect.stringMatching(/^Ada \(by Exceptions desk\//) }],
      },
    ]);

    expect((await decide([option, 'Ignore', '', ''])).told).toContain('Nothing was changed');
    expect((await decide([option, 'Ignore', '', 'a gift'])).told).toContain('is ignored');
    const open = await ask('exception', 'getMany');
    expect(open.map(({ objectId }) => objectId)).toEqual(['72']);
    await holdOrders('71');
    expect((await ask('exception', 'getMany')).map(({ objectId }) => objectId)).toEqual(['72']);
  });
});

describe('the error workflow', () => {
  it('makes due at once what a failed run held, long before its lease ends', async () => {
    const marking = await api.importWorkflow(readTemplateFile('error-workflow.json'), credentials);
    await api.publish(marking);
    const fetcher = (operation: string, more: object) =>
      ours('Fetch', 'orderFetcher', { operation, platform: 'woocommerce', pipeline: 'desk', ...more });
    await run('Sweep', [fetcher('sweepChanges', { startFrom: '2000-01-01T00:00:00Z' })]);
    const [before] = await ask('health', 'get');
    const due = (before as { figures: { work: { due: number } } }).figures.work.due;
    expect(due).toBeGreaterThan(0);

    await api.publish(
      await api.importWorkflow(failing(fetcher('processQueue', { limit: 1000 }), marking), credentials),
    );
    await fetch(`${n8n.url}/webhook/desk-fails`, { method: 'POST' });
    const [marked] = await api.waitForExecutions(marking, 1);
    expect(outputOf(marked!, 'Mark Failed Execution')).toMatchObject([
      { outcome: 'released', ordersDue: due, message: expect.stringContaining('the ledger is not there') },
    ]);
    expect(outputOf(marked!, 'Tell Someone')).toHaveLength(1);
    const [after] = await ask('health', 'get');
    expect(after).toMatchObject({ figures: { work: { due, claimed: 0 } } });
  });

  /** Called from outside, claims everything that is due, and fails. n8n starts no error workflow for a run by hand. */
  const failing = (claim: NodeSpec, errorWorkflow: string): WorkflowJson => {
    const stop = {
      name: 'Fail',
      type: 'n8n-nodes-base.stopAndError',
      parameters: { errorMessage: 'the ledger is not there' },
      executeOnce: true,
    };
    const workflow = linearWorkflow('Fails', [claim, stop]);
    const nodes = workflow.nodes.map((node) =>
      node.name === BY_HAND
        ? {
            ...node,
            type: 'n8n-nodes-base.webhook',
            typeVersion: 2.1,
            parameters: { path: 'desk-fails', httpMethod: 'POST', options: {} },
            webhookId: 'desk-fails',
          }
        : node,
    );
    return { ...workflow, nodes, settings: { executionOrder: 'v1', errorWorkflow } };
  };
});
