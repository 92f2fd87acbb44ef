import type { ICredentialDataDecryptedObject, IHttpRequestOptions } from 'n8n-workflow';
import { CartLedgerApi2CartApi } from '../../credentials/CartLedgerApi2CartApi.credentials';

type Authenticate = (
  credentials: ICredentialDataDecryptedObject,
  request: IHttpRequestOptions,
) => Promise<IHttpRequestOptions>;

const credential = new CartLedgerApi2CartApi();
const KEYS = { apiKey: ' key-1 ', storeKey: 'store-1', url: 'https://shop.example' };
const sign = (request: IHttpRequestOptions, more: ICredentialDataDecryptedObject = {}) =>
  (credential.authenticate as Authenticate)({ ...KEYS, ...more }, request);

it('signs requests to API2Cart with both keys, without the spaces that a paste leaves', async () => {
  const url = 'https://api.api2cart.com/v1.1/order.list.json';
  expect(await sign({ url, headers: { accept: 'application/json' } })).toEqual({
    url,
    headers: { accept: 'application/json', 'x-api-key': 'key-1', 'x-store-key': 'store-1' },
  });
  expect(await sign({ baseURL: 'https://api.api2cart.com', url: '/v1.1/cart.info.json' })).toHaveProperty(
    'headers',
  );
});

it.each([
  'https://evil.example/v1.1/order.list.json',
  'https://api.api2cart.com.evil.example/v1.1/order.list.json',
  'http://api.api2cart.com/v1.1/order.list.json',
])('gives no key to %s', async (url) => {
  await expect(sign({ url })).rejects.toThrow('not signed');
});

it('goes to an API URL of your own over TLS or on this machine only', async () => {
  const url = 'http://127.0.0.1:8080/v1.1/order.list.json';
  expect(await sign({ url }, { apiUrl: 'http://127.0.0.1:8080/' })).toHaveProperty('headers');
  await expect(
    sign({ url: 'http://proxy.example/v1.1/x.json' }, { apiUrl: 'http://proxy.example' }),
  ).rejects.toThrow('clear text');
});

it('masks both keys and nothing else', () => {
  const masked = credential.properties
    .filter(({ typeOptions }) => typeOptions?.password)
    .map(({ name }) => name);
  expect(masked).toEqual(['apiKey', 'storeKey']);
});

it('says sandbox or production, and which methods the key needs', () => {
  const environment = credential.properties.find(({ name }) => name === 'environment');
  expect(environment?.options?.map((option) => 'value' in option && option.value)).toEqual([
    'production',
    'sandbox',
  ]);
  const key = credential.properties.find(({ name }) => name === 'apiKey');
  expect(key?.description).toMatch(/order\.list.*only the Cart Trigger and Repair Webhooks/);
});

it('has a test button that understands return codes', () => {
  const codes = credential.test.rules?.map(({ properties }) =>
    'key' in properties ? properties.value : undefined,
  );
  expect(codes).toEqual(expect.arrayContaining([2, 6, 101, 106, undefined]));
});
