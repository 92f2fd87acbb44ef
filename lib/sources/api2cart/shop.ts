/** Which shop a store key is for. API2Cart names it by a key, so the credential holds its address too. */
import { type Connection, type CredentialFields, SourceError } from '../cart-source';
import { cleanText } from '../clean-text';
import { field } from '../read-json';
import { readShopUrl } from '../shop-url';
import type { Rest } from './rest';
import { API_ROOT } from './wire';

const textOf = (value: unknown): string => (typeof value === 'string' ? value.trim() : '');

/** @throws SourceError not_this_cart when the shop's address is no web address. */
export const connectionOf = (fields: CredentialFields): Connection => ({
  baseUrl: textOf(fields['apiUrl']) || API_ROOT,
  store: readShopUrl(textOf(fields['url'])).storeId,
  environment: fields['environment'] === 'sandbox' ? 'sandbox' : 'production',
});

/** The shop's domain, with the path where a marketplace has many shops behind one. */
export const storeIdOf = ({ store, baseUrl }: Connection): string => store ?? readShopUrl(baseUrl).storeId;

const bare = (store: string): string => store.toLowerCase().replace(/^www\./, '');

const storeAt = (url: string): string | undefined => {
  try {
    return readShopUrl(/^https?:\/\//i.test(url) ? url : `https://${url}`).storeId;
  } catch {
    return undefined;
  }
};

/**
 * Proves both keys, and that the store key is of the shop that the credential names: orders booked under another shop's
 * name would be found under neither.
 * @throws SourceError
 */
export const checkShop = async (rest: Rest): Promise<void> => {
  const { result } = await rest.get('cart.info', { params: 'store_name,store_url' });
  const url = cleanText(field(result.value, 'url') ?? field(result.value, 'store_url'), 300);
  const store = url === '' ? undefined : storeAt(url);
  if (store === undefined || bare(store) === bare(rest.storeId)) return;
  throw new SourceError(
    'not_this_cart',
    `The store key is of ${store}, but the credential names ${rest.storeId}. Enter https://${store} as the shop URL, or the store key of ${rest.storeId}.`,
  );
};
