/** The shop's books of orders, and what a merchant or a buyer can do to them. Each deed tells the listeners. */
import {
  basketEditor,
  EMPTY_BASKET,
  type BasketEditor,
  type FeeRequest,
  type LineRequest,
  type ShippingRequest,
} from './basket';
import { customer as customerOf, type Customer, type Place } from './shop-catalog';
import type { ShopClock } from './shop-clock';
import type { Coupon } from './shop-discount';
import { decimalsOf, micro, type Micro } from './shop-money';
import type { Basket, Lie, OrderStatus, PricedBasket, Pricing, ShopOrder } from './shop-order';
import { priceBasket } from './shop-pricing';
import { makeRefund, refundedSoFar, type RefundRequest } from './shop-refund';

export interface Placement {
  readonly lines: readonly LineRequest[];
  readonly shipping?: readonly ShippingRequest[];
  readonly fees?: readonly FeeRequest[];
  readonly coupons?: readonly Coupon[];
  readonly currency?: string;
  readonly place?: Place;
  readonly pricesIncludeTax?: boolean;
  readonly roundAtSubtotal?: boolean;
  readonly customer?: Partial<Customer>;
  readonly paymentMethod?: string;
  readonly status?: Extract<OrderStatus, 'checkout-draft' | 'pending' | 'on-hold' | 'processing' | 'failed'>;
  readonly createdVia?: string;
  readonly note?: string;
  readonly meta?: readonly { readonly key: string; readonly value: unknown }[];
  readonly lie?: { readonly kind: Lie['kind']; readonly amount: string };
}

export type ShopTopic = 'order.created' | 'order.updated' | 'order.deleted' | 'order.restored';
export type ShopListener = (topic: ShopTopic, orderId: number) => void;

export interface ShopState {
  readonly orders: ReadonlyMap<number, ShopOrder>;
  /** Ids of orders that were deleted for good. */
  readonly gone: ReadonlySet<number>;
  order(id: number): ShopOrder;
  place(placement: Placement): ShopOrder;
  pay(id: number): void;
  setStatus(id: number, status: OrderStatus): void;
  editBasket(id: number, edit: (basket: BasketEditor) => void): void;
  refund(id: number, request: RefundRequest): void;
  /** Changes nothing that money depends on. */
  touch(id: number): void;
  trash(id: number): void;
  restore(id: number): void;
  remove(id: number): void;
  listen(listener: ShopListener): void;
}

const TITLES: Readonly<Record<string, string>> = {
  bacs: 'Direct bank transfer',
  cod: 'Cash on delivery',
  stripe: 'Credit card (Stripe)',
  paypal: 'PayPal',
};

const fillBasket = (placement: Placement, itemId: () => number): Basket => {
  const { editor, result } = basketEditor(EMPTY_BASKET, itemId);
  placement.lines.forEach((line) => editor.addLine(line));
  placement.shipping?.forEach((line) => editor.addShipping(line));
  placement.fees?.forEach((fee) => editor.addFee(fee));
  placement.coupons?.forEach((coupon) => editor.addCoupon(coupon));
  return result();
};

const taxLineIds = (
  priced: PricedBasket,
  known: ReadonlyMap<number, number>,
  itemId: () => number,
): Map<number, number> => new Map(priced.taxes.map(({ rate }) => [rate.id, known.get(rate.id) ?? itemId()]));

const PAID_STATUSES: readonly OrderStatus[] = ['processing', 'completed'];

/** WooCommerce marks an order as paid when it gets to a paid status; cash on delivery is paid when completed. */
const becomesPaid = (order: ShopOrder, status: OrderStatus): boolean =>
  order.paid === undefined &&
  PAID_STATUSES.includes(status) &&
  !(order.paymentMethod === 'cod' && status === 'processing');

export interface OrderIds {
  readonly order: () => number;
  readonly item: () => number;
  readonly meta: () => number;
}

