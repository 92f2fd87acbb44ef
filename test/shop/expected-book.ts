/**
 * What the books must hold in the end, worked out by the shop from its own orders and by its own arithmetic, so that a
 * mistake in the library cannot hide in the expectation. It knows nothing of the library but the default policy's
 * accounts: discounts contra, tax per rate code, shipping on its own, returns contra, unallocated refunds, restocking
 * fees on their own, one clearing account for each payment method.
 *
 * Balances are net, debit positive.
 */
import { format, round, sum, type Micro } from './shop-money';
import type { RefundedItem, ShopOrder, ShopRefund } from './shop-order';
import { refundedSoFar } from './shop-refund';

export type PostingTrigger = 'capture' | 'creation';

export interface AccountBalance {
  readonly account: string;
  readonly currency: string;
  /** Decimal string with the currency's decimals; debit positive. Never zero. */
  readonly balance: string;
}

export interface ExpectedBook {
  /** Sorted by currency, then account. */
  readonly trialBalance: readonly AccountBalance[];
  /** The same for each order id that has anything in the book. */
  readonly orders: Readonly<Record<string, readonly AccountBalance[]>>;
}

type Net = Map<string, Micro>;

const debit = (net: Net, account: string, amount: Micro): void =>
  void net.set(account, (net.get(account) ?? 0n) + amount);
const credit = (net: Net, account: string, amount: Micro): void => debit(net, account, -amount);

/** Account names are one line, with single spaces, and the colon parts their levels. */
const clean = (name: string): string => name.trim().replace(/\s+/g, ' ').replace(/:/g, '-');
const taxAccount = (rateCode: string): string => `tax:${clean(rateCode)}`;
const clearingAccount = (order: ShopOrder): string => `clearing:${clean(order.paymentMethod) || 'manual'}`;

/** What of a sale has not been refunded yet. Goods are after discount. */
interface Left {
  goods: Micro;
  shipping: Micro;
  surcharges: Micro;
  /** Negative fees, as a positive reduction. */
  reductions: Micro;
  readonly tax: Map<string, Micro>;
  unallocated: Micro;
}

const saleOf = (order: ShopOrder): Left => {
  const { totals, taxes, fees } = order.priced;
  const { decimals } = order.pricing;
  const tax = new Map(
    taxes.map(({ rate, goodsAndFees, shipping }) => [
      taxAccount(rate.code),
      round(goodsAndFees + shipping, decimals),
    ]),
  );
  const feeTotal = sum(fees, (fee) => fee.total);
  const surcharges = sum(fees, (fee) => (fee.total > 0n ? fee.total : 0n));
  const taxTotal = sum(tax.values(), (amount) => amount);
  return {
    goods: totals.total - taxTotal - totals.shipping - feeTotal,
    shipping: totals.shipping,
    surcharges,
    reductions: surcharges - feeTotal,
    tax,
    unallocated: 0n,
  };
};

const postSale = (net: Net, order: ShopOrder, sale: Left): void => {
  const { discount } = order.priced.totals;
  credit(net, 'sales', sale.goods + discount);
  debit(net, 'discounts', discount + sale.reductions);
  credit(net, 'shipping', sale.shipping);
  credit(net, 'surcharges', sale.surcharges);
  for (const [account, amount] of sale.tax) credit(net, account, amount);
};

/** Tax of refunds may have parts of a cent: what counts is how far the running sum gets, rounded half up. */
const refundedTaxes = (order: ShopOrder, refund: ShopRefund): Map<string, Micro> => {
  const items = (of: ShopRefund): RefundedItem[] => [...of.lines, ...of.shipping, ...of.fees];
  const earlier = order.refunds.slice(0, order.refunds.indexOf(refund)).flatMap(items);
  const taxes = new Map<string, Micro>();
  for (const item of items(refund)) {
    for (const { rate, amount } of item.taxes) {
      const before = sum(earlier, (old) =>
        old.of === item.of ? sum(old.taxes, (tax) => (tax.rate.id === rate.id ? tax.amount : 0n)) : 0n,
      );
      const { decimals } = order.pricing;
      const account = taxAccount(rate.code);
      taxes.set(
        account,
        (taxes.get(account) ?? 0n) + round(before + amount, decimals) - round(before, decimals),
      );
    }
  }
  return taxes;
};

const isAmountOnly = (refund: ShopRefund): boolean =>
  refund.lines.length + refund.shipping.length + refund.fees.length === 0;

/** A refund of all that is left takes back each part of the sale; before it, nobody knows what an amount was for. */
const postAllThatIsLeft = (net: Net, left: Left): void => {
  debit(net, 'sales-returns', left.goods);
  debit(net, 'shipping', left.shipping);
  debit(net, 'surcharges', left.surcharges);
  credit(net, 'discounts', left.reductions);
  for (const [account, amount] of left.tax) debit(net, account, amount);
  credit(net, 'unallocated-refunds', left.unallocated);
  Object.assign(left, { goods: 0n, shipping: 0n, surcharges: 0n, reductions: 0n, unallocated: 0n });
  left.tax.clear();
};

