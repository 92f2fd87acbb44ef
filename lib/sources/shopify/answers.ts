/** What Shopify's answers mean when they are no data: HTTP statuses, and the errors inside an answer with status 200. */
import type { HttpResponse } from '../../host';
import { SourceError } from '../cart-source';
import { cleanText } from '../clean-text';
import { field, isObject, type JsonObject } from '../read-json';

export interface GraphqlError {
  /** Cleaned and bounded: the shop's own words for the end of a sentence. */
  readonly message: string;
  /** Such as THROTTLED or ACCESS_DENIED; empty when there is none. */
  readonly code: string;
  /** Where in the data something is missing for this error; empty when the whole query failed. */
  readonly path: readonly (string | number)[];
  /** Access scopes that the message names. */
  readonly scopes: readonly string[];
  readonly extensions: JsonObject;
}

/** One query asks for more than Shopify allows in one query, whatever is in the bucket: ask for less at a time. */
export class TooCostlyError extends SourceError {
  constructor(
    store: string,
    /** Points asked for and allowed; undefined where Shopify does not say. */
    readonly cost: number | undefined,
    readonly limit: number | undefined,
  ) {
    super('refused', `${store} refuses a query that costs more points than one query may.`);
    this.name = 'TooCostlyError';
  }
}

const parseJson = (body: string): unknown => {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
};

/** Beside GraphQL's list, `errors` is a text, or lists of texts by field, where the API's front door answers. */
const wordsOf = (body: string): string => {
  const json = parseJson(body);
  const errors = isObject(json) ? field(json, 'errors') : undefined;
  const text = typeof errors === 'string' ? errors : isObject(errors) ? Object.values(errors).join(' ') : '';
  const words = cleanText(text, 200).replace(/<[^>]*>/g, '');
  return words === '' ? '' : ` Shopify says: ${words}`;
};

const AT_STATUS: Readonly<Record<number, readonly [SourceError['code'], string]>> = {
  401: [
    'bad_credentials',
    'does not accept the access token. Check client id and client secret (Dev Dashboard → your app → Settings), and that the app is installed in this shop and was not removed.',
  ],
  402: ['refused', 'is frozen: its Shopify bill is not paid. Its owner must settle that first.'],
  403: ['forbidden', 'refuses: the app lacks a permission, or the shop is not available to it.'],
  404: [
    'not_this_cart',
    'is no Shopify shop. Enter the domain that ends in .myshopify.com (Shopify admin → Settings → Domains), not the address that buyers see.',
  ],
  423: ['refused', 'is locked by Shopify. Its owner must ask Shopify support why.'],
  429: ['throttled', 'asks for fewer requests and did not give way. Try again later.'],
};

/** The error that an HTTP status without success stands for. */
export const refusal = (store: string, { status, body }: HttpResponse): SourceError => {
  const says = wordsOf(body);
  const known = AT_STATUS[status];
  if (known !== undefined) return new SourceError(known[0], `${store} ${known[1]}${says}`, status);
  if (status >= 500)
    return new SourceError('unavailable', `${store} failed with status ${status}. Try again later.`, status);
  if (status >= 300 && status < 400) {
    const advice = 'Enter the domain that ends in .myshopify.com: no other one answers the Admin API.';
    return new SourceError('not_this_cart', `${store} redirects elsewhere. ${advice}`, status);
  }
  return new SourceError('refused', `${store} refused the request with status ${status}.${says}`, status);
};

/** The answer as an object. @throws SourceError for a status without success, and for what is no JSON object. */
export const readBody = (store: string, response: HttpResponse): JsonObject => {
  if (response.status < 200 || response.status > 299) throw refusal(store, response);
  const json = parseJson(response.body);
  if (isObject(json)) return json;
  const what = /^\s*</.test(response.body)
    ? 'a web page: a login, a password page or a proxy stands in front of it'
    : 'something that is not GraphQL';
  throw new SourceError(
    'unreadable_answer',
    `${store} answered with ${what}. Check the shop's domain in the credential.`,
    response.status,
  );
};

const SCOPE = /\b(?:read|write)_[a-z_]{3,60}\b/g;

const errorOf = (value: unknown): GraphqlError => {
  const error = isObject(value) ? value : {};
  const extensions = field(error, 'extensions');
  const known = isObject(extensions) ? extensions : {};
  const path = field(error, 'path');
  const message = cleanText(field(error, 'message'), 300);
  const named = `${message} ${cleanText(field(known, 'requiredAccess'), 300)}`;
  return {
    message: message.replace(/<[^>]*>/g, ''),
    code: cleanText(field(known, 'code'), 60),
    path: Array.isArray(path)
      ? path.filter((step) => typeof step === 'string' || typeof step === 'number')
      : [],
    scopes: [...new Set(named.match(SCOPE))],
    extensions: known,
  };
};

export const readErrors = (body: JsonObject): readonly GraphqlError[] => {
  const errors = field(body, 'errors');
  if (errors === undefined || errors === null) return [];
  return (Array.isArray(errors) ? errors : [{ message: errors }]).slice(0, 300).map(errorOf);
};

export const isThrottled = (errors: readonly GraphqlError[]): boolean =>
  errors.some(({ code, message }) => code === 'THROTTLED' || message === 'Throttled');

/** Shopify stumbled over its own feet; the same query may well succeed. */
export const isStumble = ({ code, message }: GraphqlError): boolean =>
  code === 'INTERNAL_SERVER_ERROR' || code === 'TIMEOUT' || /^internal error/i.test(message);

const points = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);

/** The error that a query as a whole ends in. */
export const failureOf = (store: string, errors: readonly GraphqlError[]): SourceError => {
  const costly = errors.find(({ code }) => code === 'MAX_COST_EXCEEDED');
  if (costly) {
    const { extensions } = costly;
    return new TooCostlyError(store, points(extensions.cost), points(extensions.maxCost));
  }
  const denied = errors.filter(({ code }) => code === 'ACCESS_DENIED');
  if (denied.length > 0) {
    const scopes = [...new Set(denied.flatMap((error) => error.scopes))];
    const lacks = scopes.length > 0 ? `access scope ${scopes.join(' or ')}` : 'a permission';
    const advice = 'Add it to the app in the Dev Dashboard, release the version, and approve it in the shop.';
    return new SourceError(
      'forbidden',
      `${store}: the app lacks ${lacks}. ${advice} Shopify says: ${denied[0]?.message ?? ''}`,
    );
  }
  const [first] = errors;
  const says = ` Shopify says: ${first?.message ?? 'nothing'}`;
  if (errors.some(isStumble))
    return new SourceError('unavailable', `${store} could not carry out the query.${says}`);
  return new SourceError('refused', `${store} refused the query.${says}`);
};
