import { NodeConnectionTypes, type IDisplayOptions, type INodeTypeDescription } from 'n8n-workflow';
import { destinationProperties, ledgerCredentials, mappingProperty } from '../shared/ledger-properties';
import { policyProperties } from '../shared/policy-properties';
import { pipelineProperty, platformProperties, sourceCredentials } from '../shared/source-properties';
import { storeProperty, withStoreCredential } from '../shared/store-properties';

const RECONCILE = 'reconcilePeriod';
const reconcileOnly: IDisplayOptions = { show: { operation: [RECONCILE] } };

const logins = sourceCredentials({ operation: [RECONCILE] }).concat(
  ledgerCredentials({ operation: [RECONCILE] }),
);

export const description: INodeTypeDescription = {
  displayName: 'Reconciler',
  name: 'reconciler',
  icon: { light: 'file:../../icons/reconciler.svg', dark: 'file:../../icons/reconciler.dark.svg' },
  group: ['transform'],
  version: 1,
  subtitle: '={{$parameter["operation"]}}',
  description:
    'Compares the shop, the trace and what the ledger really holds, by count and by component, and names every difference',
  defaults: { name: 'Reconciler' },
  usableAsTool: true,
  inputs: [NodeConnectionTypes.Main],
  outputs: [
    { type: NodeConnectionTypes.Main, displayName: 'Summary' },
    { type: NodeConnectionTypes.Main, displayName: 'Breaks' },
  ],
  credentials: withStoreCredential(logins),
  properties: [
    {
      displayName: 'Operation',
      name: 'operation',
      type: 'options',
      noDataExpression: true,
      options: [
        {
          name: 'Reconcile Period',
          value: RECONCILE,
          action: 'Reconcile a period',
          description: 'Compare all orders of a period in the shop, the trace and the ledger',
        },
        {
          name: 'Replay Breaks',
          value: 'replayBreaks',
          action: 'Replay breaks',
          description:
            'Make the orders of the incoming breaks due again; what no replay can mend goes to a person',
        },
      ],
      default: RECONCILE,
    },
    ...platformProperties(reconcileOnly),
    pipelineProperty(),
    ...destinationProperties(reconcileOnly),
    {
      displayName: 'From',
      name: 'from',
      type: 'dateTime',
      typeOptions: { dateOnly: true },
      default: '',
      description: 'First day, in the time zone of the policy; empty for yesterday',
      displayOptions: reconcileOnly,
    },
    {
      displayName: 'To',
      name: 'to',
      type: 'dateTime',
      typeOptions: { dateOnly: true },
      default: '',
      description: 'Last day, which belongs to the period; empty for yesterday',
      displayOptions: reconcileOnly,
    },
    {
      displayName:
        'Give the same policy as in the Finance Mapper: the comparison asks what the books should hold.',
      name: 'policyNotice',
      type: 'notice',
      default: '',
      displayOptions: reconcileOnly,
    },
    ...policyProperties(reconcileOnly),
    mappingProperty(reconcileOnly),
    storeProperty,
  ],
};
