import {
  decodeExecution,
  type Execution,
  type ExecutionStatus,
  type ExecutionSummary,
} from './n8n-execution';
import { N8nRest } from './n8n-rest';
import { poll } from './poll';
import {
  type CredentialRef,
  type CredentialsByType,
  withCredentials,
  type WorkflowJson,
} from './workflow-json';

/** Whoever opens this n8n in a browser signs in with these. */
export const owner = {
  email: 'owner@cart-ledger.example',
  password: 'Cart-Ledger-1',
  firstName: 'Cart',
  lastName: 'Ledger',
};

interface SavedWorkflow extends WorkflowJson {
  id: string;
  versionId: string;
  active: boolean;
}

interface PublicationStatus {
  status: 'in_progress' | 'not_published' | 'published' | 'partial' | 'failed';
  triggers: { nodeId: string; status: string; errorMessage: string | null }[];
}

export interface NodeTypeDescription {
  name: string;
  displayName: string;
  inputs: unknown;
  outputs: unknown;
  properties: { name: string }[];
  credentials?: { name: string }[];
  codex?: { categories?: string[] };
  iconUrl?: unknown;
}

export interface WaitOptions {
  timeoutMs?: number;
}

const unfinished: ExecutionStatus[] = ['new', 'running', 'waiting', 'unknown'];

/** What a person does in the editor, by the calls that the editor makes (each tried on n8n 2.41.1). */
export class N8nApi {
  private readonly credentialTypes = new Map<string, Promise<string[]>>();

  private constructor(private readonly rest: N8nRest) {}

  /**
   * Signs in; on a new instance, sets up its owner first.
   *
   * `GET /rest/settings` tells which (`userManagement.showSetupOnFirstLoad`); `POST /rest/owner/setup {email,
   * firstName, lastName, password}` and `POST /rest/login {emailOrLdapLoginId, password}` both set the cookie
   * `n8n-auth`, which stays valid over a restart.
   */
  static async connect(url: string): Promise<N8nApi> {
    const rest = new N8nRest(url);
    const settings = await rest.get<{ userManagement: { showSetupOnFirstLoad?: boolean } }>('/settings');
    if (settings.userManagement.showSetupOnFirstLoad) await rest.post('/owner/setup', owner);
    else await rest.post('/login', { emailOrLdapLoginId: owner.email, password: owner.password });
    return new N8nApi(rest);
  }

  /** `POST /rest/credentials {name, type, data}`. */
  async createCredential(type: string, data: Record<string, unknown>, name = type): Promise<CredentialRef> {
    const saved = await this.rest.post<CredentialRef>('/credentials', { name, type, data });
    return { id: saved.id, name: saved.name };
  }

  /** `PATCH /rest/credentials/:id {name, type, data}`. Tokens of OAuth2 stay as they are. */
  async updateCredential(saved: CredentialRef, type: string, data: Record<string, unknown>): Promise<void> {
    await this.rest.patch(`/credentials/${saved.id}`, { name: saved.name, type, data });
  }

  /** The "Test" button: `POST /rest/credentials/test {credentials: {id, name, type, data}}`, for a saved one only. */
  async testCredential(
    saved: CredentialRef,
    type: string,
    data: Record<string, unknown>,
  ): Promise<{ status: 'OK' | 'Error'; message: string }> {
    return this.rest.post('/credentials/test', { credentials: { ...saved, type, data } });
  }

  /**
   * A menu with a search in a node's form: `POST /rest/dynamic-node-parameters/resource-locator-results
   * {nodeTypeAndVersion, methodName, path, currentNodeParameters, filter}`.
   */
  async searchList(
    node: { type: string; typeVersion: number; parameters: Record<string, unknown> },
    methodName: string,
    path: string,
    filter?: string,
  ): Promise<{ name: string; value: string }[]> {
    const { results } = await this.rest.post<{ results: { name: string; value: string }[] }>(
      '/dynamic-node-parameters/resource-locator-results',
      {
        nodeTypeAndVersion: { name: node.type, version: node.typeVersion },
        methodName,
        path,
        currentNodeParameters: node.parameters,
        ...(filter === undefined ? {} : { filter }),
      },
    );
    return results;
  }

  /** `GET /types/nodes.json`: what the editor's node panel lists, tool variants too. */
  async listNodeTypes(): Promise<NodeTypeDescription[]> {
    return this.rest.getFile('/types/nodes.json');
  }

  /** `GET /types/credentials.json`. */
  async listCredentialTypes(): Promise<{ name: string; displayName: string }[]> {
    return this.rest.getFile('/types/credentials.json');
  }

  /** `POST /rest/workflows`, with the credentials filled in by type. Gives the new workflow's id. */
  async importWorkflow(workflow: WorkflowJson, credentials: CredentialsByType = {}): Promise<string> {
    const complete = await withCredentials(workflow, credentials, (type, version) =>
      this.credentialTypesOf(type, version),
    );
    // An id of the template would collide with another import of the same file.
    const { id: _id, active: _active, versionId: _versionId, ...fresh } = complete;
    const saved = await this.rest.post<SavedWorkflow>('/workflows', { settings: {}, ...fresh });
    return saved.id;
  }

  /** `GET /rest/workflows/:id`. */
  async getWorkflow(workflowId: string): Promise<SavedWorkflow> {
    return this.rest.get(`/workflows/${workflowId}`);
  }

  /** `PATCH /rest/workflows/:id {…changes, versionId}`. A published workflow keeps running its old version. */
  async updateWorkflow(workflowId: string, changes: Partial<WorkflowJson>): Promise<void> {
    const { versionId } = await this.getWorkflow(workflowId);
    await this.rest.patch(`/workflows/${workflowId}`, { ...changes, versionId });
  }

