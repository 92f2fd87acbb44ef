/** The Cart Trigger and n8n's own Webhook node, each with nothing behind it, and the trigger with the whole river. */
import { linearWorkflow, type NodeSpec } from '../harness/linear-workflow';
import type { WorkflowJson } from '../harness/workflow-json';

const PACKAGE = 'n8n-nodes-cart-ledger.';
const BARE_PATH = 'bare';

export const BOOK = 'load';
export const CART_TRIGGER = 'Cart Trigger';

/** Without the trigger by hand that every linear workflow starts with. */
const startingWith = (name: string, trigger: NodeSpec, ...rest: readonly NodeSpec[]): WorkflowJson => {
  const { nodes, connections, ...workflow } = linearWorkflow(name, [trigger, ...rest]);
  const { [String(nodes[0]?.name)]: _, ...left } = connections;
  return { ...workflow, nodes: nodes.slice(1), connections: left };
};

const NOTHING: NodeSpec = { name: 'Nothing', type: 'n8n-nodes-base.noOp' };

const cartTrigger = (pipeline: string, webhookId: string): NodeSpec => ({
  name: CART_TRIGGER,
  type: `${PACKAGE}cartTrigger`,
  typeVersion: 1.1,
  parameters: { platform: 'woocommerce', pipeline },
  webhookId,
});

export const bareWebhook = (): WorkflowJson =>
  startingWith(
    'Bare webhook',
    {
      name: 'Webhook',
      type: 'n8n-nodes-base.webhook',
      typeVersion: 2.1,
      parameters: { httpMethod: 'POST', path: BARE_PATH, responseMode: 'onReceived', options: {} },
      webhookId: '0d6f3f0e-5f0c-4d0c-9a62-0a3c7a1b0001',
    },
    NOTHING,
  );

export const bareUrl = (n8nUrl: string): string => `${n8nUrl}/webhook/${BARE_PATH}`;

export const emptyCartTrigger = (): WorkflowJson =>
  startingWith('Cart trigger', cartTrigger('empty', '0d6f3f0e-5f0c-4d0c-9a62-0a3c7a1b0002'), NOTHING);

/** No schedule and no loop: only what the trigger starts is ever processed. */
export const wholeRiver = (): WorkflowJson =>
  startingWith(
    'River',
    cartTrigger('river', '0d6f3f0e-5f0c-4d0c-9a62-0a3c7a1b0003'),
    {
      name: 'Process Queue',
      type: `${PACKAGE}orderFetcher`,
      parameters: { operation: 'processQueue', platform: 'woocommerce', pipeline: 'river', limit: 100 },
    },
    { name: 'Finance Mapper', type: `${PACKAGE}financeMapper` },
    {
      name: 'Accounting Poster',
      type: `${PACKAGE}accountingPoster`,
      parameters: { operation: 'post', destination: 'book', book: BOOK, mode: 'live' },
    },
  );
