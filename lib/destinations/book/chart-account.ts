/** The book takes logical accounts as they are: one that the chart knows is opened when it is first used. */
import { CHART, familyOf } from '../../accounting/chart';
import type { LedgerAccount } from '../ledger-destination';

/** Longest name of a ledger account; a longer one is a payload gone astray. */
export const NAME_LIMIT = 200;

export const chartAccount = (logicalAccount: string): LedgerAccount | undefined => {
  const family = logicalAccount.length <= NAME_LIMIT ? familyOf(logicalAccount) : undefined;
  return family && { id: logicalAccount, name: logicalAccount, type: family.type };
};

/** Those of the chart that stand for one thing; the others (`tax:…`) get their names from what the shop sells. */
export const chartAccounts = (): readonly LedgerAccount[] =>
  CHART.filter(({ bare }) => bare).map(({ name, type }) => ({ id: name, name, type }));
