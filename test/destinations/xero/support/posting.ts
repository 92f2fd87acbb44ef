/** What posting does around a send: ids of what is paid, and the comparison of what was read back. */
import type {
  LedgerDestination,
  LedgerDocument,
  SendContext,
  SendOutcome,
} from '../../../../lib/destinations/ledger-destination';
import { recordDifference } from '../../../../lib/posting/read-back';

export const NO_IDS: SendContext = { recordIds: new Map() };

export const sendAll = (
  destination: LedgerDestination,
  documents: readonly LedgerDocument[],
  recordIds: ReadonlyMap<string, string> = new Map(),
): Promise<readonly SendOutcome[]> => destination.send(documents, { recordIds });

/** Record ids of documents that were created, by key. */
export const idsOf = (
  documents: readonly LedgerDocument[],
  outcomes: readonly SendOutcome[],
): ReadonlyMap<string, string> =>
  new Map(
    documents.flatMap(({ key }, index) => {
      const outcome = outcomes[index];
      return outcome?.state === 'created' ? [[key, outcome.recordId] as const] : [];
    }),
  );

/** Of each document: `equal`, `absent`, or what differs. */
export const readBack = async (
  destination: LedgerDestination,
  documents: readonly LedgerDocument[],
): Promise<readonly string[]> => {
  const records = await destination.find(documents);
  return documents.map((document, index) => {
    const record = records[index];
    return record === undefined ? 'absent' : (recordDifference(document, record) ?? 'equal');
  });
};
