/** What a preview of a re-mapping says as a whole. */
import type { Policy } from '../policy/policy';
import type { StoreRef } from '../store/trace-store';
import type { HeldCount, RemapCounts, RemapTotal, UnusedRule } from './remap-totals';

export interface RemapSummary extends StoreRef {
  readonly destination: string;
  /** The policy to move to, defaults filled in. */
  readonly policy: Policy;
  /** SHA-256 of it, in hex. */
  readonly policyHash: string;
  readonly fromDate?: string;
  readonly toDate?: string;
  readonly orderIds?: readonly string[];
  /** Last closed day of the ledger when it was last posted to; not there when it had none. */
  readonly lockDate?: string;
  /** When the ledger said so; not there when it was never asked. */
  readonly lockDateSeenAt?: string;
  readonly orders: RemapCounts;
  readonly changes: number;
  readonly totals: readonly RemapTotal[];
  /** How many orders cannot be moved, by reason. */
  readonly held: readonly HeldCount[];
  readonly unusedRules: readonly UnusedRule[];
  /** Over all changes, in hex: an approval names it. */
  readonly digest: string;
  /** All of this as plain text. */
  readonly report: string;
}
