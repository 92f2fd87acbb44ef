/** WordPress' `_fields`: only the named fields of an answer, `a.b` for a field within a field. */
import { textOf, type RawQuery } from './order-query';

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const keep = (value: Json, paths: readonly (readonly string[])[]): Json => {
  const kept: Record<string, unknown> = {};
  for (const key of Object.keys(value)) {
    const below = paths.filter(([first]) => first === key).map(([, ...rest]) => rest);
    if (below.length === 0) continue;
    const field = value[key];
    const whole = below.some((path) => path.length === 0) || !isObject(field);
    kept[key] = whole ? field : keep(field, below);
  }
  return kept;
};

/** The answer as it is when the caller asks for nothing special. */
export const fieldsOf = (query: RawQuery): ((value: Json) => Json) => {
  const wanted = textOf(query, '_fields');
  if (wanted === undefined || wanted === '') return (value) => value;
  const paths = wanted.split(',').map((path) => path.trim().split('.'));
  return (value) => keep(value, paths);
};
