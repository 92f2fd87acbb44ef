import { NodeConnectionTypes, type INodeProperties, type INodeTypeDescription } from 'n8n-workflow';
import { SOURCES } from '../../lib';
import { pipelineProperty, platformProperties, sourceCredentials } from '../shared/source-properties';
import { storeProperty, withStoreCredential } from '../shared/store-properties';

const topicsProperties: INodeProperties[] = SOURCES.map(({ platform, webhookTopics }) => ({
  displayName: 'Topics',
  name: 'topics',
  type: 'multiOptions',
  options: webhookTopics.map((topic) => ({ name: topic, value: topic })),
  default: [...webhookTopics],
  required: true,
  description:
    'What the shop reports. Keep all of them: each only says that an order changed, and what is posted is fetched afterwards.',
  displayOptions: { show: { platform: [platform] } },
}));

export const description: INodeTypeDescription = {
  displayName: 'Cart Trigger',
  name: 'cartTrigger',
  icon: { light: 'file:../../icons/cart-trigger.svg', dark: 'file:../../icons/cart-trigger.dark.svg' },
  group: ['trigger'],
  // For nodes of version 1 n8n makes an isolated JavaScript engine to read each webhook: as much work as all the rest.
  version: [1, 1.1],
  defaultVersion: 1.1,
  subtitle: '={{$parameter["platform"] + " → " + $parameter["pipeline"]}}',
  description:
    'Starts when an order of the shop changes. Registers the webhooks, checks each signature, and stores the delivery before it answers.',
  defaults: { name: 'Cart Trigger' },
  inputs: [],
  outputs: [{ type: NodeConnectionTypes.Main, displayName: 'Changes' }],
  credentials: withStoreCredential(sourceCredentials()),
  webhooks: [
    {
      name: 'default',
      httpMethod: 'POST',
      responseMode: 'onReceived',
      path: 'cart-ledger',
    },
  ],
  triggerPanel: {
    header: 'Listen for a change of an order',
    executionsHelp: {
      inactive:
        'Webhooks are registered with the shop when you publish the workflow. While you test, change an order in the shop within two minutes.',
      active:
        'The workflow is published: every change of an order starts it. Deliveries that were seen before, and those with a bad signature, start nothing.',
    },
    activationHint: 'Publish the workflow to register its webhooks with the shop.',
  },
  properties: [
    {
      displayName:
        'The address of this n8n must be reachable from the shop. Webhooks alone lose deliveries: add a Schedule Trigger with the Order Fetcher\'s "Sweep Changes" beside this node.',
      name: 'reachableNotice',
      type: 'notice',
      default: '',
    },
    ...platformProperties(),
    pipelineProperty(),
    ...topicsProperties,
    storeProperty,
  ],
};
