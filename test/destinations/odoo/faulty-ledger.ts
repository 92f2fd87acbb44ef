/** A simulated Odoo 19 for the faults that every ledger must survive. */
import { odoo as kind } from '../../../lib/destinations/odoo/kind';
import { lookupCache } from '../../../lib/flows/lookup-cache';
import type { HttpRequest } from '../../../lib/host';
import { netsFromCents, repeated } from '../../fault/held-state';
import { type LedgerFault, type OpenFaultyLedger, RETRY_AFTER_SECONDS } from '../../fault/ledger-suite';
import { watchHttp } from '../../fault/watch-http';
import type { FaultKind } from '../../simulators/odoo/odoo-faults';
import { signingHttp } from '../../simulators/odoo/sign-requests';
import { startOdoo } from '../../simulators/odoo/start-odoo';
import { silentLog, TestClock } from '../../support/test-clock';
import { fieldsFor } from './support/connected-odoo';

const CREATE = 'account.move.create';
const POST = 'account.move.action_post';

/** Where each fault strikes: nothing counts in Odoo before it is posted. */
const FAULTS: Readonly<
  Record<Exclude<LedgerFault, 'validation' | 'altered_cent'>, FaultKind & { call: string }>
> = {
  answer_lost_after: { kind: 'lost', when: 'after', call: POST },
  answer_lost_before: { kind: 'lost', when: 'before', call: POST },
  throttled: { kind: 'status', status: 429, retryAfter: String(RETRY_AFTER_SECONDS), call: CREATE },
  server_error: { kind: 'status', status: 500, call: POST },
};

const calls = ({ url }: HttpRequest, call: string): boolean =>
  url.endsWith(`/json/2/${call.replace(/\.(\w+)$/, '/$1')}`);
const isWrite = (request: HttpRequest): boolean => calls(request, CREATE) || calls(request, POST);

export const openFaultyLedger: OpenFaultyLedger = async (store) => {
  const clock = new TestClock();
  const simulator = await startOdoo({ version: 19 });
  const { ids } = simulator;
  let apiKey: string | undefined;
  const send = (request: HttpRequest) => signingHttp(apiKey === undefined ? {} : { apiKey })(request);
  const wire = watchHttp(send, clock, isWrite);
  const connect = () =>
    kind.connect({
      http: wire.http,
      clock,
      log: silentLog,
      connection: kind.connectionOf(fieldsFor(simulator)),
      company: String(ids.company),
      lookups: lookupCache(store, 'odoo'),
      options: { items: 'generic' },
      storage: store,
    });
  const destination = connect();
  const posted = () => simulator.rows('account.move').filter(({ state }) => state === 'posted');
  /** The first two lines of the latest posted record, a cent more and a cent less. */
  const alterCent = (): void => {
    const [first, second] = simulator.linesOf(posted()[0]?.id as number);
    for (const [line, cent] of [
      [first, 0.01],
      [second, -0.01],
    ] as const)
      simulator.change('account.move.line', line?.id as number, {
        balance: plus(line?.['balance'], cent),
        amount_currency: plus(line?.['amount_currency'], cent),
      });
  };
  return {
    destination,
    another: connect,
    mapping: [
      { logical: 'receivable', ledgerAccount: String(ids.receivable) },
      { logical: 'clearing:*', ledgerAccount: String(ids.clearing) },
      { logical: 'sales*', ledgerAccount: String(ids.sales) },
      { logical: 'shipping', ledgerAccount: String(ids.shipping) },
      { logical: 'tax:*', ledgerAccount: String(ids.taxAccount) },
    ],
    taxCodes: [{ logical: 'DE-19', ledgerAccount: String(ids.tax19) }],
    output: 'receipt',
    clock,
    requests: wire.requests,
    fault: async (next, only) => {
      if (next === 'validation') {
        // Gone after it was looked up: only Odoo itself can say no.
        return wire.beforeNext(
          (request) => calls(request, CREATE),
          () => simulator.remove('account.account', ids.shipping),
        );
      }
      if (next === 'altered_cent') return wire.afterNext((request) => calls(request, POST), alterCent);
      // Invoices go first, payments in a batch of their own.
      simulator.fail({ ...FAULTS[next], after: only === 'payment' ? 1 : 0 });
    },
    refusal: /Record does not exist or has been deleted/,
    wrongLogin: () => {
      apiKey = 'revoked';
    },
    mendLogin: () => {
      apiKey = undefined;
    },
    closePeriod: (day) => simulator.change('res.company', ids.company, { fiscalyear_lock_date: day }),
    documentsHeld: () => posted().length,
    keysTwice: () => repeated(posted().map(({ ref }) => String(ref))),
    paidRecords: () =>
      posted()
        .filter((move) => move['payment_state'] === 'paid')
        .map(({ id }) => String(id)),
    nets: () =>
      netsFromCents(
        posted()
          .flatMap(({ id }) => simulator.linesOf(id))
          .map((line) => [`${line['account_id'] as number} EUR`, cents(line['balance'])] as const),
      ),
    cannot: {
      matched_when_found:
        'Odoo matches a payment with its invoice in a call of its own, which is not made for one that is found; the balances are right, a person matches the two',
    },
    dispose: () => simulator.stop(),
  };
};

/** Odoo's own amounts are floats. */
const plus = (amount: unknown, cent: number): number => Number(((amount as number) + cent).toFixed(2));
const cents = (amount: unknown): bigint => BigInt((amount as number).toFixed(2).replace('.', ''));
