import type { ICredentialType, Icon, INodeProperties } from 'n8n-workflow';
import { POSTGRES_DEFAULTS } from '../lib';

/** Tested by the nodes that use it (nodes/shared/store-properties.ts): n8n itself can only test what speaks HTTP. */
// eslint-disable-next-line @n8n/community-nodes/credential-test-required -- it looks for `testedBy` in *.node.ts alone
export class CartLedgerPostgresApi implements ICredentialType {
  name = 'cartLedgerPostgresApi';

  displayName = 'PostgreSQL Trace Store (Cart Ledger) API';

  icon: Icon = { light: 'file:../icons/finance-trace.svg', dark: 'file:../icons/finance-trace.dark.svg' };

  documentationUrl =
    'https://github.com/cart-ledger/n8n-nodes-cart-ledger/blob/main/docs/postgresql.md#credential';

  properties: INodeProperties[] = [
    {
      displayName: 'Host',
      name: 'host',
      type: 'string',
      default: POSTGRES_DEFAULTS.host,
      required: true,
      description:
        'Name or address of the server, or of a pooler that gives each client a session of its own',
    },
    {
      displayName: 'Port',
      name: 'port',
      type: 'number',
      default: POSTGRES_DEFAULTS.port,
      required: true,
    },
    {
      displayName: 'Database',
      name: 'database',
      type: 'string',
      default: POSTGRES_DEFAULTS.database,
      required: true,
      description: 'In UTF-8. It may hold other things too: Cart Ledger keeps to its schema.',
    },
    {
      displayName: 'User',
      name: 'user',
      type: 'string',
      default: '',
      required: true,
      description: 'Owner of the schema, or a user that may create it',
    },
    {
      displayName: 'Password',
      name: 'password',
      type: 'string',
      typeOptions: { password: true },
      default: '',
    },
    {
      displayName: 'Schema',
      name: 'schema',
      type: 'string',
      default: POSTGRES_DEFAULTS.schema,
      required: true,
      description: 'Made when it is not there. Lower-case letters, digits and underscores.',
    },
    {
      displayName: 'SSL',
      name: 'ssl',
      type: 'options',
      options: [
        {
          name: 'Off',
          value: 'off',
          description: 'No encryption: for a server on this machine',
        },
        {
          name: 'Verify',
          value: 'verify',
          description: 'The certificate must be valid and name the host',
        },
        {
          name: 'Verify CA Only',
          value: 'verify-ca',
          description: 'The certificate must be of the CA below, whatever host it names',
        },
      ],
      default: POSTGRES_DEFAULTS.ssl,
    },
    {
      displayName: 'CA Certificate',
      name: 'ca',
      type: 'string',
      typeOptions: { rows: 4 },
      default: '',
      placeholder: '-----BEGIN CERTIFICATE-----',
      description:
        'PEM text of the authority that signed the certificate of the server; empty for the well-known ones',
      displayOptions: { show: { ssl: ['verify', 'verify-ca'] } },
    },
    {
      displayName: 'Allow Plain Connection',
      name: 'allowPlain',
      type: 'boolean',
      default: false,
      description:
        'Whether to go without encryption also to a host that is not this machine, such as another container of a private network. Anyone on the way can then read the password and every order.',
      displayOptions: { show: { ssl: ['off'] } },
    },
    {
      displayName: 'Max Connections',
      name: 'maxConnections',
      type: 'number',
      typeOptions: { minValue: 1, maxValue: 100 },
      default: POSTGRES_DEFAULTS.maxConnections,
      description: 'Of each n8n process. Main, webhook processes and workers together must fit the server.',
    },
  ];
}
