/** Calls of an Odoo, over whichever protocol the credential is for. Reads are asked again when that may help; writes never. */
import type { HttpRequest, HttpResponse } from '../../host';
import { askLedger, causeOf, retryAfterMs } from '../ask-ledger';
import type { DestinationContext } from '../destination-kind';
import { type Effect, loginRefused, noAnswer, OdooError } from './errors';
import { idJson, type Json, jsonNumber } from './json';
import { json2Answer, json2Request } from './json-2';
import { rpcAnswer, rpcCallBody, rpcLoginBody, rpcRequest } from './json-rpc';
import { isId, type Row, rowsOf } from './read-row';
import { type OdooServer, odooServer } from './server-url';
import type { Domain, OdooCall } from './wire';

export interface OdooClient {
  readonly server: OdooServer;
  /** @throws OdooError */
  read(call: OdooCall): Promise<unknown>;
  /** @throws OdooError; `unknown_outcome` when no answer came. */
  write(call: OdooCall): Promise<unknown>;
  /** @throws OdooError */
  search(
    model: string,
    domain: Domain,
    fields: readonly string[],
    more?: SearchOptions,
  ): Promise<readonly Row[]>;
}

export interface SearchOptions {
  readonly limit?: number;
  readonly context?: Readonly<Record<string, Json>>;
}

export interface ClientOptions extends Pick<DestinationContext, 'http' | 'clock' | 'log' | 'connection'> {
  /** Id of the company that everything happens in; empty: all that the user may see. */
  readonly company: string;
}

/** Two hundred entries are the work of a minute; Odoo itself gives up after two. */
const TIMEOUT_MS = 150_000;

/** @throws LedgerError when the url will not do; nothing is sent yet. */
export const openOdoo = (options: ClientOptions): OdooClient => {
  const { connection, company } = options;
  const server = odooServer(connection.baseUrl, connection.allowHttp);
  const context = callContext(company);
  const exchange = (request: HttpRequest, effect: Effect, answer: Answer) =>
    exchangeOver(options, { ...request, timeoutMs: TIMEOUT_MS }, effect, answer);
  const { protocol, database = '', user = '' } = connection.details ?? {};
  const send =
    protocol === 'json-rpc'
      ? rpcSender(server, { database, user }, context, exchange)
      : (call: OdooCall, effect: Effect) =>
          exchange(json2Request(server, database, call, context), effect, json2Answer);
  return {
    server,
    read: (call) => send(call, 'read'),
    write: (call) => send(call, 'write'),
    search: async (model, domain, fields, { limit, context: more } = {}) =>
      rowsOf(
        await send(
          {
            model,
            method: 'search_read',
            args: {
              domain,
              fields,
              order: 'id',
              ...(limit === undefined ? {} : { limit: jsonNumber(String(limit)) }),
            },
            ...(more === undefined ? {} : { context: more }),
          },
          'read',
        ),
      ),
  };
};

/** Odoo's words are matched in English: the user's own language must not change what an error means. */
export const callContext = (company: string): Readonly<Record<string, Json>> => ({
  lang: 'en_US',
  ...(company === '' ? {} : { allowed_company_ids: [idJson(company)] }),
});

type Answer = (response: HttpResponse, effect: Effect) => unknown;
type Exchange = (request: HttpRequest, effect: Effect, answer: Answer) => Promise<unknown>;

/** Logs in before the first call, and only once. */
const rpcSender = (
  server: OdooServer,
  { database, user }: { readonly database: string; readonly user: string },
  context: Readonly<Record<string, Json>>,
  exchange: Exchange,
): ((call: OdooCall, effect: Effect) => Promise<unknown>) => {
  let login: Promise<string> | undefined;
  const logIn = async (): Promise<string> => {
    const userId = await exchange(rpcRequest(server, rpcLoginBody(database, user)), 'read', rpcAnswer);
    if (!isId(userId)) throw loginRefused();
    return userId;
  };
  return async (call, effect) => {
    login ??= logIn();
    const userId = await login.catch((error: unknown) => {
      login = undefined;
      throw error;
    });
    const body = rpcCallBody({ database, userId }, call, context);
    return exchange(rpcRequest(server, body), effect, rpcAnswer);
  };
};

const exchangeOver = async (
  context: ClientOptions,
  request: HttpRequest,
  effect: Effect,
  answer: Answer,
): Promise<unknown> => {
  const response = effect === 'read' ? await askLedger(context, request) : await sendOnce(context, request);
  const { status, headers } = response;
  if (status === 429) {
    const wait = retryAfterMs(headers['retry-after'], context.clock.now());
    throw new OdooError('throttled', 'Odoo asks to wait.', '', wait);
  }
  // A proxy in front of Odoo: nothing got through, and half of it may.
  if (status === 413)
    throw new OdooError('validation', 'The request is larger than the server in front of Odoo lets through.');
  if (status >= 300 && status < 400)
    throw new OdooError(
      'credential',
      'Odoo has moved: put the address that it redirects to into the credential.',
    );
  try {
    return answer(response, effect);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    if (status === 401 || status === 403) throw loginRefused();
    if (status === 404) throw notThere();
    throw noAnswer(effect, `Odoo answered with status ${status} and no JSON of its own`);
  }
};

const sendOnce = async ({ http }: ClientOptions, request: HttpRequest): Promise<HttpResponse> => {
  try {
    return await http(request);
  } catch (error) {
    throw noAnswer('write', `Odoo gave no answer${causeOf(error)}`);
  }
};

const notThere = (): OdooError =>
  new OdooError(
    'credential',
    'There is no such interface at this address. Check the url; up to Odoo 18 use the credential with user and password, from Odoo 22 on the one with an API key.',
  );
