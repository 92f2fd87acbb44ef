/** The lists that a fresh company has. */
import { JsonNumber } from '../../../lib/destinations/exact-json';
import { accountRow, type Company, RECEIVABLE } from './company';

/** Ids of accounts, the same in every simulated company. */
export const ACCOUNTS = {
  receivable: '84',
  undeposited: '4',
  bank: '35',
  clearing: '92',
  sales: '79',
  shipping: '81',
  discounts: '80',
  tax: '90',
  giftCards: '91',
  rounding: '93',
  taxAgency: '98',
  inactive: '95',
} as const;

const CHART: readonly (readonly [string, string, string, string])[] = [
  [ACCOUNTS.undeposited, 'Undeposited Funds', 'Other Current Asset', 'Asset'],
  [ACCOUNTS.bank, 'Checking', 'Bank', 'Asset'],
  [ACCOUNTS.clearing, 'Card clearing', 'Other Current Asset', 'Asset'],
  [ACCOUNTS.sales, 'Sales of Product Income', 'Income', 'Revenue'],
  [ACCOUNTS.shipping, 'Shipping Income', 'Income', 'Revenue'],
  [ACCOUNTS.discounts, 'Discounts given', 'Income', 'Revenue'],
  [ACCOUNTS.tax, 'Sales tax collected', 'Other Current Liability', 'Liability'],
  [ACCOUNTS.giftCards, 'Gift cards', 'Other Current Liability', 'Liability'],
  [ACCOUNTS.rounding, 'Rounding', 'Expense', 'Expense'],
  [ACCOUNTS.taxAgency, 'Sales Tax Agency Payable', 'Other Current Liability', 'Liability'],
];

const FOREIGN = ['EUR', 'USD', 'JPY', 'KWD', 'GBP'];

export const seed = (company: Company): void => {
  const { currency, multiCurrency, country } = company.settings;
  const own = multiCurrency ? currency : undefined;
  for (const [id, name, type, classification] of CHART)
    company.add('Account', accountRow(name, type, classification, own), id);
  company.add(
    'Account',
    accountRow('Accounts Receivable (A/R)', RECEIVABLE, 'Asset', own),
    ACCOUNTS.receivable,
  );
  company.add(
    'Account',
    { ...accountRow('Old sales', 'Income', 'Revenue', own), Active: false },
    ACCOUNTS.inactive,
  );
  if (multiCurrency)
    FOREIGN.filter((code) => code !== currency).forEach((code, index) => {
      const name = `Accounts Receivable (A/R) - ${code}`;
      company.add('Account', accountRow(name, RECEIVABLE, 'Asset', code), String(101 + index));
    });
  seedDimensions(company);
  if (country === 'US') seedUsTaxes(company);
  else seedTaxes(company);
};

/** Ids of classes and departments. */
export const DIMENSIONS = {
  online: '501',
  shop: '502',
  germany: '503',
  berlin: '511',
  munich: '512',
} as const;

const seedDimensions = (company: Company): void => {
  const add = (entity: 'Class' | 'Department', id: string, FullyQualifiedName: string): void => {
    const Name = FullyQualifiedName.split(':').at(-1);
    company.add(entity, { Name, FullyQualifiedName, Active: true }, id);
  };
  add('Class', DIMENSIONS.online, 'Online');
  add('Class', DIMENSIONS.shop, 'Shop');
  add('Class', DIMENSIONS.germany, 'Online:Germany');
  add('Department', DIMENSIONS.berlin, 'Berlin');
  add('Department', DIMENSIONS.munich, 'Munich');
};

const rate = (company: Company, id: string, name: string, percent: string): void =>
  void company.add('TaxRate', { Name: name, Active: true, RateValue: new JsonNumber(percent) }, id);

const code = (company: Company, id: string, name: string, taxable: boolean, rates: readonly string[]): void =>
  void company.add(
    'TaxCode',
    {
      Name: name,
      Active: true,
      Taxable: taxable,
      TaxGroup: rates.length > 0,
      SalesTaxRateList: {
        TaxRateDetail: rates.map((value, index) => ({
          TaxRateRef: { value },
          TaxTypeApplicable: 'TaxOnAmount',
          TaxOrder: index,
        })),
      },
    },
    id,
  );

const seedUsTaxes = (company: Company): void => {
  rate(company, '3', 'State', '6.25');
  rate(company, '4', 'City', '2');
  rate(company, '6', 'Elsewhere', '5');
  code(company, 'TAX', 'TAX', true, []);
  code(company, 'NON', 'NON', false, []);
  code(company, '2', 'State and city', true, ['3', '4']);
  code(company, '5', 'Elsewhere', true, ['6']);
};

const seedTaxes = (company: Company): void => {
  rate(company, '10', 'VAT 19', '19');
  rate(company, '11', 'VAT 7', '7');
  rate(company, '12', 'VAT 0', '0');
  rate(company, '13', 'GST', '5');
  rate(company, '14', 'PST', '7');
  code(company, '20', '19.0% S', true, ['10']);
  code(company, '21', '7.0% R', true, ['11']);
  code(company, '22', '0.0% Z', true, ['12']);
  code(company, '23', 'GST/PST', true, ['13', '14']);
  code(company, '24', 'GST', true, ['13']);
  code(company, '25', 'Out of scope', false, []);
};
