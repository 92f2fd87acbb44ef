/** Filters, sorting and pages of the simulated lists. What the real one silently ignores is ignored here. */
import type { MedusaOrder } from './medusa-order';

type Query = Readonly<Record<string, string>>;

/** Ways to be something else than Medusa 2. */
export interface Quirks {
  ignoresFilters?: boolean;
  ignoresOrder?: boolean;
  ignoresOffset?: boolean;
  /** Rows in a page, whatever was asked for. */
  largestPage?: number;
}

export class ListError extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

const OPERATORS: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  $gte: (a, b) => a >= b,
  $gt: (a, b) => a > b,
  $lte: (a, b) => a <= b,
  $lt: (a, b) => a < b,
};

const DATES: Readonly<Record<string, (order: MedusaOrder) => string>> = {
  created_at: ({ createdAt }) => createdAt,
  updated_at: ({ updatedAt }) => updatedAt,
};
const SORTS: Readonly<Record<string, (order: MedusaOrder) => string>> = { ...DATES, id: ({ id }) => id };

const isWanted = (order: MedusaOrder, query: Query): boolean => {
  const ids = Object.entries(query).flatMap(([key, value]) => (/^id(\[\d+\])?$/.test(key) ? [value] : []));
  if (ids.length > 0 && !ids.includes(order.id)) return false;
  return Object.entries(query).every(([key, value]) => {
    const [, name = '', operator = ''] = /^(\w+)\[(\$?\w+)\]$/.exec(key) ?? [];
    const [dateOf, holds] = [DATES[name], OPERATORS[operator]];
    if (dateOf === undefined || holds === undefined) return true;
    return holds(Date.parse(dateOf(order)), Date.parse(value));
  });
};

const pageOf = <T>(rows: readonly T[], query: Query, quirks: Quirks, defaultLimit: number) => {
  const limit = Number(query.limit ?? defaultLimit);
  const offset = quirks.ignoresOffset ? 0 : Number(query.offset ?? 0);
  const size = Math.min(limit, quirks.largestPage ?? limit);
  return { rows: rows.slice(offset, offset + size), count: rows.length, offset, limit };
};

const sorted = <T>(rows: readonly T[], keyOf: (row: T) => string, descending: boolean): T[] =>
  [...rows].sort((a, b) => {
    const [x, y] = [keyOf(a), keyOf(b)];
    return (x < y ? -1 : x > y ? 1 : 0) * (descending ? -1 : 1);
  });

export const listOf = (orders: readonly MedusaOrder[], query: Query, quirks: Quirks) => {
  const order = query.order ?? 'id';
  const keyOf = SORTS[order.replace(/^-/, '')];
  if (keyOf === undefined) throw new ListError(500, 'An unknown error occurred.');
  const wanted = quirks.ignoresFilters ? orders : orders.filter((row) => isWanted(row, query));
  const rows = quirks.ignoresOrder ? [...wanted].reverse() : sorted(wanted, keyOf, order.startsWith('-'));
  return pageOf(rows, query, quirks, 15);
};

export const listPayments = (orders: readonly MedusaOrder[], query: Query, quirks: Quirks) => {
  const unknown = Object.keys(query).find(
    (key) => !/^(fields|order|limit|offset|(created|updated)_at\[.+\])$/.test(key),
  );
  if (unknown !== undefined) throw new ListError(400, `Unrecognized fields: '${unknown}'`);
  if (query.order !== '-payment_collection.updated_at')
    throw new ListError(500, 'An unknown error occurred.');
  const newestFirst = sorted(orders, ({ collectionUpdatedAt }) => collectionUpdatedAt, true);
  const { rows, ...page } = pageOf(
    quirks.ignoresOrder ? newestFirst.reverse() : newestFirst,
    query,
    quirks,
    20,
  );
  const payments = rows.map((order) => ({
    id: order.payment.id,
    payment_collection: {
      id: 'pay_col_1',
      updated_at: order.collectionUpdatedAt,
      order: order.draft ? null : { id: order.id, created_at: order.createdAt },
    },
  }));
  return { payments, ...page };
};
