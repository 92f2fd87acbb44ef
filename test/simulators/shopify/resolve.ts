/** Resolves the fields of a query: root fields by the functions below, all others by what the objects hold. */
import {
  getNamedType,
  getNullableType,
  GraphQLError,
  type GraphQLFieldResolver,
  type GraphQLResolveInfo,
  type GraphQLTypeResolver,
  isListType,
} from 'graphql';
import type { Bulk } from './bulk';
import { type Connection, type PageArguments, pageOf } from './connection';
import type { Kept, SimOrder } from './order-shape';
import type { PublishedSchema } from './schema';
import { matches, parseSearch } from './search';
import type { Shop } from './shop';
import type { Outcome, Webhooks } from './webhooks';

type Fields = Readonly<Record<string, unknown>>;

export interface QueryContext {
  readonly shop: Shop;
  readonly webhooks: Webhooks;
  readonly bulk: Bulk;
  readonly published: PublishedSchema;
  readonly scopes: ReadonlySet<string>;
  readonly domain: string;
  /** Throws for a query that a bulk operation cannot run. */
  readonly checkBulk: (query: string) => void;
  /** Runs the query of a bulk operation. */
  readonly rowsOf: (query: string) => readonly unknown[];
  /** Within a bulk operation, connections are read to their end. */
  readonly unlimited: boolean;
}

const mayRead = ({ scopes }: QueryContext, wanted: readonly string[]): boolean =>
  wanted.some((scope) => scopes.has(scope) || scopes.has(scope.replace(/^read_/, 'write_')));

/** The scope that is missing for a field, by Shopify's own table; undefined when it may be read. */
const missingScope = (
  context: QueryContext,
  parent: string,
  field: string,
  returned: string,
): string | undefined => {
  for (const name of [parent, `${parent}.${field}`, returned]) {
    const item = context.published.scopes.get(name);
    if (item !== undefined && !mayRead(context, item.offlineScopes)) return item.requiredAccess;
  }
  return undefined;
};

/** Asked for each field of each row: what was found out once is kept. */
const known = new WeakMap<ReadonlySet<string>, Map<string, string | undefined>>();

const demandScope = (
  context: QueryContext,
  { parentType, fieldName, returnType }: GraphQLResolveInfo,
): void => {
  const found = known.get(context.scopes) ?? new Map<string, string | undefined>();
  known.set(context.scopes, found);
  const key = `${parentType.name}.${fieldName}`;
  if (!found.has(key)) {
    const returned = getNamedType(returnType).name.replace(/Connection$/, '');
    found.set(key, missingScope(context, parentType.name, fieldName, returned));
  }
  const missing = found.get(key);
  if (missing === undefined) return;
  throw new GraphQLError(`Access denied for ${fieldName} field. Required access: ${missing}`, {
    extensions: { code: 'ACCESS_DENIED', requiredAccess: missing },
  });
};

const listOf = (value: unknown): readonly unknown[] => {
  if (Array.isArray(value)) return value;
  const nodes = typeof value === 'object' && value !== null && 'nodes' in value ? value.nodes : undefined;
  return Array.isArray(nodes) ? nodes : [];
};

const numberOf = (gid: unknown): bigint => BigInt(/\/(\d+)(?:\?.*)?$/.exec(String(gid))?.[1] ?? '0');

const isReady = (value: unknown): boolean => typeof value === 'object' && value !== null && 'edges' in value;

export const fieldResolver: GraphQLFieldResolver<unknown, QueryContext> = (source, args, context, info) => {
  demandScope(context, info);
  const held: unknown = (source as Fields | undefined)?.[info.fieldName];
  const value: unknown =
    typeof held === 'function'
      ? (held as (args: unknown, context: QueryContext) => unknown).call(source, args, context)
      : held;
  if (getNamedType(info.returnType).name.endsWith('Connection')) {
    if (isReady(value)) return value;
    const search = typeof args.query === 'string' ? parseSearch(args.query) : [];
    const rows = listOf(value).filter((row) => matches(search, { id: numberOf((row as Fields).id) }));
    return pageOf(rows, args as PageArguments, (_, index) => ({ value: index, id: 0n }), context.unlimited);
  }
  if (isListType(getNullableType(info.returnType)) && typeof args.first === 'number')
    return listOf(value).slice(0, args.first);
  return value;
};

