/** The part of QuickBooks' query language that is used: no `or`, no joins; what is not queryable is refused. */
import { JsonNumber } from '../../../lib/destinations/exact-json';
import { type Company, LIST_ENTITIES, type Row, TRANSACTION_ENTITIES } from './company';
import { refuse } from './fault';

const QUERYABLE: Readonly<Record<string, readonly string[]>> = {
  Account: ['Id', 'Name', 'AccountType', 'Active', 'Classification', 'AcctNum'],
  Class: ['Id', 'Name', 'FullyQualifiedName', 'Active'],
  Department: ['Id', 'Name', 'FullyQualifiedName', 'Active'],
  Customer: ['Id', 'DisplayName', 'CompanyName', 'PrimaryEmailAddr', 'Active'],
  Item: ['Id', 'Name', 'Sku', 'Type', 'Active'],
  TaxCode: ['Id', 'Name', 'Active'],
  TaxRate: ['Id', 'Name', 'Active'],
  Payment: ['Id', 'TxnDate', 'PaymentRefNum', 'CustomerRef', 'TotalAmt'],
  CompanyInfo: ['Id'],
  Preferences: ['Id'],
};
const OF_TRANSACTIONS = ['Id', 'DocNumber', 'TxnDate', 'CustomerRef', 'TotalAmt'];

interface Condition {
  readonly field: string;
  readonly operator: string;
  readonly values: readonly string[];
}

const STATEMENT =
  /^select \* from (\w+)(?: where (.+?))?(?: order ?by (\w+)(?: (asc|desc))?)?(?: startposition (\d+))?(?: maxresults (\d+))?$/i;
const TEXT = String.raw`'(?:[^'\\]|\\.)*'`;
const VALUE = `(?:${TEXT}|true|false)`;
const CONDITION = new RegExp(
  String.raw`^(\w+) (=|<=|>=|<|>|like|in) (${VALUE}|\(${VALUE}(?:, ?${VALUE})*\))(?: and |$)`,
  'i',
);

const DEFAULT_RESULTS = 100;
const MOST_RESULTS = 1000;

export interface QueryResult {
  readonly entity: string;
  readonly rows: readonly Row[];
  readonly start: number;
}

export const runQuery = (company: Company, statement: string): QueryResult => {
  const found = STATEMENT.exec(statement.trim());
  if (found === null)
    return refuse('4000', 'Error parsing query', `QueryParserError: ${statement.slice(0, 80)}`);
  const [, entity = '', where, order, direction, startText, mostText] = found;
  const conditions = where === undefined ? [] : conditionsOf(where, entity);
  const most = mostText === undefined ? DEFAULT_RESULTS : Number(mostText);
  if (most > MOST_RESULTS)
    refuse('4001', 'Invalid query', `QueryValidationError: value ${most} is too large.`);
  const start = startText === undefined ? 1 : Number(startText);
  const rows = rowsOf(company, entity)
    .filter((row) => conditions.some(({ field }) => field === 'Active') || row['Active'] !== false)
    .filter((row) => conditions.every((condition) => meets(row, condition)));
  if (order !== undefined) {
    demandQueryable(entity, order);
    rows.sort((a, b) => compared(a[order], b[order]) * (direction?.toLowerCase() === 'desc' ? -1 : 1));
  }
  return { entity, rows: rows.slice(start - 1, start - 1 + most), start };
};

const rowsOf = (company: Company, entity: string): Row[] => {
  if (entity === 'Preferences') return [company.preferences()];
  if (entity === 'CompanyInfo') return [company.info()];
  const known = [...LIST_ENTITIES, ...TRANSACTION_ENTITIES].find((name) => name === entity);
  if (known === undefined)
    return refuse('4001', 'Invalid query', `QueryValidationError: Invalid context declaration: ${entity}`);
  return [...company.rows[known]];
};

const demandQueryable = (entity: string, field: string): void => {
  if (!(QUERYABLE[entity] ?? OF_TRANSACTIONS).includes(field))
    refuse('4001', 'Invalid query', `QueryValidationError: property '${field}' is not queryable`);
};

const conditionsOf = (where: string, entity: string): readonly Condition[] => {
  const conditions: Condition[] = [];
  for (let rest = where; rest !== '';) {
    const found = CONDITION.exec(rest);
    if (found === null)
      return refuse('4000', 'Error parsing query', `QueryParserError: ${rest.slice(0, 80)}`);
    const [whole, field = '', operator = '', value = ''] = found;
    demandQueryable(entity, field);
    const values = [...value.matchAll(new RegExp(VALUE, 'gi'))].map(([text]) =>
      text.startsWith("'") ? text.slice(1, -1).replace(/\\(.)/g, '$1') : text.toLowerCase(),
    );
    conditions.push({ field, operator: operator.toLowerCase(), values });
    rest = rest.slice(whole.length);
  }
  return conditions;
};

const textOf = (value: unknown): string =>
  value instanceof JsonNumber ? value.text : typeof value === 'object' ? '' : String(value ?? '');

/** Ids are numbers in text. */
const compared = (a: unknown, b: unknown): number => {
  const [x, y] = [textOf(a), textOf(b)];
  if (/^\d+$/.test(x) && /^\d+$/.test(y)) return x.length - y.length || (x < y ? -1 : x > y ? 1 : 0);
  return x < y ? -1 : x > y ? 1 : 0;
};

const meets = (row: Row, { field, operator, values }: Condition): boolean => {
  const have = textOf(row[field]).toLowerCase();
  const wanted = values.map((value) => value.toLowerCase());
  const [first = ''] = wanted;
  if (operator === 'in' || operator === '=') return wanted.includes(have);
  if (operator === 'like') {
    const pattern = first.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll('%', '.*');
    return new RegExp(`^${pattern}$`, 's').test(have);
  }
  const order = compared(have, first);
  return operator === '<'
    ? order < 0
    : operator === '<='
      ? order <= 0
      : operator === '>'
        ? order > 0
        : order >= 0;
};
