/** The simulated QuickBooks seen from outside: records by our key, what each account comes to, and what it was sent. */
import type { SimulatedQuickBooks } from '../../simulators/quickbooks/start-quickbooks';
import type { Row } from '../../simulators/quickbooks/company';
import { ENTITY_NAMES, wrongWith } from '../../simulators/quickbooks/schema';
import { balances } from '../../simulators/quickbooks/trial-balance';
import { keyIn, type Ledger } from './ledger';

export const quickbooksLedger = (simulator: SimulatedQuickBooks): Ledger => ({
  keys: () => simulator.company.transactions.map(({ row }) => keyIn(row.PrivateNote)),
  balances: () => balances(simulator.company),
  invalid: () =>
    simulator.asked
      .filter(({ kind }) => kind === 'batch' || kind === 'single')
      .flatMap(({ text }) => wrongIn(JSON.parse(text) as Row)),
  writes: () => simulator.asked.filter(({ text }) => text.includes('"operation":"create"')).length,
});

const wrongIn = (body: Row): readonly string[] => {
  const pieces = (body.BatchItemRequest ?? []) as readonly Row[];
  const ofPieces = pieces.flatMap((piece) =>
    ENTITY_NAMES.flatMap((entity) =>
      piece[entity] === undefined ? [] : (wrongWith(entity, piece[entity]) ?? []),
    ),
  );
  return [...[wrongWith('batch', body)].flatMap((wrong) => wrong ?? []), ...ofPieces];
};
