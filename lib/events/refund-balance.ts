/** What is left of an order while its refunds are taken one after the other: one leaf for each thing that can return. */
import type { OrderAmounts, PartKind, PartNature } from '../commerce/order-amounts';
import { type Face, faceOf } from './face-value';
import type { Component } from './finance-event';

export interface Leaf {
  readonly component: Extract<Component, 'goods' | 'shipping' | 'surcharge' | 'tax' | 'rounding'>;
  readonly of: string;
  readonly nature?: PartNature;
  /** What is taxed, for a tax. */
  readonly on?: PartKind;
  readonly title?: string;
  readonly jurisdiction?: string;
  /** False for tax that the channel owes: it counts in what the buyer gets back, but is not booked. */
  readonly booked: boolean;
  readonly pointers: readonly string[];
  /** Net of discounts, in minor units. */
  readonly sold: bigint;
  /** Of a gift card that was sold below its face value. */
  readonly face?: Face | undefined;
  left: bigint;
  /** Of what was given back, how much was only laid here because a refund named no lines. */
  spread: bigint;
}

export interface RefundBalance {
  readonly leaves: Leaf[];
  readonly byKey: Map<string, Leaf>;
  /** Sum of what is left of the leaves. */
  left: bigint;
  /** Refunded without a component so far. */
  unallocated: bigint;
  /** Kept from refunds so far. */
  fees: bigint;
  /** The same by what it was kept of. */
  readonly feesOf: Map<PartKind | undefined, bigint>;
}

export const openBalance = (amounts: OrderAmounts, rounding: bigint): RefundBalance => {
  const balance: RefundBalance = {
    leaves: [],
    byKey: new Map(),
    left: 0n,
    unallocated: 0n,
    fees: 0n,
    feesOf: new Map(),
  };
  for (const sold of amounts.parts) {
    const { kind, part, nature, amount, discountSum, taxes } = sold;
    const net = amount - discountSum;
    const pointers =
      discountSum === 0n ? part.pointers : [...part.pointers, ...part.discounts.flatMap((d) => d.pointers)];
    put(balance, partKey(kind, part.id), {
      component: kind,
      of: part.id,
      nature,
      title: part.title,
      booked: true,
      pointers,
      sold: net,
      face: faceOf(sold),
      left: net,
      spread: 0n,
    });
    for (let index = 0; index < taxes.length; index++) {
      const tax = part.taxes[index] as (typeof part.taxes)[number];
      put(balance, taxKey(kind, part.id, tax), taxLeaf(kind, part.id, tax, taxes[index] as bigint));
    }
  }
  if (rounding !== 0n) put(balance, ROUNDING, roundingLeaf(amounts, rounding));
  return balance;
};

/** A tax that was not sold is opened at nothing: the checks let it pass only within the rounding limit. */
export const takeTax = (
  balance: RefundBalance,
  kind: PartKind,
  of: string,
  tax: TaxName,
  amount: bigint,
): void => {
  const key = taxKey(kind, of, tax);
  take(balance, balance.byKey.get(key) ?? put(balance, key, taxLeaf(kind, of, tax, 0n)), amount);
};

export const takeRounding = (balance: RefundBalance, amounts: OrderAmounts, amount: bigint): void =>
  take(balance, balance.byKey.get(ROUNDING) ?? put(balance, ROUNDING, roundingLeaf(amounts, 0n)), amount);

export const take = (balance: RefundBalance, leaf: Leaf, amount: bigint): void => {
  leaf.left -= amount;
  balance.left -= amount;
};

/** Keeps so much of what a refund gives back; below zero it is given back after all. */
export const keepFee = (balance: RefundBalance, of: PartKind | undefined, amount: bigint): void => {
  balance.fees += amount;
  balance.feesOf.set(of, (balance.feesOf.get(of) ?? 0n) + amount);
};

export const leafOfPart = (balance: RefundBalance, kind: PartKind, of: string): Leaf =>
  required(balance, partKey(kind, of));

const ROUNDING = 'rounding';

interface TaxName {
  readonly jurisdiction: string;
  readonly label: string;
  readonly liable: 'merchant' | 'channel';
  readonly pointers: readonly string[];
}

// Ids come from the shop and may hold anything, so a length keeps them apart from what follows.
const partKey = (kind: PartKind, of: string): string => `${kind} ${of.length} ${of}`;
const taxKey = (kind: PartKind, of: string, tax: TaxName): string =>
  `${kind} ${of.length} ${of} tax ${tax.liable} ${tax.jurisdiction}`;

const required = (balance: RefundBalance, key: string): Leaf => {
  const leaf = balance.byKey.get(key);
  if (!leaf) throw new Error(`a refund names a part that the checks should have refused: ${key}`);
  return leaf;
};

/** Two taxes of one jurisdiction on one part are one leaf: a refund cannot tell them apart either. */
const put = (balance: RefundBalance, key: string, leaf: Leaf): Leaf => {
  const known = balance.byKey.get(key);
  const merged = known
    ? {
        ...known,
        sold: known.sold + leaf.sold,
        left: known.left + leaf.left,
        pointers: [...known.pointers, ...leaf.pointers],
      }
    : leaf;
  if (known) balance.leaves[balance.leaves.indexOf(known)] = merged;
  else balance.leaves.push(merged);
  balance.byKey.set(key, merged);
  balance.left += leaf.left;
  return merged;
};

const taxLeaf = (kind: PartKind, of: string, tax: TaxName, sold: bigint): Leaf => ({
  component: 'tax',
  of,
  on: kind,
  title: tax.label,
  jurisdiction: tax.jurisdiction,
  booked: tax.liable === 'merchant',
  pointers: tax.pointers,
  sold,
  left: sold,
  spread: 0n,
});

const roundingLeaf = (amounts: OrderAmounts, sold: bigint): Leaf => ({
  component: 'rounding',
  of: amounts.order.source.orderId,
  title: 'Rounding of the source',
  booked: true,
  pointers: amounts.claims.total.pointers,
  sold,
  left: sold,
  spread: 0n,
});
