import {
  UserError,
  type IAuthenticate,
  type ICredentialDataDecryptedObject,
  type ICredentialTestRequest,
  type ICredentialType,
  type IHttpRequestHelper,
  type Icon,
  type INodeProperties,
} from 'n8n-workflow';
import { demandSecure, readShopUrl } from '../lib';

type TestRules = NonNullable<ICredentialTestRequest['rules']>;

const API_VERSION = '2026-10';

/** What the test button says to an answer without success. */
const AT_STATUS: Readonly<Record<number, string>> = {
  401: 'The shop does not accept the token of this app. Check that the app is still installed in it.',
  402: 'The shop is frozen: its Shopify bill is not paid.',
  403: 'The shop refuses: the app lacks a permission, or the shop is not available to it.',
  404: 'There is no Shopify shop of this name. Enter the domain that ends in .myshopify.com.',
};

const whenBodyHas = (path: string, value: unknown, message: string) => ({
  type: 'responseSuccessBody',
  properties: { key: path, value, message },
});

const rules = [
  ...Object.entries(AT_STATUS).map(([status, message]) => ({
    type: 'responseCode',
    properties: { value: Number(status), message },
  })),
  whenBodyHas(
    'errors.0.extensions.code',
    'ACCESS_DENIED',
    'The app lacks access scope read_orders. Add it in the Dev Dashboard, release the version, and approve it in the shop.',
  ),
  whenBodyHas(
    'data.shop.myshopifyDomain',
    undefined,
    'This address answers, but not as a Shopify shop. Enter the domain that ends in .myshopify.com.',
  ),
];

/** Shopify's own words for why it gives no token, and what to do about each. */
const AT_REFUSAL: ReadonlyMap<unknown, string> = new Map([
  ['invalid_client', 'Check client ID and client secret (Dev Dashboard → your app → Settings).'],
  ['application_cannot_be_found', 'Check the client ID, and install the app in this shop.'],
  ['shop_not_permitted', 'App and shop must belong to the same organization.'],
]);
const OTHER_REFUSAL =
  'Check client ID and client secret, that the app is installed in this shop, and that both belong to one organization.';

/**
 * An app of the Dev Dashboard, which is how own apps are made since 2026. n8n's own `shopifyAccessTokenApi` holds a token
 * that never changes, and those are no longer given out; the token of such an app lives for a day.
 */
export class CartLedgerShopifyApi implements ICredentialType {
  name = 'cartLedgerShopifyApi';

  displayName = 'Shopify (Cart Ledger) API';

  icon: Icon = { light: 'file:../icons/shop.svg', dark: 'file:../icons/shop.dark.svg' };

  documentationUrl =
    'https://github.com/cart-ledger/n8n-nodes-cart-ledger/blob/main/docs/carts/shopify.md#credential';

  properties: INodeProperties[] = [
    {
      displayName: 'Access Token',
      name: 'accessToken',
      type: 'hidden',
      typeOptions: { expirable: true, password: true },
      default: '',
    },
    {
      displayName: 'Shop Domain',
      name: 'shopDomain',
      type: 'string',
      default: '',
      required: true,
      placeholder: 'e.g. my-store.myshopify.com',
      description:
        'The domain that ends in .myshopify.com (Shopify admin → Settings → Domains), not the one that buyers see',
    },
    {
      displayName: 'Client ID',
      name: 'clientId',
      type: 'string',
      default: '',
      required: true,
      description:
        'In the Dev Dashboard under your app → Settings. The app needs access scope read_orders, and read_all_orders for orders older than 60 days.',
    },
    {
      displayName: 'Client Secret',
      name: 'clientSecret',
      type: 'string',
      typeOptions: { password: true },
      default: '',
      required: true,
      description: 'Beside the client ID. Shopify signs webhooks with it too.',
    },
    {
      displayName: 'Environment',
      name: 'environment',
      type: 'options',
      options: [
        { name: 'Production', value: 'production', description: 'A shop whose orders are real' },
        { name: 'Sandbox', value: 'sandbox', description: 'A development store' },
      ],
      default: 'production',
      description: 'Whether the orders of this shop are real',
    },
  ];

