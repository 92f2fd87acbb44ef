/** Canonical lines, shipping lines and surcharges from drafts whose amounts are whole by now. */
import type { Discount, OrderLine, PricedPart, TaxLine } from '../../commerce/order';
import { formatDigits } from '../../money/decimal';
import { cleanText } from '../clean-text';
import { type Amount, minorOf, type MoneyReading } from '../read-amount';
import { asId, field, isObject, type JsonObject, readList, report } from '../read-json';
import { type PartDraft, type Parts, readQuantity } from './read-parts';
import type { TaxDraft } from './read-taxes';
import type { OpenedOrder } from './reading';
import { readUnitCost } from './read-unit-cost';

export const buildTaxes = (drafts: readonly TaxDraft[], decimals: number): TaxLine[] =>
  drafts.map(({ rate, amount, pointer }) => {
    const tax: TaxLine = {
      jurisdiction: rate.jurisdiction,
      label: rate.label,
      compound: rate.compound,
      liable: 'merchant',
      amount: formatDigits(minorOf(amount), decimals),
      pointers: [pointer],
    };
    if (rate.percent !== undefined) tax.rate = rate.percent;
    if (amount.leftover !== undefined) tax.leftover = amount.leftover;
    return tax;
  });

const leftoverOf = ({ before, net }: PartDraft): string | undefined =>
  before === net || before.leftover === undefined || before.leftover === net.leftover
    ? (net.leftover ?? before.leftover)
    : [net.leftover, before.leftover].filter((text) => text !== undefined).join('; ');

const buildPart = (draft: PartDraft, titleKey: string, decimals: number): PricedPart => {
  const part: PricedPart = {
    id: draft.id,
    title: cleanText(field(draft.raw, titleKey)),
    amount: formatDigits(minorOf(draft.net), decimals),
    pointers: [`${draft.path}/total`],
    discounts: [],
    taxes: buildTaxes(draft.taxes, decimals),
  };
  const leftover = leftoverOf(draft);
  if (leftover !== undefined) part.leftover = leftover;
  return part;
};

/**
 * Code of the coupons that lowered the lines. How much of a line's discount came from which of several coupons is not
 * in the payload, so they are named together and never split by guess. Undefined for a discount given by hand.
 */
const couponCode = (reading: MoneyReading, order: JsonObject, path: string): string | undefined => {
  const coupons = readList(reading, order, 'coupon_lines', path);
  if (coupons.length === 0) return undefined;
  const codes = coupons
    .slice(0, 20)
    .flatMap((coupon) => (isObject(coupon) ? [cleanText(field(coupon, 'code'), 60)] : []))
    .filter((code) => code !== '');
  return codes.length === 0 ? undefined : codes.join(', ');
};

const discountOf = (
  amount: bigint,
  draft: PartDraft,
  code: string | undefined,
  decimals: number,
): Discount => {
  const discount: Discount = {
    amount: formatDigits(amount, decimals),
    pointers: [`${draft.path}/subtotal`, `${draft.path}/total`],
  };
  if (code !== undefined) discount.code = code;
  return discount;
};

/** A total above the subtotal is a price that somebody raised, not a negative discount. */
const reportRaised = (reading: MoneyReading, draft: PartDraft, before: Amount, net: Amount): void => {
  const text = (amount: Amount): string => formatDigits(minorOf(amount), reading.decimals);
  const sentence = `${draft.path} costs ${text(net)} after and ${text(before)} before coupons; the price is taken to be ${text(net)}.`;
  report(reading, 'info', 'price_raised', sentence, `${draft.path}/total`);
};

const buildLine = (
  reading: MoneyReading,
  draft: PartDraft,
  code: string | undefined,
): OrderLine | undefined => {
  const { decimals } = reading;
  const quantity = readQuantity(reading, draft.raw, draft.path);
  if (quantity === undefined) return undefined;
  const line: OrderLine = { ...buildPart(draft, 'name', decimals), quantity, giftCard: false };
  const [before, net] = [minorOf(draft.before), minorOf(draft.net)];
  if (before < net) {
    reportRaised(reading, draft, draft.before, draft.net);
  } else {
    line.amount = formatDigits(before, decimals);
    line.pointers = [`${draft.path}/subtotal`];
    if (before > net) line.discounts.push(discountOf(before - net, draft, code, decimals));
  }
  const sku = cleanText(field(draft.raw, 'sku'));
  if (sku !== '') line.sku = sku;
  const productId = asId(field(draft.raw, 'product_id'));
  if (productId !== undefined && productId !== '0') line.productId = productId;
  const unitCost = readUnitCost(draft, quantity);
  if (unitCost !== undefined) line.unitCost = unitCost;
  return line;
};

export const buildParts = (reading: MoneyReading, opened: OpenedOrder, parts: Parts) => {
  const code = couponCode(reading, opened.order, opened.path);
  const lines: OrderLine[] = [];
  for (const draft of parts.lines) {
    const line = buildLine(reading, draft, code);
    if (line !== undefined) lines.push(line);
  }
  return {
    lines,
    shipping: parts.shipping.map((draft) => buildPart(draft, 'method_title', reading.decimals)),
    surcharges: parts.fees.map((draft) => buildPart(draft, 'name', reading.decimals)),
  };
};
