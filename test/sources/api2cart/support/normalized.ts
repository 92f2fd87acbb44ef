/** Normalizing in tests: the order, its problems by code, and its amounts as minor units read the simple way. */
import type { Order, PricedPart } from '../../../../lib/commerce/order';
import { api2cart } from '../../../../lib/sources/api2cart';

export const normalized = (payload: unknown) => {
  const { order, problems } = api2cart.normalize(payload, { storeId: 'shop.example' });
  const codes = (severity: string): string[] =>
    problems.flatMap((problem) => (problem.severity === severity ? [problem.code] : []));
  return {
    order: order as Order,
    problems,
    errors: codes('error'),
    warnings: codes('warning'),
    infos: codes('info'),
  };
};

/** Digits of a decimal string without its point: independent of the code under test. */
export const minor = (text: string): number => {
  if (!/^-?\d+(\.\d+)?$/.test(text)) throw new Error(`${text} is no amount`);
  return Number(text.replace('.', ''));
};

export const sum = (amounts: readonly { readonly amount: string }[]): number =>
  amounts.reduce((total, { amount }) => total + minor(amount), 0);

export const partsOf = (order: Order): readonly PricedPart[] => [
  ...order.lines,
  ...order.shipping,
  ...order.surcharges,
];

export const sums = (order: Order) => ({
  goods: sum(order.lines),
  discounts: sum(partsOf(order).flatMap(({ discounts }) => discounts)),
  shipping: sum(order.shipping),
  surcharges: sum(order.surcharges),
  tax: sum(partsOf(order).flatMap(({ taxes }) => taxes)),
});
