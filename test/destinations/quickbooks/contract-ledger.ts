/** A simulated company outside the US for the contract of ledgers. */
import type { DocumentType } from '../../../lib/destinations/ledger-destination';
import type { LedgerUnderTest } from '../../contract/destination.contract';
import { ACCOUNTS } from '../../simulators/quickbooks/seed';
import { startQuickBooks } from '../../simulators/quickbooks/start-quickbooks';
import { connectTo } from './support/connection';

export const openLedgerFor =
  (sampleType: DocumentType): (() => Promise<LedgerUnderTest>) =>
  async () => {
    const simulator = await startQuickBooks({ country: 'DE', currency: 'EUR', multiCurrency: true });
    const { receivable, sales, tax } = ACCOUNTS;
    return {
      destination: connectTo(simulator),
      accounts: { receivable, sales, tax },
      sampleType,
      // QuickBooks keeps two decimals, so that it cannot hold what a currency with three needs.
      currencies: ['USD', 'JPY'],
      dimensions: { class: 'Online:Germany', department: 'Berlin' },
      ownDimensionValues: true,
      closePeriod: async (day) => {
        simulator.company.settings.closeDate = day;
      },
      dispose: () => simulator.close(),
    };
  };

export const openLedger = openLedgerFor('invoice');
