/** How many requests a thousand documents take: sent in batches and read back, as posting does it. */
import type { LedgerDocument } from '../../../lib/destinations/ledger-destination';
import { recordDifference } from '../../../lib/posting/read-back';
import { NO_CONTEXT, referenceTo } from '../../contract/destination-samples';
import type { OdooSimulator } from '../../simulators/odoo/start-odoo';
import { connectOdooOf, VERSIONS } from './support/connected-odoo';
import { itemLine, moneyLine, sale, smallInvoice } from './support/documents';

const THOUSAND = 1_000;

const postAll = async (
  version: number,
  documentOf: (odoo: OdooSimulator, name: string) => LedgerDocument,
) => {
  const { odoo, destination } = await connectOdooOf(version);
  const documents = Array.from({ length: THOUSAND }, (_, index) => documentOf(odoo, `o${index}`));
  for (let start = 0; start < documents.length; start += destination.batchSize) {
    const batch = documents.slice(start, start + destination.batchSize);
    const outcomes = await destination.send(batch, NO_CONTEXT);
    expect(outcomes.every(({ state }) => state === 'created')).toBe(true);
    const found = await destination.find(batch.map(({ key, type }) => referenceTo(key, type)));
    batch.forEach((document, index) => expect(recordDifference(document, found[index]!)).toBeUndefined());
  }
  const calls = odoo.callCount;
  await odoo.stop();
  return calls;
};

/** A paid order: goods, tax on an account, money at the gateway. Receipts become entries of this shape. */
const paidOrder = (odoo: OdooSimulator, name: string): LedgerDocument => {
  const { customer: _, ...document } = sale(name, 'journal', [
    moneyLine(odoo, 'debit', '11.90'),
    itemLine(odoo, 'credit', '10.00'),
    itemLine(odoo, 'credit', '1.90', { ledgerAccount: String(odoo.ids.taxAccount) }),
  ]);
  return document;
};

test.each(VERSIONS)('a thousand paid orders in Odoo %s take at most 40 requests', async (version) => {
  const calls = await postAll(version, paidOrder);
  process.stdout.write(`Odoo ${version}: ${calls} requests for ${THOUSAND} paid orders\n`);
  expect(calls).toBeLessThanOrEqual(40);
});

test.each(VERSIONS)('a thousand invoices of one customer in Odoo %s take no more', async (version) => {
  const calls = await postAll(version, smallInvoice);
  process.stdout.write(`Odoo ${version}: ${calls} requests for ${THOUSAND} invoices\n`);
  expect(calls).toBeLessThanOrEqual(40);
});
