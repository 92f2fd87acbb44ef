/** Reading: filters, order and pages. */
import type { Row } from './where-clause';
import { parseWhere } from './where-clause';

export interface ListParameters {
  readonly where?: string;
  readonly order?: string;
  readonly page?: string;
  readonly pageSize?: string;
}

const DEFAULT_PAGE = 100;
const LARGEST_PAGE = 1000;

export interface Listed<T> {
  readonly rows: readonly T[];
  readonly pagination?: {
    readonly page: number;
    readonly pageSize: number;
    readonly pageCount: number;
    readonly itemCount: number;
  };
}

/** `facts` are what filters and orders see of an item. @throws WhereError */
export const listRows = <T>(
  items: readonly T[],
  facts: (item: T) => Row,
  { where, order, page, pageSize }: ListParameters,
): Listed<T> => {
  const keep = where === undefined || where === '' ? () => true : parseWhere(where);
  const seen = items.map((item) => ({ item, row: facts(item) })).filter(({ row }) => keep(row));
  const [field = 'UpdatedDateUTC', direction = 'ASC'] = (order ?? '')
    .split(' ')
    .filter((part) => part !== '');
  const sign = direction.toUpperCase() === 'DESC' ? -1 : 1;
  const compare = (a: unknown, b: unknown) =>
    typeof a === 'number' && typeof b === 'number'
      ? a - b
      : String(a) < String(b)
        ? -1
        : String(a) > String(b)
          ? 1
          : 0;
  seen.sort((a, b) => sign * compare(a.row[field], b.row[field]));
  const sorted = seen.map(({ item }) => item);
  if (page === undefined) return { rows: sorted };
  const size = Math.min(Number(pageSize ?? DEFAULT_PAGE), LARGEST_PAGE);
  const number = Number(page);
  return {
    rows: sorted.slice((number - 1) * size, number * size),
    pagination: {
      page: number,
      pageSize: size,
      pageCount: Math.ceil(sorted.length / size),
      itemCount: sorted.length,
    },
  };
};
