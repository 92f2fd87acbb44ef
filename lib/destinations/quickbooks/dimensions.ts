/**
 * Classes and departments. A class stands on a line; a department (which QuickBooks shows as the location) on a line of a
 * journal, but on a sales form as a whole. Payments have neither.
 */
import type { LedgerOptions } from '../destination-kind';
import {
  dimensionProblem,
  type DimensionProblem,
  dimensionsIn,
  folded,
  type LineDimension,
  notFound,
  notSupported,
} from '../dimensions';
import { type LedgerDocument, type LedgerLine, ledgerTaxCodeOf } from '../ledger-destination';
import type { Company, CompanyFacts } from './company';
import { ENTITY_OF } from './entity-of';
import type { Ref } from './wire';

export const DIMENSIONS = ['class', 'department'] as const;
type DimensionName = (typeof DIMENSIONS)[number];

const isDimension = (name: string): name is DimensionName => DIMENSIONS.some((one) => one === name);

/** Ids by name as people read it; only of what has a place. */
export type DimensionIds = Readonly<Record<DimensionName, ReadonlyMap<string, string>>>;

export const NO_DIMENSIONS: DimensionIds = { class: new Map(), department: new Map() };

const ENTITY_NAMES = { class: 'Class', department: 'Department' } as const;

/** Of those dimensions that the documents have. @throws LedgerError */
export const dimensionIds = async (
  company: Company,
  documents: readonly Pick<LedgerDocument, 'lines'>[],
): Promise<DimensionIds> => {
  const wanted = documents.flatMap(dimensionsIn);
  if (wanted.length === 0) return NO_DIMENSIONS;
  const facts = await company.facts();
  const idsFor = async (name: DimensionName): Promise<ReadonlyMap<string, string>> => {
    const values = wanted.filter((one) => one.name === name).map(({ value }) => value);
    if (values.length === 0 || !isTracked(facts, name)) return new Map();
    const listed = await company.listed(ENTITY_NAMES[name], values);
    return new Map([...listed].map(([id, called]) => [folded(called), id]));
  };
  return { class: await idsFor('class'), department: await idsFor('department') };
};

const isTracked = (facts: CompanyFacts, name: DimensionName): boolean =>
  name === 'class' ? facts.tracksClasses : facts.tracksDepartments;

/** What QuickBooks would lose or refuse; undefined when each dimension has its place and its id. */
export const dimensionRefusal = (
  document: LedgerDocument,
  facts: CompanyFacts,
  ids: DimensionIds,
  options: LedgerOptions,
): DimensionProblem | undefined =>
  dimensionProblem(document, options, (dimension) => judged(dimension, document, facts, ids)) ??
  severalDepartments(document, facts);

const judged = (
  dimension: LineDimension,
  document: LedgerDocument,
  facts: CompanyFacts,
  ids: DimensionIds,
): DimensionProblem | undefined => {
  const { name, value, line } = dimension;
  if (!isDimension(name)) return notSupported(dimension, `QuickBooks knows ${DIMENSIONS.join(' and ')} only`);
  if (!isTracked(facts, name)) return notSupported(dimension, SWITCHED_OFF[name]);
  const place = noPlace(name, line, document);
  if (place !== undefined) return notSupported(dimension, place);
  return ids[name].has(folded(value))
    ? undefined
    : notFound(dimension, `no active ${CALLED[name]} of that name in QuickBooks`);
};

const SWITCHED_OFF: Readonly<Record<DimensionName, string>> = {
  class:
    'QuickBooks keeps classes only where "Track classes" with "One to each row in transaction" is switched on (Account and settings → Advanced → Categories)',
  department:
    'QuickBooks keeps departments only where "Track locations" is switched on (Account and settings → Advanced → Categories)',
};

const CALLED: Readonly<Record<DimensionName, string>> = { class: 'class', department: 'location' };

const isForm = ({ type }: LedgerDocument): boolean => !['JournalEntry', 'Payment'].includes(ENTITY_OF[type]);

/** Lines of a sales form: what was sold, and tax on an account. */
const isFormLine = (line: LedgerLine): boolean =>
  (line.role === 'item' || line.role === 'tax') && ledgerTaxCodeOf(line) === undefined;

const noPlace = (name: DimensionName, line: LedgerLine, document: LedgerDocument): string | undefined => {
  if (ENTITY_OF[document.type] === 'Payment') return `a payment of QuickBooks has no ${CALLED[name]}`;
  if (!isForm(document) || isFormLine(line)) return undefined;
  // The record's own department counts for its money as well.
  if (name === 'department' && departmentsOf(document).has(folded(line.dimensions?.[name] ?? '')))
    return undefined;
  const what = line.role === 'tax' ? 'the tax' : line.role === 'money' ? 'the money' : 'the receivable';
  return `QuickBooks has no place for it beside ${what} of a ${document.type.replace('_', ' ')}`;
};

/** As people read them; empty where a line of what was sold has none. */
const departmentsOf = ({ lines }: LedgerDocument): ReadonlySet<string> =>
  new Set(
    lines
      .filter(({ role }) => role === 'item')
      .map(({ dimensions }) => folded(dimensions?.['department'] ?? '')),
  );

/** A journal could hold them, but no invoice or receipt would come of it: that is for a person to choose. */
const severalDepartments = (
  document: LedgerDocument,
  { tracksDepartments }: CompanyFacts,
): DimensionProblem | undefined => {
  const departments = departmentsOf(document);
  if (!tracksDepartments || !isForm(document) || departments.size < 2) return undefined;
  const named = [...departments].map((name) => (name === '' ? 'none' : `"${name}"`)).join(', ');
  return {
    code: 'dimension_conflict',
    message: `its lines are of several departments (${named}), and a ${document.type.replace('_', ' ')} of QuickBooks has one location. Give all its lines one department in the policy's dimension rules, or post journals, then retry the exception.`,
  };
};

const idOf = (
  line: Pick<LedgerLine, 'dimensions'>,
  name: DimensionName,
  ids: DimensionIds,
): string | undefined => ids[name].get(folded(line.dimensions?.[name] ?? ''));

/** For documents without a `dimensionRefusal`: what has no id here was left out by choice. */
export const classRef = (line: LedgerLine, ids: DimensionIds): { readonly ClassRef?: Ref } => {
  const value = idOf(line, 'class', ids);
  return value === undefined ? {} : { ClassRef: { value } };
};

export const departmentRef = (line: LedgerLine, ids: DimensionIds): { readonly DepartmentRef?: Ref } => {
  const value = idOf(line, 'department', ids);
  return value === undefined ? {} : { DepartmentRef: { value } };
};

/** Of a sales form, whose items all have the same. */
export const headDepartment = (
  { lines }: LedgerDocument,
  ids: DimensionIds,
): { readonly DepartmentRef?: Ref } => {
  const item = lines.find(({ role }) => role === 'item');
  return item === undefined ? {} : departmentRef(item, ids);
};
