/** What answers without success mean, and what is never sent. */
import { medusa } from '../../../lib/sources/medusa';
import { SourceError } from '../../../lib/sources/cart-source';
import { noDownload } from '../../support/no-download';
import { silentLog, TestClock } from '../../support/test-clock';
import { connectTo, freshShops, sourceError } from './support/connected';

const newShop = freshShops();

test('a shop that takes the key passes the check with one small request', async () => {
  const shop = await newShop();
  await expect(connectTo(shop).check()).resolves.toBeUndefined();
  expect(shop.requests).toEqual(['/admin/orders?limit=1&fields=id']);
});

test('a key that Medusa does not know is named as the trouble, with what to look at', async () => {
  const error = await sourceError(async () => connectTo(await newShop(), 'sk_wrong').check());
  expect([error.code, error.status]).toEqual(['bad_credentials', 401]);
  expect(error.message).toContain('Secret API Keys');
  expect(error.message).not.toContain('sk_wrong');
});

test.each([
  [403, '{}', 'forbidden'],
  [404, '<h1>Cannot GET</h1>', 'not_this_cart'],
  [404, '{"type":"not_found","message":"Order id not found"}', 'not_found'],
  [301, '', 'not_this_cart'],
  [400, '{"type":"invalid_data","message":"Unrecognized fields"}', 'refused'],
  [200, '<html>maintenance</html>', 'unreadable_answer'],
  [200, '[]', 'unreadable_answer'],
  [200, 'null', 'unreadable_answer'],
  [200, '{"count":"3","orders":[]}', 'unreadable_answer'],
])('status %d with %s is %s', async (status, body, code) => {
  const shop = await newShop();
  shop.failNext(/./, { status, body });
  expect((await sourceError(() => connectTo(shop).check())).code).toBe(code);
});

test("Medusa's own words are passed on, cleaned and short", async () => {
  const shop = await newShop();
  const body = JSON.stringify({ type: 'invalid_data', message: `no\u0000\n${'x'.repeat(500)}` });
  shop.failNext(/./, { status: 400, body });
  const { message } = await sourceError(() => connectTo(shop).check());
  expect(message).toContain('Medusa says: invalid_data: no x');
  expect(message.length).toBeLessThan(400);
});

test('a shop that stumbles is asked again, one that stays down is not asked for ever', async () => {
  const shop = await newShop();
  shop.failNext(/./, { status: 503 }, 2);
  await expect(connectTo(shop).check()).resolves.toBeUndefined();
  expect(shop.requests).toHaveLength(3);
  shop.failNext(/./, { status: 429, headers: { 'retry-after': '1' } }, 99);
  expect((await sourceError(() => connectTo(shop).check())).code).toBe('throttled');
  expect(shop.requests).toHaveLength(8);
});

test.each([
  'https://shop.example/app',
  'https://shop.example/app/orders/order_1',
  'https://shop.example/admin',
  'https://shop.example/admin/orders',
])('the address of the dashboard %s is that of the server', (baseUrl) => {
  expect(medusa.storeIdOf({ baseUrl })).toBe('shop.example');
});

test('a server below a path keeps the path', () => {
  expect(medusa.storeIdOf({ baseUrl: 'https://example.com/medusa/app' })).toBe('example.com/medusa');
});

test('the key does not cross a network in clear text', () => {
  const context = {
    http: () => Promise.reject(new Error('nothing may be sent')),
    download: noDownload,
    clock: new TestClock(),
    log: silentLog,
  };
  expect(() => medusa.connect({ baseUrl: 'http://medusa.example' }, context)).toThrow(SourceError);
  expect(() => medusa.connect({ baseUrl: 'not a url' }, context)).toThrow(SourceError);
});

test('the credential says which shop it is for, and what deliveries are signed with', () => {
  const fields = {
    url: 'https://shop.example',
    secretKey: 'sk_1',
    webhookSecret: 'hush',
    environment: 'sandbox',
  };
  const connection = medusa.connectionOf(fields);
  expect(connection).toEqual({ baseUrl: 'https://shop.example', allowHttp: false, environment: 'sandbox' });
  expect(medusa.webhookSecretOf?.(fields)).toBe('hush');
  expect(medusa.webhookSecretOf?.({ ...fields, webhookSecret: '' })).toBeUndefined();
  expect(medusa.webhookSecretOf?.({ url: 'https://shop.example' })).toBeUndefined();
});
