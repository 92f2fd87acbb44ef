/**
 * Which agreements belong to which refund. An agreement of a refund names it; one of a return or an edit does not, but
 * Shopify makes the refund in the same instant. What no refund belongs to is a refund of its own: something was taken
 * back, whether or not money follows.
 */
import { minorOf } from '../read-amount';
import type { AgreementDraft, OrderDraft, RefundDraft, SaleDraft } from './drafts';

export interface RefundGroup {
  /** Of the refund, else `agreement-<id>`. */
  readonly id: string;
  readonly refund: RefundDraft | undefined;
  readonly at: string;
  readonly pointer: string;
  /** What was taken back, and adjustments; their totals are negative when the buyer gets something. */
  readonly sales: readonly SaleDraft[];
  /** Sum of the totals. */
  readonly total: bigint;
}

/** The refund of each agreement that has one; no refund serves two agreements unless they name it themselves. */
export const matchRefunds = (draft: OrderDraft): ReadonlyMap<AgreementDraft, RefundDraft> => {
  const matches = new Map<AgreementDraft, RefundDraft>();
  const free = new Set(draft.refunds);
  const match = (agreement: AgreementDraft, refund: RefundDraft | undefined): void => {
    if (refund === undefined) return;
    matches.set(agreement, refund);
    free.delete(refund);
  };
  for (const agreement of draft.agreements) {
    if (agreement.refundId === undefined) continue;
    match(
      agreement,
      draft.refunds.find(({ id }) => id === agreement.refundId),
    );
  }
  const others = draft.agreements.filter((agreement) => !agreement.initial && !matches.has(agreement));
  for (const agreement of others)
    match(
      agreement,
      [...free].find(({ at }) => at === agreement.at),
    );
  for (const agreement of others) {
    if (matches.has(agreement) || agreement.returnId === undefined) continue;
    match(
      agreement,
      [...free].find(({ returnId }) => returnId === agreement.returnId),
    );
  }
  return matches;
};

interface Taken {
  readonly agreement: AgreementDraft;
  readonly refund: RefundDraft | undefined;
  readonly sales: readonly SaleDraft[];
}

const sumOfTotals = (sales: readonly SaleDraft[]): bigint =>
  sales.reduce((sum, { total }) => sum + minorOf(total.amount), 0n);

/** A refund whose money was pending counts from the agreement that gave it a value. */
const instantOf = (taken: readonly [Taken, ...Taken[]]): string => {
  let sum = 0n;
  for (const { agreement, sales } of taken) {
    sum += sumOfTotals(sales);
    if (sum !== 0n) return agreement.at;
  }
  return taken[0].agreement.at;
};

/** In the order in which they happened. Agreements that name the same refund are one. */
export const groupRefunds = (taken: readonly Taken[]): readonly RefundGroup[] => {
  const byId = new Map<string, [Taken, ...Taken[]]>();
  for (const entry of taken) {
    if (entry.sales.length === 0) continue;
    const id = entry.refund?.id ?? `agreement-${entry.agreement.id}`;
    const known = byId.get(id);
    if (known === undefined) byId.set(id, [entry]);
    else known.push(entry);
  }
  return [...byId].map(([id, entries]) => {
    const sales = entries.flatMap((entry) => entry.sales);
    const [{ refund, agreement }] = entries;
    return {
      id,
      refund,
      at: instantOf(entries),
      pointer: agreement.pointer,
      sales,
      total: sumOfTotals(sales),
    };
  });
};
