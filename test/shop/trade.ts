/** Trade as data: what happens in the shop, step by step, so that the same seed trades the same way every time. */
import type { FeeRequest, LineRequest, ShippingRequest } from './basket';
import type { ShopClock } from './shop-clock';
import type { Coupon } from './shop-discount';
import type { OrderStatus } from './shop-order';
import type { RefundRequest } from './shop-refund';
import type { Placement, ShopState } from './shop-state';

export type Deed =
  | { readonly do: 'place'; readonly order: Placement }
  | { readonly do: 'pay' | 'touch' | 'trash' | 'restore' | 'delete' }
  | { readonly do: 'status'; readonly status: OrderStatus }
  | { readonly do: 'add-line'; readonly line: LineRequest }
  | { readonly do: 'set-quantity'; readonly line: number; readonly quantity: number }
  | { readonly do: 'add-shipping'; readonly shipping: ShippingRequest }
  | { readonly do: 'add-fee'; readonly fee: FeeRequest }
  | { readonly do: 'add-coupon'; readonly coupon: Coupon }
  | { readonly do: 'refund'; readonly refund: RefundRequest };

/** All that happens to one order, in its order. The first deed places it. */
export interface Story {
  readonly name: string;
  readonly deeds: readonly Deed[];
}

export interface Step {
  /** The story that the step belongs to. */
  readonly story: string;
  /** Seconds that pass before it. */
  readonly wait: number;
  readonly deed: Deed;
}

export interface Trade {
  step(step: Step): void;
  /** The order that a story is about. @throws RangeError before it was placed. */
  orderIdOf(story: string): number;
  storyOf(orderId: number): string | undefined;
}

const act = (state: ShopState, id: number, deed: Exclude<Deed, { do: 'place' }>): void => {
  switch (deed.do) {
    case 'pay':
      return state.pay(id);
    case 'touch':
      return state.touch(id);
    case 'trash':
      return state.trash(id);
    case 'restore':
      return state.restore(id);
    case 'delete':
      return state.remove(id);
    case 'status':
      return state.setStatus(id, deed.status);
    case 'add-line':
      return state.editBasket(id, (basket) => basket.addLine(deed.line));
    case 'set-quantity':
      return state.editBasket(id, (basket) => basket.setQuantity(deed.line, deed.quantity));
    case 'add-shipping':
      return state.editBasket(id, (basket) => basket.addShipping(deed.shipping));
    case 'add-fee':
      return state.editBasket(id, (basket) => basket.addFee(deed.fee));
    case 'add-coupon':
      return state.editBasket(id, (basket) => basket.addCoupon(deed.coupon));
    case 'refund':
      return state.refund(id, deed.refund);
  }
};

export const createTrade = (state: ShopState, clock: ShopClock): Trade => {
  const ids = new Map<string, number>();
  const orderIdOf = (story: string): number => {
    const id = ids.get(story);
    if (id === undefined) throw new RangeError(`nothing was placed in the story "${story}" yet`);
    return id;
  };
  return {
    orderIdOf,
    storyOf: (orderId) => [...ids].find(([, id]) => id === orderId)?.[0],
    step: ({ story, wait, deed }) => {
      clock.advance(wait);
      if (deed.do === 'place') ids.set(story, state.place(deed.order).id);
      else act(state, orderIdOf(story), deed);
    },
  };
};
