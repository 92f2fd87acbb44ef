import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  NodeHelpers,
  safeParseWorkflowStructure,
  Workflow,
  type IConnections,
  type INode,
  type INodeParameters,
  type INodeType,
  type INodeTypes,
} from 'n8n-workflow';
import { AccountingPoster } from '../../nodes/AccountingPoster/AccountingPoster.node';
import { CartTrigger } from '../../nodes/CartTrigger/CartTrigger.node';
import { FinanceMapper } from '../../nodes/FinanceMapper/FinanceMapper.node';
import { FinanceTrace } from '../../nodes/FinanceTrace/FinanceTrace.node';
import { OrderFetcher } from '../../nodes/OrderFetcher/OrderFetcher.node';
import { Reconciler } from '../../nodes/Reconciler/Reconciler.node';

interface Template {
  readonly name: string;
  readonly nodes: readonly INode[];
  readonly connections: IConnections;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly active: boolean;
}

const PREFIX = 'n8n-nodes-cart-ledger.';
const OURS = new Map(
  [AccountingPoster, CartTrigger, FinanceMapper, FinanceTrace, OrderFetcher, Reconciler].map((Type) => {
    const type = new Type();
    return [PREFIX + type.description.name, type as INodeType] as const;
  }),
);

/** n8n's own nodes that the templates use, in the versions that n8n 2.41 has, and how many outputs they have. */
const OF_N8N: Readonly<Record<string, { readonly version: number; readonly outputs: number }>> = {
  'n8n-nodes-base.stickyNote': { version: 1, outputs: 0 },
  'n8n-nodes-base.scheduleTrigger': { version: 1.4, outputs: 1 },
  'n8n-nodes-base.manualTrigger': { version: 1, outputs: 1 },
  'n8n-nodes-base.set': { version: 3.5, outputs: 1 },
  'n8n-nodes-base.if': { version: 2.3, outputs: 2 },
  'n8n-nodes-base.filter': { version: 2.3, outputs: 1 },
  'n8n-nodes-base.noOp': { version: 1, outputs: 1 },
  'n8n-nodes-base.wait': { version: 1.1, outputs: 1 },
  'n8n-nodes-base.formTrigger': { version: 2.6, outputs: 1 },
  'n8n-nodes-base.form': { version: 2.5, outputs: 1 },
  'n8n-nodes-base.switch': { version: 3.4, outputs: 6 },
  'n8n-nodes-base.errorTrigger': { version: 1, outputs: 1 },
};

const folder = join(__dirname, '..', '..', 'workflows');
const templates = readdirSync(folder).map((file) => {
  const text = readFileSync(join(folder, file), 'utf8');
  return { file, text, template: JSON.parse(text) as Template };
});
const ownNodes = templates.flatMap(({ file, template }) =>
  template.nodes.filter(({ type }) => OURS.has(type)).map((node) => ({ file, template, node })),
);

it('there is one for each job, and one for each way from a cart to a ledger', () => {
  expect(templates.map(({ file }) => file).sort()).toEqual([
    'api2cart-to-odoo.json',
    'backfill-history.json',
    'daily-reconciliation.json',
    'daily-summary.json',
    'error-workflow.json',
    'exceptions-desk.json',
    'medusa-to-tryton.json',
    're-mapping.json',
    'shopify-to-quickbooks.json',
    'store-health.json',
    'woocommerce-to-book-hybrid.json',
    'woocommerce-to-xero.json',
  ]);
});

