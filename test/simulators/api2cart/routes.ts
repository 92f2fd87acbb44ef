/** The methods of API2Cart over the simulated store. Each gives the result, or a refusal. */
import type { Refusal } from './contract';
import { chosen, fieldsAsked, type Flavour, inFlavour, type Json } from './flavour';
import type { StoredOrder, StoreState } from './state';

export interface Quirks {
  readonly flavour: Flavour;
  /** The cart lists the newest first. */
  readonly newestFirst: boolean;
  /** eBay: no range of dates longer than this. */
  readonly windowDays: number | undefined;
  /** How the cart wants bounds: with an offset, without, or as days. */
  readonly dates: 'offset' | 'plain' | 'days' | 'any';
  /** Methods that the cart does not support. */
  readonly without: readonly string[];
  /** Orders of these ids are in no list, only in order.info. */
  readonly unlisted: readonly string[];
  readonly refusesPrecision: boolean;
  readonly shopUrl: string;
  readonly pageSize: number;
}

export interface Answered {
  readonly result: unknown;
  readonly next?: string;
}

type Query = Readonly<Record<string, unknown>>;
const refuse = (code: number, message: string): Refusal => ({ code, message });
export const isRefusal = (answer: Answered | Refusal): answer is Refusal => 'code' in answer;

const OFFSET = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d{4}$/;
const PLAIN = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/;
const DAYS = /^\d{4}-\d\d-\d\d$/;

/** Inclusive bounds in milliseconds, or why they are refused. */
const boundsOf = (query: Query, quirks: Quirks): Refusal | Readonly<Record<string, number>> => {
  const bounds: Record<string, number> = {};
  for (const name of ['created_from', 'created_to', 'modified_from', 'modified_to']) {
    const text = query[name];
    if (text === undefined) continue;
    const allowed = { offset: [OFFSET], plain: [PLAIN], days: [DAYS], any: [OFFSET, PLAIN, DAYS] }[
      quirks.dates
    ];
    if (typeof text !== 'string' || !allowed.some((pattern) => pattern.test(text)))
      return refuse(
        109,
        `Parameter '${name}' is not valid. The required type of parameter is a date string.`,
      );
    const whole = DAYS.test(text) ? `${text}T${name.endsWith('to') ? '23:59:59' : '00:00:00'}Z` : text;
    bounds[name] = Date.parse(PLAIN.test(text) ? `${text.replace(' ', 'T')}Z` : whole);
  }
  for (const by of ['created', 'modified']) {
    const [from, to] = [bounds[`${by}_from`], bounds[`${by}_to`]];
    if ((from === undefined) !== (to === undefined) && quirks.dates === 'days')
      return refuse(109, `Parameter '${by}_from' must be used with parameter '${by}_to'`);
    const days = quirks.windowDays;
    if (days !== undefined && from !== undefined && to !== undefined && to - from > days * 86_400_000)
      return refuse(
        109,
        `eBay limits the filter by date. The maximum date range that may be specified with the ${by}_from and ${by}_to parameters is ${days} days.`,
      );
  }
  return bounds;
};

const matching = (state: StoreState, query: Query, quirks: Quirks): Refusal | readonly StoredOrder[] => {
  const bounds = boundsOf(query, quirks);
  if ('code' in bounds && typeof (bounds as { message?: unknown }).message === 'string')
    return bounds as unknown as Refusal;
  const limits = bounds as Readonly<Record<string, number>>;
  const ids = typeof query['order_ids'] === 'string' ? query['order_ids'].split(',') : undefined;
  const second = (ms: number): number => Math.floor(ms / 1000) * 1000;
  const found = [...state.orders.values()].filter(({ order, created, modified }) => {
    const id = String(order['order_id']);
    if (quirks.unlisted.includes(id) || (ids !== undefined && !ids.includes(id))) return false;
    return (
      second(created) >= (limits['created_from'] ?? -Infinity) &&
      second(created) <= (limits['created_to'] ?? Infinity) &&
      second(modified) >= (limits['modified_from'] ?? -Infinity) &&
      second(modified) <= (limits['modified_to'] ?? Infinity)
    );
  });
  const idOf = ({ order }: StoredOrder): string => String(order['order_id']);
  return found.sort((a, b) => {
    if (quirks.newestFirst) return b.created - a.created;
    return idOf(a) < idOf(b) ? -1 : 1;
  });
};

/** A cursor keeps filters, offset and page size, and no choice of fields. */
const cursorOf = (query: Query, offset: number): string =>
  Buffer.from(JSON.stringify({ query, offset })).toString('base64');

const listOrders = (state: StoreState, query: Query, quirks: Quirks): Answered | Refusal => {
  const cursor =
    typeof query['page_cursor'] === 'string'
      ? (JSON.parse(Buffer.from(query['page_cursor'], 'base64').toString()) as {
          query: Query;
          offset: number;
        })
      : { query, offset: Number(query['start'] ?? 0) };
  const found = matching(state, cursor.query, quirks);
  if (!Array.isArray(found)) return found as Refusal;
  const count = Math.min(Number(cursor.query['count'] ?? 10), quirks.pageSize);
  const page = found.slice(cursor.offset, cursor.offset + count);
  const fields = fieldsAsked(query);
  const { params: _params, response_fields: _fields, ...filters } = cursor.query;
  const order = page.map((stored: StoredOrder) => inFlavour(chosen(stored.order, fields), quirks.flavour));
  const more = cursor.offset + page.length < found.length;
  return {
    result: { orders_count: page.length, order },
    ...(more ? { next: cursorOf(filters, cursor.offset + page.length) } : {}),
  };
};

