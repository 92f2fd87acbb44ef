/** An item or shipping method, and what Medusa works out of it. */
import { type Big, big, divide, printed, printedAll, sum } from './medusa-number';

export interface Tax {
  readonly code: string | null;
  readonly description?: string;
  /** Percent. */
  readonly rate: string;
}

export interface Adjustment {
  readonly code: string;
  readonly amount: string;
  readonly inclusive?: boolean;
}

export interface PricedPart {
  readonly id: string;
  readonly createdAt: string;
  /** Of one piece. */
  readonly price: string;
  readonly inclusive: boolean;
  readonly taxes: readonly Tax[];
  readonly adjustments: readonly Adjustment[];
}

interface Quantities {
  readonly ordered: Big;
  readonly returned: Big;
}

const rateOf = (part: PricedPart): Big => divide(sum(part.taxes.map(({ rate }) => big(rate))), 100);

const adjustmentSubtotal = (part: PricedPart, { amount, inclusive }: Adjustment): Big =>
  inclusive ? divide(big(amount), rateOf(part).plus(1)) : big(amount);

const netOf = (part: PricedPart, gross: Big): Big =>
  part.inclusive ? divide(gross, rateOf(part).plus(1)) : gross;

const taxOn = (part: PricedPart, taxable: Big): Big =>
  sum(part.taxes.map(({ rate }) => taxable.times(divide(big(rate), 100))));

/** Of the pieces that have not come back; `perPiece` of all that were ordered. */
export const partTotals = (part: PricedPart, { ordered, returned }: Quantities) => {
  const standing = ordered.minus(returned);
  const discount = sum(part.adjustments.map((adjustment) => adjustmentSubtotal(part, adjustment)));
  const discountPerPiece = ordered.isZero() ? big(0) : divide(discount, ordered);
  const subtotal = netOf(part, big(part.price).times(standing));
  const discountSubtotal = discountPerPiece.times(standing);
  const taxable = subtotal.minus(discountSubtotal);
  const tax = taxOn(part, taxable);
  const wholeTaxable = netOf(part, big(part.price).times(ordered)).minus(discount);
  const whole = wholeTaxable.plus(taxOn(part, wholeTaxable));
  return {
    subtotal,
    discountSubtotal,
    taxable,
    tax,
    total: taxable.plus(tax),
    perPiece: ordered.isZero() ? big(0) : divide(whole, ordered),
  };
};

export type PartTotals = ReturnType<typeof partTotals>;

/** The fields that items and shipping methods have in common. */
export const partJson = (part: PricedPart, totals: PartTotals): Record<string, unknown> => ({
  id: part.id,
  is_tax_inclusive: part.inclusive,
  created_at: part.createdAt,
  tax_lines: part.taxes.map((tax) => ({
    code: tax.code,
    description: tax.description ?? tax.code ?? '',
    ...printed('rate', big(tax.rate)),
    ...printed('total', totals.taxable.times(divide(big(tax.rate), 100))),
  })),
  adjustments: part.adjustments.map((adjustment) => ({
    code: adjustment.code,
    is_tax_inclusive: adjustment.inclusive === true,
    ...printedAll({ amount: big(adjustment.amount), subtotal: adjustmentSubtotal(part, adjustment) }),
  })),
  ...printedAll({
    subtotal: totals.subtotal,
    discount_subtotal: totals.discountSubtotal,
    tax_total: totals.tax,
    total: totals.total,
  }),
});
