/**
 * What a person clicks together in a new Tryton: three companies with a chart of accounts, three fiscal years and taxes,
 * and a user with the group Account only.
 */
import { adminCall, type Admin, type Call, day, decimal } from './rpc';

export const YEARS = [2025, 2026, 2027] as const;

/** Companies of the base database, by the currency that they keep their books in. */
export const CURRENCIES = [
  { code: 'EUR', name: 'Euro', symbol: '€', digits: 2, rounding: '0.01', rate: '1' },
  { code: 'JPY', name: 'Yen', symbol: '¥', digits: 0, rounding: '1', rate: '160' },
  { code: 'KWD', name: 'Kuwaiti Dinar', symbol: 'KD', digits: 3, rounding: '0.001', rate: '0.33' },
] as const;
export type BookCurrency = (typeof CURRENCIES)[number]['code'];

/** Its password is good enough for Tryton, and no secret: the server is on loopback and gone after the test. */
export const API_USER = { user: 'ledger-robot', password: 'Ledger-Robot-71' } as const;

interface Names {
  readonly id: number;
  readonly name: string;
}

/** Accounts beside those of Tryton's minimal chart: name → (name of its type, kept by party). */
const MORE_ACCOUNTS: readonly (readonly [string, string, boolean])[] = [
  ['Main Debtors', 'Receivable', false],
  ['Shipping Revenue', 'Revenue', false],
  ['Discounts', 'Revenue', false],
  ['Rounding', 'Expense', false],
  ['Stripe Clearing', 'Cash', false],
  ['Gift Cards', 'Current', false],
];

const TAXES: readonly (readonly [string, string])[] = [
  ['VAT 19 %', '0.19'],
  ['VAT 7 %', '0.07'],
  ['VAT 0 %', '0'],
];

export const setUp = async (admin: Admin): Promise<void> => {
  const call = adminCall(admin, { language: 'en' });
  // Else a user sees only what belongs to the company that was chosen last.
  await call('model.res.user.write', [1], { company_filter: 'all' });
  const currencies = await call<number[]>(
    'model.currency.currency.create',
    CURRENCIES.map(({ code, name, symbol, digits, rounding, rate }) => ({
      code,
      name,
      symbol,
      digits,
      rounding: decimal(rounding),
      rates: [['create', [{ date: day('2000-01-01'), rate: decimal(rate) }]]],
    })),
  );
  const companies: number[] = [];
  for (const [index, { code }] of CURRENCIES.entries())
    companies.push(await openCompany(admin, call, `Shop ${code}`, currencies[index] as number));
  const groups = await call<Names[]>(
    'model.res.group.search_read',
    [['name', '=', 'Account']],
    0,
    null,
    null,
    ['name'],
  );
  await call('model.res.user.create', [
    {
      name: 'Ledger Robot',
      login: API_USER.user,
      password: API_USER.password,
      groups: [['add', groups.map(({ id }) => id)]],
      companies: [['add', companies]],
      company: companies[0],
      company_filter: 'all',
    },
  ]);
};

const openCompany = async (admin: Admin, call: Call, name: string, currency: number): Promise<number> => {
  const [party] = await call<number[]>('model.party.party.create', [{ name }]);
  const [company] = await call<number[]>('model.company.company.create', [{ party, currency }]);
  await call('model.res.user.write', [1], { companies: [['add', [company]]], company });
  const inCompany = adminCall(admin, { company, language: 'en' });
  await createChart(inCompany, company as number);
  await createYears(inCompany, company as number);
  await createTaxes(inCompany, company as number);
  return company as number;
};

const createChart = async (call: Call, company: number): Promise<void> => {
  const [template] = await call<number[]>('model.account.account.template.search', [['parent', '=', null]]);
  const [wizard] = await call<[string]>('wizard.account.create_chart.create');
  const step = { account: { company, account_template: template } };
  await call('wizard.account.create_chart.execute', wizard, step, 'create_account');
  const accountOf = await idsByName(call, 'account.account', company);
  const properties = {
    company,
    account_receivable: accountOf('Main Receivable'),
    account_payable: accountOf('Main Payable'),
  };
  await call('wizard.account.create_chart.execute', wizard, { ...step, properties }, 'create_properties');
  const typeOf = await idsByName(call, 'account.account.type', company);
  await call(
    'model.account.account.create',
    MORE_ACCOUNTS.map(([name, type, byParty], index) => ({
      name,
      code: String(8000 + index),
      company,
      type: typeOf(type),
      party_required: byParty,
      reconcile: type === 'Receivable',
    })),
  );
};

const idsByName = async (call: Call, model: string, company: number): Promise<(name: string) => number> => {
  const rows = await call<Names[]>(`model.${model}.search_read`, [['company', '=', company]], 0, null, null, [
    'name',
  ]);
  return (name) => {
    // Two types are called "Current"; the later one is the liability.
    const found = rows.filter((row) => row.name === name).sort((a, b) => b.id - a.id)[0];
    if (found === undefined) throw new Error(`the test company has no ${model} "${name}"`);
    return found.id;
  };
};

const createYears = async (call: Call, company: number): Promise<void> => {
  const types = await call<Names[]>(
    'model.ir.sequence.type.search_read',
    [['name', 'in', ['Account Move', 'Invoice']]],
    0,
    null,
    null,
    ['name'],
  );
  const typeOf = (name: string) => types.find((type) => type.name === name)?.id;
  for (const year of YEARS) {
    const [moves] = await call<number[]>('model.ir.sequence.create', [
      { name: `Moves ${year}`, sequence_type: typeOf('Account Move'), company },
    ]);
    const [out, credit] = await call<number[]>(
      'model.ir.sequence.strict.create',
      ['INV', 'CRN'].map((prefix) => ({
        name: `${prefix} ${year}`,
        prefix: `${prefix}${year}-`,
        sequence_type: typeOf('Invoice'),
        company,
      })),
    );
    const [fiscalYear] = await call<number[]>('model.account.fiscalyear.create', [
      {
        name: String(year),
        company,
        start_date: day(`${year}-01-01`),
        end_date: day(`${year}-12-31`),
        post_move_sequence: moves,
        invoice_sequences: [
          [
            'create',
            [
              {
                company,
                out_invoice_sequence: out,
                out_credit_note_sequence: credit,
                in_invoice_sequence: out,
                in_credit_note_sequence: credit,
              },
            ],
          ],
        ],
      },
    ]);
    await call('model.account.fiscalyear.create_period', [fiscalYear]);
  }
};

const createTaxes = async (call: Call, company: number): Promise<void> => {
  const accountOf = await idsByName(call, 'account.account', company);
  const [group] = await call<number[]>('model.account.tax.group.create', [
    { name: `VAT ${company}`, code: `VAT${company}`, kind: 'sale' },
  ]);
  await call(
    'model.account.tax.create',
    TAXES.map(([name, rate]) => ({
      name,
      description: name,
      group,
      type: 'percentage',
      rate: decimal(rate),
      company,
      invoice_account: accountOf('Main Tax'),
      credit_note_account: accountOf('Main Tax'),
    })),
  );
};
