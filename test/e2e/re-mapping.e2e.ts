/** The workflow "Re-mapping" inside a real n8n: preview, a person's answer in the form, and what the next posting makes of it. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { N8nApi } from './harness/n8n-api';
import { failureOf, outputOf } from './harness/n8n-execution';
import { BY_HAND, codeNode, linearWorkflow, type NodeSpec } from './harness/linear-workflow';
import { N8nProcess } from './harness/n8n-process';
import { poll } from './harness/poll';
import type { WorkflowJson } from './harness/workflow-json';
import { runWell } from './demo/reports';
import { smallOrder } from '../support/small-order';

const PACKAGE = 'n8n-nodes-cart-ledger.';
const FORM = 'A Person Decides';
const STORE = 'shop.example.com';

let n8n: N8nProcess;
let api: N8nApi;

beforeAll(async () => {
  n8n = await N8nProcess.start();
  api = await N8nApi.connect(n8n.url);
});

afterAll(async () => {
  await n8n?.dispose();
});

const ours = (name: string, type: string, parameters: Record<string, unknown> = {}): NodeSpec => ({
  name,
  type: PACKAGE + type,
  parameters,
});

const order = (id: string) => {
  const small = smallOrder({ id, cents: 1000, paid: true });
  return { ...small, source: { ...small.source, platform: 'woocommerce', storeId: STORE } };
};

const post = async (): Promise<void> => {
  const orders = ['1', '2'].map((id) => JSON.stringify(order(id)));
  const nodes = [
    codeNode('Orders', orders),
    ours('Map', 'financeMapper'),
    ours('Post', 'accountingPoster', { destination: 'book', book: 'main', mode: 'live' }),
  ];
  await runWell(api, await api.importWorkflow(linearWorkflow('Post', nodes)), BY_HAND);
};

const trialBalance = async (): Promise<Readonly<Record<string, unknown>>> => {
  const report = ours('Report', 'financeTrace', {
    resource: 'book',
    operation: 'trialBalance',
    book: 'main',
  });
  const id = await api.importWorkflow(linearWorkflow('Report', [report]));
  const rows = outputOf(await runWell(api, id, BY_HAND), 'Report');
  return Object.fromEntries(rows.map(({ ledgerAccount, balance }) => [String(ledgerAccount), balance]));
};

const template = (): WorkflowJson => {
  const file = join(__dirname, '..', '..', 'workflows', 're-mapping.json');
  const workflow = JSON.parse(readFileSync(file, 'utf8')) as WorkflowJson;
  const policy = { policySource: 'json', policyJson: '{ "accountRules": [{ "account": "sales:things" }] }' };
  const nodes = workflow.nodes.map((node) => {
    if (node.name !== 'Preview') return node;
    const { policy: _choices, ...parameters } = node.parameters;
    return { ...node, parameters: { ...parameters, ...policy } };
  });
  return { ...workflow, nodes };
};

/** As the editor opens it for a person. */
const formOf = async (executionId: string): Promise<string> =>
  poll(`execution ${executionId} waits for a person`, 60_000, async () => {
    const execution = await api.getExecution(executionId);
    if (execution.status !== 'waiting') {
      if (execution.status === 'error') throw new Error(failureOf(execution));
      return undefined;
    }
    const [run] = execution.data.resultData.runData[FORM] ?? [];
    const url = (run as { metadata?: { resumeFormUrl?: string } } | undefined)?.metadata?.resumeFormUrl;
    return url ?? `${n8n.url}/form-waiting/${executionId}`;
  });

const decide = async (answer: string) => {
  const workflowId = await api.importWorkflow(template());
  const executionId = await api.startWorkflow(workflowId, 'When You Start It');
  const url = await formOf(executionId);
  const page = await (await fetch(url)).text();
  const form = new FormData();
  form.set('field-0', answer);
  const response = await fetch(url, { method: 'POST', body: form });
  expect(response.status).toBe(200);
  const execution = await api.waitForExecution(executionId);
  expect(failureOf(execution)).toBe('');
  return { page, execution };
};

it('shows the totals, and does what the person says', async () => {
  await post();
  const before = await trialBalance();
  expect(before).toMatchObject({ sales: '-20.00' });

  const { page, execution: left } = await decide('Change nothing');
  expect(page).toContain('2 orders looked at: 2 change (4 rows)');
  expect(page).toContain('sales:things');
  expect(outputOf(left, 'List the Changes')).toHaveLength(5);
  expect(outputOf(left, 'Approve')).toEqual([]);
  await post();
  expect(await trialBalance()).toEqual(before);

  const { execution } = await decide('Approve all');
  expect(outputOf(execution, 'Approve')).toMatchObject([
    { state: 'approved', scope: 'all', moved: 2, changed: 2, held: 0, left: 0 },
  ]);
  await post();
  const after = await trialBalance();
  expect(after).toMatchObject({ 'sales:things': '-20.00' });
  expect(Number(after.sales ?? '0')).toBe(0);
});
