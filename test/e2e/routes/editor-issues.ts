/** What the editor marks in red on the nodes of a workflow that somebody has just imported. */
import { NodeHelpers, type INode, type INodeTypeDescription } from 'n8n-workflow';
import type { N8nApi } from '../harness/n8n-api';
import type { WorkflowJson } from '../harness/workflow-json';

export interface EditorIssues {
  /** Node → what its form lacks. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Node → credential types that it asks for and has none of. */
  readonly credentials: Readonly<Record<string, readonly string[]>>;
  /** Types that this n8n does not know. */
  readonly unknownTypes: readonly string[];
}

/** By n8n's own descriptions and checks: the editor has them from the same place. */
export const editorIssues = async (api: N8nApi, { nodes }: WorkflowJson): Promise<EditorIssues> => {
  const types = (await api.listNodeTypes()) as unknown as readonly INodeTypeDescription[];
  const credentialTypes = new Set((await api.listCredentialTypes()).map(({ name }) => name));
  const parameters: Record<string, unknown> = {};
  const credentials: Record<string, readonly string[]> = {};
  const unknownTypes: string[] = [];
  for (const node of nodes as unknown as readonly INode[]) {
    const description = types.find(
      ({ name, version }) => name === node.type && [version].flat().includes(node.typeVersion),
    );
    if (description === undefined) {
      unknownTypes.push(`${node.type}@${node.typeVersion}`);
      continue;
    }
    const filled = withDefaults(node, description);
    const issues = NodeHelpers.getNodeParametersIssues(description.properties, filled, description);
    if (issues !== null) parameters[node.name] = issues;
    const asked = (description.credentials ?? []).filter((wanted) =>
      NodeHelpers.displayParameter(filled.parameters, wanted, filled, description),
    );
    const missing = asked.filter(({ name, required }) => required && node.credentials?.[name] === undefined);
    if (missing.length > 0) credentials[node.name] = missing.map(({ name }) => name);
    unknownTypes.push(...asked.map(({ name }) => name).filter((name) => !credentialTypes.has(name)));
  }
  return { parameters, credentials, unknownTypes };
};

const withDefaults = (node: INode, description: INodeTypeDescription): INode => ({
  ...node,
  parameters:
    NodeHelpers.getNodeParameters(description.properties, node.parameters, true, false, node, description) ??
    {},
});
