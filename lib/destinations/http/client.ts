/** The calls to an internal ledger service: reads that may be repeated, and the one that writes. */
import { z } from 'zod/v4';
import type { HttpRequest, HttpResponse } from '../../host';
import { askLedger, type AskContext, causeOf, retryAfterMs } from '../ask-ledger';
import { LedgerError, type SendOutcome } from '../ledger-destination';

export interface HttpLedgerClient {
  get<T>(path: string, query: Readonly<Record<string, string>>, schema: z.ZodType<T>): Promise<T>;
  /** A read whose question does not fit an address. */
  ask<T>(path: string, body: unknown, schema: z.ZodType<T>): Promise<T>;
  /** Sent once. What the whole request came to when it was not carried out as asked, or the answer. */
  write<T>(
    path: string,
    body: unknown,
    idempotencyKey: string,
    schema: z.ZodType<T>,
  ): Promise<{ readonly answer: T } | { readonly failed: Failure }>;
}

export type Failure = Omit<Extract<SendOutcome, { state: 'failed' }>, 'state'>;

const JSON_HEADERS = { accept: 'application/json', 'content-type': 'application/json' };

export const httpLedgerClient = (context: AskContext, root: string): HttpLedgerClient => {
  const read = async <T>(request: HttpRequest, schema: z.ZodType<T>): Promise<T> => {
    const response = await askLedger(context, request);
    const failed = failureOf(response, context.clock.now());
    if (failed) throw new LedgerError(failed.errorClass, failed.message, failed.retryAfterMs);
    const answer = readAnswer(response, schema);
    if (answer === undefined) throw new LedgerError('transient', unreadable(request.url));
    return answer;
  };
  return {
    get: (path, query, schema) =>
      read({ method: 'GET', url: root + path, query, headers: JSON_HEADERS }, schema),
    ask: (path, body, schema) =>
      read({ method: 'POST', url: root + path, headers: JSON_HEADERS, body: JSON.stringify(body) }, schema),
    write: async (path, body, idempotencyKey, schema) => {
      const headers = { ...JSON_HEADERS, 'idempotency-key': idempotencyKey };
      let response: HttpResponse;
      try {
        response = await context.http({
          method: 'POST',
          url: root + path,
          headers,
          body: JSON.stringify(body),
        });
      } catch (error) {
        const message = `the ledger gave no answer${causeOf(error)}`;
        return { failed: { errorClass: 'unknown_outcome', message } };
      }
      const failed = failureOf(response, context.clock.now());
      if (failed) {
        // A server that stumbled over a write may have carried it out.
        const errorClass = failed.errorClass === 'transient' ? 'unknown_outcome' : failed.errorClass;
        return { failed: { ...failed, errorClass } };
      }
      const answer = readAnswer(response, schema);
      return answer === undefined
        ? { failed: { errorClass: 'unknown_outcome', message: unreadable(root + path) } }
        : { answer };
    },
  };
};

const unreadable = (url: string): string =>
  `${new URL(url).host} gave an answer that its contract does not know. Compare it with the OpenAPI file of the HTTP ledger.`;

const readAnswer = <T>({ body }: HttpResponse, schema: z.ZodType<T>): T | undefined => {
  try {
    const parsed = schema.safeParse(JSON.parse(body));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
};

const messageSchema = z.looseObject({ message: z.string() });

/** The service's own words where it has some, bounded: they are shown to people. */
const wordsOf = ({ body, status }: HttpResponse): string => {
  try {
    const parsed = messageSchema.safeParse(JSON.parse(body));
    if (parsed.success) return parsed.data.message.slice(0, 500);
  } catch {
    // A web page or nothing at all: the status has to do.
  }
  return `the ledger answered with status ${status}`;
};

const failureOf = (response: HttpResponse, now: Date): Failure | undefined => {
  const { status, headers } = response;
  if (status >= 200 && status < 300) return undefined;
  const message = wordsOf(response);
  if (status === 401 || status === 403) return { errorClass: 'credential', message };
  const wait = retryAfterMs(headers['retry-after'], now);
  const retry = wait === undefined ? {} : { retryAfterMs: wait };
  if (status === 429) return { errorClass: 'throttled', message, ...retry };
  if (status >= 500) return { errorClass: 'transient', message, ...retry };
  return { errorClass: 'validation', message };
};
