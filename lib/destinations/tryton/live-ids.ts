/** The ids that a connected Tryton gives, as rendering asks for them. */
import { exponent } from '../../money/minor';
import type { LedgerCustomer } from '../ledger-destination';
import type { Books } from './check-document';
import type { TaxFacts } from './facts';
import type { Party } from './parties';
import { periodOf } from './period';
import type { RenderedTax, RenderIds } from './render';

/** All of it was checked before: what is missing here is a broken invariant. */
const known = <T>(value: T | undefined, what: string): T => {
  if (value === undefined) throw new Error(`${what} was not looked up`);
  return value;
};

export const liveIds = (books: Books, parties: ReadonlyMap<LedgerCustomer['key'], Party>): RenderIds => ({
  company: books.company.id,
  currency: books.company.currencyId,
  decimals: exponent(books.company.currency),
  journal: (type) => books.journals[type],
  period: (day) => {
    const found = periodOf(day, books.periods);
    return known('open' in found ? found.open.id : undefined, `the period of ${day}`);
  },
  party: (key) => known(parties.get(key), 'the party').id,
  address: (key) => known(parties.get(key)?.address, 'the address of the party'),
  account: Number,
  needsParty: ({ ledgerAccount }) => books.accounts.get(ledgerAccount)?.needsParty === true,
  tax: (code) => renderedTax(known(books.taxes.get(code), `the tax ${code}`)),
});

const renderedTax = (tax: TaxFacts): RenderedTax => ({
  id: tax.taxId,
  description: tax.description,
  ...(tax.fraction === undefined ? {} : { fraction: tax.fraction }),
  accountFor: (use) => (use === 'invoice' ? tax.invoiceAccount : tax.creditNoteAccount),
});
