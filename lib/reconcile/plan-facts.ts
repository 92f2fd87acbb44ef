/** A plan beside the record that the ledger holds for it, reduced to net amounts. */
import { evensOut } from '../accounting/allowed-rounding';
import type { LedgerDocument, LedgerLine } from '../destinations/ledger-destination';
import type { Plan } from '../store/trace-store';
import type { HeldRecord } from './ledger-index';
import { isEqual, minorOf, type Net, netBy, NOTHING, sumOf } from './net';

export interface PlanFacts {
  readonly plan: Plan;
  /** By logical account. */
  readonly net: Net;
  /** By ledger account. */
  readonly ledgerNet: Net;
  readonly record: HeldRecord | undefined;
  /** What the record amounts to by logical account; nothing when there is no record or it cannot be read. */
  readonly held: Net;
  readonly rounding: LedgerDocument['rounding'];
  readonly lines: readonly LedgerLine[];
}

/** Names a ledger account of which no plan says which logical account it stands for. */
export type NameLedgerAccount = (ledgerAccount: string) => string;

/** @throws RangeError when the plan's own document is not exact: the trace store is damaged. */
export const planFacts = (
  plan: Plan,
  record: HeldRecord | undefined,
  nameLedgerAccount: NameLedgerAccount,
): PlanFacts => {
  const { lines, rounding } = JSON.parse(plan.document) as LedgerDocument;
  const amounts = minorOf(lines, plan.currency);
  if (!amounts) throw new RangeError(`the document of plan ${plan.key} has an amount that is not exact`);
  const net = netBy(amounts, (index) => (lines[index] as LedgerLine).logicalAccount);
  const ledgerNet = netBy(amounts, (index) => (lines[index] as LedgerLine).ledgerAccount);
  return {
    plan,
    net,
    ledgerNet,
    record,
    held: asLogical(lines, plan.currency, net, ledgerNet, record, nameLedgerAccount),
    rounding,
    lines,
  };
};

/** True when the record holds the plan's amounts on the plan's ledger accounts, whatever its date. */
export const holdsPlan = ({ plan, ledgerNet, record, rounding }: PlanFacts): boolean =>
  record?.net !== undefined &&
  record.currency === plan.currency &&
  (isEqual(record.net, ledgerNet) || evensOut({ rounding, currency: plan.currency }, ledgerNet, record.net));

/**
 * A ledger knows its own accounts only. What a record holds more or less than its plan goes to the logical account that
 * the plan keeps on that ledger account; where several share it, nobody knows, and the ledger account itself is named.
 */
const asLogical = (
  lines: readonly LedgerLine[],
  currency: string,
  net: Net,
  ledgerNet: Net,
  record: HeldRecord | undefined,
  nameLedgerAccount: NameLedgerAccount,
): Net => {
  if (!record?.net) return NOTHING;
  const sameCurrency = record.currency === currency;
  if (sameCurrency && isEqual(record.net, ledgerNet)) return net;
  const logical = new Map<string, Set<string>>();
  for (const { ledgerAccount, logicalAccount } of lines)
    logical.set(ledgerAccount, (logical.get(ledgerAccount) ?? new Set()).add(logicalAccount));
  const nameOf = (ledgerAccount: string): string => {
    const names = [...(logical.get(ledgerAccount) ?? [])];
    return names.length === 1 ? (names[0] as string) : nameLedgerAccount(ledgerAccount);
  };
  const holds = [...record.net].map(([name, amount]) => new Map([[nameOf(name), amount]]));
  if (!sameCurrency) return sumOf(holds);
  const planned = [...ledgerNet].map(([name, amount]) => new Map([[nameOf(name), -amount]]));
  return sumOf([net, ...planned, ...holds]);
};
