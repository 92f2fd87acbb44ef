/**
 * As much of n8n as a node sees: its parameters with the defaults of its own description, its credential, and HTTP that
 * the credential signs. The store behind the nodes is the real one, and the shop a server on loopback.
 */
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import {
  NodeHelpers,
  type IDataObject,
  type IExecuteFunctions,
  type IHookFunctions,
  type IHttpRequestOptions,
  type ILoadOptionsFunctions,
  type INode,
  type INodeExecutionData,
  type INodeParameters,
  type INodeType,
  type IWebhookFunctions,
} from 'n8n-workflow';
import { CartLedgerWooCommerceApi } from '../../../credentials/CartLedgerWooCommerceApi.credentials';

export interface FakeOptions {
  readonly parameters?: INodeParameters;
  /** Parameters of single items, as expressions would give them. */
  readonly perItem?: readonly INodeParameters[];
  readonly items?: readonly object[];
  readonly credentials?: IDataObject;
  /** Of the trace store, where the node keeps it in PostgreSQL. */
  readonly storeCredential?: IDataObject;
  readonly continueOnFail?: boolean;
  /** `call`: n8n says that a tool is executed. `engine`: the agent's engine runs the tool variant as a plain node. */
  readonly asTool?: 'call' | 'engine';
  readonly timeZone?: string;
  readonly staticData?: IDataObject;
  readonly webhookUrl?: string;
  readonly workflowId?: string;
  readonly mode?: 'trigger' | 'manual';
}

export interface Logged {
  readonly level: string;
  readonly text: string;
}

export class FakeN8n {
  readonly logged: Logged[] = [];
  readonly requests: IHttpRequestOptions[] = [];

  constructor(
    readonly type: INodeType,
    readonly options: FakeOptions = {},
  ) {}

  execute(): Promise<INodeExecutionData[][]> {
    return (this.type.execute as (this: IExecuteFunctions) => Promise<INodeExecutionData[][]>).call(
      this.context(),
    );
  }

  /** One object serves as every kind of context; a node only asks for what its kind has. */
  context(): IExecuteFunctions & IHookFunctions & IWebhookFunctions & ILoadOptionsFunctions {
    const { options } = this;
    const items = (options.items ?? [{}]).map((json) => ({ json: json as IDataObject }));
    const context = {
      getNode: () => this.node(),
      getWorkflow: () => ({ id: options.workflowId ?? 'wf1', name: 'Books', active: true }),
      getExecutionId: () => '42',
      getMode: () => options.mode ?? 'trigger',
      getTimezone: () => options.timeZone ?? 'Europe/Berlin',
      getInputData: () => items,
      continueOnFail: () => options.continueOnFail ?? false,
      isToolExecution: () => options.asTool === 'call',
      getNodeParameter: (name: string, item: unknown, fallback?: unknown) =>
        this.parameter(name, typeof item === 'number' ? item : 0) ?? fallback,
      getCurrentNodeParameter: (name: string) => this.parameter(name, 0),
      getCredentials: async (type: string) =>
        type === 'cartLedgerPostgresApi' ? this.options.storeCredential : this.credentials(),
      getWorkflowStaticData: () => options.staticData ?? {},
      getNodeWebhookUrl: () => options.webhookUrl ?? 'http://127.0.0.1:1/webhook/abc/cart-ledger',
      logger: this.logger(),
      helpers: {
        httpRequestWithAuthentication: (_type: string, request: IHttpRequestOptions) => this.send(request),
        prepareBinaryData: async (data: Buffer | Readable, fileName: string, mimeType: string) => ({
          data: (data instanceof Readable ? await buffer(data) : data).toString('base64'),
          fileName,
          mimeType,
        }),
      },
    };
    return context as unknown as ReturnType<FakeN8n['context']>;
  }

  private node(): INode {
    const { name, version, defaultVersion, displayName } = this.type.description;
    const parameters = this.options.parameters ?? {};
    return {
      id: 'n1',
      name: displayName,
      type: `n8n-nodes-cart-ledger.${name}${this.options.asTool === 'engine' ? 'Tool' : ''}`,
      typeVersion: Number(defaultVersion ?? version),
      position: [0, 0],
      parameters,
    };
  }

  private parameter(name: string, item: number): unknown {
    const { description } = this.type;
    const written = { ...this.options.parameters, ...this.options.perItem?.[item] };
    const all = NodeHelpers.getNodeParameters(
      description.properties,
      written,
      true,
      false,
      this.node(),
      description,
    );
    return all?.[name];
  }

  private credentials(): IDataObject {
    if (this.options.credentials) return this.options.credentials;
    throw new Error('Node does not have any credentials set');
  }

  private logger() {
    const to = (level: string) => (text: string, fields?: unknown) =>
      void this.logged.push({ level, text: `${text} ${JSON.stringify(fields ?? {})}` });
    return { info: to('info'), warn: to('warn'), error: to('error'), debug: to('debug') };
  }

  /** What n8n's helper does for a full response as text: the credential signs, any status is an answer. */
  private async send(request: IHttpRequestOptions): Promise<object> {
    this.requests.push(request);
    const authenticate = new CartLedgerWooCommerceApi().authenticate as (
      credentials: IDataObject,
      request: IHttpRequestOptions,
    ) => Promise<IHttpRequestOptions>;
    const signed = await authenticate(this.credentials(), request);
    const url = new URL(signed.url);
    for (const [name, value] of Object.entries(signed.qs ?? {})) url.searchParams.set(name, String(value));
    const login = Buffer.from(`${signed.auth?.username}:${signed.auth?.password}`).toString('base64');
    const response = await fetch(url, {
      method: signed.method ?? 'GET',
      headers: { ...(signed.headers as Record<string, string>), authorization: `Basic ${login}` },
      redirect: 'manual',
      ...(signed.body === undefined ? {} : { body: signed.body as string }),
    });
    return {
      statusCode: response.status,
      headers: Object.fromEntries(response.headers),
      body: await response.text(),
    };
  }
}

export const jsonOf = (items: readonly INodeExecutionData[] | undefined): IDataObject[] =>
  (items ?? []).map(({ json }) => json);
