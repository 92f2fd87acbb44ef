/** Requests to a shop's REST API and what its answers mean. The key is added by whoever gave us `http`, never here. */
import type { HttpRequest, HttpResponse } from '../../host';
import { type Connection, type SourceContext, SourceError } from '../cart-source';
import { cleanText } from '../clean-text';
import { DEFAULT_RETRY, type RetryPolicy, sendWithRetry } from '../http-retry';
import { field, isObject } from '../read-json';
import { demandSecure, readShopUrl, type ShopUrl } from '../shop-url';
import { API_PATH } from './wire';

const TIMEOUT_MS = 60_000;
/** People paste the address of the API for that of the shop. */
const PASTED_API = /\/(?:wp-json(?:\/.*)?)?$/;

export const shopOf = (connection: Connection): ShopUrl => readShopUrl(connection.baseUrl, PASTED_API);

export interface Answer {
  readonly json: unknown;
  readonly headers: Readonly<Record<string, string>>;
}

export interface Rest {
  readonly storeId: string;
  get(path: string, query: Readonly<Record<string, string>>, policy?: RetryPolicy): Promise<Answer>;
  send(
    method: 'POST' | 'PUT' | 'DELETE',
    path: string,
    query: Readonly<Record<string, string>>,
    body?: unknown,
  ): Promise<Answer>;
}

const looksLikeHtml = (body: string): boolean => /^\s*</.test(body);

const parseJson = (body: string): { readonly json: unknown } | undefined => {
  try {
    // A byte order mark comes from a plugin file that was saved with one; it is not part of the answer.
    return { json: JSON.parse(body.charCodeAt(0) === 0xfeff ? body.slice(1) : body) };
  } catch {
    return undefined;
  }
};

/** The shop's own words, cleaned, for the end of a sentence. */
const shopSays = (json: unknown): string => {
  if (!isObject(json)) return '';
  const code = cleanText(field(json, 'code'), 80);
  const message = cleanText(field(json, 'message'), 200).replace(/<[^>]*>/g, '');
  return code === '' && message === ''
    ? ''
    : ` The shop says: ${[code, message].filter((text) => text !== '').join(': ')}`;
};

const withoutRoute = (store: string): string =>
  `There is no WooCommerce REST API at ${store}. Check the url (with its path, if WordPress lives in one), that ` +
  'WooCommerce is active, that permalinks are not set to "Plain", and that no plugin switches the REST API off.';

const credentialHelp =
  'Check consumer key and secret (WooCommerce → Settings → Advanced → REST API), that the key was not revoked, and ' +
  'that the web server passes the Authorization header on.';

/** The error that an answer without success stands for. */
const refusal = (store: string, { status, body }: HttpResponse): SourceError => {
  const json = parseJson(body)?.json;
  const says = shopSays(json);
  const code = isObject(json) ? cleanText(field(json, 'code'), 80) : '';
  const error = (name: SourceError['code'], sentence: string): SourceError =>
    new SourceError(name, `${sentence}${says}`, status);
  if (status === 401) return error('bad_credentials', `${store} does not accept the key. ${credentialHelp}`);
  if (status === 403) {
    return error(
      'forbidden',
      `${store} refuses: the key lacks a permission, or a firewall or security plugin blocks us.`,
    );
  }
  if (status === 404 && code.startsWith('woocommerce_'))
    return error('not_found', `${store} has no such object.`);
  if (status === 404) return error('not_this_cart', withoutRoute(store));
  if (status === 429)
    return error('throttled', `${store} asks for fewer requests and did not give way. Try again later.`);
  if (status >= 500)
    return error('unavailable', `${store} failed with status ${status}. Look into its error log.`);
  if (status >= 300 && status < 400) {
    return error(
      'not_this_cart',
      `${store} redirects elsewhere. Enter the address it redirects to (https, www).`,
    );
  }
  return error('refused', `${store} refused the request with status ${status}.`);
};

const unreadable = (store: string, { status, body }: HttpResponse): SourceError => {
  const what = looksLikeHtml(body)
    ? 'answered with a web page instead of data: a maintenance or login page, a PHP warning, or no WooCommerce shop at all'
    : 'answered with something that is not JSON';
  return new SourceError(
    'unreadable_answer',
    `${store} ${what}. Open ${store}${API_PATH} in a browser to see.`,
    status,
  );
};

const readAnswer = (store: string, response: HttpResponse): Answer => {
  if (response.status < 200 || response.status > 299) throw refusal(store, response);
  const parsed = parseJson(response.body);
  if (parsed === undefined) throw unreadable(store, response);
  return { json: parsed.json, headers: response.headers };
};

/** @throws SourceError insecure_url, not_this_cart for the url itself; its methods throw SourceError for answers. */
export const openRest = (connection: Connection, context: SourceContext): Rest => {
  const shop = shopOf(connection);
  demandSecure(shop, connection.allowHttp);
  const exchange = async (request: Omit<HttpRequest, 'timeoutMs'>, policy: RetryPolicy): Promise<Answer> =>
    readAnswer(shop.storeId, await sendWithRetry(context, { ...request, timeoutMs: TIMEOUT_MS }, policy));
  return {
    storeId: shop.storeId,
    get: (path, query, policy = DEFAULT_RETRY) =>
      exchange(
        {
          method: 'GET',
          url: `${shop.root}${API_PATH}${path}`,
          query,
          headers: { accept: 'application/json' },
        },
        policy,
      ),
    send: (method, path, query, body) => {
      const accept = { accept: 'application/json' };
      // A content type without content (a DELETE) is refused by strict servers and firewalls.
      const headers = body === undefined ? accept : { ...accept, 'content-type': 'application/json' };
      const text = body === undefined ? {} : { body: JSON.stringify(body) };
      return exchange(
        { method, url: `${shop.root}${API_PATH}${path}`, query, headers, ...text },
        DEFAULT_RETRY,
      );
    },
  };
};

/** The list of objects that an answer must be. */
export const listOf = (rest: Rest, { json }: Answer): readonly Readonly<Record<string, unknown>>[] => {
  if (Array.isArray(json) && json.every(isObject)) return json;
  throw new SourceError(
    'unreadable_answer',
    `${rest.storeId} answered with JSON of another shape than WooCommerce's REST API gives. Is something else behind that url?`,
  );
};

/** A whole number from a header such as X-WP-Total; undefined when a proxy dropped it. */
export const countHeader = ({ headers }: Answer, name: string): number | undefined => {
  const text = headers[name];
  return text !== undefined && /^\d{1,12}$/.test(text) ? Number(text) : undefined;
};
