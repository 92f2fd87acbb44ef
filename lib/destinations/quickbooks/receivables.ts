/**
 * QuickBooks keeps one accounts-receivable account for each currency and picks it by the customer's currency. For a
 * mapping these are one: the company's main receivable account stands for all of them.
 */
import type { Account, CompanyFacts } from './company';

export const RECEIVABLE = 'Accounts Receivable';

export interface Receivables {
  /** The account of QuickBooks for a mapped one and a currency; a sentence when there is none that fits. */
  accountFor(id: string, currency: string): { readonly id: string | undefined } | string;
  /** The account that mappings name. */
  mappedId(id: string): string;
  /** The company's main one, as which a record counts that does not say on which it stands. */
  readonly main: string | undefined;
}

export const receivablesOf = (accounts: ReadonlyMap<string, Account>, facts: CompanyFacts): Receivables => {
  const { homeCurrency, multiCurrency, defaultReceivable } = facts;
  const currencyOf = (account: Account): string =>
    (multiCurrency ? account.currency : undefined) ?? homeCurrency;
  // The map is in the order of the ids: the first of a currency is the one that QuickBooks opened itself.
  const firstOf = new Map<string, string>();
  for (const account of accounts.values())
    if (account.type === RECEIVABLE && !firstOf.has(currencyOf(account)))
      firstOf.set(currencyOf(account), account.id);
  const preferred = defaultReceivable === undefined ? undefined : accounts.get(defaultReceivable);
  if (preferred?.type === RECEIVABLE && currencyOf(preferred) === homeCurrency)
    firstOf.set(homeCurrency, preferred.id);
  const main = firstOf.get(homeCurrency);
  const isForeignMain = (id: string): boolean => id !== main && [...firstOf.values()].includes(id);
  return {
    accountFor: (id, currency) => {
      const account = accounts.get(id);
      if (account === undefined) return `QuickBooks has no active account with the id "${id}"`;
      if (account.type !== RECEIVABLE)
        return `account ${id} "${account.name}" is of type "${account.type}", not ${RECEIVABLE}`;
      if (main !== undefined && isForeignMain(id))
        return `map the receivable to account ${main} "${accounts.get(main)?.name}": QuickBooks picks the one of the currency by itself`;
      if (currencyOf(account) === currency) return { id };
      if (id === main) return { id: firstOf.get(currency) };
      return `account ${id} "${account.name}" is in ${currencyOf(account)}, the document in ${currency}`;
    },
    mappedId: (id) => (main !== undefined && isForeignMain(id) ? main : id),
    main,
  };
};
