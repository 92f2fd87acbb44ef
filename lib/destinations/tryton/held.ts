/** What Tryton holds under the keys of documents, drafts too: a send that was cut off is taken up again, never repeated. */
import { sumOf } from '../document-amounts';
import { TAX_CODE_PREFIX } from '../ledger-destination';
import type { CompanyFacts } from './facts';
import type { Job } from './check-document';
import type { Rpc } from './client';
import { minorOf } from './minor-of';
import { inOrder, ledgerAccountOf, netOf } from './record-of';
import { keyOfReference, recordIdOf, referenceText } from './reference';
import type { Model } from './render';
import { referenceClause, searchMoves } from './search-moves';
import * as wire from './wire';

export interface Held {
  readonly model: Model;
  readonly id: number;
  readonly recordId: string;
  readonly isPosted: boolean;
  readonly date: string;
  /** Debit less credit by ledger account, tax under its tax code; none are zero. */
  readonly nets: ReadonlyMap<string, bigint>;
}

/** By key, the oldest first. @throws LedgerError */
export const findHeld = async (
  rpc: Rpc,
  company: CompanyFacts,
  decimals: number,
  jobs: readonly Job[],
): Promise<ReadonlyMap<string, readonly Held[]>> => {
  const found = new Map<string, Held[]>();
  const add = (reference: string | null, held: Held) => {
    const key = keyOfReference(reference);
    if (key !== undefined) found.set(key, [...(found.get(key) ?? []), held]);
  };
  const textsOf = (wanted: Model) =>
    jobs.filter(({ model }) => model === wanted).map(({ document }) => referenceText(document));
  const [onMoves, onInvoices] = [textsOf('account.move'), textsOf('account.invoice')];
  const inCompany = ['company', '=', company.id];
  if (onMoves.length > 0) {
    const clause = referenceClause('in', onMoves, ['account.move']);
    for (const move of await searchMoves(rpc, [inCompany, clause]))
      add(move.description, heldMove(move, decimals));
  }
  if (onInvoices.length > 0) {
    for (const invoice of await searchInvoices(rpc, [inCompany, ['reference', 'in', onInvoices]]))
      // A draft that a person cancelled is none any more.
      if (invoice.state !== 'cancelled' || invoice.move !== null)
        add(invoice.reference, heldInvoice(invoice, decimals));
  }
  return found;
};

const searchInvoices = (rpc: Rpc, domain: readonly unknown[]): Promise<readonly wire.WireInvoice[]> =>
  rpc.read(
    wire.invoices,
    'model.account.invoice.search_read',
    domain,
    0,
    null,
    [['id', 'ASC']],
    [
      'state',
      'move',
      'reference',
      'account',
      'invoice_date',
      'lines.account',
      'lines.amount',
      'taxes.account',
      'taxes.tax',
      'taxes.amount',
    ],
  );

const heldMove = (move: wire.WireMove, decimals: number): Held => ({
  model: 'account.move',
  id: move.id,
  recordId: recordIdOf('account.move', move.id),
  isPosted: move.state === 'posted',
  date: move.date,
  nets: netted(
    inOrder(move['lines.']).map((line) => [ledgerAccountOf(line), netOf(line, decimals)] as const),
  ),
});

/** As its move will be: what is sold is credited. */
const heldInvoice = (invoice: wire.WireInvoice, decimals: number): Held => {
  const credits = [
    ...invoice['lines.'].flatMap(({ account, amount }) =>
      account === null ? [] : [{ name: String(account), minor: minorOf(amount, decimals) }],
    ),
    ...invoice['taxes.'].map(({ account, tax, amount }) => ({
      name: tax === null ? String(account) : `${TAX_CODE_PREFIX}${tax}`,
      minor: minorOf(amount, decimals),
    })),
  ];
  return {
    model: 'account.invoice',
    id: invoice.id,
    recordId: recordIdOf('account.invoice', invoice.id),
    isPosted: invoice.state !== 'draft' && invoice.state !== 'validated',
    date: invoice.invoice_date ?? '',
    nets: netted([
      [String(invoice.account), sumOf(credits)],
      ...credits.map(({ name, minor }) => [name, -minor] as const),
    ]),
  };
};

export const netted = (amounts: readonly (readonly [string, bigint])[]): ReadonlyMap<string, bigint> => {
  const nets = new Map<string, bigint>();
  for (const [name, minor] of amounts) nets.set(name, (nets.get(name) ?? 0n) + minor);
  for (const [name, minor] of nets) if (minor === 0n) nets.delete(name);
  return nets;
};
