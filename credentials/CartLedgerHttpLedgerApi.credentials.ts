import {
  UserError,
  type IAuthenticate,
  type ICredentialTestRequest,
  type ICredentialType,
  type Icon,
  type INodeProperties,
} from 'n8n-workflow';
import { ledgerUrl } from '../lib';

/** For an internal ledger service that keeps our published contract (docs/ledgers/http-ledger.openapi.json). */
export class CartLedgerHttpLedgerApi implements ICredentialType {
  name = 'cartLedgerHttpLedgerApi';

  displayName = 'HTTP Ledger (Cart Ledger) API';

  icon: Icon = {
    light: 'file:../icons/accounting-poster.svg',
    dark: 'file:../icons/accounting-poster.dark.svg',
  };

  documentationUrl = 'https://github.com/cart-ledger/n8n-nodes-cart-ledger/blob/main/docs/ledgers/http.md';

  properties: INodeProperties[] = [
    {
      displayName: 'URL',
      name: 'url',
      type: 'string',
      default: '',
      required: true,
      placeholder: 'e.g. https://ledger.example.com/api',
      description: 'Root of the service, without a slash at the end',
    },
    {
      displayName: 'Token',
      name: 'token',
      type: 'string',
      typeOptions: { password: true },
      default: '',
      required: true,
      description:
        'Bearer token. It needs to read the chart, tax codes and records, and to add documents; nothing has to be changed or deleted.',
    },
    {
      displayName: 'Environment',
      name: 'environment',
      type: 'options',
      options: [
        { name: 'Production', value: 'production', description: 'Real books' },
        { name: 'Sandbox', value: 'sandbox', description: 'Books of a test' },
      ],
      default: 'production',
      description: 'Whether these are real books; orders of a sandbox shop are not posted to real books',
    },
    {
      displayName: 'Allow Plain HTTP',
      name: 'allowHttp',
      type: 'boolean',
      default: false,
      description:
        'Whether to allow plain HTTP to a host that is not this machine. Anyone on the way can then read the token and every document.',
    },
  ];

  /** Refuses before anything is sent, so that the token is never given away in clear text. */
  authenticate: IAuthenticate = async ({ url, token, allowHttp }, request) => {
    try {
      ledgerUrl({ baseUrl: String(url), allowHttp: allowHttp === true }, 'HTTP ledger');
    } catch (error) {
      throw new UserError((error as Error).message);
    }
    return { ...request, headers: { ...request.headers, authorization: `Bearer ${String(token)}` } };
  };

  test: ICredentialTestRequest = {
    request: {
      baseURL: '={{ $credentials.url.trim().replace(/\\/+$/, "") }}',
      url: '/company',
      disableFollowRedirect: true,
    },
    rules: [
      {
        type: 'responseCode',
        properties: { value: 401, message: 'The ledger does not accept this token.' },
      },
      {
        type: 'responseCode',
        properties: { value: 404, message: 'There is no HTTP ledger at this address. Check the URL.' },
      },
    ],
  };
}
