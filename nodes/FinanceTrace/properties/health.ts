import type { INodeProperties } from 'n8n-workflow';
import { HEALTH_DEFAULTS } from '../../../lib';
import { shownFor } from './shown';

export const healthProperties: INodeProperties[] = [
  {
    displayName: 'Operation',
    name: 'operation',
    type: 'options',
    noDataExpression: true,
    displayOptions: shownFor('health'),
    options: [
      {
        name: 'Get',
        value: 'get',
        action: 'Get the health of the stores',
        description: 'Say which stores are financially incomplete right now, and why',
      },
    ],
    default: 'get',
  },
  {
    displayName: 'Store ID',
    name: 'storeId',
    type: 'string',
    default: '',
    placeholder: 'e.g. shop.example.com',
    description: 'Only this shop; empty for all of them',
    displayOptions: shownFor('health'),
  },
  {
    displayName: 'Limits',
    name: 'thresholds',
    type: 'collection',
    placeholder: 'Add limit',
    default: {},
    displayOptions: shownFor('health'),
    options: [
      {
        displayName: 'Reconciliation Is Late After (Hours)',
        name: 'reconcileHours',
        type: 'number',
        typeOptions: { minValue: 1 },
        default: HEALTH_DEFAULTS.reconcileHours,
      },
      {
        displayName: 'Sweep Is Late After (Minutes)',
        name: 'sweepMinutes',
        type: 'number',
        typeOptions: { minValue: 1 },
        default: HEALTH_DEFAULTS.sweepMinutes,
      },
      {
        displayName: 'Waiting Orders Count After (Minutes)',
        name: 'waitingMinutes',
        type: 'number',
        typeOptions: { minValue: 1 },
        default: HEALTH_DEFAULTS.waitingMinutes,
        description: 'Orders that changed a moment ago are on their way and make no store incomplete',
      },
    ],
  },
];
