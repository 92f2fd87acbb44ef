/** account.move: how Odoo makes drafts from values, works tax and what is due out, and keeps entries balanced. */
import { invalidField, missing, userError } from './odoo-exception';
import type { CallContext, OdooOrm } from './odoo-orm';
import { floatRound } from './odoo-rounding';
import type { SeededIds } from './odoo-seed';
import type { OdooSettings } from './odoo-settings';
import type { OdooStore, Row } from './odoo-store';

type Values = Readonly<Record<string, unknown>>;
type Command = readonly [number, number, Values];

const INVOICES = new Set(['out_invoice', 'out_refund']);

export const isInvoice = (move: Row): boolean => INVOICES.has(move['move_type'] as string);

export class OdooMoves {
  constructor(
    private readonly store: OdooStore,
    private readonly orm: OdooOrm,
    private readonly settings: OdooSettings,
    private readonly ids: SeededIds,
  ) {}

  create(values: Values, context: CallContext): number {
    this.demandFields('account.move', values);
    const company = (values['company_id'] as number | undefined) ?? this.companyOf(context);
    const own = this.store.get('res.company', company);
    if (own === undefined) throw missing('res.company', company);
    if (values['partner_id'] !== undefined) this.demand('res.partner', values['partner_id']);
    const date = (values['date'] ?? values['invoice_date'] ?? '2026-11-22') as string;
    const move = this.store.insert('account.move', {
      move_type: 'entry',
      currency_id: own['currency_id'],
      ...values,
      company_id: company,
      date,
      state: 'draft',
      name: '/',
      payment_state: 'not_paid',
      line_ids: undefined,
      invoice_line_ids: undefined,
    });
    this.demand('res.currency', move['currency_id']);
    const commands = (values['invoice_line_ids'] ?? values['line_ids'] ?? []) as readonly Command[];
    for (const [, , line] of commands)
      if (isInvoice(move)) this.addProduct(move, line);
      else this.addEntryLine(move, line);
    if (isInvoice(move)) {
      this.recomputeTax(move);
      this.recomputeDue(move);
    }
    this.demandBalance(move);
    return move.id;
  }

  write(move: Row, values: Values): void {
    if (move['state'] !== 'draft') throw userError('You cannot modify a posted entry of this journal.');
    const { line_ids: commands = [], ...fields } = values as { readonly line_ids?: readonly Command[] };
    this.demandFields('account.move', fields);
    this.store.update(move, fields);
    for (const [code, id, line] of commands)
      if (code === 0) this.addProduct(move, line);
      else if (code === 1) this.changeLine(move, id, line);
      else throw userError(`Unknown command ${code}`);
    if (isInvoice(move)) this.recomputeDue(move);
    this.demandBalance(move);
  }

  linesOf(move: Row): readonly Row[] {
    return this.store.linesOf(move.id);
  }

  /** Tax as the company's setting has it, on lines grouped by tax and account. */
  private recomputeTax(move: Row): void {
    for (const line of this.linesOf(move))
      if (line['display_type'] === 'tax') this.store.delete('account.move.line', line.id);
    const decimals = this.decimalsOf(move['currency_id']);
    const sums = new Map<number, number>();
    for (const line of this.linesOf(move)) {
      for (const id of (line['tax_ids'] as readonly number[] | undefined) ?? []) {
        const tax = this.demand('account.tax', id);
        const base = (
          this.settings.roundTax === 'per-line' ? line['price_subtotal'] : line['exact_subtotal']
        ) as number;
        const amount = (base * (tax['amount'] as number)) / 100;
        const rounded = this.settings.roundTax === 'per-line' ? floatRound(amount, decimals) : amount;
        sums.set(id, (sums.get(id) ?? 0) + rounded);
      }
    }
    for (const [id, sum] of sums) {
      const tax = this.demand('account.tax', id);
      const amount = floatRound(sum, decimals);
      if (amount === 0) continue;
      this.addLine(move, {
        name: tax['name'],
        display_type: 'tax',
        account_id: tax['account'],
        tax_line_id: id,
        amount_currency: this.signOf(move) * amount,
      });
    }
  }

  /** One line on the contact's receivable account for all that is due; an existing one keeps its account. */
  private recomputeDue(move: Row): void {
    const decimals = this.decimalsOf(move['currency_id']);
    const lines = this.linesOf(move);
    const sum = (some: readonly Row[], field: string) =>
      some.reduce((total, line) => total + (line[field] as number), 0);
    const rest = lines.filter((line) => line['display_type'] !== 'payment_term');
    const due = floatRound(-sum(rest, 'amount_currency'), decimals);
    const [term] = lines.filter((line) => line['display_type'] === 'payment_term');
    const balance = floatRound(-sum(rest, 'balance'), 2);
    if (term) this.store.update(term, { amount_currency: due, balance });
    else {
      const partner = this.store.get('res.partner', move['partner_id']);
      this.addLine(move, {
        name: move['ref'],
        display_type: 'payment_term',
        account_id: partner?.['property_account_receivable_id'] ?? this.ids.receivable,
        amount_currency: due,
        balance,
        date_maturity: move['invoice_date_due'],
      });
    }
    const tax =
      sum(
        rest.filter((line) => line['display_type'] === 'tax'),
        'amount_currency',
      ) * this.signOf(move);
    const untaxed =
      sum(
        rest.filter((line) => line['display_type'] === 'product'),
        'amount_currency',
      ) * this.signOf(move);
    this.store.update(move, {
      amount_tax: floatRound(tax, decimals),
      amount_untaxed: floatRound(untaxed, decimals),
      amount_total: floatRound(tax + untaxed, decimals),
      amount_residual: floatRound(tax + untaxed, decimals),
    });
  }

