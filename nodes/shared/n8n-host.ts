import {
  sleep,
  type FunctionsBase,
  type IAllExecuteFunctions,
  type IDataObject,
  type IHttpRequestOptions,
  type RequestHelperFunctions,
} from 'n8n-workflow';
import type { Clock, HttpResponse, HttpSend, Log } from '../../lib';

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
export const httpSendOf =
  (context: HttpContext, credentialType: string): HttpSend =>
  async ({ method, url, query, headers, body, timeoutMs }) => {
    const options: IHttpRequestOptions = {
      method,
      url,
      qs: { ...query },
      headers: { ...headers },
      ...(body === undefined ? {} : { body }),
      ...(timeoutMs === undefined ? {} : { timeout: timeoutMs }),
      returnFullResponse: true,
      ignoreHttpStatusErrors: true,
      disableFollowRedirect: true,
      encoding: 'text',
      json: false,
    };
    const answer: FullResponse = await context.helpers.httpRequestWithAuthentication
      .call(context, credentialType, options)
      .catch((error: unknown) => Promise.reject(noAnswer(context, error)));
    return toResponse(answer);
  };

/**
 * n8n's error may carry the whole signed request, so that only its code goes on. One without a code was never sent
 * (a login that is missing, an address that the credential does not allow): n8n's own words for that go to the log.
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