/** An order as it stands right after checkout. */
export const placeOrder = (placement: Placement, now: number, ids: OrderIds): ShopOrder => {
  const id = ids.order();
  const currency = placement.currency ?? 'EUR';
  const place = placement.place ?? 'DE';
  const pricing: Pricing = {
    currency,
    decimals: decimalsOf(currency),
    pricesIncludeTax: placement.pricesIncludeTax ?? false,
    roundAtSubtotal: placement.roundAtSubtotal ?? false,
    place,
  };
  const lie = placement.lie && {
    kind: placement.lie.kind,
    amount: micro(placement.lie.amount) satisfies Micro,
  };
  const basket = fillBasket(placement, ids.item);
  const priced = priceBasket(pricing, basket, lie);
  const paymentMethod = placement.paymentMethod ?? 'stripe';
  return {
    id,
    status: placement.status ?? 'pending',
    pricing,
    customer: customerOf(place, placement.customer),
    paymentMethod,
    paymentTitle: TITLES[paymentMethod] ?? '',
    transactionId: '',
    createdVia: placement.createdVia ?? 'store-api',
    note: placement.note ?? '',
    meta: [...(placement.meta ?? []), { key: 'is_vat_exempt', value: 'no' }].map((meta) => ({
      id: ids.meta(),
      ...meta,
    })),
    created: now,
    modified: now,
    basket,
    taxLineIds: taxLineIds(priced, new Map(), ids.item),
    priced,
    refunds: [],
    ...(lie === undefined ? {} : { lie }),
  };
};

/** With nothing to ship, an order is complete as soon as it is paid. */
export const payOrder = (order: ShopOrder, now: number): ShopOrder => {
  const nothingToShip = order.basket.lines.every((line) => line.product.virtual);
  return {
    ...order,
    status: nothingToShip ? 'completed' : 'processing',
    paid: now,
    ...(nothingToShip ? { completed: now } : {}),
    transactionId: order.paymentMethod === '' ? '' : `tx_${order.id}`,
    modified: now,
  };
};

/** WooCommerce sets an order to refunded once all of its total went back. */
export const refundOrder = (
  order: ShopOrder,
  request: RefundRequest,
  now: number,
  ids: Pick<OrderIds, 'order' | 'item'>,
): ShopOrder => {
  const refund = makeRefund(order, request, ids.order(), now, ids.item);
  const refunded = { ...order, refunds: [...order.refunds, refund], modified: now };
  return refundedSoFar(refunded) === order.priced.totals.total
    ? { ...refunded, status: 'refunded' }
    : refunded;
};

const counter = (from: number): (() => number) => {
  let next = from;
  return () => next++;
};

export const createShopState = (clock: ShopClock): ShopState => {
  const orders = new Map<number, ShopOrder>();
  const gone = new Set<number>();
  const listeners: ShopListener[] = [];
  const ids: OrderIds = { order: counter(201), item: counter(1), meta: counter(1) };
  const now = (): number => Math.floor(clock.now().getTime() / 1000);
  const tell: ShopListener = (topic, id) => listeners.forEach((listener) => listener(topic, id));
  const order = (id: number): ShopOrder => {
    const found = orders.get(id);
    if (found === undefined) throw new RangeError(`the shop has no order ${id}`);
    return found;
  };
  const change = (
    id: number,
    changed: (order: ShopOrder) => ShopOrder,
    topic: ShopTopic = 'order.updated',
  ): void => {
    orders.set(id, { ...changed(order(id)), modified: now() });
    tell(topic, id);
  };
  const setStatus =
    (status: OrderStatus) =>
    (before: ShopOrder): ShopOrder => ({
      ...before,
      status,
      ...(becomesPaid(before, status) ? { paid: now() } : {}),
      ...(status === 'completed' && before.completed === undefined ? { completed: now() } : {}),
    });
  return {
    orders,
    gone,
    order,
    place: (placement) => {
      const placed = placeOrder(placement, now(), ids);
      orders.set(placed.id, placed);
      tell('order.created', placed.id);
      return placed;
    },
    pay: (id) => change(id, (before) => payOrder(before, now())),
    setStatus: (id, status) => change(id, setStatus(status)),
    editBasket: (id, edit) =>
      change(id, (before) => {
        const { editor, result } = basketEditor(before.basket, ids.item);
        edit(editor);
        const priced = priceBasket(before.pricing, result(), before.lie);
        return {
          ...before,
          basket: result(),
          priced,
          taxLineIds: taxLineIds(priced, before.taxLineIds, ids.item),
        };
      }),
    refund: (id, request) => change(id, (before) => refundOrder(before, request, now(), ids)),
    touch: (id) => change(id, (before) => before),
    trash: (id) =>
      change(
        id,
        (before) => ({ ...before, statusBeforeTrash: before.status, status: 'trash' }),
        'order.deleted',
      ),
    restore: (id) => {
      change(
        id,
        (before) => ({ ...before, status: before.statusBeforeTrash ?? 'pending' }),
        'order.restored',
      );
    },
    remove: (id) => {
      order(id);
      orders.delete(id);
      gone.add(id);
      tell('order.deleted', id);
    },
    listen: (listener) => void listeners.push(listener),
  };
};
