/** A real Tryton behind a proxy that spoils its answers, for the faults that every ledger must survive. */
import { tryton as kind } from '../../../lib/destinations/tryton/kind';
import { lookupCache } from '../../../lib/flows/lookup-cache';
import type { HttpRequest } from '../../../lib/host';
import { repeated } from '../../fault/held-state';
import { type OpenFaultyLedger, RETRY_AFTER_SECONDS } from '../../fault/ledger-suite';
import { watchHttp } from '../../fault/watch-http';
import {
  decimal,
  type Fault,
  type FaultProxy,
  startFaultProxy,
  startTryton,
  type TestDatabase,
  type Tryton,
} from '../../simulators/tryton';
import { netBalances } from '../../support/net-balances';
import { silentLog, TestClock } from '../../support/test-clock';
import { basicSend, connectionTo } from './support/connect';

/** After every date in these tests and after the server's own today, so that all debts are due. */
const LATE = Date.parse('2027-12-31T12:00:00Z');
const WRITE = /^model\.account\.(move|invoice)\.(create|post)$/;

const FAULTS: Readonly<Record<'answer_lost_after' | 'answer_lost_before' | 'server_error', Fault>> = {
  answer_lost_after: { kind: 'lose_answer' },
  answer_lost_before: { kind: 'lose_request' },
  server_error: { kind: 'answer', status: 500, body: 'Internal Server Error' },
};
const THROTTLED = { status: 429, headers: { 'retry-after': String(RETRY_AFTER_SECONDS) }, body: '' };

const methodOf = ({ body = '{}' }: HttpRequest): string =>
  (JSON.parse(body) as { readonly method: string }).method;
const isWrite = (request: HttpRequest): boolean => WRITE.test(methodOf(request));
const isPost = (request: HttpRequest): boolean => methodOf(request) === 'model.account.move.post';

let started: Promise<{ readonly server: Tryton; readonly proxy: FaultProxy }> | undefined;
const start = async () => {
  const server = await startTryton();
  return { server, proxy: await startFaultProxy(server.url) };
};
afterAll(async () => {
  const running = await started;
  await running?.proxy.close();
  await running?.server.stop();
  started = undefined;
});

/** One server for all, empty books each time. */
export const openFaultyLedger: OpenFaultyLedger = async (store) => {
  const { server, proxy } = await (started ??= start());
  const books = await server.fresh();
  const clock = new TestClock(LATE);
  let password = books.password;
  const wire = watchHttp((request) => basicSend(books.user, password)(request), clock, isWrite);
  const connect = () =>
    kind.connect({
      http: wire.http,
      clock,
      log: silentLog,
      connection: connectionTo(proxy.url, books),
      company: String(books.company),
      lookups: lookupCache(store, books.database),
      options: { items: 'generic' },
      storage: store,
    });
  const destination = connect();
  const account = (name: string): string => String(books.accounts.get(name));
  return {
    destination,
    another: connect,
    mapping: [
      { logical: 'receivable', ledgerAccount: account('Main Receivable') },
      { logical: 'clearing:*', ledgerAccount: account('Stripe Clearing') },
      { logical: 'sales*', ledgerAccount: account('Main Revenue') },
      { logical: 'shipping', ledgerAccount: account('Shipping Revenue') },
      { logical: 'tax:*', ledgerAccount: account('Main Tax') },
    ],
    taxCodes: [{ logical: 'DE-19', ledgerAccount: String(books.taxes.get('VAT 19 %')) }],
    output: 'receipt',
    clock,
    requests: wire.requests,
    fault: async (next) => {
      if (next === 'validation') {
        // Closed after the chart was read: only Tryton itself can say no.
        await destination.listAccounts();
        await books.call('model.account.account.write', [Number(account('Shipping Revenue'))], {
          closed: true,
        });
      } else if (next === 'throttled') wire.beforeNext(isWrite, () => Promise.resolve(THROTTLED));
      else if (next === 'altered_cent') wire.beforeNext(isPost, () => alterCent(books));
      // Receipts and payments are moves, which invoices are not: nothing counts before it is posted.
      else proxy.spoil('model.account.move.post', FAULTS[next]);
    },
    refusal: /Account/,
    wrongLogin: () => {
      password = 'changed';
    },
    mendLogin: () => {
      password = books.password;
    },
    closePeriod: (day) => books.closePeriod(day),
    documentsHeld: async () => (await postedMoves(books)).length,
    keysTwice: async () => repeated(await keysOf(books)),
    paidRecords: async () => {
      const ids = await books.call<number[]>('model.account.invoice.search', [['state', '=', 'paid']]);
      return ids.map((id) => `account.invoice,${id}`);
    },
    nets: async () => {
      const rows = await books.trialBalance();
      return netBalances(
        rows.flatMap(({ name, debit, credit }) => [
          { account: account(name), currency: 'EUR', debit: debit.slice(0, -1) },
          { account: account(name), currency: 'EUR', credit: credit.slice(0, -1) },
        ]),
      );
    },
    cannot: {
      matched_when_found:
        'Tryton matches a payment with its invoice in a call of its own, which is not made for one that is found; the balances are right, a person matches the two',
    },
    dispose: () => Promise.resolve(),
  };
};

interface Move {
  readonly id: number;
  readonly description: string | null;
  readonly origin: string | null;
}

const postedMoves = ({ call }: TestDatabase): Promise<readonly Move[]> =>
  call<readonly Move[]>('model.account.move.search_read', [['state', '=', 'posted']], 0, null, null, [
    'description',
    'origin',
  ]);

/** Our words on every posted record, whether it stands on the move or on its invoice. */
const keysOf = async (books: TestDatabase): Promise<readonly string[]> => {
  const invoices = await books.call<readonly { readonly reference: string }[]>(
    'model.account.invoice.search_read',
    [['state', 'in', ['posted', 'paid']]],
    0,
    null,
    null,
    ['reference'],
  );
  const own = (await postedMoves(books)).filter(({ origin }) => !origin?.startsWith('account.invoice,'));
  return [...invoices.map(({ reference }) => reference), ...own.map(({ description }) => description ?? '')];
};

/** Somebody changes the latest draft after it was compared, and before it is posted. */
const alterCent = async ({ call }: TestDatabase): Promise<void> => {
  const lines = await call<
    readonly { readonly id: number; readonly debit: Amount; readonly credit: Amount }[]
  >(
    'model.account.move.line.search_read',
    [['move.state', '=', 'draft']],
    0,
    null,
    [['id', 'ASC']],
    ['debit', 'credit'],
  );
  const debited = lines.find(({ debit }) => /[1-9]/.test(debit.decimal));
  const credited = lines.find(({ credit }) => /[1-9]/.test(credit.decimal));
  for (const [line, side] of [
    [debited, 'debit'],
    [credited, 'credit'],
  ] as const)
    if (line !== undefined)
      await call('model.account.move.line.write', [line.id], {
        [side]: decimal(aCentMore(line[side].decimal)),
      });
};

interface Amount {
  readonly decimal: string;
}

const aCentMore = (amount: string): string => {
  const [whole = '', fraction = ''] = amount.split('.');
  const digits = String(BigInt(whole + fraction.padEnd(2, '0').slice(0, 2)) + 1n).padStart(3, '0');
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
};
