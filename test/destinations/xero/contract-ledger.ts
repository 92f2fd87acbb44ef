/** A Xero organisation for the contract of ledgers: a sale on credit is an invoice there. */
import type { LedgerUnderTest } from '../../contract/destination.contract';
import { openXero } from './support/xero-host';

export const openLedger = async (): Promise<LedgerUnderTest> => {
  const { sim, destination } = await openXero();
  return {
    destination,
    accounts: { receivable: '610', sales: '200', tax: '825' },
    sampleType: 'invoice',
    // Xero keeps two decimals.
    currencies: ['USD', 'JPY'],
    // Its largest amount is 9,999,999,999.99.
    floats: true,
    dimensions: { Channel: 'Web', Region: 'North' },
    ownDimensionValues: true,
    closePeriod: async (day) => {
      sim.state.organisation.EndOfYearLockDate = day;
    },
    dispose: () => sim.stop(),
  };
};
