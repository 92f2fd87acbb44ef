/** A destination connected to a simulated QuickBooks, with everything that a test may want to look at. */
import { quickbooks } from '../../../../lib/destinations/quickbooks/kind';
import type {
  DestinationContext,
  LedgerOptions,
  LookupCache,
} from '../../../../lib/destinations/destination-kind';
import type { LedgerDestination } from '../../../../lib/destinations/ledger-destination';
import type { HttpSend } from '../../../../lib/host';
import {
  type SimulatedQuickBooks,
  type SimulatorOptions,
  startQuickBooks,
} from '../../../simulators/quickbooks/start-quickbooks';
import { silentLog, TestClock } from '../../../support/test-clock';

export const sendWith =
  (token: string): HttpSend =>
  async ({ method, url, query = {}, headers, body }) => {
    const response = await fetch(`${url}?${new URLSearchParams(query).toString()}`, {
      method,
      headers: { ...headers, authorization: `Bearer ${token}` },
      ...(body === undefined ? {} : { body }),
    });
    return {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: await response.text(),
    };
  };

/** What the trace store keeps between connections. */
export class MemoryLookups implements LookupCache {
  readonly kinds = new Map<string, Map<string, string>>();

  async get(kind: string, keys: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const known = this.kinds.get(kind);
    return new Map(
      keys.flatMap((key) => (known?.has(key) ? [[key, known.get(key) as string] as const] : [])),
    );
  }

  async put(kind: string, ids: ReadonlyMap<string, string>): Promise<void> {
    this.kinds.set(kind, new Map([...(this.kinds.get(kind) ?? []), ...ids]));
  }

  async forget(kind: string, keys: readonly string[]): Promise<void> {
    for (const key of keys) this.kinds.get(kind)?.delete(key);
  }
}

const storage = new Proxy(
  {},
  {
    get: () => {
      throw new Error('QuickBooks keeps nothing in the store');
    },
  },
) as DestinationContext['storage'];

export interface Wiring {
  readonly token?: string;
  readonly realm?: string;
  readonly clock?: TestClock;
  readonly lookups?: LookupCache;
  readonly items?: LedgerOptions['items'];
  readonly unknownDimensions?: LedgerOptions['unknownDimensions'];
  readonly http?: HttpSend;
}

export const connectTo = (simulator: SimulatedQuickBooks, wiring: Wiring = {}): LedgerDestination =>
  quickbooks.connect({
    http: wiring.http ?? sendWith(wiring.token ?? simulator.token),
    clock: wiring.clock ?? new TestClock(),
    log: silentLog,
    connection: { baseUrl: simulator.url, company: wiring.realm ?? simulator.realm, environment: 'sandbox' },
    company: '',
    lookups: wiring.lookups ?? new MemoryLookups(),
    options: { items: wiring.items ?? 'generic', unknownDimensions: wiring.unknownDimensions ?? 'hold' },
    storage,
  });

/** Simulators that are closed after the tests of a file, whatever became of these. */
export const simulators = (): ((options?: SimulatorOptions) => Promise<SimulatedQuickBooks>) => {
  const started: SimulatedQuickBooks[] = [];
  afterAll(async () => {
    await Promise.all(started.map((simulator) => simulator.close()));
  });
  return async (options) => {
    const simulator = await startQuickBooks(options);
    started.push(simulator);
    return simulator;
  };
};
