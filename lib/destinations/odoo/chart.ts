/** The company's own chart and taxes, as the account mapping offers them. */
import type { LedgerAccount, LedgerTaxCode } from '../ledger-destination';
import type { OdooLedger } from './odoo-ledger';
import { decimalField, idField, type Row, textField } from './read-row';

/** First word of Odoo's account types: asset_receivable, liability_current, income_other … */
const TYPES = new Map<string, LedgerAccount['type']>([
  ['asset', 'asset'],
  ['liability', 'liability'],
  ['equity', 'equity'],
  ['income', 'income'],
  ['expense', 'expense'],
]);

/** Accounts off the balance sheet are left out: they cannot stand beside others in one entry. */
export const listLedgerAccounts = async (
  { client }: Pick<OdooLedger, 'client'>,
  filter: string,
): Promise<readonly LedgerAccount[]> => {
  const rows = await client.search('account.account', [], ['code', 'name', 'account_type']);
  return rows.flatMap(ledgerAccount).filter(matches(filter));
};

const ledgerAccount = (row: Row): readonly LedgerAccount[] => {
  const type = TYPES.get((textField(row, 'account_type') ?? '').split('_')[0] as string);
  if (type === undefined) return [];
  const name = [textField(row, 'code'), textField(row, 'name')]
    .filter((part) => part !== undefined)
    .join(' ');
  return [{ id: idField(row, 'id'), name, type }];
};

/** Taxes of sales that come on top of the price; groups are left out, the taxes in them are there. */
export const listTaxes = async (
  { client }: Pick<OdooLedger, 'client'>,
  filter: string,
): Promise<readonly LedgerTaxCode[]> => {
  const fields = ['name', 'amount', 'amount_type', 'price_include'];
  const rows = await client.search('account.tax', [['type_tax_use', '=', 'sale']], fields);
  return rows.flatMap(taxCode).filter(matches(filter));
};

const taxCode = (row: Row): readonly LedgerTaxCode[] => {
  const kind = textField(row, 'amount_type');
  if (kind === 'group' || row['price_include'] === true) return [];
  const rate = kind === 'percent' ? decimalField(row, 'amount') : undefined;
  const name = textField(row, 'name') ?? '';
  return [{ id: idField(row, 'id'), name, ...(rate === undefined ? {} : { rate: shortest(rate) }) }];
};

/** 19.0 is 19. */
const shortest = (rate: string): string => rate.replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, '');

const matches = (filter: string) => {
  const wanted = filter.toLowerCase();
  return ({ id, name }: { readonly id: string; readonly name: string }): boolean =>
    `${id} ${name}`.toLowerCase().includes(wanted);
};
