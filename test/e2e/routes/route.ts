/** One bundled template inside a running n8n, set up for one shop and one ledger, and what a person does with it. */
import { setTimeout as sleep } from 'node:timers/promises';
import { type ExceptionReport, type HealthReport, healthWorkflow, runHealth, runWell } from '../demo/reports';
import { nodesOfType, startOf, withManualStart } from '../demo/templates';
import type { N8nApi } from '../harness/n8n-api';
import { type Execution, type ExecutionStatus, outputOf } from '../harness/n8n-execution';
import { BY_HAND, linearWorkflow } from '../harness/linear-workflow';
import type { CredentialRef, WorkflowJson } from '../harness/workflow-json';
import { type EditorIssues, editorIssues } from './editor-issues';
import { readTemplateFile, setUp, type SetUp } from './set-up';

export interface Login {
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export interface RouteOptions {
  readonly api: N8nApi;
  /** File name of the template. */
  readonly template: string;
  readonly storeId: string;
  readonly shop: Login;
  readonly ledger: Login;
  readonly setUp: SetUp;
}

export type Exception = ExceptionReport & { readonly state: string };

const WORK_OFF = 'Work off the queue';
const EXCEPTIONS = 'Exceptions';
const QUIET_WITHIN_MS = 240_000;
/** A try that failed is due again after 15 seconds: asking more often only makes executions. */
const ASK_AGAIN_MS = 1_500;

export class Route {
  private constructor(
    private readonly options: RouteOptions,
    private readonly template: WorkflowJson,
    readonly workflowId: string,
    /** Of the template as it was imported, before anything was chosen. */
    readonly issues: EditorIssues,
    /** Of the workflow that was set up. */
    readonly issuesLeft: EditorIssues,
    readonly credentials: Readonly<Record<string, CredentialRef>>,
    private readonly question: string,
    private readonly exceptionList: string,
  ) {}

  /** Imports the template, sets it up, and publishes it: the webhooks are registered by the publishing. */
  static async install(options: RouteOptions): Promise<Route> {
    const { api, shop, ledger, storeId } = options;
    const template = readTemplateFile(options.template);
    const workflowId = await api.importWorkflow(template);
    const issues = await editorIssues(api, await api.getWorkflow(workflowId));
    const credentials: Record<string, CredentialRef> = {};
    for (const { type, data } of [shop, ledger])
      credentials[type] = await api.createCredential(type, data, `${template.name}: ${type}`);
    await api.deleteWorkflow(workflowId);

    const ready = withManualStart(setUp(template, options.setUp), WORK_OFF, queueNodeOf(template));
    const id = await api.importWorkflow(ready, credentials);
    const issuesLeft = await editorIssues(api, await api.getWorkflow(id));
    const question = await api.importWorkflow(healthWorkflow(`${template.name}: left to do?`, storeId));
    const exceptionList = await api.importWorkflow(
      linearWorkflow(`${template.name}: exceptions`, [
        {
          name: EXCEPTIONS,
          type: 'n8n-nodes-cart-ledger.financeTrace',
          parameters: {
            resource: 'exception',
            operation: 'getMany',
            returnAll: true,
            filters: { storeId },
          },
        },
      ]),
    );
    await api.publish(id);
    return new Route(options, template, id, issues, issuesLeft, credentials, question, exceptionList);
  }

  get storeId(): string {
    return this.options.storeId;
  }

  async sweep(): Promise<Record<string, unknown>> {
    const execution = await runWell(this.options.api, this.workflowId, startOf(this.template));
    const [node] = nodesOfType(this.template, 'orderFetcher', 'sweepChanges');
    return outputOf(execution, node?.name ?? '')[0] ?? {};
  }

  async processQueue(): Promise<void> {
    await runWell(this.options.api, this.workflowId, WORK_OFF);
  }

  /** A sweep and a run, however they end. */
  trySweep(): Promise<Execution> {
    return this.options.api.runWorkflow(this.workflowId, startOf(this.template));
  }

