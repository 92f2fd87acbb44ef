/** Every ledger of the registry holds a daily summary, and reconciles with it. */
import { join } from 'node:path';
import { DESTINATIONS } from '../../lib/destinations';
import { reconcileLedger } from '../../lib/flows/reconcile-ledger';
import { accountMapping } from '../../lib/posting/account-mapping';
import type { LedgerUnderTest } from '../contract/destination.contract';
import { openSummaryRiver, sell, stage, summarize } from '../support/summary-river';

jest.setTimeout(120_000);

const opened: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const dispose of opened.splice(0)) await dispose();
});

const ledgers = DESTINATIONS.map(({ kind }) => {
  const file = join(__dirname, '../destinations', kind, 'contract-ledger.ts');
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- its hooks must stand outside of tests
  const { openLedger } = require(file) as { readonly openLedger: () => Promise<LedgerUnderTest> };
  return { kind, openLedger };
});

test.each(ledgers)(
  '$kind is given one journal for a day, corrects it by another, and the two reconcile',
  async ({ kind, openLedger }) => {
    const { destination, accounts, dispose } = await openLedger();
    opened.push(dispose);
    const river = await openSummaryRiver({ postingTrigger: 'creation' });
    const mapping = accountMapping(
      [
        // Xero takes no receivable in a journal.
        { logical: 'receivable', ledgerAccount: kind === 'xero' ? accounts.tax : accounts.receivable },
        { logical: 'sales', ledgerAccount: accounts.sales },
        { logical: 'tax:*', ledgerAccount: accounts.tax },
      ],
      () => false,
    );
    const at = { placedAt: '2026-02-10T10:00:00Z', paid: false };
    sell(river, { id: '1', ...at }, { id: '2', cents: 2345, ...at });
    await stage(river, { destination, mapping });
    expect(await summarize(river, { destination })).toMatchObject([
      { posted: { outcome: 'posted', total: '36.79', orders: 2 } },
    ]);
    sell(river, { id: '1', cents: 1500, ...at, updatedAt: '2026-02-14T10:00:00Z' });
    await stage(river, { destination, mapping });
    expect(await summarize(river, { destination })).toMatchObject([
      { posted: { outcome: 'posted', total: '5.50', date: '2026-02-14' } },
    ]);
    const { breaks, summary } = await reconcileLedger(river.context(), {
      route: river.route(),
      destination,
      mapping,
      policy: river.policy,
      from: '2026-02-01',
      to: '2026-02-28',
    });
    expect(breaks).toEqual([]);
    expect(summary.counts[0]).toMatchObject({ source: 2, trace: 2, ledger: 2 });
    await river.store.close();
  },
);
