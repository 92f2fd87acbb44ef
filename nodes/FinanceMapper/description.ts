import { NodeConnectionTypes, type INodeTypeDescription } from 'n8n-workflow';
import { SOURCES } from '../../lib';
import { policyProperties } from '../shared/policy-properties';
import { storeProperty, withStoreCredential } from '../shared/store-properties';

export const description: INodeTypeDescription = {
  displayName: 'Finance Mapper',
  name: 'financeMapper',
  icon: { light: 'file:../../icons/finance-mapper.svg', dark: 'file:../../icons/finance-mapper.dark.svg' },
  group: ['transform'],
  version: 1,
  subtitle: '={{$parameter["platform"] === "auto" ? "" : $parameter["platform"]}}',
  description:
    'Turns each order into the journal entries that the books should hold for it, by rules that explain every line. Posts nothing.',
  defaults: { name: 'Finance Mapper' },
  usableAsTool: true,
  inputs: [NodeConnectionTypes.Main],
  outputs: [
    { type: NodeConnectionTypes.Main, displayName: 'Documents' },
    { type: NodeConnectionTypes.Main, displayName: 'Exceptions' },
  ],
  credentials: withStoreCredential(),
  properties: [
    {
      displayName: 'Platform',
      name: 'platform',
      type: 'options',
      noDataExpression: true,
      options: [
        { name: 'Automatic', value: 'auto', description: 'Recognize the order by itself' },
        ...SOURCES.map(({ displayName, platform }) => ({ name: displayName, value: platform })),
      ],
      default: 'auto',
      description:
        "Cart of orders that come as the cart writes them, such as from n8n's own node of that cart",
    },
    {
      displayName: 'Store ID',
      name: 'storeId',
      type: 'string',
      default: '',
      placeholder: 'e.g. shop.example.com',
      description:
        'Domain of the shop, for orders that come as the cart writes them. Orders from the Order Fetcher say it themselves.',
    },
    ...policyProperties(),
    {
      displayName: 'Options',
      name: 'options',
      type: 'collection',
      placeholder: 'Add option',
      default: {},
      options: [
        {
          displayName: 'Preview',
          name: 'preview',
          type: 'boolean',
          default: false,
          description:
            'Whether to add a table with one row for each journal line: its amount, the rule and the arithmetic behind it, and the fields of the order that it was read from',
        },
        {
          displayName: 'Certificate',
          name: 'certificate',
          type: 'options',
          options: [
            { name: 'Machine-Readable', value: 'machine-readable', description: 'Add it as fields' },
            { name: 'Off', value: 'off' },
            { name: 'Table', value: 'table', description: 'Add it as plain text in aligned columns' },
          ],
          default: 'off',
          description:
            'Whether to add the proof that the entries hold what the cart says: for each component what the cart states, what the entries come to, and the difference',
        },
      ],
    },
    storeProperty,
  ],
};
