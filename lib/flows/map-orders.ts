/** Order (canonical, or raw from any node that reads the cart) → target: its finance events and journal entries. */
import { z } from 'zod/v4';
import { type Order, orderSchema } from '../commerce/order';
import { hasErrors, type Problem } from '../commerce/problem';
import { mapOrder } from '../policy/map-order';
import type { Policy } from '../policy/policy';
import { SOURCES, findSource } from '../sources';
import type { NormalizeResult } from '../sources/cart-source';
import type { WorkTicket } from '../store/trace-store';
import type { HeldItem, TargetItem } from './flow-context';

export interface MapOptions {
  readonly policy: Policy;
  /** Platform of raw payloads; `auto` asks each source whether it can read them. */
  readonly platform: string;
  /** Store id of raw payloads that do not come from the Order Fetcher. */
  readonly storeId: string;
}

export type MapResult = { readonly mapped: TargetItem } | { readonly held: HeldItem };

const itemSchema = z.looseObject({ order: z.unknown(), problems: z.array(z.unknown()).optional() });
const ticketSchema = z.object({
  pipeline: z.string(),
  platform: z.string(),
  storeId: z.string(),
  stream: z.string(),
  objectId: z.string(),
  revision: z.number(),
  claim: z.string(),
  attempts: z.number(),
});

/** Never throws for what a user may feed it: whatever cannot be mapped comes back held, with the reason. */
export const mapItem = (input: unknown, options: MapOptions): MapResult => {
  const { payload, ticket, problems } = unwrap(input);
  const read = readOrder(payload, options);
  if (!('order' in read) || !read.order) {
    const at = {
      platform: options.platform,
      storeId: options.storeId,
      orderId: ticket?.objectId ?? 'unknown',
    };
    return { held: { ...at, stage: 'map', state: 'held', problems: read.problems, ticket } };
  }
  const { order } = read;
  const target = mapOrder(order, options.policy, { problems: [...problems, ...read.problems] });
  if (!target.held) return { mapped: { target, order, ...(ticket ? { ticket } : {}) } };
  const { platform, storeId, orderId, number } = order.source;
  return {
    held: {
      platform,
      storeId,
      orderId,
      number,
      stage: 'map',
      state: 'held',
      problems: target.problems,
      ticket,
    },
  };
};

interface Unwrapped {
  readonly payload: unknown;
  readonly ticket?: WorkTicket;
  readonly problems: readonly Problem[];
}

/** The Order Fetcher's item is `{order, problems, ticket}`; anything else is the order itself. */
const unwrap = (input: unknown): Unwrapped => {
  const item = itemSchema.safeParse(input);
  if (!item.success || !isCanonical(item.data.order)) return { payload: input, problems: [] };
  const ticket = ticketSchema.safeParse(item.data['ticket']);
  return {
    payload: item.data.order,
    problems: (item.data.problems ?? []) as readonly Problem[],
    ...(ticket.success ? { ticket: ticket.data } : {}),
  };
};

const isCanonical = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  Object.hasOwn(value, 'source') &&
  Object.hasOwn(value, 'claims');

const readOrder = (
  payload: unknown,
  options: MapOptions,
): { readonly order?: Order; readonly problems: readonly Problem[] } => {
  if (isCanonical(payload)) {
    const parsed = orderSchema.safeParse(payload);
    if (parsed.success) return { order: parsed.data, problems: [] };
    return { problems: parsed.error.issues.slice(0, 20).map(notCanonical) };
  }
  const sources =
    options.platform === 'auto' ? SOURCES : [findSource(options.platform)].filter((s) => s !== undefined);
  const results = sources.map((source) => source.normalize(payload, { storeId: options.storeId }));
  const readable =
    results.find(({ order, problems }) => order && !hasErrors(problems)) ??
    results.find(({ order }) => order);
  // What says that there is nothing to book knows its payload better than a source that cannot read it.
  const silent = results.find(({ order, problems }) => !order && problems.length > 0 && !hasErrors(problems));
  if (readable ?? silent) return (readable ?? silent) as NormalizeResult;
  return results[0] ?? { problems: [unknownPlatform(options.platform)] };
};

const notCanonical = (issue: {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}): Problem => ({
  severity: 'error',
  code: 'unreadable_order',
  message: `Not a canonical order: ${issue.message}. Feed the Finance Mapper from the Order Fetcher, or with the cart's own payload.`,
  pointer: issue.path.map((step) => `/${String(step).replace(/~/g, '~0').replace(/\//g, '~1')}`).join(''),
});

const unknownPlatform = (platform: string): Problem => ({
  severity: 'error',
  code: 'unknown_platform',
  message: `There is no cart "${platform}". Known: ${SOURCES.map((source) => source.platform).join(', ')}.`,
});
