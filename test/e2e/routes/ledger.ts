/** A ledger as the test sees it from outside: nothing of what the library says about itself. */

export interface Ledger {
  /** Our key in each record that the ledger holds, also where two hold the same. */
  keys(): readonly string[];
  /** Minor units by ledger account, debits positive. */
  balances(): ReadonlyMap<string, bigint>;
  /** What was wrong with requests, by the ledger's published schema. */
  invalid(): readonly string[];
  /** Requests so far that were to change something. */
  writes(): number;
}

/** `[cart-ledger shopify:shop:7:sale shop]` → the key; a record without one is not ours, and named as such. */
export const keyIn = (note: unknown): string => {
  const key = /\[cart-ledger (\S+) \S+\]/.exec(String(note))?.[1];
  return key === undefined ? `no key in ${String(note).slice(0, 80)}` : decodeURIComponent(key);
};
