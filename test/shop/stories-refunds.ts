/** Orders that were paid and of which money went back. */
import { COUPONS, PRODUCTS } from './shop-catalog';
import type { Random } from './random';
import { sold } from './stories-sales';
import type { RefundRequest } from './shop-refund';
import type { Placement } from './shop-state';
import type { Deed, Story } from './trade';

const { shirt, book, lamp, mug, chair, teapot, oud } = PRODUCTS;
const FLAT = [{ cost: '4.90' }];

const refunded = (name: string, order: Placement, ...refunds: RefundRequest[]): Story => ({
  name,
  deeds: [...sold(order), ...refunds.map((refund): Deed => ({ do: 'refund', refund }))],
});

const oneOf = (line: number): RefundRequest => ({
  lines: [{ line, quantity: 1 }],
  reason: 'one piece back',
  throughGateway: true,
});

const lineStories = (random: Random): Story[] => {
  const lines = [
    { product: shirt, quantity: random.int(2, 5) },
    { product: book, quantity: random.int(2, 5) },
  ];
  const coupons = [COUPONS.ten];
  return [
    refunded('a piece of a discounted line', { lines, shipping: FLAT, coupons }, oneOf(0)),
    refunded(
      'a piece, prices with tax',
      { lines, shipping: FLAT, coupons, pricesIncludeTax: true },
      oneOf(0),
      oneOf(1),
    ),
    refunded(
      'a piece and its shipping, compound tax',
      { lines, shipping: FLAT, place: 'CA-QC' },
      { ...oneOf(1), shipping: [0] },
    ),
    refunded(
      'a piece, two taxes',
      { lines, place: 'US-NY', currency: 'USD', paymentMethod: 'paypal' },
      oneOf(0),
    ),
    refunded(
      'part of a price, without a piece',
      { lines },
      { lines: [{ line: 0, quantity: 0, total: '5.00' }], reason: 'scratched' },
    ),
    refunded('shipping only', { lines, shipping: FLAT }, { shipping: [0], reason: 'late' }),
    refunded(
      'fee only',
      { lines, fees: [{ name: 'Gift wrap', amount: '1.50', taxable: true }] },
      { fees: [0] },
    ),
    refunded(
      'piece by piece until nothing is left',
      { lines: [{ product: mug, quantity: 3 }], pricesIncludeTax: true },
      oneOf(0),
      oneOf(0),
      oneOf(0),
    ),
    refunded(
      'yen, a piece',
      { lines: [{ product: teapot, quantity: 3 }], place: 'JP', currency: 'JPY' },
      oneOf(0),
    ),
    refunded(
      'dinar, a piece and the rest',
      { lines: [{ product: oud, quantity: 3 }], place: 'KW', currency: 'KWD' },
      oneOf(0),
      { everything: true },
    ),
    {
      ...refunded(
        'tax below a cent in each of three refunds',
        {
          lines: [{ product: mug, quantity: 3 }],
          place: 'FR',
          roundAtSubtotal: true,
        },
        ...[1, 2, 3].map(() => ({ ...oneOf(0), subCentTax: true })),
      ),
    },
  ];
};

const fullStories = (random: Random): Story[] => {
  const lines = [
    { product: lamp, quantity: random.int(1, 3) },
    { product: book, quantity: random.int(1, 3) },
  ];
  const atTheDoor: Placement = { lines, shipping: FLAT, paymentMethod: 'cod', status: 'processing' };
  return [
    refunded(
      'all, item by item',
      { lines, shipping: FLAT, coupons: [COUPONS.ten] },
      { everything: true, throughGateway: true },
    ),
    refunded(
      'all, without a line',
      {
        lines,
        shipping: FLAT,
        fees: [{ name: 'Gift wrap', amount: '1.50', taxable: true }],
        coupons: [COUPONS.ten],
      },
      { amount: 'rest', reason: 'all' },
    ),
    refunded('an amount without a line', { lines, shipping: FLAT }, { amount: '2.00', reason: 'goodwill' }),
    refunded(
      'two amounts without a line, then the rest',
      { lines, shipping: FLAT, paymentMethod: 'paypal' },
      { amount: '2.00' },
      { amount: '3.50' },
      { amount: 'rest' },
    ),
    refunded(
      'a piece, then the rest without a line',
      { lines: [{ product: shirt, quantity: 3 }], shipping: FLAT, pricesIncludeTax: true },
      oneOf(0),
      { amount: 'rest' },
    ),
    refunded(
      'less a restocking fee',
      { lines: [{ product: chair, quantity: 1 }] },
      { lines: [{ line: 0, quantity: 1 }], amount: '104.00', reason: 'restocking fee 15.00' },
    ),
    {
      name: 'cash on delivery, refused at the door',
      deeds: [
        { do: 'place', order: atTheDoor },
        { do: 'refund', refund: { amount: 'rest', reason: 'refused' } },
      ],
    },
  ];
};

export const refundStories = (random: Random): Story[] => [...lineStories(random), ...fullStories(random)];
