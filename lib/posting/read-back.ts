/** Compares what the ledger holds with what it was told. A 2xx proves nothing; this does. */
import { evensOut } from '../accounting/allowed-rounding';
import { dimensionsIn, folded } from '../accounting/line-dimensions';
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

/**
 * What each dimension amounts to on each ledger account, held against the same in the record. Where a ledger does not tell
 * them all, or was to leave some out, only those are compared that it shows. What it adds by itself is no difference.
 */
const dimensionDifference = (document: LedgerDocument, record: LedgerRecord): string | undefined => {
  const planned = netByDimension(dimensionsIn(document), document.currency);
  const held = netByDimension(
    record.lines.flatMap((line) => (line.dimensions ?? []).map((dimension) => ({ line, ...dimension }))),
    record.currency,
  );
  const shown = new Set([...held.values()].map(({ line, name }) => placeOf(line, name)));
  for (const [key, { line, name, value, net }] of planned) {
    const have = held.get(key)?.net ?? 0n;
    if (net === have || !(record.tellsDimensions || shown.has(placeOf(line, name)))) continue;
    const show = (amount: bigint) => fromMinor(amount, document.currency);
    return `${line.ledgerAccount} is ${show(have)} instead of ${show(net)} ${document.currency} under ${name} "${value}"`;
  }
  return undefined;
};

const placeOf = ({ ledgerAccount }: Amount, name: string): string =>
  JSON.stringify([ledgerAccount, folded(name)]);

interface OnDimension {
  readonly line: Amount;
  readonly name: string;
  readonly value: string;
}

/** In minor units, debits positive, by ledger account, dimension and value, as people read them. */
const netByDimension = (
  lines: readonly OnDimension[],
  currency: string,
): ReadonlyMap<string, OnDimension & { readonly net: bigint }> => {
  const nets = new Map<string, OnDimension & { readonly net: bigint }>();
  for (const { line, name, value } of lines) {
    const key = JSON.stringify([line.ledgerAccount, folded(name), folded(value)]);
    const net = (nets.get(key)?.net ?? 0n) + debitOf(line, currency);
    nets.set(key, { line, name, value, net });
  }
  return nets;
};
