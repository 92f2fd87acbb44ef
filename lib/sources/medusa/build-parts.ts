/** Canonical lines and shipping lines from drafts whose amounts are whole by now. */
import type { Discount, OrderLine, PricedPart, TaxLine } from '../../commerce/order';
import { type Decimal, formatDigits } from '../../money/decimal';
import { cleanText } from '../clean-text';
import { minorOf } from '../read-amount';
import { field } from '../read-json';
import { plainText } from './read-decimal';
import type { PartDraft, TaxDraft } from './read-parts';
import { roundDiscounts } from './round-parts';

export const buildTax = ({ rate, amount, pointers }: TaxDraft, minor: bigint, decimals: number): TaxLine => {
  const tax: TaxLine = {
    jurisdiction: rate.jurisdiction,
    label: rate.label,
    rate: rate.percentText,
    compound: false,
    liable: 'merchant',
    amount: formatDigits(minor, decimals),
    pointers: [...pointers],
  };
  if (amount.leftover !== undefined && minor === amount.minor) tax.leftover = amount.leftover;
  return tax;
};

const buildDiscounts = (part: PartDraft, decimals: number): Discount[] =>
  roundDiscounts(part, decimals).flatMap((minor, index) => {
    const draft = part.discounts[index];
    if (minor === 0n || draft === undefined) return [];
    const discount: Discount = { amount: formatDigits(minor, decimals), pointers: [draft.pointer] };
    if (draft.code !== undefined) discount.code = draft.code;
    return [discount];
  });

const leftoverOf = ({ gross, net }: PartDraft): string | undefined => {
  const texts = [net.leftover, gross === net ? undefined : gross.leftover];
  return texts.filter((text) => text !== undefined).join('; ') || undefined;
};

const buildPart = (part: PartDraft, titleKey: string, decimals: number): PricedPart => {
  const built: PricedPart = {
    id: part.id,
    title: cleanText(field(part.entry.raw, titleKey)),
    amount: formatDigits(minorOf(part.gross), decimals),
    pointers: [...part.grossPointers],
    discounts: buildDiscounts(part, decimals),
    taxes: part.taxes.map((tax) => buildTax(tax, minorOf(tax.amount), decimals)),
  };
  const leftover = leftoverOf(part);
  if (leftover !== undefined) built.leftover = leftover;
  if (part.added !== undefined) built.added = { ...part.added, pointers: [...part.added.pointers] };
  return built;
};

const buildLine = (part: PartDraft, quantity: Decimal, decimals: number): OrderLine => {
  const { raw } = part.entry;
  const line: OrderLine = {
    ...buildPart(part, 'title', decimals),
    quantity: plainText(quantity),
    giftCard: field(raw, 'is_giftcard') === true,
  };
  const sku = cleanText(field(raw, 'variant_sku'));
  const productType = cleanText(field(raw, 'product_type'));
  const productId = cleanText(field(raw, 'product_id'));
  if (sku !== '') line.sku = sku;
  if (productType !== '') line.productType = productType;
  if (productId !== '') line.productId = productId;
  return line;
};

export const buildParts = (parts: readonly PartDraft[], decimals: number) => ({
  lines: parts.flatMap((part) =>
    part.quantity === undefined ? [] : [buildLine(part, part.quantity, decimals)],
  ),
  shipping: parts.filter(({ kind }) => kind === 'shipping').map((part) => buildPart(part, 'name', decimals)),
  surcharges: [],
});
