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
  401: 'Medusa does not accept this key. It must be a secret API key (sk_…) that was not revoked, not a publishable one (pk_…).',
  403: 'The server refuses: a firewall or proxy is in the way.',
  404: 'There is no Medusa admin API at this address. Enter the address of the Medusa server, not that of the storefront.',
  301: 'The server redirects to another address. Enter the one that it redirects to.',
  302: 'The server redirects to another address. Enter the one that it redirects to.',
  307: 'The server redirects to another address. Enter the one that it redirects to.',
  308: 'The server redirects to another address. Enter the one that it redirects to.',
};

const rules = [
  ...Object.entries(AT_STATUS).map(([status, message]) => ({
    type: 'responseCode',
    properties: { value: Number(status), message },
  })),
  {
    type: 'responseSuccessBody',
    properties: {
      key: 'count',
      value: undefined,
      message:
        'This address answers, but not with orders. Enter the address of the Medusa server, not that of the storefront.',
    },
  },
];

export class CartLedgerMedusaApi implements ICredentialType {
  name = 'cartLedgerMedusaApi';

  displayName = 'Medusa (Cart Ledger) API';

  icon: Icon = { light: 'file:../icons/shop.svg', dark: 'file:../icons/shop.dark.svg' };

  documentationUrl =
    'https://github.com/cart-ledger/n8n-nodes-cart-ledger/blob/main/docs/carts/medusa.md#credential';

  properties: INodeProperties[] = [
    {
      displayName: 'Server URL',
      name: 'url',
      type: 'string',
      default: '',
      required: true,
      placeholder: 'e.g. https://medusa.example.com',
      description: 'Address of the Medusa server (its dashboard, without /app), not that of the storefront',
    },
    {
      displayName: 'Secret API Key',
      name: 'secretKey',
      type: 'string',
      typeOptions: { password: true },
      default: '',
      required: true,
      placeholder: 'e.g. sk_…',
      description:
        'In Medusa under Settings → Secret API Keys. Medusa knows no permissions of keys: keep it as you would an administrator password.',
    },
    {
      displayName: 'Webhook Secret',
      name: 'webhookSecret',
      type: 'string',
      typeOptions: { password: true },
      default: '',
      description:
        'What the subscriber in the shop signs with (its CART_LEDGER_SECRET): any long random text. Needed by the Cart Trigger only.',
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

  /**
   * The key is the user name of basic authentication, with no password; as a bearer token Medusa refuses it. Refuses
   * before anything is sent, so that neither a node nor the test button gives the key away in clear text.
   */
  authenticate: IAuthenticate = async (credentials, request) => {
    demandSecureUrl(credentials);
    const login = Buffer.from(`${String(credentials.secretKey)}:`).toString('base64');
    return { ...request, headers: { ...request.headers, authorization: `Basic ${login}` } };
  };

  test: ICredentialTestRequest = {
    request: {
      baseURL: '={{ $credentials.url.trim().replace(/\\/((app|admin)(\\/.*)?)?$/, "") }}',
      url: '/admin/orders',
      qs: { limit: '1', fields: 'id' },
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
