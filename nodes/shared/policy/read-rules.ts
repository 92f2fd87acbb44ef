/** From the rows of the form to rules as the policy writes them. */
import { UserError } from 'n8n-workflow';

type Row = Readonly<Record<string, unknown>>;

/** Rows of a fixed collection; empty when it was never filled in, or is hidden. */
const rowsOf = (collection: unknown, group: string): readonly Row[] => {
  const rows = (Object(collection) as Row)[group];
  return Array.isArray(rows) ? rows.map((row) => Object(row) as Row) : [];
};

export const readAccountRules = (collection: unknown): readonly object[] =>
  rowsOf(collection, 'rules').map(({ name, for: subject, when, account }) => ({
    ...named(name),
    for: subject,
    when: readWhen(when),
    account: trimmed(account),
  }));

export const readDimensionRules = (collection: unknown): readonly object[] =>
  rowsOf(collection, 'rules').map(({ name, for: subjects, when, dimensions }, index) => ({
    ...named(name),
    ...(Array.isArray(subjects) && subjects.length === 0 ? {} : { for: subjects }),
    when: readWhen(when),
    dimensions: readDimensions(dimensions, index),
  }));

const trimmed = (value: unknown): unknown => (typeof value === 'string' ? value.trim() : value);

const named = (name: unknown): object => (trimmed(name) ? { name: trimmed(name) } : {});

/**
 * A condition that was added and left empty becomes an empty list, which the policy refuses: read over, its rule would
 * fit everything.
 */
const readWhen = (when: unknown): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(Object(when) as Row).map(([name, value]) => [name, listOf(value)]));

const listOf = (value: unknown): unknown => {
  if (typeof value === 'number') return [String(value)];
  if (typeof value !== 'string') return value;
  return value
    .split(',')
    .map((text) => text.trim())
    .filter((text) => text !== '');
};

const readDimensions = (dimensions: unknown, rule: number): Readonly<Record<string, unknown>> => {
  const values = new Map<string, unknown>();
  for (const { name, value } of rowsOf(dimensions, 'values')) {
    const key = String(trimmed(name) ?? '');
    if (values.has(key)) throw twice(key, rule);
    values.set(key, trimmed(value));
  }
  return Object.fromEntries(values);
};

const twice = (dimension: string, rule: number): UserError =>
  new UserError('The policy cannot be used', {
    description: `Dimension rule ${rule + 1} gives "${dimension}" two values. Keep one of them.`,
  });
