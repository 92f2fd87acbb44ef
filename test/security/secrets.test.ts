/**
 * A secret of a credential never stands in an error, an item or a log, whatever a cart or a ledger answers: also not when the
 * server throws the whole signed request back, nor when n8n's own error carries it.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ICredentialType, IHttpRequestOptions, INodeProperties } from 'n8n-workflow';
import { DESTINATIONS } from '../../lib/destinations';
import { SOURCES } from '../../lib/sources';
import type { CredentialType } from '../../lib/host';
import { openSqliteStore } from '../../lib/store/sqlite';
import { downloadOf, type HttpContext, httpSendOf, logOf } from '../../nodes/shared/n8n-host';
import { TestClock } from '../support/test-clock';

const CANARY = 'CANARY-7f3b9a-do-not-show';
/** As it would stand in a header of basic authentication, in a query, and in a body. */
const FORMS = [
  CANARY,
  Buffer.from(CANARY).toString('base64').slice(2, -4),
  encodeURIComponent(CANARY),
  [...CANARY].reverse().join(''),
];

/** n8n's own logins, whose fields we do not declare. */
const OF_N8N: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  odooApi: { url: 'https://books.example', username: 'ada', password: CANARY, db: 'books' },
};

const ownTypes = (): ReadonlyMap<string, ICredentialType> =>
  new Map(
    readdirSync(join(__dirname, '../../credentials'))
      .filter((file) => file.endsWith('.credentials.ts'))
      .map((file) => {
        // eslint-disable-next-line @typescript-eslint/no-require-imports -- which there are is known at run time
        const loaded = require(join(__dirname, '../../credentials', file)) as Record<
          string,
          new () => ICredentialType
        >;
        const [Type] = Object.values(loaded);
        const type = new (Type as new () => ICredentialType)();
        return [type.name, type] as const;
      }),
  );

const TYPES = ownTypes();

/** Every secret field holds the canary; the others something that fits. */
const fieldsOf = (name: string): Record<string, unknown> => {
  const type = TYPES.get(name);
  if (!type)
    return {
      ...OF_N8N[name],
      accessToken: CANARY,
      clientSecret: CANARY,
      apiKey: CANARY,
      appSecretKey: CANARY,
      url: 'https://books.example',
      shopSubdomain: 'shop',
      db: 'books',
      realmId: '1',
    };
  const value = ({ name: field, typeOptions, type: kind, default: usual }: INodeProperties): unknown => {
    if (typeOptions?.password === true) return CANARY;
    if (/url|domain/i.test(field)) return 'https://shop.example';
    return kind === 'string' && usual === '' ? 'x1' : usual;
  };
  return Object.fromEntries(type.properties.map((property) => [property.name, value(property)]));
};

interface Spill {
  /** What the server answers, or what n8n throws, to a signed request. */
  readonly name: string;
  answer(request: IHttpRequestOptions): object;
}

const echo = (request: IHttpRequestOptions): string => JSON.stringify({ request, secret: CANARY });

const answering = (statusCode: number, body: (request: IHttpRequestOptions) => string): Spill => ({
  name: `an answer ${statusCode} that holds the request`,
  answer: (request) => ({
    statusCode,
    headers: { 'x-echo': CANARY, location: `https://x.example/?key=${CANARY}` },
    body: body(request),
  }),
});

/** The words of a vendor who repeats the key that is wrong, wherever their errors stand. */
const inWords = (): string => {
  const message = `The key ${CANARY} is not known`;
  const fault = { Error: [{ Message: message, Detail: message, code: '3200' }], type: 'AUTHENTICATION' };
  const said = {
    message,
    Message: message,
    return_message: message,
    error_description: message,
    Detail: message,
    Title: message,
    detail: message,
  };
  return JSON.stringify({
    ...said,
    code: 'x',
    return_code: 2,
    type: 'unauthorized',
    error: said,
    errors: [said],
    Fault: fault,
    Elements: [said],
  });
};

const SPILLS: readonly Spill[] = [
  ...[200, 400, 401, 403, 404, 422].map((status) => ({
    ...answering(status, inWords),
    name: `an answer ${status} that repeats the key`,
  })),
  ...[200, 302, 401, 403, 404, 429, 500, 503].map((status) => answering(status, echo)),
  { ...answering(500, () => `<html>${CANARY}</html>`), name: 'a web page that holds the secret' },
  {
    name: 'an error of n8n that carries the signed request',
    answer: (request) => {
      throw Object.assign(new Error('connect ECONNREFUSED'), {
        httpCode: 'ECONNREFUSED',
        request,
        config: { auth: CANARY },
        cause: { secret: CANARY },
      });
    },
  },
];

