/** Orders of a small shop at 19 %: whole euros, so that every ledger works out the same tax, whatever it rounds. */
import type { Order } from '../../lib/commerce/order';
import { STORE_ID } from '../support/memory-shop';
import { buildOrder, type OrderSpec, type PartSpec } from '../support/order-builder';

export const PLACED = '2026-02-10T10:00:00Z';
export const CHANGED = '2026-02-12T10:00:00Z';

export interface ShopOrder {
  readonly id: string;
  /** Net, in whole euros. */
  readonly goods: number;
  /** Net, in whole euros. */
  readonly delivery?: number;
  /** Net goods given back, in whole euros. */
  readonly returned?: number;
  /** The payment turned out to have failed. */
  readonly unpaid?: boolean;
  readonly updatedAt?: string;
}

const euros = (whole: number): string => `${whole}.00`;
const tax = (whole: number): string => cents(whole * 19);
const gross = (whole: number): string => cents(whole * 119);
const cents = (amount: number): string => {
  const digits = String(amount).padStart(3, '0');
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
};

const part = (title: string, whole: number): PartSpec => ({
  title,
  amount: euros(whole),
  taxes: { 'DE-19': tax(whole) },
});

/** Paid at once through one gateway, on the day it was placed. */
export const shopOrder = ({ id, goods, delivery, returned, unpaid, updatedAt }: ShopOrder): Order => {
  const spec: OrderSpec = {
    id,
    currency: 'EUR',
    storeId: STORE_ID,
    placedAt: PLACED,
    updatedAt: updatedAt ?? PLACED,
    lines: [part('Tea', goods)],
    ...(unpaid === true ? { payments: [] } : {}),
    shipping: delivery === undefined ? [] : [part('Parcel', delivery)],
    refunds:
      returned === undefined
        ? []
        : [
            {
              at: CHANGED,
              amount: gross(returned),
              lines: [{ of: 'lines-1', amount: euros(returned), taxes: { 'DE-19': tax(returned) } }],
            },
          ],
  };
  const order = buildOrder(spec);
  return { ...order, source: { ...order.source, platform: 'memory', number: `N${id}` } };
};
