import type { WorkflowJson, WorkflowNode } from './workflow-json';

/** Name of the trigger that every linear workflow starts with. */
export const BY_HAND = 'By hand';

export type NodeSpec = Pick<WorkflowNode, 'name' | 'type'> & Partial<WorkflowNode>;

/** A trigger and nodes one after the other, each connected by its first output. */
export const linearWorkflow = (name: string, specs: readonly NodeSpec[]): WorkflowJson => {
  const start: NodeSpec = { name: BY_HAND, type: 'n8n-nodes-base.manualTrigger' };
  const nodes = [start, ...specs].map((spec, index) => ({
    typeVersion: 1,
    parameters: {},
    position: [index * 220, 0],
    ...spec,
  }));
  const connections = Object.fromEntries(
    nodes
      .slice(1)
      .map(({ name: node }, index) => [nodes[index]?.name, { main: [[{ node, type: 'main', index: 0 }]] }]),
  );
  return { name, nodes, connections, settings: { executionOrder: 'v1' } };
};

/** Puts out these items, as any node that is not ours would. */
export const codeNode = (name: string, items: readonly unknown[]): NodeSpec => ({
  name,
  type: 'n8n-nodes-base.code',
  typeVersion: 2,
  parameters: { jsCode: `return ${JSON.stringify(items)}.map((text) => ({ json: JSON.parse(text) }));` },
});
