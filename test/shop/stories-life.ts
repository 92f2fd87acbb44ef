/** Orders that are paid late or never, edited, cancelled, deleted; and the two that lie. */
import { COUPONS, PRODUCTS } from './shop-catalog';
import type { Random } from './random';
import { sold } from './stories-sales';
import type { Placement } from './shop-state';
import type { Deed, Story } from './trade';

const { shirt, book, lamp, mug, chair } = PRODUCTS;
const FLAT = [{ cost: '4.90' }];

const status = (to: Extract<Deed, { do: 'status' }>['status']): Deed => ({ do: 'status', status: to });
const place = (order: Placement): Deed => ({ do: 'place', order });

const paymentStories = (random: Random): Story[] => {
  const lines = [
    { product: lamp, quantity: random.int(1, 3) },
    { product: book, quantity: random.int(1, 3) },
  ];
  const bank: Placement = { lines, shipping: FLAT, paymentMethod: 'bacs', status: 'on-hold' };
  const atTheDoor: Placement = { lines, shipping: FLAT, paymentMethod: 'cod', status: 'processing' };
  return [
    { name: 'pending, then paid, then completed', deeds: [...sold({ lines }), status('completed')] },
    { name: 'pending for ever', deeds: [place({ lines, shipping: FLAT }), { do: 'touch' }] },
    { name: 'bank transfer, paid later', deeds: [place(bank), { do: 'touch' }, { do: 'pay' }] },
    { name: 'bank transfer, not yet paid', deeds: [place(bank)] },
    { name: 'cash on delivery, not yet paid', deeds: [place(atTheDoor)] },
    {
      name: 'cash on delivery, paid at the door',
      deeds: [place(atTheDoor), { do: 'touch' }, status('completed')],
    },
    { name: 'pending, then cancelled', deeds: [place({ lines }), status('cancelled')] },
    { name: 'failed', deeds: [place({ lines, status: 'failed' }), { do: 'touch' }] },
    { name: 'failed, then paid', deeds: [place({ lines }), status('failed'), { do: 'pay' }] },
  ];
};

const cancelStories = (random: Random): Story[] => [
  {
    name: 'paid, then cancelled',
    deeds: [
      ...sold({
        lines: [{ product: shirt, quantity: random.int(1, 4) }],
        shipping: FLAT,
        fees: [
          { name: 'Gift wrap', amount: '1.50', taxable: true },
          { name: 'Loyalty bonus', amount: '-1.00' },
        ],
        coupons: [COUPONS.ten],
      }),
      status('cancelled'),
    ],
  },
  {
    name: 'paid, partly refunded, then cancelled',
    deeds: [
      ...sold({
        lines: [
          { product: lamp, quantity: 2 },
          { product: book, quantity: 1 },
        ],
        shipping: FLAT,
        paymentMethod: 'paypal',
      }),
      { do: 'refund', refund: { lines: [{ line: 0, quantity: 1 }], throughGateway: true } },
      status('cancelled'),
    ],
  },
  {
    name: 'paid, then cancelled, then all paid back',
    deeds: [
      ...sold({
        lines: [{ product: mug, quantity: random.int(2, 5) }],
        shipping: FLAT,
        pricesIncludeTax: true,
      }),
      status('cancelled'),
      { do: 'refund', refund: { amount: 'rest', reason: 'cancelled', throughGateway: true } },
    ],
  },
  {
    name: 'paid, then failed',
    deeds: [
      ...sold({ lines: [{ product: chair, quantity: 1 }], place: 'US-NY', currency: 'USD' }),
      status('failed'),
    ],
  },
];

const editStories = (): Story[] => {
  const lines = [
    { product: lamp, quantity: 2 },
    { product: book, quantity: 1 },
  ];
  return [
    {
      name: 'line added after payment, and paid',
      deeds: [
        ...sold({ lines, shipping: FLAT }),
        { do: 'add-line', line: { product: shirt, quantity: 1 } },
        { do: 'touch' },
      ],
    },
    {
      name: 'quantity lowered after payment, paid back by the gateway alone',
      deeds: [
        ...sold({ lines, coupons: [COUPONS.ten], paymentMethod: 'paypal' }),
        { do: 'set-quantity', line: 0, quantity: 1 },
      ],
    },
    {
      name: 'coupon and shipping added before payment',
      deeds: [
        place({ lines }),
        { do: 'add-coupon', coupon: COUPONS.fix5 },
        { do: 'add-shipping', shipping: { cost: '7.90', title: 'Express' } },
        { do: 'pay' },
      ],
    },
    {
      name: 'fee and quantity raised after payment, then one piece refunded',
      deeds: [
        ...sold({ lines, pricesIncludeTax: true }),
        { do: 'add-fee', fee: { name: 'Engraving', amount: '5.00', taxable: true } },
        { do: 'set-quantity', line: 1, quantity: 3 },
        { do: 'refund', refund: { lines: [{ line: 1, quantity: 1 }] } },
      ],
    },
  ];
};

const vanishStories = (): Story[] => {
  const lines = [{ product: book, quantity: 2 }];
  return [
    {
      name: 'cart left at the checkout',
      deeds: [place({ lines, status: 'checkout-draft' }), { do: 'touch' }],
    },
    { name: 'announced, then put into the bin', deeds: [place({ lines }), { do: 'touch' }, { do: 'trash' }] },
    {
      name: 'announced, then deleted for good',
      deeds: [place({ lines, paymentMethod: 'bacs' }), { do: 'touch' }, { do: 'delete' }],
    },
    {
      name: 'put into the bin by mistake, then paid',
      deeds: [place({ lines, shipping: FLAT }), { do: 'trash' }, { do: 'restore' }, { do: 'pay' }],
    },
  ];
};

/** Exactly two: their totals are not the sum of their parts, and no book may hold them. */
const lyingStories = (): Story[] => {
  const lines = [
    { product: lamp, quantity: 1 },
    { product: mug, quantity: 2 },
  ];
  return [
    {
      name: 'lies: a gift card lowered the total and left no line',
      deeds: sold({
        lines,
        shipping: FLAT,
        lie: { kind: 'gift-card', amount: '25.00' },
        meta: [{ key: '_gift_cards', value: [{ code: 'GIFT-1', balance: 0 }] }],
      }),
    },
    {
      name: 'lies: the tax lines are not the total tax',
      deeds: [...sold({ lines, lie: { kind: 'tax-lines', amount: '0.50' } }), { do: 'touch' }],
    },
  ];
};

export const lifeStories = (random: Random): Story[] => [
  ...paymentStories(random),
  ...cancelStories(random),
  ...editStories(),
  ...vanishStories(),
  ...lyingStories(),
];
