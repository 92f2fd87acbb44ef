/** Compares what the ledger holds with what it was told. A 2xx proves nothing; this does. */
import { evensOut } from '../accounting/allowed-rounding';
import { differingDimensions, heldDimensions, plannedDimensions } from '../accounting/compare-dimensions';
import type { LedgerDocument, LedgerRecord } from '../destinations/ledger-destination';
import { fromMinor, toMinor } from '../money/minor';

type Amount = Pick<LedgerRecord['lines'][number], 'ledgerAccount' | 'debit' | 'credit'>;

const debitOf = ({ debit, credit }: Amount, currency: string): bigint =>
  debit === undefined ? -toMinor(credit as string, currency) : toMinor(debit, currency);

/** Net per ledger account in minor units, debits positive; accounts that net to zero are left out. */
const netByLedgerAccount = (lines: readonly Amount[], currency: string): ReadonlyMap<string, bigint> => {
  const net = new Map<string, bigint>();
  for (const line of lines)
    net.set(line.ledgerAccount, (net.get(line.ledgerAccount) ?? 0n) + debitOf(line, currency));
  for (const [name, amount] of net) if (amount === 0n) net.delete(name);
  return net;
};

/** Undefined when the record is what the document said; else a sentence that names the first difference. */
export const recordDifference = (document: LedgerDocument, record: LedgerRecord): string | undefined => {
  if (record.key !== document.key) return `the record carries the reference ${record.key}`;
  if (record.date !== document.date) return `dated ${record.date} instead of ${document.date}`;
  if (record.currency !== document.currency) return `in ${record.currency} instead of ${document.currency}`;
  const planned = netByLedgerAccount(document.lines, document.currency);
  const held = netByLedgerAccount(record.lines, record.currency);
  if (evensOut(document, planned, held)) return dimensionDifference(document, record);
  for (const name of new Set([...planned.keys(), ...held.keys()])) {
    const [want, have] = [planned.get(name) ?? 0n, held.get(name) ?? 0n];
    if (want !== have) {
      const show = (amount: bigint) => fromMinor(amount, document.currency);
      return `${name} is ${show(have)} instead of ${show(want)} ${document.currency}`;
    }
  }
  return dimensionDifference(document, record);
};

/** The first dimension that the record does not carry as it was planned. */
const dimensionDifference = (document: LedgerDocument, record: LedgerRecord): string | undefined => {
  const [first] = differingDimensions(
    plannedDimensions(document),
    heldDimensions(record),
    record.tellsDimensions === true,
  );
  const [differing] = first?.values ?? [];
  if (!first || !differing) return undefined;
  const show = (amount: bigint) => fromMinor(amount, document.currency);
  return `${first.ledgerAccount} is ${show(differing.held)} instead of ${show(differing.planned)} ${document.currency} under ${first.name} "${differing.value}"`;
};
