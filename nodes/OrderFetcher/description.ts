import {
  NodeConnectionTypes,
  type ExpressionString,
  type IDisplayOptions,
  type INodeProperties,
  type INodeTypeDescription,
} from 'n8n-workflow';
import { pipelineProperty, platformProperties, sourceCredentials } from '../shared/source-properties';
import { storeProperty, withStoreCredential } from '../shared/store-properties';

const only = (...operations: string[]): IDisplayOptions => ({ show: { operation: operations } });

const orderOutputs = [
  { type: NodeConnectionTypes.Main, displayName: 'Orders' },
  { type: NodeConnectionTypes.Main, displayName: 'Exceptions' },
];
const resultOutput = [{ type: NodeConnectionTypes.Main, displayName: 'Result' }];

/** Operations that put out orders have a second door for those that cannot go on. */
const outputs: ExpressionString = `={{ ["processQueue", "get", "getMany"].includes($parameter["operation"]) ? ${JSON.stringify(orderOutputs)} : ${JSON.stringify(resultOutput)} }}`;

const operationProperty: INodeProperties = {
  displayName: 'Operation',
  name: 'operation',
  type: 'options',
  noDataExpression: true,
  options: [
    {
      name: 'Backfill',
      value: 'backfill',
      action: 'Mark the orders of a past period as due',
      description:
        'Mark the orders of a past period as due, some pages a run; run it again until done is true',
    },
    {
      name: 'Count',
      value: 'count',
      action: 'Count orders in the shop',
      description: 'Ask the shop how many orders it has in a period',
    },
    {
      name: 'Get',
      value: 'get',
      action: 'Get an order',
      description: 'Fetch one order by its ID, outside the work queue',
    },
    {
      name: 'Get Many',
      value: 'getMany',
      action: 'Get many orders',
      description: 'Fetch the orders of a period, outside the work queue',
    },
    {
      name: 'Process Queue',
      value: 'processQueue',
      action: 'Process the orders that are due',
      description:
        'Take the orders that are due and fetch their final state. Runs once, however many items come in.',
    },
    {
      name: 'Repair Webhooks',
      value: 'repairWebhooks',
      action: 'Repair the webhooks of the shop',
      description: 'Put webhooks that the shop has switched off back into service, and say which are missing',
    },
    {
      name: 'Sweep Changes',
      value: 'sweepChanges',
      action: 'Sweep the shop for changed orders',
      description: 'Find what webhooks lost: mark everything that changed since the last sweep as due',
    },
  ],
  default: 'processQueue',
};

const queueProperties: INodeProperties[] = [
  {
    displayName: 'Limit',
    name: 'limit',
    type: 'number',
    typeOptions: { minValue: 1 },
    default: 100,
    description: 'Max number of results to return',
    displayOptions: only('processQueue'),
  },
  {
    displayName: 'Options',
    name: 'options',
    type: 'collection',
    placeholder: 'Add option',
    default: {},
    displayOptions: only('processQueue'),
    options: [
      {
        displayName: 'Lease (Seconds)',
        name: 'leaseSeconds',
        type: 'number',
        typeOptions: { minValue: 1 },
        default: 600,
        description:
          'How long this run may hold the orders. When it has not finished by then, another run takes them over; make it longer than a run ever takes.',
      },
      {
        displayName: 'Max Attempts',
        name: 'maxAttempts',
        type: 'number',
        typeOptions: { minValue: 1 },
        default: 8,
        description: 'How often an order is tried before it waits for a person as a dead letter',
      },
    ],
  },
];

const sweepProperties: INodeProperties[] = [
  {
    displayName: 'Overlap (Minutes)',
    name: 'overlapMinutes',
    type: 'number',
    typeOptions: { minValue: 1 },
    default: 15,
    description:
      'How far the sweep reaches back behind the last one. Orders that are seen twice post nothing twice; orders that are missed stay missed.',
    displayOptions: only('sweepChanges'),
  },
  {
    displayName: 'Start From',
    name: 'startFrom',
    type: 'dateTime',
    default: '',
    description:
      'Where the very first sweep of this pipeline begins; empty means a day before it runs. Later sweeps go on from the last one.',
    displayOptions: only('sweepChanges'),
  },
];

