/** How often Tryton is called: fewest calls an order, measured on a real one. */
import type { LedgerRecord } from '../../../lib/destinations/ledger-destination';
import { recordDifference } from '../../../lib/posting/read-back';
import { NO_CONTEXT } from '../../contract/destination-samples';
import { startTryton, type Tryton } from '../../simulators/tryton';
import { connectTo } from './support/connect';
import { shopOn } from './support/documents';

jest.setTimeout(300_000);

let tryton: Tryton;
beforeAll(async () => {
  tryton = await startTryton();
});
afterAll(() => tryton?.stop());

/** Asked for once, however many batches follow. */
const LOOKUPS = /^model\.(company\.company|account\.(account|period|journal|tax)|res\.user)\.search/;

test('1,000 orders that were paid in the shop take at most 40 calls, looking them up afterwards included', async () => {
  const { destination, calls } = connectTo(tryton.url, tryton);
  const shop = shopOn(tryton);
  const documents = Array.from({ length: destination.batchSize }, (_, index) => shop.receipt(`r${index}`));

  const outcomes = await destination.send(documents, NO_CONTEXT);
  expect(new Set(outcomes.map(({ state }) => state))).toEqual(new Set(['created']));
  const records = await destination.find(documents);

  const differences = documents.map((document, index) =>
    recordDifference(document, records[index] as LedgerRecord),
  );
  expect(new Set(differences)).toEqual(new Set([undefined]));
  const once = calls.filter(({ method }) => LOOKUPS.test(method)).length;
  const each = calls.length - once;
  const batches = 1000 / destination.batchSize;
  const all = once + batches * each;
  process.stderr.write(`Tryton: ${once} + ${batches} × ${each} = ${all} calls for 1,000 receipts\n`);
  expect(all).toBeLessThanOrEqual(40);
  const creates = calls.map(({ method }) => method).filter((method) => method.endsWith('.create'));
  expect(creates).toEqual(['model.account.move.create']);
});
