/**
 * JSON-2, from Odoo 19: `POST /json/2/<model>/<method>`, arguments by name, the result bare, errors with their own HTTP
 * status. The credential adds `Authorization: bearer …`. Source: Odoo 19, External JSON-2 API.
 */
import type { HttpRequest, HttpResponse } from '../../host';
import { parseExactJson, writeExactJson } from '../exact-json';
import { type Effect, exceptionOf, loginRefused, OdooError } from './errors';
import { type Json, jsonIds } from './json';
import type { OdooServer } from './server-url';
import type { OdooCall } from './wire';

export const json2Path = ({ model, method }: OdooCall): string => `/json/2/${model}/${method}`;

export const json2Body = (call: OdooCall, context: Readonly<Record<string, Json>>): Json => ({
  ...(call.ids === undefined ? {} : { ids: jsonIds(call.ids) }),
  ...call.args,
  context: { ...context, ...call.context },
});

export const json2Request = (
  server: OdooServer,
  database: string,
  call: OdooCall,
  context: Readonly<Record<string, Json>>,
): HttpRequest => ({
  method: 'POST',
  url: server.root + json2Path(call),
  headers: {
    'content-type': 'application/json; charset=utf-8',
    accept: 'application/json',
    ...(database === '' ? {} : { 'x-odoo-database': database }),
  },
  body: writeExactJson(json2Body(call, context)),
});

/**
 * @throws OdooError for whatever Odoo reports
 * @throws SyntaxError when the answer is no JSON
 */
export const json2Answer = ({ status, body }: HttpResponse, effect: Effect): unknown => {
  if (status === 401) throw loginRefused();
  const answer = parseExactJson(body);
  if (status >= 200 && status < 300) return answer;
  const { name, message } = (answer ?? {}) as { readonly name?: unknown; readonly message?: unknown };
  if (typeof name !== 'string') throw new SyntaxError('no exception of Odoo');
  if (name === 'werkzeug.exceptions.NotFound')
    throw new OdooError(
      'credential',
      'This Odoo does not have what is asked for. Install its Invoicing app; before Odoo 19, use the credential with user and password.',
    );
  throw exceptionOf(name, message, effect);
};
