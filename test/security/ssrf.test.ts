/**
 * Requests go to the host of the credential and to no other: not to a cloud's metadata service, not to where a redirect or
 * an answer points, and not to where an id smuggles them.
 */
import { DESTINATIONS } from '../../lib/destinations';
import { LedgerError } from '../../lib/destinations/ledger-destination';
import type { HttpRequest, HttpResponse } from '../../lib/host';
import { isMetadataHost } from '../../lib/host/metadata-host';
import { SOURCES } from '../../lib/sources';
import { type CartClient, type Connection, SourceError } from '../../lib/sources/cart-source';
import { openSqliteStore } from '../../lib/store/sqlite';
import { silentLog, TestClock } from '../support/test-clock';

const METADATA = [
  'https://169.254.169.254/latest/meta-data/',
  'https://169.254.169.254.',
  'https://2852039166/',
  'https://0xa9fea9fe',
  'https://0251.0376.0251.0376',
  'https://[fe80::1]/',
  'https://[::ffff:169.254.169.254]/',
  'https://[fd00:ec2::254]',
  'https://metadata.google.internal/computeMetadata/v1/',
  'https://METADATA.google.internal.',
  'https://100.100.100.200',
  'https://0.0.0.0:8080',
  'https://[::]',
];

const WITH_LOGIN = [
  'https://user:key@shop.example',
  'file:///etc/passwd',
  'gopher://shop.example',
  'javascript:alert(1)',
  '',
];

/** Answers every request with what it was given, and remembers where it went. */
const recorder = (answer: Partial<HttpResponse>) => {
  const requests: HttpRequest[] = [];
  const http = async (request: HttpRequest): Promise<HttpResponse> => {
    requests.push(request);
    if (requests.length > 500) throw new Error('never ends');
    return { status: 200, headers: {}, body: '{}', ...answer };
  };
  const downloads: string[] = [];
  const download = async function* (url: string): AsyncGenerator<string> {
    downloads.push(url);
    yield '';
  };
  return { requests, downloads, context: { http, download, clock: new TestClock(), log: silentLog } };
};

test.each(METADATA)('%s is known for what it is', (url) => {
  expect(isMetadataHost(new URL(url).hostname)).toBe(true);
});

test.each([
  'shop.example',
  '10.0.0.7',
  '192.168.1.2',
  'localhost',
  '127.0.0.1',
  '[::1]',
  '[fd12::1]',
  'metadata.example',
  '16.254.1.1',
])('%s is a host like any other', (host) => {
  expect(isMetadataHost(new URL(`https://${host}`).hostname)).toBe(false);
});

const HOST = 'shop.example';
const ELSEWHERE = 'https://169.254.169.254/stolen';

const everything = async (client: CartClient): Promise<readonly unknown[]> => {
  const list = async () => {
    for await (const _page of client.list({ by: 'updated', from: '2026-01-01T00:00:00Z' }));
  };
  const calls = [
    () => client.check(),
    () => client.fetch(['7', '8']),
    list,
    () => client.count({ by: 'created' }),
    () => client.listWebhooks(),
    () => client.createWebhook('order.updated', 'https://n8n.example/webhook', 'secret'),
    () => client.repairWebhook('1'),
    () => client.deleteWebhook('1'),
  ];
  const results: unknown[] = [];
  for (const call of calls) results.push(await call().catch((error: unknown) => error));
  return results;
};

