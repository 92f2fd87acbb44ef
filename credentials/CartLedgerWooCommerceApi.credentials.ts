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

/** What the test button says to an answer without success. */
const AT_STATUS: Readonly<Record<number, string>> = {
  401: 'The shop does not accept this consumer key and secret. Check both, and that the key was not revoked.',
  403: 'The shop refuses: the key may not read orders, or a firewall or security plugin is in the way.',
  404: 'There is no WooCommerce REST API at this address. Check the URL, and that permalinks are not "Plain".',
  301: 'The shop redirects to another address. Enter the one that it redirects to (https, with or without www).',
  302: 'The shop redirects to another address. Enter the one that it redirects to (https, with or without www).',
  307: 'The shop redirects to another address. Enter the one that it redirects to (https, with or without www).',
  308: 'The shop redirects to another address. Enter the one that it redirects to (https, with or without www).',
};

/** No list of orders starts with any of these: they are a web page, an object, or nothing at all. */
const NOT_A_LIST = ['<', '{', '"', '\n', '\r', '\t', ' ', undefined];

const rules = [
  ...Object.entries(AT_STATUS).map(([status, message]) => ({
    type: 'responseCode',
    properties: { value: Number(status), message },
  })),
  ...NOT_A_LIST.map((value) => ({
    type: 'responseSuccessBody',
    properties: {
      key: '0',
      value,
      message: 'This address answers, but not with orders. Check that it is the shop.',
    },
  })),
];

/**
 * n8n's own `wooCommerceApi` cannot serve: with n8n's current request helper its basic authentication loses the
 * user name, and it knows nothing of sandbox and production.
 */
export class CartLedgerWooCommerceApi implements ICredentialType {
  name = 'cartLedgerWooCommerceApi';

  displayName = 'WooCommerce (Cart Ledger) API';

  icon: Icon = { light: 'file:../icons/shop.svg', dark: 'file:../icons/shop.dark.svg' };

  documentationUrl = 'https://github.com/cart-ledger/n8n-nodes-cart-ledger#woocommerce-credential';

  properties: INodeProperties[] = [
    {
      displayName: 'Shop URL',
      name: 'url',
      type: 'string',
      default: '',
      required: true,
      placeholder: 'e.g. https://shop.example.com',
      description:
        'Address of the shop as a buyer sees it. Write it exactly as the shop answers, with or without www: the key does not follow redirects.',
    },
    {
      displayName: 'Consumer Key',
      name: 'consumerKey',
      type: 'string',
      default: '',
      required: true,
      placeholder: 'e.g. ck_…',
      description:
        'In WooCommerce under Settings → Advanced → REST API. A key with the permission Read is enough to fetch, sweep and reconcile; only the Cart Trigger and Repair Webhooks need Read/Write, because they register webhooks.',
    },
    {
      displayName: 'Consumer Secret',
      name: 'consumerSecret',
      type: 'string',
      typeOptions: { password: true },
      default: '',
      required: true,
      placeholder: 'e.g. cs_…',
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
      displayName: 'Allow Plain HTTP',
      name: 'allowHttp',
      type: 'boolean',
      default: false,
      description:
        'Whether to allow plain HTTP to a host that is not this machine. Anyone on the way can then read the key and every order.',
    },
  ];

  /** Refuses before anything is sent, so that neither a node nor the test button gives the key away in clear text. */
  authenticate: IAuthenticate = async (credentials, request) => {
    demandSecureUrl(credentials);
    return {
      ...request,
      auth: { username: String(credentials.consumerKey), password: String(credentials.consumerSecret) },
    };
  };

  /**
   * Asks for the body as text, so that its first character tells a list of orders from a web page: a site that is no
   * shop, or a login wall, likes to answer any address with 200 and HTML.
   */
  test: ICredentialTestRequest = {
    request: {
      baseURL: '={{ $credentials.url.trim().replace(/\\/(wp-json.*)?$/, "") }}',
      url: '/wp-json/wc/v3/orders',
      qs: { per_page: '1', _fields: 'id' },
      encoding: 'text',
      disableFollowRedirect: true,
    },
    // n8n takes both kinds of rules together; its type allows only one kind at a time.
    rules: rules as unknown as TestRules,
  };
}

/** n8n shows an error's code in the place of its words where it has one, as the library's own errors do. */
function demandSecureUrl({ url, allowHttp }: ICredentialDataDecryptedObject): void {
  try {
    demandSecure(readShopUrl(String(url)), allowHttp === true);
  } catch (error) {
    throw new UserError((error as Error).message);
  }
}
