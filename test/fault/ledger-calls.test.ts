/**
 * How many requests each ledger is sent for a thousand paid orders: through the real flows, with accounts, customers,
 * look-ups and read-backs. The table of `docs/ledgers/README.md` is what this prints.
 */
import { join } from 'node:path';
import { DESTINATIONS } from '../../lib/destinations';
import { inBatchesOf, LedgerRun } from './ledger-run';
import type { OpenFaultyLedger } from './ledger-suite';
import { shopOrder } from './shop-orders';

jest.setTimeout(120_000);

type Output = 'receipt' | 'invoice';

const openers = new Map(
  DESTINATIONS.map(({ kind }) => {
    const file = join(__dirname, '../destinations', kind, 'faulty-ledger.ts');
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- tests are declared before anything is awaited
    return [kind, (require(file) as { readonly openFaultyLedger: OpenFaultyLedger }).openFaultyLedger];
  }),
);

/** Texts of the requests for so many paid orders, each in the ledger once afterwards. */
const requestsFor = async (
  kind: string,
  orders: number,
  output: Output,
  batchSize?: number,
): Promise<readonly string[]> => {
  const run = await LedgerRun.open(openers.get(kind) as OpenFaultyLedger, { output });
  try {
    for (let index = 0; index < orders; index++)
      await run.place(shopOrder({ id: String(1000 + index), goods: 1 + (index % 50) }));
    const { destination } = run.ledger;
    await run.run(inBatchesOf(destination, batchSize ?? destination.batchSize));
    // What the ledger had put off: QuickBooks takes forty batches a minute.
    await run.settle();
    expect(await run.exceptions()).toEqual([]);
    expect(await run.ledger.documentsHeld()).toBe(output === 'invoice' ? 2 * orders : orders);
    expect(await run.ledger.nets()).toEqual(run.targetNets());
    return run.ledger.requests.map(({ text }) => text);
  } finally {
    await run.close();
  }
};

const callsFor = async (...args: Parameters<typeof requestsFor>): Promise<number> =>
  (await requestsFor(...args)).length;

const print = (line: string): void => void process.stdout.write(`${line}\n`);

const THOUSAND = 1_000;

/** Most requests for a thousand receipts. For invoices with payments, at most twice as many. */
const GOALS: readonly (readonly [string, string, number])[] = [
  ['QuickBooks', 'quickbooks', 80],
  ['Xero', 'xero', 60],
  ['HTTP ledger', 'http', 40],
];

test.each(GOALS)('%s takes a thousand paid orders in few requests', async (name, kind, goal) => {
  const receipts = await callsFor(kind, THOUSAND, 'receipt');
  const invoices = await callsFor(kind, THOUSAND, 'invoice');
  print(`${name}: ${receipts} requests for 1,000 receipts, ${invoices} for 1,000 invoices with payments`);
  expect(receipts).toBeLessThanOrEqual(goal);
  expect(invoices).toBeLessThanOrEqual(2 * goal);
});

test('Odoo takes as few, and one more for each payment that is matched with its invoice', async () => {
  const receipts = await callsFor('odoo', THOUSAND, 'receipt');
  const requests = await requestsFor('odoo', THOUSAND, 'invoice');
  const matching = requests.filter((text) => text.includes('/account.move.line/reconcile ')).length;
  print(
    `Odoo: ${receipts} requests for 1,000 receipts, ${requests.length} for 1,000 invoices with payments, ${matching} of them to match the two`,
  );
  expect(receipts).toBeLessThanOrEqual(40);
  expect(requests.length - matching).toBeLessThanOrEqual(80);
  expect(matching).toBe(THOUSAND);
});

test('the built-in book is sent no requests', async () => {
  expect(await callsFor('book', THOUSAND, 'receipt')).toBe(0);
  expect(await callsFor('book', THOUSAND, 'invoice')).toBe(0);
  print('Built-in book: no requests');
});

/**
 * A thousand invoices would keep a real Tryton busy for minutes. So the smallest runs in which every term shows are
 * measured, and the sum of the terms is computed from them.
 */
describe('Tryton', () => {
  const parts = (documents: number, atOnce: number): number => Math.ceil(documents / atOnce);
  /** Five things are asked once; a batch is looked up, made, read, posted and read back. */
  const forReceipts = (orders: number, batch: number): number =>
    5 + parts(orders, batch) * (4 + parts(Math.min(orders, batch), 100));
  /** Nine are asked once; a batch of each, their warnings, and one call that matches the two. */
  const forInvoices = (orders: number, batch: number): number => {
    const size = Math.min(orders, batch);
    return 9 + parts(orders, batch) * (11 + parts(size, 100) + parts(size, 25) + parts(size, 100));
  };

  test('takes 200 receipts, a whole batch, in 11 requests', async () => {
    const receipts = await callsFor('tryton', 200, 'receipt');
    const computed = forReceipts(THOUSAND, 200);
    print(`Tryton: ${receipts} requests for 200 receipts measured, so ${computed} computed for 1,000`);
    expect(receipts).toBe(11);
    expect(receipts).toBe(forReceipts(200, 200));
    expect(computed).toBeLessThanOrEqual(40);
  });

  test('takes 26 invoices with payments in 24 requests', async () => {
    const oneBatch = await callsFor('tryton', 26, 'invoice');
    const twoBatches = await callsFor('tryton', 2, 'invoice', 1);
    const computed = forInvoices(THOUSAND, 200);
    print(
      `Tryton: ${oneBatch} requests for 26 invoices with payments measured, ${twoBatches} for 2 in two batches, so ${computed} computed for 1,000`,
    );
    expect([oneBatch, twoBatches]).toEqual([forInvoices(26, 200), forInvoices(2, 1)]);
    expect(computed).toBeLessThanOrEqual(124);
  });
});
