/** A real Tryton for the contract of ledgers: one server for the file, empty books for each test. */
import type { DocumentType } from '../../../lib/accounting/document';
import type { LedgerUnderTest } from '../../contract/destination.contract';
import { startTryton, type Tryton } from '../../simulators/tryton';
import { connectTo } from './support/connect';

let server: Promise<Tryton> | undefined;

afterAll(async () => {
  await (await server)?.stop();
  server = undefined;
});

/** Posting is Tryton's own work: 40 ms a move, 300 ms an invoice. */
const VOLUME: Readonly<Partial<Record<DocumentType, number>>> = { journal: 60, invoice: 10 };

export const openLedger = async (sampleType: DocumentType = 'journal'): Promise<LedgerUnderTest> => {
  const tryton = await (server ??= startTryton());
  const books = await tryton.fresh();
  const id = (name: string) => String(books.accounts.get(name));
  return {
    destination: connectTo(tryton.url, books).destination,
    accounts: { receivable: id('Main Receivable'), sales: id('Main Revenue'), tax: id('Main Tax') },
    sampleType,
    // A company keeps its books in one currency; the others are refused.
    currencies: [],
    volume: VOLUME[sampleType],
    closePeriod: (last) => books.closePeriod(last),
    dispose: () => Promise.resolve(),
  };
};
