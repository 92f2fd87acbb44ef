/** A destination that is connected to a real Tryton over real HTTP. */
import type { HttpSend, Log } from '../../../../lib/host';
import type { LookupCache, UnknownDimensions } from '../../../../lib/destinations/destination-kind';
import type { LedgerDestination } from '../../../../lib/destinations/ledger-destination';
import { tryton } from '../../../../lib/destinations/tryton/kind';
import type { TestDatabase } from '../../../simulators/tryton';
import { silentLog, TestClock } from '../../../support/test-clock';

/** After every date in these tests and after the server's own today, so that all debts are due. */
const LATE = Date.parse('2027-12-31T12:00:00Z');

export interface CallBody {
  readonly method: string;
  readonly params: readonly unknown[];
}

/** Signed as the credential does it. */
export const basicSend =
  (user: string, password: string, bodies: CallBody[] = []): HttpSend =>
  async ({ method, url, headers, body = '' }) => {
    bodies.push(JSON.parse(body) as CallBody);
    const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
    const response = await fetch(url, { method, headers: { ...headers, authorization }, body });
    return {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: await response.text(),
    };
  };

/** What the trace store does for one ledger. */
export const memoryLookups = (): LookupCache => {
  const ids = new Map<string, string>();
  const named = (kind: string, key: string) => `${kind} ${key}`;
  return {
    get: async (kind, keys) =>
      new Map(
        keys.flatMap((key): [string, string][] => {
          const id = ids.get(named(kind, key));
          return id === undefined ? [] : [[key, id]];
        }),
      ),
    put: async (kind, found) => {
      for (const [key, id] of found) ids.set(named(kind, key), id);
    },
    forget: async (kind, keys) => {
      for (const key of keys) ids.delete(named(kind, key));
    },
  };
};

export interface Connected {
  readonly destination: LedgerDestination;
  /** All calls, in order. */
  readonly calls: CallBody[];
  readonly lookups: LookupCache;
}

const unused = (): never => {
  throw new Error('Tryton keeps nothing in the trace store');
};

export const connectionTo = (url: string, { database, user }: Pick<TestDatabase, 'database' | 'user'>) =>
  tryton.connectionOf({ url, database, user, environment: 'sandbox' });

export const connectTo = (
  url: string,
  books: TestDatabase,
  {
    password = books.password,
    lookups = memoryLookups(),
    log = silentLog,
    company = books.company,
    unknownDimensions = 'hold',
  }: {
    readonly password?: string;
    readonly lookups?: LookupCache;
    readonly log?: Log;
    readonly company?: number;
    readonly unknownDimensions?: UnknownDimensions;
  } = {},
): Connected => {
  const calls: CallBody[] = [];
  const destination = tryton.connect({
    http: basicSend(books.user, password, calls),
    clock: new TestClock(LATE),
    log,
    connection: connectionTo(url, books),
    company: String(company),
    lookups,
    options: { items: 'generic', unknownDimensions },
    storage: new Proxy({}, { get: unused }) as Parameters<typeof tryton.connect>[0]['storage'],
  });
  return { destination, calls, lookups };
};
