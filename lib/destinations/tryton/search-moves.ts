/** Moves that carry a reference of ours, or belong to an invoice that does, with all that reading them back needs: one call. */
import type { Rpc } from './client';
import type { Model } from './render';
import * as wire from './wire';

const FIELDS = [
  'number',
  'state',
  'date',
  'description',
  'origin',
  // The one field that whatever a move comes from has.
  'origin.rec_name',
  'lines.account',
  'lines.debit',
  'lines.credit',
  'lines.description',
  'lines.tax_lines.tax',
  'lines.tax_lines.type',
];

/** A clause for the reference, wherever records of these models have it. */
export const referenceClause = (
  operator: 'in' | 'like',
  value: string | readonly string[],
  models: readonly Model[],
): readonly unknown[] => {
  const onMove = ['description', operator, value];
  const onInvoice = ['origin.reference', operator, value, 'account.invoice'];
  if (models.length > 1) return ['OR', onMove, onInvoice];
  return models[0] === 'account.invoice' ? onInvoice : onMove;
};

/** By id. @throws LedgerError */
export const searchMoves = (
  rpc: Rpc,
  domain: readonly unknown[],
  limit: number | null = null,
): Promise<readonly wire.WireMove[]> =>
  rpc.read(wire.moves, 'model.account.move.search_read', domain, 0, limit, [['id', 'ASC']], FIELDS);
