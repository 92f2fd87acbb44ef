/** A fresh simulated Odoo for the contract of ledgers; over JSON-2 unless told otherwise. */
import { DATABASE } from '../../simulators/odoo/start-odoo';
import type { LedgerUnderTest } from '../../contract/destination.contract';
import { connectOdooOf } from './support/connected-odoo';

/** 17 speaks JSON-RPC, 19 JSON-2. */
export const openLedger = async (version: 17 | 19 = 19): Promise<LedgerUnderTest> => {
  const { odoo, destination } = await connectOdooOf(version);
  const { receivable, sales, taxAccount } = odoo.ids;
  if (!destination.id.endsWith(`/${DATABASE}/${odoo.ids.company}`)) throw new Error('connected elsewhere');
  return {
    destination,
    accounts: { receivable: String(receivable), sales: String(sales), tax: String(taxAccount) },
    floats: true,
    dimensions: { analytic: 'Berlin', 'analytic:Channels': 'Web' },
    ownDimensionValues: true,
    closePeriod: async (day) => odoo.change('res.company', odoo.ids.company, { fiscalyear_lock_date: day }),
    dispose: () => odoo.stop(),
  };
};
