/** A Shopify shop in dollars and a US company of QuickBooks. */
import { setTimeout as sleep } from 'node:timers/promises';
import { ACCOUNTS } from '../../simulators/quickbooks/seed';
import { type SimulatedQuickBooks, startQuickBooks } from '../../simulators/quickbooks/start-quickbooks';
import { type Shopify, startShopify } from '../../simulators/shopify';
import { quickbooksLedger } from './quickbooks-books';
import { shopifyExpectation, shopifyStories } from './shopify-trade';
import { accountsOf, daysSince, type Stage } from './stage';
import { renamed } from './sums';

export interface ShopifyStage extends Stage {
  readonly shopify: Shopify;
  readonly quickbooks: SimulatedQuickBooks;
}

/** Component of the expectation → account. Codes of QuickBooks put tax on the account of its agency. */
const accountOf = accountsOf({
  product: ACCOUNTS.sales,
  returns: ACCOUNTS.sales,
  shipping: ACCOUNTS.shipping,
  discounts: ACCOUNTS.discounts,
  gift_card: ACCOUNTS.giftCards,
  tip: ACCOUNTS.giftCards,
  adjustment: ACCOUNTS.rounding,
  'tax State Tax': ACCOUNTS.taxAgency,
  'tax City Tax': ACCOUNTS.taxAgency,
  'tax VAT': ACCOUNTS.tax,
  'money shopify_payments': ACCOUNTS.clearing,
  'money paypal': ACCOUNTS.bank,
  'money manual': ACCOUNTS.undeposited,
  owed: ACCOUNTS.receivable,
});

const RECEIPTS = /"SalesReceipt":/;
const HOUR_MS = 3_600_000;
const BADLY = { lose: 0.5, duplicate: 0.2, shuffle: true };

export const startShopifyStage = async (): Promise<ShopifyStage> => {
  const shopify = await startShopify({ currency: 'USD' });
  const clock = { now: () => new Date(), sleep: (ms: number) => sleep(ms) };
  // A minute that is used up would be waited for in real time.
  const quickbooks = await startQuickBooks({ clock, requestsPerMinute: 5_000, batchesPerMinute: 1_000 });
  return {
    shopify,
    quickbooks,
    template: 'shopify-to-quickbooks.json',
    storeId: shopify.domain,
    hosts: { 'https://sandbox-quickbooks.api.intuit.com': quickbooks.url },
    destination: `quickbooks:${quickbooks.realm}`,
    shop: {
      type: 'cartLedgerShopifyApi',
      data: {
        shopDomain: shopify.url,
        clientId: shopify.clientId,
        clientSecret: shopify.clientSecret,
        environment: 'sandbox',
      },
    },
    ledger: {
      type: 'quickBooksOAuth2Api',
      data: {
        environment: 'sandbox',
        clientId: 'client',
        clientSecret: 'secret',
        oauthTokenData: {
          access_token: quickbooks.token,
          refresh_token: 'refresh',
          callbackQueryString: { realmId: quickbooks.realm },
        },
      },
    },
    setUp: {
      policy: { timeZone: 'America/New_York' },
      accounts: [
        ['sales*', ACCOUNTS.sales],
        ['shipping', ACCOUNTS.shipping],
        ['discounts', ACCOUNTS.discounts],
        ['tax:*', ACCOUNTS.tax],
        ['clearing:shopify_payments', ACCOUNTS.clearing],
        ['clearing:paypal', ACCOUNTS.bank],
        ['clearing:manual', ACCOUNTS.undeposited],
        ['gift-card-liability', ACCOUNTS.giftCards],
        ['tips', ACCOUNTS.giftCards],
        ['restocking-fees', ACCOUNTS.rounding],
        ['unallocated-refunds', ACCOUNTS.rounding],
        ['receivable', ACCOUNTS.receivable],
      ],
      // In the US a record has one code: both taxes stand under the combined one.
      taxCodes: [
        ['STATE-TAX-6.25', '2'],
        ['CITY-TAX-2', '2'],
      ],
      sweepFrom: new Date(Date.now() - HOUR_MS).toISOString(),
      reconcile: daysSince(1),
    },
    stories: shopifyStories(shopify),
    books: quickbooksLedger(quickbooks),
    expected: (leftOut) => renamed(shopifyExpectation(shopify, leftOut), accountOf),
    published: () => shopify.webhooks.hold(),
    stumble: (bout) => stumble(bout, shopify, quickbooks),
    deliver: async () => {
      await shopify.webhooks.release(BADLY);
      shopify.webhooks.hold();
    },
    deliveries: () => {
      const { lost, duplicated, acknowledged } = shopify.webhooks.counts;
      return { lost, repeated: duplicated, acknowledged };
    },
    placePlain: () => shopify.shop.addOrder({ lines: [{ title: 'Lamp', price: '48.00' }] }),
    secrets: [shopify.clientSecret, shopify.accessToken, quickbooks.token],
    wrongRequests: () =>
      shopify.requests.flatMap(({ operation, codes }) =>
        codes.filter((code) => code !== 'THROTTLED').map((code) => `${operation}: ${code}`),
      ),
    close: async () => {
      await shopify.webhooks.release({ lose: 1 });
      await shopify.close();
      await quickbooks.close();
    },
  };
};

const stumble = (bout: number, shopify: Shopify, { faults }: SimulatedQuickBooks): void => {
  if (bout === 0) {
    shopify.fail({ kind: 'status', status: 429, retryAfter: 1 });
    faults.add({ kind: 'answer_lost_after', matching: RECEIPTS });
  }
  if (bout === 1) {
    shopify.fail({ kind: 'lost-answer' });
    shopify.fail({ kind: 'internal', after: 2 });
    faults.add({ kind: 'throttled', retryAfter: 1, matching: RECEIPTS });
    faults.add({ kind: 'server_error', matching: /^select/i });
  }
  if (bout === 2) {
    shopify.app.revokeAll();
    shopify.fail({ kind: 'drop' });
    faults.add({ kind: 'throttled', retryAfter: 1, matching: /^select/i });
  }
};
