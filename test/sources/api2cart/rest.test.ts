/** What answers of API2Cart mean: codes behind HTTP 200, things in between, and when to ask again. */
import { api2cart } from '../../../lib/sources/api2cart';
import { SourceError } from '../../../lib/sources/cart-source';
import { API_KEY, STORE_KEY } from '../../simulators/api2cart/server';
import { openStores, sourceError } from './support/open';

const store = openStores();

describe('a return code', () => {
  test.each([
    [2, 'bad_credentials', /API key/],
    [4, 'forbidden', /denies access to shop\.example/],
    [5, 'forbidden', /permissions of the key/],
    [6, 'bad_credentials', /disabled/],
    [100, 'forbidden', /Reconnect the store/],
    [101, 'bad_credentials', /store key/],
    [104, 'unavailable', /bridge/],
    [107, 'refused', /the cart behind it/],
    [109, 'refused', /return code 109, told to fail/],
    [112, 'not_found', /no such object/],
    [116, 'refused', /refused the request/],
  ] as const)('of %i is %s and is not asked again', async (code, name, words) => {
    store().server.faults.push({ answer: { code }, times: 1 });
    const error = await sourceError(() => store().client.check());
    expect([error.code, error.message]).toEqual([name, expect.stringMatching(words)]);
    expect(store().server.asked).toHaveLength(1);
  });

  test.each([
    [1, 'unavailable'],
    [7, 'throttled'],
    [9, 'unavailable'],
    [10, 'throttled'],
    [105, 'unavailable'],
    [106, 'unavailable'],
    [110, 'throttled'],
  ] as const)('of %i is asked again, with longer and longer waits, and %s in the end', async (code, name) => {
    const { server, client, context } = store();
    server.faults.push({ answer: { code }, times: 2 });
    await client.check();
    expect(context.waits).toEqual([500, 1000]);
    server.faults.push({ answer: { code }, times: 99 });
    expect((await sourceError(() => client.check())).code).toBe(name);
    expect(server.asked).toHaveLength(3 + 5);
  });

  test('gives no key away in the words that come with it', async () => {
    const words = `Key 0123456789abcdef0123456789abcdef <b>is</b> wrong\u202e`;
    store().server.faults.push({ answer: { code: 2, message: words }, times: 1 });
    const { message } = await sourceError(() => store().client.check());
    expect(message).toContain('Key … is wrong');
    expect(message).not.toMatch(/0123456789abcdef|<b>|\u202e/);
  });
});

describe('what is no answer of API2Cart', () => {
  test.each([
    [200, '<html>Maintenance</html>', 'unreadable_answer'],
    [200, '{"hello":1}', 'unreadable_answer'],
    [200, '{"return_code":"soon"}', 'unreadable_answer'],
    [401, 'no', 'bad_credentials'],
    [404, '<html>', 'not_this_cart'],
    [302, '', 'not_this_cart'],
  ] as const)('with status %i and body %s is %s', async (status, body, code) => {
    store().server.faults.push({ answer: { status, body }, times: 1 });
    expect((await sourceError(() => store().client.check())).code).toBe(code);
  });

  test('is asked again where a server stumbled or nobody answered', async () => {
    const { server, client, context } = store();
    server.faults.push(
      { answer: { status: 502, body: 'bad gateway' }, times: 1 },
      { answer: 'drop', times: 1 },
    );
    await client.check();
    expect(context.waits).toEqual([500, 1000]);
    server.faults.push({ answer: { status: 503, body: '' }, times: 99 });
    expect((await sourceError(() => client.check())).code).toBe('unavailable');
  });
});

describe('the shop of a credential', () => {
  const FIELDS = {
    apiKey: 'secret-a',
    storeKey: 'secret-b',
    url: 'https://Shop.example/',
    environment: 'sandbox',
  };

  test('is its domain, and nothing secret comes along', () => {
    const connection = api2cart.connectionOf(FIELDS);
    expect(connection).toEqual({
      baseUrl: 'https://api.api2cart.com',
      store: 'shop.example',
      environment: 'sandbox',
    });
    expect(api2cart.storeIdOf(connection)).toBe('shop.example');
    expect(
      api2cart.connectionOf({ ...FIELDS, environment: 'x', apiUrl: ' http://127.0.0.1:9 ' }),
    ).toMatchObject({
      baseUrl: 'http://127.0.0.1:9',
      environment: 'production',
    });
  });

  test('has its path where a marketplace has many behind one domain', () => {
    const store = (url: string) => api2cart.storeIdOf(api2cart.connectionOf({ ...FIELDS, url }));
    expect(store('https://www.etsy.com/shop/One')).toBe('www.etsy.com/shop/One');
    expect(store('https://www.etsy.com/shop/Two/')).toBe('www.etsy.com/shop/Two');
    expect(() => store('my shop')).toThrow(SourceError);
  });

  test.each(['https://shop.example/', 'http://www.shop.example', 'SHOP.example/'])(
    'is recognised as %s',
    async (shopUrl) => {
      store().server.quirk({ shopUrl });
      await expect(store().client.check()).resolves.toBeUndefined();
    },
  );

  test('that the store key is not of is complained about, with both names', async () => {
    store().server.quirk({ shopUrl: 'https://other.example/' });
    const error = await sourceError(() => store().client.check());
    expect([error.code, error.message]).toEqual([
      'not_this_cart',
      expect.stringMatching(/of other\.example.*names shop\.example/),
    ]);
  });

  test('is not asked after where API2Cart does not know its address', async () => {
    store().server.quirk({ shopUrl: '' });
    await expect(store().client.check()).resolves.toBeUndefined();
  });

  test.each([
    [{ apiKey: 'wrong', storeKey: STORE_KEY }, /API key/],
    [{ apiKey: API_KEY, storeKey: 'wrong' }, /store key/],
  ])('needs both keys', async (keys, words) => {
    const { client } = store().connect({}, keys);
    expect((await sourceError(() => client.check())).message).toMatch(words);
  });
});
