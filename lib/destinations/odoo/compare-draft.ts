/** What a draft lacks of its document, and how it is made right before it is posted. Pure. */
import { formatDigits } from '../../money/decimal';
import { exponent, toMinor } from '../../money/minor';
import { evensOut } from '../../accounting/allowed-rounding';
import { checkedLines } from '../document-amounts';
import { type LedgerDocument, TAX_CODE_PREFIX } from '../ledger-destination';
import { invoiceType } from './check-document';
import { updateLine } from './commands';
import { type Json, jsonNumber } from './json';
import { type HeldMove, heldMinor, heldNets } from './held-move';
import { roundingLine } from './render-invoice';

type Nets = ReadonlyMap<string, bigint>;

export type Comparison =
  | { readonly is: 'equal' }
  | { readonly is: 'moved' }
  /** `adjust`: lines that carry the shop's tax or another receivable account. `round`: one that evens out the rest. */
  | { readonly is: 'different'; readonly adjust: readonly Json[]; readonly round: readonly Json[] };

export const compareDraft = (document: LedgerDocument, held: HeldMove): Comparison => {
  if (held.date !== document.date) return { is: 'moved' };
  const planned = plannedNets(document);
  const nets = heldNets(held);
  if (nets === undefined || held.currency !== document.currency)
    return { is: 'different', adjust: [], round: [] };
  if (isSame(planned, nets) || evensOut(document, planned, nets)) return { is: 'equal' };
  if (invoiceType(document) === undefined) return { is: 'different', adjust: [], round: [] };
  return {
    is: 'different',
    adjust: [...taxChanges(document, planned, nets, held), ...receivableChanges(document, held)],
    round: roundingLines(document, planned, nets),
  };
};

const plannedNets = (document: LedgerDocument): Nets => {
  const nets = new Map<string, bigint>();
  const checked = checkedLines(document);
  for (const { line, side, minor } of typeof checked === 'string' ? [] : checked.lines)
    nets.set(line.ledgerAccount, (nets.get(line.ledgerAccount) ?? 0n) + (side === 'debit' ? minor : -minor));
  for (const [name, net] of nets) if (net === 0n) nets.delete(name);
  return nets;
};

const differenceOf = (planned: Nets, held: Nets, name: string): bigint =>
  (planned.get(name) ?? 0n) - (held.get(name) ?? 0n);

const isSame = (planned: Nets, held: Nets): boolean =>
  [...planned.keys(), ...held.keys()].every((name) => differenceOf(planned, held, name) === 0n);

/** The first tax line of a code takes the whole difference; Odoo moves what is due along with it. */
const taxChanges = (
  document: LedgerDocument,
  planned: Nets,
  held: Nets,
  { lines }: HeldMove,
): readonly Json[] => {
  const decimals = exponent(document.currency);
  const codes = [...new Set([...planned.keys(), ...held.keys()])].filter((name) =>
    name.startsWith(TAX_CODE_PREFIX),
  );
  return codes.flatMap((code) => {
    const difference = differenceOf(planned, held, code);
    const line = lines.find(({ ledgerAccount }) => ledgerAccount === code);
    const minor = line && heldMinor(line, document.currency);
    if (difference === 0n || line === undefined || minor === undefined) return [];
    return [updateLine(line.id, { amount_currency: jsonNumber(formatDigits(minor + difference, decimals)) })];
  });
};

/** Odoo takes the receivable account from the contact. */
const receivableChanges = (document: LedgerDocument, { lines }: HeldMove): readonly Json[] => {
  const receivable = document.lines.find(({ role }) => role === 'receivable');
  if (receivable === undefined) return [];
  return lines
    .filter((line) => line.displayType === 'payment_term' && line.ledgerAccount !== receivable.ledgerAccount)
    .map((line) => updateLine(line.id, { account_id: jsonNumber(receivable.ledgerAccount) }));
};

const roundingLines = (document: LedgerDocument, planned: Nets, held: Nets): readonly Json[] => {
  const { rounding, currency } = document;
  if (rounding === undefined) return [];
  const missing = taxOf(planned) - taxOf(held);
  const limit = toMinor(rounding.limit, currency);
  if (missing === 0n || missing > limit || -missing > limit) return [];
  // An invoice charges what is credited, a credit note what is debited.
  const charged = invoiceType(document) === 'out_invoice' ? -missing : missing;
  return [roundingLine(rounding.ledgerAccount, formatDigits(charged, exponent(currency)))];
};

/** Debits positive. */
const taxOf = (nets: Nets): bigint =>
  [...nets].reduce((sum, [name, net]) => (name.startsWith(TAX_CODE_PREFIX) ? sum + net : sum), 0n);

/** Why a draft stays one: both totals where they differ, else the first ledger account that does. */
export const differenceSentence = (document: LedgerDocument, held: HeldMove): string => {
  const { currency } = document;
  const show = (minor: bigint): string =>
    `${formatDigits(minor < 0n ? -minor : minor, exponent(currency))} ${currency}`;
  const stays = `It stays a draft in Odoo (id ${held.moveId}) and is not posted.`;
  const nets = heldNets(held);
  if (nets === undefined || held.currency !== currency)
    return `Odoo's draft is in ${held.currency || 'no currency'} or has amounts that are none of ${currency}. ${stays} Check the decimals of the currency and of prices in Odoo, then retry.`;
  const planned = plannedNets(document);
  const [tax, heldTax] = [taxOf(planned), taxOf(nets)];
  const [total, heldTotal] = [debitsOf(planned), debitsOf(nets)];
  if (invoiceType(document) !== undefined && (tax !== heldTax || total !== heldTotal))
    return `Odoo comes to ${show(heldTotal)} with ${show(heldTax)} tax, the order to ${show(total)} with ${show(tax)}. ${stays} Correct its tax in Odoo, or allow a tax rounding difference in the Accounting Poster, then retry.`;
  const names = [...new Set([...planned.keys(), ...nets.keys()])];
  const name = names.find((one) => differenceOf(planned, nets, one) !== 0n) ?? '';
  return `Odoo's draft has ${show(nets.get(name) ?? 0n)} on ledger account ${name}, the order ${show(planned.get(name) ?? 0n)}. ${stays} Correct the draft or delete it, then retry.`;
};

const debitsOf = (nets: Nets): bigint =>
  [...nets.values()].reduce((sum, net) => (net > 0n ? sum + net : sum), 0n);
