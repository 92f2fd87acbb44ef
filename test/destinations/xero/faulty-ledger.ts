/** A simulated Xero organisation for the faults that every ledger must survive. */
import { xero } from '../../../lib/destinations/xero/kind';
import { keyInNote } from '../../../lib/destinations/key-note';
import { lookupCache } from '../../../lib/flows/lookup-cache';
import type { HttpRequest } from '../../../lib/host';
import { netsFromCents, repeated } from '../../fault/held-state';
import { type LedgerFault, type OpenFaultyLedger, RETRY_AFTER_SECONDS } from '../../fault/ledger-suite';
import { watchHttp } from '../../fault/watch-http';
import { balances } from '../../simulators/xero/balances';
import type { Fault } from '../../simulators/xero/faults';
import { startXero } from '../../simulators/xero/start-xero';
import { recordsOf, type SimAccount, type SimRecord } from '../../simulators/xero/state';
import { silentLog, TestClock } from '../../support/test-clock';
import { signedSend } from './support/xero-host';

const DOCUMENTS = /\/(Invoices|CreditNotes|BankTransactions|Payments|ManualJournals)$/;
const TAX = '825';
const SHIPPING = '210';

const FAULTS: Readonly<Record<Exclude<LedgerFault, 'validation'>, Omit<Fault, 'on'>>> = {
  answer_lost_after: { what: 'lost_after' },
  answer_lost_before: { what: 'lost_before' },
  throttled: { what: 429, retryAfter: RETRY_AFTER_SECONDS },
  server_error: { what: 500 },
  altered_cent: { what: 'altered' },
};

const endpointOf = ({ url }: HttpRequest): string => DOCUMENTS.exec(url)?.[1] ?? '';
const isWrite = (request: HttpRequest): boolean => request.method === 'PUT' && endpointOf(request) !== '';
const isPayment = (request: HttpRequest): boolean => isWrite(request) && endpointOf(request) === 'Payments';

const noteOf = (record: SimRecord): string | undefined =>
  record.kind === 'ManualJournals' ? record.Narration : record.Reference;

export const openFaultyLedger: OpenFaultyLedger = async (store) => {
  const clock = new TestClock();
  const simulator = await startXero({ now: () => clock.now() });
  const { state } = simulator;
  let token = simulator.token;
  const wire = watchHttp((request) => signedSend(token)(request), clock, isWrite);
  const connect = () =>
    xero.connect({
      http: wire.http,
      clock,
      log: silentLog,
      connection: { ...xero.connectionOf({}), baseUrl: simulator.url },
      company: simulator.tenantId,
      lookups: lookupCache(store, 'xero'),
      options: { items: 'generic' },
      storage: store,
    });
  const destination = connect();
  return {
    destination,
    another: connect,
    mapping: [
      { logical: 'receivable', ledgerAccount: '610' },
      { logical: 'clearing:*', ledgerAccount: '091' },
      { logical: 'sales*', ledgerAccount: '200' },
      { logical: 'shipping', ledgerAccount: SHIPPING },
      { logical: 'tax:*', ledgerAccount: TAX },
    ],
    taxCodes: [{ logical: 'DE-19', ledgerAccount: 'TAX001' }],
    output: 'receipt',
    clock,
    requests: wire.requests,
    fault: async (next, only) => {
      if (next === 'validation') {
        // Archived after the chart was read: only Xero itself can say no.
        await destination.listAccounts();
        const account = state.accounts.find(({ Code }) => Code === SHIPPING) as SimAccount;
        account.Status = 'ARCHIVED';
        return;
      }
      let endpoint = '';
      const meant = (request: HttpRequest): boolean => {
        endpoint = endpointOf(request);
        return only === 'payment' ? isPayment(request) : isWrite(request);
      };
      wire.beforeNext(meant, () => simulator.fail({ ...FAULTS[next], on: `PUT ${endpoint}` }));
    },
    refusal: /Account code '210' is not a valid code for this document/,
    wrongLogin: () => {
      token = 'expired';
    },
    mendLogin: () => {
      token = simulator.token;
    },
    closePeriod: (day) => {
      state.organisation.EndOfYearLockDate = day;
    },
    documentsHeld: () => state.records.length,
    keysTwice: () =>
      repeated(state.records.map((record) => keyInNote(noteOf(record))?.key ?? 'no key of ours')),
    paidRecords: () => recordsOf(state, 'Payments').map(({ Of }) => Of),
    nets: () => netsFromCents(balances(state), { 'tax:TAX001 EUR': `${TAX} EUR` }),
    cannot: {},
    dispose: () => simulator.stop(),
  };
};
