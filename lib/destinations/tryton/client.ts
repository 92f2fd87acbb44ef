/** Calls of Tryton's JSON-RPC. Whoever gave us `http` adds the login, never this file. */
import type { z } from 'zod/v4';
import type { HttpRequest, HttpResponse } from '../../host';
import { type AskContext, askLedger, causeOf, retryAfterMs } from '../ask-ledger';
import type { LedgerConnection, RenderedRequest } from '../destination-kind';
import { LedgerError } from '../ledger-destination';
import { type Effect, httpError, refusalOf, unanswered, unreadable } from './errors';
import { type TrytonServer, trytonServer } from './server-url';

/** Posting a hundred records takes Tryton seconds, and more on a busy machine; a gateway in front gives up sooner. */
const TIMEOUT_MS = 180_000;

export interface Rpc {
  readonly server: TrytonServer;
  /** @throws LedgerError; sent again where that may help. */
  read<T>(shape: z.ZodType<T>, method: string, ...params: readonly unknown[]): Promise<T>;
  /** Gives what `shape` reads from the answer. @throws LedgerError unknown_outcome when no answer says what was done. */
  write<T>(shape: z.ZodType<T>, method: string, ...params: readonly unknown[]): Promise<T>;
}

/** English, so that Tryton's words are known; the company, so that it numbers and checks for the right one. */
export const callContext = (company?: number | string): Readonly<Record<string, unknown>> => ({
  ...(company === undefined ? {} : { company }),
  language: 'en',
});

/** The call as it goes over the wire; the context is the last parameter of every one. */
export const callBody = (
  method: string,
  params: readonly unknown[],
  context: Readonly<Record<string, unknown>>,
): unknown => ({ id: 1, method, params: [...params, context] });

export const renderedCall = (
  path: string,
  method: string,
  params: readonly unknown[],
  context: Readonly<Record<string, unknown>>,
): RenderedRequest => ({ method: 'POST', path, body: callBody(method, params, context) });

/** @throws LedgerError for an address or a database that will not do; nothing is sent yet. */
export const openRpc = (connection: LedgerConnection, context: AskContext, company?: number): Rpc => {
  const server = trytonServer(connection);
  const requestOf = (method: string, params: readonly unknown[]): HttpRequest => ({
    method: 'POST',
    url: server.url,
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify(callBody(method, params, callContext(company))),
    timeoutMs: TIMEOUT_MS,
  });
  const read = (response: HttpResponse, effect: Effect): unknown => {
    if (response.status !== 200) {
      const wait = retryAfterMs(response.headers['retry-after'], context.clock.now());
      throw httpError(response, effect, server, wait);
    }
    return resultOf(response.body, effect, server);
  };
  return {
    server,
    read: async (shape, method, ...params) => {
      const answer = read(await askLedger(context, requestOf(method, params)), 'read');
      return shaped(shape, answer, 'read', server);
    },
    write: async (shape, method, ...params) => {
      const answer = read(await sendOnce(context, requestOf(method, params), server), 'write');
      return shaped(shape, answer, 'write', server);
    },
  };
};

const sendOnce = async (
  { http }: AskContext,
  request: HttpRequest,
  { authority }: TrytonServer,
): Promise<HttpResponse> => {
  try {
    return await http(request);
  } catch (error) {
    if (error instanceof LedgerError) throw error;
    throw unanswered(`gave no answer${causeOf(error)}`, 'write', authority);
  }
};

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const resultOf = (body: string, effect: Effect, server: TrytonServer): unknown => {
  const json = parseJson(body);
  if (typeof json !== 'object' || json === null) throw unreadable(effect, server.authority);
  if ('error' in json) throw refusalOf(json.error, server);
  if ('result' in json) return json.result;
  throw unreadable(effect, server.authority);
};

const shaped = <T>(shape: z.ZodType<T>, answer: unknown, effect: Effect, server: TrytonServer): T => {
  const read = shape.safeParse(answer);
  if (read.success) return read.data;
  throw unreadable(effect, server.authority);
};
