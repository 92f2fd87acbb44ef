/**
 * What a refund gives back, part by part. Itemised parts are carried as the source states them; what the refund's
 * amount says beyond or short of them is decided here, by exact balance first and by policy only then.
 */
import { type OrderAmounts, type PartKind, type RefundAmounts, amountText } from '../commerce/order-amounts';
import type { Problem } from '../commerce/problem';
import { addReturned } from './face-value';
import { type PartList, addPart, newPartList, taxComponent } from './measured-event';
import { type RefundBalance, keepFee, leafOfPart, take, takeRounding, takeTax } from './refund-balance';
import { clearBalance, clearsBalance, leaveUnallocated, moveSpread, spreadRefund } from './refund-allocation';

export interface RefundPolicy {
  /** A refund that names an amount but no lines. */
  readonly amountOnlyRefunds: 'unallocated' | 'spread';
  /** A refund that pays back less than its lines are worth. */
  readonly restockingFee: 'own-account' | 'against-returns' | 'hold';
  /** Minor units. */
  readonly roundingLimit: bigint;
}

/** One refund while it is being split. */
export interface RefundSplit {
  readonly amounts: OrderAmounts;
  readonly refund: RefundAmounts;
  readonly balance: RefundBalance;
  readonly policy: RefundPolicy;
  readonly list: PartList;
  readonly problems: Problem[];
}

/** Takes the refund out of the balance. Problems: see the codes below. */
export const refundParts = (
  amounts: OrderAmounts,
  refund: RefundAmounts,
  balance: RefundBalance,
  policy: RefundPolicy,
): { readonly list: PartList; readonly problems: readonly Problem[] } => {
  const split: RefundSplit = {
    amounts,
    refund,
    balance,
    policy,
    list: newPartList(amounts.decimals),
    problems: [],
  };
  const items = carryItems(split);
  moveSpread(split);
  const difference = refund.amount - items.sum;
  if (difference > 0n) placeRemainder(split, difference, items.count);
  else if (difference < 0n) placeShortfall(split, -difference, items);
  return split;
};

interface Items {
  readonly sum: bigint;
  /** How many amounts the source rounded to get there. */
  readonly count: number;
}

const carryItems = ({ refund, balance, list }: RefundSplit): Items => {
  let sum = 0n;
  let count = 0;
  for (const { kind, part, amount, taxes } of refund.parts) {
    const leaf = leafOfPart(balance, kind, part.of);
    if (amount !== 0n || leaf.face) {
      addReturned(list, leaf, amount, {
        component: kind,
        of: part.of,
        nature: leaf.nature,
        title: leaf.title,
        quantity: part.quantity,
        pointers: part.pointers,
      });
      take(balance, leaf, amount);
      sum += amount;
      if (amount !== 0n) count++;
    }
    for (let index = 0; index < taxes.length; index++) {
      const tax = part.taxes[index] as (typeof part.taxes)[number];
      const minor = taxes[index] as bigint;
      if (minor === 0n) continue;
      takeTax(balance, kind, part.of, tax, minor);
      sum += minor;
      count++;
      addPart(list, minor, {
        component: taxComponent(tax),
        of: part.of,
        on: kind,
        title: tax.label,
        jurisdiction: tax.jurisdiction,
        pointers: tax.pointers,
      });
    }
  }
  return { sum, count };
};

const placeRemainder = (split: RefundSplit, remainder: bigint, itemCount: number): void => {
  const clearing = clearsBalance(split.balance, remainder);
  if (clearing) clearBalance(split, clearing);
  else if (remainder <= split.policy.roundingLimit && remainder <= BigInt(itemCount)) round(split, remainder);
  else if (split.policy.amountOnlyRefunds === 'spread') spreadRefund(split, remainder);
  else leaveUnallocated(split, remainder);
};

