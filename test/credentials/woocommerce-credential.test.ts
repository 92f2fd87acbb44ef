import type { ICredentialDataDecryptedObject, IHttpRequestOptions } from 'n8n-workflow';
import { CartLedgerWooCommerceApi } from '../../credentials/CartLedgerWooCommerceApi.credentials';

type Authenticate = (
  credentials: ICredentialDataDecryptedObject,
  request: IHttpRequestOptions,
) => Promise<IHttpRequestOptions>;

const credential = new CartLedgerWooCommerceApi();
const sign = (url: string, more: ICredentialDataDecryptedObject = {}) =>
  (credential.authenticate as Authenticate)(
    { url, consumerKey: 'ck_1', consumerSecret: 'cs_1', ...more },
    { url: `${url}/wp-json/wc/v3/orders`, method: 'GET' },
  );

it.each(['https://shop.example', 'http://127.0.0.1:8080', 'http://localhost', 'http://[::1]:3000'])(
  'signs for %s with user name and password',
  async (url) => {
    expect(await sign(url)).toMatchObject({ method: 'GET', auth: { username: 'ck_1', password: 'cs_1' } });
  },
);

it.each(['http://shop.example', 'http://127.0.0.1.evil.example', 'http://192.168.1.5'])(
  'signs nothing for %s, unless plain HTTP is allowed',
  async (url) => {
    await expect(sign(url)).rejects.toThrow('clear text');
    expect(await sign(url, { allowHttp: true })).toHaveProperty('auth');
  },
);

it('masks the secret and nothing else', () => {
  const masked = credential.properties
    .filter(({ typeOptions }) => typeOptions?.password)
    .map(({ name }) => name);
  expect(masked).toEqual(['consumerSecret']);
});

it('says sandbox or production, and which permission the key needs', () => {
  const environment = credential.properties.find(({ name }) => name === 'environment');
  expect(environment?.options?.map((option) => 'value' in option && option.value)).toEqual([
    'production',
    'sandbox',
  ]);
  const key = credential.properties.find(({ name }) => name === 'consumerKey');
  expect(key?.description).toMatch(/Read is enough.*Read\/Write/);
});