  private addProduct(move: Row, values: Values): void {
    this.demandFields('account.move.line', values);
    const ledgerAccount = this.demand('account.account', values['account_id'] ?? this.ids.sales);
    if (ledgerAccount['account_type'] === 'asset_receivable')
      throw userError('Any journal item on a receivable account must have a due date and vice versa.');
    if (values['product_id'] !== undefined) this.demand('product.product', values['product_id']);
    const decimals = this.decimalsOf(move['currency_id']);
    const price = floatRound((values['price_unit'] as number | undefined) ?? 0, this.settings.priceDecimals);
    const quantity = (values['quantity'] as number | undefined) ?? 1;
    const exact = quantity * price * (1 - ((values['discount'] as number | undefined) ?? 0) / 100);
    const subtotal = floatRound(exact, decimals);
    this.addLine(move, {
      ...values,
      display_type: 'product',
      account_id: ledgerAccount.id,
      quantity,
      price_unit: price,
      // Nothing said about taxes: the company's own sales tax.
      tax_ids: values['tax_ids'] === undefined ? [this.ids.tax19] : taxesOf(values['tax_ids']),
      exact_subtotal: exact,
      price_subtotal: subtotal,
      amount_currency: this.signOf(move) * subtotal,
    });
  }

  private addEntryLine(move: Row, values: Values): void {
    this.demandFields('account.move.line', values);
    this.demand('account.account', values['account_id']);
    if (values['partner_id'] !== undefined) this.demand('res.partner', values['partner_id']);
    const { debit, credit, amount_currency: amount } = values as Record<string, number | undefined>;
    const currency = values['currency_id'] ?? this.companyCurrency(move);
    const isOwn = currency === this.companyCurrency(move);
    const told = debit !== undefined || credit !== undefined;
    const balance = told
      ? (debit ?? 0) - (credit ?? 0)
      : floatRound((amount ?? 0) / (isOwn ? 1 : this.rateOf(currency)), 2);
    this.addLine(move, {
      ...values,
      display_type: 'product',
      currency_id: currency,
      tax_ids: values['tax_ids'] === undefined ? [] : taxesOf(values['tax_ids']),
      amount_currency: isOwn ? balance : (amount ?? floatRound(balance * this.rateOf(currency), 2)),
      balance,
    });
  }

  private addLine(move: Row, fields: Values): void {
    const amount = fields['amount_currency'] as number;
    const currency = fields['currency_id'] ?? move['currency_id'];
    const isOwn = currency === this.companyCurrency(move);
    const balance = fields['balance'] ?? (isOwn ? amount : floatRound(amount / this.rateOf(currency), 2));
    this.store.insert('account.move.line', {
      ...fields,
      move_id: move.id,
      currency_id: currency,
      partner_id: fields['partner_id'] ?? move['partner_id'],
      balance,
      reconciled: false,
    });
  }

  private changeLine(move: Row, id: number, values: Values): void {
    this.demandFields('account.move.line', values);
    const line = this.demand('account.move.line', id);
    if (values['account_id'] !== undefined) this.demand('account.account', values['account_id']);
    const isTax = line['display_type'] === 'tax' && values['amount_currency'] !== undefined;
    if (isTax && this.settings.taxEdits === 'refused')
      throw userError(
        'The taxes of this document are worked out by the tax authority; they cannot be changed.',
      );
    if (isTax && this.settings.taxEdits === 'ignored') return;
    const amount = values['amount_currency'] as number | undefined;
    const isOwn = move['currency_id'] === this.companyCurrency(move);
    const balance =
      amount === undefined || isOwn ? amount : floatRound(amount / this.rateOf(move['currency_id']), 2);
    this.store.update(line, { ...values, ...(balance === undefined ? {} : { balance }) });
  }

  private demandBalance(move: Row): void {
    const sum = this.linesOf(move).reduce((total, line) => total + (line['balance'] as number), 0);
    if (floatRound(sum, 2) !== 0) throw userError('The entry is not balanced.');
    if (!isInvoice(move)) {
      const taxed = this.linesOf(move).some(
        (line) => ((line['tax_ids'] as readonly number[]) ?? []).length > 0,
      );
      if (taxed) throw userError('The entry is not balanced.');
    }
  }

  demand(model: string, id: unknown): Row {
    const row = this.store.get(model, id);
    if (row === undefined) throw missing(model, Number(id));
    return row;
  }

  private demandFields(model: string, values: Values): void {
    const fields = this.orm.fieldsOf(model);
    for (const name of Object.keys(values)) if (fields[name] === undefined) throw invalidField(model, name);
    for (const ids of Object.keys((values['analytic_distribution'] ?? {}) as object))
      for (const id of ids.split(',')) this.demand('account.analytic.account', Number(id));
  }

  /** Lines of an invoice are credits, those of a credit note debits. */
  private signOf = (move: Row): 1 | -1 => (move['move_type'] === 'out_refund' ? 1 : -1);

  private companyOf = (context: CallContext): number =>
    ((context['allowed_company_ids'] as readonly number[] | undefined) ?? [1])[0] as number;

  private companyCurrency = (move: Row): unknown =>
    this.store.get('res.company', move['company_id'])?.['currency_id'];

  private decimalsOf = (currency: unknown): number =>
    this.demand('res.currency', currency)['decimal_places'] as number;

  /** A currency without any rate counts as the company's own. */
  private rateOf = (currency: unknown): number =>
    (this.demand('res.currency', currency)['own_rate'] as number) || 1;
}

/** `[[6, 0, ids]]` */
const taxesOf = (commands: unknown): readonly number[] =>
  (commands as readonly (readonly [number, number, readonly number[]])[]).flatMap(([code, , ids]) => {
    if (code !== 6) throw userError(`Unknown command ${code}`);
    return ids;
  });
