/** A real Tryton for the contract of ledgers, with invoices: one server for the file, empty books for each test. */
import type { LedgerUnderTest } from '../../contract/destination.contract';
import { startTryton, type Tryton } from '../../simulators/tryton';
import { connectTo } from './support/connect';

let server: Promise<Tryton> | undefined;

afterAll(async () => {
  await (await server)?.stop();
  server = undefined;
});

/** Tryton prints every invoice as it posts it, which takes it a third of a second. */
const VOLUME = 14;

export const openLedger = async (): Promise<LedgerUnderTest> => {
  const tryton = await (server ??= startTryton());
  const books = await tryton.fresh();
  const id = (name: string) => String(books.accounts.get(name));
  return {
    destination: connectTo(tryton.url, books).destination,
    accounts: { receivable: id('Main Receivable'), sales: id('Main Revenue'), tax: id('Main Tax') },
    sampleType: 'invoice',
    // A company keeps its books in one currency; the others are refused.
    currencies: [],
    volume: VOLUME,
    closePeriod: (last) => books.closePeriod(last),
    dispose: () => Promise.resolve(),
  };
};