const backfillProperties: INodeProperties[] = [
  {
    displayName: 'From',
    name: 'from',
    type: 'dateTime',
    default: '',
    required: true,
    description: 'Orders placed at this time or later',
    displayOptions: only('backfill'),
  },
  {
    displayName: 'To',
    name: 'to',
    type: 'dateTime',
    default: '',
    required: true,
    description:
      'Orders placed before this time. Keep both times the same until the backfill is done: together they are its name.',
    displayOptions: only('backfill'),
  },
  {
    displayName: 'Pages per Run',
    name: 'maxPages',
    type: 'number',
    typeOptions: { minValue: 1 },
    default: 10,
    description:
      'How many pages of the shop one run lists; a page holds 100 orders or more, as the cart has them',
    displayOptions: only('backfill'),
  },
];

const orderProperties: INodeProperties[] = [
  {
    displayName: 'Order ID',
    name: 'orderId',
    type: 'string',
    default: '',
    required: true,
    placeholder: 'e.g. 1042',
    description: 'ID of the order in the shop, not its number',
    displayOptions: only('get'),
  },
  {
    displayName: 'Return All',
    name: 'returnAll',
    type: 'boolean',
    default: false,
    description: 'Whether to return all results or only up to a given limit',
    displayOptions: only('getMany'),
  },
  {
    displayName: 'Limit',
    name: 'limit',
    type: 'number',
    typeOptions: { minValue: 1 },
    default: 50,
    description: 'Max number of results to return',
    displayOptions: { show: { operation: ['getMany'], returnAll: [false] } },
  },
  {
    displayName: 'Period Of',
    name: 'by',
    type: 'options',
    noDataExpression: true,
    options: [
      { name: 'Last Change', value: 'updated' },
      { name: 'Placing', value: 'created' },
    ],
    default: 'created',
    description: 'Which time of an order must lie in the period',
    displayOptions: only('getMany', 'count'),
  },
  {
    displayName: 'From',
    name: 'from',
    type: 'dateTime',
    default: '',
    description: 'At this time or later; empty for no bound',
    displayOptions: only('getMany', 'count'),
  },
  {
    displayName: 'To',
    name: 'to',
    type: 'dateTime',
    default: '',
    description: 'Before this time; empty for no bound',
    displayOptions: only('getMany', 'count'),
  },
];

const webhookProperties: INodeProperties[] = [
  {
    displayName: 'Delivery URL',
    name: 'deliveryUrl',
    type: 'string',
    default: '',
    required: true,
    placeholder: 'e.g. https://n8n.example.com/webhook/1f0c…/cart-ledger',
    description:
      'Production URL of the Cart Trigger, as its panel shows it. Only webhooks that deliver there are touched.',
    displayOptions: only('repairWebhooks'),
  },
];

export const description: INodeTypeDescription = {
  displayName: 'Order Fetcher',
  name: 'orderFetcher',
  icon: { light: 'file:../../icons/order-fetcher.svg', dark: 'file:../../icons/order-fetcher.dark.svg' },
  group: ['input'],
  version: 1,
  subtitle: '={{$parameter["operation"] + ": " + $parameter["platform"]}}',
  description:
    "Fetches the final state of a shop's orders: those that are due, those of a period, or a single one",
  defaults: { name: 'Order Fetcher' },
  usableAsTool: true,
  inputs: [NodeConnectionTypes.Main],
  outputs,
  credentials: withStoreCredential(sourceCredentials()),
  properties: [
    operationProperty,
    ...platformProperties(),
    pipelineProperty(only('processQueue', 'sweepChanges', 'backfill')),
    ...queueProperties,
    ...sweepProperties,
    ...backfillProperties,
    ...orderProperties,
    ...webhookProperties,
    storeProperty,
  ],
};
