import { StringDecoder } from 'node:string_decoder';
import {
  sleep,
  UserError,
  type FunctionsBase,
  type IAllExecuteFunctions,
  type IDataObject,
  type IHttpRequestOptions,
  type RequestHelperFunctions,
} from 'n8n-workflow';
import {
  type Clock,
  type CredentialType,
  type Download,
  type HttpResponse,
  type HttpSend,
  type Log,
} from '../../lib';
import { fillIn } from './filled-in-secrets';
import { secretHider } from './hidden-secrets';
import { replaceHost } from './replaced-hosts';

/** What every context that may call a shop has in common: executing, hooks of a trigger, menus of the editor. */
export type HttpContext = IAllExecuteFunctions & { helpers: RequestHelperFunctions };

interface FullResponse {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: unknown;
}

/**
 * HTTP through n8n's helper, so that the credential never reaches the library. The body comes back as text that no
 * parser has touched. Redirects are not followed: n8n would carry the key to wherever the answer points.
 */
export const httpSendOf = (context: HttpContext, credential: CredentialType): HttpSend => {
  const hide = secretHider(context, credential);
  return async ({ method, url, query, headers, body, timeoutMs }) => {
    const options: IHttpRequestOptions = {
      method,
      url: replaceHost(url),
      qs: { ...query },
      headers: { ...headers },
      ...(body === undefined ? {} : { body: await fillIn(context, credential, body) }),
      ...(timeoutMs === undefined ? {} : { timeout: timeoutMs }),
      returnFullResponse: true,
      // n8n renews a token only when the request throws.
      ignoreHttpStatusErrors: credential.refreshes ? { ignore: true, except: [401] } : true,
      disableFollowRedirect: true,
      encoding: 'text',
      json: false,
    };
    const answer: FullResponse = await context.helpers.httpRequestWithAuthentication
      .call(context, credential.name, options)
      .catch((error: unknown) => refusedLogin(context, error) ?? Promise.reject(noAnswer(context, error)));
    const response = toResponse(answer);
    const failed = response.status < 200 || response.status > 299;
    return { ...response, body: await hide(response.body, failed) };
  };
};

/**
 * An answer like any other: the renewed token was refused as well, or n8n had no login to sign with. That one says so in its
 * own words (a grant that was taken back, an account that was never connected, a secret that gets no token): to the log.
 */
const refusedLogin = (context: HttpContext, error: unknown): FullResponse | undefined => {
  const { httpCode, failure, cause, message } = Object(error) as {
    httpCode?: unknown;
    failure?: { cause?: unknown };
    cause?: unknown;
    message?: unknown;
  };
  const refused: FullResponse = { statusCode: 401, headers: {}, body: '' };
  if (String(httpCode) === '401') return refused;
  const noLogin = failure?.cause === 'credential-invalid' || [error, cause].some(isUserError);
  if (!noLogin) return undefined;
  context.logger.warn(`Cart Ledger has no login to send a request with: ${String(message)}`);
  return refused;
};

const isUserError = (error: unknown): boolean => error instanceof UserError;

/** Files behind links that carry their own permission: no credential goes along. */
export const downloadOf = (context: HttpContext): Download =>
  async function* (url) {
    const body: unknown = await context.helpers.httpRequest({
      url: replaceHost(url),
      encoding: 'stream',
      disableFollowRedirect: true,
    });
    const decoder = new StringDecoder('utf8');
    for await (const piece of body as AsyncIterable<Buffer>) yield decoder.write(piece);
    yield decoder.end();
  };

/**
 * n8n's error may carry the whole signed request, so that only its code goes on. One without a code was never sent
 * (an address that n8n does not allow): n8n's own words for that go to the log.
 */
const noAnswer = (context: HttpContext, error: unknown): Error => {
  const { httpCode, code, message } = Object(error) as {
    httpCode?: unknown;
    code?: unknown;
    message?: unknown;
  };
  const known = [httpCode, code].find((name) => typeof name === 'string');
  if (known === undefined) context.logger.warn(`Cart Ledger could not send a request: ${String(message)}`);
  return Object.assign(new Error('no answer'), { code: known ?? 'NOT_SENT' });
};

const toResponse = ({ statusCode, headers, body }: FullResponse): HttpResponse => ({
  status: statusCode,
  headers: plainHeaders(headers),
  body: typeof body === 'string' ? body : '',
});

/** Lower-case names, one text each. */
export const plainHeaders = (headers: Readonly<Record<string, unknown>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers)
      .filter(([, value]) => value !== undefined && value !== null)
      .map(([name, value]) => [name.toLowerCase(), Array.isArray(value) ? value.join(', ') : String(value)]),
  );

export const systemClock: Clock = { now: () => new Date(), sleep };

export const logOf = ({ logger }: Pick<FunctionsBase, 'logger'>): Log => ({
  info: (message, fields) => logger.info(message, fields as IDataObject),
  warn: (message, fields) => logger.warn(message, fields as IDataObject),
  error: (message, fields) => logger.error(message, fields as IDataObject),
});
