/** The outside world of the tests: real HTTP to the simulated Xero, a clock that stands still, and lookups in memory. */
import type { LedgerOptions, LookupCache } from '../../../../lib/destinations/destination-kind';
import type { HttpSend } from '../../../../lib/host';
import type { LedgerDestination } from '../../../../lib/destinations/ledger-destination';
import { createXero } from '../../../../lib/destinations/xero';
import { startXero, type XeroOptions, type XeroSim } from '../../../simulators/xero/start-xero';
import { silentLog, TestClock } from '../../../support/test-clock';

/** Answers that do not come are given up soon: no test waits as long as a worker does. */
const PATIENCE_MS = 150;

/** Signed as n8n signs: a bearer token that the library never sees. */
export const signedSend =
  (token: string): HttpSend =>
  async ({ method, url, query, headers, body }) => {
    const search = new URLSearchParams(query).toString();
    const response = await fetch(search === '' ? url : `${url}?${search}`, {
      method,
      headers: { ...headers, authorization: `Bearer ${token}` },
      ...(body === undefined ? {} : { body }),
      signal: AbortSignal.timeout(method === 'GET' ? 10_000 : giveUpAfter(url)),
    }).catch((error: unknown) => {
      throw Object.assign(new Error('no answer'), { code: codeOf(error) });
    });
    return {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: await response.text(),
    };
  };

let impatient = false;
const giveUpAfter = (_url: string): number => (impatient ? PATIENCE_MS : 10_000);

/** Writes are given up soon while `work` runs. */
export const impatiently = async <T>(work: () => Promise<T>): Promise<T> => {
  impatient = true;
  try {
    return await work();
  } finally {
    impatient = false;
  }
};

const codeOf = (error: unknown): string => {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && 'code' in cause ? String(cause.code) : 'ETIMEDOUT';
};

export class MemoryLookups implements LookupCache {
  readonly kinds = new Map<string, Map<string, string>>();

  async get(kind: string, keys: readonly string[]) {
    const known = this.kinds.get(kind);
    return new Map(
      keys.flatMap((key) => {
        const id = known?.get(key);
        return id === undefined ? [] : [[key, id] as const];
      }),
    );
  }

  async put(kind: string, ids: ReadonlyMap<string, string>) {
    this.kinds.set(kind, new Map([...(this.kinds.get(kind) ?? []), ...ids]));
  }

  async forget(kind: string, keys: readonly string[]) {
    for (const key of keys) this.kinds.get(kind)?.delete(key);
  }
}

export interface XeroUnderTest {
  readonly sim: XeroSim;
  readonly clock: TestClock;
  readonly lookups: MemoryLookups;
  readonly destination: LedgerDestination;
  /** Another worker of the same organisation, with lookups of its own. */
  worker(more?: {
    readonly token?: string;
    readonly tenantId?: string;
    readonly lookups?: LookupCache;
    readonly options?: Partial<LedgerOptions>;
  }): LedgerDestination;
}

export const openXero = async (options: Partial<XeroOptions> = {}): Promise<XeroUnderTest> => {
  const clock = new TestClock();
  const sim = await startXero({ now: () => clock.now(), ...options });
  const lookups = new MemoryLookups();
  const worker: XeroUnderTest['worker'] = (more = {}) =>
    createXero({
      http: signedSend(more.token ?? sim.token),
      clock,
      log: silentLog,
      connection: { baseUrl: sim.url },
      company: more.tenantId ?? sim.tenantId,
      lookups: more.lookups ?? new MemoryLookups(),
      options: { items: 'generic', ...more.options },
    });
  return { sim, clock, lookups, destination: worker({ lookups }), worker };
};
