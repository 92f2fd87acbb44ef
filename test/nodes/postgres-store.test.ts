/** Nodes that keep their books in PostgreSQL: a real server, n8n's queue mode as its environment says it. */
import { Client } from 'pg';
import type { ICredentialTestFunctions, INodeParameters } from 'n8n-workflow';
import { AccountingPoster } from '../../nodes/AccountingPoster/AccountingPoster.node';
import { CartTrigger } from '../../nodes/CartTrigger/CartTrigger.node';
import { FinanceMapper } from '../../nodes/FinanceMapper/FinanceMapper.node';
import { FinanceTrace } from '../../nodes/FinanceTrace/FinanceTrace.node';
import { OrderFetcher } from '../../nodes/OrderFetcher/OrderFetcher.node';
import { Reconciler } from '../../nodes/Reconciler/Reconciler.node';
import { closeStores, openStore } from '../../nodes/shared/open-store';
import { storeTests } from '../../nodes/shared/store-properties';
import { type PostgresServer, startPostgresServer } from '../support/postgres-server';
import { FakeN8n } from './support/fake-n8n';

jest.setTimeout(60_000);

let server: PostgresServer;
beforeAll(async () => {
  process.env.EXECUTIONS_MODE = 'queue';
  server = await startPostgresServer();
});
afterEach(closeStores);
afterAll(async () => {
  delete process.env.EXECUTIONS_MODE;
  await server.dispose();
});

const credential = (change: object = {}) => ({ ...server.login(), schema: 'books', ssl: 'off', ...change });

const traceNode = (parameters: INodeParameters, change: object = {}) =>
  new FakeN8n(new FinanceTrace(), {
    parameters: { traceStore: 'postgres', ...parameters },
    storeCredential: credential(change),
  });

const NODES = [AccountingPoster, CartTrigger, FinanceMapper, FinanceTrace, OrderFetcher, Reconciler];

test.each(NODES.map((Type) => [Type.name, new Type()] as const))(
  'the %s asks where the books are kept, and for the login only in PostgreSQL, which it can test',
  (_, node) => {
    const choice = node.description.properties.find(({ name }) => name === 'traceStore');
    expect(choice).toMatchObject({ default: 'embedded', noDataExpression: true });
    const login = node.description.credentials?.find(({ name }) => name === 'cartLedgerPostgresApi');
    expect(login).toMatchObject({
      required: true,
      displayOptions: { show: { traceStore: ['postgres'] } },
    });
    expect(
      Object.keys((node as { methods?: { credentialTest?: object } }).methods?.credentialTest ?? {}),
    ).toEqual([login?.testedBy]);
  },
);

test('a node in queue mode keeps its books there', async () => {
  const account = { resource: 'book', operation: 'openLedgerAccount', book: 'main', accountId: 'sales' };
  const opened = traceNode({ ...account, accountName: 'Sales', accountType: 'income' });
  const listed = traceNode({ resource: 'audit', operation: 'getMany' });
  await opened.execute();
  const [rows] = await listed.execute();
  expect(rows?.map(({ json }) => json)).toMatchObject([{ action: 'book.account', subject: 'book:main' }]);
});

test('a node in queue mode that would keep them in a file says what to do', async () => {
  const node = new FakeN8n(new FinanceTrace(), { parameters: { resource: 'audit', operation: 'verify' } });
  await expect(node.execute()).rejects.toMatchObject({
    message: expect.stringContaining('n8n runs in queue mode'),
    description: expect.stringContaining('Set Trace Store to PostgreSQL'),
  });
});

test('nodes with one credential share its connections, and another content is another store', async () => {
  const first = traceNode({}).context();
  const [one, two] = await Promise.all([openStore(first), openStore(traceNode({}).context())]);
  expect(one).toBe(two);
  expect(await openStore(traceNode({}, { maxConnections: 3 }).context())).not.toBe(one);
  expect(await openStore(traceNode({}, { schema: 'other_books' }).context())).not.toBe(one);
});

test('a login that is refused is tried again by the next run', async () => {
  const wrong = traceNode({}, { password: 'wrong' }).context();
  await expect(openStore(wrong)).rejects.toMatchObject({ code: 'cannot_open' });
  await expect(openStore(wrong)).rejects.toMatchObject({ code: 'cannot_open' });
});

describe('the test of the credential', () => {
  const run = (change: object = {}) =>
    storeTests.cartLedgerPostgresTest.call({} as ICredentialTestFunctions, {
      id: '1',
      name: 'books',
      type: 'cartLedgerPostgresApi',
      data: credential(change),
    });

  it('says yes to a login that may make its schema, and makes nothing', async () => {
    expect(await run({ schema: 'not_made' })).toEqual({ status: 'OK', message: 'Connection successful!' });
    const client = new Client(server.login());
    await client.connect();
    const { rows } = await client.query(`select to_regnamespace('not_made') as made`);
    await client.end();
    expect(rows).toEqual([{ made: null }]);
  });

  it.each([
    ['a wrong password', { password: 'wrong' }, 'password authentication failed'],
    ['a database that is not there', { database: 'nowhere' }, 'database "nowhere" does not exist'],
    ['an empty host', { host: '' }, 'has no host'],
    ['TLS that the server does not speak', { ssl: 'verify' }, 'does not support SSL'],
  ])('says what is wrong with %s', async (_, change, words) => {
    expect(await run(change)).toMatchObject({ status: 'Error', message: expect.stringContaining(words) });
  });
});
