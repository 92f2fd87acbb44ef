/** The contract of a ledger, for every ledger in the registry: each brings one to try in its own folder of tests. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DESTINATIONS } from '../../lib/destinations';
import { destinationContract, type LedgerUnderTest } from './destination.contract';

const fileOf = (kind: string): string => join(__dirname, '../destinations', kind, 'contract-ledger.ts');

test.each(DESTINATIONS.map(({ kind }) => kind))('%s brings a ledger to try', (kind) => {
  expect(existsSync(fileOf(kind))).toBe(true);
});

jest.setTimeout(120_000);

for (const { kind, displayName } of DESTINATIONS) {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- tests are declared before anything is awaited
  const ledgers = require(fileOf(kind)) as { readonly openLedger: () => Promise<LedgerUnderTest> };
  destinationContract(displayName, ledgers.openLedger);
}
