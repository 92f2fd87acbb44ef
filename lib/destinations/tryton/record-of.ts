/** A move of Tryton as the record that every ledger shows. */
import { formatDigits } from '../../money/decimal';
import { exponent } from '../../money/minor';
import { keyInNote } from '../key-note';
import { type LedgerRecord, TAX_CODE_PREFIX } from '../ledger-destination';
import { minorOf } from './minor-of';
import { keyOfReference, recordIdOf } from './reference';
import type { WireMove } from './wire';

const INVOICE = /^account\.invoice,(\d+)$/;

/** Of the invoice that the move belongs to, else of the move. */
const recordId = ({ id, origin }: WireMove): string => {
  const invoice = INVOICE.exec(origin ?? '')?.[1];
  return invoice === undefined
    ? recordIdOf('account.move', id)
    : recordIdOf('account.invoice', Number(invoice));
};

/** Tryton names an invoice `INV-7 [reference]`. */
const REFERENCE = /\[([^[\]]+)\]$/;

/** Undefined for a move that is none of ours. */
export const keyOfMove = ({ description, origin, 'origin.': from }: WireMove): string | undefined =>
  keyOfReference(INVOICE.test(origin ?? '') ? REFERENCE.exec(from?.rec_name ?? '')?.[1] : description);

/** Undefined when somebody took the mark off. */
export const storeOfMove = (move: WireMove): string | undefined =>
  move['lines.'].map(({ description }) => keyInNote(description)).find((mark) => mark !== undefined)?.storeId;

type WireLine = WireMove['lines.'][number];

/** `tax-code:<id>` for a line that Tryton reports as tax. */
export const ledgerAccountOf = ({ account, 'tax_lines.': taxLines }: WireLine): string => {
  const tax = taxLines.find(({ type }) => type === 'tax');
  return tax === undefined ? String(account) : `${TAX_CODE_PREFIX}${tax.tax}`;
};

/** Debit less credit in minor units. */
export const netOf = ({ debit, credit }: WireLine, decimals: number): bigint =>
  minorOf(debit, decimals) - minorOf(credit, decimals);

export const inOrder = (lines: readonly WireLine[]): readonly WireLine[] =>
  [...lines].sort((a, b) => a.id - b.id);

export const recordOf = (move: WireMove, key: string, currency: string): LedgerRecord => {
  const decimals = exponent(currency);
  let total = 0n;
  const lines = inOrder(move['lines.']).flatMap((line) => {
    const net = netOf(line, decimals);
    if (net === 0n) return [];
    if (net > 0n) total += net;
    const ledgerAccount = ledgerAccountOf(line);
    return net > 0n
      ? { ledgerAccount, debit: formatDigits(net, decimals) }
      : { ledgerAccount, credit: formatDigits(-net, decimals) };
  });
  return {
    recordId: recordId(move),
    key,
    date: move.date,
    currency,
    total: formatDigits(total, decimals),
    lines,
  };
};
