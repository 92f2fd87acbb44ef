/** Orders that are placed and paid: every way of pricing them. */
import { COUPONS, HOSTILE_TEXTS, PRODUCTS } from './shop-catalog';
import type { Random } from './random';
import type { Placement } from './shop-state';
import type { Deed, Story } from './trade';

const { shirt, book, lamp, mug, chair, course, sticker, screw, teapot, oud } = PRODUCTS;
const { ten, fix5, each2, friends, third } = COUPONS;
const FLAT = [{ cost: '4.90' }];

/** Placed, then paid: what most orders do. */
export const sold = (order: Placement): Deed[] => [{ do: 'place', order }, { do: 'pay' }];

const story = (name: string, order: Placement, ...more: Deed[]): Story => ({
  name,
  deeds: [...sold(order), ...more],
});

const taxStories = (random: Random): Story[] => {
  const few = (): number => random.int(1, 4);
  const twoRates = [
    { product: shirt, quantity: few() },
    { product: book, quantity: few() },
  ];
  const two = [
    { product: lamp, quantity: few() },
    { product: book, quantity: few() },
  ];
  return [
    story('two rates, prices without tax', { lines: twoRates, shipping: FLAT }),
    story('two rates, prices with tax', {
      lines: twoRates,
      shipping: FLAT,
      pricesIncludeTax: true,
      paymentMethod: 'paypal',
    }),
    story('two taxes a line, shipping not taxed', {
      lines: twoRates,
      shipping: FLAT,
      place: 'US-NY',
      currency: 'USD',
    }),
    story('compound tax inside the price', {
      lines: two,
      shipping: FLAT,
      place: 'CA-QC',
      pricesIncludeTax: true,
    }),
    story('rate code that no account name may carry', {
      lines: two,
      shipping: FLAT,
      place: 'FR',
      paymentMethod: 'paypal',
    }),
    story('export without a tax line', { lines: twoRates, shipping: [{ cost: '19.00' }], place: 'CH' }),
    story('reverse charge, a tax line of nothing', {
      lines: [{ product: chair, quantity: few() }],
      place: 'AT-B2B',
      customer: { company: 'Möbel & Söhne GmbH' },
    }),
  ];
};

const reductionStories = (random: Random): Story[] => {
  const lines = [
    { product: shirt, quantity: random.int(1, 5) },
    { product: book, quantity: random.int(1, 5) },
    { product: sticker, quantity: random.int(1, 5) },
  ];
  const incl = { pricesIncludeTax: true };
  return [
    story('percent coupon', { lines, shipping: FLAT, coupons: [ten] }),
    story('percent coupon, prices with tax', { lines, shipping: FLAT, coupons: [third], ...incl }),
    story('fixed coupon, prices with tax', { lines, shipping: FLAT, coupons: [fix5], ...incl }),
    story('two coupons', {
      lines: [{ product: lamp, quantity: 1 }, ...lines],
      shipping: FLAT,
      coupons: [ten, fix5],
    }),
    story('two coupons, prices with tax', {
      lines: [{ product: lamp, quantity: 1 }, ...lines],
      coupons: [third, fix5],
      ...incl,
    }),
    story('coupon for each piece, two taxes', {
      lines: [{ product: shirt, quantity: 3 }],
      coupons: [each2],
      place: 'US-NY',
      currency: 'USD',
    }),
    story('negative fee', { lines, shipping: FLAT, fees: [{ name: 'Loyalty bonus', amount: '-2.50' }] }),
    story('negative fee, taxed, with a coupon and a positive fee', {
      lines,
      coupons: [ten],
      fees: [
        { name: 'Bulk reduction', amount: '-3.33', taxable: true },
        { name: 'Payment by invoice', amount: '2.00' },
      ],
    }),
  ];
};

const shippingStories = (): Story[] => [
  story('several shipping lines, one of them untaxed', {
    lines: [
      { product: chair, quantity: 1 },
      { product: mug, quantity: 2 },
    ],
    shipping: [
      { cost: '39.00', title: 'Freight', methodId: 'freight' },
      { cost: '4.90' },
      { cost: '2.10', title: 'Insurance, untaxed', taxable: false },
    ],
  }),
  story('free shipping', {
    lines: [{ product: lamp, quantity: 2 }],
    shipping: [{ cost: '0.00', title: 'Free shipping', methodId: 'free_shipping' }],
  }),
];

