/** What the accounts should hold by the source's own amounts. */
import type { About, RuleBook } from './rule-book';
import type { RuleSubject } from './rule-schemas';

/** Sums by account, credit positive. */
export class Tally {
  private readonly sums = new Map<string, bigint>();

  constructor(private readonly rules: RuleBook | undefined) {}

  add(account: string, amount: bigint): void {
    this.sums.set(account, (this.sums.get(account) ?? 0n) + amount);
  }

  /** On the account that the rules of the policy choose, else the usual one. */
  place(subject: RuleSubject, usual: string, about: About, amount: bigint): void {
    this.add(this.rules?.account(subject, about)?.account ?? usual, amount);
  }

  take(account: string): bigint {
    const sum = this.sums.get(account) ?? 0n;
    this.sums.delete(account);
    return sum;
  }

  rest(): Iterable<readonly [string, bigint]> {
    return this.sums;
  }
}
