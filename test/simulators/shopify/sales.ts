/** Sales of the book of an order: what a part of it comes to, whole or by the unit, and what all of them add up to. */
import { bagOf, divide, minorOf, type Rate, rateOf, sum } from './money';
import type { Kept, NextId, Part, TaxInput } from './order-shape';

type Fields = Record<string, unknown>;
export type Action = 'ORDER' | 'RETURN' | 'UPDATE';

export const taxLineOf = ({ title, rate, channelLiable = false }: TaxInput): Fields => ({
  title,
  rate: Number(rate),
  ratePercentage: Number(rate) * 100,
  channelLiable,
  source: 'Shopify',
});

const portion = (base: bigint, { numerator, denominator }: Rate): bigint =>
  divide(base * numerator, denominator);

/** Taxes of an amount: on top of it, or inside of it. */
export const taxesOf = (
  base: bigint,
  taxes: readonly TaxInput[],
  included: boolean,
): readonly { readonly line: TaxInput; readonly amount: bigint }[] => {
  if (!included) return taxes.map((line) => ({ line, amount: portion(base, rateOf(line.rate)) }));
  const rates = taxes.map(({ rate }) => rateOf(rate));
  const common = rates.reduce((product, { denominator }) => product * denominator, 1n);
  const numerators = rates.map(({ numerator, denominator }) => (numerator * common) / denominator);
  const whole = common + sum(numerators);
  const all = divide(base * sum(numerators), whole);
  let given = 0n;
  return taxes.map((line, index) => {
    const last = index === taxes.length - 1;
    const amount = last ? all - given : divide(base * (numerators[index] as bigint), whole);
    given += amount;
    return { line, amount };
  });
};

/** Units `from` to before `to` of a part: all the slices of a part add up to it, to the cent. */
const slice = (amount: bigint, part: Part, from: number, to: number): bigint => {
  const units = BigInt(part.quantity);
  return divide(amount * BigInt(to), units) - divide(amount * BigInt(from), units);
};

interface SaleOptions {
  readonly action: Action;
  readonly from: number;
  readonly to: number;
  readonly initial?: boolean;
}

/** Records the sale of some units of a part; a return counts backwards. */
export const saleOf = (
  kept: Kept,
  nextId: NextId,
  part: Part,
  { action, from, to, initial = false }: SaleOptions,
): Fields => {
  const currency = kept.order.currencyCode;
  const sign = action === 'RETURN' ? -1n : 1n;
  const of = (amount: bigint): bigint => sign * slice(amount, part, from, to);
  const taxes = part.taxes.map(({ line, amount }) => ({ line, amount: of(amount) }));
  const [total, tax] = [of(part.total), sum(taxes.map(({ amount }) => amount))];
  kept.backstage.sales.push({
    action,
    lineType: part.lineType,
    total,
    tax,
    discount: of(part.discount),
    initial,
  });
  return {
    __typename: part.typename,
    id: `gid://shopify/Sale/${nextId()}`,
    actionType: action,
    lineType: part.lineType,
    quantity: part.lineType === 'SHIPPING' ? null : Number(sign) * (to - from),
    totalAmount: bagOf(total, currency),
    totalTaxAmount: bagOf(tax, currency),
    totalDiscountAmountBeforeTaxes: bagOf(of(part.discount), currency),
    totalDiscountAmountAfterTaxes: bagOf(of(part.discountWithTax), currency),
    taxes: taxes.map(({ line, amount }) => ({
      id: `gid://shopify/SaleTax/${nextId()}`,
      amount: bagOf(amount, currency),
      taxLine: { ...taxLineOf(line), priceSet: bagOf(amount, currency) },
    })),
    // Of a shipping that is given back, Shopify does not say which line it was.
    ...(part.lineType === 'SHIPPING' && action === 'RETURN' ? { shippingLine: null } : part.refers),
  };
};

