/** Looks posted records up by our key, which stands in the reference of each. */
import type { LedgerRecord, LedgerReference } from '../ledger-destination';
import type { OdooLedger } from './odoo-ledger';
import { readRecords } from './read-records';

/** Keys in one search: more would make an answer of many megabytes. */
const KEYS_AT_ONCE = 500;

/**
 * A draft is not found: it is not in the books, and sending again completes it. Odoo lets two records share a reference;
 * then the older one is given.
 */
export const findRecords = async (
  ledger: OdooLedger,
  references: readonly LedgerReference[],
): Promise<readonly (LedgerRecord | undefined)[]> => {
  const found = new Map<string, LedgerRecord>();
  const keys = [...new Set(references.map(({ key }) => key))];
  for (let start = 0; start < keys.length; start += KEYS_AT_ONCE) {
    const some = keys.slice(start, start + KEYS_AT_ONCE);
    const records = await readRecords(ledger, [
      ['parent_state', '=', 'posted'],
      ['ref', 'in', some],
    ]);
    for (const { held, record } of records) {
      const other = found.get(held.key);
      if (other === undefined) found.set(held.key, record);
      else
        ledger.log.warn('Odoo holds two records under one reference; reverse the later one', {
          kept: other.recordId,
          also: held.moveId,
        });
    }
  }
  return references.map(({ key }) => found.get(key));
};
