/** What was agreed, part by part, as the source states it. */
import type { OrderAmounts, PartAmounts } from '../commerce/order-amounts';
import { formatDigits } from '../money/decimal';
import { type PartList, addPart, newPartList, taxComponent } from './measured-event';

/** What was agreed when the order was placed; `rounding` is what the claimed total exceeds the parts by, in minor units. */
export const saleParts = (amounts: OrderAmounts, rounding: bigint): PartList => {
  const list = newPartList(amounts.decimals);
  for (const part of amounts.parts) if (!part.part.added) addPricedPart(list, part);
  addRounding(list, amounts, rounding);
  return list;
};

/** What one edit or exchange added. */
export const addedParts = (decimals: number, parts: readonly PartAmounts[]): PartList => {
  const list = newPartList(decimals);
  for (const part of parts) addPricedPart(list, part);
  return list;
};

const addPricedPart = (list: PartList, sold: PartAmounts): void => {
  const { kind, part, nature } = sold;
  addPart(list, sold.amount, {
    component: kind,
    of: part.id,
    nature,
    title: part.title,
    sku: part.sku,
    quantity: part.quantity,
    pointers: part.pointers,
  });
  for (let index = 0; index < sold.discounts.length; index++) {
    const discount = part.discounts[index] as (typeof part.discounts)[number];
    const minor = sold.discounts[index] as bigint;
    if (minor === 0n) continue;
    addPart(list, minor, {
      component: 'discount',
      of: part.id,
      nature,
      on: kind,
      title: part.title,
      code: discount.code,
      pointers: discount.pointers,
    });
  }
  for (let index = 0; index < sold.taxes.length; index++) {
    const tax = part.taxes[index] as (typeof part.taxes)[number];
    const minor = sold.taxes[index] as bigint;
    if (minor === 0n) continue;
    addPart(list, minor, {
      component: taxComponent(tax),
      of: part.id,
      on: kind,
      title: tax.label,
      jurisdiction: tax.jurisdiction,
      pointers: tax.pointers,
    });
  }
};

const addRounding = (list: PartList, amounts: OrderAmounts, rounding: bigint): void => {
  if (rounding === 0n) return;
  const claimed = amounts.claims.total;
  const text = (minor: bigint): string => formatDigits(minor, list.decimals);
  addPart(list, rounding, {
    component: 'rounding',
    of: amounts.order.source.orderId,
    title: 'Rounding of the source',
    pointers: claimed.pointers,
    arithmetic: `${text(claimed.amount)} claimed - ${text(claimed.amount - rounding)} of the parts = ${text(rounding)}`,
  });
};
