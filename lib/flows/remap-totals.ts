/** What a preview adds up over all orders that it looks at, in memory that depends on accounts and periods alone. */
import { createHash } from 'node:crypto';
import { canonicalJson } from '../accounting/canonical-json';
import { fromMinor, toMinor } from '../money/minor';
import type { Policy } from '../policy/policy';
import type { RemapChange } from '../posting/remap-changes';
import { compare } from '../posting/summary-days';
import type { RemapOrder } from './remap-orders';

export interface RemapTotal {
  readonly logicalAccount: string;
  readonly currency: string;
  /** YYYY-MM of what is posted now. */
  readonly period: string;
  readonly periodState: 'open' | 'closed';
  /** YYYY-MM in which the corrections would stand. */
  readonly bookedIn: string;
  /** Signed, debits positive. */
  readonly difference: string;
  readonly changes: number;
}

export interface RemapCounts {
  readonly lookedAt: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly held: number;
  readonly withoutSnapshot: number;
  /** Of those that change: with a change of what stands in a closed period. */
  readonly changedInClosedPeriods: number;
}

export interface HeldCount {
  readonly code: string;
  readonly orders: number;
}

/** A rule of the policy that fitted nothing of any order. */
export interface UnusedRule {
  readonly list: 'accountRules' | 'dimensionRules';
  /** Its place in the list, from 1. */
  readonly place: number;
  readonly name?: string;
}

type Total = Omit<RemapTotal, 'difference' | 'changes'> & { difference: bigint; changes: number };

export class RemapTotals {
  private readonly counts = {
    lookedAt: 0,
    changed: 0,
    unchanged: 0,
    held: 0,
    withoutSnapshot: 0,
    changedInClosedPeriods: 0,
  };
  private changeCount = 0;
  private readonly sums = new Map<string, Total>();
  private readonly codes = new Map<string, number>();
  private readonly used = { accounts: new Set<number>(), dimensions: new Set<number>() };
  private readonly hash = createHash('sha256');

  /** `scope`: what the changes are of; part of the digest, so that no approval fits another preview. */
  constructor(scope: unknown) {
    this.hash.update(canonicalJson(scope));
  }

  add(order: RemapOrder): void {
    const { counts } = this;
    counts.lookedAt++;
    for (const place of order.rulesUsed?.accounts ?? []) this.used.accounts.add(place);
    for (const place of order.rulesUsed?.dimensions ?? []) this.used.dimensions.add(place);
    if (order.state === 'held') return this.addHeld(order);
    counts[order.state]++;
    if (concernsClosedPeriod(order)) counts.changedInClosedPeriods++;
    for (const change of order.changes) this.addChange(change);
  }

  get orders(): RemapCounts {
    return { ...this.counts };
  }

  get changes(): number {
    return this.changeCount;
  }

  get held(): readonly HeldCount[] {
    return [...this.codes]
      .map(([code, orders]) => ({ code, orders }))
      .sort((a, b) => compare(a.code, b.code));
  }

  get totals(): readonly RemapTotal[] {
    return [...this.sums]
      .sort(([a], [b]) => compare(a, b))
      .map(([, total]) => ({ ...total, difference: fromMinor(total.difference, total.currency) }));
  }

  /** Of all changes in their order; orders that stay as they are have no part in it. Asked for once, at the end. */
  digest(): string {
    return this.hash.digest('hex');
  }

  /** Nothing is said of rules when there was no order to fit. */
  unusedRules({ accountRules, dimensionRules }: Policy): readonly UnusedRule[] {
    if (this.counts.lookedAt === 0) return [];
    return [
      ...unused('accountRules', accountRules, this.used.accounts),
      ...unused('dimensionRules', dimensionRules, this.used.dimensions),
    ];
  }

  private addHeld({ problems }: RemapOrder): void {
    const codes = new Set(problems.map(({ code }) => code));
    if (codes.has('no_snapshot')) this.counts.withoutSnapshot++;
    else this.counts.held++;
    for (const code of codes) this.codes.set(code, (this.codes.get(code) ?? 0) + 1);
  }

  private addChange(change: RemapChange): void {
    this.changeCount++;
    this.hash.update(`\n${canonicalJson(change)}`);
    const { logicalAccount, currency, period, periodState } = change;
    const bookedIn = change.date.slice(0, 'YYYY-MM'.length);
    const key = JSON.stringify([currency, period, logicalAccount, periodState, bookedIn]);
    let total = this.sums.get(key);
    if (!total) {
      total = { logicalAccount, currency, period, periodState, bookedIn, difference: 0n, changes: 0 };
      this.sums.set(key, total);
    }
    total.difference += toMinor(change.difference, currency);
    total.changes++;
  }
}

export const concernsClosedPeriod = ({ changes }: Pick<RemapOrder, 'changes'>): boolean =>
  changes.some(({ periodState }) => periodState === 'closed');

const unused = (
  list: UnusedRule['list'],
  rules: readonly { readonly name?: string | undefined }[],
  used: ReadonlySet<number>,
): readonly UnusedRule[] =>
  rules.flatMap(({ name }, index) =>
    used.has(index) ? [] : [{ list, place: index + 1, ...(name === undefined ? {} : { name }) }],
  );