/** What an answer of Shopify leaves out, where an order is taken as it is. */
const GUESSED: Readonly<Record<string, (value: Fields) => string>> = {
  DiscountApplication: (value) =>
    'code' in value ? 'DiscountCodeApplication' : 'AutomaticDiscountApplication',
  PurchasingEntity: (value) => ('company' in value ? 'PurchasingCompany' : 'Customer'),
};

export const typeResolver: GraphQLTypeResolver<unknown, QueryContext> = (value, _context, _info, type) => {
  const { __typename: name } = value as Fields;
  return typeof name === 'string' ? name : GUESSED[type.name]?.(value as Fields);
};

const searched = (context: QueryContext, query: string | null | undefined): readonly Kept[] => {
  const terms = parseSearch(query ?? '');
  const visible = context.shop.visible(context.scopes.has('read_all_orders'));
  if (terms.length === 0) return visible;
  return visible.filter(({ order, backstage }) =>
    matches(terms, {
      id: BigInt(order.legacyResourceId),
      created_at: BigInt(backstage.createdAt),
      updated_at: BigInt(backstage.updatedAt),
    }),
  );
};

const findOrder = (context: QueryContext, gid: string): SimOrder | null =>
  context.shop.visible(context.scopes.has('read_all_orders')).find(({ order }) => order.id === gid)?.order ??
  null;

const findRefund = (context: QueryContext, gid: string): Fields | null =>
  context.shop
    .visible(context.scopes.has('read_all_orders'))
    .flatMap(({ order }) => order.refunds)
    .find(({ id }) => id === gid) ?? null;

const findTransaction = (context: QueryContext, gid: string): Fields | null =>
  context.shop
    .visible(context.scopes.has('read_all_orders'))
    .flatMap(({ order }) => order.transactions)
    .find(({ id }) => id === gid) ?? null;

const findFulfilment = (context: QueryContext, gid: string): Fields | null =>
  context.shop
    .visible(context.scopes.has('read_all_orders'))
    .flatMap(({ order }) => order.fulfillments)
    .find(({ id }) => id === gid) ?? null;

const findNode = (context: QueryContext, gid: string): Fields | null => {
  if (gid.startsWith('gid://shopify/Order/')) return findOrder(context, gid);
  if (gid.startsWith('gid://shopify/Fulfillment/')) return findFulfilment(context, gid);
  if (gid.startsWith('gid://shopify/OrderTransaction/')) return findTransaction(context, gid);
  return findRefund(context, gid);
};

interface OrdersArguments extends PageArguments {
  readonly query?: string | null;
  readonly sortKey?: string | null;
}

const SORTED: Readonly<Record<string, (kept: Kept) => number>> = {
  UPDATED_AT: ({ backstage }) => backstage.updatedAt,
  CREATED_AT: ({ backstage }) => backstage.createdAt,
  PROCESSED_AT: ({ backstage }) => backstage.createdAt,
  ID: () => 0,
};

const orders = (args: OrdersArguments, context: QueryContext): Connection<SimOrder> => {
  const key = SORTED[args.sortKey ?? 'PROCESSED_AT'];
  if (key === undefined) throw new GraphQLError(`The simulator does not sort by ${String(args.sortKey)}`);
  const page = pageOf(
    searched(context, args.query),
    args,
    (kept) => ({ value: key(kept), id: BigInt(kept.order.legacyResourceId) }),
    context.unlimited,
  );
  return {
    nodes: page.nodes.map(({ order }) => order),
    edges: page.edges.map(({ node, cursor }) => ({ node: node.order, cursor })),
    pageInfo: page.pageInfo,
  };
};

