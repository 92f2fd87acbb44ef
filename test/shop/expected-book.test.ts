import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { expectedBook, isBooked, type PostingTrigger } from './expected-book';
import { componentSums, countByStatus } from './expected-sums';
import { COUPONS, PRODUCTS } from './shop-catalog';
import { steppedClock } from './shop-clock';
import type { RefundRequest } from './shop-refund';
import { createShopState, type Placement, type ShopState } from './shop-state';
import type { Deed } from './trade';
import { createTrade } from './trade';

const { chair, lamp, mug, shirt } = PRODUCTS;
const FLAT = [{ cost: '10.00' }];

const shopAfter = (...deeds: readonly Deed[]): ShopState => {
  const clock = steppedClock(new Date('2026-10-31T23:30:00Z'));
  const state = createShopState(clock);
  const trade = createTrade(state, clock);
  deeds.forEach((deed) => trade.step({ story: 'the only one', wait: 60, deed }));
  return state;
};

const bookOf = (state: ShopState, trigger: PostingTrigger): Record<string, string> =>
  Object.fromEntries(
    expectedBook(state.orders.values(), trigger).trialBalance.map(({ account, balance }) => [
      account,
      balance,
    ]),
  );

/** The book after one order, for orders that are placed, paid and refunded so. */
const bookAfter = (order: Placement, refunds: readonly RefundRequest[] = [], ...more: readonly Deed[]) => {
  const given = refunds.map((refund): Deed => ({ do: 'refund', refund }));
  return bookOf(shopAfter({ do: 'place', order }, { do: 'pay' }, ...given, ...more), 'capture');
};

const CHAIR: Placement = { lines: [{ product: chair, quantity: 1 }] };

describe('the expected book', () => {
  it('has a sale with coupon, shipping, fees up and down, and tax, worked out by hand', () => {
    const book = bookAfter({
      lines: [{ product: chair, quantity: 2 }],
      shipping: FLAT,
      coupons: [COUPONS.ten],
      fees: [
        { name: 'Gift wrap', amount: '1.50', taxable: true },
        { name: 'Bonus', amount: '-2.00' },
      ],
    });
    // 200.00 - 20.00 = 180.00 at 19 % = 34.20; shipping 10.00 + 1.90; wrap 1.50 + 0.29 (0.285); bonus 2.00.
    expect(book).toEqual({
      'clearing:stripe': '225.89',
      discounts: '22.00',
      sales: '-200.00',
      shipping: '-10.00',
      surcharges: '-1.50',
      'tax:DE-MWST-1': '-36.39',
    });
  });

  it('keeps what was held back of a refund as a restocking fee, with the tax returned in full', () => {
    const book = bookAfter(CHAIR, [{ lines: [{ line: 0, quantity: 1 }], amount: '104.00' }]);
    expect(book).toEqual({
      'clearing:stripe': '15.00',
      'restocking-fees': '-15.00',
      sales: '-100.00',
      'sales-returns': '100.00',
    });
  });

  it('has an amount without lines as unallocated, until a refund of all the rest says what it was', () => {
    const order = { ...CHAIR, shipping: FLAT };
    expect(bookAfter(order, [{ amount: '2.00' }])).toMatchObject({
      'clearing:stripe': '128.90',
      'unallocated-refunds': '2.00',
      sales: '-100.00',
      'tax:DE-MWST-1': '-20.90',
    });
    expect(bookAfter(order, [{ amount: '2.00' }, { amount: 'rest' }])).toEqual({
      sales: '-100.00',
      'sales-returns': '100.00',
    });
  });

  it('returns tax below a cent by its running sum, so that three refunds return what the sale had', () => {
    const third: RefundRequest = { lines: [{ line: 0, quantity: 1 }], subCentTax: true };
    const order: Placement = { lines: [{ product: mug, quantity: 3 }], place: 'FR', roundAtSubtotal: true };
    const account = 'tax:FR-TVA- 20 %-1';
    // The sale's tax is 29.97 x 20 % = 5.994 -> 5.99; each refund has 1.998: 2.00, 4.00, 5.99.
    const left = [1, 2, 3].map(
      (count) =>
        bookAfter(
          order,
          Array.from({ length: count }, () => third),
        )[account],
    );
    expect(left).toEqual(['-3.99', '-1.99', undefined]);
  });

  it('takes a cancelled sale back and owes the buyer what was paid', () => {
    const cancel: Deed = { do: 'status', status: 'cancelled' };
    expect(bookAfter(CHAIR, [], cancel)).toEqual({ 'clearing:stripe': '119.00', receivable: '-119.00' });
    const lamps: Placement = { lines: [{ product: lamp, quantity: 2 }] };
    expect(bookAfter(lamps, [{ lines: [{ line: 0, quantity: 1 }] }], cancel)).toEqual({
      'clearing:stripe': '57.12',
      receivable: '-57.12',
      sales: '-48.00',
      'sales-returns': '48.00',
    });
    expect(bookAfter(CHAIR, [{ amount: 'rest' }], cancel)).toEqual({
      sales: '-100.00',
      'sales-returns': '100.00',
    });
  });

  it('has an unpaid order by the trigger creation only, against receivable', () => {
    const unpaid = shopAfter({ do: 'place', order: { ...CHAIR, paymentMethod: 'bacs', status: 'on-hold' } });
    expect(bookOf(unpaid, 'capture')).toEqual({});
    expect(bookOf(unpaid, 'creation')).toEqual({
      receivable: '119.00',
      sales: '-100.00',
      'tax:DE-MWST-1': '-19.00',
    });
    const refused = shopAfter(
      { do: 'place', order: { ...CHAIR, paymentMethod: 'cod', status: 'processing' } },
      { do: 'refund', refund: { amount: 'rest' } },
    );
    expect(bookOf(refused, 'capture')).toEqual({});
    expect(bookOf(refused, 'creation')).toEqual({ sales: '-100.00', 'sales-returns': '100.00' });
  });

  it('has an order of zero without a payment, and an empty payment method as manual', () => {
    const free: Placement = { ...CHAIR, coupons: [COUPONS.friends], paymentMethod: '', status: 'on-hold' };
    const state = shopAfter({ do: 'place', order: free });
    for (const trigger of ['capture', 'creation'] as const) {
      expect(bookOf(state, trigger)).toEqual({ discounts: '100.00', sales: '-100.00' });
    }
    expect(bookAfter({ ...CHAIR, paymentMethod: '' })).toMatchObject({ 'clearing:manual': '119.00' });
  });

  it('has nothing of drafts, of orders in the bin, and of orders that lie', () => {
    const lie: Placement = { ...CHAIR, lie: { kind: 'gift-card', amount: '25.00' } };
    const states = [
      shopAfter({ do: 'place', order: { ...CHAIR, status: 'checkout-draft' } }),
      shopAfter({ do: 'place', order: CHAIR }, { do: 'trash' }),
      shopAfter({ do: 'place', order: CHAIR }, { do: 'delete' }),
      shopAfter({ do: 'place', order: lie }, { do: 'pay' }),
    ];
    for (const state of states) {
      expect(bookOf(state, 'creation')).toEqual({});
      expect([...state.orders.values()].some((order) => isBooked(order, 'creation'))).toBe(false);
    }
    expect(
      bookOf(shopAfter({ do: 'place', order: CHAIR }, { do: 'trash' }, { do: 'restore' }), 'creation'),
    ).not.toEqual({});
  });

  it('follows an edit after payment', () => {
    const edit: Deed = { do: 'add-line', line: { product: shirt, quantity: 1 } };
    expect(bookAfter(CHAIR, [], edit)).toEqual({
      'clearing:stripe': '142.79',
      sales: '-119.99',
      'tax:DE-MWST-1': '-22.80',
    });
  });
});

