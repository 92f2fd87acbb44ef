/** The golden payloads are what the client really gets: each is put into a shop, asked for by our query, and comes out whole. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ALL_SCOPES } from '../../simulators/shopify';
import { connected, foundOrder } from './support/connected';

const GOLDEN = join(__dirname, '../../golden/shopify');

type Payload = { readonly order: Readonly<Record<string, unknown>> & { readonly id: string } };

const payloads = readdirSync(GOLDEN)
  .map((name) => [name, join(GOLDEN, name, 'payload.json')] as const)
  .filter(([, file]) => existsSync(file))
  .map(([name, file]) => [name, JSON.parse(readFileSync(file, 'utf8')) as Payload] as const)
  .filter(([, payload]) => typeof payload.order?.id === 'string' && payload.order.id.startsWith('gid://'));

/** Without what says nothing: fields that are null, and cursors. */
const bare = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(bare);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) =>
      inner === null || key === 'pageInfo' ? [] : [[key, bare(inner)]],
    ),
  );
};

test('there are golden payloads of GraphQL', () => {
  expect(payloads.length).toBeGreaterThan(5);
});

test.each(payloads)('%s', async (_name, { order }) => {
  // Some were read by an app that may not see returns.
  const hidden = JSON.stringify(order).includes('"return":') ? '' : 'read_returns';
  const { shopify, client } = await connected({ scopes: ALL_SCOPES.filter((scope) => scope !== hidden) });
  const id = shopify.shop.putOrder(order);
  expect(bare(foundOrder((await client.fetch([id]))[0]))).toEqual(bare(order));
});