/** What was kept back of a refund, or given beyond what the lines are worth: a sale of no line. */
export const adjustmentSale = (kept: Kept, nextId: NextId, amount: bigint): Fields => {
  const currency = kept.order.currencyCode;
  const booked = { action: 'RETURN', lineType: 'ADJUSTMENT', initial: false } as const;
  kept.backstage.sales.push({ ...booked, total: amount, tax: 0n, discount: 0n });
  return {
    __typename: 'AdjustmentSale',
    id: `gid://shopify/Sale/${nextId()}`,
    actionType: 'RETURN',
    lineType: 'ADJUSTMENT',
    quantity: null,
    totalAmount: bagOf(amount, currency),
    totalTaxAmount: bagOf(0n, currency),
    totalDiscountAmountBeforeTaxes: bagOf(0n, currency),
    totalDiscountAmountAfterTaxes: bagOf(0n, currency),
    taxes: [],
  };
};

const shopMinor = (kept: Kept, bag: unknown): bigint => {
  const { shopMoney } = bag as { shopMoney: { amount: string } };
  return minorOf(shopMoney.amount.replace(/\.0$/, ''), kept.order.currencyCode);
};

/** Received less refunded. */
export const netPaymentOf = (kept: Kept): bigint =>
  sum(
    kept.order.transactions.map(({ kind, status, amountSet }) => {
      if (status !== 'SUCCESS') return 0n;
      if (kind === 'SALE' || kind === 'CAPTURE') return shopMinor(kept, amountSet);
      return kind === 'REFUND' ? -shopMinor(kept, amountSet) : 0n;
    }),
  );

export const currentTotalOf = ({ backstage }: Kept): bigint => sum(backstage.sales.map(({ total }) => total));

const statusOf = (net: bigint, current: bigint, hasRefunds: boolean, isAuthorized: boolean): string => {
  if (net <= 0n && hasRefunds) return 'REFUNDED';
  if (hasRefunds && net > 0n) return 'PARTIALLY_REFUNDED';
  if (net >= current && net > 0n) return 'PAID';
  if (net > 0n) return 'PARTIALLY_PAID';
  return isAuthorized ? 'AUTHORIZED' : 'PENDING';
};

type Recorded = Kept['backstage']['sales'][number];

const isSold = ({ action }: Recorded): boolean => action === 'ORDER';
const isOf =
  (lineType: Recorded['lineType']) =>
  (sale: Recorded): boolean =>
    sale.lineType === lineType;

/** Totals as Shopify claims them. Its "total" leaves returns out of account; its "current total" does not. */
export const refreshTotals = (kept: Kept): void => {
  const { order, backstage } = kept;
  const bag = (amount: bigint) => bagOf(amount, order.currencyCode);
  const of = (what: 'total' | 'tax' | 'discount', ...keep: ((sale: Recorded) => boolean)[]): bigint =>
    sum(backstage.sales.filter((sale) => keep.every((holds) => holds(sale))).map((sale) => sale[what]));
  const net = netPaymentOf(kept);
  const current = currentTotalOf(kept);
  const done = order.transactions.filter(({ status }) => status === 'SUCCESS');
  const received = sum(
    done
      .filter(({ kind }) => kind === 'SALE' || kind === 'CAPTURE')
      .map(({ amountSet }) => shopMinor(kept, amountSet)),
  );
  Object.assign(order, {
    originalTotalPriceSet: bag(of('total', ({ initial }) => initial)),
    totalPriceSet: bag(of('total', isSold)),
    currentTotalPriceSet: bag(current),
    totalTaxSet: bag(of('tax', isSold)),
    currentTotalTaxSet: bag(of('tax')),
    totalDiscountsSet: bag(of('discount', isSold)),
    currentTotalDiscountsSet: bag(of('discount')),
    totalShippingPriceSet: bag(of('total', isSold, isOf('SHIPPING')) - of('tax', isSold, isOf('SHIPPING'))),
    totalTipReceivedSet: bag(of('total', isOf('TIP'))),
    refundDiscrepancySet: bag(of('total', isOf('ADJUSTMENT'))),
    netPaymentSet: bag(net),
    totalReceivedSet: bag(received),
    totalRefundedSet: bag(received - net),
    totalOutstandingSet: bag(current - net),
    transactionsCount: { count: order.transactions.length, precision: 'EXACT' },
    paymentGatewayNames: [...new Set(order.transactions.map(({ gateway }) => gateway))],
    displayFinancialStatus: done.some(({ kind }) => kind === 'VOID')
      ? 'VOIDED'
      : statusOf(
          net,
          current,
          done.some(({ kind }) => kind === 'REFUND'),
          done.some(({ kind }) => kind === 'AUTHORIZATION'),
        ),
  });
};
