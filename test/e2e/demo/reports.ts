/** What the Finance Trace node says inside n8n: one run of a small workflow with every report that a demo needs. */
import type { N8nApi } from '../harness/n8n-api';
import { type Execution, failureOf, outputOf } from '../harness/n8n-execution';
import type { WorkflowJson, WorkflowNode } from '../harness/workflow-json';
import { bookView, type BookView, type TrialBalanceRow } from './book-view';

export interface ExceptionReport {
  readonly id: number;
  readonly objectId: string;
  readonly stage: string;
  readonly code: string;
  readonly message: string;
  readonly storeId: string;
}

export interface WorkReport {
  readonly due: number;
  readonly claimed: number;
  readonly held: number;
  readonly dead: number;
  readonly done: number;
}

export interface HealthReport {
  readonly complete: boolean;
  readonly reasons: readonly { readonly code: string; readonly message: string }[];
  readonly warnings: readonly { readonly code: string; readonly message: string }[];
  readonly figures: {
    readonly work: WorkReport;
    readonly deliveries: { readonly accepted: number; readonly repeated: number; readonly refused: number };
    readonly failing: { readonly count: number };
  };
}

export interface BookReports {
  readonly trialBalance: readonly TrialBalanceRow[];
  readonly view: BookView;
  readonly exports: { readonly hledger: string; readonly beancount: string };
  /** Open and held. */
  readonly exceptions: readonly ExceptionReport[];
}

const HEALTH = 'Health';
const TRIAL_BALANCE = 'Trial balance';
const EXCEPTIONS = 'Open exceptions';
const EXPORTS = { csv: 'Export CSV', hledger: 'Export hledger', beancount: 'Export beancount' } as const;

export const START = 'Ask';

/** For the short question that is asked again and again: is there anything left to do? */
export const healthWorkflow = (name: string, storeId: string): WorkflowJson =>
  workflow(name, [trace(HEALTH, { resource: 'health', operation: 'get', storeId })]);

export const reportsWorkflow = (name: string, storeId: string, book: string): WorkflowJson =>
  workflow(name, [
    trace(TRIAL_BALANCE, { resource: 'book', operation: 'trialBalance', book }),
    trace(EXCEPTIONS, { resource: 'exception', operation: 'getMany', returnAll: true, filters: { storeId } }),
    ...Object.entries(EXPORTS).map(([format, node]) =>
      trace(node, { resource: 'book', operation: 'export', book, format, asFile: false }),
    ),
  ]);

export const runHealth = async (api: N8nApi, workflowId: string): Promise<HealthReport> => {
  const [report] = outputOf(await runWell(api, workflowId, START), HEALTH);
  if (!report) throw new Error('no store is known to the trace store yet');
  return report as unknown as HealthReport;
};

export const runReports = async (api: N8nApi, workflowId: string): Promise<BookReports> => {
  const execution = await runWell(api, workflowId, START);
  const trialBalance = outputOf(execution, TRIAL_BALANCE) as unknown as readonly TrialBalanceRow[];
  const text = (format: keyof typeof EXPORTS): string =>
    String(outputOf(execution, EXPORTS[format])[0]?.text);
  return {
    trialBalance,
    view: bookView(trialBalance, text('csv')),
    exports: { hledger: text('hledger'), beancount: text('beancount') },
    exceptions: outputOf(execution, EXCEPTIONS) as unknown as readonly ExceptionReport[],
  };
};

/** Runs a workflow by hand; one that did not end well is an error with n8n's own words. */
export const runWell = async (api: N8nApi, workflowId: string, trigger: string): Promise<Execution> => {
  const execution = await api.runWorkflow(workflowId, trigger);
  if (execution.status === 'success') return execution;
  throw new Error(`the workflow ${workflowId} ended with ${execution.status}: ${failureOf(execution)}`);
};

const workflow = (name: string, nodes: readonly WorkflowNode[]): WorkflowJson => ({
  name,
  nodes: [
    { name: START, type: 'n8n-nodes-base.manualTrigger', typeVersion: 1, parameters: {}, position: [0, 0] },
    ...nodes.map((node, index) => ({ ...node, position: [260, index * 160] })),
  ],
  connections: { [START]: { main: [nodes.map(({ name: node }) => ({ node, type: 'main', index: 0 }))] } },
  settings: { executionOrder: 'v1' },
});

const trace = (name: string, parameters: Record<string, unknown>): WorkflowNode => ({
  name,
  type: 'n8n-nodes-cart-ledger.financeTrace',
  typeVersion: 1,
  parameters,
  // An empty list is an answer too; without this the workflow of a quiet shop would end before the next node.
  alwaysOutputData: true,
});
