/** What happens in the simulated WooCommerce shop. What it comes to, the shop works out itself (`expectedBook`). Euros. */
import { COUPONS, HOSTILE_TEXTS, PRODUCTS } from '../../shop/shop-catalog';
import type { RefundRequest } from '../../shop/shop-refund';
import type { Shop } from '../../shop/shop-server';
import type { Placement } from '../../shop/shop-state';
import type { Deed } from '../../shop/trade';
import { add, cents, type Net } from './sums';
import type { Story } from './story';

const { shirt, book, lamp, mug, chair } = PRODUCTS;
const TWO_RATES = [
  { product: shirt, quantity: 3 },
  { product: book, quantity: 2 },
];
const FLAT = [{ cost: '4.90' }];
const WAIT_SECONDS = 3_600;

type Told = {
  readonly name: string;
  readonly order: Placement;
  readonly held?: string;
  readonly then?: Deed[];
};

const PAY: Deed = { do: 'pay' };
const refund = (request: RefundRequest): Deed => ({ do: 'refund', refund: request });
const oneBack = (line: number): RefundRequest => ({ lines: [{ line, quantity: 1 }], throughGateway: true });

/** Each is placed, and the rest happens later, one deed a bout. */
const STORIES: readonly Told[] = [
  { name: 'two rates', order: { lines: TWO_RATES, shipping: FLAT }, then: [PAY] },
  {
    name: 'two rates, prices with tax, PayPal',
    order: { lines: TWO_RATES, shipping: FLAT, pricesIncludeTax: true, paymentMethod: 'paypal' },
    then: [PAY],
  },
  {
    name: 'two coupons',
    order: { lines: TWO_RATES, shipping: FLAT, coupons: [COUPONS.ten, COUPONS.fix5] },
    then: [PAY],
  },
  {
    name: 'two taxes on a line, one on top of the other',
    order: { lines: TWO_RATES, shipping: FLAT, place: 'CA-QC' },
    then: [PAY],
  },
  {
    name: 'a reduction and a surcharge',
    order: {
      lines: TWO_RATES,
      fees: [
        { name: 'Loyalty bonus', amount: '-2.50' },
        { name: 'Gift wrap', amount: '1.50', taxable: true },
      ],
    },
    then: [PAY],
  },
  {
    name: 'export, no tax',
    order: { lines: TWO_RATES, shipping: [{ cost: '19.00' }], place: 'CH' },
    then: [PAY],
  },
  {
    name: 'a piece and its shipping back',
    order: { lines: TWO_RATES, shipping: FLAT },
    then: [PAY, refund({ ...oneBack(1), shipping: [0] })],
  },
  {
    name: 'a piece back, two taxes',
    order: { lines: TWO_RATES, place: 'CA-QC', paymentMethod: 'paypal' },
    then: [PAY, refund(oneBack(0))],
  },
  {
    name: 'all back, item by item',
    order: { lines: [{ product: lamp, quantity: 2 }], shipping: FLAT, coupons: [COUPONS.ten] },
    then: [PAY, refund({ everything: true, throughGateway: true })],
  },
  {
    name: 'goodwill',
    order: { lines: [{ product: lamp, quantity: 1 }] },
    then: [PAY, refund({ amount: '2.00' })],
  },
  {
    name: 'less a restocking fee',
    order: { lines: [{ product: chair, quantity: 1 }] },
    then: [PAY, refund({ lines: [{ line: 0, quantity: 1 }], amount: '104.00' })],
  },
  {
    name: 'bank transfer, paid later',
    order: { lines: TWO_RATES, paymentMethod: 'bacs', status: 'on-hold' },
    then: [{ do: 'touch' }, PAY],
  },
  { name: 'never paid', order: { lines: TWO_RATES, shipping: FLAT }, then: [{ do: 'touch' }] },
  {
    name: 'cancelled before it was paid',
    order: { lines: TWO_RATES },
    then: [{ do: 'status', status: 'cancelled' }],
  },
  {
    name: 'cancelled after it was paid, and not paid back',
    order: { lines: [{ product: lamp, quantity: 2 }], shipping: FLAT },
    then: [PAY, { do: 'status', status: 'cancelled' }],
  },
  {
    name: 'a line added after it was paid',
    order: { lines: [{ product: lamp, quantity: 1 }], shipping: FLAT },
    then: [PAY, { do: 'add-line', line: { product: shirt, quantity: 1 } }],
  },
  {
    name: 'free by coupon',
    order: {
      lines: [{ product: book, quantity: 2 }],
      shipping: [{ cost: '0.00', title: 'Free shipping', methodId: 'free_shipping' }],
      coupons: [COUPONS.friends],
      paymentMethod: '',
    },
    then: [PAY],
  },
  {
    name: 'hostile names',
    order: { lines: HOSTILE_TEXTS.map((name) => ({ product: mug, quantity: 1, name })), shipping: FLAT },
    then: [PAY],
  },
  {
    name: 'dollars, for which the gateway has no account',
    order: { lines: TWO_RATES, place: 'US-NY', currency: 'USD' },
    then: [PAY],
    held: 'validation',
  },
  {
    name: 'a total that is not the sum of its parts',
    order: { lines: TWO_RATES, lie: { kind: 'gift-card', amount: '5.00' } },
    then: [PAY],
    held: 'source_totals_mismatch',
  },
  {
    name: 'a gateway that nobody mapped',
    order: { lines: TWO_RATES, paymentMethod: 'klarna' },
    then: [PAY],
    held: 'account_not_mapped',
  },
];

export const woocommerceStories = (shop: Shop): readonly Story[] =>
  STORIES.map(({ name, order, held, then = [] }) => {
    const step = (deed: Deed): void => shop.step({ story: name, wait: WAIT_SECONDS, deed });
    return {
      name,
      place: () => {
        step({ do: 'place', order });
        return String(shop.story.orderIdOf(name));
      },
      later: then.map((deed) => () => step(deed)),
      ...(held === undefined ? {} : { held }),
    };
  });

let plain = 0;

/** One more order, paid at once. */
export const placePlain = (shop: Shop): string => {
  const story = `plain ${(plain += 1)}`;
  const order = { lines: [{ product: lamp, quantity: 1 }] };
  shop.step({ story, wait: WAIT_SECONDS, deed: { do: 'place', order } });
  shop.step({ story, wait: WAIT_SECONDS, deed: PAY });
  return String(shop.story.orderIdOf(story));
};

/** By account of the shop's own expectation, debits positive. */
export const woocommerceExpectation = (shop: Shop, leftOut: ReadonlySet<string>): Net => {
  const net: Net = new Map();
  for (const [id, balances] of Object.entries(shop.expectedBook('capture').orders))
    if (!leftOut.has(id)) for (const { account, balance } of balances) add(net, account, cents(balance));
  return net;
};
