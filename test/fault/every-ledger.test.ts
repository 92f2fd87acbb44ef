/** The faults that every ledger must survive, for every ledger in the registry: each brings one to spoil. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DESTINATIONS } from '../../lib/destinations';
import { ledgerSuite, type OpenFaultyLedger } from './ledger-suite';

const fileOf = (kind: string): string => join(__dirname, '../destinations', kind, 'faulty-ledger.ts');

test.each(DESTINATIONS.map(({ kind }) => kind))('%s brings a ledger to spoil', (kind) => {
  expect(existsSync(fileOf(kind))).toBe(true);
});

jest.setTimeout(120_000);

for (const { kind, displayName } of DESTINATIONS) {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- tests are declared before anything is awaited
  const ledgers = require(fileOf(kind)) as { readonly openFaultyLedger: OpenFaultyLedger };
  ledgerSuite(displayName, ledgers.openFaultyLedger);
}
