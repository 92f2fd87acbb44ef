/** Where the part of a refund goes that names no lines: all that is left, spread over what is left, or unallocated. */
import { amountText } from '../commerce/order-amounts';
import { allocate } from '../money/allocate';
import { floorDivide } from '../money/rounding';
import { addReturned } from './face-value';
import { addPart } from './measured-event';
import { type Leaf, type RefundBalance, keepFee, take } from './refund-balance';
import type { RefundSplit } from './refund-parts';

/** Whether an amount is exactly all that is left of the order, with or without the fees that were kept before. */
export const clearsBalance = (
  balance: RefundBalance,
  amount: bigint,
): 'leaves' | 'leaves and fees' | undefined => {
  const left = balance.left - balance.unallocated;
  if (amount === left) return 'leaves';
  return balance.fees > 0n && amount === left + balance.fees ? 'leaves and fees' : undefined;
};

/** Gives back every leaf to the last unit, and takes back what earlier refunds left unallocated. */
export const clearBalance = (split: RefundSplit, what: 'leaves' | 'leaves and fees'): void => {
  const { amounts, balance, list, refund, problems } = split;
  const text = (minor: bigint): string => amountText(amounts, minor);
  for (const leaf of balance.leaves) {
    if (leaf.left === 0n) continue;
    const earlier = leaf.sold - leaf.left;
    const arithmetic =
      earlier === 0n
        ? `${text(leaf.left)}, all of it`
        : `${text(leaf.sold)} sold - ${text(earlier)} refunded before = ${text(leaf.left)}`;
    giveBack(split, leaf, leaf.left, arithmetic);
  }
  const own = { of: refund.refund.id, pointers: refund.refund.pointers };
  if (balance.unallocated !== 0n) {
    addPart(list, -balance.unallocated, {
      ...own,
      component: 'unallocated',
      title: 'Refunded before without lines',
      arithmetic: `0 - ${text(balance.unallocated)} refunded before without lines = ${text(-balance.unallocated)}`,
    });
    balance.unallocated = 0n;
  }
  if (what === 'leaves and fees')
    for (const [on, kept] of balance.feesOf) {
      if (kept === 0n) continue;
      addPart(list, -kept, {
        ...own,
        component: 'restocking_fee',
        on,
        title: 'Given back after all',
        arithmetic: `0 - ${text(kept)} kept before = ${text(-kept)}`,
      });
      keepFee(balance, on, -kept);
    }
  problems.push({
    severity: 'info',
    code: 'full_refund_split',
    message: `Refund ${refund.refund.id} of order ${amounts.order.source.number} names no lines for a part of it, but gives back exactly what is left; it was split exactly.`,
    pointer: refund.refund.pointers[0],
  });
};

export const leaveUnallocated = (split: RefundSplit, amount: bigint): void => {
  const { amounts, balance, list, refund, problems } = split;
  const text = (minor: bigint): string => amountText(amounts, minor);
  balance.unallocated += amount;
  addPart(list, amount, {
    component: 'unallocated',
    of: refund.refund.id,
    title: 'Refunded without lines',
    pointers: refund.refund.pointers,
    arithmetic:
      amount === refund.amount
        ? text(amount)
        : `${text(refund.amount)} given back - ${text(refund.amount - amount)} of its parts = ${text(amount)}`,
  });
  problems.push({
    severity: 'warning',
    code: 'unallocated_refund',
    message:
      `Refund ${refund.refund.id} of order ${amounts.order.source.number} gives back ${text(amount)} ${amounts.currency} without saying for what, ` +
      'so the tax in it is unknown. It is booked to unallocated-refunds; refund lines in the shop, or let the policy spread it.',
    pointer: refund.refund.pointers[0],
  });
};

/**
 * In proportion to what is left, by largest remainder. Leaves below zero (a negative surcharge) take no share: the
 * others are worth at least the amount.
 */
export const spreadRefund = (split: RefundSplit, amount: bigint): void => {
  const { amounts, balance, refund, problems } = split;
  const text = (minor: bigint): string => amountText(amounts, minor);
  const leaves = balance.leaves.filter((leaf) => leaf.left > 0n);
  const room = leaves.reduce((sum, leaf) => sum + leaf.left, 0n);
  const spread = amount < room ? amount : room;
  if (spread > 0n) {
    const weights = leaves.map((leaf) => leaf.left);
    const shares = allocate(spread, weights);
    const floors = weights.map((weight) => floorDivide(spread * weight, room));
    const over = spread - floors.reduce((sum, floor) => sum + floor, 0n);
    leaves.forEach((leaf, index) => {
      const share = shares[index] as bigint;
      if (share === 0n) return;
      const extra = share - (floors[index] as bigint);
      const arithmetic = `${text(spread)} * ${text(leaf.left)} / ${text(room)} -> ${text(share)}`;
      const leftover =
        extra === 0n
          ? undefined
          : `${text(extra)} of the ${text(over)} that rounding down left over, for one of the largest remainders`;
      leaf.spread += share;
      giveBack(split, leaf, share, arithmetic, leftover);
    });
    problems.push({
      severity: 'info',
      code: 'refund_spread',
      message: `Refund ${refund.refund.id} of order ${amounts.order.source.number} names no lines for ${text(spread)} ${amounts.currency}; it was spread over what is left, as the policy says.`,
      pointer: refund.refund.pointers[0],
    });
  }
  if (spread < amount) leaveUnallocated(split, amount - spread);
};

const giveBack = (
  split: RefundSplit,
  leaf: Leaf,
  amount: bigint,
  arithmetic: string,
  leftover?: string,
): void => {
  addReturned(split.list, leaf, amount, {
    component: leaf.booked ? leaf.component : 'channel_tax',
    of: leaf.of,
    nature: leaf.nature,
    on: leaf.on,
    title: leaf.title,
    jurisdiction: leaf.jurisdiction,
    pointers: [...split.refund.refund.pointers, ...leaf.pointers],
    arithmetic,
    leftover,
  });
  take(split.balance, leaf, amount);
};

/**
 * An earlier refund that named no lines was spread over what was left; now the lines of this one show that some of it was for
 * something else, as more would have come back of a thing than was sold. That share moves on, and the refund's amount stays.
 */
export const moveSpread = (split: RefundSplit): void => {
  const { amounts, balance, refund } = split;
  const text = (minor: bigint): string => amountText(amounts, minor);
  let moved = 0n;
  for (const leaf of balance.leaves) {
    if (leaf.sold < 0n || leaf.left >= 0n || leaf.spread === 0n) continue;
    const over = -leaf.left < leaf.spread ? -leaf.left : leaf.spread;
    const before = leaf.left;
    leaf.spread -= over;
    const arithmetic = `${text(before)} left of ${text(leaf.sold)} sold after ${refund.refund.id}; 0 - ${text(over)} spread here before = ${text(-over)}`;
    giveBack(split, leaf, -over, arithmetic);
    moved += over;
  }
  if (moved > 0n) spreadRefund(split, moved);
};
