/**
 * JSON-RPC, up to Odoo 18 (19 to 21 still have it): `POST /jsonrpc`, arguments by position, HTTP 200 for errors too.
 * n8n's credential for it does not sign requests, and the library never sees the password: it writes a placeholder where
 * the password belongs, and whoever sends the request puts the password in its place.
 */
import type { HttpRequest, HttpResponse } from '../../host';
import { parseExactJson, writeExactJson } from '../exact-json';
import { type Effect, exceptionOf, loginRefused } from './errors';
import { idJson, type Json, jsonIds } from './json';
import type { OdooServer } from './server-url';
import type { OdooCall } from './wire';

/**
 * Stands as a whole JSON string, quotes included, exactly once in each body: the third argument. No other text of the body
 * can be this token, so that no order can make the password end up in a memo.
 */
export const PASSWORD_PLACEHOLDER = '{{odoo password}}';

export const JSON_RPC_PATH = '/jsonrpc';

export interface RpcSession {
  readonly database: string;
  readonly userId: string;
}

/** Methods whose one argument Odoo reads by its position. */
const BY_POSITION: Readonly<Record<string, string>> = { create: 'vals_list', write: 'vals' };

/** The same JSON in other letters: what a shop wrote must not look like the placeholder. */
const written = (value: Json): string =>
  writeExactJson(value).replaceAll(PASSWORD_PLACEHOLDER, '\\u007b{odoo password}}');

const envelope = (
  service: string,
  method: string,
  before: readonly Json[],
  after: readonly Json[],
): string => {
  const args = [...before.map(written), JSON.stringify(PASSWORD_PLACEHOLDER), ...after.map(written)];
  return `{"jsonrpc":"2.0","method":"call","params":{"service":"${service}","method":"${method}","args":[${args.join(',')}]},"id":1}`;
};

export const rpcLoginBody = (database: string, user: string): string =>
  envelope('common', 'authenticate', [database, user], [{}]);

export const rpcCallBody = (
  { database, userId }: RpcSession,
  call: OdooCall,
  context: Readonly<Record<string, Json>>,
): string => {
  const position = BY_POSITION[call.method];
  const { [position ?? '']: first, ...named } = call.args ?? {};
  const args: Json[] = [
    ...(call.ids === undefined ? [] : [jsonIds(call.ids)]),
    ...(first === undefined ? [] : [first]),
  ];
  const kwargs = { ...named, context: { ...context, ...call.context } };
  return envelope(
    'object',
    'execute_kw',
    [database, idJson(userId)],
    [call.model, call.method, args, kwargs],
  );
};

export const rpcRequest = (server: OdooServer, body: string): HttpRequest => ({
  method: 'POST',
  url: server.root + JSON_RPC_PATH,
  headers: { 'content-type': 'application/json; charset=utf-8', accept: 'application/json' },
  body,
});

interface RpcFault {
  readonly data?: { readonly name?: unknown; readonly message?: unknown };
}

/**
 * @throws OdooError for whatever Odoo reports
 * @throws SyntaxError when the answer is none of JSON-RPC
 */
export const rpcAnswer = ({ status, body }: HttpResponse, effect: Effect): unknown => {
  if (status === 401 || status === 403) throw loginRefused();
  const answer = parseExactJson(body);
  if (typeof answer !== 'object' || answer === null || !('jsonrpc' in answer))
    throw new SyntaxError('no answer of JSON-RPC');
  if (!('error' in answer)) return 'result' in answer ? answer.result : null;
  const { data } = (answer.error ?? {}) as RpcFault;
  throw exceptionOf(typeof data?.name === 'string' ? data.name : 'Error', data?.message, effect);
};