describe('sums by period', () => {
  it('count and add up the orders that were placed in it, and name what each component came to', () => {
    const state = shopAfter(
      { do: 'place', order: { ...CHAIR, shipping: FLAT, coupons: [COUPONS.ten] } },
      { do: 'pay' },
      { do: 'refund', refund: { amount: '5.00' } },
    );
    const october = { from: new Date('2026-10-01T00:00:00Z'), to: new Date('2026-11-01T00:00:00Z') };
    const november = { from: october.to, to: new Date('2026-12-01T00:00:00Z') };
    const orders = [...state.orders.values()];
    expect(componentSums(orders, 'capture', october)).toEqual([
      {
        currency: 'EUR',
        orders: 1,
        goods: '100.00',
        discount: '10.00',
        shipping: '10.00',
        surcharge: '0.00',
        tax: '19.00',
        total: '119.00',
        paid: '119.00',
        refunded: '5.00',
      },
    ]);
    expect(componentSums(orders, 'capture', november)).toEqual([]);
    expect(countByStatus(orders, october)).toEqual({ processing: 1 });
    expect(countByStatus(orders, november)).toEqual({});
  });
});

describe('the shop', () => {
  it('is independent: no file of it reads from the library that it checks', () => {
    const files = readdirSync(__dirname).filter((file) => file.endsWith('.ts'));
    expect(files.length).toBeGreaterThan(20);
    const strangers = files.flatMap((file) =>
      [...readFileSync(join(__dirname, file), 'utf8').matchAll(/(?:from|import\()\s*'([^']+)'/g)]
        .map(([, from]) => from as string)
        .filter((from) => !/^(\.\/[\w-]+|node:[\w/]+|fastify|@jest\/globals)$/.test(from))
        .map((from) => `${file}: ${from}`),
    );
    expect(strangers).toEqual([]);
  });
});
