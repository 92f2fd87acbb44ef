/** A shop in euros behind API2Cart, and an Odoo with two companies that is spoken to with user and password. */
import { type Api2CartServer, API_KEY, startApi2Cart, STORE_KEY } from '../../simulators/api2cart/server';
import { METHODS, refusalOfParameters } from '../../simulators/api2cart/contract';
import { DATABASE, type OdooSimulator, PASSWORD, startOdoo, USER } from '../../simulators/odoo/start-odoo';
import { api2cartExpectation } from './api2cart-sums';
import { api2cartStories, placePlain } from './api2cart-trade';
import { startLossyRelay } from './lossy-relay';
import { odooLedger } from './odoo-books';
import type { SetUp } from './set-up';
import { accountsOf, daysSince, type Stage } from './stage';
import { renamed } from './sums';

export interface Api2CartStage extends Stage {
  readonly api2cart: Api2CartServer;
  readonly odoo: OdooSimulator;
}

const DAYS = 10;
const DAY_MS = 86_400_000;

export const startApi2CartStage = async (): Promise<Api2CartStage> => {
  const openedAt = Math.floor(Date.now() / 1000) * 1000 - DAYS * DAY_MS;
  const api2cart = await startApi2Cart();
  const odoo = await startOdoo({ version: 17 });
  const relay = await startLossyRelay(7);
  addPayPal(odoo);
  const accountOf = accountNames(odoo);
  return {
    api2cart,
    odoo,
    template: 'api2cart-to-odoo.json',
    storeId: 'shop.example',
    // Both credentials hold their address.
    hosts: {},
    destination: destinationOf(odoo),
    shop: {
      type: 'cartLedgerApi2CartApi',
      data: {
        apiKey: API_KEY,
        storeKey: STORE_KEY,
        url: 'https://shop.example/',
        environment: 'production',
        apiUrl: api2cart.url,
      },
    },
    ledger: {
      type: 'odooApi',
      data: { url: odoo.url, username: USER, password: PASSWORD, db: DATABASE },
    },
    setUp: {
      ledgerLogin: 'odooApi',
      policy: { timeZone: 'Europe/Berlin' },
      ...odooAccounts(odoo),
      sweepFrom: new Date(openedAt - DAY_MS).toISOString(),
      reconcile: daysSince(DAYS),
    },
    stories: api2cartStories(api2cart, openedAt),
    books: odooLedger(odoo),
    expected: (leftOut) => renamed(api2cartExpectation(api2cart, leftOut), accountOf),
    published: () => {
      for (const webhook of api2cart.state.webhooks.values()) webhook.callback = relay.via(webhook.callback);
    },
    stumble: (bout) => stumble(bout, api2cart, odoo),
    deliver: async () => {
      await api2cart.flush();
      await relay.release({ lose: 0.3, repeat: 0.2 });
    },
    deliveries: () => relay.counts,
    placePlain: () => placePlain(api2cart),
    secrets: [API_KEY, STORE_KEY, PASSWORD],
    wrongRequests: () =>
      api2cart.asked.flatMap(({ method, given }) => {
        const known = METHODS[method];
        const refusal = known ? refusalOfParameters(method, known, given) : undefined;
        return known ? (refusal?.message ?? []) : [`no method ${method}`];
      }),
    close: async () => {
      await relay.stop();
      await api2cart.stop();
      await odoo.stop();
    },
  };
};

/** As our trace calls its ledgers, up to the company. */
export const destinationOf = ({ url }: OdooSimulator): string => `odoo:${new URL(url).host}/`;

/** A second gateway's account, which the simulated chart does not have. */
export const addPayPal = (odoo: OdooSimulator): number =>
  odoo.insert('account.account', { code: PAYPAL, name: 'PayPal', account_type: 'asset_current' });

const PAYPAL = '101600';

const paypalOf = (odoo: OdooSimulator): string =>
  String(odoo.rows('account.account').find(({ code }) => code === PAYPAL)?.id);

/** The company, and what stands for what in it. */
export const odooAccounts = (odoo: OdooSimulator): Pick<SetUp, 'company' | 'accounts' | 'taxCodes'> => {
  const { company, receivable, sales, shipping, taxAccount, clearing, rounding, tax19, tax7 } = odoo.ids;
  return {
    company: String(company),
    accounts: [
      ['sales*', String(sales)],
      ['discounts', String(sales)],
      ['shipping', String(shipping)],
      ['tax:*', String(taxAccount)],
      ['clearing:stripe', String(clearing)],
      ['clearing:cash', String(clearing)],
      ['clearing:paypal', paypalOf(odoo)],
      ['receivable', String(receivable)],
      ['unallocated-refunds', String(rounding)],
      ['restocking-fees', String(rounding)],
    ],
    taxCodes: [
      ['API2CART-19', String(tax19)],
      ['API2CART-7', String(tax7)],
    ],
  };
};

/** Component of the expectation → account. */
const accountNames = (odoo: OdooSimulator): ((component: string) => string) => {
  const { receivable, sales, shipping, taxAccount, clearing, rounding } = odoo.ids;
  return accountsOf({
    goods: String(sales),
    returns: String(sales),
    goodwill: String(rounding),
    discounts: String(sales),
    shipping: String(shipping),
    tax: String(taxAccount),
    'money stripe': String(clearing),
    'money cash': String(clearing),
    'money paypal': paypalOf(odoo),
    owed: String(receivable),
  });
};

const stumble = (bout: number, { faults }: Api2CartServer, odoo: OdooSimulator): void => {
  const create = 'account.move.create';
  if (bout === 0) {
    faults.push({ method: 'order.list', answer: { code: 1 }, times: 1 });
    odoo.fail({ kind: 'lost', when: 'after', call: create });
  }
  if (bout === 1) {
    faults.push({ answer: 'drop', times: 1 });
    odoo.fail({ kind: 'status', status: 500, call: create });
    odoo.fail({ kind: 'lost', when: 'after', call: 'account.move.action_post' });
  }
  if (bout === 2) {
    faults.push({ method: 'order.list', answer: { status: 502, body: '<h1>Bad Gateway</h1>' }, times: 1 });
    odoo.fail({ kind: 'status', status: 429, retryAfter: '1', call: create });
    odoo.fail({ kind: 'lost', when: 'before', call: create });
  }
  if (bout === 3) faults.push({ method: 'order.transaction.list', answer: 'late-drop', times: 1 });
};
