import {
  NodeApiError,
  NodeOperationError,
  UserError,
  type IHttpRequestOptions,
  type INode,
} from 'n8n-workflow';
import { type HttpContext, httpSendOf, plainHeaders } from '../../../nodes/shared/n8n-host';

const contextThat = (answer: (options: IHttpRequestOptions) => Promise<unknown>) => {
  const warnings: string[] = [];
  const asked: { credentialType?: string; options?: IHttpRequestOptions } = {};
  const context = {
    logger: { warn: (text: string) => warnings.push(text) },
    helpers: {
      httpRequestWithAuthentication(this: unknown, credentialType: string, options: IHttpRequestOptions) {
        Object.assign(asked, { credentialType, options, self: this });
        return answer(options);
      },
    },
  } as unknown as HttpContext;
  return { context, warnings, asked };
};

const get = { method: 'GET', url: 'https://shop.example/orders' } as const;

const SOME_API = { name: 'someApi', displayName: 'Some' };
const RENEWED_API = { ...SOME_API, refreshes: true } as const;

it('gives the status, the headers in lower case, and the body as it came', async () => {
  const body = '{"total": 12.30, "id": 12345678901234567890}';
  const { context } = contextThat(async () => ({
    statusCode: 418,
    headers: { 'X-WP-Total': '7', 'set-cookie': ['a=1', 'b=2'] },
    body,
  }));
  expect(await httpSendOf(context, SOME_API)(get)).toEqual({
    status: 418,
    headers: { 'x-wp-total': '7', 'set-cookie': 'a=1, b=2' },
    body,
  });
});

it('lets the named credential sign, and sends text as it is', async () => {
  const { context, asked } = contextThat(async () => ({ statusCode: 200, headers: {}, body: '' }));
  await httpSendOf(
    context,
    SOME_API,
  )({
    method: 'POST',
    url: 'https://shop.example/webhooks',
    query: { page: '2' },
    headers: { accept: 'application/json' },
    body: '{"a":1.10}',
    timeoutMs: 5000,
  });
  expect(asked).toMatchObject({
    credentialType: 'someApi',
    self: context,
    options: {
      method: 'POST',
      body: '{"a":1.10}',
      qs: { page: '2' },
      timeout: 5000,
      disableFollowRedirect: true,
    },
  });
});

it('rejects with the code alone when no answer came', async () => {
  const { context, warnings } = contextThat(async () => {
    throw Object.assign(new Error('GET https://shop.example?consumer_secret=cs_1'), {
      httpCode: 'ECONNREFUSED',
    });
  });
  const error = (await httpSendOf(context, SOME_API)(get).catch((caught: unknown) => caught)) as Error;
  expect(error).toMatchObject({ code: 'ECONNREFUSED', message: 'no answer' });
  expect(warnings).toEqual([]);
});

it("logs n8n's reason when n8n did not send at all", async () => {
  const { context, warnings } = contextThat(async () => {
    throw new Error('Domain not allowed');
  });
  await expect(httpSendOf(context, SOME_API)(get)).rejects.toMatchObject({ code: 'NOT_SENT' });
  expect(warnings.join()).toContain('Domain not allowed');
});

it('leaves headers without a value out', () => {
  expect(plainHeaders({ A: undefined, B: null, C: 'c' })).toEqual({ c: 'c' });
});

it('lets n8n renew a token, and takes its refusal for an answer like any other', async () => {
  const { context, asked } = contextThat(async () => {
    throw Object.assign(new Error('Unauthorized'), { httpCode: '401' });
  });
  expect(await httpSendOf(context, RENEWED_API)(get)).toEqual({ status: 401, headers: {}, body: '' });
  expect(asked).toMatchObject({ options: { ignoreHttpStatusErrors: { ignore: true, except: [401] } } });
});

const NODE = {
  id: '1',
  name: 'Poster',
  type: 'x',
  typeVersion: 1,
  position: [0, 0],
  parameters: {},
} as INode;

it.each([
  [
    'a grant that was taken back',
    new NodeOperationError(NODE, 'The credential "Books" needs to be reconnected.', {
      failure: { cause: 'credential-invalid' },
    }),
  ],
  ['an account that was never connected', new UserError('OAuth credentials not connected')],
  ['a secret that gets no token', new UserError('shop.example gives this app no access token')],
])('takes for a refused login: %s', async (_what, thrown) => {
  const { context, warnings } = contextThat(async () => {
    // As n8n wraps whatever was thrown while it prepared the request.
    throw new NodeApiError(NODE, thrown as never);
  });
  expect(await httpSendOf(context, RENEWED_API)(get)).toMatchObject({ status: 401, body: '' });
  expect(warnings.join()).toContain('has no login');
});
