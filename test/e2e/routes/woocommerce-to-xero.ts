/** A WooCommerce shop in euros and an organisation of Xero. */
import { steppedClock } from '../../shop/shop-clock';
import { type Shop, startShop } from '../../shop/shop-server';
import { startXero, type XeroSim } from '../../simulators/xero/start-xero';
import { daysSince, type Stage } from './stage';
import { renamed } from './sums';
import { startTokenEndpoint, type TokenEndpoint } from './token-endpoint';
import { placePlain, woocommerceExpectation, woocommerceStories } from './woocommerce-trade';
import { xeroLedger } from './xero-books';

export interface WooCommerceStage extends Stage {
  readonly woocommerce: Shop;
  readonly xero: XeroSim;
  readonly tokens: TokenEndpoint;
}

const KEY = { consumerKey: 'ck_route', consumerSecret: 'cs_route' };
const DAYS = 20;
const DAY_MS = 86_400_000;
const BADLY = { drop: 0.3, repeat: 0.2, shuffle: true };

export const startWooCommerceStage = async (): Promise<WooCommerceStage> => {
  const openedAt = new Date(Math.floor(Date.now() / 1000) * 1000 - DAYS * DAY_MS);
  const woocommerce = await startShop({ seed: 5, clock: steppedClock(openedAt), ...KEY });
  // A minute that is used up would be waited for in real time.
  const xero = await startXero({ now: () => new Date(), minuteLimit: 5_000 });
  const tokens = await startTokenEndpoint(xero.token);
  const paypal = xero.state.accounts.find(({ Name }) => Name === 'PayPal')?.AccountID ?? '';
  return {
    woocommerce,
    xero,
    tokens,
    template: 'woocommerce-to-xero.json',
    storeId: new URL(woocommerce.url).host,
    hosts: { 'https://api.xero.com': xero.url },
    destination: `xero:${xero.tenantId}`,
    shop: {
      type: 'cartLedgerWooCommerceApi',
      data: { url: woocommerce.url, ...KEY, environment: 'sandbox', allowHttp: false },
    },
    ledger: {
      type: 'xeroOAuth2Api',
      data: {
        clientId: 'client',
        clientSecret: 'secret',
        // The first request finds that it is too old.
        oauthTokenData: { access_token: 'from-half-an-hour-ago', refresh_token: 'refresh' },
      },
    },
    setUp: {
      policy: { timeZone: 'Europe/Berlin' },
      company: xero.tenantId,
      accounts: [
        ['sales*', '200'],
        ['surcharges', '200'],
        ['restocking-fees', '200'],
        ['shipping', '210'],
        ['discounts', '220'],
        ['unallocated-refunds', '220'],
        ['tax:*', '825'],
        ['clearing:stripe', '091'],
        ['clearing:bacs', '090'],
        ['clearing:paypal', paypal],
        ['receivable', '610'],
        ['rounding', '860'],
      ],
      taxCodes: [['DE-MWST-1', 'TAX001']],
      sweepFrom: openedAt.toISOString(),
      reconcile: daysSince(DAYS),
    },
    stories: woocommerceStories(woocommerce),
    books: xeroLedger(xero),
    expected: (leftOut) =>
      renamed(woocommerceExpectation(woocommerce, leftOut), (account) => `${accountOf(account, paypal)} EUR`),
    published: () => undefined,
    stumble: (bout) => stumble(bout, woocommerce, xero),
    deliver: async () => {
      await woocommerce.flushWebhooks(BADLY);
    },
    deliveries: () => {
      const { dropped, repeated, acknowledged } = woocommerce.deliveries;
      return { lost: dropped, repeated, acknowledged };
    },
    placePlain: () => placePlain(woocommerce),
    secrets: [KEY.consumerSecret, xero.token],
    wrongRequests: () => [],
    close: async () => {
      await woocommerce.stop();
      await xero.stop();
      await tokens.stop();
    },
  };
};

/** Account of the shop's expectation → Xero's code; the German rate stands under its own tax code. */
const accountOf = (account: string, paypal: string): string => {
  if (account === 'tax:DE-MWST-1') return 'tax:TAX001';
  const [family = '', gateway = ''] = account.split(':');
  if (family === 'clearing') return { stripe: '091', bacs: '090', paypal }[gateway] ?? account;
  return (
    {
      sales: '200',
      'sales-returns': '200',
      surcharges: '200',
      'restocking-fees': '200',
      shipping: '210',
      discounts: '220',
      'unallocated-refunds': '220',
      tax: '825',
      receivable: '610',
    }[family] ?? account
  );
};

const stumble = (bout: number, shop: Shop, xero: XeroSim): void => {
  if (bout === 0) shop.setFault({ kind: 'throttled', retryAfter: 1, matching: /\/orders/ });
  if (bout === 1) {
    shop.setFault({ kind: 'unavailable', retryAfter: 1, times: 2, matching: /\/orders/ });
    xero.fail({ on: 'PUT BankTransactions', what: 'lost_after' });
    xero.fail({ on: 'GET BankTransactions', what: 503 });
  }
  if (bout === 2) {
    shop.setFault({ kind: 'html', matching: /\/orders\?.*include=/ });
    shop.setFault({ kind: 'truncated', matching: /\/refunds/ });
    xero.fail({ on: 'PUT BankTransactions', what: 429, retryAfter: 1 });
  }
  if (bout === 3) shop.setFault({ kind: 'reset', matching: /\/orders/ });
};
