import type { IDataObject, NodeOperationError } from 'n8n-workflow';
import { SourceError, StoreError } from '../../lib';

type Failure = NonNullable<NodeOperationError['failure']>;

export interface Advice {
  /** What the user can do about it. */
  readonly description?: string;
  /** What n8n's own back-off goes by. */
  readonly failure?: Failure;
}

const BY_SOURCE_ERROR: Readonly<Record<SourceError['code'], Advice>> = {
  bad_credentials: {
    description: 'Open the credential, enter the key and secret again, and use its test button.',
    failure: { cause: 'credential-invalid' },
  },
  forbidden: {
    description:
      "Give the key the permission that the message names, or create a new key in the shop's settings.",
    failure: { cause: 'credential-invalid' },
  },
  not_this_cart: {
    description:
      "Check the shop's URL in the credential, and that the platform of the node is the right one.",
    failure: { cause: 'configuration-invalid' },
  },
  insecure_url: {
    description:
      'Use https in the credential, or allow plain HTTP there if you accept that others can read the key.',
    failure: { cause: 'configuration-invalid' },
  },
  not_found: {
    description: 'Check the id; what was deleted in the shop cannot be fetched any more.',
    failure: { cause: 'configuration-invalid' },
  },
  throttled: {
    description: 'Nothing is lost: run the workflow again in a few minutes, or take fewer orders in one run.',
    failure: { cause: 'rate-limited' },
  },
  unavailable: {
    description: 'Nothing is lost: the orders stay due, and the next run takes them up again.',
    failure: { cause: 'temporarily-unavailable' },
  },
  unreadable_answer: {
    description:
      "Something between n8n and the shop (a firewall, a maintenance page, a plugin) answered in the shop's place.",
    failure: { cause: 'temporarily-unavailable' },
  },
  refused: { description: 'The shop understood the request and declined it: the message says why.' },
};

/** What the store says is advice enough; n8n only needs to know whether trying again later is any use. */
const PASSING: readonly StoreError['code'][] = ['unreachable', 'commit_unknown', 'busy'];

export const adviceFor = (error: unknown): Advice => {
  if (error instanceof SourceError) return BY_SOURCE_ERROR[error.code];
  if (error instanceof StoreError)
    return {
      failure: {
        cause: PASSING.includes(error.code) ? 'temporarily-unavailable' : 'configuration-invalid',
      },
    };
  const description = (Object(error) as { description?: unknown }).description;
  return typeof description === 'string' ? { description } : {};
};

/** How an item's order is called, when the item is one of ours or a delivery of the Cart Trigger. */
export function orderNamedIn(json: IDataObject): string | undefined {
  const order = Object(json.order) as { source?: unknown };
  const source = Object(order.source) as { number?: unknown; orderId?: unknown };
  const name = [source.number, source.orderId, json.number, json.orderId, json.objectId].find(
    (candidate) => typeof candidate === 'string' && candidate !== '',
  );
  return name === undefined ? undefined : `Order ${String(name)}`;
}
