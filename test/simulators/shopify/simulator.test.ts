/** The simulator itself: what it keeps must be as consistent as Shopify's books, and what it refuses must be refused. */
import * as fc from 'fast-check';
import { checkOrder } from '../../../lib/commerce/check-order';
import { shopify as source } from '../../../lib/sources/shopify';
import { API_VERSION } from '../../../lib/sources/shopify/order-fields';
import { silentLog, TestClock } from '../../support/test-clock';
import { download, signedHttp } from './http';
import { startShopify, type Shopify, type ShopifyOptions } from './index';
import { minorOf, sum } from './money';
import type { LineInput, OrderInput, SimOrder } from './order-shape';

// Dozens of orders are queried over real HTTP, on whatever machine there is.
jest.setTimeout(30_000);

let open: Shopify[] = [];
const start = async (options: ShopifyOptions = {}): Promise<{ shop: Shopify; clock: TestClock }> => {
  const clock = new TestClock();
  const shop = await startShopify({ clock, ...options });
  open.push(shop);
  return { shop, clock };
};
afterEach(async () => {
  const shops = open;
  open = [];
  for (const shop of shops) await shop.close();
});

const DECIMALS = { EUR: 2, JPY: 0, KWD: 3 } as const;
type Currency = keyof typeof DECIMALS;

const amountIn = (currency: Currency, most: number): fc.Arbitrary<string> =>
  fc.integer({ min: 100, max: most }).map((minor) => {
    const decimals = DECIMALS[currency];
    const digits = String(minor).padStart(decimals + 1, '0');
    return decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
  });

const RATES = ['0.19', '0.07', '0.0725', '0.05', '0.25'];
const tax = fc.constantFrom(...RATES).map((rate) => ({ title: `Tax ${rate}`, rate }));

const orderIn = (currency: Currency): fc.Arbitrary<OrderInput> => {
  const line = fc.record({
    title: fc.constant('Cup'),
    price: amountIn(currency, 20_000),
    quantity: fc.integer({ min: 1, max: 5 }),
    discounted: fc.boolean(),
    giftCard: fc.boolean(),
  });
  return fc
    .record({
      lines: fc.array(line, { minLength: 1, maxLength: 4 }),
      taxesIncluded: fc.boolean(),
      taxes: fc.uniqueArray(tax, { maxLength: 2, selector: ({ rate }) => rate }),
      shipping: fc.option(amountIn(currency, 2_000), { nil: undefined }),
      tip: fc.option(amountIn(currency, 500), { nil: undefined }),
      payment: fc.constantFrom<OrderInput['payment']>('paid', 'authorized', 'pending'),
    })
    .map(({ lines, shipping, ...order }) => ({
      ...order,
      currency,
      lines: lines.map(({ discounted, giftCard, ...rest }): LineInput => ({
        ...rest,
        ...(giftCard ? { giftCard } : discounted ? { discount: rest.price, discountCode: 'MINUS' } : {}),
      })),
      ...(shipping === undefined ? {} : { shipping: { price: shipping } }),
    }));
};

type Step = 'capture' | 'refund' | 'goods back' | 'shipping' | 'keep' | 'extra' | 'edit' | 'cancel';
const STEPS: readonly Step[] = ['capture', 'refund', 'goods back', 'shipping', 'keep', 'extra', 'edit'];

/** What is not possible in the state that the order is in does not happen. */
const play = (shop: Shopify, id: string, step: Step): void => {
  const order = shop.shop.order(id);
  const back = order.lineItems.findIndex(({ currentQuantity }) => Number(currentQuantity) > 0);
  const lines = back < 0 ? [] : [{ line: back, quantity: 1 }];
  const currency = order.currencyCode;
  const unit = currency === 'JPY' ? '1' : '0.01';
  const taxes = [{ title: 'Tax 0.19', rate: '0.19' }];
  const hasShipping = salesOf(order).filter(({ lineType }) => lineType === 'SHIPPING').length === 1;
  if (step === 'capture') {
    if (minor(order.totalOutstandingSet, currency) > 0n) shop.shop.capture(id);
  } else if (step === 'shipping') {
    if (hasShipping) shop.shop.refund(id, { shipping: true });
  } else if (step === 'extra') {
    if (minor(order.currentTotalPriceSet, currency) > 100n) shop.shop.refund(id, { extra: unit });
  } else if (step === 'edit') {
    shop.shop.editOrder(id, { add: [{ title: 'Mug', price: '3' }], remove: lines, taxes });
  } else if (step !== 'cancel' && lines.length > 0) {
    shop.shop.refund(id, { lines, money: step !== 'goods back', ...(step === 'keep' ? { keep: unit } : {}) });
  } else if (step === 'cancel') shop.shop.cancel(id);
};

const minor = (bag: unknown, currency: string): bigint => {
  const { shopMoney } = bag as { shopMoney: { amount: string } };
  return minorOf(shopMoney.amount.replace(/\.0$/, ''), currency);
};

const salesOf = (order: SimOrder): readonly Record<string, unknown>[] =>
  order.agreements.flatMap(({ sales }) => sales as readonly Record<string, unknown>[]);

