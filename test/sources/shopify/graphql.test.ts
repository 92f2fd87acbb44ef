/** What Shopify's answers mean, when it is asked again, and how its limits are kept. */
import { API_VERSION } from '../../../lib/sources/shopify/order-fields';
import type { FaultKind } from '../../simulators/shopify/faults';
import { connected, cup, sourceError } from './support/connected';

const denied = {
  errors: [
    {
      message: 'Access denied for orders field. Required access: `read_orders` access scope.',
      extensions: { code: 'ACCESS_DENIED', requiredAccess: '`read_orders` access scope.' },
      path: ['orders'],
    },
  ],
  data: null,
};

describe('an answer without success is an error that says what to do', () => {
  const body = (errors: unknown): object => ({ errors });
  test.each<[string, FaultKind, string, RegExp]>([
    [
      'a wrong token',
      { kind: 'status', status: 401, body: body('[API] Invalid API key or access token') },
      'bad_credentials',
      /does not accept the access token.*Dev Dashboard.*Invalid API key/,
    ],
    [
      'a frozen shop',
      { kind: 'status', status: 402, body: body('Unavailable Shop') },
      'refused',
      /frozen: its Shopify bill/,
    ],
    [
      'a forbidden call',
      { kind: 'status', status: 403, body: body({ base: 'requires merchant approval' }) },
      'forbidden',
      /lacks a permission.*merchant approval/,
    ],
    [
      'no such shop',
      { kind: 'status', status: 404, body: body('Not Found') },
      'not_this_cart',
      /is no Shopify shop.*myshopify\.com/,
    ],
    ['a locked shop', { kind: 'status', status: 423, body: {} }, 'refused', /locked by Shopify/],
    [
      'a redirect of a custom domain',
      { kind: 'status', status: 301, body: '' },
      'not_this_cart',
      /redirects/,
    ],
    [
      'a bad request',
      { kind: 'status', status: 400, body: body('Bad Request') },
      'refused',
      /status 400.*Bad Request/,
    ],
    ['a web page', { kind: 'html' }, 'unreadable_answer', /web page.*password page/],
    ['a text', { kind: 'status', status: 200, body: '"hello"' }, 'unreadable_answer', /not GraphQL/],
    ['an empty object', { kind: 'status', status: 200, body: {} }, 'unreadable_answer', /without data/],
    [
      'a missing scope',
      { kind: 'status', status: 200, body: denied },
      'forbidden',
      /lacks access scope read_orders\./,
    ],
    [
      'a query that Shopify does not know',
      { kind: 'status', status: 200, body: body([{ message: "Field 'x' doesn't exist" }]) },
      'refused',
      /refused the query.*Field 'x'/,
    ],
  ])('%s', async (_case, fault, code, sentence) => {
    const { shopify, client } = await connected();
    shopify.fail(fault);
    const error = await sourceError(() => client.check());
    expect(error.code).toBe(code);
    expect(error.message).toMatch(sentence);
    expect(error.message).toContain(shopify.domain);
    expect(shopify.requests).toHaveLength(1);
  });

  test('the words of a hostile answer are cleaned and cut, and the token is nowhere', async () => {
    const { shopify, client } = await connected();
    const message = `<script>alert(1)</script>\u001b[2J${'a'.repeat(10_000)}`;
    for (const hostile of [{ errors: message }, { errors: [{ message, extensions: { code: message } }] }])
      shopify.fail({ kind: 'status', status: 200, body: hostile });
    for (let round = 0; round < 2; round++) {
      const error = await sourceError(() => client.check());
      expect(error.message.length).toBeLessThan(600);
      expect(error.message).not.toContain('<script>');
      expect(error.message).not.toContain('\u001b');
      expect(error.message).not.toContain(shopify.accessToken);
    }
  });

  test('an app that may not read orders is told so, with what to do', async () => {
    const { client } = await connected({ scopes: ['read_products'] });
    const error = await sourceError(() => client.check());
    expect(error).toMatchObject({ code: 'forbidden' });
    expect(error.message).toMatch(/read_orders.*Dev Dashboard/);
    expect(await sourceError(() => client.count({ by: 'updated' }))).toMatchObject({ code: 'forbidden' });
  });

  test('a right token proves itself in one cheap query', async () => {
    const { shopify, client } = await connected();
    await expect(client.check()).resolves.toBeUndefined();
    expect(shopify.requests).toMatchObject([{ operation: 'Scopes', status: 200 }]);
    expect(shopify.requests[0]?.requestedCost).toBeLessThan(10);
  });
});