const ordersCount = (
  args: { query?: string | null; limit?: number | null },
  context: QueryContext,
): Fields => {
  const all = searched(context, args.query).length;
  const limit = args.limit ?? Infinity;
  return { count: Math.min(all, limit), precision: all > limit ? 'AT_LEAST' : 'EXACT' };
};

export const QUERY_ROOT = {
  shop: (_: unknown, { domain }: QueryContext) => ({ __typename: 'Shop', myshopifyDomain: domain }),
  currentAppInstallation: (_: unknown, { scopes }: QueryContext) => ({
    accessScopes: [...scopes].map((handle) => ({ handle, description: handle })),
  }),
  order: ({ id }: { id: string }, context: QueryContext) => findOrder(context, id),
  refund: ({ id }: { id: string }, context: QueryContext) => findRefund(context, id),
  fulfillment: ({ id }: { id: string }, context: QueryContext) => findFulfilment(context, id),
  node: ({ id }: { id: string }, context: QueryContext) => findNode(context, id),
  nodes: ({ ids }: { ids: readonly string[] }, context: QueryContext) =>
    ids.map((id) => findNode(context, id)),
  orders,
  ordersCount,
  bulkOperation: ({ id }: { id: string }, { bulk }: QueryContext) => bulk.poll(id) ?? null,
  webhookSubscriptions: (_: unknown, { webhooks }: QueryContext) => webhooks.list(),
  webhookSubscription: ({ id }: { id: string }, { webhooks }: QueryContext) => webhooks.find(id) ?? null,
};

interface WebhookInput {
  readonly uri?: string | null;
  readonly format?: string | null;
}

const webhookPayload = ({ subscription, objection }: Outcome): Fields => ({
  webhookSubscription: subscription ?? null,
  userErrors: objection === undefined ? [] : [{ field: ['webhookSubscription'], message: objection }],
});

const startBulk = ({ query }: { query: string }, { bulk, checkBulk, rowsOf }: QueryContext): Fields => {
  const refuse = (code: string, message: string) => ({
    bulkOperation: null,
    userErrors: [{ code, message }],
  });
  try {
    checkBulk(query);
  } catch (error) {
    return refuse('INVALID', `Invalid bulk query: ${(error as Error).message}`);
  }
  const operation = bulk.start(query, () => rowsOf(query));
  if (operation === undefined)
    return refuse('OPERATION_IN_PROGRESS', 'A bulk query operation is already in progress.');
  return { bulkOperation: operation, userErrors: [] };
};

export const MUTATION_ROOT = {
  bulkOperationRunQuery: startBulk,
  bulkOperationCancel: ({ id }: { id: string }, { bulk }: QueryContext) => ({
    bulkOperation: bulk.cancel(id) ?? null,
    userErrors: [],
  }),
  webhookSubscriptionCreate: (
    { topic, webhookSubscription }: { topic: string; webhookSubscription: WebhookInput },
    { webhooks }: QueryContext,
  ) =>
    webhookPayload(
      webhooks.create(topic, webhookSubscription.uri ?? '', webhookSubscription.format ?? 'JSON'),
    ),
  webhookSubscriptionUpdate: (
    { id, webhookSubscription }: { id: string; webhookSubscription: WebhookInput },
    { webhooks }: QueryContext,
  ) => webhookPayload(webhooks.update(id, webhookSubscription)),
  webhookSubscriptionDelete: ({ id }: { id: string }, { webhooks }: QueryContext) =>
    webhooks.remove(id)
      ? { deletedWebhookSubscriptionId: id, userErrors: [] }
      : {
          deletedWebhookSubscriptionId: null,
          userErrors: [{ field: ['id'], message: 'Webhook subscription does not exist' }],
        },
};
