/** Refunds as a careful merchant makes them: several of one line add up to the line, tax included. */
import { micro, round, sum, type Micro } from './shop-money';
import type { PricedItem, RefundedItem, ShopOrder, ShopRefund, TaxAmount } from './shop-order';
import { keptTax, taxTie } from './shop-pricing';

export interface RefundedLineRequest {
  /** Index of the line in the order. */
  readonly line: number;
  /** Pieces that come back; 0 for a part of the price without a piece. */
  readonly quantity: number;
  /** Without tax; needed with quantity 0. */
  readonly total?: string;
}

export interface RefundRequest {
  readonly reason?: string;
  readonly lines?: readonly RefundedLineRequest[];
  /** Indexes of shipping lines and fees that are paid back whole. */
  readonly shipping?: readonly number[];
  readonly fees?: readonly number[];
  /** All that was not refunded yet, item by item. */
  readonly everything?: boolean;
  /** What the buyer gets; "rest" for all that is left. Without it, what the items are worth. */
  readonly amount?: string;
  readonly throughGateway?: boolean;
  /** The box "Restock refunded items", which works for products that the shop counts. */
  readonly restock?: boolean;
  /** Tax of the refunded items keeps six decimals, as WooCommerce does where it rounds at subtotal. */
  readonly subCentTax?: boolean;
}

type Ids = () => number;

const earlierOf = (order: ShopOrder, item: PricedItem): readonly RefundedItem[] =>
  order.refunds
    .flatMap((refund) => [...refund.lines, ...refund.shipping, ...refund.fees])
    .filter((refunded) => refunded.of === item.id);

const refundedTax = (earlier: readonly RefundedItem[], rateId: number): Micro =>
  sum(earlier, (item) => sum(item.taxes, (tax) => (tax.rate.id === rateId ? tax.amount : 0n)));

interface Share {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/** The part of an item up to a share of it, less what came back before: so the last refund leaves nothing over. */
const refundItem = (
  order: ShopOrder,
  item: PricedItem,
  of: {
    readonly quantity: number;
    readonly upTo: Share;
    readonly total?: Micro;
    readonly restocked?: boolean;
  },
  subCentTax: boolean,
  ids: Ids,
): RefundedItem => {
  const { decimals } = order.pricing;
  const earlier = earlierOf(order, item);
  const part = (amount: Micro): Micro => (amount * of.upTo.numerator) / of.upTo.denominator;
  const total = of.total ?? round(part(item.total), decimals) - sum(earlier, (refunded) => refunded.total);
  const taxes: TaxAmount[] = item.taxes.map((tax) => {
    const upTo = subCentTax ? part(tax.amount) : round(part(tax.amount), decimals, taxTie(order.pricing));
    const amount =
      of.total === undefined
        ? upTo - refundedTax(earlier, tax.rate.id)
        : round((tax.amount * of.total) / item.total, decimals);
    return { rate: tax.rate, amount };
  });
  const totalTax = sum(taxes, (tax) => (subCentTax ? tax.amount : keptTax(order.pricing, tax.amount)));
  const { quantity, restocked = false } = of;
  return { id: ids(), of: item.id, quantity, restocked, total, totalTax, taxes };
};

/** What the items of a refund are worth in money that can be paid; sub-cent taxes count by their running sum. */
const worth = (order: ShopOrder, items: readonly RefundedItem[]): Micro => {
  const { decimals } = order.pricing;
  return sum(items, (item) => {
    const earlier = earlierOf(order, { id: item.of } as PricedItem);
    const taxes = sum(item.taxes, (tax) => {
      const before = refundedTax(earlier, tax.rate.id);
      return round(before + tax.amount, decimals) - round(before, decimals);
    });
    return item.total + taxes;
  });
};

const at = <T>(items: readonly T[], index: number): T => {
  const item = items[index];
  if (item === undefined) throw new RangeError(`the order has no item ${index}`);
  return item;
};

const refundLines = (order: ShopOrder, request: RefundRequest, ids: Ids): RefundedItem[] => {
  const returned = (item: PricedItem): number =>
    earlierOf(order, item).reduce((count, refunded) => count + refunded.quantity, 0);
  const wanted: readonly RefundedLineRequest[] = request.everything
    ? order.priced.lines.map((line, index) => ({
        line: index,
        quantity: line.input.quantity - returned(line),
      }))
    : (request.lines ?? []);
  return wanted
    .filter((piece) => piece.quantity > 0 || piece.total !== undefined)
    .map((piece) => {
      const line = at(order.priced.lines, piece.line);
      const upTo = {
        numerator: BigInt(returned(line) + piece.quantity),
        denominator: BigInt(line.input.quantity),
      };
      const restocked = request.restock === true && line.input.product.counted === true;
      const total = piece.total === undefined ? {} : { total: micro(piece.total) };
      return refundItem(
        order,
        line,
        { quantity: piece.quantity, upTo, ...total, restocked },
        request.subCentTax ?? false,
        ids,
      );
    });
};

const refundExtras = (
  order: ShopOrder,
  items: readonly PricedItem[],
  wanted: readonly number[] | undefined,
  request: RefundRequest,
  ids: Ids,
): RefundedItem[] => {
  const whole = { numerator: 1n, denominator: 1n };
  const chosen = request.everything
    ? items.filter((item) => earlierOf(order, item).length === 0)
    : (wanted ?? []).map((index) => at(items, index));
  return chosen.map((item) =>
    refundItem(order, item, { quantity: 0, upTo: whole }, request.subCentTax ?? false, ids),
  );
};

export const refundedSoFar = (order: ShopOrder): Micro => sum(order.refunds, (refund) => refund.amount);

/** @throws RangeError when more would go back than is left, as WooCommerce refuses it. */
export const makeRefund = (
  order: ShopOrder,
  request: RefundRequest,
  id: number,
  created: number,
  ids: Ids,
): ShopRefund => {
  const lines = refundLines(order, request, ids);
  const shipping = refundExtras(order, order.priced.shipping, request.shipping, request, ids);
  const fees = refundExtras(order, order.priced.fees, request.fees, request, ids);
  const items = [...lines, ...shipping, ...fees];
  const left = order.priced.totals.total - refundedSoFar(order);
  const amount =
    request.amount === 'rest'
      ? left
      : request.amount === undefined
        ? worth(order, items)
        : micro(request.amount);
  if (amount <= 0n || amount > left) throw new RangeError('Invalid refund amount.');
  const rates = new Set(items.flatMap((item) => item.taxes.map((tax) => tax.rate.id)));
  return {
    id,
    created,
    reason: request.reason ?? '',
    amount,
    throughGateway: request.throughGateway ?? false,
    lines,
    shipping,
    fees,
    taxLineIds: [...rates].map(() => ids()),
  };
};