describe.each(SOURCES.map((source) => [source.platform, source] as const))('the cart %s', (_name, source) => {
  const connect = (baseUrl: string, recorded: ReturnType<typeof recorder>): CartClient => {
    const connection: Connection = { baseUrl, store: HOST, allowHttp: true };
    return source.connect(connection, recorded.context);
  };

  test.each([...METADATA, ...METADATA.map((url) => url.replace('https', 'http')), ...WITH_LOGIN])(
    'is not looked for at %s, whatever the credential allows',
    (url) => {
      const recorded = recorder({});
      expect(() => connect(url, recorded)).toThrow(SourceError);
      expect(recorded.requests).toEqual([]);
    },
  );

  test.each([301, 302, 303, 307, 308])('does not follow a redirect (%i) with its key', async (status) => {
    const recorded = recorder({ status, headers: { location: ELSEWHERE }, body: '' });
    const results = await everything(connect(`https://${HOST}`, recorded));
    const failures = results.filter((result) => result instanceof Error);
    expect(failures.length).toBeGreaterThan(3);
    expect(failures.filter((failure) => !(failure instanceof SourceError))).toEqual([]);
    expect(recorded.requests.length).toBeGreaterThan(0);
    expect(recorded.requests.filter(({ url }) => new URL(url).host !== HOST)).toEqual([]);
    expect(recorded.downloads).toEqual([]);
  });

  test('does not go where an answer points', async () => {
    const links = { next: ELSEWHERE, url: ELSEWHERE, href: ELSEWHERE, link: ELSEWHERE };
    const answers = [
      JSON.stringify({
        ...links,
        _links: { next: [links] },
        pagination: { next: ELSEWHERE },
        return_code: 0,
        result: { ...links },
      }),
      JSON.stringify({
        data: {
          ...links,
          bulkOperation: { status: 'COMPLETED', ...links },
          node: { status: 'COMPLETED', ...links },
        },
      }),
      JSON.stringify([links]),
    ];
    for (const body of answers) {
      const headers = {
        link: `<${ELSEWHERE}>; rel="next"`,
        location: ELSEWHERE,
        'content-location': ELSEWHERE,
      };
      const recorded = recorder({ headers, body });
      await everything(connect(`https://${HOST}`, recorded));
      expect(recorded.requests.filter(({ url }) => new URL(url).host !== HOST)).toEqual([]);
      expect(recorded.downloads).toEqual([]);
    }
  });

  test.each([
    '../../../wp/v2/users',
    '..',
    '.',
    '7?role=admin',
    '7#x',
    `@169.254.169.254/`,
    '//169.254.169.254/',
    '%2e%2e/%2e%2e/x',
    '7/../../x',
    '\\..\\x',
    'a\u0000b',
  ])('the order id %p reaches nothing but orders', async (id) => {
    for (const answer of [{ status: 404, body: '{"code":"x"}' }, { body: '[]' }, { body: '{"orders":[]}' }]) {
      const asked = async (wanted: string) => {
        const recorded = recorder(answer);
        await connect(`https://${HOST}`, recorded)
          .fetch([wanted])
          .catch(() => []);
        return recorded.requests;
      };
      const usual = (await asked('7')).map(({ url }) => new URL(url).pathname.replace(/\/7(?=\/|$)/, '/*'));
      for (const { url } of await asked(id)) {
        const { host, search, hash, pathname } = new URL(url);
        expect([host, search, hash]).toEqual([HOST, '', '']);
        expect(usual).toContain(pathname.replace(`/${encodeURIComponent(id)}`, '/*'));
      }
    }
  });
});

const NETWORKED = DESTINATIONS.filter(({ credentials }) => credentials.length > 0);

describe.each(NETWORKED.map((kind) => [kind.kind, kind] as const))('the ledger %s', (_name, kind) => {
  const ask = async (baseUrl: string, recorded: ReturnType<typeof recorder>): Promise<unknown> => {
    const storage = await openSqliteStore(':memory:');
    const details = { protocol: 'json-2', database: 'books', user: 'u' };
    try {
      const destination = kind.connect({
        ...recorded.context,
        connection: { baseUrl, allowHttp: true, company: 'books', details },
        company: '1',
        options: { items: 'generic' },
        storage: storage as never,
        lookups: { get: async () => new Map(), put: async () => {}, forget: async () => {} },
      });
      return await destination.listAccounts();
    } catch (error) {
      return error;
    } finally {
      await storage.close();
    }
  };

  test.each([...METADATA, ...WITH_LOGIN])('is not looked for at %s', async (url) => {
    const recorded = recorder({});
    expect(await ask(url, recorded)).toBeInstanceOf(LedgerError);
    expect(recorded.requests).toEqual([]);
  });

  test.each([301, 302, 307, 308])('does not follow a redirect (%i) with its login', async (status) => {
    const recorded = recorder({ status, headers: { location: ELSEWHERE }, body: '' });
    expect(await ask('https://books.example', recorded)).toBeInstanceOf(LedgerError);
    expect(recorded.requests.length).toBeGreaterThan(0);
    expect(recorded.requests.filter(({ url }) => new URL(url).host !== 'books.example')).toEqual([]);
  });
});
