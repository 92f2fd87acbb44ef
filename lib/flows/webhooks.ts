/**
 * The shop's webhooks: there, in service, and each topic once. Shops switch webhooks off after failed deliveries and keep
 * copies when a registration is repeated; both are mended here. Webhooks with another delivery URL are somebody else's.
 */
import type { CartClient, RegisteredWebhook } from '../sources/cart-source';
import type { Route } from './flow-context';

export interface WantedWebhooks {
  readonly deliveryUrl: string;
  readonly topics: readonly string[];
}

export interface RepairedWebhooks {
  /** Topics whose webhook was in service already. */
  readonly kept: readonly string[];
  /** Topics whose webhook was out of service and is in service again. */
  readonly repaired: readonly string[];
  readonly created: readonly string[];
  /** Topics without a webhook that could not be given one, because the secret is not known. */
  readonly missing: readonly string[];
  /** Ids of the copies that were deleted. */
  readonly removedDuplicates: readonly string[];
}

type WebhookRoute = Pick<Route, 'client'>;

/** True when every topic has a webhook in service at the URL. */
export const webhooksExist = async ({ client }: WebhookRoute, wanted: WantedWebhooks): Promise<boolean> => {
  const ours = await ownWebhooks(client, wanted.deliveryUrl);
  return wanted.topics.every((topic) => ours.some((webhook) => webhook.topic === topic && webhook.active));
};

/** Deletes webhooks by id. One that is gone already is no error; gives the ids that could not be deleted. */
export const removeWebhooks = async (
  { client }: WebhookRoute,
  ids: readonly string[],
): Promise<readonly string[]> => {
  const failed: string[] = [];
  for (const id of ids) {
    try {
      await client.deleteWebhook(id);
    } catch {
      failed.push(id);
    }
  }
  if (failed.length === 0) return [];
  const left = new Set((await client.listWebhooks()).map(({ id }) => id));
  return failed.filter((id) => left.has(id));
};

/**
 * Puts every topic into service once. Who does not hold the secret brings back what the shop has switched off as it was;
 * creating one needs a secret that the receiver knows, so missing topics are then only named.
 */
export const repairWebhooks = async (
  { client }: WebhookRoute,
  { deliveryUrl, topics, secret }: WantedWebhooks & { readonly secret?: string },
): Promise<RepairedWebhooks> => {
  const ours = await ownWebhooks(client, deliveryUrl);
  const result = {
    kept: [] as string[],
    repaired: [] as string[],
    created: [] as string[],
    missing: [] as string[],
  };
  const removedDuplicates: string[] = [];
  for (const topic of new Set(topics)) {
    const same = ours.filter((webhook) => webhook.topic === topic);
    const best = same.find(({ active }) => active) ?? same[0];
    if (best?.active) result.kept.push(topic);
    else if (best) {
      await client.repairWebhook(best.id, secret);
      result.repaired.push(topic);
    } else if (secret === undefined) result.missing.push(topic);
    else {
      await client.createWebhook(topic, deliveryUrl, secret);
      result.created.push(topic);
    }
    for (const copy of same.filter((webhook) => webhook !== best)) {
      await client.deleteWebhook(copy.id);
      removedDuplicates.push(copy.id);
    }
  }
  return { ...result, removedDuplicates };
};

const ownWebhooks = async (client: CartClient, deliveryUrl: string): Promise<readonly RegisteredWebhook[]> =>
  (await client.listWebhooks()).filter((webhook) => webhook.deliveryUrl === deliveryUrl);
