/** Moves as the records that every ledger shows, with the names of their analytic accounts: one more question, and only where they have any. */
import type { LedgerRecord } from '../ledger-destination';
import { heldDimensions } from './analytics';
import { type HeldMove, readMoves, recordOf } from './held-move';
import type { OdooLedger } from './odoo-ledger';
import type { Domain } from './wire';

export interface ReadRecord {
  readonly held: HeldMove;
  readonly record: LedgerRecord;
}

/** In the order of the moves' first lines. @throws OdooError */
export const readRecords = async (ledger: OdooLedger, domain: Domain): Promise<readonly ReadRecord[]> => {
  const moves = [...(await readMoves(ledger, domain)).values()];
  const analytics = moves.flatMap(({ lines }) => lines.flatMap((line) => line.analytics));
  const dimensions = await heldDimensions(ledger, analytics);
  // What was to be left out is not missed, and what may not be seen not judged.
  const tells = dimensions !== undefined && ledger.options.unknownDimensions !== 'leave-out';
  return moves.map((held) => ({
    held,
    record: { ...recordOf(held, dimensions), ...(tells ? { tellsDimensions: true as const } : {}) },
  }));
};
