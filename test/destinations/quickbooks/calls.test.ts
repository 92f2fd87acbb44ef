/** How many requests a thousand paid orders take, read-backs and lookups included. */
import type { LedgerDocument } from '../../../lib/destinations/ledger-destination';
import type { HttpSend } from '../../../lib/host';
import { recordDifference } from '../../../lib/posting/read-back';
import { connectTo, MemoryLookups, sendWith, simulators } from './support/connection';
import { usSalesReceipt } from './support/documents';

jest.setTimeout(60_000);

const start = simulators();
const MOST_CALLS = 80;

/** As posting does: a batch, then its records read back. */
const post = async (documents: readonly LedgerDocument[]) => {
  const simulator = await start();
  const ledger = connectTo(simulator, { lookups: new MemoryLookups() });
  for (let from = 0; from < documents.length; from += ledger.batchSize) {
    const chunk = documents.slice(from, from + ledger.batchSize);
    const outcomes = await ledger.send(chunk, { recordIds: new Map() });
    expect(outcomes.every(({ state }) => state === 'created')).toBe(true);
    const records = await ledger.find(chunk);
    chunk.forEach((document, index) => expect(recordDifference(document, records[index]!)).toBeUndefined());
  }
  expect(simulator.company.rows.SalesReceipt).toHaveLength(documents.length);
  return simulator.asked.length;
};

test('a thousand paid orders of one customer take at most eighty requests', async () => {
  const documents = Array.from({ length: 1000 }, (_, index) => usSalesReceipt(`sale ${index}`));
  const calls = await post(documents);
  process.stdout.write(`QuickBooks: ${calls} requests for ${documents.length} sales receipts\n`);
  expect(calls).toBeLessThanOrEqual(MOST_CALLS);
});

test('the longest query stays below 2,000 characters in the address', async () => {
  const simulator = await start();
  const lengths: number[] = [];
  const http: HttpSend = (request) => {
    const { pathname } = new URL(request.url);
    lengths.push(`${pathname}?${new URLSearchParams(request.query).toString()}`.length);
    return sendWith(simulator.token)(request);
  };
  const ledger = connectTo(simulator, { http });
  await ledger.find(Array.from({ length: ledger.batchSize }, (_, index) => usSalesReceipt(`sale ${index}`)));
  expect(lengths).toHaveLength(1);
  expect(lengths[0]).toBeLessThan(2_000);
});