const currencyStories = (random: Random): Story[] => [
  story('yen, prices with tax, coupon', {
    lines: [{ product: teapot, quantity: 2 }],
    coupons: [third],
    place: 'JP',
    currency: 'JPY',
    pricesIncludeTax: true,
  }),
  story('dinar: three decimals', {
    lines: [{ product: oud, quantity: random.int(1, 3) }],
    shipping: [{ cost: '1.250' }],
    coupons: [ten],
    place: 'KW',
    currency: 'KWD',
  }),
  story('pounds, prices with tax', {
    lines: [{ product: mug, quantity: random.int(1, 7) }],
    shipping: [{ cost: '3.95' }],
    place: 'GB',
    currency: 'GBP',
    pricesIncludeTax: true,
  }),
];

/** The shop rounds at subtotal: with two decimals the parts of these do not add up, with six they do. */
const subCentStories = (): Story[] => {
  const mugs = [1, 2, 3].map((piece) => ({
    product: mug,
    quantity: 1,
    name: `Mug, handmade, number ${piece}`,
  }));
  return [
    story('parts below a cent, prices with tax', {
      lines: mugs,
      pricesIncludeTax: true,
      roundAtSubtotal: true,
    }),
    story('parts below a cent with a coupon', {
      lines: [...mugs, { product: shirt, quantity: 1 }],
      shipping: FLAT,
      coupons: [third],
      pricesIncludeTax: true,
      roundAtSubtotal: true,
    }),
    story('prices below a cent', {
      lines: [
        ...['M3', 'M4', 'M5'].map((size) => ({ product: screw, quantity: 1, name: `Screw, loose, ${size}` })),
        { product: sticker, quantity: 3 },
      ],
      roundAtSubtotal: true,
    }),
  ];
};

const freeStories = (): Story[] => [
  story('free by coupon', {
    lines: [{ product: book, quantity: 2 }],
    shipping: [{ cost: '0.00', title: 'Free shipping', methodId: 'free_shipping' }],
    coupons: [friends],
    paymentMethod: '',
  }),
  {
    name: 'free, on hold, never paid',
    deeds: [
      {
        do: 'place',
        order: {
          lines: [{ product: mug, quantity: 1 }],
          coupons: [friends],
          paymentMethod: '',
          status: 'on-hold',
          createdVia: 'admin',
        },
      },
    ],
  },
];

/** Own properties of these names must survive JSON and harm nobody. */
const HOSTILE_META = [
  { key: '__proto__', value: JSON.parse('{"__proto__":{"polluted":true},"total":"-9999.99"}') as unknown },
  { key: 'constructor', value: { prototype: { polluted: true } } },
  { key: 'toString', value: 'not a function' },
  { key: '', value: null },
  { key: 'total', value: '12,50' },
  { key: '_order_total', value: '=1+1' },
  { key: 'amount', value: 1e308 },
  { key: 'deep', value: [[[[{ deeper: [true, false, null] }]]]] },
  { key: '_refunded_item_id', value: '1' },
  { key: 'serialized', value: 'a:1:{s:5:"total";s:6:"999.99";}' },
];

const hostileStories = (): Story[] => [
  story('hostile names', {
    lines: HOSTILE_TEXTS.map((name, index) => ({ product: sticker, quantity: index + 1, name })),
    shipping: [{ cost: '4.90', title: HOSTILE_TEXTS[8] }],
    fees: [{ name: HOSTILE_TEXTS[2], amount: '0.50' }],
    coupons: [{ ...ten, code: HOSTILE_TEXTS[0].toLowerCase() }],
  }),
  story('hostile meta data, note and buyer', {
    lines: [{ product: lamp, quantity: 1 }],
    meta: HOSTILE_META,
    note: `${HOSTILE_TEXTS[8]} ${'long '.repeat(400)}`,
    customer: { firstName: HOSTILE_TEXTS[1], lastName: HOSTILE_TEXTS[10], company: HOSTILE_TEXTS[3] },
  }),
  story('many lines', {
    lines: Array.from({ length: 40 }, (_, index) => ({
      product: index % 2 === 0 ? sticker : book,
      quantity: 1 + (index % 3),
      name: `Position ${index + 1}`,
    })),
    shipping: FLAT,
    coupons: [ten],
  }),
  story('nothing to ship', { lines: [{ product: course, quantity: 1 }], place: 'FR' }),
];

export const salesStories = (random: Random): Story[] => [
  ...taxStories(random),
  ...reductionStories(random),
  ...shippingStories(),
  ...currencyStories(random),
  ...subCentStories(),
  ...freeStories(),
  ...hostileStories(),
];
