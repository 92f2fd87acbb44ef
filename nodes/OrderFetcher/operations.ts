import {
  backfill,
  fetchDue,
  fetchOrders,
  type FetchResult,
  type ListQuery,
  listOrders,
  repairWebhooks,
  type Route,
  sweep,
} from '../../lib';
import { flowContextOf } from '../shared/flow-context';
import { firstOf, operation, type Operation } from '../shared/operation';
import { openRoute } from '../shared/open-route';
import { CART_LOGIN } from '../shared/source-properties';
import type { Parameters } from '../shared/read-parameters';
import type { Emitted } from '../shared/run-items';

const ORDERS = 0;
const EXCEPTIONS = 1;

/** Get, Get Many, Count and Repair Webhooks know no pipeline: they leave the queue alone. */
const shopOf = (parameters: Parameters) => ({
  platform: parameters.text('platform'),
  login: parameters.text(CART_LOGIN),
  pipeline: '',
});

const pipelineOf = (parameters: Parameters) => ({
  platform: parameters.text('platform'),
  login: parameters.text(CART_LOGIN),
  pipeline: parameters.needed('pipeline', 'text'),
});

/** `remaining` travels on each item, so that the end of the workflow can tell whether more orders are due. */
const emitOrders = (
  { orders, held, remaining }: Omit<FetchResult, 'remaining'> & { readonly remaining?: number },
  item: number,
): readonly Emitted[] => {
  const queue = remaining === undefined ? {} : { queue: { remaining } };
  return [
    ...orders.map((order) => ({ output: ORDERS, item, json: { ...order, ...queue } })),
    ...held.map((one) => ({ output: EXCEPTIONS, item, json: { ...one, ...queue } })),
  ];
};

/** Several deliveries at once are one claim: the queue knows what is due, the items only say that something is. */
const processQueue = operation({
  outputs: 2,
  together: true,
  read: (parameters) => {
    const options = parameters.within('options', { leaseSeconds: 600, maxAttempts: 8 });
    return {
      ...pipelineOf(parameters),
      limit: parameters.count('limit'),
      leaseSeconds: options.count('leaseSeconds'),
      maxAttempts: options.count('maxAttempts'),
    };
  },
  call: async (context, { platform, login, pipeline, ...options }, items) => {
    const route = await openRoute(context, { platform, login, pipeline });
    return emitOrders(await fetchDue(await flowContextOf(context), route, options), firstOf(items));
  },
});

const sweepChanges = operation({
  together: true,
  read: (parameters) => ({
    ...pipelineOf(parameters),
    overlapMinutes: parameters.count('overlapMinutes'),
    startFrom: parameters.instant('startFrom'),
  }),
  call: async (context, { platform, login, pipeline, ...options }, items) => {
    const route = await openRoute(context, { platform, login, pipeline });
    return [
      {
        item: firstOf(items),
        json: { ...nameOf(route), ...(await sweep(await flowContextOf(context), route, options)) },
      },
    ];
  },
});

const backfillPeriod = operation({
  together: true,
  read: (parameters) => ({
    ...pipelineOf(parameters),
    from: parameters.needed('from', 'instant'),
    to: parameters.needed('to', 'instant'),
    maxPages: parameters.count('maxPages'),
  }),
  call: async (context, { platform, login, pipeline, ...options }, items) => {
    const route = await openRoute(context, { platform, login, pipeline });
    return [
      {
        item: firstOf(items),
        json: { ...nameOf(route), ...(await backfill(await flowContextOf(context), route, options)) },
      },
    ];
  },
});

const getOrder = operation({
  outputs: 2,
  read: (parameters) => ({ ...shopOf(parameters), orderId: parameters.needed('orderId', 'text') }),
  call: async (context, { platform, login, pipeline, orderId }, items) =>
    emitOrders(
      await fetchOrders(await openRoute(context, { platform, login, pipeline }), [orderId]),
      firstOf(items),
    ),
});

const periodOf = (parameters: Parameters): ListQuery => ({
  by: parameters.text('by') === 'updated' ? 'updated' : 'created',
  from: parameters.instant('from'),
  to: parameters.instant('to'),
});

const getManyOrders = operation({
  outputs: 2,
  read: (parameters) => ({
    ...shopOf(parameters),
    query: periodOf(parameters),
    limit: parameters.flag('returnAll') ? Number.POSITIVE_INFINITY : parameters.count('limit'),
  }),
  call: async (context, { platform, login, pipeline, query, limit }, items) =>
    emitOrders(
      await listOrders(await openRoute(context, { platform, login, pipeline }), { ...query, limit }),
      firstOf(items),
    ),
});

const countOrders = operation({
  read: (parameters) => ({ ...shopOf(parameters), query: periodOf(parameters) }),
  call: async (context, { platform, login, pipeline, query }, items) => {
    const route = await openRoute(context, { platform, login, pipeline });
    return [
      { item: firstOf(items), json: { ...nameOf(route), ...query, count: await route.client.count(query) } },
    ];
  },
});

/** The secret stays with the trigger: what is switched off comes back as it was, what is missing is only named. */
const repair = operation({
  read: (parameters) => ({ ...shopOf(parameters), deliveryUrl: parameters.needed('deliveryUrl', 'text') }),
  call: async (context, { platform, login, pipeline, deliveryUrl }, items) => {
    const route = await openRoute(context, { platform, login, pipeline });
    const topics = route.source.webhookTopics;
    const repaired = await repairWebhooks(route, { deliveryUrl, topics });
    const advice =
      repaired.missing.length === 0
        ? 'Every topic has a webhook in service.'
        : 'Unpublish and publish the workflow of the Cart Trigger: that creates the missing webhooks.';
    return [{ item: firstOf(items), json: { ...nameOf(route), deliveryUrl, ...repaired, advice } }];
  },
});

const nameOf = ({ source, client, pipeline }: Route): object => ({
  platform: source.platform,
  storeId: client.storeId,
  ...(pipeline === '' ? {} : { pipeline }),
});

export const OPERATIONS: Readonly<Record<string, Operation>> = {
  processQueue,
  sweepChanges,
  backfill: backfillPeriod,
  get: getOrder,
  getMany: getManyOrders,
  count: countOrders,
  repairWebhooks: repair,
};
