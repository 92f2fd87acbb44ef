import { reactivateWebhooks } from '../../lib/flows/reactivate-webhooks';
import type { CartClient, RegisteredWebhook } from '../../lib/sources/cart-source';

const deliveryUrl = 'https://n8n.example/webhook/1';
const webhook = (id: string, topic: string, active: boolean, url = deliveryUrl): RegisteredWebhook => ({
  id,
  topic,
  active,
  deliveryUrl: url,
});

const clientWith = (webhooks: readonly RegisteredWebhook[]) => {
  const repaired: unknown[][] = [];
  const client = {
    listWebhooks: async () => webhooks,
    repairWebhook: async (...given: unknown[]) => void repaired.push(given),
  } as unknown as CartClient;
  return { client, repaired };
};

test('each topic is kept, put back as it was, or named as missing', async () => {
  const { client, repaired } = clientWith([
    webhook('1', 'a', true),
    webhook('2', 'b', false),
    webhook('3', 'c', false, 'https://other.example'),
  ]);
  const result = await reactivateWebhooks({ client }, { deliveryUrl, topics: ['a', 'b', 'c', 'a'] });
  expect(result).toEqual({ kept: ['a'], repaired: ['b'], missing: ['c'] });
  expect(repaired).toEqual([['2']]);
});

test('a copy that is switched off stays so beside one in service', async () => {
  const { client, repaired } = clientWith([webhook('1', 'a', false), webhook('2', 'a', true)]);
  expect(await reactivateWebhooks({ client }, { deliveryUrl, topics: ['a'] })).toMatchObject({ kept: ['a'] });
  expect(repaired).toEqual([]);
});
