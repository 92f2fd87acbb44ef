/** Random orders, and what may happen to them, as the simulated shop lets it happen. */
import * as fc from 'fast-check';
import { big } from '../../../simulators/medusa/medusa-number';
import type { Item, MedusaOrder, NewOrder, ReturnedItem } from '../../../simulators/medusa/medusa-order';
import type { Adjustment, Tax } from '../../../simulators/medusa/priced-part';

const CURRENCIES = { eur: 2, jpy: 0, kwd: 3 } as const;

const decimal = (most: number, decimals: number): fc.Arbitrary<string> =>
  fc
    .integer({ min: 0, max: most * 10 ** decimals })
    .map((units) => (units / 10 ** decimals).toFixed(decimals));

const tax = (code: string): fc.Arbitrary<Tax> =>
  fc.constantFrom('0', '5.5', '7', '8.875', '19', '20').map((rate) => ({ code, rate }));
const taxes: fc.Arbitrary<Tax[]> = fc.oneof(
  fc.constant<Tax[]>([]),
  tax('A').map((one) => [one]),
  fc.tuple(tax('A'), tax('B')).map(([a, b]) => [a, b]),
);

/** A share of the price, with the sixteen digits of a float that Medusa's promotions leave. */
const discounts = (price: string, inclusive: fc.Arbitrary<boolean>): fc.Arbitrary<Adjustment[]> =>
  fc
    .array(fc.record({ percent: fc.integer({ min: 0, max: 45 }), inclusive }), { maxLength: 2 })
    .map((all) =>
      all.map(({ percent, ...rest }, index) => ({
        code: `CODE${index}`,
        amount: String((Number(price) * percent) / 1.07 / 100),
        ...rest,
      })),
    )
    .map((all) => all.filter(({ amount }) => !amount.includes('e')));

const newItem = (decimals: number): fc.Arbitrary<NewOrder['items'][number]> =>
  decimal(500, decimals).chain((price) =>
    fc.record({
      sku: fc.constantFrom('SHIRT', 'BOOK', 'MUG'),
      price: fc.constant(price),
      quantity: fc.integer({ min: 1, max: 4 }).map(String),
      inclusive: fc.boolean(),
      taxes,
      adjustments: discounts(price, fc.boolean()),
    }),
  );

const newMethod = (decimals: number): fc.Arbitrary<NonNullable<NewOrder['shipping']>[number]> =>
  decimal(20, decimals).chain((price) =>
    fc.record({
      name: fc.constant('Standard'),
      price: fc.constant(price),
      inclusive: fc.boolean(),
      taxes,
      adjustments: discounts(price, fc.constant(false)),
    }),
  );

export const randomNewOrder: fc.Arbitrary<NewOrder> = fc
  .constantFrom<keyof typeof CURRENCIES>('eur', 'jpy', 'kwd')
  .chain((currency) =>
    fc.record({
      currency: fc.constant(currency),
      items: fc.array(newItem(CURRENCIES[currency]), { minLength: 1, maxLength: 4 }),
      shipping: fc.array(newMethod(CURRENCIES[currency]), { maxLength: 2 }),
    }),
  );

export type Step =
  | { readonly kind: 'capture' | 'settle' | 'cancel' }
  | { readonly kind: 'captureShare' | 'refundShare'; readonly percent: number }
  | {
      readonly kind: 'return' | 'announce';
      readonly pick: number;
      readonly broken: boolean;
      readonly paid: boolean;
    }
  | { readonly kind: 'receive' }
  | { readonly kind: 'addItem'; readonly item: NewOrder['items'][number] }
  | { readonly kind: 'setQuantity'; readonly pick: number; readonly quantity: string };

const percent = fc.integer({ min: 1, max: 100 });
const pick = fc.nat(7);

export const randomSteps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof<fc.Arbitrary<Step>[]>(
    fc.record({ kind: fc.constantFrom('capture' as const, 'settle' as const) }),
    fc.record({ kind: fc.constantFrom('captureShare' as const, 'refundShare' as const), percent }),
    fc.record({
      kind: fc.constantFrom('return' as const, 'announce' as const),
      pick,
      broken: fc.boolean(),
      paid: fc.boolean(),
    }),
    fc.record({ kind: fc.constant('receive' as const) }),
    fc.record({ kind: fc.constant('addItem' as const), item: newItem(0) }),
    fc.record({
      kind: fc.constant('setQuantity' as const),
      pick,
      quantity: fc.integer({ min: 1, max: 4 }).map(String),
    }),
  ),
  { maxLength: 9 },
);

const PARCEL = {
  name: 'Return',
  price: '4',
  inclusive: false,
  taxes: [{ code: 'A', rate: '19' }],
  adjustments: [],
};

/** Does one step as far as the shop allows it; what is not possible is left. */
export const live = (order: MedusaOrder, step: Step): void => {
  if (order.canceledAt !== undefined) return;
  const pending = order.pending();
  switch (step.kind) {
    case 'capture':
      if (pending.gt(0)) order.capture();
      return;
    case 'captureShare':
      if (pending.gt(0)) order.capture(pending.times(step.percent).div(100).toDecimalPlaces(8));
      return;
    case 'refundShare':
      if (order.paid().gt(0)) order.refund(order.paid().times(step.percent).div(100).toDecimalPlaces(8));
      return;
    case 'settle':
      if (pending.lt(0) && order.paid().gte(pending.negated())) order.refund(pending.negated());
      else if (pending.gt(0)) order.capture();
      return;
    case 'return':
    case 'announce':
      sendBack(order, step);
      return;
    case 'receive': {
      const open = order.returns.find(({ received }) => received.length === 0);
      if (open !== undefined) order.receiveReturn(open.id);
      return;
    }
    case 'addItem':
      order.addItem(step.item);
      return;
    case 'setQuantity': {
      const item = order.items[step.pick % order.items.length] as Item;
      // What was sent cannot be edited any more, and only what was sent comes back.
      const isSent = item.received.gt(0) || item.dismissed.gt(0) || order.openReturns(item.id).gt(0);
      if (isSent) return;
      const before = item.quantity;
      item.quantity = step.quantity;
      const isPossible = order.total().gte(order.announcedWorth());
      item.quantity = before;
      if (isPossible) order.setQuantity(item.id, step.quantity);
      return;
    }
    case 'cancel':
      if (order.canBeCanceled()) order.cancel();
  }
};

const restOf = (order: MedusaOrder, item: Item) =>
  big(item.quantity).minus(item.received).minus(item.dismissed).minus(order.openReturns(item.id));

const sendBack = (order: MedusaOrder, step: Extract<Step, { broken: boolean }>): void => {
  const item = order.items[step.pick % order.items.length];
  if (item === undefined || restOf(order, item).lt(1)) return;
  const quantity = step.pick > 3 ? restOf(order, item).toString() : '1';
  // Who got money for nothing and then sends everything back would get more than the order was worth.
  const worth = order.itemTotals(item).perPiece.times(quantity);
  if (worth.gt(order.total().minus(order.announcedWorth()))) return;
  const items: ReturnedItem[] = [{ itemId: item.id, quantity, broken: step.broken }];
  const id = order.announceReturn(items, step.paid ? PARCEL : undefined);
  if (step.kind === 'return') order.receiveReturn(id);
};
