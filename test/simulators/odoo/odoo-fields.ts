/** Fields of the models that are simulated, and which version has them. A name that is not here is an error, as in Odoo. */

export type FieldType =
  'text' | 'integer' | 'float' | 'boolean' | 'many2one' | 'many2many' | 'one2many' | 'json';

type Fields = Readonly<Record<string, FieldType | `many2one ${string}` | `one2many ${string}`>>;

const MOVE_LINE_LIKE: Fields = { id: 'integer', name: 'text', company_id: 'many2one res.company' };

const COMMON: Readonly<Record<string, Fields>> = {
  'res.company': {
    id: 'integer',
    name: 'text',
    currency_id: 'many2one res.currency',
    fiscalyear_lock_date: 'text',
    tax_lock_date: 'text',
    tax_calculation_rounding_method: 'text',
  },
  'res.currency': {
    id: 'integer',
    name: 'text',
    active: 'boolean',
    decimal_places: 'integer',
    rate: 'float',
    date: 'text',
  },
  'res.country': { id: 'integer', name: 'text', code: 'text' },
  'res.partner': {
    id: 'integer',
    name: 'text',
    ref: 'text',
    email: 'text',
    company_name: 'text',
    active: 'boolean',
    customer_rank: 'integer',
    country_id: 'many2one res.country',
    property_account_receivable_id: 'many2one account.account',
  },
  'account.account': {
    id: 'integer',
    code: 'text',
    name: 'text',
    account_type: 'text',
    reconcile: 'boolean',
  },
  'account.tax': {
    id: 'integer',
    name: 'text',
    amount: 'float',
    amount_type: 'text',
    type_tax_use: 'text',
    price_include: 'boolean',
    active: 'boolean',
    company_id: 'many2one res.company',
  },
  'product.product': { id: 'integer', name: 'text', default_code: 'text', active: 'boolean' },
  'account.analytic.plan': { id: 'integer', name: 'text' },
  'account.analytic.account': {
    id: 'integer',
    name: 'text',
    active: 'boolean',
    plan_id: 'many2one account.analytic.plan',
  },
  'account.move': {
    ...MOVE_LINE_LIKE,
    ref: 'text',
    state: 'text',
    move_type: 'text',
    date: 'text',
    invoice_date: 'text',
    invoice_date_due: 'text',
    invoice_origin: 'text',
    invoice_payment_term_id: 'many2one account.payment.term',
    partner_id: 'many2one res.partner',
    currency_id: 'many2one res.currency',
    line_ids: 'one2many account.move.line',
    invoice_line_ids: 'one2many account.move.line',
    payment_state: 'text',
    amount_untaxed: 'float',
    amount_tax: 'float',
    amount_total: 'float',
    amount_residual: 'float',
  },
  'account.move.line': {
    ...MOVE_LINE_LIKE,
    move_id: 'many2one account.move',
    ref: 'text',
    date: 'text',
    parent_state: 'text',
    move_type: 'text',
    display_type: 'text',
    account_id: 'many2one account.account',
    partner_id: 'many2one res.partner',
    currency_id: 'many2one res.currency',
    product_id: 'many2one product.product',
    amount_currency: 'float',
    balance: 'float',
    debit: 'float',
    credit: 'float',
    quantity: 'float',
    price_unit: 'float',
    discount: 'float',
    price_subtotal: 'float',
    price_total: 'float',
    tax_ids: 'many2many',
    tax_line_id: 'many2one account.tax',
    group_tax_id: 'many2one account.tax',
    analytic_distribution: 'json',
    date_maturity: 'text',
    reconciled: 'boolean',
    amount_residual_currency: 'float',
  },
};

const SINCE_18: Readonly<Record<string, Fields>> = {
  'res.company': { sale_lock_date: 'text', purchase_lock_date: 'text', hard_lock_date: 'text' },
  'account.account': { active: 'boolean' },
};
const UNTIL_17: Readonly<Record<string, Fields>> = {
  'res.company': { period_lock_date: 'text' },
  'account.account': { deprecated: 'boolean' },
};

export type Registry = ReadonlyMap<string, Fields>;

export const registryOf = (version: number): Registry => {
  const more = version >= 18 ? SINCE_18 : UNTIL_17;
  return new Map(Object.entries(COMMON).map(([model, fields]) => [model, { ...fields, ...more[model] }]));
};
