import type { ICredentialDataDecryptedObject, IHttpRequestOptions } from 'n8n-workflow';
import { CartLedgerMedusaApi } from '../../credentials/CartLedgerMedusaApi.credentials';

type Authenticate = (
  credentials: ICredentialDataDecryptedObject,
  request: IHttpRequestOptions,
) => Promise<IHttpRequestOptions>;

const credential = new CartLedgerMedusaApi();
const sign = (url: string, more: ICredentialDataDecryptedObject = {}) =>
  (credential.authenticate as Authenticate)(
    { url, secretKey: 'sk_1', webhookSecret: 'hush', ...more },
    { url: `${url}/admin/orders`, method: 'GET', headers: { accept: 'application/json' } },
  );

it.each(['https://medusa.example', 'http://127.0.0.1:9000', 'http://localhost', 'http://[::1]:9000'])(
  'signs for %s with the key as user name and no password, which is the one way that Medusa takes',
  async (url) => {
    const authorization = `Basic ${Buffer.from('sk_1:').toString('base64')}`;
    expect(await sign(url)).toMatchObject({
      method: 'GET',
      headers: { accept: 'application/json', authorization },
    });
  },
);

it.each(['http://medusa.example', 'http://127.0.0.1.evil.example', 'http://192.168.1.5'])(
  'signs nothing for %s, unless plain HTTP is allowed',
  async (url) => {
    await expect(sign(url)).rejects.toThrow('clear text');
    expect((await sign(url, { allowHttp: true })).headers).toHaveProperty('authorization');
  },
);

it('never sends the webhook secret to the shop', async () => {
  expect(JSON.stringify(await sign('https://medusa.example'))).not.toContain('hush');
});

it('masks both secrets and nothing else', () => {
  const masked = credential.properties
    .filter(({ typeOptions }) => typeOptions?.password)
    .map(({ name }) => name);
  expect(masked).toEqual(['secretKey', 'webhookSecret']);
});

it('says sandbox or production', () => {
  const environment = credential.properties.find(({ name }) => name === 'environment');
  expect(environment?.options?.map((option) => 'value' in option && option.value)).toEqual([
    'production',
    'sandbox',
  ]);
});

it.each([
  ['https://medusa.example', 'https://medusa.example'],
  [' https://medusa.example/ ', 'https://medusa.example'],
  ['https://medusa.example/app', 'https://medusa.example'],
  ['https://medusa.example/app/orders', 'https://medusa.example'],
  ['https://example.com/medusa/admin/', 'https://example.com/medusa'],
])('its test button makes of %s the address of the server', (url, root) => {
  const expression = String(credential.test.request.baseURL).replace(/^=\{\{|\}\}$/g, '');
  const evaluate = new Function('$credentials', `return ${expression}`) as (fields: object) => string;
  expect(evaluate({ url })).toBe(root);
});