describe.each(templates)('$file', ({ text, template }) => {
  it('is a workflow as n8n reads it', () => {
    expect(safeParseWorkflowStructure(template)).toMatchObject({ success: true });
    expect(template).toMatchObject({ active: false, settings: { executionOrder: 'v1' } });
  });

  it('names only our nodes and nodes that come with n8n, in their current versions', () => {
    const versions = template.nodes.map(({ type, typeVersion }) => [type, typeVersion]);
    const known = template.nodes.map(({ type }) => [
      type,
      OF_N8N[type]?.version ??
        OURS.get(type)?.description.defaultVersion ??
        OURS.get(type)?.description.version ??
        'unknown',
    ]);
    expect(versions).toEqual(known);
  });

  it('explains itself in sticky notes', () => {
    const notes = template.nodes.filter(({ type }) => type.endsWith('.stickyNote'));
    expect(notes.map(({ parameters }) => String(parameters.content)).join('\n')).toContain('**Set-up**');
  });

  it('holds no login, no instance and no data of anybody', () => {
    expect(template.nodes.filter((node) => node.credentials !== undefined)).toEqual([]);
    expect(template).not.toHaveProperty('id');
    expect(template).toMatchObject({ pinData: {} });
    expect(text).not.toMatch(/\b[cs][ks]_[0-9a-f]{8,}|instanceId|localhost|127\.0\.0\.1|@[\w-]+\.\w+/);
  });

  it('connects outputs that exist, and leaves no exceptions output loose', () => {
    const workflow = workflowOf(template);
    for (const node of template.nodes) {
      const connected = template.connections[node.name]?.main ?? [];
      const names = outputNames(workflow, node);
      expect({ [node.name]: connected.length <= names.length }).toEqual({ [node.name]: true });
      for (const [index, name] of names.entries())
        if (name === 'Exceptions' || name === 'Breaks')
          expect({ [`${node.name}: ${name}`]: loose(node, connected[index]) }).toEqual({
            [`${node.name}: ${name}`]: false,
          });
    }
  });
});

/** Replaying breaks puts out no breaks. */
const loose = (node: INode, connections: readonly unknown[] | null | undefined): boolean =>
  (connections ?? []).length === 0 && node.parameters.operation !== 'replayBreaks';

describe.each(ownNodes)('$file: $node.name', ({ node }) => {
  const { description } = OURS.get(node.type) as INodeType;

  it('sets parameters that its node has, to values that it takes', () => {
    const names = new Set(description.properties.map(({ name }) => name));
    expect(Object.keys(node.parameters).filter((name) => !names.has(name))).toEqual([]);
    const issues = NodeHelpers.getNodeParametersIssues(
      description.properties,
      withDefaults(node),
      description,
    );
    expect(issues?.parameters ?? {}).toEqual({});
  });

  it('sets nothing that is hidden by its other parameters', () => {
    const filled = withDefaults(node).parameters;
    expect(Object.keys(node.parameters).filter((name) => !Object.hasOwn(filled, name))).toEqual([]);
  });
});

it('no two nodes share an id, and no webhook has a fixed address that two imports would share', () => {
  const nodes = templates.flatMap(({ template }) => template.nodes);
  const ids = nodes.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(nodes.flatMap(({ webhookId }) => webhookId ?? [])).toEqual([]);
});

it('every workflow of one shop names the same pipeline and the same book', () => {
  const chosen = (name: string) =>
    new Set(
      ownNodes.flatMap(({ node }) => (Object.hasOwn(node.parameters, name) ? [node.parameters[name]] : [])),
    );
  expect([...chosen('pipeline')]).toEqual(['main']);
  expect([...chosen('book')]).toEqual(['main']);
});

function withDefaults(node: INode): INode {
  const { description } = OURS.get(node.type) as INodeType;
  const filled = NodeHelpers.getNodeParameters(
    description.properties,
    node.parameters,
    true,
    false,
    node,
    description,
  );
  return { ...node, parameters: filled as INodeParameters };
}

const nodeTypes: INodeTypes = {
  getByName: (type) => ownOrPlain(type),
  getByNameAndVersion: (type) => ownOrPlain(type),
  getKnownTypes: () => ({}),
};

function ownOrPlain(type: string): INodeType {
  const own = OURS.get(type);
  if (own) return own;
  const outputs = Array.from({ length: OF_N8N[type]?.outputs ?? 0 }, () => 'main' as const);
  return {
    description: {
      displayName: type,
      name: type,
      group: ['transform'],
      version: 1,
      description: '',
      defaults: {},
      inputs: ['main'],
      outputs,
      properties: [],
    },
  };
}

const workflowOf = ({ nodes, connections }: Template): Workflow =>
  new Workflow({ nodes: nodes.map((node) => ({ ...node })), connections, active: false, nodeTypes });

const outputNames = (workflow: Workflow, node: INode): readonly string[] =>
  NodeHelpers.getNodeOutputs(
    workflow,
    workflow.getNode(node.name) as INode,
    ownOrPlain(node.type).description,
  ).map((output) => (typeof output === 'string' ? output : (output.displayName ?? output.type)));
