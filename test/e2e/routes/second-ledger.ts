/** The shop behind API2Cart feeds a second ledger: an Odoo 19 with an API key, approved before anything is posted. */
import type { N8nApi } from '../harness/n8n-api';
import { API_KEY, DATABASE, type OdooSimulator, startOdoo } from '../../simulators/odoo/start-odoo';
import { addPayPal, type Api2CartStage, odooAccounts } from './api2cart-to-odoo';
import type { Ledger } from './ledger';
import { odooLedger } from './odoo-books';
import { Route } from './route';

export interface SecondLedger {
  readonly odoo: OdooSimulator;
  readonly books: Ledger;
  readonly route: Route;
}

/** Another pipeline of the same template, as it comes: nothing is sent until somebody approves. */
export const connectSecondLedger = async (api: N8nApi, first: Api2CartStage): Promise<SecondLedger> => {
  const odoo = await startOdoo({ version: 19 });
  addPayPal(odoo);
  const { template, storeId, shop, setUp } = first;
  const route = await Route.install({
    api,
    template,
    storeId,
    shop,
    ledger: { type: 'odooApiKeyApi', data: { url: odoo.url, apiKey: API_KEY, db: DATABASE } },
    setUp: {
      ...setUp,
      ...odooAccounts(odoo),
      ledgerLogin: 'odooApiKeyApi',
      pipeline: 'second',
      mode: 'hold',
    },
  });
  return { odoo, books: odooLedger(odoo), route };
};
