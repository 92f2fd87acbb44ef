/** The chart and the tax codes, as the account mapping offers them. */
import { addDecimals, formatDecimal, parseDecimal } from '../../money/decimal';
import type { LedgerAccount, LedgerTaxCode } from '../ledger-destination';
import type { Account, Company, TaxCode, Taxes } from './company';
import { receivablesOf } from './receivables';
import { US_TAXED } from './render-tax';

const TYPE_OF: Readonly<Record<string, LedgerAccount['type']>> = {
  Asset: 'asset',
  Liability: 'liability',
  Equity: 'equity',
  Revenue: 'income',
  Expense: 'expense',
};

/** Active accounts. Of the receivable accounts that QuickBooks keeps one a currency, only the one that stands for all. */
export const listAccounts = async (company: Company, filter = ''): Promise<readonly LedgerAccount[]> => {
  const [accounts, facts] = [await company.accounts(), await company.facts()];
  const { mappedId } = receivablesOf(accounts, facts);
  const wanted = filter.toLowerCase();
  return [...accounts.values()]
    .filter(({ id }) => mappedId(id) === id)
    .flatMap(ledgerAccount)
    .filter(({ id, name }) => `${id} ${name}`.toLowerCase().includes(wanted));
};

const ledgerAccount = ({ id, name, classification }: Account): readonly LedgerAccount[] => {
  const type = TYPE_OF[classification];
  return type === undefined ? [] : [{ id, name, type }];
};

/** Active codes. In the US without the one that only says "taxed" of a line: it is no code of a record. */
export const listTaxCodes = async (company: Company, filter = ''): Promise<readonly LedgerTaxCode[]> => {
  const taxes = await company.taxes();
  const wanted = filter.toLowerCase();
  return [...taxes.codes.values()]
    .filter(({ id }) => id !== US_TAXED)
    .map((code) => ({ id: code.id, name: code.name, ...rateOf(code, taxes) }))
    .filter(({ id, name }) => `${id} ${name}`.toLowerCase().includes(wanted));
};

const rateOf = ({ rateIds }: TaxCode, { rates }: Taxes): { readonly rate?: string } => {
  const percents = rateIds.map((id) => parseDecimal(rates.get(id)?.percent)).filter((p) => p !== undefined);
  return percents.length === 0 || percents.length < rateIds.length
    ? {}
    : { rate: formatDecimal(addDecimals(percents)) };
};
