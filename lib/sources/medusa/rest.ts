/** Requests to a shop's admin API and what its answers mean. The key is added by whoever gave us `http`, never here. */
import type { HttpResponse } from '../../host';
import { type Connection, type SourceContext, SourceError } from '../cart-source';
import { cleanText } from '../clean-text';
import { DEFAULT_RETRY, type RetryPolicy, sendWithRetry } from '../http-retry';
import { field, isObject, type JsonObject } from '../read-json';
import { demandSecure, readShopUrl, type ShopUrl } from '../shop-url';

const TIMEOUT_MS = 60_000;
/** People paste the address of the dashboard for that of the server. */
const PASTED_PATH = /\/(?:(?:app|admin)(?:\/.*)?)?$/;

export const shopOf = (connection: Connection): ShopUrl => readShopUrl(connection.baseUrl, PASTED_PATH);

export type Query = Readonly<Record<string, string>>;

export interface Rest {
  readonly storeId: string;
  /** @throws SourceError for anything but an object that answers. */
  get(path: string, query: Query, policy?: RetryPolicy): Promise<JsonObject>;
}

const parseJson = (body: string): { readonly json: unknown } | undefined => {
  try {
    return { json: JSON.parse(body) };
  } catch {
    return undefined;
  }
};

/** The shop's own words, cleaned, for the end of a sentence. */
const shopSays = (json: unknown): string => {
  if (!isObject(json)) return '';
  const words = ['type', 'message']
    .map((key) => cleanText(field(json, key), 200))
    .filter((text) => text !== '');
  return words.length === 0 ? '' : ` Medusa says: ${words.join(': ')}`;
};

const KEY_HELP =
  'Check that the secret API key (Medusa → Settings → Secret API Keys, sk_…) was not revoked, and that a proxy passes ' +
  'the Authorization header on.';

/** The error that an answer without success stands for. */
const refusal = (store: string, { status, body }: HttpResponse): SourceError => {
  const json = parseJson(body)?.json;
  const says = shopSays(json);
  const error = (name: SourceError['code'], sentence: string): SourceError =>
    new SourceError(name, `${sentence}${says}`, status);
  if (status === 401) return error('bad_credentials', `${store} does not accept the key. ${KEY_HELP}`);
  if (status === 403)
    return error(
      'forbidden',
      `${store} refuses: the key's user may not do this, or a firewall is in the way.`,
    );
  if (status === 404 && isObject(json) && field(json, 'type') === 'not_found')
    return error('not_found', `${store} has no such object.`);
  if (status === 404)
    return error(
      'not_this_cart',
      `There is no Medusa admin API at ${store}. Enter the address of the Medusa server, not that of the storefront.`,
    );
  if (status === 429)
    return error('throttled', `${store} asks for fewer requests and did not give way. Try again later.`);
  if (status >= 500)
    return error('unavailable', `${store} failed with status ${status}. Look into Medusa's log.`);
  if (status >= 300 && status < 400)
    return error('not_this_cart', `${store} redirects elsewhere. Enter the address it redirects to.`);
  return error('refused', `${store} refused the request with status ${status}.`);
};

const readAnswer = (store: string, response: HttpResponse): JsonObject => {
  if (response.status < 200 || response.status > 299) throw refusal(store, response);
  const json = parseJson(response.body)?.json;
  if (isObject(json)) return json;
  const what = /^\s*</.test(response.body) ? 'a web page' : 'something';
  const sentence = `${store} answered with ${what} instead of data. Enter the address of the Medusa server, not that of the storefront.`;
  throw new SourceError('unreadable_answer', sentence, response.status);
};

/** @throws SourceError insecure_url, not_this_cart for the url itself. */
export const openRest = (connection: Connection, context: SourceContext): Rest => {
  const shop = shopOf(connection);
  demandSecure(shop, connection.allowHttp);
  const headers = { accept: 'application/json' };
  return {
    storeId: shop.storeId,
    get: async (path, query, policy = DEFAULT_RETRY) => {
      const request = { method: 'GET', url: `${shop.root}${path}`, query, headers } as const;
      return readAnswer(
        shop.storeId,
        await sendWithRetry(context, { ...request, timeoutMs: TIMEOUT_MS }, policy),
      );
    },
  };
};

const otherShape = (rest: Rest, what: string): SourceError =>
  new SourceError(
    'unreadable_answer',
    `${rest.storeId} answered without ${what}. Is something else than Medusa 2 behind that address?`,
  );

interface Listing {
  readonly rows: readonly JsonObject[];
  /** How many the query has in all. */
  readonly count: number;
}

/** The list that an answer must hold, with its count. */
export const listingOf = (rest: Rest, answer: JsonObject, key: string): Listing => {
  const rows = field(answer, key);
  const count = field(answer, 'count');
  if (!Array.isArray(rows) || !rows.every(isObject)) throw otherShape(rest, `a list of ${key}`);
  if (typeof count !== 'number' || !Number.isSafeInteger(count) || count < 0)
    throw otherShape(rest, `a count of ${key}`);
  return { rows, count };
};

/** The object that an answer must hold. */
export const objectOf = (rest: Rest, answer: JsonObject, key: string): JsonObject => {
  const object = field(answer, key);
  if (isObject(object)) return object;
  throw otherShape(rest, `an object "${key}"`);
};

/** The objects of a list that comes whole. */
export const objectsOf = (rest: Rest, answer: JsonObject, key: string): readonly JsonObject[] => {
  const rows = field(answer, key);
  if (Array.isArray(rows) && rows.every(isObject)) return rows;
  throw otherShape(rest, `a list of ${key}`);
};
