/** A shop whose book gets daily summaries: the bundled workflows, set up as their notes say, and what a person asks of them. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { DemoShop } from '../demo/demo-shop';
import { Pipeline } from '../demo/pipeline';
import { runWell } from '../demo/reports';
import { fitWorkflow, startOf } from '../demo/templates';
import type { N8nApi } from '../harness/n8n-api';
import { outputOf } from '../harness/n8n-execution';
import { BY_HAND, linearWorkflow } from '../harness/linear-workflow';
import type { WorkflowJson } from '../harness/workflow-json';

/** An item of the output Posted. */
export interface SummaryItem {
  readonly outcome: string;
  readonly day: string;
  readonly date: string;
  readonly currency: string;
  readonly orders: number;
  readonly members: number;
  readonly late: number;
  readonly total: string;
  readonly key: string;
  readonly recordId: string;
}

export interface TracedPlan {
  readonly key: string;
  readonly entryKey: string;
  readonly destination: string;
  readonly state: string;
  readonly recordId?: string;
  readonly summary?: { readonly state: string; readonly planKey?: string; readonly recordId?: string };
  readonly members?: { readonly orders: number; readonly listed: readonly { readonly orderId: string }[] };
}

const TEMPLATE = resolve(__dirname, '..', '..', '..', 'workflows', 'daily-summary.json');
const NIGHTLY = 'List the Summaries';
const FAILED = 'Tell Someone';
const TRACE = 'Trace';

export class SummaryPipeline {
  private constructor(
    private readonly api: N8nApi,
    readonly main: Pipeline,
    private readonly storeId: string,
    private readonly nightly: string,
    private readonly template: WorkflowJson,
  ) {}

  static async install(
    api: N8nApi,
    { shop, openedAt, days }: DemoShop,
    book: string,
  ): Promise<SummaryPipeline> {
    const storeId = new URL(shop.url).host;
    const main = await Pipeline.install({
      api,
      shop,
      book,
      policy: { output: 'summary' },
      sweepFrom: openedAt.toISOString(),
      reconcile: days,
    });
    const template = JSON.parse(readFileSync(TEMPLATE, 'utf8')) as WorkflowJson;
    const fitted = fitWorkflow(template, { book });
    const nodes = fitted.nodes.map((node) =>
      node.name === 'Post Summaries' ? { ...node, parameters: { ...node.parameters, storeId } } : node,
    );
    const nightly = await api.importWorkflow({ ...fitted, nodes });
    await api.publish(nightly);
    return new SummaryPipeline(api, main, storeId, nightly, template);
  }

  /** What the shop did comes in and is staged. */
  async takeIn(): Promise<void> {
    await this.main.sweep();
    await this.main.settle();
  }

  /** One night: what was posted. A summary that could not be is an error here. */
  async night(): Promise<readonly SummaryItem[]> {
    const execution = await runWell(this.api, this.nightly, startOf(this.template));
    const failed = outputOf(execution, FAILED);
    if (failed.length > 0) throw new Error(JSON.stringify(failed));
    return outputOf(execution, NIGHTLY) as unknown as readonly SummaryItem[];
  }

  /** All plans that Finance Trace shows for an order, or for a record of the book. */
  async trace(operation: 'byOrder' | 'byLedgerRecord', id: string): Promise<readonly TracedPlan[]> {
    const asked = operation === 'byOrder' ? { orderId: id, storeId: this.storeId } : { recordId: id };
    const node = {
      name: TRACE,
      type: 'n8n-nodes-cart-ledger.financeTrace',
      parameters: { resource: 'trace', operation, ...asked },
    };
    const workflow = await this.api.importWorkflow(linearWorkflow(TRACE, [node]));
    const traces = outputOf(await runWell(this.api, workflow, BY_HAND), TRACE);
    return traces.flatMap(({ plans }) => plans as readonly TracedPlan[]);
  }
}
