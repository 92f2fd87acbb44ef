/**
 * A story is data: the world it plays in, and every decision of shops, network, ledgers, clock and scheduler in order. The
 * same story plays the same way each time, and a shorter story is one with decisions left out.
 */
import type { PolicyInput } from '../../lib/policy/policy';

export interface LedgerPlan {
  readonly documents: 'journals' | 'invoices';
  /** How long its lookup may miss what it took, seconds; a request that is under way may land so late too. */
  readonly lagSeconds: 0 | 30;
  /** Takes a key once, as the HTTP contract and the built-in book do. */
  readonly idempotent: boolean;
  readonly batchSize: number;
}

/** A workflow: one shop, one ledger, one policy. */
export interface PipelinePlan {
  readonly name: string;
  readonly shop: number;
  readonly ledger: number;
  readonly policy: PolicyInput;
}

export interface WorldPlan {
  readonly shops: number;
  readonly ledgers: readonly LedgerPlan[];
  readonly pipelines: readonly PipelinePlan[];
  readonly maxAttempts: number;
}

/** What happens to an order in the shop. Amounts in cents. */
export type Trade =
  | { readonly what: 'place'; readonly cents: number; readonly paid: boolean }
  | { readonly what: 'pay' }
  | { readonly what: 'edit'; readonly cents: number }
  /** Back to what it was before the last edit. */
  | { readonly what: 'undo' }
  | { readonly what: 'refund'; readonly percent: number }
  | { readonly what: 'cancel' }
  /** The shop states a total that its lines do not come to; an edit mends it. */
  | { readonly what: 'garble' }
  | { readonly what: 'delete' };

/** Fate of one document of the next request that reaches the ledger. */
export type LedgerFault =
  /** Taken, and the answer is lost. */
  | 'answer_lost'
  /** Never arrives. */
  | 'request_lost'
  /** The client gives up; the document arrives later. */
  | 'slow'
  /** Taken, and the lookup shows it only after a while. */
  | 'shown_late'
  /** Taken with another amount. */
  | 'other_amount'
  /** Taken, and the answer says that it was there before. */
  | 'called_duplicate'
  | 'throttled'
  | 'server_error'
  | 'rejected'
  | 'login_refused';

/** Fate of the next answer of the shop. */
export type ShopFault = 'unreachable' | 'stale' | 'one_fails';

export type Step =
  | { readonly do: 'trade'; readonly shop: number; readonly order: number; readonly trade: Trade }
  /**
   * Delivers the n-th webhook that waits, 0 is the newest; `keep` leaves it to come again; `atOnce` lets nobody come between. What nobody
   * picks is lost.
   */
  | { readonly do: 'webhook'; readonly pick: number; readonly keep: boolean; readonly atOnce: boolean }
  | { readonly do: 'run'; readonly pipeline: number; readonly limit: number; readonly atOnce: boolean }
  | { readonly do: 'sweep'; readonly pipeline: number; readonly atOnce: boolean }
  | { readonly do: 'backfill'; readonly pipeline: number; readonly atOnce: boolean }
  /** A person retries what is held. */
  | { readonly do: 'retry'; readonly pipeline: number }
  /** The n-th process or request under way goes on to its next boundary, so many times; 0 is the one started last. */
  | { readonly do: 'go'; readonly pick: number; readonly times: number }
  /** The n-th process dies where it stands. */
  | { readonly do: 'kill'; readonly pick: number; readonly lands: boolean }
  | { readonly do: 'wait'; readonly seconds: number }
  /** The clock of the workers is set back. */
  | { readonly do: 'clock'; readonly back: number }
  | { readonly do: 'ledger'; readonly ledger: number; readonly fault: LedgerFault }
  /** All that is asked of the ledger fails once: the login, or the ledger is away. */
  | { readonly do: 'away'; readonly ledger: number; readonly because: 'login_refused' | 'server_error' }
  | { readonly do: 'shop'; readonly shop: number; readonly fault: ShopFault }
  /** Closes the books up to so many days ago; -1 opens them. */
  | { readonly do: 'lock'; readonly ledger: number; readonly daysAgo: number }
  /** The ledger will not take documents of this order, until it is told again. */
  | { readonly do: 'refuse'; readonly ledger: number; readonly order: number };

export interface Story {
  readonly seed: number;
  readonly world: WorldPlan;
  readonly steps: readonly Step[];
}

const words = (value: unknown): string =>
  typeof value === 'object' && value !== null
    ? Object.entries(value)
        .map(([name, field]) => (name === 'do' || name === 'what' ? words(field) : `${name} ${words(field)}`))
        .join(' ')
    : String(value);

/** One line a decision, for a person. */
export const tellStory = ({ seed, world, steps }: Story): string =>
  [
    `seed ${seed}: ${world.shops} shops, at most ${world.maxAttempts} tries`,
    ...world.ledgers.map((ledger, index) => `  ledger ${index}: ${words(ledger)}`),
    ...world.pipelines.map((pipeline, index) => `  pipeline ${index}: ${words(pipeline)}`),
    ...steps.map((step, index) => `  ${String(index + 1).padStart(3)}. ${words(step)}`),
  ].join('\n');
