/** Claims due orders and fetches their final state: due → claimed → fetched → normalized, or held with a reason. */
import { hasErrors, type Problem } from '../commerce/problem';
import { backoffMs } from '../posting/retry-policy';
import { type FetchedOrder, type ListQuery, SourceError } from '../sources/cart-source';
import type { Actor, NewException, WorkTicket } from '../store/trace-store';
import { newClaim } from './claim';
import {
  BACKFILL_STREAM,
  type FlowContext,
  type HeldItem,
  LIVE_STREAM,
  type OrderItem,
  type Route,
} from './flow-context';
import { pipelineOf } from './sweep';

export interface FetchDueOptions {
  /** Most orders of one run. */
  readonly limit: number;
  /** How long the run may hold them: after that another run takes them over. */
  readonly leaseSeconds: number;
  /** Tries that an order gets before it is a dead letter. */
  readonly maxAttempts: number;
}

export interface FetchResult {
  readonly orders: readonly OrderItem[];
  readonly held: readonly HeldItem[];
  /** Orders still due after this run took its share. */
  readonly remaining: number;
}

export const fetchDue = async (
  context: FlowContext,
  route: Route,
  options: FetchDueOptions,
): Promise<FetchResult> => {
  const pipeline = pipelineOf(route);
  await context.store.registerPipeline(pipeline);
  const tickets: WorkTicket[] = [];
  for (const stream of [LIVE_STREAM, BACKFILL_STREAM]) {
    const now = context.clock.now();
    const claimed = await context.store.claimWork(pipeline, stream, {
      limit: options.limit - tickets.length,
      now: now.toISOString(),
      leaseUntil: new Date(now.getTime() + options.leaseSeconds * 1000).toISOString(),
      claim: newClaim(context),
      clock: context.clock,
    });
    tickets.push(...claimed);
    if (tickets.length >= options.limit) break;
  }
  const held: HeldItem[] = [];
  const alive = tickets.filter(({ attempts }) => attempts <= options.maxAttempts);
  for (const ticket of tickets.filter(({ attempts }) => attempts > options.maxAttempts))
    held.push(await letDie(context, ticket, options.maxAttempts));
  const fetched = await fetchOrRelease(context, route, alive);
  const orders: OrderItem[] = [];
  for (const [index, ticket] of alive.entries()) {
    const read = readFetched(route, fetched[index] as FetchedOrder);
    if ('order' in read) orders.push({ ...read, ticket });
    else
      held.push(
        await holdFetched(context, ticket, read, fetched[index]?.state === 'failed', options.maxAttempts),
      );
  }
  const { due } = await context.store.countWork(pipeline);
  return { orders, held, remaining: due };
};

/** Orders by id, without the work queue: nothing is claimed, nothing is stored. */
export const fetchOrders = async (
  route: Route,
  ids: readonly string[],
): Promise<Omit<FetchResult, 'remaining'>> => {
  const orders: OrderItem[] = [];
  const held: HeldItem[] = [];
  for (const fetched of await route.client.fetch(ids)) {
    const read = readFetched(route, fetched);
    if ('order' in read) orders.push(read);
    else held.push(read);
  }
  return { orders, held };
};

export const listOrders = async (
  route: Route,
  query: ListQuery & { readonly limit: number },
): Promise<Omit<FetchResult, 'remaining'>> => {
  const orders: OrderItem[] = [];
  const held: HeldItem[] = [];
  for await (const page of route.client.list(query)) {
    const ids = page.slice(0, query.limit - orders.length - held.length).map(({ id }) => id);
    const fetched = await fetchOrders(route, ids);
    orders.push(...fetched.orders);
    held.push(...fetched.held);
    if (orders.length + held.length >= query.limit) break;
  }
  return { orders, held };
};