/** As much of n8n as sends requests: it signs with the credential, as n8n does. */
const contextOf = (spill: Spill, logged: string[]): HttpContext => {
  const note = (...words: unknown[]): void => void logged.push(JSON.stringify(words));
  const sign = async (name: string, request: IHttpRequestOptions): Promise<IHttpRequestOptions> => {
    const authenticate = TYPES.get(name)?.authenticate;
    if (typeof authenticate === 'function') return await authenticate(fieldsOf(name) as never, request);
    return { ...request, headers: { ...request.headers, authorization: `Bearer ${CANARY}` } };
  };
  return {
    logger: { info: note, warn: note, error: note, debug: note },
    getCredentials: async (name: string) => fieldsOf(name),
    helpers: {
      httpRequestWithAuthentication: async (name: string, request: IHttpRequestOptions) =>
        spill.answer(await sign(name, request)),
      httpRequest: async () => {
        throw new Error(`GET ${CANARY}`);
      },
    },
  } as unknown as HttpContext;
};

/** Everything that could be shown of a value: an error with all it carries, an item, a list of them. */
const shown = (value: unknown): string => {
  if (!(value instanceof Error)) return JSON.stringify(value) ?? '';
  const own = Object.fromEntries(
    Object.getOwnPropertyNames(value).map((key) => [key, (value as unknown as Record<string, unknown>)[key]]),
  );
  return JSON.stringify({ ...own, cause: value.cause === undefined ? undefined : shown(value.cause) });
};

const spilled = (values: readonly unknown[]): readonly string[] =>
  values
    .map(shown)
    .filter((text) => FORMS.some((form) => text.includes(form)))
    .map((text) => text.slice(0, 600));

const outside = (context: HttpContext, credential: CredentialType) => ({
  http: httpSendOf(context, credential),
  download: downloadOf(context),
  clock: new TestClock(),
  log: logOf(context),
});

const failuresOf = async (calls: readonly (() => Promise<unknown>)[]): Promise<readonly unknown[]> => {
  const results: unknown[] = [];
  for (const call of calls) results.push(await call().catch((error: unknown) => error));
  return results;
};

const CARTS = SOURCES.flatMap((source) =>
  source.credentials.map((credential) => [source.displayName, credential.name, source, credential] as const),
);
const LEDGERS = DESTINATIONS.flatMap((kind) =>
  kind.credentials.map((credential) => [kind.displayName, credential.name, kind, credential] as const),
);

test('every credential of ours has a secret that is marked as one', () => {
  const without = [...TYPES.values()].filter(
    ({ properties }) => !properties.some(({ typeOptions }) => typeOptions?.password === true),
  );
  expect(without.map(({ name }) => name)).toEqual([]);
});

describe.each(SPILLS.map((spill) => [spill.name, spill] as const))('%s', (_name, spill) => {
  test.each(CARTS)('shows nothing of the login to %s (%s)', async (_cart, name, source, credential) => {
    const logged: string[] = [];
    const context = contextOf(spill, logged);
    const client = source.connect(source.connectionOf(fieldsOf(name)), outside(context, credential));
    const list = async () => {
      for await (const _page of client.list({ by: 'updated', from: '2026-01-01T00:00:00Z' }));
    };
    const results = await failuresOf([
      () => client.check(),
      () => client.fetch(['7']),
      list,
      () => client.count({ by: 'created' }),
      () => client.listWebhooks(),
      () => client.createWebhook(source.webhookTopics[0] as string, 'https://n8n.example/webhook', CANARY),
      () => client.repairWebhook('1', CANARY),
      () => client.deleteWebhook('1'),
    ]);
    expect(spilled([...results, ...logged])).toEqual([]);
  });

  test.each(LEDGERS)('shows nothing of the login to %s (%s)', async (_ledger, name, kind, credential) => {
    const logged: string[] = [];
    const context = contextOf(spill, logged);
    const storage = await openSqliteStore(':memory:');
    const connection = kind.connectionOf(fieldsOf(name));
    const lookups = { get: async () => new Map(), put: async () => {}, forget: async () => {} };
    const connect = () =>
      kind.connect({
        ...outside(context, credential),
        connection,
        company: '1',
        options: { items: 'generic' },
        lookups,
        storage: storage as never,
      });
    const results = await failuresOf([
      async () => connect().listAccounts(),
      async () => connect().listTaxCodes(),
      async () => connect().find([{ key: 'a', shortKey: 'CL-A' }] as never),
      async () => kind.listCompanies?.({ ...outside(context, credential), connection }),
    ]);
    await storage.close();
    expect(spilled([...results, ...logged])).toEqual([]);
  });
});
