/**
 * Brings back what the shop has switched off, as it was: for whoever does not hold the webhooks' secret. Creating one needs
 * a secret that the receiver knows, so that missing ones are only named.
 */
import type { Route } from './flow-context';
import type { WantedWebhooks } from './webhooks';

export interface ReactivatedWebhooks {
  /** Topics that were in service already. */
  readonly kept: readonly string[];
  /** Topics that are in service again, with the secret that they had. */
  readonly repaired: readonly string[];
  /** Topics that have no webhook at the address: publishing the workflow again creates them. */
  readonly missing: readonly string[];
}

export const reactivateWebhooks = async (
  { client }: Pick<Route, 'client'>,
  { deliveryUrl, topics }: WantedWebhooks,
): Promise<ReactivatedWebhooks> => {
  const ours = (await client.listWebhooks()).filter((webhook) => webhook.deliveryUrl === deliveryUrl);
  const kept: string[] = [];
  const repaired: string[] = [];
  const missing: string[] = [];
  for (const topic of new Set(topics)) {
    const same = ours.filter((webhook) => webhook.topic === topic);
    const [first] = same;
    if (same.some(({ active }) => active)) kept.push(topic);
    else if (first === undefined) missing.push(topic);
    else {
      await client.repairWebhook(first.id);
      repaired.push(topic);
    }
  }
  return { kept, repaired, missing };
};
