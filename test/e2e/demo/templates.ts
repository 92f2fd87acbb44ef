/** The importable workflows of the package, fitted to one shop in memory: nobody clicks in a demo. */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { WorkflowJson, WorkflowNode } from '../harness/workflow-json';

const folder = resolve(__dirname, '..', '..', '..', 'workflows');

export const TEMPLATES = {
  hybrid: 'woocommerce-to-book-hybrid.json',
  backfill: 'backfill-history.json',
  reconciliation: 'daily-reconciliation.json',
  health: 'store-health.json',
} as const;

export type TemplateName = keyof typeof TEMPLATES;

export const readTemplate = (name: TemplateName): WorkflowJson =>
  JSON.parse(readFileSync(join(folder, TEMPLATES[name]), 'utf8')) as WorkflowJson;

/** ISO instants. */
export interface Period {
  readonly from: string;
  readonly to: string;
}

/** Choices of a user. What is left out stays as the template has it. */
export interface Fitting {
  readonly book?: string;
  readonly policy?: Readonly<Record<string, string>>;
  /** Where the first sweep begins, ISO instant. */
  readonly sweepFrom?: string;
  readonly backfill?: Period;
  /** Days, inclusive. */
  readonly reconcile?: { readonly from: string; readonly to: string };
  /** Most orders of one claim. */
  readonly limit?: number;
  readonly leaseSeconds?: number;
  /** Of every Cart Ledger node, in the place of the file. */
  readonly traceStore?: 'postgres';
  /** Instead of a schedule that sleeps. */
  readonly everySeconds?: number;
}

export const fitWorkflow = (workflow: WorkflowJson, fitting: Fitting): WorkflowJson => ({
  ...workflow,
  nodes: workflow.nodes.map((node) => ({
    ...node,
    parameters: { ...node.parameters, ...choicesFor(node, fitting), ...storeFor(node, fitting) },
  })),
});

const OURS = 'n8n-nodes-cart-ledger.';

const storeFor = ({ type }: WorkflowNode, { traceStore }: Fitting): Record<string, unknown> =>
  traceStore === undefined || !type.startsWith(OURS) ? {} : { traceStore };

const scheduleOf = ({ everySeconds }: Fitting): Record<string, unknown> =>
  everySeconds === undefined
    ? ASLEEP
    : { rule: { interval: [{ field: 'seconds', secondsInterval: everySeconds }] } };

/** Once a month: a schedule that struck in the middle of a test would be a second sweep that nobody counted. */
const ASLEEP = { rule: { interval: [{ field: 'months', monthsInterval: 12 }] } };

const choicesFor = ({ type, parameters }: WorkflowNode, fitting: Fitting): Record<string, unknown> => {
  const { book, policy, reconcile } = fitting;
  const ledger = book === undefined ? {} : { book };
  const rules = policy === undefined ? {} : { policy: { ...Object(parameters.policy), ...policy } };
  switch (type.replace(/^.*\./, '')) {
    case 'scheduleTrigger':
      return scheduleOf(fitting);
    case 'set':
      return fitting.backfill === undefined ? {} : withPeriod(parameters, fitting.backfill);
    case 'orderFetcher':
      return fetcherChoices(parameters, fitting);
    case 'financeMapper':
      return rules;
    case 'accountingPoster':
      return { ...ledger, ...leased(parameters, fitting) };
    case 'reconciler':
      return parameters.operation === 'replayBreaks' ? {} : { ...ledger, ...rules, ...reconcile };
    default:
      return {};
  }
};

const fetcherChoices = (parameters: Parameters, fitting: Fitting): Record<string, unknown> => {
  const { sweepFrom, limit } = fitting;
  if (parameters.operation === 'sweepChanges') return sweepFrom === undefined ? {} : { startFrom: sweepFrom };
  if (parameters.operation !== 'processQueue') return {};
  return { ...leased(parameters, fitting), ...(limit === undefined ? {} : { limit }) };
};

type Parameters = WorkflowNode['parameters'];

const leased = ({ options }: Parameters, { leaseSeconds }: Fitting): Record<string, unknown> =>
  leaseSeconds === undefined ? {} : { options: { ...Object(options), leaseSeconds } };

interface Assignments {
  readonly assignments: readonly { readonly name: string; readonly value: string }[];
}

const withPeriod = ({ assignments }: Parameters, period: Period): Record<string, unknown> => ({
  assignments: {
    assignments: (assignments as Assignments).assignments.map((assignment) => ({
      ...assignment,
      value: Object.hasOwn(period, assignment.name)
        ? period[assignment.name as keyof Period]
        : assignment.value,
    })),
  },
});

/** The node of a workflow that starts it by the clock, or by hand. */
export const startOf = ({ name, nodes }: WorkflowJson): string => {
  const start = nodes.find(({ type }) => /\.(scheduleTrigger|manualTrigger)$/.test(type));
  if (!start) throw new Error(`the workflow "${name}" has no trigger that can be run by hand`);
  return start.name;
};

/** A second way in, by hand, straight to one of the workflow's nodes. */
export const withManualStart = (workflow: WorkflowJson, name: string, target: string): WorkflowJson => ({
  ...workflow,
  nodes: [
    ...workflow.nodes,
    { name, type: 'n8n-nodes-base.manualTrigger', typeVersion: 1, parameters: {}, position: [-200, 560] },
  ],
  connections: { ...workflow.connections, [name]: { main: [[{ node: target, type: 'main', index: 0 }]] } },
});

export const nodesOfType = (
  { nodes }: WorkflowJson,
  type: string,
  operation?: string,
): readonly WorkflowNode[] =>
  nodes.filter(
    (node) =>
      node.type.endsWith(`.${type}`) && (operation === undefined || node.parameters.operation === operation),
  );