  /** Asks for the token of the next day. n8n keeps it, and comes back when the shop answers 401. */
  async preAuthentication(
    this: IHttpRequestHelper,
    credentials: ICredentialDataDecryptedObject,
  ): Promise<{ accessToken: string }> {
    const root = rootOf(credentials);
    const form = {
      grant_type: 'client_credentials',
      client_id: String(credentials.clientId),
      client_secret: String(credentials.clientSecret),
    };
    const answer = (await this.helpers.httpRequest({
      method: 'POST',
      url: `${root}/admin/oauth/access_token`,
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
      body: new URLSearchParams(form).toString(),
      json: true,
      returnFullResponse: true,
      ignoreHttpStatusErrors: true,
      disableFollowRedirect: true,
    })) as { statusCode: number; body: unknown };
    const { access_token: accessToken, error } = Object(answer.body) as Record<string, unknown>;
    if (typeof accessToken === 'string' && accessToken !== '') return { accessToken };
    const advice = AT_REFUSAL.get(error) ?? OTHER_REFUSAL;
    throw new UserError(
      `${new URL(root).host} gives this app no access token (status ${answer.statusCode}). ${advice}`,
    );
  }

  authenticate: IAuthenticate = async (credentials, request) => {
    rootOf(credentials);
    return {
      ...request,
      headers: { ...request.headers, 'X-Shopify-Access-Token': String(credentials.accessToken) },
    };
  };

  test: ICredentialTestRequest = {
    request: {
      method: 'POST',
      baseURL:
        '={{ $credentials.shopDomain.trim().replace(/^(?:https?:\\/\\/)?admin\\.shopify\\.com\\/store\\/([a-z0-9-]+).*$/i, "$1").replace(/^([a-z0-9][a-z0-9-]*)$/i, "$1.myshopify.com").replace(/^(?!https?:\\/\\/)/i, "https://").replace(/\\/(?:admin(?:\\/.*)?)?$/, "") }}',
      url: `/admin/api/${API_VERSION}/graphql.json`,
      headers: { 'content-type': 'application/json' },
      body: { query: '{ shop { myshopifyDomain } ordersCount(limit: 1) { count } }' },
      disableFollowRedirect: true,
    },
    // n8n takes both kinds of rules together; its type allows only one kind at a time.
    rules: rules as unknown as TestRules,
  };
}

/**
 * Root of the shop, as the library reads it. The secret goes to Shopify only: any other host that is typed here by
 * mistake would be given what opens the shop.
 */
function rootOf({ shopDomain }: ICredentialDataDecryptedObject): string {
  const typed = String(shopDomain).trim();
  const admin = /^(?:https?:\/\/)?admin\.shopify\.com\/store\/([a-z0-9-]+)/i.exec(typed)?.[1];
  const name = admin ?? (/^[a-z0-9][a-z0-9-]*$/i.test(typed) ? typed : undefined);
  const address = name === undefined ? typed : `${name}.myshopify.com`;
  try {
    const shop = readShopUrl(
      /^https?:\/\//i.test(address) ? address : `https://${address}`,
      /\/(?:admin(?:\/.*)?)?$/,
    );
    demandSecure(shop, false);
    const isThisMachine = shop.root.startsWith('http://');
    if (isThisMachine || /^[a-z0-9-]+\.myshopify\.com$/.test(shop.storeId)) return shop.root;
  } catch (error) {
    // n8n shows an error's code in the place of its words where it has one, as the library's own errors do.
    throw new UserError((error as Error).message);
  }
  throw new UserError(`${typed} is not a domain of Shopify. Enter the one that ends in .myshopify.com.`);
}
