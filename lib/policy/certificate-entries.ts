/** The entries' side of a certificate: what the journal lines carry, read from their own strings. */
import type { JournalEntry, JournalLine } from '../accounting/journal-entry';
import { exactMinor } from '../money/exact-minor';
import { exponent } from '../money/minor';
import type { Flow } from './certificate-schema';
import type { CertificateSums } from './certificate-sums';

/** Components that stand where they stand whatever kind of entry brought them there. */
const FIXED: Readonly<Record<string, Flow>> = {
  receivable: 'balance',
  deferred: 'balance',
  bank: 'paid_out',
};

const BACK: ReadonlySet<string> = new Set(['refund', 'refund_payment', 'cancellation']);

const MONEY: Readonly<Record<string, Flow>> = {
  refund: 'paid_back',
  refund_payment: 'paid_back',
  cancellation: 'paid_back',
  fee: 'charged',
  settlement: 'paid_out',
};

/** Rows that count debits as positive, as a bookkeeper expects them; the others count credits. */
const isDebit = (flow: Flow, component: string): boolean => {
  if (flow === 'given_back' || flow === 'taken') return true;
  if (flow === 'sent') return component === 'cost';
  if (flow === 'restocked') return component === 'stock';
  return component.startsWith('fee:') || ['bank', 'fx', 'receivable'].includes(component);
};

const flowOf = (kind: string, component: string): Flow => {
  const fixed = FIXED[component];
  if (fixed !== undefined) return fixed;
  if (component === 'cost' || component === 'stock') return kind === 'restock' ? 'restocked' : 'sent';
  if (component.startsWith('payment:')) return MONEY[kind] ?? 'taken';
  if (component.startsWith('fee:')) return kind === 'settlement' ? 'paid_out' : 'charged';
  if (component === 'fx') return kind === 'settlement' ? 'paid_out' : 'exchange';
  return BACK.has(kind) ? 'given_back' : 'sold';
};

/** A line that carries several taxes cannot be laid beside one of them: then all taxes of the order are one row. */
export const mixesTaxes = (entries: readonly Pick<JournalEntry, 'lines'>[]): boolean =>
  entries.some(({ lines }) => lines.some(({ explanation }) => explanation.component === 'tax'));

/** `isHeld`: whether the ledger holds an entry to the unit, where it was read back. */
export const addEntries = (
  sums: CertificateSums,
  entries: readonly Pick<JournalEntry, 'key' | 'kind' | 'currency' | 'lines'>[],
  oneTax: boolean,
  isHeld?: (entryKey: string) => boolean,
): void => {
  for (const entry of entries) {
    if (entry.currency !== sums.currency)
      throw new Error(`entry ${entry.key} is in ${entry.currency}, its order in ${sums.currency}`);
    const decimals = exponent(entry.currency);
    const held = isHeld?.(entry.key);
    for (const line of entry.lines) {
      const { component } = line.explanation;
      const name = oneTax && component.startsWith('tax:') ? 'tax' : component;
      const flow = flowOf(entry.kind, name);
      const credit = creditOf(line, decimals);
      // In and out of one account: one side of it is the amount.
      const isTurnover = name === 'channel_tax';
      if (isTurnover) {
        sums.add('balance', name, 'entries', credit);
        if (held) sums.add('balance', name, 'ledger', credit);
        if (credit > 0n !== (flow === 'sold')) continue;
      }
      const minor = isDebit(flow, name) ? -credit : credit;
      sums.add(flow, name, 'entries', minor);
      if (held) sums.add(flow, name, 'ledger', minor);
    }
  }
};

const creditOf = (line: JournalLine, decimals: number): bigint => {
  const minor = exactMinor(line.debit ?? line.credit, decimals);
  if (minor === undefined)
    throw new Error(
      `a line of ${line.account} has "${line.debit ?? line.credit}", which is not an exact amount`,
    );
  return line.debit === undefined ? minor : -minor;
};