const postItems = (net: Net, order: ShopOrder, refund: ShopRefund, left: Left): void => {
  const goods = sum(refund.lines, (item) => item.total);
  const shipping = sum(refund.shipping, (item) => item.total);
  const fees = sum(refund.fees, (item) => item.total);
  const taxes = refundedTaxes(order, refund);
  debit(net, 'sales-returns', goods);
  debit(net, 'shipping', shipping);
  debit(net, 'surcharges', fees);
  for (const [account, amount] of taxes) {
    debit(net, account, amount);
    left.tax.set(account, (left.tax.get(account) ?? 0n) - amount);
  }
  left.goods -= goods;
  left.shipping -= shipping;
  left.surcharges -= fees;
  const worth = goods + shipping + fees + sum(taxes.values(), (amount) => amount);
  credit(net, 'restocking-fees', worth - refund.amount);
};

const postRefunds = (net: Net, order: ShopOrder, left: Left, paidBackFrom: string): void => {
  let leftToPay = order.priced.totals.total;
  for (const refund of order.refunds) {
    if (!isAmountOnly(refund)) postItems(net, order, refund, left);
    else if (refund.amount === leftToPay) postAllThatIsLeft(net, left);
    else {
      debit(net, 'unallocated-refunds', refund.amount);
      left.unallocated += refund.amount;
    }
    credit(net, paidBackFrom, refund.amount);
    leftToPay -= refund.amount;
  }
};

/**
 * The sale is taken back for what refunds left of it; what the buyer paid and did not get back is owed to the buyer.
 * The shop never cancels an order of which a discounted line came back in part: how much of the discount is left then
 * is for the policy to say, not for the shop.
 */
const postCancellation = (net: Net, order: ShopOrder, left: Left): void => {
  const { discount, total } = order.priced.totals;
  if (discount !== 0n && order.refunds.some(({ lines }) => lines.length > 0)) {
    throw new Error(
      `order ${order.id}: the shop has no expectation of a discounted order, part refunded and cancelled`,
    );
  }
  debit(net, 'sales', left.goods + discount);
  credit(net, 'discounts', discount + left.reductions);
  debit(net, 'shipping', left.shipping);
  debit(net, 'surcharges', left.surcharges);
  for (const [account, amount] of left.tax) debit(net, account, amount);
  credit(net, 'unallocated-refunds', left.unallocated);
  credit(net, 'receivable', total - refundedSoFar(order));
};

const AGREED: readonly string[] = ['on-hold', 'processing', 'completed', 'refunded'];
const PLACED: readonly string[] = ['pending', ...AGREED];
const NEVER: readonly string[] = ['checkout-draft', 'trash'];

/** Whether an order stands in the books at all. */
export const isBooked = (order: ShopOrder, trigger: PostingTrigger): boolean => {
  if (order.lie !== undefined || NEVER.includes(order.status)) return false;
  if (order.paid !== undefined) return true;
  if (trigger === 'creation') return PLACED.includes(order.status);
  return order.priced.totals.total === 0n && AGREED.includes(order.status);
};

const netOf = (order: ShopOrder, trigger: PostingTrigger): Net => {
  const net: Net = new Map();
  if (!isBooked(order, trigger)) return net;
  const paidBackFrom = order.paid === undefined ? 'receivable' : clearingAccount(order);
  const left = saleOf(order);
  postSale(net, order, left);
  debit(net, paidBackFrom, order.priced.totals.total);
  postRefunds(net, order, left, paidBackFrom);
  const cancelled = order.status === 'cancelled' || order.status === 'failed';
  if (cancelled && left.goods + left.shipping + left.surcharges !== 0n) postCancellation(net, order, left);
  const difference = sum(net.values(), (amount) => amount);
  if (difference !== 0n)
    throw new Error(`the shop's own expectation of order ${order.id} is out by ${difference}`);
  return net;
};

/** By code unit, so that the sequence is the same on any machine. */
const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const toBalances = (net: Net, currency: string, decimals: number): AccountBalance[] =>
  [...net]
    .filter(([, amount]) => amount !== 0n)
    .sort(([a], [b]) => byText(a, b))
    .map(([account, amount]) => ({ account, currency, balance: format(amount, decimals) }));

export const expectedBook = (orders: Iterable<ShopOrder>, trigger: PostingTrigger): ExpectedBook => {
  const totals = new Map<string, { net: Net; decimals: number }>();
  const perOrder: Record<string, readonly AccountBalance[]> = {};
  for (const order of orders) {
    const { currency, decimals } = order.pricing;
    const net = netOf(order, trigger);
    const balances = toBalances(net, currency, decimals);
    if (balances.length > 0) perOrder[String(order.id)] = balances;
    const total = totals.get(currency) ?? { net: new Map(), decimals };
    totals.set(currency, total);
    for (const [account, amount] of net) debit(total.net, account, amount);
  }
  const currencies = [...totals].sort(([a], [b]) => byText(a, b));
  return {
    trialBalance: currencies.flatMap(([currency, { net, decimals }]) => toBalances(net, currency, decimals)),
    orders: perOrder,
  };
};

/** Ids of the orders whose claimed totals are not the sum of their parts. */
export const lyingOrders = (orders: Iterable<ShopOrder>): string[] =>
  [...orders].filter((order) => order.lie !== undefined).map((order) => String(order.id));
