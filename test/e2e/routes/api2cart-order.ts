/** Orders of the shop behind the simulated API2Cart, and what its gateways recorded of them. Euros unless they say. */
import type { Json } from '../../simulators/api2cart/flavour';
import { item, order } from '../../simulators/api2cart/orders';
import { dateOf } from '../../simulators/api2cart/state';

export interface Line {
  readonly id: string;
  readonly price: number;
  readonly quantity?: number;
  readonly tax?: number;
  readonly percent?: number;
}

export interface Back {
  readonly lines: readonly { readonly of: string; readonly amount: number; readonly quantity?: number }[];
  readonly shipping?: number;
  readonly tax: number;
  readonly total: number;
}

/** An order as it stands. Amounts are stated, not worked out. */
export interface State {
  readonly lines: readonly Line[];
  readonly discount?: number;
  readonly shipping?: number;
  readonly shippingTax?: number;
  readonly tax?: number;
  readonly total: number;
  readonly status?: string;
  readonly gateway?: string;
  /** Left out: paid when placed. */
  readonly paid?: boolean;
  /** What the gateway took, one after the other; left out: the total. */
  readonly taken?: readonly number[];
  readonly refunds?: readonly Back[];
  readonly currency?: string;
  readonly customer?: string;
}

export const orderOf = (id: string, now: State): Json => {
  const { lines, discount = 0, shipping = 0, shippingTax = 0, tax = 0, total, paid = true } = now;
  return order({
    id,
    currency: now.currency ?? 'EUR',
    items: lines.map((line) => item({ ...line, id: `${id}-${line.id}` })),
    total: {
      shipping_ex_tax: shipping,
      total_discount: discount,
      total_tax: tax,
      total,
      total_paid: paid ? (now.taken ?? [total]).reduce((sum, amount) => sum + amount, 0) : 0,
    },
    extra: { shipping_tax: shippingTax },
    more: {
      ...(now.status === undefined
        ? {}
        : { status: { id: now.status, name: now.status, history: [], refund_info: null } }),
      ...(now.customer === undefined
        ? {}
        : {
            customer: {
              id: 'c-8',
              email: 'x@example.test',
              first_name: now.customer,
              last_name: 'Doe',
              phone: null,
            },
          }),
      refunds: (now.refunds ?? []).map((back, at) => refundOf(id, back, at)),
    },
  });
};

const REFUNDED_AT = dateOf(Date.now() - 3_600_000);

const refundOf = (id: string, { lines, shipping, tax, total }: Back, at: number): Json => ({
  id: `${id}-r${at}`,
  shipping: shipping ?? null,
  fee: null,
  tax,
  total,
  modified_time: REFUNDED_AT,
  comment: null,
  items: lines.map(({ of, amount, quantity = 1 }) => ({
    product_id: null,
    variant_id: null,
    order_product_id: `${id}-${of}`,
    qty: quantity,
    refund: amount,
  })),
});

/** What the gateway told the cart, of an order placed at one time that stands so at another. */
export const recordsOf = (id: string, now: State, placed: number, at: number): readonly Json[] => {
  const { total, paid = true, taken = [total], gateway = 'stripe', refunds = [], currency = 'EUR' } = now;
  const record = (name: string, amount: number, time: number, parent: string | null): Json => ({
    id: `${id}-${name}`,
    transaction_id: `tx-${id}-${name}`,
    order_id: id,
    parent_id: parent,
    description: null,
    status: 'success',
    gateway,
    currency,
    amount,
    created_time: dateOf(time),
    settlement_currency: null,
    settlement_amount: null,
    is_test_mode: false,
  });
  if (!paid) return [];
  return [
    ...taken.map((amount, index) => record(`sale${index}`, amount, index === 0 ? placed : at, null)),
    ...refunds.map((back, index) => record(`back${index}`, -back.total, at, `${id}-sale0`)),
  ];
};
