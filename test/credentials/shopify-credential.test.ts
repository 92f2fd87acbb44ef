/** The login of an app of the Dev Dashboard, against the token endpoint of a simulated shop. */
import type { ICredentialDataDecryptedObject, IHttpRequestHelper, IHttpRequestOptions } from 'n8n-workflow';
import { CartLedgerShopifyApi } from '../../credentials/CartLedgerShopifyApi.credentials';
import { shopify as source } from '../../lib/sources/shopify';
import { API_VERSION } from '../../lib/sources/shopify/order-fields';
import { startShopify, type Shopify } from '../simulators/shopify';
import { signedHttp } from '../simulators/shopify/http';
import { TestClock } from '../support/test-clock';

type Authenticate = (
  credentials: ICredentialDataDecryptedObject,
  request: IHttpRequestOptions,
) => Promise<IHttpRequestOptions>;

const credential = new CartLedgerShopifyApi();

/** As n8n's helper does it, of what the credential asks of it. */
const helpers: IHttpRequestHelper['helpers'] = {
  httpRequest: async ({ method = 'GET', url, headers, body }: IHttpRequestOptions) => {
    const response = await fetch(url, {
      method,
      headers: headers as Record<string, string>,
      body: String(body),
    });
    const text = await response.text();
    return { statusCode: response.status, body: text.startsWith('{') ? JSON.parse(text) : text };
  },
};

const tokenFor = (fields: ICredentialDataDecryptedObject): Promise<{ accessToken: string }> =>
  credential.preAuthentication.call({ helpers }, fields);

const clock = new TestClock();
let shop: Shopify;
beforeAll(async () => {
  shop = await startShopify({ clock });
});
afterAll(() => shop.close());

const login = (more: ICredentialDataDecryptedObject = {}): ICredentialDataDecryptedObject => ({
  shopDomain: shop.url,
  clientId: shop.clientId,
  clientSecret: shop.clientSecret,
  ...more,
});

const statusOf = async (token: string): Promise<number> => {
  const url = `${shop.url}/admin/api/${API_VERSION}/graphql.json`;
  const body = JSON.stringify({ query: '{ shop { myshopifyDomain } }' });
  const headers = { 'content-type': 'application/json' };
  return (await signedHttp(() => token)({ method: 'POST', url, headers, body })).status;
};

test('id and secret are exchanged for a token that opens the shop for a day', async () => {
  const { accessToken } = await tokenFor(login());
  expect(await statusOf(accessToken)).toBe(200);
  clock.advance(25 * 3_600_000);
  expect(await statusOf(accessToken)).toBe(401);
  expect(await statusOf((await tokenFor(login())).accessToken)).toBe(200);
});

test('a token that is refused is renewed by n8n: the field is hidden, and marked as one that expires', () => {
  const field = credential.properties.find(({ name }) => name === 'accessToken');
  expect(field).toMatchObject({ type: 'hidden', typeOptions: { expirable: true, password: true } });
  expect(source.credentials[0]).toMatchObject({ name: credential.name, refreshes: true });
});

test('a wrong secret is told with what to do, and without the secret', async () => {
  const refused = tokenFor(login({ clientSecret: 'wrong-secret' }));
  await expect(refused).rejects.toThrow(/no access token \(status 400\).*client ID and client secret/);
  await expect(refused).rejects.not.toThrow(/wrong-secret/);
});

test.each([
  'https://shop.example',
  'shop.example',
  'my-store.myshopify.com.evil.example',
  'http://192.168.1.5',
])('the secret is not sent to %s', async (shopDomain) => {
  const helper = { httpRequest: jest.fn() };
  const asked = credential.preAuthentication.call({ helpers: helper }, login({ shopDomain }));
  await expect(asked).rejects.toThrow(/not a domain of Shopify|clear text/);
  expect(helper.httpRequest).not.toHaveBeenCalled();
  const sign = credential.authenticate as Authenticate;
  await expect(sign(login({ shopDomain, accessToken: 't' }), { url: '/x' })).rejects.toThrow();
});

test('requests carry the token in a header of its own', async () => {
  const signed = await (credential.authenticate as Authenticate)(login({ accessToken: 'token-1' }), {
    url: 'https://my-store.myshopify.com/x',
    headers: { accept: 'application/json' },
  });
  expect(signed.headers).toEqual({ accept: 'application/json', 'X-Shopify-Access-Token': 'token-1' });
});

const TYPED = [
  'my-store',
  'My-Store',
  'my-store.myshopify.com',
  ' my-store.myshopify.com ',
  'https://my-store.myshopify.com',
  'https://my-store.myshopify.com/',
  'https://my-store.myshopify.com/admin',
  'https://my-store.myshopify.com/admin/settings/domains',
  'https://admin.shopify.com/store/my-store',
  'admin.shopify.com/store/my-store/orders?x=1',
];

test.each(TYPED)(
  '%s is one shop to the token request, to the test button and to the library',
  async (shopDomain) => {
    const asked: string[] = [];
    const helper = {
      httpRequest: async ({ url }: IHttpRequestOptions) => {
        asked.push(url);
        return { statusCode: 200, body: { access_token: 'token-1' } };
      },
    };
    await credential.preAuthentication.call({ helpers: helper }, login({ shopDomain }));
    expect(asked).toEqual(['https://my-store.myshopify.com/admin/oauth/access_token']);

    const expression = String(credential.test.request.baseURL).replace(/^=\{\{(.*)\}\}$/s, '$1');
    const evaluate = new Function('$credentials', `return ${expression}`) as (fields: object) => string;
    expect(evaluate({ shopDomain }).toLowerCase()).toBe('https://my-store.myshopify.com');

    const connection = source.connectionOf({ shopDomain });
    expect(source.storeIdOf(connection)).toBe('my-store.myshopify.com');
  },
);

test('the test button asks in the version that the library asks in', () => {
  expect(credential.test.request.url).toBe(`/admin/api/${API_VERSION}/graphql.json`);
});

test('both kinds of login name their shop, and the secret that signs webhooks', () => {
  expect(source.connectionOf({ shopDomain: 'my-store', environment: 'sandbox', clientSecret: 's' })).toEqual({
    baseUrl: 'https://my-store.myshopify.com',
    environment: 'sandbox',
  });
  expect(source.connectionOf({ shopSubdomain: 'my-store', accessToken: 't', appSecretKey: 's' })).toEqual({
    baseUrl: 'https://my-store.myshopify.com',
  });
  expect(source.webhookSecretOf?.({ clientSecret: 'one' })).toBe('one');
  expect(source.webhookSecretOf?.({ appSecretKey: 'two' })).toBe('two');
  expect(source.webhookSecretOf?.({ appSecretKey: '' })).toBeUndefined();
});

test('masks the secrets and nothing else, and says which scopes the app needs', () => {
  const masked = credential.properties
    .filter(({ typeOptions }) => typeOptions?.password)
    .map(({ name }) => name);
  expect(masked).toEqual(['accessToken', 'clientSecret']);
  const id = credential.properties.find(({ name }) => name === 'clientId');
  expect(id?.description).toMatch(/read_orders.*read_all_orders/);
  const environment = credential.properties.find(({ name }) => name === 'environment');
  expect(environment?.options?.map((option) => 'value' in option && option.value)).toEqual([
    'production',
    'sandbox',
  ]);
});