  /** What the proof of every morning says. Its breaks are replayed by the workflow, as they would be. */
  async reconcile(): Promise<{
    readonly summary: Record<string, unknown>;
    readonly breaks: readonly Record<string, unknown>[];
  }> {
    const { nodes } = this.template;
    const start = nodes.find(({ name }) => name === 'Every Morning');
    const [node] = nodesOfType(this.template, 'reconciler', 'reconcilePeriod');
    if (!start || !node) throw new Error(`the template ${this.options.template} has no proof`);
    const execution = await runWell(this.options.api, this.workflowId, start.name);
    const [summary] = outputOf(execution, node.name, 0);
    if (!summary) throw new Error('the reconciliation put out no summary');
    return { summary, breaks: outputOf(execution, node.name, 1) };
  }

  /** Open and held. */
  async exceptions(): Promise<readonly Exception[]> {
    const execution = await runWell(this.options.api, this.exceptionList, BY_HAND);
    return outputOf(execution, EXCEPTIONS) as unknown as readonly Exception[];
  }

  /** Makes the order of an exception due again, as a person who has mended the cause does. */
  async retry(exceptionId: number): Promise<void> {
    const { api } = this.options;
    const parameters = { resource: 'exception', operation: 'retry', exceptionId, note: 'mended' };
    const node = { name: 'Retry', type: 'n8n-nodes-cart-ledger.financeTrace', parameters };
    await runWell(api, await api.importWorkflow(linearWorkflow('Retry', [node])), BY_HAND);
  }

  /** Posts what the mode Hold has written; gives what came of each plan. */
  async approve(parameters: Readonly<Record<string, unknown>>): Promise<readonly Record<string, unknown>[]> {
    const { api } = this.options;
    const node = {
      name: 'Approve',
      type: 'n8n-nodes-cart-ledger.accountingPoster',
      parameters: { operation: 'approveHeldPlans', storeId: this.storeId, ...parameters },
    };
    const id = await api.importWorkflow(linearWorkflow('Approve', [node]), { ...this.credentials });
    return outputOf(await runWell(api, id, BY_HAND), 'Approve');
  }

  /** Chooses another credential of a type wherever the workflow has one, and publishes it again. */
  async useLogin(type: string, login: CredentialRef): Promise<void> {
    const { api } = this.options;
    const { nodes } = await api.getWorkflow(this.workflowId);
    const changed = nodes.map((node) =>
      node.credentials?.[type] === undefined
        ? node
        : { ...node, credentials: { ...node.credentials, [type]: login } },
    );
    await api.updateWorkflow(this.workflowId, { nodes: changed });
    await api.publish(this.workflowId);
  }

  ask(): Promise<HealthReport> {
    return runHealth(this.options.api, this.question);
  }

  /** As the schedule would, asks the queue again until nothing runs and nothing is due or claimed. */
  async settle(): Promise<HealthReport> {
    const deadline = Date.now() + QUIET_WITHIN_MS;
    for (;;) {
      while ((await this.executions(['new', 'running', 'waiting'])) > 0) await sleep(200);
      const health = await this.ask();
      const { due, claimed } = health.figures.work;
      if (due + claimed === 0) return health;
      if (Date.now() > deadline)
        throw new Error(`${this.storeId}: still ${due} orders due and ${claimed} claimed`);
      await sleep(ASK_AGAIN_MS);
      await this.processQueue();
    }
  }

  async executions(status: ExecutionStatus[] = []): Promise<number> {
    return (await this.options.api.listExecutions(this.workflowId, status)).length;
  }

  /** Changes what was chosen in the workflow, and publishes it again. */
  async change(choices: Partial<SetUp>): Promise<void> {
    const { api } = this.options;
    const { nodes } = setUp(await api.getWorkflow(this.workflowId), { ...this.options.setUp, ...choices });
    await api.updateWorkflow(this.workflowId, { nodes });
    await api.publish(this.workflowId);
  }
}

const queueNodeOf = (workflow: WorkflowJson): string => {
  const [node] = nodesOfType(workflow, 'orderFetcher', 'processQueue');
  if (!node) throw new Error(`the workflow "${workflow.name}" has no node that works off the queue`);
  return node.name;
};
