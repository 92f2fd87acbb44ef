/** The address of a shop as a person typed it into a credential. */
import { isMetadataHost } from '../host/metadata-host';
import { type Connection, SourceError } from './cart-source';

export interface ShopUrl {
  /** Scheme, host, port and path prefix, without a slash at the end. */
  readonly root: string;
  /** One shop is one store everywhere: host in lower case, port unless it is the default, path prefix if any. */
  readonly storeId: string;
  readonly secure: boolean;
}

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

const isLoopback = (host: string): boolean => LOOPBACK.test(host);

const parse = (text: string): URL | undefined => {
  try {
    return new URL(text.trim());
  } catch {
    return undefined;
  }
};

/**
 * @param apiSuffix the part of an API address that people paste along, such as /wp-json; it is taken off.
 * @throws SourceError when it is no web address of a shop, or when it carries a user name or password (which would end up in logs).
 */
export const readShopUrl = (baseUrl: string, apiSuffix?: RegExp): ShopUrl => {
  const url = parse(baseUrl);
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.hostname === '') {
    throw new SourceError(
      'not_this_cart',
      'The shop url is not a web address. Write it like https://shop.example',
    );
  }
  if (url.username !== '' || url.password !== '') {
    throw new SourceError(
      'insecure_url',
      'The shop url holds a user name or password. Put keys into their own fields.',
    );
  }
  if (isMetadataHost(url.hostname)) {
    throw new SourceError(
      'not_this_cart',
      'The shop url is the address by which a cloud speaks to its own machines. Enter that of the shop.',
    );
  }
  const host = url.hostname.replace(/\.$/, '');
  const authority = url.port === '' ? host : `${host}:${url.port}`;
  const path = (apiSuffix ? url.pathname.replace(apiSuffix, '') : url.pathname).replace(/\/+$/, '');
  return {
    root: `${url.protocol}//${authority}${path}`,
    storeId: `${authority}${path}`,
    secure: url.protocol === 'https:' || isLoopback(host),
  };
};

/** @throws SourceError insecure_url when keys would cross a network in clear text and nobody said that they may. */
export const demandSecure = (shop: ShopUrl, allowHttp: boolean | undefined): void => {
  if (shop.secure || allowHttp === true) return;
  throw new SourceError(
    'insecure_url',
    `The url of ${shop.storeId} starts with http://, so the shop's key would travel in clear text. ` +
      'Use https://, or allow plain http in the credential if you accept that.',
  );
};

/** The fields that most of our own credentials have: the shop's url, plain HTTP on purpose, sandbox or production. */
export const shopConnection = (fields: Readonly<Record<string, unknown>>): Connection => ({
  baseUrl: String(fields['url']),
  allowHttp: fields['allowHttp'] === true,
  environment: fields['environment'] === 'sandbox' ? 'sandbox' : 'production',
});
