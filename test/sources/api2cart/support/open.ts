/** A simulated store, open while a test file runs, empty again for each test. */
import { api2cart } from '../../../../lib/sources/api2cart';
import type { CartClient, ChangedObject, Connection, ListQuery } from '../../../../lib/sources/cart-source';
import { SourceError } from '../../../../lib/sources/cart-source';
import { type Connected, contextOf, type Keys } from '../../../simulators/api2cart/send';
import { type Api2CartServer, startApi2Cart } from '../../../simulators/api2cart/server';
import { TestClock } from '../../../support/test-clock';

export const NOW = Date.parse('2026-03-01T12:00:00Z');
export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

export interface Opened {
  readonly server: Api2CartServer;
  readonly clock: TestClock;
  readonly context: Connected;
  readonly client: CartClient;
  connect(
    more?: Partial<Connection>,
    keys?: Keys,
  ): { readonly client: CartClient; readonly context: Connected };
}

/** Gives the store of the running test. */
export const openStores = (): (() => Opened) => {
  let opened: Opened;
  beforeEach(async () => {
    const server = await startApi2Cart();
    const clock = new TestClock(NOW);
    const connect: Opened['connect'] = (more = {}, keys) => {
      const context = contextOf(keys, clock);
      const client = api2cart.connect({ baseUrl: server.url, store: 'shop.example', ...more }, context);
      return { client, context };
    };
    opened = { server, clock, connect, ...connect() };
  });
  afterEach(() => opened.server.stop());
  return () => opened;
};

export const listed = async (client: CartClient, query: ListQuery): Promise<readonly ChangedObject[]> => {
  const all: ChangedObject[] = [];
  for await (const page of client.list(query)) all.push(...page);
  return all;
};

export const idsOf = (changed: readonly ChangedObject[]): readonly string[] => changed.map(({ id }) => id);

/** The SourceError that a call must end in. */
export const sourceError = async (call: () => Promise<unknown>): Promise<SourceError> => {
  try {
    await call();
  } catch (error) {
    if (error instanceof SourceError) return error;
    throw error;
  }
  throw new Error('the call succeeded');
};