  /**
   * `POST /rest/workflows/:id/activate {versionId}` returns before the triggers are registered;
   * `GET /rest/workflows/:id/publication-status` tells when they are, or why not. A workflow whose only triggers are
   * called by other workflows has none to register and stays `not_published` there.
   */
  async publish(workflowId: string, { timeoutMs = 60_000 }: WaitOptions = {}): Promise<void> {
    const { versionId } = await this.getWorkflow(workflowId);
    await this.rest.post(`/workflows/${workflowId}/activate`, { versionId });
    const path = `/workflows/${workflowId}/publication-status`;
    const settled = await poll(`workflow ${workflowId} is published`, timeoutMs, async () => {
      const state = await this.rest.get<PublicationStatus>(path);
      return state.status === 'in_progress' ? undefined : state;
    });
    if (settled.status === 'failed' || settled.status === 'partial') {
      const reasons = settled.triggers.map((trigger) => trigger.errorMessage).filter(Boolean);
      throw new Error(`workflow ${workflowId} could not be published: ${reasons.join('; ')}`);
    }
  }

  /** `POST /rest/workflows/:id/deactivate`. */
  async unpublish(workflowId: string): Promise<void> {
    await this.rest.post(`/workflows/${workflowId}/deactivate`);
  }

  /** n8n deletes only what is unpublished and archived: deactivate, `POST …/archive`, `DELETE /rest/workflows/:id`. */
  async deleteWorkflow(workflowId: string): Promise<void> {
    const workflow = await this.getWorkflow(workflowId);
    if (workflow.active) await this.unpublish(workflowId);
    await this.rest.post(`/workflows/${workflowId}/archive`);
    await this.rest.delete(`/workflows/${workflowId}`);
  }

  /**
   * The "Execute workflow" button on one trigger: `POST /rest/workflows/:id/run {triggerToStartFrom: {name}}` answers
   * `{executionId}`. A webhook trigger answers `{waitingForWebhook: true}` instead and runs nothing by itself.
   */
  async runWorkflow(workflowId: string, trigger: string, wait: WaitOptions = {}): Promise<Execution> {
    return this.waitForExecution(await this.startWorkflow(workflowId, trigger), wait);
  }

  /** The same without waiting for the end; gives the id of the execution. */
  async startWorkflow(workflowId: string, trigger: string): Promise<string> {
    const started = await this.rest.post<{ executionId?: string }>(`/workflows/${workflowId}/run`, {
      triggerToStartFrom: { name: trigger },
    });
    if (!started.executionId)
      throw new Error(`"${trigger}" waits for a call from outside: it cannot be run by hand`);
    return started.executionId;
  }

  /** `GET /rest/executions?filter={workflowId, status: […]}&limit=100`, newest first, page by page. */
  async listExecutions(workflowId: string, status: ExecutionStatus[] = []): Promise<ExecutionSummary[]> {
    const filter = JSON.stringify({ workflowId, ...(status.length > 0 ? { status } : {}) });
    const found: ExecutionSummary[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const query = new URLSearchParams({ filter, limit: '100', ...(cursor ? { cursor } : {}) });
      const page: { results: ExecutionSummary[]; nextCursor: string | null } = await this.rest.get(
        `/executions?${query}`,
      );
      found.push(...page.results);
      cursor = page.nextCursor;
    }
    return found;
  }

  /** `GET /rest/executions/:id`; its `data` is a flatted string, decoded here. */
  async getExecution(executionId: string): Promise<Execution> {
    return decodeExecution(await this.rest.get(`/executions/${executionId}`));
  }

  /** Waits until an execution has ended, well or not. */
  async waitForExecution(executionId: string, { timeoutMs = 120_000 }: WaitOptions = {}): Promise<Execution> {
    return poll(`execution ${executionId} ends`, timeoutMs, async () => {
      const execution = await this.getExecution(executionId);
      return unfinished.includes(execution.status) ? undefined : execution;
    });
  }

  /** Waits until a workflow has at least `count` ended executions; gives them oldest first. */
  async waitForExecutions(
    workflowId: string,
    count: number,
    { timeoutMs = 120_000 }: WaitOptions = {},
  ): Promise<Execution[]> {
    const ended = await poll(`workflow ${workflowId} has run ${count} times`, timeoutMs, async () => {
      const all = await this.listExecutions(workflowId);
      const done = all.filter((execution) => !unfinished.includes(execution.status));
      return done.length >= count ? done : undefined;
    });
    return Promise.all(ended.reverse().map((execution) => this.getExecution(execution.id)));
  }

  /** `POST /rest/executions/delete {filters: {workflowId}, deleteBefore}`: forgets what a workflow has run so far. */
  async deleteExecutions(workflowId: string): Promise<void> {
    const deleteBefore = new Date(Date.now() + 1000).toISOString();
    await this.rest.post('/executions/delete', { filters: { workflowId }, deleteBefore });
  }

  /** `POST /rest/node-types {nodeInfos: [{name, version}]}`; the answer drops the package name, so one at a time. */
  private credentialTypesOf(type: string, typeVersion: number): Promise<string[]> {
    const key = `${type}@${typeVersion}`;
    const known = this.credentialTypes.get(key);
    if (known) return known;
    const asked = this.rest
      .post<{ credentials?: { name: string }[] }[]>('/node-types', {
        nodeInfos: [{ name: type, version: typeVersion }],
      })
      .then((found) => {
        if (found.length === 0) throw new Error(`n8n does not know the node type ${key}`);
        return found.flatMap((description) => (description.credentials ?? []).map(({ name }) => name));
      });
    this.credentialTypes.set(key, asked);
    return asked;
  }
}
