import { NodeConnectionTypes, type IDisplayOptions, type INodeTypeDescription } from 'n8n-workflow';
import {
  destinationProperties,
  ledgerCredentials,
  mappingProperty,
  taxMappingProperty,
} from '../shared/ledger-properties';
import { platformProperty } from '../shared/source-properties';

const postOnly: IDisplayOptions = { show: { operation: ['post'] } };
const approveOnly: IDisplayOptions = { show: { operation: ['approveHeldPlans'] } };

export const description: INodeTypeDescription = {
  displayName: 'Accounting Poster',
  name: 'accountingPoster',
  icon: {
    light: 'file:../../icons/accounting-poster.svg',
    dark: 'file:../../icons/accounting-poster.dark.svg',
  },
  group: ['output'],
  version: 1,
  subtitle:
    '={{$parameter["operation"] === "post" ? $parameter["mode"] + ": " + $parameter["destination"] : "approve: " + $parameter["destination"]}}',
  description:
    'Posts to the ledger what it does not hold yet of each order, exactly once, and completes the work',
  defaults: { name: 'Accounting Poster' },
  usableAsTool: true,
  inputs: [NodeConnectionTypes.Main],
  outputs: [
    { type: NodeConnectionTypes.Main, displayName: 'Posted' },
    { type: NodeConnectionTypes.Main, displayName: 'Exceptions' },
  ],
  credentials: ledgerCredentials(),
  properties: [
    {
      displayName: 'Operation',
      name: 'operation',
      type: 'options',
      noDataExpression: true,
      options: [
        {
          name: 'Approve Held Plans',
          value: 'approveHeldPlans',
          action: 'Approve held plans',
          description: 'Post what the mode Hold has written and somebody has looked at',
        },
        {
          name: 'Post',
          value: 'post',
          action: 'Post orders to the ledger',
          description:
            'Post the difference between what the ledger should hold of each order and what it holds',
        },
      ],
      default: 'post',
    },
    ...destinationProperties(),
    {
      displayName: 'Mode',
      name: 'mode',
      type: 'options',
      noDataExpression: true,
      options: [
        {
          name: 'Hold',
          value: 'hold',
          description: 'Write the plans and send nothing, until somebody approves them',
        },
        { name: 'Live', value: 'live', description: 'Post' },
        { name: 'Shadow', value: 'shadow', description: 'Say what would be posted, and post nothing' },
      ],
      default: 'live',
      description: 'How far a new shop is trusted: first Shadow, then Hold, then Live',
      displayOptions: postOnly,
    },
    mappingProperty(postOnly),
    taxMappingProperty(postOnly),
    platformProperty(approveOnly),
    {
      displayName: 'Store ID',
      name: 'storeId',
      type: 'string',
      default: '',
      required: true,
      placeholder: 'e.g. shop.example.com',
      description: 'The shop whose plans are approved, as the Order Fetcher writes it',
      displayOptions: approveOnly,
    },
    {
      displayName: 'Order IDs',
      name: 'orderIds',
      type: 'string',
      default: '',
      placeholder: 'e.g. 1042, 1043',
      description: 'Approve the plans of these orders only, parted by commas; empty for all of the shop',
      displayOptions: approveOnly,
    },
    {
      displayName: 'Options',
      name: 'options',
      type: 'collection',
      placeholder: 'Add option',
      default: {},
      options: [
        {
          displayName: 'Customers',
          name: 'customers',
          type: 'options',
          options: [
            {
              name: 'One a Buyer',
              value: 'buyer',
              description:
                'Each buyer is a customer of the ledger, found by a stable key and never made twice',
            },
            {
              name: 'One a Store',
              value: 'store',
              description: 'All buyers of a shop are one customer: the ledger learns nothing of them',
            },
          ],
          default: 'store',
          description:
            'Whom invoices and receipts are for. One a buyer writes names and e-mail addresses to the ledger.',
        },
        {
          displayName: 'Items',
          name: 'items',
          type: 'options',
          options: [
            {
              name: 'By SKU',
              value: 'sku',
              description:
                "The ledger's own item of that SKU, where it stands on the mapped account; a generic one otherwise",
            },
            { name: 'Generic', value: 'generic', description: 'One item for each ledger account' },
          ],
          default: 'generic',
          description: 'What stands on the lines of invoices and receipts, in ledgers whose lines need items',
        },
        {
          displayName: 'Keep Personal Data',
          name: 'keepPersonalData',
          type: 'boolean',
          default: false,
          description:
            "Whether the stored copy of the order keeps the buyer's name, email, company and tax ID. The books do not need them.",
        },
        {
          displayName: 'Lease (Seconds)',
          name: 'leaseSeconds',
          type: 'number',
          typeOptions: { minValue: 1 },
          default: 600,
          description:
            'How long a plan belongs to this run before another may look up what became of it and go on',
        },
        {
          displayName: 'Max Attempts',
          name: 'maxAttempts',
          type: 'number',
          typeOptions: { minValue: 1 },
          default: 8,
          description: 'How often a plan is tried before it waits for a person as a dead letter',
        },
        {
          displayName: 'Tax Rounding Limit',
          name: 'taxRoundingLimit',
          type: 'string',
          default: '0',
          placeholder: 'e.g. 0.02',
          description:
            "Largest difference between the shop's tax and the tax that the ledger works out by itself that may go to a line on the account of rounding. 0: the document is held instead.",
        },
      ],
    },
  ],
};