const orderInfo = (state: StoreState, query: Query, quirks: Quirks): Answered | Refusal => {
  const id = String(query['order_id'] ?? query['id']);
  const stored = state.orders.get(id);
  if (stored === undefined) return refuse(112, `Order with id ${id} not found`);
  return { result: inFlavour(chosen(stored.order, fieldsAsked(query)), quirks.flavour) };
};

const RECORD_FIELDS = ['id', 'order_id', 'amount', 'description'];

const listRecords = (state: StoreState, query: Query, quirks: Quirks): Answered => {
  const cursor =
    typeof query['page_cursor'] === 'string'
      ? (JSON.parse(Buffer.from(query['page_cursor'], 'base64').toString()) as {
          query: Query;
          offset: number;
        })
      : { query, offset: 0 };
  const ids = String(cursor.query['order_ids']).split(',');
  const all = ids.flatMap((id) => state.orders.get(id)?.records ?? []);
  const count = Math.min(Number(cursor.query['count'] ?? 10), quirks.pageSize);
  const page = all.slice(cursor.offset, cursor.offset + count);
  const fields = query['params'] === 'force_all' ? undefined : RECORD_FIELDS;
  const next =
    cursor.offset + page.length < all.length
      ? cursorOf(cursor.query, cursor.offset + page.length)
      : undefined;
  return {
    result: { transactions_count: page.length, transactions: page.map((row) => chosen(row, fields)) },
    ...(next === undefined ? {} : { next }),
  };
};

const webhookJson = (webhook: Json, params: unknown): Json =>
  chosen(webhook, (typeof params === 'string' ? params : 'id,entity,action,callback').split(','));

const listWebhooks = (state: StoreState, query: Query): Answered => {
  const ids = typeof query['ids'] === 'string' ? query['ids'].split(',') : undefined;
  const [start, count] = [Number(query['start'] ?? 0), Number(query['count'] ?? 10)];
  const found = [...state.webhooks.values()].filter(
    ({ id }) => ids === undefined || ids.includes(String(id)),
  );
  const webhook = found.slice(start, start + count).map((one) => webhookJson({ ...one }, query['params']));
  return { result: { webhook } };
};

const createWebhook = (state: StoreState, body: Query, quirks: Quirks): Answered | Refusal => {
  const { entity, action, callback, active, idempotency_key: key } = body;
  if (quirks.without.includes(`${String(entity)}.${String(action)}`))
    return refuse(109, `Webhook ${String(entity)}.${String(action)} is not supported for this cart.`);
  const known = typeof key === 'string' ? state.answered.get(key) : undefined;
  const id = known ?? state.addWebhook(String(entity), String(action), String(callback), active !== false);
  if (typeof key === 'string') state.answered.set(key, id);
  return { result: { id } };
};

const updateWebhook = (state: StoreState, body: Query): Answered | Refusal => {
  const webhook = state.webhooks.get(Number(body['id']));
  if (webhook === undefined) return refuse(112, 'Webhook not found');
  if (typeof body['callback'] === 'string') webhook.callback = body['callback'];
  if (typeof body['active'] === 'boolean') webhook.active = body['active'];
  webhook.failures = 0;
  return { result: { updated_items: 1 } };
};

const TOPICS = ['add', 'update', 'delete'];

/** The answer of a method whose parameters are in order. */
export const answerOf = (
  name: string,
  state: StoreState,
  given: Query,
  quirks: Quirks,
  methods: readonly string[],
): Answered | Refusal => {
  if (quirks.without.includes(name)) return refuse(107, `Method ${name} is not supported for this cart.`);
  if (quirks.refusesPrecision && given['rounding_precision'] !== undefined)
    return refuse(109, "Parameter 'rounding_precision' is not supported.");
  switch (name) {
    case 'cart.info':
      return { result: { name: 'A shop', url: quirks.shopUrl } };
    case 'cart.methods':
      return { result: { method: methods.filter((method) => !quirks.without.includes(method)) } };
    case 'order.info':
      return orderInfo(state, given, quirks);
    case 'order.list':
      return listOrders(state, given, quirks);
    case 'order.count': {
      const found = matching(state, given, quirks);
      return Array.isArray(found) ? { result: { orders_count: found.length } } : (found as Refusal);
    }
    case 'order.transaction.list':
      return listRecords(state, given, quirks);
    case 'webhook.list':
      return listWebhooks(state, given);
    case 'webhook.events':
      return {
        result: {
          events: TOPICS.filter((action) => !quirks.without.includes(`order.${action}`)).map((action) => ({
            webhook_name: `order.${action}`,
            entity: 'order',
            action,
          })),
        },
      };
    case 'webhook.create':
      return createWebhook(state, given, quirks);
    case 'webhook.update':
      return updateWebhook(state, given);
    default: {
      const id = Number(given['id']);
      return state.webhooks.delete(id) ? { result: { deleted: 1 } } : refuse(112, 'Webhook not found');
    }
  }
};
