/** What most rows post: three paid orders in one run. */
import type { LedgerRun } from './ledger-run';
import { shopOrder } from './shop-orders';

export const THREE = ['1', '2', '3'] as const;

export const placeThree = (run: LedgerRun): Promise<void> =>
  run.place(...THREE.map((id, index) => shopOrder({ id, goods: 10 + index })));

/** Each of them in this state. */
export const all = (state: string): Readonly<Record<string, string>> =>
  Object.fromEntries(THREE.map((id) => [id, state]));

/** The ledger holds so many documents, none of them twice, and its nets are those of the target. */
export const holdsEach = async (run: LedgerRun, documents: number): Promise<void> => {
  expect(await run.ledger.keysTwice()).toEqual([]);
  expect(await run.ledger.documentsHeld()).toBe(documents);
  expect(await run.ledger.nets()).toEqual(run.targetNets());
};

export const HOUR_MS = 3_600_000;
