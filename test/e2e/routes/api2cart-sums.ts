/** What the orders behind the simulated API2Cart come to, added up from what the shop states and its gateways recorded. */
import type { Json } from '../../simulators/api2cart/flavour';
import type { Api2CartServer } from '../../simulators/api2cart/server';
import { UNMAPPED } from './api2cart-trade';
import { add, cents, type Net } from './sums';

/** The part of an order on the wire that is added up here. */
interface Wire {
  readonly order_products: readonly {
    readonly price: number;
    readonly quantity: number;
  }[];
  readonly total: {
    readonly shipping_ex_tax: number;
    readonly total_discount: number;
    readonly total_tax: number;
  };
  readonly refunds: readonly {
    readonly shipping: number | null;
    readonly tax: number;
    readonly total: number;
    readonly items: readonly { readonly refund: number }[];
  }[];
  readonly status: { readonly id: string };
}

/** By component, debits positive. */
export const api2cartExpectation = ({ state }: Api2CartServer, leftOut: ReadonlySet<string>): Net => {
  const net: Net = new Map();
  for (const [id, { order: stored, records }] of state.orders)
    if (!leftOut.has(id) && records.length > 0) addOrder(net, stored as unknown as Wire, records);
  return net;
};

const addOrder = (net: Net, stored: Wire, records: readonly Json[]): void => {
  const { order_products: lines, total, refunds, status } = stored;
  let owed = 0n;
  const book = (component: string, minor: bigint): void => {
    add(net, component, minor);
    owed -= minor;
  };
  const goods = lines.reduce((sum, { price, quantity }) => sum + minorOf(price) * BigInt(quantity), 0n);
  book('goods', -goods);
  book('discounts', minorOf(total.total_discount));
  book('shipping', -minorOf(total.shipping_ex_tax));
  book('tax', -minorOf(total.total_tax));
  for (const { shipping, tax, total: back, items } of refunds) {
    const returned = items.reduce((sum, { refund }) => sum + minorOf(refund), 0n);
    book('returns', returned);
    book('shipping', minorOf(shipping ?? 0));
    book('tax', minorOf(tax));
    book('goodwill', minorOf(back) - returned - minorOf(shipping ?? 0) - minorOf(tax));
  }
  if (status.id === 'cancelled') {
    book('goods', goods);
    book('discounts', -minorOf(total.total_discount));
    book('shipping', minorOf(total.shipping_ex_tax));
    book('tax', minorOf(total.total_tax));
  }
  for (const { gateway, amount } of records)
    if (gateway !== UNMAPPED) book(`money ${String(gateway)}`, minorOf(amount as number));
  add(net, 'owed', owed);
};

const minorOf = (amount: number): bigint => cents(String(amount));
