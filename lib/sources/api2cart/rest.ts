/** Requests to API2Cart and what its answers mean. The keys are added by whoever gave us `http`, never here. */
import type { HttpRequest, HttpResponse, HttpSend } from '../../host';
import { type Connection, type SourceContext, SourceError } from '../cart-source';
import { cleanText } from '../clean-text';
import { DEFAULT_RETRY, type RetryContext, type RetryPolicy, sendWithRetry } from '../http-retry';
import { field, isObject } from '../read-json';
import { demandSecure, readShopUrl } from '../shop-url';
import { parseExactJson } from './exact-json';
import { type Placed, unwrap } from './reading';
import { refusalOf, retryStatusOf } from './return-codes';
import { storeIdOf } from './shop';
import { API_PATH } from './wire';

/** Behind API2Cart there is a shop, and that may be slow. */
const TIMEOUT_MS = 120_000;
const PASTED_API = /\/(?:v1\.[01](?:\/.*)?)?$/;

export type Query = Readonly<Record<string, string>>;

export interface Answer {
  readonly result: Placed;
  /** Cursor of the next page; undefined on the last. */
  readonly next: string | undefined;
}

/** What this cart was found not to take; asked for once, and not again. */
export interface Habits {
  /** Which of the ways to write a date it takes. */
  dateStyle: number;
  /** Days that a range of dates may span, where the cart limits it. */
  windowDays: number | undefined;
  /** Whether it takes rounding_precision. */
  precise: boolean;
  /** Methods that it supports; undefined until asked, empty when it does not say. */
  methods: ReadonlySet<string> | undefined;
}

export interface Rest {
  readonly storeId: string;
  readonly context: SourceContext;
  readonly habits: Habits;
  /** @param method such as `order.list` */
  get(method: string, query: Query, policy?: RetryPolicy): Promise<Answer>;
  send(verb: 'POST' | 'PUT' | 'DELETE', method: string, query: Query, body?: unknown): Promise<Answer>;
}

const codeIn = (value: unknown): number | undefined =>
  (typeof value === 'string' || typeof value === 'number') && /^\d{1,6}$/.test(String(value))
    ? Number(value)
    : undefined;

const HEAD = /^\s*\{\s*"return_code"\s*:\s*"?(\d{1,6})/;

/** Lets the one retry of all carts see a failure that API2Cart wraps into an HTTP 200. */
const unwrapped =
  (http: HttpSend): HttpSend =>
  async (request) => {
    const response = await http(request);
    if (response.status !== 200) return response;
    const status = retryStatusOf(codeIn(HEAD.exec(response.body.slice(0, 200))?.[1]));
    return status === undefined ? response : { ...response, status };
  };

const parsed = (body: string): unknown => {
  try {
    return parseExactJson(body);
  } catch {
    return undefined;
  }
};

/** Whatever looks like a key has no place in a message. */
const wordsOf = (message: unknown): string =>
  cleanText(message, 300)
    .replace(/<[^>]*>/g, '')
    .replace(/[A-Za-z0-9]{24,}/g, '…');

const httpError = (host: string, status: number): SourceError => {
  if (status === 401 || status === 403)
    return new SourceError(
      'bad_credentials',
      `${host} refuses the API key (status ${status}). Check it.`,
      status,
    );
  if (status === 429)
    return new SourceError('throttled', `${host} asks for fewer requests. Try again later.`, status);
  if (status >= 500)
    return new SourceError('unavailable', `${host} failed with status ${status}. Try again later.`, status);
  const sentence = `${host} answered with status ${status}, as API2Cart never does. Check the API URL in the credential.`;
  return new SourceError('not_this_cart', sentence, status);
};

const unreadable = (host: string): SourceError =>
  new SourceError(
    'unreadable_answer',
    `${host} answered with something that is not of API2Cart: a proxy, a firewall or a login page stands in between.`,
  );

const readAnswer = (host: string, store: string, { status, body }: HttpResponse): Answer => {
  const json = parsed(body);
  const returnCode = isObject(json) ? codeIn(field(json, 'return_code')) : undefined;
  if (!isObject(json) || returnCode === undefined)
    throw status === 200 ? unreadable(host) : httpError(host, status);
  if (returnCode !== 0) throw refusalOf(store, returnCode, wordsOf(field(json, 'return_message')));
  const result = unwrap(field(json, 'result'), '') ?? { value: {}, path: '' };
  const pages = unwrap(field(json, 'pagination'), '');
  const next = pages && field(pages.value, 'next');
  return { result, next: typeof next === 'string' && next !== '' ? next : undefined };
};

/** @throws SourceError insecure_url, not_this_cart for the url itself; its methods throw SourceError for answers. */
export const openRest = (connection: Connection, context: SourceContext): Rest => {
  const api = readShopUrl(connection.baseUrl, PASTED_API);
  demandSecure(api, connection.allowHttp);
  const storeId = storeIdOf(connection);
  const retrying: RetryContext = { ...context, http: unwrapped(context.http) };
  const exchange = async (request: HttpRequest, policy: RetryPolicy): Promise<Answer> =>
    readAnswer(
      api.storeId,
      storeId,
      await sendWithRetry(retrying, { ...request, timeoutMs: TIMEOUT_MS }, policy),
    );
  const urlOf = (method: string): string => `${api.root}${API_PATH}/${method}.json`;
  const accept = { accept: 'application/json' };
  return {
    storeId,
    context,
    habits: { dateStyle: 0, windowDays: undefined, precise: true, methods: undefined },
    get: (method, query, policy = DEFAULT_RETRY) =>
      exchange({ method: 'GET', url: urlOf(method), query, headers: accept }, policy),
    send: (verb, method, query, body) => {
      // A content type without content (a DELETE) is refused by strict servers and firewalls.
      const headers = body === undefined ? accept : { ...accept, 'content-type': 'application/json' };
      const text = body === undefined ? {} : { body: JSON.stringify(body) };
      return exchange({ method: verb, url: urlOf(method), query, headers, ...text }, DEFAULT_RETRY);
    },
  };
};
