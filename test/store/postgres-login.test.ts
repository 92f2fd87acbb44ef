/** Getting in: TLS that is verified, and sentences for all that keeps us out. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { checkPostgres } from '../../lib/store/postgres';
import { checkPostgresLogin, type PostgresLogin, postgresLoginOf } from '../../lib/store/postgres-login';
import { freePort } from '../e2e/harness/free-ports';
import { loginTo, openStoreIn } from '../support/postgres-store';
import { PostgresServer } from '../support/postgres-server';

jest.setTimeout(60_000);

const folder = mkdtempSync(join(tmpdir(), 'cart-ledger-tls-'));
const openssl = (...given: readonly string[]) =>
  execFileSync('openssl', given, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });

/** An authority, and a certificate of it for `host`. */
const certify = (
  name: string,
  host: string,
): { readonly ca: string; readonly key: string; readonly cert: string } => {
  const read = (file: string) => readFileSync(join(folder, file), 'utf8');
  const key = ['-newkey', 'rsa:2048', '-nodes'];
  openssl(
    'req',
    '-x509',
    ...key,
    '-keyout',
    `${name}-ca.key`,
    '-out',
    `${name}-ca.crt`,
    '-subj',
    `/CN=${name}`,
  );
  openssl('req', ...key, '-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', `/CN=${host}`);
  writeFileSync(join(folder, 'names'), `subjectAltName=${/^\d/.test(host) ? 'IP' : 'DNS'}:${host}`);
  const by = ['-CA', `${name}-ca.crt`, '-CAkey', `${name}-ca.key`, '-CAcreateserial', '-extfile', 'names'];
  openssl('x509', '-req', '-in', `${name}.csr`, ...by, '-out', `${name}.crt`);
  return { ca: read(`${name}-ca.crt`), key: read(`${name}.key`), cert: read(`${name}.crt`) };
};

let server: PostgresServer;
const ours = certify('ours', 'localhost');
const other = certify('other', 'db.example');

beforeAll(async () => {
  server = await PostgresServer.prepare({ password: 'geheim' });
  const cert = server.putFile('server.crt', ours.cert);
  const key = server.putFile('server.key', ours.key);
  await server.start(await freePort(), ['ssl=on', `ssl_cert_file=${cert}`, `ssl_key_file=${key}`]);
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await server.dispose();
});

const check = (change: Partial<PostgresLogin>) => checkPostgres(loginTo(server, change));

describe('TLS', () => {
  it('is spoken with a server that its CA vouches for under its name', async () => {
    const store = await openStoreIn(server, { host: 'localhost', ssl: 'verify', ca: ours.ca });
    const client = new Client(server.login());
    await client.connect();
    const { rows } = await client.query(
      `select ssl from pg_stat_ssl join pg_stat_activity using (pid) where application_name = 'cart-ledger'`,
    );
    await client.end();
    await store.listPipelines();
    await store.close();
    expect(rows.every(({ ssl }) => ssl)).toBe(true);
  });

  it.each([
    ['nobody vouches for it', { host: 'localhost' }, /certificate|self.signed/i],
    ['another CA is trusted', { host: 'localhost', ca: other.ca }, /certificate|unable to verify/i],
    ['it goes by another name', { host: '127.0.0.1', ca: ours.ca }, /does not match|altname/i],
  ])('is not, when %s', async (_, change, words) => {
    await expect(check({ ssl: 'verify', ...change })).rejects.toMatchObject({
      code: 'cannot_open',
      message: expect.stringMatching(words),
    });
  });

  it('may be told to look at the CA alone', async () => {
    await check({ host: '127.0.0.1', ssl: 'verify-ca', ca: ours.ca });
    await expect(check({ host: '127.0.0.1', ssl: 'verify-ca', ca: other.ca })).rejects.toThrow(
      /certificate/i,
    );
  });
});

describe('a login', () => {
  it.each([
    ['a wrong password', { password: 'falsch' }, 'password authentication failed'],
    ['no password', { password: '' }, 'password'],
    ['an unknown user', { user: 'nobody' }, 'password authentication failed'],
    ['an unknown database', { database: 'nowhere' }, 'does not exist'],
    [
      'a host that is nowhere',
      { host: 'nowhere.invalid', allowPlain: true },
      'cannot be reached|ENOTFOUND|EAI_AGAIN',
    ],
  ])('with %s is refused with the place and the reason, without the password', async (_, change, words) => {
    const error = await check(change).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: 'StoreError' });
    expect(String(error)).toMatch(new RegExp(words));
    expect(String(error)).not.toMatch(/geheim|falsch/);
  });

  it('to a database that is not in UTF-8 is refused', async () => {
    const client = new Client(server.login());
    await client.connect();
    await client.query(
      `create database latin encoding 'LATIN1' lc_collate 'C' lc_ctype 'C' template template0`,
    );
    await client.end();
    await expect(check({ database: 'latin' })).rejects.toMatchObject({
      code: 'cannot_open',
      message: expect.stringContaining('is in LATIN1'),
    });
  });

  it('with the rights to nothing is refused with what an administrator can do', async () => {
    const client = new Client(server.login());
    await client.connect();
    await client.query(`create role guest login password 'guest'; create schema closed`);
    await client.end();
    for (const schema of ['closed', 'missing'])
      await expect(check({ user: 'guest', password: 'guest', schema })).rejects.toThrow(
        `alter schema ${schema} owner to "guest"`,
      );
  });

  const login: PostgresLogin = {
    host: 'db.example',
    port: 5432,
    database: 'books',
    user: 'ledger',
    password: '',
    schema: 'cart_ledger',
    ssl: 'verify',
    maxConnections: 10,
  };

  it.each([
    [{ host: '' }, 'has no host'],
    [{ database: '' }, 'has no database'],
    [{ user: '' }, 'has no user'],
    [{ host: '/var/run/postgresql' }, 'is a socket'],
    [{ port: NaN }, 'port'],
    [{ port: 65_536 }, 'port'],
    [{ maxConnections: 0 }, 'Max Connections'],
    [{ maxConnections: 101 }, 'Max Connections'],
    [{ maxConnections: 1.5 }, 'Max Connections'],
    [{ ssl: 'verify-ca' as const }, 'needs its certificate'],
    [{ ca: 'not a certificate' }, 'CA certificate'],
    [{ ssl: 'off' as const }, 'in clear text'],
  ])('%j is refused before anything is sent', (change, words) => {
    expect(() => checkPostgresLogin({ ...login, ...change })).toThrow(words);
  });

  it.each([
    { host: 'localhost' },
    { host: '127.0.0.1' },
    { host: '::1' },
    { host: 'postgres', allowPlain: true },
  ])('%j may go without TLS', (change) => {
    expect(() => checkPostgresLogin({ ...login, ...change, ssl: 'off' })).not.toThrow();
  });

  it('is read from a credential with what is safe in the place of what is missing', () => {
    expect(postgresLoginOf({ host: ' db.example ', port: 5432, user: 'ledger', password: ' p ' })).toEqual({
      host: 'db.example',
      port: 5432,
      database: '',
      user: 'ledger',
      password: ' p ',
      schema: 'cart_ledger',
      ssl: 'verify',
      ca: '',
      allowPlain: false,
      maxConnections: 10,
    });
    expect(postgresLoginOf({ ssl: 'whatever', allowPlain: 'yes' })).toMatchObject({
      ssl: 'verify',
      allowPlain: false,
    });
  });
});
