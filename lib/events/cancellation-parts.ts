/** What a cancellation takes back: the sale, less what refunds already gave back. */
import { type OrderAmounts, amountText } from '../commerce/order-amounts';
import { discountsLeft } from './face-value';
import { type PartList, addPart, newPartList } from './measured-event';
import { type Leaf, type RefundBalance, leafOfPart } from './refund-balance';

/**
 * Discounts are taken back whole with what is left of their part, so that over the order's life goods and discounts
 * both come to nothing. A part of which nothing is left stays as its refunds left it, but for a gift card that was given
 * away: nobody can use it any more.
 */
export const cancellationParts = (amounts: OrderAmounts, balance: RefundBalance): PartList => {
  const list = newPartList(amounts.decimals);
  const done = new Set<Leaf>();
  const taxes = taxesByPart(balance);
  for (const { kind, part, nature, discounts, discountSum } of amounts.parts) {
    const leaf = leafOfPart(balance, kind, part.id);
    done.add(leaf);
    const { face } = leaf;
    const reductions = face ? discountsLeft(face) : discounts;
    const reduced = face ? discountSum - face.back : discountSum;
    if (leaf.left !== 0n || (face && reduced !== 0n)) {
      const text = (minor: bigint): string => amountText(amounts, minor);
      const gross = leaf.left + reduced;
      const earlier = leaf.sold + discountSum - gross;
      addPart(list, gross, {
        component: kind,
        of: part.id,
        nature,
        title: part.title,
        pointers: part.pointers,
        arithmetic:
          earlier === 0n
            ? undefined
            : `${text(leaf.sold + discountSum)} sold - ${text(earlier)} refunded = ${text(gross)}`,
      });
      reductions.forEach((minor, index) => {
        const discount = part.discounts[index] as (typeof part.discounts)[number];
        if (minor === 0n) return;
        addPart(list, minor, {
          component: 'discount',
          of: part.id,
          nature,
          on: kind,
          title: part.title,
          code: discount.code,
          pointers: discount.pointers,
        });
      });
    }
    for (const tax of taxes.get(`${kind} ${part.id}`) ?? []) takeBack(list, amounts, tax, done);
  }
  for (const leaf of balance.leaves) if (!done.has(leaf)) takeBack(list, amounts, leaf, done);
  takeBackUnallocated(list, amounts, balance);
  return list;
};

const taxesByPart = (balance: RefundBalance): ReadonlyMap<string, readonly Leaf[]> => {
  const taxes = new Map<string, Leaf[]>();
  for (const leaf of balance.leaves) {
    if (leaf.component !== 'tax') continue;
    const key = `${leaf.on} ${leaf.of}`;
    const known = taxes.get(key);
    if (known) known.push(leaf);
    else taxes.set(key, [leaf]);
  }
  return taxes;
};

const takeBack = (list: PartList, amounts: OrderAmounts, leaf: Leaf, done: Set<Leaf>): void => {
  done.add(leaf);
  if (leaf.left === 0n) return;
  const text = (minor: bigint): string => amountText(amounts, minor);
  const earlier = leaf.sold - leaf.left;
  addPart(list, leaf.left, {
    component: leaf.booked ? leaf.component : 'channel_tax',
    of: leaf.of,
    on: leaf.on,
    title: leaf.title,
    jurisdiction: leaf.jurisdiction,
    pointers: leaf.pointers,
    arithmetic:
      earlier === 0n ? undefined : `${text(leaf.sold)} sold - ${text(earlier)} refunded = ${text(leaf.left)}`,
  });
};

const takeBackUnallocated = (list: PartList, amounts: OrderAmounts, balance: RefundBalance): void => {
  if (balance.unallocated === 0n) return;
  const text = (minor: bigint): string => amountText(amounts, minor);
  addPart(list, -balance.unallocated, {
    component: 'unallocated',
    of: amounts.order.source.orderId,
    title: 'Refunded before without lines',
    pointers: amounts.refunds.flatMap(({ refund }) => refund.pointers),
    arithmetic: `0 - ${text(balance.unallocated)} refunded before without lines = ${text(-balance.unallocated)}`,
  });
};
