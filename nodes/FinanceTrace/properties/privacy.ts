import type { INodeProperties } from 'n8n-workflow';
import { SOURCES } from '../../../lib';
import { shownFor } from './shown';

const RESOURCE = 'privacy';

const shownBy = (by: string): INodeProperties['displayOptions'] => ({
  show: { resource: [RESOURCE], operation: ['erase'], by: [by] },
});

const store: INodeProperties[] = [
  {
    displayName: 'Platform',
    name: 'platform',
    type: 'options',
    options: SOURCES.map(({ displayName, platform }) => ({ name: displayName, value: platform })),
    default: SOURCES[0]?.platform ?? '',
    description: 'Cart that the orders come from',
    displayOptions: shownFor(RESOURCE),
  },
  {
    displayName: 'Store ID',
    name: 'storeId',
    type: 'string',
    default: '',
    required: true,
    placeholder: 'e.g. shop.example.com',
    description: 'Domain of the shop, as the Order Fetcher writes it',
    displayOptions: shownFor(RESOURCE),
  },
];

const buyer: INodeProperties[] = [
  {
    displayName: 'Buyer Named By',
    name: 'by',
    type: 'options',
    options: [
      { name: 'Customer ID', value: 'customerId', description: 'The number of the buyer in the shop' },
      { name: 'Email', value: 'email', description: 'The address with which the buyer ordered' },
      {
        name: 'Order IDs',
        value: 'orderIds',
        description: 'Orders of the buyer, whether or not anything kept names them',
      },
    ],
    default: 'customerId',
    description: 'How to tell whose data is erased',
    displayOptions: shownFor(RESOURCE, 'erase'),
  },
  {
    displayName: 'Customer ID',
    name: 'customerId',
    type: 'string',
    default: '',
    required: true,
    displayOptions: shownBy('customerId'),
  },
  {
    displayName: 'Email',
    name: 'email',
    type: 'string',
    placeholder: 'e.g. nathan@example.com',
    default: '',
    required: true,
    displayOptions: shownBy('email'),
  },
  {
    displayName: 'Order IDs',
    name: 'orderIds',
    type: 'string',
    default: '',
    required: true,
    placeholder: 'e.g. 1042, 1043',
    description: 'IDs as the shop knows them, parted by commas',
    displayOptions: shownBy('orderIds'),
  },
  {
    displayName: 'Dry Run',
    name: 'dryRun',
    type: 'boolean',
    default: true,
    description: 'Whether to only say what would be erased. What is erased does not come back.',
    displayOptions: shownFor(RESOURCE, 'erase'),
  },
];

export const privacyProperties: INodeProperties[] = [
  {
    displayName: 'Operation',
    name: 'operation',
    type: 'options',
    noDataExpression: true,
    displayOptions: shownFor(RESOURCE),
    options: [
      {
        name: 'Erase Personal Data',
        value: 'erase',
        action: 'Erase personal data',
        description: 'Take one buyer out of all that the trace store keeps; amounts, keys and hashes stay',
      },
      {
        name: 'Prune',
        value: 'prune',
        action: 'Prune old records',
        description: 'Delete old deliveries, attempts of posted records and snapshots that no trace needs',
      },
    ],
    default: 'erase',
  },
  ...store,
  ...buyer,
  {
    displayName: 'Older Than (Days)',
    name: 'days',
    type: 'number',
    typeOptions: { minValue: 1 },
    default: 365,
    description: 'Records older than so many days are deleted',
    displayOptions: shownFor(RESOURCE, 'prune'),
  },
];
