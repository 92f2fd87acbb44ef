/** Which shop a credential is for. The Admin API lives at the shop's own myshopify.com domain, and nowhere else. */
import type { Connection, CredentialFields } from '../cart-source';
import { readShopUrl, type ShopUrl } from '../shop-url';

/** People paste the address of the admin for that of the shop. */
const PASTED_PATH = /\/(?:admin(?:\/.*)?)?$/;
/** The unified admin, where the shop's name stands in the path. */
const UNIFIED_ADMIN = /^(?:https?:\/\/)?admin\.shopify\.com\/store\/([a-z0-9-]+)(?:[/?#].*)?$/i;
const BARE_NAME = /^[a-z0-9][a-z0-9-]*$/i;

const textOf = (value: unknown): string => (typeof value === 'string' ? value.trim() : '');

/** `my-store`, `my-store.myshopify.com`, a whole url, or the address of its admin: one shop, however it was typed. */
export const baseUrlOf = (typed: string): string => {
  const text = typed.trim();
  const name = UNIFIED_ADMIN.exec(text)?.[1] ?? (BARE_NAME.test(text) ? text : undefined);
  if (name !== undefined) return `https://${name.toLowerCase()}.myshopify.com`;
  return /^https?:\/\//i.test(text) ? text : `https://${text}`;
};

/** Our own credential names the shop `shopDomain` and says its environment; n8n's own names it `shopSubdomain`. */
export const connectionOf = (fields: CredentialFields): Connection => {
  const baseUrl = baseUrlOf(textOf(fields.shopDomain) || textOf(fields.shopSubdomain));
  const { environment } = fields;
  return environment === 'production' || environment === 'sandbox' ? { baseUrl, environment } : { baseUrl };
};

/** Shopify signs every delivery with the secret of the app that registered it. */
export const webhookSecretOf = (fields: CredentialFields): string | undefined =>
  textOf(fields.clientSecret) || textOf(fields.appSecretKey) || undefined;

/** @throws SourceError not_this_cart, insecure_url when the address itself will not do. */
export const shopOf = (connection: Connection): ShopUrl => readShopUrl(connection.baseUrl, PASTED_PATH);
