/** A simulated company outside the US for the faults that every ledger must survive. */
import { lookupCache } from '../../../lib/flows/lookup-cache';
import { keyInNote } from '../../../lib/destinations/key-note';
import type { HttpRequest } from '../../../lib/host';
import { netsFromCents, repeated } from '../../fault/held-state';
import { type LedgerFault, type OpenFaultyLedger, RETRY_AFTER_SECONDS } from '../../fault/ledger-suite';
import { watchHttp } from '../../fault/watch-http';
import type { Row } from '../../simulators/quickbooks/company';
import type { FaultKind } from '../../simulators/quickbooks/faults';
import { ACCOUNTS } from '../../simulators/quickbooks/seed';
import { startQuickBooks } from '../../simulators/quickbooks/start-quickbooks';
import { balances } from '../../simulators/quickbooks/trial-balance';
import { TestClock } from '../../support/test-clock';
import { connectTo, sendWith } from './support/connection';

const DOCUMENT =
  /"operation":"create","(SalesReceipt|Invoice|CreditMemo|RefundReceipt|Payment|JournalEntry)"/;
const PAYMENT = /"operation":"create","Payment"/;
const WORDS = 'Make sure all your transactions have a VAT rate before you save.';
const VAT_19 = '20';

const FAULTS: Readonly<Record<LedgerFault, FaultKind>> = {
  answer_lost_after: { kind: 'answer_lost_after' },
  answer_lost_before: { kind: 'answer_lost_before' },
  throttled: { kind: 'throttled', retryAfter: RETRY_AFTER_SECONDS },
  server_error: { kind: 'server_error' },
  validation: { kind: 'piece_fault', piece: 1, code: '6000', message: WORDS },
  altered_cent: { kind: 'altered' },
};

export const openFaultyLedger: OpenFaultyLedger = async (store) => {
  const clock = new TestClock();
  const simulator = await startQuickBooks({ country: 'DE', currency: 'EUR', multiCurrency: true, clock });
  const { company } = simulator;
  let token = simulator.token;
  const isWrite = ({ body = '' }: HttpRequest): boolean => DOCUMENT.test(body);
  const wire = watchHttp((request) => sendWith(token)(request), clock, isWrite);
  const connect = () =>
    connectTo(simulator, { http: wire.http, clock, lookups: lookupCache(store, 'quickbooks') });
  const keys = () =>
    company.transactions.map(({ row }) => keyInNote(row['PrivateNote'])?.key ?? 'no key of ours');
  return {
    destination: connect(),
    another: connect,
    mapping: [
      { logical: 'receivable', ledgerAccount: ACCOUNTS.receivable },
      { logical: 'clearing:*', ledgerAccount: ACCOUNTS.clearing },
      { logical: 'sales*', ledgerAccount: ACCOUNTS.sales },
      { logical: 'shipping', ledgerAccount: ACCOUNTS.shipping },
      { logical: 'tax:*', ledgerAccount: ACCOUNTS.tax },
    ],
    taxCodes: [{ logical: 'DE-19', ledgerAccount: VAT_19 }],
    output: 'receipt',
    clock,
    requests: wire.requests,
    fault: (next, only) =>
      simulator.faults.add({ ...FAULTS[next], matching: only === 'payment' ? PAYMENT : DOCUMENT }),
    refusal: new RegExp(WORDS),
    wrongLogin: () => {
      token = 'expired';
    },
    mendLogin: () => {
      token = simulator.token;
    },
    closePeriod: (day) => {
      company.settings.closeDate = day;
    },
    documentsHeld: () => company.transactions.length,
    keysTwice: () => repeated(keys()),
    paidRecords: () =>
      company.rows.Payment.flatMap((row) =>
        ((row['Line'] ?? []) as readonly Row[]).flatMap(({ LinkedTxn }) =>
          (LinkedTxn as readonly Row[]).map(({ TxnId }) => String(TxnId)),
        ),
      ),
    nets: () =>
      netsFromCents(
        [...balances(company)].map(([id, amount]) => [`${id} EUR`, amount] as const),
        // Tax under a code goes to the agency's account; what is mapped goes to the account beside it.
        { [`${ACCOUNTS.taxAgency} EUR`]: `${ACCOUNTS.tax} EUR` },
      ),
    cannot: {},
    dispose: () => simulator.close(),
  };
};
