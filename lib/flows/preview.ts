/** A mapping without anything around it: one payload and one policy in, what would be posted out. */
import type { JournalEntry } from '../accounting/journal-entry';
import type { Order } from '../commerce/order';
import { hasErrors, type Problem } from '../commerce/problem';
import type { RenderedRequest } from '../destinations/destination-kind';
import type { FinanceEvent } from '../events/finance-event';
import { type Certificate, certificateOf } from '../policy/certificate';
import { mapOrder } from '../policy/map-order';
import { parsePolicy } from '../policy/parse-policy';
import { SOURCES, findSource } from '../sources';
import type { CartSource } from '../sources/cart-source';
import { previewRequests } from './preview-requests';

export interface PreviewResult {
  readonly order: Order;
  readonly events: readonly FinanceEvent[];
  /** Empty when held, or when there is nothing to post yet. */
  readonly entries: readonly JournalEntry[];
  readonly problems: readonly Problem[];
  /** What the ledger would be sent, where one was named. */
  readonly requests?: readonly RenderedRequest[];
  /** What the source says and what the entries hold, where it was asked for. */
  readonly certificate?: Certificate;
}

export type Preview =
  /** held: a problem of severity error stands against the order. */
  | { readonly state: 'mapped' | 'held'; readonly result: PreviewResult }
  /** The platform, the policy or the payload is not one at all. */
  | { readonly state: 'unusable'; readonly message: string };

/** `storeId` names the shop where the payload does not. */
export const preview = (
  platform: string,
  bundle: unknown,
  policyInput: unknown,
  options: {
    readonly storeId?: string;
    readonly ledger?: { readonly destination: string; readonly mapping: unknown };
    readonly certificate?: boolean;
  } = {},
): Preview => {
  const source = findSource(platform);
  if (!source) {
    return unusable(
      `There is no cart "${platform}". Known: ${SOURCES.map((known) => known.platform).join(', ')}.`,
    );
  }
  const { policy, problems } = parsePolicy(policyInput);
  if (!policy) return unusable(sentences(problems));
  const storeId = options.storeId ?? storeIdIn(bundle, source) ?? 'preview';
  const read = source.normalize(bundle, { storeId });
  if (!read.order) return unusable(sentences(read.problems));
  const target = mapOrder(read.order, policy, { problems: read.problems });
  const { events, entries } = target;
  const result = {
    order: read.order,
    events,
    entries,
    problems: target.problems,
    ...(options.certificate ? { certificate: certificateOf(read.order, target, policy) } : {}),
  };
  if (!options.ledger) return { state: target.held ? 'held' : 'mapped', result };
  const { destination, mapping } = options.ledger;
  const previewed = previewRequests(destination, mapping, read.order, target);
  if ('unusable' in previewed) return unusable(previewed.unusable);
  const all = [...target.problems, ...previewed.problems];
  return {
    state: target.held || hasErrors(previewed.problems) ? 'held' : 'mapped',
    result: { ...result, problems: all, requests: target.held ? [] : previewed.requests },
  };
};

const unusable = (message: string): Preview => ({ state: 'unusable', message });

const sentences = (problems: readonly Problem[]): string => problems.map(({ message }) => message).join('\n');

/** Many interfaces say where an object was read (`_links.self`); that address names the shop. */
const storeIdIn = (bundle: unknown, source: CartSource): string | undefined => {
  const href = own(own(own(own(own(bundle, 'order') ?? bundle, '_links'), 'self'), '0'), 'href');
  if (typeof href !== 'string') return undefined;
  try {
    return source.storeIdOf({ baseUrl: href });
  } catch {
    return undefined;
  }
};

const own = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Readonly<Record<string, unknown>>)[key]
    : undefined;
