/** A simulated Odoo and a destination that is connected to it, over the protocol of its version. */
import type { DestinationContext, LookupCache } from '../../../../lib/destinations/destination-kind';
import type { LedgerDestination } from '../../../../lib/destinations/ledger-destination';
import { odoo as kind } from '../../../../lib/destinations/odoo/kind';
import type { HttpSend, Log } from '../../../../lib/host';
import { signingHttp } from '../../../simulators/odoo/sign-requests';
import { DATABASE, type OdooSimulator, startOdoo, USER } from '../../../simulators/odoo/start-odoo';
import { TestClock } from '../../../support/test-clock';

/** 17 over JSON-RPC with user and password, 19 over JSON-2 with a key. */
export const VERSIONS = [17, 19] as const;

export interface ConnectedOdoo {
  readonly odoo: OdooSimulator;
  readonly destination: LedgerDestination;
  readonly context: DestinationContext;
  readonly clock: TestClock;
  /** What was logged, as text. */
  readonly logged: string[];
  /** Another process: nothing is remembered but what the trace store keeps. */
  reconnect(more?: Partial<DestinationContext>): LedgerDestination;
}

export const memoryLookups = (): LookupCache & { readonly ids: Map<string, string> } => {
  const ids = new Map<string, string>();
  return {
    ids,
    get: async (name, keys) =>
      new Map(
        keys.flatMap((key) => {
          const id = ids.get(`${name} ${key}`);
          return id === undefined ? [] : [[key, id] as const];
        }),
      ),
    put: async (name, found) => {
      for (const [key, id] of found) ids.set(`${name} ${key}`, id);
    },
    forget: async (name, keys) => {
      for (const key of keys) ids.delete(`${name} ${key}`);
    },
  };
};

/** Fields of the credential that n8n would decrypt. */
export const fieldsFor = (odoo: OdooSimulator) =>
  odoo.version < 19
    ? { url: odoo.url, username: USER, password: 'not for the library', db: DATABASE }
    : { url: odoo.url, apiKey: 'not for the library', db: DATABASE };

const running: OdooSimulator[] = [];
// A test that fails does not get to stop its own.
afterAll(() => Promise.all(running.map((odoo) => odoo.stop())));

export const connectOdooOf = async (
  version: number,
  more: Partial<DestinationContext> = {},
  http: HttpSend = signingHttp(),
): Promise<ConnectedOdoo> => {
  const odoo = await startOdoo({ version });
  running.push(odoo);
  const clock = new TestClock();
  const logged: string[] = [];
  const write = (message: string, fields: object = {}) =>
    void logged.push(`${message} ${JSON.stringify(fields)}`);
  const log: Log = { info: write, warn: write, error: write };
  const context: DestinationContext = {
    http,
    clock,
    log,
    connection: kind.connectionOf(fieldsFor(odoo)),
    company: String(odoo.ids.company),
    lookups: memoryLookups(),
    options: { items: 'generic' },
    storage: undefined as never,
    ...more,
  };
  const reconnect = (other: Partial<DestinationContext> = {}) => kind.connect({ ...context, ...other });
  return { odoo, destination: reconnect(), context, clock, logged, reconnect };
};
