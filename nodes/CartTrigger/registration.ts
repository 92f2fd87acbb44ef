import { randomBytes } from 'node:crypto';
import { NodeOperationError, type IDataObject, type IHookFunctions } from 'n8n-workflow';
import { removeWebhooks, repairWebhooks, type Route, webhooksExist } from '../../lib';
import { flowContextOf } from '../shared/flow-context';
import { openRoute } from '../shared/open-route';
import { CART_LOGIN } from '../shared/source-properties';

/** What the node keeps between runs. The secret is nowhere else: n8n's static data is not shown and not exported. */
export interface Registration {
  secret?: string;
  deliveryUrl?: string;
}

interface Wanted {
  readonly route: Route;
  readonly deliveryUrl: string;
  readonly topics: readonly string[];
  readonly kept: Registration;
}

/** True only when the shop delivers every topic to us, and we can check the signature of what it delivers. */
export async function checkExists(this: IHookFunctions): Promise<boolean> {
  const { route, deliveryUrl, topics, kept } = await wantedBy(this);
  if (route.source.webhooks === 'by-hand') return true;
  if (kept.secret === undefined || kept.deliveryUrl !== deliveryUrl) return false;
  return webhooksExist(route, { deliveryUrl, topics });
}

/**
 * Webhooks at our address whose secret is lost deliver what can never be verified: they make way for new ones. So do
 * those of an address that this node had before.
 */
export async function create(this: IHookFunctions): Promise<boolean> {
  const { route, deliveryUrl, topics, kept } = await wantedBy(this);
  const { source, client, pipeline } = route;
  const { store } = await flowContextOf(this);
  await store.registerPipeline({ pipeline, platform: source.platform, storeId: client.storeId });

  const stale = [
    ...(kept.secret === undefined ? [deliveryUrl] : []),
    ...(kept.deliveryUrl !== undefined && kept.deliveryUrl !== deliveryUrl ? [kept.deliveryUrl] : []),
  ];
  await removeAt(route, stale);
  // Kept before the shop hears of it: a shop may deliver before its answer to our registration has arrived.
  kept.secret ??= randomBytes(32).toString('hex');
  kept.deliveryUrl = deliveryUrl;
  await repairWebhooks(route, { deliveryUrl, topics, secret: kept.secret });
  return true;
}

/** Removes every webhook at our address, also ones that an earlier, interrupted registration left there. */
async function remove(this: IHookFunctions): Promise<boolean> {
  const { route, deliveryUrl, kept } = await wantedBy(this);
  if (route.source.webhooks === 'by-hand') return true;
  const left = await removeAt(route, [
    deliveryUrl,
    ...(kept.deliveryUrl === undefined ? [] : [kept.deliveryUrl]),
  ]);
  delete kept.secret;
  delete kept.deliveryUrl;
  if (left.length > 0) {
    throw new NodeOperationError(this.getNode(), `The shop did not delete its webhooks ${left.join(', ')}`, {
      description:
        "Delete them in the shop's settings; until then it delivers to an address that does not answer.",
    });
  }
  return true;
}

export const webhookMethods = { default: { checkExists, create, delete: remove } };

async function wantedBy(context: IHookFunctions): Promise<Wanted> {
  const deliveryUrl = context.getNodeWebhookUrl('default');
  if (deliveryUrl === undefined) {
    throw new NodeOperationError(context.getNode(), 'n8n gives this node no webhook address', {
      description: 'Save the workflow and publish it again.',
    });
  }
  const platform = String(context.getNodeParameter('platform'));
  const topics = context.getNodeParameter('topics', []) as string[];
  if (topics.length === 0) {
    throw new NodeOperationError(context.getNode(), 'No topic is chosen', {
      description: 'Choose what the shop should report; all topics is right for nearly every shop.',
    });
  }
  const route = await openRoute(context, {
    platform,
    login: String(context.getNodeParameter(CART_LOGIN, '')),
    pipeline: String(context.getNodeParameter('pipeline')),
  });
  return { route, deliveryUrl, topics, kept: registrationOf(context.getWorkflowStaticData('node')) };
}

/** The live object: what is set in it is what n8n saves. */
export const registrationOf = (staticData: IDataObject): Registration => staticData as Registration;

async function removeAt(route: Route, deliveryUrls: readonly string[]): Promise<readonly string[]> {
  if (deliveryUrls.length === 0) return [];
  const ours = (await route.client.listWebhooks()).filter((webhook) =>
    deliveryUrls.includes(webhook.deliveryUrl),
  );
  return removeWebhooks(
    route,
    ours.map(({ id }) => id),
  );
}
