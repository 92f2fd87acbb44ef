/** Trade without end: plain orders in every currency, some changed and some refunded later, the same for the same seed. */
import { seededRandom, type Random } from '../../shop/random';
import { COUPONS, type Place, PRODUCTS, type Product } from '../../shop/shop-catalog';
import type { Deed, Step } from '../../shop/trade';

const { shirt, book, lamp, mug, chair } = PRODUCTS;
const WARES: readonly Product[] = [shirt, book, lamp, mug, chair];
const PLACES: readonly (readonly [Place, string])[] = [
  ['DE', 'EUR'],
  ['FR', 'EUR'],
  ['GB', 'GBP'],
  ['US-NY', 'USD'],
];
const PAYMENTS = ['stripe', 'paypal', 'bacs'] as const;
/** So many orders later an order is changed or refunded: it is booked by then, or it is not. */
const LATER = 3;

/** Steps of the shop, in bouts: bout `n` holds the sale of order `n` and what became of an earlier one. */
export const manyOrders = (seed: number, count: number): readonly (readonly Step[])[] => {
  const random = seededRandom(seed);
  const bouts = Array.from({ length: count }, (_, at): Step[] => sale(random, `order ${at}`));
  return bouts.map((bout, at) => [...bout, ...(at < LATER ? [] : aftermath(random, `order ${at - LATER}`))]);
};

const stepsOf = (random: Random, story: string, deeds: readonly Deed[]): Step[] =>
  deeds.map((deed) => ({ story, wait: random.int(60, 600), deed }));

const sale = (random: Random, story: string): Step[] => {
  const [place, currency] = random.pick(PLACES);
  const lines = Array.from({ length: random.int(1, 3) }, () => ({
    product: random.pick(WARES),
    quantity: random.int(2, 5),
  }));
  const order = {
    lines,
    place,
    currency,
    paymentMethod: random.pick(PAYMENTS),
    pricesIncludeTax: random.chance(0.5),
    ...(random.chance(0.3) ? { coupons: [COUPONS.ten] } : {}),
    ...(random.chance(0.5) ? { shipping: [{ cost: '4.90' }] } : {}),
  };
  return stepsOf(random, story, [{ do: 'place', order }, { do: 'pay' }]);
};

const aftermath = (random: Random, story: string): Step[] => {
  if (random.chance(0.2)) {
    const refund = { lines: [{ line: 0, quantity: 1 }], reason: 'one back', throughGateway: true };
    return stepsOf(random, story, [{ do: 'refund', refund }]);
  }
  if (random.chance(0.1)) return stepsOf(random, story, [{ do: 'refund', refund: { everything: true } }]);
  return random.chance(0.3) ? stepsOf(random, story, [{ do: 'touch' }]) : [];
};
