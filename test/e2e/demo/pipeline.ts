/** One shop connected to one book inside a running n8n: credential and workflows, and what a person does with them. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Shop } from '../../shop/shop-server';
import type { N8nApi } from '../harness/n8n-api';
import { type Execution, outputOf } from '../harness/n8n-execution';
import type { CredentialRef, CredentialsByType, WorkflowJson } from '../harness/workflow-json';
import { shopKey } from './demo-shop';
import {
  type BookReports,
  type HealthReport,
  healthWorkflow,
  reportsWorkflow,
  runHealth,
  runReports,
  runWell,
} from './reports';
import {
  type Fitting,
  fitWorkflow,
  nodesOfType,
  type Period,
  readTemplate,
  startOf,
  type TemplateName,
  withManualStart,
} from './templates';

export const CREDENTIAL_TYPE = 'cartLedgerWooCommerceApi';

export interface PipelineOptions extends Fitting {
  readonly api: N8nApi;
  readonly shop: Shop;
  /** Stands before the names of its workflows, so that two shops in one n8n can be told apart. */
  readonly label?: string;
  readonly book: string;
  /** Beside the shop's: what else the nodes can use. */
  readonly credentials?: CredentialsByType;
}

/** Everything that was put into n8n for one shop. */
export interface Installed {
  readonly credential: CredentialRef;
  readonly workflows: Readonly<Record<TemplateName | 'reports' | 'question', string>>;
}

/** Starts the hybrid workflow at its queue, without the sweep: what a webhook does, without the webhook. */
const WORK_OFF = 'Work off the queue';
const ROUTE: readonly TemplateName[] = ['hybrid', 'backfill', 'reconciliation', 'health'];
const QUIET_WITHIN_MS = 240_000;

export class Pipeline {
  private constructor(
    private readonly options: PipelineOptions,
    readonly installed: Installed,
  ) {}

  /** Imports and publishes all four templates: the shop's webhooks are registered by the publishing. */
  static async install(options: PipelineOptions): Promise<Pipeline> {
    const { api, shop, label, book } = options;
    const named = (name: string): string => (label === undefined ? name : `${label}: ${name}`);
    const credential = await api.createCredential(
      CREDENTIAL_TYPE,
      { url: shop.url, ...shopKey, environment: 'sandbox', allowHttp: false },
      named('Demo shop'),
    );
    const credentials = { ...options.credentials, [CREDENTIAL_TYPE]: credential };
    const ids: Record<string, string> = {};
    for (const name of ROUTE) {
      const fitted = fitWorkflow(readTemplate(name), options);
      const workflow = name === 'hybrid' ? withManualStart(fitted, WORK_OFF, queueNodeOf(fitted)) : fitted;
      ids[name] = await api.importWorkflow({ ...workflow, name: named(workflow.name) }, credentials);
    }
    const storeId = new URL(shop.url).host;
    const questions = {
      question: healthWorkflow(named('Demo: is anything left to do?'), storeId),
      reports: reportsWorkflow(named('Demo: reports'), storeId, book),
    };
    for (const [name, workflow] of Object.entries(questions)) {
      ids[name] = await api.importWorkflow(fitWorkflow(workflow, options), credentials);
    }
    for (const name of ROUTE) await api.publish(ids[name] as string);
    return new Pipeline(options, { credential, workflows: ids as Installed['workflows'] });
  }

  /** The sweep without waiting for it. */
  async startSweep(): Promise<void> {
    await this.options.api.startWorkflow(this.installed.workflows.hybrid, startOf(readTemplate('hybrid')));
  }

  async sweep(): Promise<Record<string, unknown>> {
    const execution = await this.run('hybrid');
    return this.outputOf('hybrid', execution, 'orderFetcher', 'sweepChanges')[0] ?? {};
  }

  /** Takes in the orders that were placed in the period. */
  async backfill(period: Period): Promise<Record<string, unknown>> {
    const { api } = this.options;
    const id = this.installed.workflows.backfill;
    const { nodes } = fitWorkflow(await api.getWorkflow(id), { backfill: period });
    await api.updateWorkflow(id, { nodes });
    const execution = await this.run('backfill');
    return this.outputOf('backfill', execution, 'orderFetcher', 'backfill').at(-1) ?? {};
  }

  /** The summary, and the breaks that were found. */
  async reconcile(): Promise<{ summary: Record<string, unknown>; breaks: Record<string, unknown>[] }> {
    const execution = await this.run('reconciliation');
    const [summary] = this.outputOf('reconciliation', execution, 'reconciler', 'reconcilePeriod');
    if (!summary) throw new Error('the reconciliation put out no summary');
    return {
      summary,
      breaks: this.outputOf('reconciliation', execution, 'reconciler', 'reconcilePeriod', 1),
    };
  }

  /** What the workflow "Store health" finds. */
  async storeHealth(): Promise<Record<string, unknown>[]> {
    return this.outputOf('health', await this.run('health'), 'financeTrace');
  }

  ask(): Promise<HealthReport> {
    return runHealth(this.options.api, this.installed.workflows.question);
  }

  reports(): Promise<BookReports> {
    return runReports(this.options.api, this.installed.workflows.reports);
  }

  /**
   * Waits until no execution runs and no order is due or claimed. One that backs off after a failed try, or whose run
   * vanished, is taken up only when somebody looks: like the schedule would, the queue is asked again.
   */
  async settle(): Promise<HealthReport> {
    const deadline = Date.now() + QUIET_WITHIN_MS;
    for (;;) {
      await this.untilNothingRuns(deadline);
      const health = await this.ask();
      const { due, claimed } = health.figures.work;
      if (due + claimed === 0) return health;
      if (Date.now() > deadline) throw new Error(`still ${due} orders due and ${claimed} claimed`);
      await sleep(1000);
      await this.processQueue();
    }
  }

  async executions(status: Parameters<N8nApi['listExecutions']>[1] = []): Promise<number> {
    return (await this.options.api.listExecutions(this.installed.workflows.hybrid, status)).length;
  }

  async processQueue(): Promise<void> {
    await runWell(this.options.api, this.installed.workflows.hybrid, WORK_OFF);
  }

  private async untilNothingRuns(deadline: number): Promise<void> {
    while ((await this.executions(['new', 'running', 'waiting'])) > 0) {
      if (Date.now() > deadline) throw new Error('executions of the hybrid workflow do not come to an end');
      await sleep(200);
    }
  }

  private async run(name: TemplateName): Promise<Execution> {
    const { api } = this.options;
    const id = this.installed.workflows[name];
    return runWell(api, id, startOf(readTemplate(name)));
  }

  private outputOf(
    name: TemplateName,
    execution: Execution,
    type: string,
    operation?: string,
    output = 0,
  ): Record<string, unknown>[] {
    return nodesOfType(readTemplate(name), type, operation).flatMap((node) =>
      outputOf(execution, node.name, output),
    );
  }
}

const queueNodeOf = (workflow: WorkflowJson): string => {
  const [node] = nodesOfType(workflow, 'orderFetcher', 'processQueue');
  if (!node) throw new Error(`the workflow "${workflow.name}" has no node that works off the queue`);
  return node.name;
};
