/**
 * From logical accounts to the ledger's own. Rules are tried in order of precision: an exact name first, then the
 * wildcard with the longest fixed part (`tax:*`, then `*`). What no rule meets is named, never guessed.
 */
export interface AccountRule {
  /** Logical account, or a prefix that ends in `*`, such as `tax:*`. */
  readonly logical: string;
  readonly ledgerAccount: string;
}

export interface AccountMapping {
  /** The ledger account, or undefined when no rule meets the logical account. */
  resolve(logicalAccount: string): string | undefined;
}

export const accountMapping = (
  rules: readonly AccountRule[],
  /** Whether the ledger takes the logical account as it is (the built-in book does). */
  accepts: (logicalAccount: string) => boolean,
): AccountMapping => {
  const exact = new Map<string, string>();
  const prefixes: { readonly prefix: string; readonly ledgerAccount: string }[] = [];
  for (const { logical, ledgerAccount } of rules) {
    if (logical.endsWith('*')) prefixes.push({ prefix: logical.slice(0, -1), ledgerAccount });
    else exact.set(logical, ledgerAccount);
  }
  prefixes.sort((a, b) => b.prefix.length - a.prefix.length);
  return {
    resolve: (logicalAccount) =>
      exact.get(logicalAccount) ??
      prefixes.find(({ prefix }) => logicalAccount.startsWith(prefix))?.ledgerAccount ??
      (accepts(logicalAccount) ? logicalAccount : undefined),
  };
};
