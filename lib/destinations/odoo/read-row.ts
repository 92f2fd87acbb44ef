/** Readers of the rows that Odoo answers. An empty field is `false`; a many2one is `[id, name]`; ids are kept as text. */
import { LedgerError } from '../ledger-destination';

export type Row = Readonly<Record<string, unknown>>;

const isRow = (value: unknown): value is Row =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** @throws LedgerError when the answer is no list of records: then nothing is known of what was asked. */
export const rowsOf = (answer: unknown): readonly Row[] => {
  if (Array.isArray(answer) && answer.every(isRow)) return answer;
  throw new LedgerError(
    'transient',
    'Odoo answered something other than records. Check the url of the credential, then try again.',
  );
};

/** A number as Odoo counts its records. */
export const ID = /^[1-9]\d{0,15}$/;

export const isId = (text: unknown): text is string => typeof text === 'string' && ID.test(text);

/** @throws LedgerError when the field is no id. */
export const idField = (row: Row, name: string): string => {
  const value = row[name];
  if (isId(value)) return value;
  throw new LedgerError('transient', `Odoo answered a record without "${name}".`);
};

/** Undefined when the field is empty. */
export const textField = (row: Row, name: string): string | undefined => {
  const value = row[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
};

/** The digits of a number, as Odoo wrote them. */
export const decimalField = (row: Row, name: string): string | undefined => {
  const value = row[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
};

export interface Reference {
  readonly id: string;
  readonly name: string;
}

export const referenceField = (row: Row, name: string): Reference | undefined => {
  const value = row[name];
  if (!Array.isArray(value) || !isId(value[0])) return undefined;
  return { id: value[0], name: typeof value[1] === 'string' ? value[1] : '' };
};

/** @throws LedgerError when the answer is no list of ids, such as `create` gives. */
export const idsOf = (answer: unknown, count: number): readonly string[] => {
  if (Array.isArray(answer) && answer.length === count && answer.every(isId)) return answer;
  throw new LedgerError('unknown_outcome', 'Odoo answered something other than the ids of what it created.');
};
