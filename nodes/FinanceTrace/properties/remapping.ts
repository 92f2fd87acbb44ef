import type { INodeProperties } from 'n8n-workflow';
import { SOURCES } from '../../../lib';
import { policyProperties } from '../../shared/policy-properties';
import { listLimits, shownFor } from './shown';

const RESOURCE = 'remapping';

const orders: INodeProperties[] = [
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
  {
    displayName: 'Ledger',
    name: 'destination',
    type: 'string',
    default: '',
    required: true,
    placeholder: 'e.g. book:main',
    description: 'The ledger that holds the orders, as Trace shows it in "destination"',
    displayOptions: shownFor(RESOURCE),
  },
];

const chosen: INodeProperties[] = [
  {
    displayName: 'From',
    name: 'from',
    type: 'dateTime',
    typeOptions: { dateOnly: true },
    default: '',
    description:
      'Only orders of which something is posted on this day or later; empty for all. Every record of such an order is looked at.',
    displayOptions: shownFor(RESOURCE),
  },
  {
    displayName: 'To',
    name: 'to',
    type: 'dateTime',
    typeOptions: { dateOnly: true },
    default: '',
    description: 'Only orders of which something is posted on this day or before; empty for all',
    displayOptions: shownFor(RESOURCE),
  },
  {
    displayName: 'Order IDs',
    name: 'orderIds',
    type: 'string',
    default: '',
    placeholder: 'e.g. 1042, 1043',
    description: 'Only these orders, parted by commas; empty for all',
    displayOptions: shownFor(RESOURCE),
  },
];

const decision: INodeProperties[] = [
  {
    displayName: 'Digest',
    name: 'digest',
    type: 'string',
    default: '',
    required: true,
    description:
      'The digest of the preview that was looked at. If anything that it showed has changed since, nothing is approved.',
    displayOptions: shownFor(RESOURCE, 'approve'),
  },
  {
    displayName: 'Approve',
    name: 'scope',
    type: 'options',
    options: [
      { name: 'All Changes', value: 'all' },
      {
        name: 'Open Periods Only',
        value: 'open',
        description: 'Orders with a change of what stands in a closed period stay as they are',
      },
    ],
    default: 'open',
    description: 'Which of the orders move to the new policy',
    displayOptions: shownFor(RESOURCE, 'approve'),
  },
  {
    displayName: 'Pipeline',
    name: 'pipeline',
    type: 'string',
    default: '',
    placeholder: 'e.g. main',
    description:
      'Where orders become due that no pipeline has had. Others become due in the pipelines that have had them.',
    displayOptions: shownFor(RESOURCE, 'approve'),
  },
];

export const remappingProperties: INodeProperties[] = [
  {
    displayName: 'Operation',
    name: 'operation',
    type: 'options',
    noDataExpression: true,
    displayOptions: shownFor(RESOURCE),
    options: [
      {
        name: 'Approve',
        value: 'approve',
        action: 'Approve a re mapping',
        description: 'Move the orders of a preview to the new policy; the next run posts the corrections',
      },
      {
        name: 'Preview',
        value: 'preview',
        action: 'Preview a re mapping',
        description: 'Show what another policy would change in what is posted; posts nothing',
      },
    ],
    default: 'preview',
  },
  ...orders,
  ...policyProperties(shownFor(RESOURCE)),
  ...chosen,
  ...decision,
  ...listLimits(RESOURCE, 'preview', 100),
];
