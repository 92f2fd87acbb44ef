/** An Odoo with one company, a small chart, two German taxes and four currencies. Ids are Odoo's: numbers from 1 on. */
import type { OdooStore } from './odoo-store';

export interface SeededIds {
  readonly company: number;
  readonly receivable: number;
  readonly otherReceivable: number;
  readonly sales: number;
  readonly shipping: number;
  readonly taxAccount: number;
  readonly clearing: number;
  readonly rounding: number;
  readonly tax19: number;
  readonly tax7: number;
  readonly taxIncluded: number;
  readonly taxGroup: number;
  readonly teapot: number;
  readonly projects: number;
  readonly channels: number;
  readonly berlin: number;
  readonly web: number;
}

export const seed = (store: OdooStore): SeededIds => {
  const add = (model: string, fields: Readonly<Record<string, unknown>>): number =>
    store.insert(model, fields).id;
  const currency = (name: string, decimal_places: number, rate: number, active = true): number =>
    add('res.currency', { name, decimal_places, active, own_rate: rate });
  const eur = currency('EUR', 2, 1);
  for (const [name, decimals, rate] of [
    ['USD', 2, 1.0834],
    ['JPY', 0, 163.27],
    ['KWD', 3, 0.33217],
  ] as const)
    currency(name, decimals, rate);
  currency('GBP', 2, 0.86, false);
  currency('CHF', 2, 0);
  const company = add('res.company', {
    name: 'Books GmbH',
    currency_id: eur,
    tax_calculation_rounding_method: 'round_per_line',
  });
  add('res.company', { name: 'Other GmbH', currency_id: eur });
  for (const [code, name] of [
    ['DE', 'Germany'],
    ['FR', 'France'],
  ] as const)
    add('res.country', { code, name });
  const ledgerAccount = (code: string, name: string, account_type: string): number =>
    add('account.account', {
      code,
      name,
      account_type,
      reconcile: account_type === 'asset_receivable',
      active: true,
    });
  const receivable = ledgerAccount('121000', 'Account Receivable', 'asset_receivable');
  const otherReceivable = ledgerAccount('121100', 'Shop Receivable', 'asset_receivable');
  const sales = ledgerAccount('400000', 'Product Sales', 'income');
  const shipping = ledgerAccount('401000', 'Shipping Income', 'income_other');
  const taxAccount = ledgerAccount('251000', 'Tax Received', 'liability_current');
  const clearing = ledgerAccount('101500', 'Stripe Clearing', 'asset_current');
  const rounding = ledgerAccount('642000', 'Rounding', 'expense');
  ledgerAccount('999999', 'Undistributed', 'equity_unaffected');
  ledgerAccount('980000', 'Guarantees', 'off_balance');
  const tax = (name: string, amount: number, more: object = {}): number =>
    add('account.tax', {
      name,
      amount,
      amount_type: 'percent',
      type_tax_use: 'sale',
      price_include: false,
      active: true,
      company_id: company,
      account: taxAccount,
      ...more,
    });
  const tax19 = tax('DE 19%', 19);
  const tax7 = tax('DE 7%', 7);
  const taxIncluded = tax('DE 19% included', 19, { price_include: true });
  const taxGroup = tax('US group', 0, { amount_type: 'group' });
  tax('DE 19% purchases', 19, { type_tax_use: 'purchase' });
  const teapot = add('product.product', { name: 'Teapot', default_code: 'TEA-1', active: true });
  const projects = add('account.analytic.plan', { name: 'Projects' });
  const channels = add('account.analytic.plan', { name: 'Channels' });
  const analytic = (name: string, plan_id: number): number =>
    add('account.analytic.account', { name, plan_id, active: true });
  const berlin = analytic('Berlin', projects);
  const web = analytic('Web', channels);
  return {
    company,
    receivable,
    otherReceivable,
    sales,
    shipping,
    taxAccount,
    clearing,
    rounding,
    tax19,
    tax7,
    taxIncluded,
    taxGroup,
    teapot,
    projects,
    channels,
    berlin,
    web,
  };
};
