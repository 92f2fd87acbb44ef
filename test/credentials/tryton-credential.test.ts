import type { ICredentialDataDecryptedObject, IHttpRequestOptions } from 'n8n-workflow';
import { CartLedgerTrytonApi } from '../../credentials/CartLedgerTrytonApi.credentials';
import { startTryton, type Tryton } from '../simulators/tryton';

type Authenticate = (
  credentials: ICredentialDataDecryptedObject,
  request: IHttpRequestOptions,
) => Promise<IHttpRequestOptions>;

const credential = new CartLedgerTrytonApi();
const sign = (url: string, more: ICredentialDataDecryptedObject = {}) =>
  (credential.authenticate as Authenticate)(
    { url, database: 'shop', user: 'robot', password: 'p', ...more },
    { url: `${url}/shop/`, method: 'POST' },
  );

it.each(['https://books.example', 'http://127.0.0.1:8000', 'http://localhost', 'http://[::1]:8000'])(
  'signs for %s with user and password',
  async (url) => {
    expect(await sign(url)).toMatchObject({ method: 'POST', auth: { username: 'robot', password: 'p' } });
  },
);

it.each(['http://books.example', 'http://127.0.0.1.evil.example', 'http://192.168.1.5'])(
  'signs nothing for %s, unless plain HTTP is allowed',
  async (url) => {
    await expect(sign(url)).rejects.toThrow('clear text');
    expect(await sign(url, { allowHttp: true })).toHaveProperty('auth');
  },
);

it('masks the password and nothing else', () => {
  const masked = credential.properties
    .filter(({ typeOptions }) => typeOptions?.password)
    .map(({ name }) => name);
  expect(masked).toEqual(['password']);
});

it('says sandbox or production, and which group the user needs', () => {
  const options = (name: string) => credential.properties.find((property) => property.name === name);
  expect(options('environment')?.options?.map((option) => 'value' in option && option.value)).toEqual([
    'production',
    'sandbox',
  ]);
  expect(options('user')?.description).toMatch(/group Account and no other/);
});

describe('the test button', () => {
  jest.setTimeout(300_000);

  let tryton: Tryton;
  beforeAll(async () => {
    tryton = await startTryton();
  });
  afterAll(() => tryton?.stop());

  const press = async (database: string, password: string) => {
    const { auth } = await sign(tryton.url, { user: tryton.user, password });
    const { method, body } = credential.test.request;
    const response = await fetch(`${tryton.url}/${database}/`, {
      method: method as string,
      headers: {
        'content-type': 'application/json',
        authorization: `Basic ${btoa(`${auth?.username}:${auth?.password}`)}`,
      },
      body: JSON.stringify(body),
    });
    return { status: response.status, isSuccess: /"result":/.test(await response.text()) };
  };

  it('asks a real Tryton for what only a login gets', async () => {
    expect(await press(tryton.database, tryton.password)).toEqual({ status: 200, isSuccess: true });
    expect(await press(tryton.database, 'wrong')).toEqual({ status: 401, isSuccess: false });
    expect(await press('nowhere', tryton.password)).toEqual({ status: 200, isSuccess: false });
  });
});
