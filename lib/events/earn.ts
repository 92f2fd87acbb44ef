/** What a delivery earns of what was sold: gross, discounts and, where it waits, tax. */
import { type OrderAmounts, amountText } from '../commerce/order-amounts';
import { type PartList, addPart } from './measured-event';
import { type Undelivered, deliver } from './undelivered';

export interface Earning {
  readonly amounts: OrderAmounts;
  readonly options: { readonly defersTax: boolean };
}

/** Moves what the pieces earn into the event: gross and discounts, which come to the net that waited. */
export const earn = (
  earning: Earning,
  list: PartList,
  item: Undelivered,
  pieces: bigint,
  pointers: readonly string[],
): void => {
  const { part, kind } = item.part;
  const earned = deliver(item, pieces);
  const text = (minor: bigint): string => amountText(earning.amounts, minor);
  const gross = earned.net + earned.discounts.reduce((sum, discount) => sum + discount, 0n);
  addPart(list, gross, {
    component: kind,
    of: part.id,
    title: part.title,
    sku: part.sku,
    pointers: [...pointers, ...part.pointers],
    arithmetic: shareText(item, earned.from, earned.to, text(item.part.amount), text(gross)),
  });
  part.discounts.forEach((discount, index) => {
    const minor = earned.discounts[index] as bigint;
    if (minor === 0n) return;
    addPart(list, minor, {
      component: 'discount',
      of: part.id,
      on: kind,
      title: part.title,
      code: discount.code,
      pointers: discount.pointers,
      arithmetic: shareText(
        item,
        earned.from,
        earned.to,
        text(item.part.discounts[index] as bigint),
        text(minor),
      ),
    });
  });
  if (earning.options.defersTax) earnTaxes(earning, list, item, earned.taxes);
};

const earnTaxes = (earning: Earning, list: PartList, item: Undelivered, taxes: readonly bigint[]): void => {
  item.part.part.taxes.forEach((tax, index) => {
    const minor = taxes[index] as bigint;
    if (minor === 0n || tax.liable === 'channel') return;
    addPart(list, minor, {
      component: 'tax',
      of: item.part.part.id,
      on: item.part.kind,
      title: tax.label,
      jurisdiction: tax.jurisdiction,
      pointers: tax.pointers,
      arithmetic: `${amountText(earning.amounts, item.part.taxes[index] as bigint)} of the whole -> ${amountText(earning.amounts, minor)}`,
    });
  });
};

const shareText = (item: Undelivered, from: bigint, to: bigint, whole: string, share: string): string => {
  if (item.quantity === 1n && item.scale === 0) return `${whole} delivered -> ${share}`;
  const unit = 10n ** BigInt(item.scale);
  const count = (pieces: bigint): string =>
    pieces % unit === 0n ? String(pieces / unit) : `${pieces}/${unit}`;
  return `${whole} * pieces ${count(from)} to ${count(to)} of ${count(item.quantity)} -> ${share}`;
};
