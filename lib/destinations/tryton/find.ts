/** Looks posted records up by our key: one call for hundreds. */
import type { LedgerRecord, LedgerReference } from '../ledger-destination';
import type { Rpc } from './client';
import type { CompanyFacts } from './facts';
import { keyOfMove, recordOf } from './record-of';
import { referenceText } from './reference';
import { type Model, modelOf } from './render';
import { referenceClause, searchMoves } from './search-moves';

/** References in one call. */
const SLICE = 500;

/** A key with half a character cannot be sent, so it cannot be there. */
const HALF_CHARACTER = /\p{Cs}/u;

/** What could not stand on an invoice was posted as a move. */
const modelsOf = (reference: LedgerReference): readonly Model[] =>
  modelOf(reference) === 'account.invoice' ? ['account.invoice', 'account.move'] : ['account.move'];

/** In the order of `references`. Of several records with one key, a person's copies, it is the oldest. @throws LedgerError */
export const findRecords = async (
  rpc: Rpc,
  { id, currency }: CompanyFacts,
  references: readonly LedgerReference[],
): Promise<readonly (LedgerRecord | undefined)[]> => {
  const records = new Map<string, LedgerRecord>();
  const askable = references.filter(({ key }) => !HALF_CHARACTER.test(key));
  for (let start = 0; start < askable.length; start += SLICE) {
    const slice = askable.slice(start, start + SLICE);
    const moves = await searchMoves(rpc, [
      ['company', '=', id],
      ['state', '=', 'posted'],
      referenceClause('in', slice.map(referenceText), [...new Set(slice.flatMap(modelsOf))]),
    ]);
    for (const move of moves) {
      const key = keyOfMove(move);
      if (key !== undefined && !records.has(key)) records.set(key, recordOf(move, key, currency));
    }
  }
  return references.map(({ key }) => records.get(key));
};