describe('asking again', () => {
  test.each<[string, FaultKind]>([
    ['a 429', { kind: 'status', status: 429 }],
    ['a 500', { kind: 'status', status: 500 }],
    ['a 503', { kind: 'status', status: 503 }],
    ['a dropped connection', { kind: 'drop' }],
    ['a lost answer', { kind: 'lost-answer' }],
  ])('%s is asked again until it answers', async (_case, fault) => {
    const { shopify, client, clock, warnings } = await connected();
    shopify.fail({ ...fault, times: 2 });
    await client.check();
    expect(clock.waits).toEqual([500, 1_000]);
    expect(warnings).toHaveLength(2);
  });

  test('Retry-After is obeyed', async () => {
    const { shopify, client, clock } = await connected();
    shopify.fail({ kind: 'status', status: 429, retryAfter: 7 });
    await client.check();
    expect(clock.waits).toEqual([7_000]);
  });

  test('an internal error is asked again, and told when it stays', async () => {
    const { shopify, client, clock } = await connected();
    shopify.fail({ kind: 'internal', times: 2 });
    await client.check();
    expect(clock.waits).toEqual([1_000, 2_000]);
    shopify.fail({ kind: 'internal', times: 3 });
    const error = await sourceError(() => client.count({ by: 'created' }));
    expect(error).toMatchObject({ code: 'unavailable' });
    expect(error.message).toMatch(/Internal error/);
  });

  test.each([
    [429, 'throttled'],
    [502, 'unavailable'],
  ])('a %i that stays ends as %s after five sends', async (status, code) => {
    const { shopify, client } = await connected();
    shopify.fail({ kind: 'status', status, times: 9 });
    expect(await sourceError(() => client.check())).toMatchObject({ code, status });
    expect(shopify.requests).toHaveLength(5);
  });

  test.each<FaultKind>([{ kind: 'lost-answer' }, { kind: 'status', status: 500 }, { kind: 'internal' }])(
    'a mutation whose outcome is not known is not sent twice: %j',
    async (fault) => {
      const { shopify, client, operations } = await connected();
      shopify.fail({ ...fault, operation: 'CreateWebhook', times: 5 });
      expect(
        await sourceError(() => client.createWebhook('ORDERS_UPDATED', 'https://n8n.example/hook', '')),
      ).toMatchObject({ code: 'unavailable' });
      expect(operations()).toEqual(['CreateWebhook']);
    },
  );
});

describe('the bucket of points', () => {
  test('a query waits until what it will cost is there, and no longer', async () => {
    const { shopify, client, clock } = await connected({ bucket: { maximum: 1_000, restoreRate: 50 } });
    const id = shopify.shop.addOrder({ lines: [cup()] });
    await client.fetch([id]);
    const cost = shopify.requests.at(-1)?.requestedCost as number;
    expect(clock.waits).toEqual([]);
    shopify.bucket.take(2_000);
    // The client has to hear of it: what other programs of the app take shows in the next answer only.
    await client.check();
    await client.listWebhooks();
    clock.waits.length = 0;
    const { currentlyAvailable } = shopify.bucket.status();
    await client.fetch([id]);
    expect(clock.waits).toEqual([Math.ceil(((cost - currentlyAvailable) / 50) * 1000)]);
    expect(
      shopify.requests.flatMap(({ codes }) => codes).filter((code) => code === 'THROTTLED').length,
    ).toBeLessThan(2);
  });

  test('a long fetch is paced by what the bucket restores, without ever being throttled', async () => {
    const { shopify, client, clock } = await connected({ bucket: { maximum: 1_000, restoreRate: 20 } });
    const ids = Array.from({ length: 40 }, () => shopify.shop.addOrder({ lines: [cup(2)] }));
    const fetched = await client.fetch(ids);
    expect(fetched.every(({ state }) => state === 'found')).toBe(true);
    expect(shopify.requests.flatMap(({ codes }) => codes)).toEqual([]);
    expect(clock.waits.length).toBeGreaterThan(5);
  });

  test('throttled, it waits by the restore rate and tries again', async () => {
    const { shopify, client, clock, warnings } = await connected({
      bucket: { maximum: 1_000, restoreRate: 50 },
    });
    const id = shopify.shop.addOrder({ lines: [cup()] });
    await client.check();
    shopify.bucket.take(1_000);
    expect((await client.fetch([id]))[0]).toMatchObject({ state: 'found' });
    const { requestedCost, codes } = shopify.requests.find(({ operation }) => operation === 'Orders') ?? {};
    expect(codes).toEqual(['THROTTLED']);
    expect(clock.waits).toEqual([Math.ceil(((requestedCost as number) / 50) * 1000)]);
    expect(warnings[0]).toMatchObject({ message: expect.stringContaining('throttles') });
  });

  test('throttled for ever, it gives up with a sentence', async () => {
    const { shopify, client } = await connected();
    shopify.fail({ kind: 'throttled', times: 100 });
    const error = await sourceError(() => client.check());
    expect(error).toMatchObject({ code: 'throttled' });
    expect(error.message).toMatch(/other programs/);
    expect(shopify.requests).toHaveLength(8);
  });
});

describe('the version of the API', () => {
  test('the pinned one is asked for, and no word is said while it answers', async () => {
    const { client, warnings } = await connected();
    await client.check();
    expect(warnings).toEqual([]);
  });

  test('another one that answers in its place is told once', async () => {
    const { client, warnings } = await connected({ answersVersion: '2027-07' });
    await client.check();
    await client.count({ by: 'created' });
    expect(warnings).toHaveLength(1);
    expect(warnings[0]?.message).toContain('2027-07');
    expect(warnings[0]?.message).toContain(API_VERSION);
  });
});
