/** Canonical lines, shipping lines and surcharges of what was sold, and refunds of what was taken back. */
import type { Fulfilment, OrderLine, PricedPart, Refund, Surcharge } from '../../commerce/order';
import { formatDigits } from '../../money/decimal';
import { minorOf, type MoneyReading } from '../read-amount';
import { report } from '../read-json';
import { buildRefunds } from './build-refunds';
import { buildDiscounts, netDiscount } from './discounts';
import type { AgreementDraft, OrderDraft, RefundDraft, SaleDraft } from './drafts';
import { buildFulfilments } from './fulfilments';
import { groupRefunds, matchRefunds, type RefundGroup } from './refund-groups';
import { openSoldParts, type SoldParts } from './sold-parts';
import { buildTaxes } from './taxes';

export interface SoldOrder {
  readonly lines: OrderLine[];
  readonly shipping: PricedPart[];
  readonly surcharges: Surcharge[];
  /** Without the money that followed. */
  readonly refunds: Refund[];
  /** Undefined where the source does not tell. */
  readonly fulfilments: Fulfilment[] | undefined;
  /** All that was charged, tax included, and the tax in it. */
  charged: bigint;
  chargedTax: bigint;
}

type Direction = 'sold' | 'taken-back' | 'nothing';

/** A change that lowers the price and raises the tax, or the other way round, is neither a sale nor a refund. */
const directionOf = (reading: MoneyReading, sale: SaleDraft): Direction => {
  const total = minorOf(sale.total.amount);
  const tax = minorOf(sale.tax.amount);
  const net = total - tax;
  if ((net < 0n && tax > 0n) || (net > 0n && tax < 0n)) {
    const what = `the sale at ${sale.total.pointer} moves an amount between price and tax`;
    const advice = 'That is neither sold nor given back; book the order by hand.';
    report(reading, 'error', 'tax_restated', `${what}. ${advice}`, sale.total.pointer);
    return 'nothing';
  }
  if (total !== 0n) return total > 0n ? 'sold' : 'taken-back';
  if (sale.action === 'update') return 'nothing';
  return sale.action === 'order' ? 'sold' : 'taken-back';
};

interface Sorted {
  readonly sold: readonly SaleDraft[];
  readonly takenBack: readonly SaleDraft[];
}

/**
 * An adjustment belongs to what is taken back: it is the difference between the worth of that and what the buyer gets.
 * One that raises what is owed while nothing is taken back is a fee.
 */
const sortSales = (
  reading: MoneyReading,
  { sales }: AgreementDraft,
  refund: RefundDraft | undefined,
): Sorted => {
  const items = sales.filter(({ kind }) => kind !== 'adjustment');
  const directions = new Map(items.map((sale) => [sale, directionOf(reading, sale)]));
  const refunds = refund !== undefined || [...directions.values()].includes('taken-back');
  const takesBack = (sale: SaleDraft): boolean =>
    sale.kind === 'adjustment'
      ? refunds || minorOf(sale.total.amount) < 0n
      : directions.get(sale) === 'taken-back';
  const isSold = (sale: SaleDraft): boolean => !takesBack(sale) && directions.get(sale) !== 'nothing';
  return { sold: sales.filter(isSold), takenBack: sales.filter(takesBack) };
};

const leftoverOf = ({ total, tax }: SaleDraft): string | undefined => {
  const notes = [total.amount.leftover, tax.amount.leftover].filter((text) => text !== undefined);
  return notes.length === 0 ? undefined : notes.join('; ');
};

const buildPart = (
  sale: SaleDraft,
  agreement: AgreementDraft,
  parts: SoldParts,
  taxesIncluded: boolean,
  decimals: number,
): PricedPart => {
  const net = minorOf(sale.total.amount) - minorOf(sale.tax.amount);
  const discount = netDiscount(sale, taxesIncluded);
  const part: PricedPart = {
    id: parts.add(sale, net),
    title: sale.title,
    amount: formatDigits(net + discount, decimals),
    pointers: [...sale.pointers],
    discounts: buildDiscounts(sale, discount, decimals),
    taxes: buildTaxes(sale.taxes, decimals),
  };
  const leftover = leftoverOf(sale);
  if (leftover !== undefined) part.leftover = leftover;
  if (!agreement.initial) {
    part.added = { id: agreement.id, at: agreement.at, pointers: [`${agreement.pointer}/happenedAt`] };
  }
  return part;
};

const lineOf = (part: PricedPart, { listed, quantity }: SaleDraft): OrderLine => {
  const line: OrderLine = { ...part, quantity: String(quantity ?? listed?.quantity ?? 1), giftCard: false };
  if (listed === undefined) return line;
  line.giftCard = listed.giftCard;
  const { requiresShipping, sku, vendor, productId, productType, unitCost } = listed;
  if (requiresShipping !== undefined) line.requiresShipping = requiresShipping;
  if (sku !== undefined) line.sku = sku;
  if (productId !== undefined) line.productId = productId;
  if (productType !== undefined) line.productType = productType;
  if (vendor !== undefined) line.vendor = vendor;
  if (unitCost !== undefined) line.unitCost = unitCost;
  return line;
};

const addSale = (order: SoldOrder, part: PricedPart, sale: SaleDraft): void => {
  order.charged += minorOf(sale.total.amount);
  order.chargedTax += minorOf(sale.tax.amount);
  if (sale.kind === 'goods') order.lines.push(lineOf(part, sale));
  else if (sale.kind === 'shipping') order.shipping.push(part);
  else order.surcharges.push({ ...part, purpose: sale.purpose ?? 'fee' });
};

/** Everything that was sold is noted before anything is taken back: an exchange may return what it has just added. */
export const buildSold = (reading: MoneyReading, draft: OrderDraft): SoldOrder => {
  const { decimals } = reading;
  const order: Omit<SoldOrder, 'refunds' | 'fulfilments'> = {
    lines: [],
    shipping: [],
    surcharges: [],
    charged: 0n,
    chargedTax: 0n,
  };
  const parts = openSoldParts();
  const matches = matchRefunds(draft);
  const taken: Parameters<typeof groupRefunds>[0][number][] = [];
  for (const agreement of draft.agreements) {
    const refund = matches.get(agreement);
    const { sold, takenBack } = sortSales(reading, agreement, refund);
    for (const sale of sold) {
      const part = buildPart(sale, agreement, parts, draft.taxesIncluded, decimals);
      addSale(order as SoldOrder, part, sale);
    }
    taken.push({ agreement, refund, sales: takenBack });
  }
  const groups: readonly RefundGroup[] = groupRefunds(taken);
  const refunds = buildRefunds(reading, draft, groups, parts);
  return { ...order, refunds, fulfilments: draft.fulfilments && buildFulfilments(draft.fulfilments, parts) };
};
