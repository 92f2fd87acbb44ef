/** The part of n8n's workflow format that the harness reads and fills in. */
export interface WorkflowJson {
  name: string;
  nodes: WorkflowNode[];
  connections: Record<string, unknown>;
  settings?: Record<string, unknown>;
  [key: string]: unknown;
}

export interface WorkflowNode {
  name: string;
  type: string;
  typeVersion: number;
  parameters: Record<string, unknown>;
  credentials?: Record<string, CredentialRef | { id?: string | null; name?: string }>;
  webhookId?: string;
  [key: string]: unknown;
}

export interface CredentialRef {
  id: string;
  name: string;
}

/** Credential type → the credential to use for it. */
export type CredentialsByType = Record<string, CredentialRef>;

/** Asks n8n which credential types a node can use. */
export type CredentialTypesOf = (type: string, typeVersion: number) => Promise<string[]>;

/**
 * Gives every node the credentials that it can use. A template for others names none, so it is the node's own
 * description that says which types it takes. n8n ignores one that the node's parameters do not ask for.
 */
export async function withCredentials(
  workflow: WorkflowJson,
  credentials: CredentialsByType,
  credentialTypesOf: CredentialTypesOf,
): Promise<WorkflowJson> {
  const nodes = await Promise.all(
    workflow.nodes.map(async (node) => {
      const types = await credentialTypesOf(node.type, node.typeVersion);
      const usable = types.filter((type) => credentials[type] !== undefined);
      if (usable.length === 0) return node;
      const chosen = Object.fromEntries(usable.map((type) => [type, credentials[type] as CredentialRef]));
      return { ...node, credentials: { ...node.credentials, ...chosen } };
    }),
  );
  return { ...workflow, nodes };
}
