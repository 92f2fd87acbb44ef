import { createBook } from '../../lib/destinations/book';
import { listAudit, verifyAudit } from '../../lib/flows/audit';
import {
  accountRegister,
  exportBook,
  lockBook,
  openLedgerAccount,
  trialBalance,
} from '../../lib/flows/book-reports';
import { mapItem } from '../../lib/flows/map-orders';
import { postTargets } from '../../lib/flows/post-targets';
import type { SqlTraceStore } from '../../lib/store/sql-trace-store';
import { STORE_ID } from '../support/memory-shop';
import { River } from '../support/river';
import { smallOrder } from '../support/small-order';

const booked = async (...cents: number[]) => {
  const river = await River.open();
  const book = createBook({ storage: river.store as SqlTraceStore, bookId: 'main', clock: river.clock });
  const targets = cents.flatMap((amount, index) => {
    const order = smallOrder({ id: String(index + 1), cents: amount, paid: true });
    const result = mapItem(order, { policy: river.policy, platform: 'memory', storeId: STORE_ID });
    return 'mapped' in result ? [result.mapped] : [];
  });
  const options = { leaseSeconds: 60, maxAttempts: 3, keepPersonalData: false };
  const results = await postTargets(
    river.context(),
    { ...river.posting(), destination: book },
    targets,
    options,
  );
  return { river, book, results };
};

test('the trial balance of the orders that were posted adds up to zero', async () => {
  const { book } = await booked(1000, 2000);
  const rows = await trialBalance(book);
  expect(
    rows.map(({ ledgerAccount, balance, currency }) => `${ledgerAccount} ${balance} ${currency}`),
  ).toEqual(['clearing:stripe 33.00 EUR', 'sales -30.00 EUR', 'tax:DE-19 -3.00 EUR']);
  expect(await trialBalance(book, { from: '2026-03-01' })).toEqual([]);
});

test('a register runs its balance, and stops at the limit', async () => {
  const { book } = await booked(1000, 2000, 3000);
  const rows = await accountRegister(book, 'sales', { from: '2026-02-01', to: '2026-02-28' });
  expect(rows.map(({ credit, balance, orderNumber }) => [orderNumber, credit, balance])).toEqual([
    ['1', '10.00', '-10.00'],
    ['2', '20.00', '-30.00'],
    ['3', '30.00', '-60.00'],
  ]);
  expect(await accountRegister(book, 'sales', { limit: 2 })).toEqual(rows.slice(0, 2));
});

test.each([
  ['hledger', 'book-main-2026-02-01.journal', 'text/plain'],
  ['beancount', 'book-main-2026-02-01.beancount', 'text/plain'],
  ['csv', 'book-main-2026-02-01.csv', 'text/csv'],
] as const)('an export as %s has a file name and the entries', async (format, fileName, mimeType) => {
  const { book } = await booked(1000);
  const exported = await exportBook(book, format, { from: '2026-02-01' });
  expect(exported).toMatchObject({ format, fileName, mimeType });
  expect(exported.text).toContain('2026-02-10');
  expect(exported.text).toContain('11.00');
});

test('a locked book refuses what is dated before, and locking stands in the audit log', async () => {
  const { river, book } = await booked(1000);
  expect(await lockBook(river.context(), book, '2026-02-28')).toEqual({
    lockDate: '2026-02-28',
    problems: [],
  });
  const order = smallOrder({ id: '9', cents: 900, paid: true });
  const result = mapItem(order, { policy: river.policy, platform: 'memory', storeId: STORE_ID });
  if (!('mapped' in result)) throw new Error('not mapped');
  const [posted] = await postTargets(
    river.context(),
    { ...river.posting(), destination: book },
    [result.mapped],
    {
      leaseSeconds: 60,
      maxAttempts: 3,
      keepPersonalData: false,
    },
  );
  expect(JSON.stringify(posted)).toContain('period_closed');
  expect((await trialBalance(book)).find(({ ledgerAccount }) => ledgerAccount === 'sales')?.balance).toBe(
    '-10.00',
  );
  expect((await lockBook(river.context(), book, undefined)).lockDate).toBeUndefined();
  const rows = await listAudit(river.context(), { subject: 'book:main', limit: 10 });
  expect(rows.map(({ action, actor, detail }) => ({ action, actor, detail }))).toEqual([
    { action: 'book.locked', actor: 'test/1', detail: { from: null, to: '2026-02-28' } },
    { action: 'book.reopened', actor: 'test/1', detail: { from: '2026-02-28', to: null } },
  ]);
  expect(await verifyAudit(river.context())).toMatchObject({ intact: true });
});

test('a lock date that is no day changes nothing and says so', async () => {
  const { river, book } = await booked();
  await lockBook(river.context(), book, '2026-01-31');
  const locked = await lockBook(river.context(), book, '2026-02-30');
  expect(locked.lockDate).toBe('2026-01-31');
  expect(locked.problems.map(({ code }) => code)).toEqual(['invalid_date']);
});

test('a ledger account that was opened by hand is offered with the others', async () => {
  const { river, book } = await booked();
  expect(
    await openLedgerAccount(river.context(), book, { id: '4711', name: 'Online sales', type: 'income' }),
  ).toEqual([]);
  expect(await book.listAccounts('4711')).toEqual([{ id: '4711', name: 'Online sales', type: 'income' }]);
  expect(
    (await openLedgerAccount(river.context(), book, { id: '4711', name: 'Other', type: 'asset' })).map(
      ({ code }) => code,
    ),
  ).toEqual(['ledger_account_exists']);
});
