/** What the ledger should hold for one order, by the pure function map(order, policy). */
import type { SourceRef } from '../commerce/order';
import type { Problem } from '../commerce/problem';
import type { JournalEntry } from '../accounting/journal-entry';
import type { FinanceEvent } from '../events/finance-event';
import type { Policy } from './policy';

export interface Target {
  readonly source: SourceRef;
  readonly currency: string;
  readonly events: readonly FinanceEvent[];
  /** Whole target state, perhaps empty. Meaningless when held. */
  readonly entries: readonly JournalEntry[];
  readonly problems: readonly Problem[];
  /** True when any problem is an error: nothing of this order may be posted. */
  readonly held: boolean;
  /** Accounting date of the order's latest change; corrections of posted entries carry it. */
  readonly changeDate: string;
  readonly transformationVersion: string;
  /** The whole of it, so that what was posted can be mapped again as it was. */
  readonly policy: Policy;
  /** Which rules of the policy (by their place) fitted anything of the order. */
  readonly rulesUsed: { readonly accounts: readonly number[]; readonly dimensions: readonly number[] };
}
