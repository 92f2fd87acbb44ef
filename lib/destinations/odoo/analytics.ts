/**
 * Dimensions are Odoo's analytic accounts: `analytic` names one, `analytic:<plan>` one of a plan. Each gets the whole line.
 */
import {
  dimensionProblem,
  type DimensionProblem,
  dimensionsIn,
  folded,
  type LineDimension,
  notFound,
  notSupported,
} from '../dimensions';
import { type HeldDimension, type LedgerDocument, LedgerError, ledgerTaxCodeOf } from '../ledger-destination';
import { invoiceType } from './check-document';
import { type Json, jsonIds } from './json';
import type { OdooLedger } from './odoo-ledger';
import { idField, referenceField, type Row, textField } from './read-row';
import type { Domain } from './wire';

const ANALYTIC = 'analytic';
const OF_PLAN = 'analytic:';
export const DIMENSIONS: readonly string[] = [ANALYTIC, `${OF_PLAN}*`];

export interface AnalyticAccount {
  readonly id: string;
  readonly name: string;
  readonly plan: string;
}

/** The accounts that a dimension may mean; undefined when the user may not see them. */
export type Analytics = (name: string, value: string) => readonly AnalyticAccount[] | undefined;

const MODEL = 'account.analytic.account';
const FIELDS = ['name', 'plan_id'] as const;

/** Nothing is asked where no document has dimensions. Not remembered: a name may be given to another account. */
export const findAnalytics = async (
  ledger: OdooLedger,
  documents: readonly LedgerDocument[],
): Promise<Analytics> => {
  const wanted = documents.flatMap(dimensionsIn).filter(({ name }) => isAnalytic(name));
  if (wanted.length === 0) return () => [];
  const values = [...new Set(wanted.map(({ value }) => folded(value)))];
  const found = await orForbidden(ledger, anyOf(values));
  return (name, value) =>
    found?.filter(
      (one) =>
        folded(one.name) === folded(value) &&
        (name === ANALYTIC || folded(one.plan) === folded(name.slice(OF_PLAN.length))),
    );
};

const isAnalytic = (name: string): boolean => name === ANALYTIC || name.startsWith(OF_PLAN);

/** In any case of letters; `%`, `_` and the backslash mean themselves. */
const anyOf = (values: readonly string[]): Domain => [
  ...values.slice(1).map((): Json => '|'),
  ...values.map((value): Json => ['name', '=ilike', value.replace(/[\\%_]/g, (mark) => `\\${mark}`)]),
];

const orForbidden = async (
  { client }: OdooLedger,
  domain: Domain,
  context: Readonly<Record<string, Json>> = {},
): Promise<readonly AnalyticAccount[] | undefined> => {
  try {
    return (await client.search(MODEL, domain, FIELDS, { context })).map(accountOf);
  } catch (error) {
    if (!(error instanceof LedgerError) || error.errorClass !== 'credential') throw error;
    return undefined;
  }
};

const accountOf = (row: Row): AnalyticAccount => ({
  id: idField(row, 'id'),
  name: textField(row, 'name') ?? '',
  plan: referenceField(row, 'plan_id')?.name ?? '',
});

/** What Odoo would lose or refuse. */
export const analyticProblem = (
  document: LedgerDocument,
  analytics: Analytics,
  options: OdooLedger['options'],
): DimensionProblem | undefined =>
  dimensionProblem(document, options, (dimension) => judged(dimension, document, analytics)) ??
  planTwice(document, analytics);

const judged = (
  dimension: LineDimension,
  document: LedgerDocument,
  analytics: Analytics,
): DimensionProblem | undefined => {
  const { name, value, line } = dimension;
  if (!isAnalytic(name)) return notSupported(dimension, 'Odoo knows analytic and analytic:<plan> only');
  if (invoiceType(document) !== undefined && (line.role === 'receivable' || ledgerTaxCodeOf(line)))
    return notSupported(
      dimension,
      `Odoo makes the ${line.role} line of an invoice or credit note by itself, without analytic accounts`,
    );
  const found = analytics(name, value);
  if (found === undefined)
    return notSupported(
      dimension,
      'the user may not read analytic accounts in Odoo (give it the right to analytic accounting)',
    );
  if (found.length === 1) return undefined;
  if (found.length === 0)
    return notFound(dimension, `no active analytic account of that name${inPlan(name)}`);
  return {
    code: 'dimension_not_found',
    message: `the line of "${line.logicalAccount}" has the dimension "${name}" = "${value}", and ${found.length} analytic accounts of Odoo have that name. Name the plan in the policy's dimension rule (${OF_PLAN}<plan>), or rename one of them, then retry the exception.`,
  };
};

const inPlan = (name: string): string =>
  name === ANALYTIC ? ' in Odoo' : ` in the plan "${name.slice(OF_PLAN.length)}" of Odoo`;

/** Two whole lines in one plan would count the amount twice. */
const planTwice = ({ lines }: LedgerDocument, analytics: Analytics): DimensionProblem | undefined => {
  for (const line of lines) {
    const seen = new Map<string, AnalyticAccount>();
    for (const account of accountsOf(line, analytics)) {
      const other = seen.get(account.plan);
      if (other !== undefined && other.id !== account.id)
        return {
          code: 'dimension_conflict',
          message: `the line of "${line.logicalAccount}" has the analytic accounts "${other.name}" and "${account.name}", both in the plan "${account.plan}" of Odoo, which would count its amount twice. Correct the policy's dimension rules, then retry the exception.`,
        };
      seen.set(account.plan, account);
    }
  }
  return undefined;
};

const accountsOf = (
  line: LedgerDocument['lines'][number],
  analytics: Analytics,
): readonly AnalyticAccount[] =>
  dimensionsIn({ lines: [line] }).flatMap(({ name, value }) => {
    const [only, ...others] = isAnalytic(name) ? (analytics(name, value) ?? []) : [];
    return only === undefined || others.length > 0 ? [] : [only];
  });

/** For documents without an `analyticProblem`: what is not there was left out by choice. */
export const analyticIds = (
  line: LedgerDocument['lines'][number],
  analytics: Analytics,
): readonly string[] => [...new Set(accountsOf(line, analytics).map(({ id }) => id))];

/** What lines that Odoo holds stand under, by id of the analytic account; undefined when the user may not see them. */
export const heldDimensions = async (
  ledger: OdooLedger,
  ids: readonly string[],
): Promise<ReadonlyMap<string, readonly HeldDimension[]> | undefined> => {
  const wanted = [...new Set(ids)];
  if (wanted.length === 0) return new Map();
  const found = await orForbidden(ledger, [['id', 'in', jsonIds(wanted)]], { active_test: false });
  return (
    found &&
    new Map(
      found.map(({ id, name, plan }) => [
        id,
        [
          { name: ANALYTIC, value: name },
          { name: OF_PLAN + plan, value: name },
        ],
      ]),
    )
  );
};