/** When the whole shop cannot be reached, every claim is given back before the error goes on. */
const fetchOrRelease = async (
  context: FlowContext,
  route: Route,
  tickets: readonly WorkTicket[],
): Promise<readonly FetchedOrder[]> => {
  if (tickets.length === 0) return [];
  try {
    return await route.client.fetch(tickets.map(({ objectId }) => objectId));
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const now = context.clock.now();
    const dueAt = new Date(now.getTime() + backoffMs(1)).toISOString();
    await context.store.failWork(tickets, { message, dueAt, dead: false, blameless: true }, actorOf(context));
    const code = error instanceof SourceError ? error.code : 'unavailable';
    throw new SourceError(code, `${message} ${tickets.length} orders stay due.`);
  }
};

const readFetched = (route: Route, fetched: FetchedOrder): OrderItem | HeldItem => {
  const at = {
    platform: route.source.platform,
    storeId: route.client.storeId,
    orderId: fetched.id,
    stage: 'fetch',
  } as const;
  if (fetched.state === 'failed') return { ...at, state: 'held', problems: [fetched.problem] };
  if (fetched.state === 'gone') return { ...at, state: 'held', problems: [gone(fetched.id)] };
  const { order, problems } = route.source.normalize(fetched.payload, { storeId: route.client.storeId });
  if (!order || hasErrors(problems)) return { ...at, number: order?.source.number, state: 'held', problems };
  const { environment } = route;
  if (environment === undefined) return { order, problems };
  return { order: { ...order, source: { ...order.source, environment } }, problems };
};

const gone = (id: string): Problem => ({
  severity: 'error',
  code: 'order_gone',
  message: `Order ${id} does not exist in the shop any more. If it was posted, decide with the shop whether to reverse it; then resolve this exception.`,
});

const holdFetched = async (
  context: FlowContext,
  ticket: WorkTicket,
  held: HeldItem,
  passing: boolean,
  maxAttempts: number,
): Promise<HeldItem> => {
  if (passing && ticket.attempts < maxAttempts) {
    const dueAt = new Date(context.clock.now().getTime() + backoffMs(ticket.attempts)).toISOString();
    const message = held.problems[0]?.message ?? 'not fetched';
    await context.store.failWork([ticket], { message, dueAt, dead: false }, actorOf(context));
    return { ...held, state: 'retrying', ticket };
  }
  return holdItem(context, { ...held, ticket });
};

const letDie = async (context: FlowContext, ticket: WorkTicket, maxAttempts: number): Promise<HeldItem> => {
  const message = `Order ${ticket.objectId} was tried ${maxAttempts} times and no run came to an end with it. Look at the failed executions, then retry the exception.`;
  const problem: Problem = { severity: 'error', code: 'dead_letter', message };
  const { platform, storeId, objectId: orderId } = ticket;
  const item: HeldItem = {
    platform,
    storeId,
    orderId,
    stage: 'fetch',
    state: 'dead',
    problems: [problem],
    ticket,
  };
  const actor = actorOf(context);
  const exceptions = exceptionsOf(item);
  await context.store.failWork([ticket], { message, dueAt: actor.at, dead: true, exceptions }, actor);
  return item;
};

/** Stores a held order as exceptions and ends its work: it waits for a change or a replay. */
export const holdItem = async (context: FlowContext, item: HeldItem): Promise<HeldItem> => {
  if (item.ticket) await context.store.holdWork(item.ticket, exceptionsOf(item), actorOf(context));
  else await context.store.raiseExceptions(exceptionsOf(item), actorOf(context));
  return { ...item, state: 'held' };
};

export const exceptionsOf = (item: HeldItem): readonly NewException[] =>
  item.problems
    .filter(({ severity }) => severity === 'error')
    .map(({ code, message, pointer }) => ({
      pipeline: item.ticket?.pipeline ?? 'manual',
      platform: item.platform,
      storeId: item.storeId,
      // One order has one set of exceptions, whichever stream it came by.
      stream: LIVE_STREAM,
      objectId: item.orderId,
      stage: item.stage,
      code,
      message,
      ...(pointer === undefined ? {} : { pointer }),
    }));

export const actorOf = (context: FlowContext): Actor => ({
  at: context.clock.now().toISOString(),
  actor: context.actor,
});
