/** Small orders of the simulated shop, and what becomes of them. */
import type { NormalizeResult } from '../../../../lib/sources/cart-source';
import { checkOrder } from '../../../../lib/commerce/check-order';
import type { Order } from '../../../../lib/commerce/order';
import { medusa } from '../../../../lib/sources/medusa';
import type { MedusaOrder, NewOrder } from '../../../simulators/medusa/medusa-order';
import { bundleOf } from '../../../simulators/medusa/order-json';
import { newOrders } from '../../../simulators/medusa/start-medusa-simulator';
import type { Tax } from '../../../simulators/medusa/priced-part';

export const DE19: Tax = { code: 'DE19', rate: '19' };
export const DE7: Tax = { code: 'DE7', rate: '7' };

type NewItem = NewOrder['items'][number];
type NewMethod = NonNullable<NewOrder['shipping']>[number];

export const item = (changes: Partial<NewItem> = {}): NewItem => ({
  sku: 'SHIRT',
  price: '19.99',
  quantity: '2',
  inclusive: false,
  taxes: [DE19],
  adjustments: [],
  ...changes,
});

export const method = (changes: Partial<NewMethod> = {}): NewMethod => ({
  name: 'Standard',
  price: '4.90',
  inclusive: false,
  taxes: [DE19],
  adjustments: [],
  ...changes,
});

/** 39.98 + 7.5962 + 4.90 + 0.931 = 53.4072 EUR. */
export const newOrder = (changes: Partial<NewOrder> = {}): MedusaOrder =>
  newOrders().place({ currency: 'eur', items: [item()], shipping: [method()], ...changes });

export const normalize = (payload: unknown): NormalizeResult =>
  medusa.normalize(payload, { storeId: 'shop.example' });

/** The canonical order, which nothing holds: neither its source nor the sum of its parts. */
export const accepted = (order: MedusaOrder | object): Order => {
  const payload = 'itemTotals' in order ? bundleOf(order) : order;
  const result = normalize(JSON.parse(JSON.stringify(payload)));
  expect(result.problems.filter(({ severity }) => severity !== 'info')).toEqual([]);
  const canonical = result.order as Order;
  const checked = checkOrder(canonical, { roundingLimit: '0' }).problems;
  expect(checked.filter(({ severity }) => severity !== 'info')).toEqual([]);
  return canonical;
};

/** Codes of the errors that hold the order. */
export const errorsOf = (payload: unknown): string[] =>
  normalize(payload)
    .problems.filter(({ severity }) => severity === 'error')
    .map(({ code }) => code);

/** What the buyer owes after all that happened, in minor units. */
export const owed = (order: Order): bigint => {
  const units = (amount: string): bigint => BigInt(amount.replace('.', ''));
  const sum = (all: readonly { readonly amount: string }[]): bigint =>
    all.reduce((total, { amount }) => total + units(amount), 0n);
  const taken = order.payments.filter(({ kind }) => kind === 'capture' || kind === 'sale');
  const back = order.refunds.flatMap(({ payments }) => payments);
  return units(order.claims.total.amount) - sum(order.refunds) - sum(taken) + sum(back);
};
