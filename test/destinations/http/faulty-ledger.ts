/** The HTTP ledger for the faults that every ledger must survive. */
import { httpLedger } from '../../../lib/destinations/http';
import type { HttpRequest } from '../../../lib/host';
import { repeated } from '../../fault/held-state';
import { type OpenFaultyLedger, RETRY_AFTER_SECONDS } from '../../fault/ledger-suite';
import { type SeenRequest, watchHttp } from '../../fault/watch-http';
import { startHttpLedger } from '../../simulators/http-ledger';
import { netBalances } from '../../support/net-balances';
import { silentLog, TestClock } from '../../support/test-clock';
import { lookupCache } from '../../../lib/flows/lookup-cache';
import { sendWith } from './contract-ledger';

const TAX = '2200';
const GONE = '4199';
const THROTTLED = {
  status: 429,
  headers: { 'retry-after': String(RETRY_AFTER_SECONDS) },
  body: '{"message":"Too many requests."}',
};

const isPost = ({ method, url }: HttpRequest): boolean => method === 'POST' && url.endsWith('/documents');
const isPayment = (request: HttpRequest): boolean =>
  isPost(request) && request.body?.includes('"type":"payment"') === true;

/** What each document was said to pay, by its key: the simulator demands it and keeps none of it. */
const recordsPaid = (requests: readonly SeenRequest[]): ReadonlyMap<string, string> =>
  new Map(
    requests
      .filter(({ writes }) => writes)
      .flatMap(({ text }) => {
        const { documents } = JSON.parse(text.slice(text.indexOf('{'))) as Posted;
        return documents.flatMap(({ key, appliesToRecord }) =>
          appliesToRecord === undefined ? [] : [[key, appliesToRecord] as const],
        );
      }),
  );

interface Posted {
  readonly documents: readonly { readonly key: string; readonly appliesToRecord?: string }[];
}

export const openFaultyLedger: OpenFaultyLedger = async (store) => {
  const simulator = await startHttpLedger();
  const clock = new TestClock();
  let token = simulator.token;
  let shipping = '4100';
  const wire = watchHttp((request) => sendWith(token)(request), clock, isPost);
  const connect = () =>
    httpLedger.connect({
      http: wire.http,
      clock,
      log: silentLog,
      connection: httpLedger.connectionOf({ url: simulator.url, environment: 'sandbox' }),
      company: '',
      lookups: lookupCache(store, 'http'),
      options: { items: 'generic' },
      storage: store,
    });
  return {
    destination: connect(),
    another: connect,
    get mapping() {
      return [
        { logical: 'receivable', ledgerAccount: '1200' },
        { logical: 'clearing:*', ledgerAccount: '1100' },
        { logical: 'sales', ledgerAccount: '4000' },
        { logical: 'shipping', ledgerAccount: shipping },
        { logical: 'sales-returns', ledgerAccount: '4900' },
        { logical: 'tax:*', ledgerAccount: TAX },
      ];
    },
    taxCodes: [{ logical: 'DE-19', ledgerAccount: 'S19' }],
    output: 'receipt',
    clock,
    requests: wire.requests,
    fault: (next, only) => {
      const meant = only === 'payment' ? isPayment : isPost;
      if (next === 'validation') shipping = GONE;
      else if (next === 'throttled') wire.beforeNext(meant, () => Promise.resolve(THROTTLED));
      else wire.beforeNext(meant, () => void simulator.faults.push(next));
    },
    refusal: /There is no account "4199"/,
    wrongLogin: () => {
      token = 'another';
    },
    mendLogin: () => {
      token = simulator.token;
    },
    closePeriod: (day) => {
      simulator.lockDate = day;
    },
    documentsHeld: () => simulator.held.length,
    keysTwice: () => repeated(simulator.held.map(({ key }) => key)),
    paidRecords: () => {
      const paid = recordsPaid(wire.requests);
      return simulator.held.flatMap(({ key }) => paid.get(key) ?? []);
    },
    nets: () =>
      netBalances(
        simulator.held.flatMap(({ lines, currency }) =>
          lines.map((line) => ({
            ...line,
            account: line.ledgerAccount.replace('tax-code:S19', TAX),
            currency,
          })),
        ),
      ),
    cannot: {},
    dispose: () => simulator.stop(),
  };
};
