import { NodeConnectionTypes, type IDisplayOptions, type INodeTypeDescription } from 'n8n-workflow';
import {
  destinationProperties,
  ledgerCredentials,
  mappingProperty,
  taxMappingProperty,
} from '../shared/ledger-properties';
import { platformProperty } from '../shared/source-properties';
import { storeProperty, withStoreCredential } from '../shared/store-properties';

const postOnly: IDisplayOptions = { show: { operation: ['post'] } };
const ofAStore: IDisplayOptions = { show: { operation: ['approveHeldPlans', 'postSummaries'] } };
const postsWithMode: IDisplayOptions = { show: { operation: ['post', 'postSummaries'] } };
const summariesOnly: IDisplayOptions = { show: { operation: ['postSummaries'] } };

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
    '={{($parameter["operation"] === "approveHeldPlans" ? "approve" : $parameter["operation"] === "post" ? $parameter["mode"] : $parameter["mode"] + " summaries") + ": " + $parameter["destination"]}}',
  description:
    'Posts to the ledger what it does not hold yet of each order, or of each day, exactly once, and completes the work',
  defaults: { name: 'Accounting Poster' },
  usableAsTool: true,
  inputs: [NodeConnectionTypes.Main],
  outputs: [
    { type: NodeConnectionTypes.Main, displayName: 'Posted' },
    { type: NodeConnectionTypes.Main, displayName: 'Exceptions' },
  ],
  credentials: withStoreCredential(ledgerCredentials()),
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
        {
          name: 'Post Summaries',
          value: 'postSummaries',
          action: 'Post daily summaries to the ledger',
          description:
            'Post one journal for each day and currency from the orders whose output is a daily summary',
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
          name: 'As Switched for the Store',
          value: 'switched',
          description:
            'As Finance Trace, Mode, says of the store; one that nobody has switched yet is in Shadow',
        },
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
      displayOptions: postsWithMode,
    },
    mappingProperty(postOnly),
    taxMappingProperty(postOnly),
    platformProperty(ofAStore),
    {
      displayName: 'Store ID',
      name: 'storeId',
      type: 'string',
      default: '',
      required: true,
      placeholder: 'e.g. shop.example.com',
      description: 'The shop whose plans or summaries are posted, as the Order Fetcher writes it',
      displayOptions: ofAStore,
    },
    {
      displayName: 'Order IDs',
      name: 'orderIds',
      type: 'string',
      default: '',
      placeholder: 'e.g. 1042, 1043',
      description: 'Approve the plans of these orders only, parted by commas; empty for all of the shop',
      displayOptions: { show: { operation: ['approveHeldPlans'] } },
    },
    {
      displayName: 'Approved Plans',
      name: 'approved',
      type: 'json',
      default: '',
      placeholder: "e.g. {{ $('Waiting Plans').all().map(item => item.json) }}",
      description:
        'The plans that somebody looked at, as Get Waiting Plans of Finance Trace lists them: one that says anything else by now is not posted. Empty: whatever waits.',
      displayOptions: { show: { operation: ['approveHeldPlans'] } },
    },
    {
      displayName: 'Time Zone',
      name: 'timeZone',
      type: 'string',
      default: 'UTC',
      required: true,
      placeholder: 'e.g. Europe/Berlin',
      description: 'In which a day is over. Use the one of the policy in the Finance Mapper.',
      displayOptions: summariesOnly,
    },
    {
      displayName: 'Include Today',
      name: 'includeToday',
      type: 'boolean',
      default: false,
      description:
        "Whether to post today's summary before the day is over. What comes later today then goes into tomorrow's.",
      displayOptions: summariesOnly,
    },
    {
      displayName: 'Closed Periods',
      name: 'closedPeriod',
      type: 'options',
      noDataExpression: true,
      options: [
        {
          name: 'Hold',
          value: 'hold',
          description: 'Open an exception and wait until the period is open',
        },
        {
          name: 'Next Open Day',
          value: 'next-open-day',
          description: 'Date the summary on the first open day, with its own day in the text',
        },
      ],
      default: 'hold',
      description: 'What to do with the summary of a day that the ledger has closed',
      displayOptions: summariesOnly,
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
          displayName: 'Dimensions the Ledger Does Not Know',
          name: 'unknownDimensions',
          type: 'options',
          options: [
            {
              name: 'Hold',
              value: 'hold',
              description: 'The order is held, and the exception names the dimension',
            },
            {
              name: 'Leave Out',
              value: 'leave-out',
              description: 'The line is posted without it: for a policy that also serves another ledger',
            },
          ],
          default: 'hold',
          description:
            'What happens to a dimension of a line (class, department, tracking category, analytic account) that this ledger has no place for. A value that the ledger does not have is always held.',
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
    storeProperty,
  ],
};
