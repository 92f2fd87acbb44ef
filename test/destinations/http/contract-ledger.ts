/** The HTTP ledger for the contract of ledgers. */
import type { HttpSend } from '../../../lib/host';
import type { LedgerDestination } from '../../../lib/destinations/ledger-destination';
import { httpLedger } from '../../../lib/destinations/http';
import type { LedgerUnderTest } from '../../contract/destination.contract';
import { type HttpLedgerSimulator, startHttpLedger } from '../../simulators/http-ledger';
import { silentLog, TestClock } from '../../support/test-clock';

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

const unused = (): never => {
  throw new Error('the HTTP ledger keeps nothing in the store');
};

export const connectTo = (
  simulator: HttpLedgerSimulator,
  token = simulator.token,
  clock = new TestClock(),
): LedgerDestination =>
  httpLedger.connect({
    http: sendWith(token),
    clock,
    log: silentLog,
    connection: httpLedger.connectionOf({ url: simulator.url, environment: 'sandbox' }),
    company: '',
    lookups: { get: unused, put: unused, forget: unused },
    options: { items: 'generic' },
    storage: new Proxy({}, { get: unused }) as Parameters<typeof httpLedger.connect>[0]['storage'],
  });

export const openLedger = async (): Promise<LedgerUnderTest> => {
  const simulator = await startHttpLedger();
  return {
    destination: connectTo(simulator),
    accounts: { receivable: '1200', sales: '4000', tax: '2200' },
    sampleType: 'invoice',
    dimensions: { class: 'Online', anything: 'at all' },
    closePeriod: async (day) => {
      simulator.lockDate = day;
    },
    dispose: () => simulator.stop(),
  };
};
