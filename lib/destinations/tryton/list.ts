/** Our posted records of a period, in pages. */
import type { LedgerDestination, LedgerRecord } from '../ledger-destination';
import type { Rpc } from './client';
import type { CompanyFacts } from './facts';
import { keyOfMove, recordOf, storeOfMove } from './record-of';
import { OURS } from './reference';
import { referenceClause, searchMoves } from './search-moves';
import { wireDate } from './wire';

const PAGE = 500;

const NOT_CANCELLED = ['origin.state', '!=', 'cancelled', 'account.invoice'];

/** By id, so that what is added meanwhile comes last and nothing is shown twice. @throws LedgerError */
export async function* listRecords(
  rpc: Rpc,
  { id: company, currency }: CompanyFacts,
  { storeId, from, to }: Parameters<LedgerDestination['list']>[0],
): AsyncGenerator<readonly LedgerRecord[]> {
  const domain = [
    ['company', '=', company],
    ['state', '=', 'posted'],
    ...(from === undefined ? [] : [['date', '>=', wireDate(from)]]),
    ...(to === undefined ? [] : [['date', '<=', wireDate(to)]]),
    referenceClause('like', OURS, ['account.move', 'account.invoice']),
    // One that was cancelled in Tryton has a second move that takes it back.
    ['OR', ['origin', '=', null], ['origin', 'not like', 'account.invoice,%'], NOT_CANCELLED],
  ];
  let after = 0;
  for (;;) {
    const moves = await searchMoves(rpc, [['id', '>', after], ...domain], PAGE);
    const records = moves.flatMap((move) => {
      const key = keyOfMove(move);
      if (key === undefined || (storeId !== undefined && storeOfMove(move) !== storeId)) return [];
      return recordOf(move, key, currency);
    });
    if (records.length > 0) yield records;
    const last = moves.at(-1);
    if (last === undefined || moves.length < PAGE) return;
    after = last.id;
  }
}
