/**
 * The same order in the currency that the buyer saw: the payload is read a second time, from the presentment money of
 * every amount. It is all there, with the same ids, or it is not given at all.
 */
import type { Order, Refund } from '../../commerce/order';
import type { Problem } from '../../commerce/problem';
import { report, type Reading } from '../read-json';

export type Presented = NonNullable<Order['inPresentment']>;
export type OrderMoney = Omit<Presented, 'currency'>;

const idsOf = (entries: readonly { readonly id: string }[]): string => entries.map(({ id }) => id).join(' ');

const refundShape = ({ id, lines, shipping, surcharges, payments }: Refund): string => {
  const parts = [lines, shipping, surcharges].map((list) =>
    list.map((part) => `${part.id}>${part.of}`).join(' '),
  );
  return [id, ...parts, idsOf(payments)].join('|');
};

const shapeOf = ({ lines, shipping, surcharges, payments, refunds }: OrderMoney): string =>
  [...[lines, shipping, surcharges, payments].map(idsOf), ...refunds.map(refundShape)].join('\n');

export const reportPresentment = (
  reading: Reading,
  why: string,
  currency: string,
  pointer?: string,
): void => {
  const loss = "It is told in the shop's currency only";
  report(reading, 'info', 'presentment_incomplete', `${why} in ${currency}. ${loss}.`, pointer);
};

/**
 * What is given of the second reading, with what it alone found. Its errors do not hold the order, which is whole in the
 * currency of the shop.
 */
export const checkPresented = (
  reading: Reading,
  money: OrderMoney,
  presented: Presented,
  found: readonly Problem[],
): Presented | undefined => {
  const error = found.find(({ severity }) => severity === 'error');
  if (error !== undefined) {
    const where = error.pointer === undefined ? '' : `, first at ${error.pointer}`;
    reportPresentment(reading, `not every amount can be read${where}`, presented.currency, error.pointer);
    return undefined;
  }
  if (shapeOf(money) !== shapeOf(presented)) {
    reportPresentment(reading, 'its parts are not the same ones', presented.currency);
    return undefined;
  }
  const known = new Set(reading.problems.map(({ code }) => code));
  reading.problems.push(...found.filter(({ code }) => !known.has(code)));
  return presented;
};
