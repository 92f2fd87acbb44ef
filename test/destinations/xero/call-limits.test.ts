/** Xero's limits: few calls for many orders, waiting in time, and coming back when told. */
import type { LedgerDocument } from '../../../lib/destinations/ledger-destination';
import { documentOf, invoice, item, money, receipt } from './support/documents';
import { readBack, sendAll } from './support/posting';
import { openXero, type XeroUnderTest } from './support/xero-host';

let xero: XeroUnderTest;
afterEach(() => xero.sim.stop());

const sale = (index: number) =>
  documentOf('sales_receipt', `order ${index}`, [money('11.90'), item('11.90')], {
    key: `woocommerce:shop.example:${10_000 + index}:capture:ch_3PabcDEF${index}#1`,
    date: `2026-03-${String(1 + (index % 3)).padStart(2, '0')}`,
  });

/** Posts as posting does, and prints the calls that it took. */
const callsFor = async (what: string, documents: readonly LedgerDocument[]): Promise<number> => {
  const began = xero.clock.now().getTime();
  await xero.destination.lockDate();
  for (let start = 0; start < documents.length; start += xero.destination.batchSize) {
    const batch = documents.slice(start, start + xero.destination.batchSize);
    const outcomes = await sendAll(xero.destination, batch);
    expect(outcomes.every(({ state }) => state === 'created')).toBe(true);
    expect(await readBack(xero.destination, batch)).toEqual(batch.map(() => 'equal'));
  }
  const byRoute = new Map<string, number>();
  for (const { method, path } of xero.sim.requests) {
    const route = `${method} ${path.split('/').at(-1)}`;
    byRoute.set(route, (byRoute.get(route) ?? 0) + 1);
  }
  const calls = xero.sim.requests.length;
  const routes = [...byRoute].map(([route, count]) => `${count} ${route}`).join(', ');
  const waited = (xero.clock.now().getTime() - began) / 1000;
  process.stdout.write(`Xero: ${calls} calls for ${what} (${routes}), ${waited} s of waiting\n`);
  expect(Math.max(...xero.sim.requests.map(({ queryLength }) => queryLength))).toBeLessThan(2048);
  return calls;
};

test('a thousand paid orders as sales receipts take at most 60 calls, read-back and look-ups included', async () => {
  xero = await openXero();
  const documents = Array.from({ length: 1000 }, (_, index) => sale(index));
  expect(await callsFor('1,000 paid orders', documents)).toBeLessThanOrEqual(60);
});

test('with a new buyer each they take at most twice as many', async () => {
  xero = await openXero();
  const documents = Array.from({ length: 1000 }, (_, index) => ({
    ...sale(index),
    customer: { key: `woocommerce:shop.example:customer:${index}`, name: `Buyer ${index}` },
  }));
  expect(await callsFor('1,000 paid orders of new buyers', documents)).toBeLessThanOrEqual(120);
});

test('invoices and their look-ups take as few', async () => {
  xero = await openXero();
  const documents = Array.from({ length: 200 }, (_, index) => invoice(`i${index}`));
  for (let start = 0; start < 200; start += 50) {
    const batch = documents.slice(start, start + 50);
    await sendAll(xero.destination, batch);
    expect(await readBack(xero.destination, batch)).toEqual(batch.map(() => 'equal'));
  }
  expect(xero.sim.requests.length).toBeLessThanOrEqual(13);
});

test('before the minute is used up it waits, and is never turned away', async () => {
  xero = await openXero({ minuteLimit: 6 });
  const began = xero.clock.now().getTime();
  for (let index = 0; index < 8; index++) {
    expect(await sendAll(xero.destination, [receipt(`r${index}`)])).toMatchObject([{ state: 'created' }]);
    expect(await readBack(xero.destination, [receipt(`r${index}`)])).toEqual(['equal']);
  }
  const waited = xero.clock.now().getTime() - began;
  expect(waited).toBeGreaterThanOrEqual(120_000);
  expect(waited).toBeLessThanOrEqual(240_000);
});

test('another app may use the minute up: a short 429 is waited for, the same request sent again', async () => {
  xero = await openXero();
  await xero.destination.listAccounts();
  xero.sim.fail(
    { on: 'PUT Contacts', what: 429, retryAfter: 7 },
    { on: 'PUT BankTransactions', what: 429, retryAfter: 30 },
  );
  const began = xero.clock.now().getTime();
  expect(await sendAll(xero.destination, [receipt()])).toMatchObject([{ state: 'created' }]);
  expect(xero.clock.now().getTime() - began).toBe(37_000);
  expect(xero.sim.state.records).toHaveLength(1);
});

test('a long 429 is passed on with its time, and the rest of the batch is not sent', async () => {
  xero = await openXero();
  xero.sim.fail({ on: 'PUT Invoices', what: 429, retryAfter: 40_000 });
  const outcomes = await sendAll(xero.destination, [invoice(), receipt()]);
  expect(outcomes).toMatchObject([
    { state: 'failed', errorClass: 'throttled', retryAfterMs: 40_000_000 },
    { state: 'failed', errorClass: 'throttled', retryAfterMs: 40_000_000 },
  ]);
  expect(xero.sim.requests.filter(({ path }) => path.endsWith('BankTransactions'))).toEqual([]);
  expect(xero.sim.state.records).toEqual([]);
});

test('three short ones in a row are enough for now', async () => {
  xero = await openXero();
  xero.sim.fail(...[1, 2, 3].map(() => ({ on: 'PUT BankTransactions', what: 429, retryAfter: 2 })));
  expect(await sendAll(xero.destination, [receipt()])).toMatchObject([
    { errorClass: 'throttled', retryAfterMs: 2_000 },
  ]);
});

test('when the day is nearly used up no document is sent any more, and what was sent can still be read back', async () => {
  xero = await openXero({ dayLimit: 40, minuteLimit: 1000 });
  const sent = [];
  for (let index = 0; ; index++) {
    const document = receipt(`r${index}`);
    const [outcome] = await sendAll(xero.destination, [document]);
    if (outcome?.state !== 'created') {
      expect(outcome).toMatchObject({
        errorClass: 'throttled',
        message: expect.stringContaining('calls of today'),
        retryAfterMs: expect.any(Number),
      });
      break;
    }
    sent.push(document);
  }
  expect(sent.length).toBeGreaterThan(3);
  expect(xero.sim.requests.length).toBeLessThan(20);
  expect(await readBack(xero.destination, sent)).toEqual(sent.map(() => 'equal'));
});

test('a day that is used up is no reason to wait within the run', async () => {
  xero = await openXero({ dayLimit: 2, minuteLimit: 1000 });
  const began = xero.clock.now().getTime();
  const [outcome] = await sendAll(xero.destination, [receipt()]);
  expect(outcome).toMatchObject({ errorClass: 'throttled', retryAfterMs: 86_400_000 });
  expect(xero.clock.now().getTime()).toBe(began);
  await expect(xero.destination.find([receipt()])).rejects.toMatchObject({ errorClass: 'throttled' });
});
