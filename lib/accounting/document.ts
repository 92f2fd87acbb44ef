/**
 * Documents: what a ledger calls the record that an entry becomes. A document adds nothing to its journal entry; which one
 * it is follows from the entry's own lines, so that it always amounts to that entry. A correction and a reversal come out
 * right by the same rule: the reversal of an invoice is a credit note.
 */

export const DOCUMENT_TYPES = [
  'journal',
  'invoice',
  'sales_receipt',
  'credit_note',
  'refund_receipt',
  'payment',
  'refund_payment',
] as const;
export type DocumentType = (typeof DOCUMENT_TYPES)[number];

/** item: sold, given back, reduced or owed. tax: on the items. money: at a gateway or bank. receivable: the buyer's debt. */
export type LineRole = 'item' | 'tax' | 'money' | 'receivable';

const ROLES: ReadonlyMap<string, LineRole> = new Map([
  ['receivable', 'receivable'],
  ['tax', 'tax'],
  ['clearing', 'money'],
  ['bank', 'money'],
]);

export const roleOf = (logicalAccount: string): LineRole => {
  const colon = logicalAccount.indexOf(':');
  return ROLES.get(colon === -1 ? logicalAccount : logicalAccount.slice(0, colon)) ?? 'item';
};

interface Line {
  readonly account: string;
  readonly debit?: string;
  readonly credit?: string;
}

/**
 * | against what          | items, on credit       | items, paid at once | no items, money and receivable |
 * |-----------------------|------------------------|---------------------|--------------------------------|
 * | debited               | invoice                | sales receipt       | payment                        |
 * | credited              | credit note            | refund receipt      | refund payment                 |
 *
 * Anything else (two gateways, no counterpart, money and receivable beside items) is a journal.
 */
export const documentTypeOf = (lines: readonly Line[]): DocumentType => {
  let items = 0;
  const money: Line[] = [];
  const receivable: Line[] = [];
  for (const line of lines) {
    const role = roleOf(line.account);
    if (role === 'money') money.push(line);
    else if (role === 'receivable') receivable.push(line);
    else items++;
  }
  if (money.length > 1 || receivable.length > 1) return 'journal';
  const [paid] = money;
  const [owed] = receivable;
  if (items === 0 && paid && owed) return paid.debit === undefined ? 'refund_payment' : 'payment';
  if (items === 0 || (paid && owed)) return 'journal';
  if (owed) return owed.debit === undefined ? 'credit_note' : 'invoice';
  if (paid) return paid.debit === undefined ? 'refund_receipt' : 'sales_receipt';
  return 'journal';
};

/** Stands before a tax code of the ledger where an account is named: under a code the ledger picks the account itself. */
export const TAX_CODE_PREFIX = 'tax-code:';
