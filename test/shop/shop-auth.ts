/** Consumer keys as WooCommerce checks them: HTTP Basic, or both in the query string. */
import { timingSafeEqual } from 'node:crypto';
import { textOf, type RawQuery } from './order-query';
import { RestError } from './rest-error';

export interface ApiKey {
  readonly consumerKey: string;
  readonly consumerSecret: string;
  readonly permissions?: 'read' | 'read_write';
}

const same = (a: string, b: string): boolean => {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
};

const given = (
  authorization: string | undefined,
  query: RawQuery,
): { key: string; secret: string } | undefined => {
  const basic = /^Basic\s+(\S+)$/i.exec(authorization ?? '');
  if (basic !== null) {
    const [key, ...secret] = Buffer.from(basic[1] as string, 'base64')
      .toString('utf8')
      .split(':');
    return { key: key as string, secret: secret.join(':') };
  }
  const [key, secret] = [textOf(query, 'consumer_key'), textOf(query, 'consumer_secret')];
  return key === undefined || secret === undefined ? undefined : { key, secret };
};

/** An unknown key is nobody at all; a known key with a wrong secret is told so. @throws RestError 401 */
export const authorize = (
  method: string,
  authorization: string | undefined,
  query: RawQuery,
  keys: readonly ApiKey[],
): void => {
  const credentials = given(authorization, query);
  const known = keys.find(
    (candidate) => credentials !== undefined && same(candidate.consumerKey, credentials.key),
  );
  if (credentials === undefined || known === undefined) {
    throw new RestError(401, 'woocommerce_rest_cannot_view', 'Sorry, you cannot list resources.');
  }
  if (!same(known.consumerSecret, credentials.secret)) {
    throw new RestError(401, 'woocommerce_rest_authentication_error', 'Consumer secret is invalid.');
  }
  if (method !== 'GET' && method !== 'HEAD' && known.permissions === 'read') {
    throw new RestError(
      401,
      'woocommerce_rest_authentication_error',
      'The API key provided does not have write permissions.',
    );
  }
};