/** A unit for each amount that the source rounded is a rounding difference; more than that was kept on purpose. */
const placeShortfall = (split: RefundSplit, shortfall: bigint, items: Items): void => {
  if (shortfall <= BigInt(items.count)) {
    if (shortfall <= split.policy.roundingLimit) round(split, -shortfall);
    else split.problems.push(totalsMismatch(split, items.sum));
    return;
  }
  split.problems.push(keptAmount(split, shortfall));
  if (split.policy.restockingFee === 'hold') return;
  const on = keptOf(split);
  keepFee(split.balance, on, shortfall);
  const text = (minor: bigint): string => amountText(split.amounts, minor);
  addPart(split.list, shortfall, {
    component: 'restocking_fee',
    of: split.refund.refund.id,
    on,
    title: 'Kept from the refund',
    pointers: split.refund.refund.pointers,
    arithmetic: `${text(items.sum)} of the refunded parts - ${text(split.refund.amount)} given back = ${text(shortfall)}`,
  });
};

/** Of goods where some were given back, else of delivery, else of surcharges; of nothing that is not the shop's own. */
const keptOf = ({ refund, balance }: RefundSplit): PartKind | undefined => {
  const kinds = new Set<PartKind>();
  for (const { kind, part, amount } of refund.parts)
    if (amount > 0n && leafOfPart(balance, kind, part.of).nature === undefined) kinds.add(kind);
  return (['goods', 'shipping', 'surcharge'] as const).find((kind) => kinds.has(kind));
};

const round = (split: RefundSplit, difference: bigint): void => {
  const { amounts, refund, list, problems } = split;
  const text = (minor: bigint): string => amountText(amounts, minor);
  const given = text(refund.amount);
  const parts = text(refund.amount - difference);
  takeRounding(split.balance, amounts, difference);
  addPart(list, difference, {
    component: 'rounding',
    of: refund.refund.id,
    title: 'Rounding of the source',
    pointers: refund.refund.pointers,
    arithmetic: `${given} given back - ${parts} of the refunded parts = ${text(difference)}`,
  });
  problems.push({
    severity: 'warning',
    code: 'rounding_line',
    message:
      `Refund ${refund.refund.id} of order ${amounts.order.source.number} gives back ${given} ${amounts.currency} and its parts add up to ${parts}; ` +
      `${text(difference)} goes to rounding, within the limit of the policy.`,
    pointer: refund.refund.pointers[0],
  });
};

const totalsMismatch = ({ amounts, refund }: RefundSplit, sum: bigint): Problem => ({
  severity: 'error',
  code: 'refund_totals_mismatch',
  message:
    `Refund ${refund.refund.id} of order ${amounts.order.source.number}: its parts add up to ${amountText(amounts, sum)} ${amounts.currency}, ` +
    `but it gives back ${amountText(amounts, refund.amount)}. Correct the refund in the shop, or allow a rounding line up to the difference in the policy.`,
  pointer: refund.refund.pointers[0],
});

const WHAT_BECOMES_OF_IT: Readonly<Record<RefundPolicy['restockingFee'], string>> = {
  hold: 'Correct the refund in the shop, or let the policy say what becomes of the rest.',
  'own-account': 'The rest is booked as a restocking fee; check that it is one.',
  'against-returns': 'The rest lowers what was returned; check that less was meant to come back.',
};

const keptAmount = ({ amounts, refund, policy: { restockingFee } }: RefundSplit, kept: bigint): Problem => ({
  severity: restockingFee === 'hold' ? 'error' : 'warning',
  code: restockingFee === 'hold' ? 'refund_less_than_lines' : 'restocking_fee_inferred',
  message:
    `Refund ${refund.refund.id} of order ${amounts.order.source.number} gives back ${amountText(amounts, refund.amount)} ${amounts.currency}, ` +
    `${amountText(amounts, kept)} less than its lines are worth. ` +
    WHAT_BECOMES_OF_IT[restockingFee],
  pointer: refund.refund.pointers[0],
});
