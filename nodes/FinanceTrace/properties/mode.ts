import type { INodeProperties } from 'n8n-workflow';
import { SOURCES } from '../../../lib';
import { listLimits, onBehalfOf, shownFor } from './shown';

const RESOURCE = 'mode';

const route: INodeProperties[] = [
  {
    displayName: 'Platform',
    name: 'platform',
    type: 'options',
    options: SOURCES.map(({ displayName, platform }) => ({ name: displayName, value: platform })),
    default: SOURCES[0]?.platform ?? '',
    description: 'Cart of the store',
    displayOptions: shownFor(RESOURCE, 'set', 'getWaitingPlans'),
  },
  {
    displayName: 'Store ID',
    name: 'storeId',
    type: 'string',
    default: '',
    required: true,
    placeholder: 'e.g. shop.example.com',
    description: 'Domain of the shop, as the Order Fetcher writes it',
    displayOptions: shownFor(RESOURCE, 'set', 'getWaitingPlans'),
  },
  {
    displayName: 'Store ID',
    name: 'storeId',
    type: 'string',
    default: '',
    placeholder: 'e.g. shop.example.com',
    description: 'Only this shop; empty for all of them',
    displayOptions: shownFor(RESOURCE, 'get'),
  },
  {
    displayName: 'Ledger',
    name: 'destination',
    type: 'string',
    default: '',
    required: true,
    placeholder: 'e.g. book:main',
    description: 'The ledger that the store posts to, as the Accounting Poster writes it in "destination"',
    displayOptions: shownFor(RESOURCE, 'set', 'getWaitingPlans'),
  },
];

const decision: INodeProperties[] = [
  {
    displayName: 'Pipeline',
    name: 'pipeline',
    type: 'string',
    default: '',
    placeholder: 'e.g. main',
    description: 'Only orders that come through this pipeline; empty for the whole store',
    displayOptions: shownFor(RESOURCE, 'set'),
  },
  {
    displayName: 'Mode',
    name: 'mode',
    type: 'options',
    options: [
      {
        name: 'Hold',
        value: 'hold',
        description: 'Write the plans and send nothing, until somebody approves them',
      },
      { name: 'Live', value: 'live', description: 'Post' },
      { name: 'Shadow', value: 'shadow', description: 'Say what would be posted, and post nothing' },
    ],
    default: 'shadow',
    description:
      'Counts for Accounting Posters whose mode is As Switched for the Store. Leaving Shadow makes due what was only looked at.',
    displayOptions: shownFor(RESOURCE, 'set'),
  },
  {
    displayName: 'Reason',
    name: 'reason',
    type: 'string',
    default: '',
    required: true,
    placeholder: 'e.g. March agrees with the shop, approved by Nathan',
    description: 'Why it is switched; stands in the audit log',
    displayOptions: shownFor(RESOURCE, 'set'),
  },
  onBehalfOf(shownFor(RESOURCE, 'set')),
];

export const modeProperties: INodeProperties[] = [
  {
    displayName: 'Operation',
    name: 'operation',
    type: 'options',
    noDataExpression: true,
    displayOptions: shownFor(RESOURCE),
    options: [
      {
        name: 'Get',
        value: 'get',
        action: 'Get modes',
        description: 'Say how far each store is trusted, since when and why',
      },
      {
        name: 'Get Waiting Plans',
        value: 'getWaitingPlans',
        action: 'Get waiting plans',
        description: 'List what would be posted after approval: documents, totals and hashes',
      },
      {
        name: 'Set',
        value: 'set',
        action: 'Set a mode',
        description: 'Switch a store between Shadow, Hold and Live',
      },
    ],
    default: 'get',
  },
  ...route,
  ...decision,
  {
    displayName: 'Order IDs',
    name: 'orderIds',
    type: 'string',
    default: '',
    placeholder: 'e.g. 1042, 1043',
    description: 'Only the plans of these orders, parted by commas; empty for all',
    displayOptions: shownFor(RESOURCE, 'getWaitingPlans'),
  },
  ...listLimits(RESOURCE, 'getWaitingPlans', 100),
];
