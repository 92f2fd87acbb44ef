import { removeWebhooks, repairWebhooks, webhooksExist } from '../../lib/flows/webhooks';
import type { CartClient, RegisteredWebhook } from '../../lib/sources/cart-source';
import { MemoryShop } from '../support/memory-shop';

const URL_OF_OURS = 'https://n8n.example/webhook/1';
const TOPICS = ['order.created', 'order.updated', 'order.deleted'];

/** Keeps webhooks as a shop does: every registration is a new one, whatever is there already. */
class ShopWithWebhooks {
  readonly webhooks: (RegisteredWebhook & { readonly secret: string })[] = [];
  undeletable: string | undefined;
  private next = 1;
  readonly client: CartClient = Object.assign(new MemoryShop(), {
    listWebhooks: async () => this.webhooks.map(({ secret: _, ...webhook }) => webhook),
    createWebhook: async (topic: string, deliveryUrl: string, secret: string) => {
      const webhook = { id: String(this.next++), topic, deliveryUrl, active: true, secret };
      this.webhooks.push(webhook);
      return webhook;
    },
    repairWebhook: async (id: string, secret?: string) => {
      const index = this.webhooks.findIndex((webhook) => webhook.id === id);
      const webhook = this.webhooks[index] as (typeof this.webhooks)[0];
      return (this.webhooks[index] = { ...webhook, active: true, secret: secret ?? webhook.secret });
    },
    deleteWebhook: async (id: string) => {
      const index = this.webhooks.findIndex((webhook) => webhook.id === id);
      if (index === -1 || id === this.undeletable) throw new Error(`the shop did not delete webhook ${id}`);
      this.webhooks.splice(index, 1);
    },
  }) as unknown as CartClient;

  switchOff(id: string): void {
    const index = this.webhooks.findIndex((webhook) => webhook.id === id);
    this.webhooks[index] = { ...(this.webhooks[index] as (typeof this.webhooks)[0]), active: false };
  }
}

const wanted = { deliveryUrl: URL_OF_OURS, topics: TOPICS };
const createWebhooks = async (
  { client }: ShopWithWebhooks,
  { deliveryUrl, topics, secret }: typeof wanted & { readonly secret: string },
) => {
  for (const topic of topics) await client.createWebhook(topic, deliveryUrl, secret);
};
const registered = async () => {
  const shop = new ShopWithWebhooks();
  await createWebhooks(shop, { ...wanted, secret: 's1' });
  return shop;
};

test('webhooks exist when every topic has one in service at our address', async () => {
  const shop = await registered();
  expect(await webhooksExist(shop, wanted)).toBe(true);
  expect(await webhooksExist(shop, { ...wanted, topics: [...TOPICS, 'refund.created'] })).toBe(false);
  expect(await webhooksExist(shop, { ...wanted, deliveryUrl: 'https://n8n.example/webhook/2' })).toBe(false);
  shop.switchOff('2');
  expect(await webhooksExist(shop, wanted)).toBe(false);
});

test('repair puts what was switched off back, with our secret, creates what is missing, and removes copies', async () => {
  const shop = await registered();
  await createWebhooks(shop, { ...wanted, topics: ['order.created'], secret: 's0' });
  shop.switchOff('2');
  await removeWebhooks(shop, ['3']);
  expect(await repairWebhooks(shop, { ...wanted, secret: 's2' })).toEqual({
    kept: ['order.created'],
    repaired: ['order.updated'],
    created: ['order.deleted'],
    missing: [],
    removedDuplicates: ['4'],
  });
  expect(await webhooksExist(shop, wanted)).toBe(true);
  expect(shop.webhooks.map(({ id, secret }) => `${id} ${secret}`)).toEqual(['1 s1', '2 s2', '5 s2']);
  expect(await repairWebhooks(shop, { ...wanted, secret: 's2' })).toMatchObject({
    kept: TOPICS,
    removedDuplicates: [],
  });
});

test('of a pair the one in service is kept, whichever came first', async () => {
  const shop = await registered();
  await createWebhooks(shop, { ...wanted, secret: 's1' });
  shop.switchOff('1');
  const { kept, removedDuplicates } = await repairWebhooks(shop, { ...wanted, secret: 's1' });
  expect(kept).toEqual(TOPICS);
  expect(removedDuplicates).toEqual(['1', '5', '6']);
});

test('without the secret what was switched off comes back as it was, and missing topics are named', async () => {
  const shop = await registered();
  shop.switchOff('2');
  await removeWebhooks(shop, ['3']);
  expect(await repairWebhooks(shop, wanted)).toEqual({
    kept: ['order.created'],
    repaired: ['order.updated'],
    created: [],
    missing: ['order.deleted'],
    removedDuplicates: [],
  });
  expect(shop.webhooks.map(({ id, secret }) => `${id} ${secret}`)).toEqual(['1 s1', '2 s1']);
});

test("webhooks at another address are somebody else's", async () => {
  const shop = await registered();
  await createWebhooks(shop, { deliveryUrl: 'https://other.example', topics: TOPICS, secret: 'x' });
  shop.switchOff('4');
  await repairWebhooks(shop, { ...wanted, secret: 's2' });
  expect(shop.webhooks.filter(({ deliveryUrl }) => deliveryUrl === 'https://other.example')).toHaveLength(3);
  expect(shop.webhooks.find(({ id }) => id === '4')?.active).toBe(false);
});

test('removing names what the shop did not delete; what was gone already is no failure', async () => {
  const shop = await registered();
  shop.undeletable = '2';
  expect(await removeWebhooks(shop, ['1', '2', '99'])).toEqual(['2']);
  expect(shop.webhooks.map(({ id }) => id)).toEqual(['2', '3']);
});
