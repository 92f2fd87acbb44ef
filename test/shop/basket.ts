/** Filling and changing a basket: what a buyer does at checkout and a merchant afterwards. */
import type { Product } from './shop-catalog';
import type { Coupon } from './shop-discount';
import type { Basket } from './shop-order';

export interface LineRequest {
  readonly product: Product;
  readonly quantity: number;
  readonly name?: string;
  readonly price?: string;
}
export interface ShippingRequest {
  readonly cost: string;
  readonly title?: string;
  readonly methodId?: string;
  /** Default: taxed where the place taxes shipping. */
  readonly taxable?: boolean;
}
export interface FeeRequest {
  readonly name: string;
  readonly amount: string;
  readonly taxable?: boolean;
}

export interface BasketEditor {
  addLine(line: LineRequest): void;
  setQuantity(index: number, quantity: number): void;
  addShipping(shipping: ShippingRequest): void;
  addFee(fee: FeeRequest): void;
  addCoupon(coupon: Coupon): void;
}

export const basketEditor = (
  basket: Basket,
  itemId: () => number,
): { editor: BasketEditor; result: () => Basket } => {
  let current = basket;
  const editor: BasketEditor = {
    addLine: ({ product, quantity, name, price }) => {
      const line = {
        id: itemId(),
        product,
        quantity,
        name: name ?? product.name,
        price: price ?? product.price,
      };
      current = { ...current, lines: [...current.lines, line] };
    },
    setQuantity: (index, quantity) => {
      const lines = current.lines.map((line, at) => (at === index ? { ...line, quantity } : line));
      current = { ...current, lines };
    },
    addShipping: ({ cost, title, methodId, taxable }) => {
      const line = {
        id: itemId(),
        title: title ?? 'Flat rate',
        methodId: methodId ?? 'flat_rate',
        cost,
        taxable: taxable ?? true,
      };
      current = { ...current, shipping: [...current.shipping, line] };
    },
    addFee: ({ name, amount, taxable }) => {
      const fee = { id: itemId(), name, amount, taxable: taxable ?? false };
      current = { ...current, fees: [...current.fees, fee] };
    },
    addCoupon: (coupon) => {
      current = { ...current, coupons: [...current.coupons, { id: itemId(), coupon }] };
    },
  };
  return { editor, result: () => current };
};

export const EMPTY_BASKET: Basket = { lines: [], shipping: [], fees: [], coupons: [] };
