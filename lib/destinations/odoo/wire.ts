/**
 * Odoo's records as they go over the wire, and what is asked of them. Source: the models of `account` and `base` in Odoo
 * 16 to 19 and what an Odoo 17 answered. Numbers are read as text (see exact-json); an empty field is `false`.
 */
import type { Json } from './json';

/** A method of a model, called on records or on the model itself. */
export interface OdooCall {
  readonly model: string;
  readonly method: string;
  /** Absent for methods of the model itself. */
  readonly ids?: readonly string[];
  /** By the names that the method gives its parameters. */
  readonly args?: Readonly<Record<string, Json>>;
  /** Beside the language and the company, which every call has. */
  readonly context?: Readonly<Record<string, Json>>;
}

export type Domain = readonly Json[];

export const MOVE = 'account.move';
export const MOVE_LINE = 'account.move.line';

/** Everything that tells what a journal entry or invoice holds; one row a line, so that one call reads whole batches. */
export const MOVE_LINE_FIELDS = [
  'move_id',
  'ref',
  'date',
  'parent_state',
  'display_type',
  'currency_id',
  'account_id',
  'amount_currency',
  'tax_line_id',
  'group_tax_id',
  'analytic_distribution',
] as const;

/** Days up to which a company is closed, whatever the version calls them. Odoo moves a document's date past them unasked. */
export const LOCK_FIELDS = [
  'fiscalyear_lock_date',
  'tax_lock_date',
  'sale_lock_date',
  'hard_lock_date',
  'period_lock_date',
] as const;

/** Odoo counts in binary floating point: of longer amounts it would not keep every digit. */
export const MOST_DIGITS = 15;
