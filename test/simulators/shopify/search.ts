/** Shopify's search syntax, as far as it is used here. What the simulator does not know it refuses, instead of ignoring it. */
import { GraphQLError } from 'graphql';

type Comparator = '>=' | '<=' | '>' | '<' | '=';

export interface Term {
  readonly field: string;
  readonly comparator: Comparator;
  readonly value: string;
}

const TERM = /([a-z_]+):(>=|<=|>|<)?(?:'([^']*)'|(\S+))/gy;

/** `created_at:>='2026-01-01T00:00:00Z' id:42`: terms that must all hold. */
export const parseSearch = (text: string): readonly Term[] => {
  const terms: Term[] = [];
  TERM.lastIndex = 0;
  for (let rest = text.trim(); rest !== '';) {
    TERM.lastIndex = 0;
    const match = TERM.exec(rest);
    if (match === null) throw new GraphQLError(`The simulator does not understand the search "${rest}"`);
    terms.push({
      field: match[1] as string,
      comparator: (match[2] as Comparator | undefined) ?? '=',
      value: match[3] ?? (match[4] as string),
    });
    rest = rest.slice(match[0].length).trim();
  }
  return terms;
};

const compare = (comparator: Comparator, left: bigint, right: bigint): boolean => {
  if (comparator === '>=') return left >= right;
  if (comparator === '<=') return left <= right;
  if (comparator === '>') return left > right;
  return comparator === '<' ? left < right : left === right;
};

const instant = (value: string): bigint => {
  const at = Date.parse(value);
  if (Number.isNaN(at)) throw new GraphQLError(`The search holds no instant: "${value}"`);
  return BigInt(at);
};

/** `values`: what each field that may be searched by is, in milliseconds or as an id. */
export const matches = (terms: readonly Term[], values: Readonly<Record<string, bigint>>): boolean =>
  terms.every(({ field, comparator, value }) => {
    const own = values[field];
    if (own === undefined) throw new GraphQLError(`The simulator does not search by ${field}`);
    return compare(comparator, own, field.endsWith('_at') ? instant(value) : BigInt(value));
  });
