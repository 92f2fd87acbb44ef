import {
  UserError,
  type IAuthenticate,
  type ICredentialDataDecryptedObject,
  type ICredentialTestRequest,
  type ICredentialType,
  type Icon,
  type INodeProperties,
} from 'n8n-workflow';
import { demandSecure, readShopUrl } from '../lib';

type TestRules = NonNullable<ICredentialTestRequest['rules']>;

const API_ROOT = 'https://api.api2cart.com';

/** What the test button says to a return code: API2Cart answers everything with status 200. */
const AT_RETURN_CODE: Readonly<Record<number, string>> = {
  1: 'API2Cart is not available at the moment. Try again later.',
  2: 'API2Cart does not accept the API key. Check it, and that its list of allowed IP addresses has this one.',
  4: 'API2Cart denies access to this store. Check that the store key belongs to the account of the API key.',
  5: 'API2Cart denies access to this method. Check the plan of the account and the permissions of the key.',
  6: 'The API key is disabled. Enable it in your API2Cart account.',
  7: 'There are too many requests to this store at once. Try again in a minute.',
  9: 'API2Cart failed inside. Try again later.',
  10: 'There are too many requests of this API2Cart account at once. Try again in a minute.',
  100: 'API2Cart cannot log in to the shop. Reconnect the store in your API2Cart account.',
  101: 'API2Cart knows no store of this store key. Copy it from your API2Cart account again.',
  104: 'API2Cart does not find its connector in the shop. Reinstall the connector (bridge).',
  105: 'API2Cart does not reach its connector in the shop. Reinstall the connector (bridge).',
  106: 'API2Cart does not reach the shop. Check that it is up and lets API2Cart in.',
};

const rules = [
  ...Object.entries(AT_RETURN_CODE).map(([code, message]) => ({
    type: 'responseSuccessBody',
    properties: { key: 'return_code', value: Number(code), message },
  })),
  {
    type: 'responseSuccessBody',
    properties: {
      key: 'return_code',
      value: undefined,
      message: 'This address answers, but it is not API2Cart. Check the API URL.',
    },
  },
];

/** n8n has no credential of its own for API2Cart. */
export class CartLedgerApi2CartApi implements ICredentialType {
  name = 'cartLedgerApi2CartApi';

  displayName = 'API2Cart (Cart Ledger) API';

  icon: Icon = { light: 'file:../icons/shop.svg', dark: 'file:../icons/shop.dark.svg' };

  documentationUrl = 'https://github.com/cart-ledger/n8n-nodes-cart-ledger/blob/main/docs/carts/api2cart.md';

  properties: INodeProperties[] = [
    {
      displayName: 'API Key',
      name: 'apiKey',
      type: 'string',
      typeOptions: { password: true },
      default: '',
      required: true,
      description:
        'The key of your API2Cart account. It needs the methods cart.info, cart.methods, order.list, order.info, order.count and order.transaction.list; only the Cart Trigger and Repair Webhooks need the webhook methods too.',
    },
    // Together with the API key it opens the shop, though its name does not look it.
    // eslint-disable-next-line @n8n/community-nodes/credential-unnecessary-password
    {
      displayName: 'Store Key',
      name: 'storeKey',
      type: 'string',
      typeOptions: { password: true },
      default: '',
      required: true,
      description: 'The key of one store, from the list of stores in your API2Cart account',
    },
    {
      displayName: 'Shop URL',
      name: 'url',
      type: 'string',
      default: '',
      required: true,
      placeholder: 'e.g. https://shop.example.com',
      description:
        'Address of the shop that the store key is for, as API2Cart lists it. Orders are booked under its domain, so do not change it later.',
    },
    {
      displayName: 'Environment',
      name: 'environment',
      type: 'options',
      options: [
        { name: 'Production', value: 'production', description: 'A shop whose orders are real' },
        { name: 'Sandbox', value: 'sandbox', description: 'A shop for tests or staging' },
      ],
      default: 'production',
      description: 'Whether the orders of this shop are real',
    },
    {
      displayName: 'API URL',
      name: 'apiUrl',
      type: 'string',
      default: API_ROOT,
      description: 'Change it only where requests to API2Cart go through a proxy of your own',
    },
  ];

  /** The keys go to API2Cart and nowhere else, and never in clear text, whatever address a request names. */
  authenticate: IAuthenticate = async (credentials, request) => {
    const root = apiRootOf(credentials);
    const target = request.baseURL === undefined ? request.url : `${request.baseURL}${request.url}`;
    if (!target.startsWith(`${root}/`))
      throw new UserError('The request does not go to the API URL of this credential, so it is not signed.');
    const keys = {
      'x-api-key': String(credentials.apiKey).trim(),
      'x-store-key': String(credentials.storeKey).trim(),
    };
    return { ...request, headers: { ...request.headers, ...keys } };
  };

  test: ICredentialTestRequest = {
    request: {
      baseURL: `={{ ($credentials.apiUrl || "${API_ROOT}").trim().replace(/\\/+$/, "") }}`,
      url: '/v1.1/cart.info.json',
      qs: { params: 'store_name,store_url' },
      disableFollowRedirect: true,
    },
    rules: rules as unknown as TestRules,
  };
}

/** n8n shows an error's code in the place of its words where it has one, as the library's own errors do. */
function apiRootOf({ apiUrl }: ICredentialDataDecryptedObject): string {
  const text = typeof apiUrl === 'string' && apiUrl.trim() !== '' ? apiUrl : API_ROOT;
  try {
    const api = readShopUrl(text);
    demandSecure(api, false);
    return api.root;
  } catch (error) {
    throw new UserError((error as Error).message.replace('shop url', 'API URL'));
  }
}
