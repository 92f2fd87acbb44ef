import {
  UserError,
  type IAuthenticate,
  type ICredentialTestRequest,
  type ICredentialType,
  type Icon,
  type INodeProperties,
} from 'n8n-workflow';
import { ledgerUrl } from '../lib';

type TestRules = NonNullable<ICredentialTestRequest['rules']>;

/** What the test button says to an answer without success. */
const AT_STATUS: Readonly<Record<number, string>> = {
  401: 'Tryton does not accept this user and password for this database.',
  403: 'The server refuses: this is no Tryton, or a firewall is in the way.',
  404: 'There is no Tryton at this address. Check the URL.',
  429: 'Tryton takes no logins for a while, because too many failed. Check user and password, and wait a few minutes.',
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
      key: 'result',
      // Tryton's own errors come with status 200, and so do the pages of other servers.
      value: undefined,
      message: 'This address answers, but not as Tryton with this database. Check URL and database.',
    },
  },
];

export class CartLedgerTrytonApi implements ICredentialType {
  name = 'cartLedgerTrytonApi';

  displayName = 'Tryton (Cart Ledger) API';

  icon: Icon = {
    light: 'file:../icons/accounting-poster.svg',
    dark: 'file:../icons/accounting-poster.dark.svg',
  };

  documentationUrl =
    'https://github.com/cart-ledger/n8n-nodes-cart-ledger/blob/main/docs/ledgers/tryton.md#credential';

  properties: INodeProperties[] = [
    {
      displayName: 'URL',
      name: 'url',
      type: 'string',
      default: '',
      required: true,
      placeholder: 'e.g. https://tryton.example.com',
      description: 'Address of the Tryton server, without the database',
    },
    {
      displayName: 'Database',
      name: 'database',
      type: 'string',
      default: '',
      required: true,
    },
    {
      displayName: 'User',
      name: 'user',
      type: 'string',
      default: '',
      required: true,
      description:
        'Login of a user of its own, with the group Account and no other. It needs the company as its current one, or Company Filter "All" in its preferences.',
    },
    {
      displayName: 'Password',
      name: 'password',
      type: 'string',
      typeOptions: { password: true },
      default: '',
      required: true,
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
        'Whether to allow plain HTTP to a host that is not this machine. Anyone on the way can then read the password and every document.',
    },
  ];

  /** Refuses before anything is sent, so that the password is never given away in clear text. */
  authenticate: IAuthenticate = async ({ url, user, password, allowHttp }, request) => {
    try {
      ledgerUrl({ baseUrl: String(url), allowHttp: allowHttp === true }, 'Tryton');
    } catch (error) {
      throw new UserError((error as Error).message);
    }
    return { ...request, auth: { username: String(user), password: String(password) } };
  };

  test: ICredentialTestRequest = {
    request: {
      method: 'POST',
      baseURL: '={{ $credentials.url.trim().replace(/\\/+$/, "") }}',
      url: '=/{{ encodeURIComponent($credentials.database.trim()) }}/',
      body: { id: 1, method: 'model.res.user.get_preferences', params: [true, {}] },
      disableFollowRedirect: true,
    },
    // n8n takes both kinds of rules together; its type allows only one kind at a time.
    rules: rules as unknown as TestRules,
  };
}
