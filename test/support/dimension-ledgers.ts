/** Every ledger that has dimensions, with two values of one of them, and a bookkeeper who changes them in its own screens. */
import { createBook } from '../../lib/destinations/book';
import { openSqliteStore } from '../../lib/store/sqlite';
import type { LedgerDestination } from '../../lib/destinations/ledger-destination';
import { LOGICAL, type SampleAccounts } from '../contract/destination-samples';
import { connectTo as connectToHttp } from '../destinations/http/contract-ledger';
import { connectOdooOf } from '../destinations/odoo/support/connected-odoo';
import { connectTo as connectToQuickBooks } from '../destinations/quickbooks/support/connection';
import { openXero } from '../destinations/xero/support/xero-host';
import { startHttpLedger } from '../simulators/http-ledger';
import { ACCOUNTS, DIMENSIONS } from '../simulators/quickbooks/seed';
import { startQuickBooks } from '../simulators/quickbooks/start-quickbooks';
import { TestClock } from './test-clock';

export interface DimensionLedger {
  readonly destination: LedgerDestination;
  readonly accounts: SampleAccounts;
  /** As policies call it. */
  readonly dimension: string;
  readonly online: string;
  readonly shop: string;
  /** By hand, in all records: what was reported by the first value is by the second from now on; by none when left out. */
  retag(from: string, to?: string): void;
  dispose(): Promise<void>;
}

type Json = Record<string, unknown>;

/** Calls `change` with every object inside of `value`, the innermost last. */
const walk = (value: unknown, change: (found: Json) => void): void => {
  if (typeof value !== 'object' || value === null) return;
  change(value as Json);
  for (const inner of Object.values(value)) walk(inner, change);
};

const openBook = async (): Promise<DimensionLedger> => {
  const store = await openSqliteStore(':memory:');
  const renamed = new Map<string, string | undefined>();
  // The book has no screen to change an entry with: this is a hand in its file.
  const storage = Object.assign(Object.create(store) as typeof store, {
    readBookEntries: async (...query: Parameters<typeof store.readBookEntries>) => {
      const entries = await store.readBookEntries(...query);
      return entries.map((entry) => ({
        ...entry,
        lines: entry.lines.map(({ dimensions, ...line }) => {
          const shown = Object.entries(dimensions ?? {}).flatMap(([name, value]) => {
            const now = renamed.has(value) ? renamed.get(value) : value;
            return now === undefined ? [] : [[name, now] as const];
          });
          return { ...line, ...(shown.length === 0 ? {} : { dimensions: Object.fromEntries(shown) }) };
        }),
      }));
    },
  });
  return {
    destination: createBook({ storage, bookId: 'main', clock: new TestClock() }),
    accounts: LOGICAL,
    dimension: 'class',
    online: 'Online',
    shop: 'Shop',
    retag: (from, to) => void renamed.set(from, to),
    dispose: () => store.close(),
  };
};

const openQuickBooks = async (): Promise<DimensionLedger> => {
  const simulator = await startQuickBooks({ country: 'DE', currency: 'EUR', multiCurrency: true });
  const { receivable, sales, tax } = ACCOUNTS;
  const ids: Readonly<Record<string, string>> = { Online: DIMENSIONS.online, Shop: DIMENSIONS.shop };
  return {
    destination: connectToQuickBooks(simulator),
    accounts: { receivable, sales, tax },
    dimension: 'class',
    online: 'Online',
    shop: 'Shop',
    retag: (from, to) =>
      walk(
        simulator.company.transactions.map(({ row }) => row),
        (found) => {
          if ((found['ClassRef'] as Json | undefined)?.['value'] !== ids[from]) return;
          if (to === undefined) delete found['ClassRef'];
          else found['ClassRef'] = { value: ids[to], name: to };
        },
      ),
    dispose: () => simulator.close(),
  };
};

const openXeroLedger = async (): Promise<DimensionLedger> => {
  const { sim, destination } = await openXero();
  return {
    destination,
    accounts: { receivable: '610', sales: '200', tax: '825' },
    dimension: 'Channel',
    online: 'Web',
    shop: 'Retail',
    retag: (from, to) =>
      walk(sim.state.records, (found) => {
        const tracking = found['Tracking'] as readonly Json[] | undefined;
        if (!tracking?.some(({ Option }) => Option === from)) return;
        found['Tracking'] = tracking.flatMap((one) =>
          one['Option'] !== from ? [one] : to === undefined ? [] : [{ ...one, Option: to }],
        );
      }),
    dispose: () => sim.stop(),
  };
};

const openOdoo = async (): Promise<DimensionLedger> => {
  const { odoo, destination } = await connectOdooOf(19);
  const { receivable, sales, taxAccount, web, channels } = odoo.ids;
  const retail = odoo.insert('account.analytic.account', { name: 'Retail', plan_id: channels, active: true });
  const ids: Readonly<Record<string, number>> = { Web: web, Retail: retail };
  return {
    destination,
    accounts: { receivable: String(receivable), sales: String(sales), tax: String(taxAccount) },
    dimension: 'analytic:Channels',
    online: 'Web',
    shop: 'Retail',
    retag: (from, to) => {
      for (const line of odoo.rows('account.move.line')) {
        const distribution = line['analytic_distribution'] as Json | undefined;
        if (!distribution || !(String(ids[from]) in distribution)) continue;
        const analytic_distribution = to === undefined ? false : { [String(ids[to])]: 100 };
        odoo.change('account.move.line', line.id, { analytic_distribution });
      }
    },
    dispose: () => odoo.stop(),
  };
};

const openHttp = async (): Promise<DimensionLedger> => {
  const simulator = await startHttpLedger();
  return {
    destination: connectToHttp(simulator),
    accounts: { receivable: '1200', sales: '4000', tax: '2200' },
    dimension: 'class',
    online: 'Online',
    shop: 'Shop',
    retag: (from, to) =>
      walk(simulator.held, (found) => {
        if ((found['dimensions'] as Json | undefined)?.['class'] !== from) return;
        found['dimensions'] = to === undefined ? {} : { class: to };
      }),
    dispose: () => simulator.stop(),
  };
};

export const DIMENSION_LEDGERS: Readonly<Record<string, () => Promise<DimensionLedger>>> = {
  book: openBook,
  quickbooks: openQuickBooks,
  xero: openXeroLedger,
  odoo: openOdoo,
  http: openHttp,
};
