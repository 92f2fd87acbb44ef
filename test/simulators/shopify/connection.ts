/** Relay connections over plain arrays. A cursor names the last row that was given, never a number of rows. */
import { GraphQLError } from 'graphql';

export interface PageArguments {
  readonly first?: number | null;
  readonly after?: string | null;
  readonly last?: number | null;
  readonly before?: string | null;
  readonly reverse?: boolean | null;
}

export interface Connection<T> {
  readonly nodes: readonly T[];
  readonly edges: readonly { readonly node: T; readonly cursor: string }[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
}

/** Where a row stands: larger comes later. */
export interface Place {
  readonly value: number;
  readonly id: bigint;
}

const LARGEST_PAGE = 250;

const isAfter = (place: Place, other: Place): boolean =>
  place.value > other.value || (place.value === other.value && place.id > other.id);

const encode = ({ value, id }: Place): string =>
  Buffer.from(JSON.stringify({ last_id: String(id), last_value: value })).toString('base64');

const decode = (cursor: string): Place => {
  try {
    const { last_id: id, last_value: value } = JSON.parse(Buffer.from(cursor, 'base64').toString('utf8')) as {
      last_id: string;
      last_value: number;
    };
    return { id: BigInt(id), value };
  } catch {
    throw new GraphQLError(`Invalid cursor for current pagination sort.`);
  }
};

const sizeOf = ({ first, last, before }: PageArguments): number => {
  if (last !== undefined && last !== null) throw new GraphQLError('The simulator does not page backwards');
  if (before !== undefined && before !== null)
    throw new GraphQLError('The simulator does not page backwards');
  if (typeof first !== 'number')
    throw new GraphQLError('you must provide one of first or last', { extensions: { code: 'BAD_REQUEST' } });
  if (first > LARGEST_PAGE)
    throw new GraphQLError(`first cannot exceed ${LARGEST_PAGE}`, { extensions: { code: 'BAD_REQUEST' } });
  return first;
};

/** `unlimited`: as a bulk operation reads, which needs no size. */
export const pageOf = <T>(
  rows: readonly T[],
  args: PageArguments,
  placeOf: (row: T, index: number) => Place,
  unlimited = false,
): Connection<T> => {
  const size = unlimited ? rows.length : sizeOf(args);
  const after = typeof args.after === 'string' ? decode(args.after) : undefined;
  const isLeft = (place: Place): boolean =>
    after === undefined || (args.reverse === true ? isAfter(after, place) : isAfter(place, after));
  const rest = rows
    .map((node, index) => ({ node, place: placeOf(node, index) }))
    .filter(({ place }) => isLeft(place))
    .sort((a, b) => (isAfter(a.place, b.place) ? 1 : -1));
  if (args.reverse === true) rest.reverse();
  const page = rest.slice(0, size);
  const edges = page.map(({ node, place }) => ({ node, cursor: encode(place) }));
  return {
    nodes: page.map(({ node }) => node),
    edges,
    pageInfo: {
      hasNextPage: rest.length > size,
      hasPreviousPage: after !== undefined,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
};
