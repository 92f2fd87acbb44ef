/** The list parameters of `GET /orders`, read and applied as WooCommerce does. */
import { invalidParam } from './rest-error';
import type { ShopOrder } from './shop-order';
import type { Site } from './woocommerce-json';

export type RawQuery = Readonly<Record<string, string | readonly string[] | undefined>>;

export interface Paging {
  readonly page: number;
  readonly perPage: number;
  readonly offset?: number;
}

export interface OrderQuery extends Paging {
  readonly include?: ReadonlySet<number>;
  readonly exclude?: ReadonlySet<number>;
  /** Undefined for any status but the bin. */
  readonly statuses?: ReadonlySet<string>;
  /** Milliseconds since 1970; all four are exclusive, as WordPress' date queries are. */
  readonly after?: number;
  readonly before?: number;
  readonly modifiedAfter?: number;
  readonly modifiedBefore?: number;
  readonly orderBy: 'id' | 'date' | 'modified';
  readonly descending: boolean;
}

/** One parameter, written as `name=a,b` or `name[]=a&name[]=b`. */
const listOf = (query: RawQuery, name: string): string[] | undefined => {
  const raw = query[name] ?? query[`${name}[]`];
  if (raw === undefined) return undefined;
  return (typeof raw === 'string' ? [raw] : [...raw])
    .flatMap((text) => text.split(','))
    .filter((text) => text !== '');
};

export const textOf = (query: RawQuery, name: string): string | undefined => {
  const raw = query[name];
  return typeof raw === 'string' ? raw : raw?.[0];
};

const integerOf = (query: RawQuery, name: string, from: number, to: number): number | undefined => {
  const text = textOf(query, name);
  if (text === undefined) return undefined;
  if (!/^-?\d+$/.test(text)) throw invalidParam(name, `${name} is not of type integer.`);
  const value = Number(text);
  if (value < from || value > to) {
    const range =
      to === Infinity
        ? `greater than or equal to ${from}`
        : `between ${from} (inclusive) and ${to} (inclusive)`;
    throw invalidParam(name, `${name} must be ${range}`);
  }
  return value;
};

const choiceOf = <T extends string>(query: RawQuery, name: string, choices: readonly T[]): T | undefined => {
  const text = textOf(query, name);
  if (text === undefined) return undefined;
  const choice = choices.find((candidate) => candidate === text);
  if (choice === undefined) throw invalidParam(name, `${name} is not one of ${choices.join(', ')}.`);
  return choice;
};

const idsOf = (query: RawQuery, name: string): ReadonlySet<number> | undefined => {
  const list = listOf(query, name);
  if (list === undefined || list.length === 0) return undefined;
  if (list.some((text) => !/^\d+$/.test(text.trim())))
    throw invalidParam(name, `${name}[0] is not of type integer.`);
  return new Set(list.map(Number));
};

const STATUSES =
  'auto-draft any trash pending processing on-hold completed cancelled refunded failed checkout-draft';

const statusesOf = (query: RawQuery): ReadonlySet<string> | undefined => {
  const list = listOf(query, 'status');
  if (list === undefined || list.includes('any')) return undefined;
  const known = STATUSES.split(' ');
  if (list.some((status) => !known.includes(status))) {
    throw invalidParam('status', `status[0] is not one of ${known.join(', ')}.`);
  }
  return new Set(list);
};

const ZONE = /(Z|[+-]\d{2}:?\d{2})$/;

/** Dates without a zone are in the shop's own time, or GMT when the caller says so. */
const instantOf = (query: RawQuery, name: string, site: Site): number | undefined => {
  const text = textOf(query, name);
  if (text === undefined) return undefined;
  const at = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}/.test(text)
    ? Date.parse(ZONE.test(text) ? text : `${text}Z`)
    : NaN;
  if (Number.isNaN(at)) throw invalidParam(name, 'Invalid date.');
  const gmt = ['true', '1'].includes(textOf(query, 'dates_are_gmt') ?? '');
  return ZONE.test(text) || gmt ? at : at - site.utcOffsetMinutes * 60_000;
};

export const pagingOf = (query: RawQuery): Paging => {
  const offset = integerOf(query, 'offset', 0, Infinity);
  return {
    page: integerOf(query, 'page', 1, Infinity) ?? 1,
    perPage: integerOf(query, 'per_page', 1, 100) ?? 10,
    ...(offset === undefined ? {} : { offset }),
  };
};

/** Decimals that money is to be printed with. */
export const dpOf = (query: RawQuery): number | undefined => integerOf(query, 'dp', 0, 12);

/** @throws RestError with status 400, in WordPress' words. */
export const orderQueryOf = (query: RawQuery, site: Site): OrderQuery => {
  const optional = {
    include: idsOf(query, 'include'),
    exclude: idsOf(query, 'exclude'),
    statuses: statusesOf(query),
    after: instantOf(query, 'after', site),
    before: instantOf(query, 'before', site),
    modifiedAfter: instantOf(query, 'modified_after', site),
    modifiedBefore: instantOf(query, 'modified_before', site),
  };
  return {
    ...pagingOf(query),
    ...(Object.fromEntries(
      Object.entries(optional).filter(([, value]) => value !== undefined),
    ) as Partial<OrderQuery>),
    orderBy: choiceOf(query, 'orderby', ['date', 'id', 'modified']) ?? 'date',
    descending: (choiceOf(query, 'order', ['asc', 'desc']) ?? 'desc') === 'desc',
  };
};

export const matches = (order: ShopOrder, query: OrderQuery): boolean => {
  const created = order.created * 1000;
  const modified = order.modified * 1000;
  if (query.statuses === undefined ? order.status === 'trash' : !query.statuses.has(order.status))
    return false;
  if (query.include !== undefined && !query.include.has(order.id)) return false;
  if (query.exclude?.has(order.id)) return false;
  if (query.after !== undefined && created <= query.after) return false;
  if (query.before !== undefined && created >= query.before) return false;
  if (query.modifiedAfter !== undefined && modified <= query.modifiedAfter) return false;
  return query.modifiedBefore === undefined || modified < query.modifiedBefore;
};

const sortKey = {
  id: (order: ShopOrder) => order.id,
  date: (order: ShopOrder) => order.created,
  modified: (order: ShopOrder) => order.modified,
};

export const sorted = (
  orders: readonly ShopOrder[],
  query: Pick<OrderQuery, 'orderBy' | 'descending'>,
): ShopOrder[] => {
  const key = sortKey[query.orderBy];
  const sign = query.descending ? -1 : 1;
  return [...orders].sort((a, b) => sign * (key(a) - key(b) || a.id - b.id));
};

export const firstOf = ({ page, perPage, offset }: Paging): number => offset ?? (page - 1) * perPage;

export interface Page<T> {
  readonly total: number;
  readonly items: readonly T[];
}

export const pageOf = <T>(items: readonly T[], paging: Paging): Page<T> => {
  const first = firstOf(paging);
  return { total: items.length, items: items.slice(first, first + paging.perPage) };
};