describe('the books of the simulated shop', () => {
  const currencies = fc.constantFrom<Currency>('EUR', 'JPY', 'KWD');
  const life = currencies.chain((currency) =>
    fc.tuple(orderIn(currency), fc.array(fc.constantFrom(...STEPS), { maxLength: 5 }), fc.boolean()),
  );

  test('sales come to the current total, their taxes to the current tax, and payments to what is left', async () => {
    const { shop, clock } = await start();
    fc.assert(
      fc.property(life, ([input, steps, cancelled]) => {
        const id = shop.shop.addOrder(input);
        for (const step of [...steps, ...(cancelled ? (['cancel'] as const) : [])]) {
          clock.advance(60_000);
          play(shop, id, step);
        }
        const order = shop.shop.order(id);
        const money = (bag: unknown): bigint => minor(bag, order.currencyCode);
        const sales = salesOf(order);
        expect(sum(sales.map(({ totalAmount }) => money(totalAmount)))).toBe(
          money(order.currentTotalPriceSet),
        );
        expect(sum(sales.map(({ totalTaxAmount }) => money(totalTaxAmount)))).toBe(
          money(order.currentTotalTaxSet),
        );
        for (const sale of sales) {
          const parts = (sale.taxes as { amount: unknown }[]).map(({ amount }) => money(amount));
          expect(sum(parts)).toBe(money(sale.totalTaxAmount));
        }
        expect(money(order.totalReceivedSet) - money(order.totalRefundedSet)).toBe(
          money(order.netPaymentSet),
        );
        if (cancelled) expect(money(order.netPaymentSet)).toBeGreaterThanOrEqual(0n);
      }),
      { numRuns: 60 },
    );
  });

  test('every order of it is fetched, mapped, and adds up to the cent', async () => {
    const { shop, clock } = await start({ costFactor: 0.05 });
    const http = signedHttp(() => shop.accessToken);
    const client = source.connect({ baseUrl: shop.url }, { http, download, clock, log: silentLog });
    const lives = fc.sample(life, 40);
    const ids = lives.map(([input, steps, cancelled]) => {
      const id = shop.shop.addOrder(input);
      for (const step of [...steps, ...(cancelled ? (['cancel'] as const) : [])]) {
        clock.advance(60_000);
        play(shop, id, step);
      }
      return id;
    });
    const troubles = (await client.fetch(ids)).map((fetched) => {
      if (fetched.state !== 'found') return [JSON.stringify(fetched)];
      const { order, problems } = source.normalize(fetched.payload, { storeId: client.storeId });
      const checked = order === undefined ? [] : checkOrder(order, { roundingLimit: '0' }).problems;
      return [...problems, ...checked]
        .filter(({ severity }) => severity === 'error')
        .map(({ message }) => message);
    });
    const troubled = lives.flatMap((one, index) =>
      troubles[index]?.length ? [{ one, why: troubles[index] }] : [],
    );
    expect(troubled).toEqual([]);
    // What a further page costs is known once it was asked for: the first may come while the bucket is low.
    const refusals = shop.requests.flatMap(({ codes }) => codes).filter((code) => code !== 'THROTTLED');
    expect(refusals).toEqual([]);
  });
});

describe('what it refuses', () => {
  const ask = async (
    shop: Shopify,
    query: string,
    token = shop.accessToken,
  ): Promise<{ status: number; text: string }> => {
    const url = `${shop.url}/admin/api/${API_VERSION}/graphql.json`;
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ query, variables: {} });
    const answer = await signedHttp(() => token)({ method: 'POST', url, headers, body });
    return { status: answer.status, text: answer.body };
  };

  test.each([
    ['a field that the schema does not know', '{ shop { nonsense } }', /Cannot query field/],
    ['a page without a size', '{ orders(query: "") { nodes { id } } }', /one of first or last/],
    ['a page that is too large', '{ orders(first: 251) { nodes { id } } }', /cannot exceed 250/],
    [
      'a search that it does not know',
      '{ orders(first: 1, query: "tag:x") { nodes { id } } }',
      /does not search by tag/,
    ],
    [
      'a query that costs too much',
      '{ orders(first: 250) { nodes { lineItems(first: 250) { nodes { id } } } } }',
      /exceeds/,
    ],
  ])('%s', async (_case, query, reason) => {
    const { shop } = await start();
    shop.shop.addOrder({ lines: [{ title: 'Cup', price: '1.00' }] });
    expect((await ask(shop, query)).text).toMatch(reason);
  });

  test('a token that it did not give, and the file of a bulk operation to who brings one', async () => {
    const { shop } = await start();
    expect((await ask(shop, '{ shop { id } }', 'another')).status).toBe(401);
    const answer = await fetch(`${shop.url}/bulk/x.jsonl`, { headers: { 'x-shopify-access-token': 't' } });
    expect(answer.status).toBe(400);
  });
});

describe('webhooks', () => {
  test('a subscription that fails eight times in a row is gone without a word, and the bytes of a retry are those of the first', async () => {
    const { shop } = await start();
    shop.webhooks.create('ORDERS_CREATE', 'http://127.0.0.1:9/nobody', 'JSON');
    for (let round = 0; round < 8; round++) shop.shop.addOrder({ lines: [{ title: 'Cup', price: '1.00' }] });
    await shop.webhooks.settled();
    expect(shop.webhooks.list()).toEqual([]);
    const { sent, failed } = shop.webhooks.counts;
    expect([sent, failed]).toEqual([8, 8]);
    await shop.webhooks.retryFailed();
    expect(shop.webhooks.counts.sent).toBe(16);
  });
});
