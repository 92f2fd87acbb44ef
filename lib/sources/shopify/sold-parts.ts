/**
 * What was sold so far, so that what is taken back finds the part that it came from. One line item may have been sold in
 * several agreements (an edit that raised its quantity); what is taken back then comes off the oldest first.
 */
import type { RefundPart, TaxLine } from '../../commerce/order';
import { formatDigits } from '../../money/decimal';
import { minorOf } from '../read-amount';
import type { SaleDraft } from './drafts';
import { buildTaxes, type TaxDraft } from './taxes';

interface SoldPart {
  /** Id in the canonical order. */
  readonly id: string;
  /** Shopify's id of the line item, shipping line, duty or fee. */
  readonly of: string | undefined;
  /** Not yet taken back, without tax. */
  net: bigint;
  quantity: bigint | undefined;
  /** As many as were sold. */
  readonly sold: bigint | undefined;
  /** Of those, sent to the buyer. */
  sent: bigint;
  readonly taxes: Map<string, bigint>;
}

export interface SentPieces {
  /** Id of the part. */
  readonly of: string;
  readonly pieces: bigint;
}

export interface SoldParts {
  /** Notes a sale; gives the id of its part: Shopify's id, with that of the sale where the line was sold before. */
  add(sale: SaleDraft, net: bigint): string;
  /** Parts of a refund for a sale that takes something back. */
  takeBack(sale: SaleDraft, likely: readonly string[], decimals: number): readonly RefundPart[];
  /** Sends pieces of a line item, once all that was taken back is known; whose they are goes by the id of the part. */
  send(of: string, pieces: number): readonly SentPieces[];
}

const sumByJurisdiction = (taxes: readonly TaxDraft[]): Map<string, bigint> => {
  const sums = new Map<string, bigint>();
  for (const { jurisdiction, amount } of taxes) {
    sums.set(jurisdiction, (sums.get(jurisdiction) ?? 0n) + minorOf(amount));
  }
  return sums;
};

/** Of one kind: several kinds of parts may bear the same id, and a duty is never a tip. */
const kindOf = ({ kind, purpose }: Pick<SaleDraft, 'kind' | 'purpose'>): string => `${kind} ${purpose ?? ''}`;

interface Sold {
  /** In the order in which they were sold. */
  readonly byKind: Map<string, SoldPart[]>;
  /** By kind and Shopify's id. */
  readonly bySubject: Map<string, SoldPart[]>;
}

const put = (lists: Map<string, SoldPart[]>, key: string, part: SoldPart): void => {
  const known = lists.get(key);
  if (known === undefined) lists.set(key, [part]);
  else known.push(part);
};

/** Where Shopify does not say which shipping line came back, those that the refund names go first, then the oldest. */
const candidatesFor = (sold: Sold, sale: SaleDraft, likely: readonly string[]): readonly SoldPart[] => {
  const kind = kindOf(sale);
  if (sale.of !== undefined) return sold.bySubject.get(`${kind} ${sale.of}`) ?? [];
  const alike = sold.byKind.get(kind) ?? [];
  const named = new Set(alike.filter(({ of }) => of !== undefined && likely.includes(of)));
  return [...named, ...alike.filter((part) => !named.has(part))];
};

const smaller = (a: bigint, b: bigint): bigint => (a < b ? a : b);

/** What one part gives of the rest; the last one gives all of it, so that too much shows there and holds the order. */
const takeFrom = (part: SoldPart, rest: Rest, last: boolean): Rest => {
  const take = (left: bigint, wanted: bigint): bigint =>
    last ? wanted : smaller(left > 0n ? left : 0n, wanted);
  const net = take(part.net, rest.net);
  part.net -= net;
  const quantity =
    rest.quantity === undefined ? undefined : take(part.quantity ?? rest.quantity, rest.quantity);
  if (quantity !== undefined && part.quantity !== undefined) part.quantity -= quantity;
  const taxes = rest.taxes.map((tax) => {
    const left = part.taxes.get(tax.draft.jurisdiction) ?? 0n;
    const amount = take(left, tax.amount);
    part.taxes.set(tax.draft.jurisdiction, left - amount);
    return { draft: tax.draft, amount };
  });
  return { net, quantity, taxes };
};

interface Rest {
  readonly net: bigint;
  readonly quantity: bigint | undefined;
  readonly taxes: readonly { readonly draft: TaxDraft; readonly amount: bigint }[];
}

const less = (rest: Rest, taken: Rest): Rest => ({
  net: rest.net - taken.net,
  quantity: rest.quantity === undefined ? undefined : rest.quantity - (taken.quantity ?? 0n),
  taxes: rest.taxes.map(({ draft, amount }, index) => ({
    draft,
    amount: amount - (taken.taxes[index]?.amount ?? 0n),
  })),
});

const isNothing = ({ net, quantity, taxes }: Rest): boolean =>
  net === 0n && (quantity ?? 0n) === 0n && taxes.every(({ amount }) => amount === 0n);

const restOf = (sale: SaleDraft): Rest => ({
  net: minorOf(sale.tax.amount) - minorOf(sale.total.amount),
  quantity: sale.kind === 'goods' && sale.quantity ? BigInt(-sale.quantity) : undefined,
  taxes: sale.taxes.map((draft) => ({ draft, amount: -minorOf(draft.amount) })),
});

const taxLines = (taken: Rest, decimals: number): TaxLine[] =>
  taken.taxes.flatMap(({ draft, amount }) =>
    buildTaxes([{ ...draft, amount: { ...draft.amount, minor: amount } }], decimals),
  );

const partOf = (sale: SaleDraft, id: string, of: string, taken: Rest, decimals: number): RefundPart => {
  const part: RefundPart = {
    id,
    of,
    amount: formatDigits(taken.net, decimals),
    taxes: taxLines(taken, decimals),
    pointers: [...sale.pointers],
  };
  if (taken.quantity !== undefined && taken.quantity > 0n) part.quantity = String(taken.quantity);
  if (sale.total.amount.leftover !== undefined) part.leftover = sale.total.amount.leftover;
  return part;
};

/** The same sale may come off several parts; all but the first get a number behind its id. */
const takeFromEach = (
  sale: SaleDraft,
  candidates: readonly SoldPart[],
  decimals: number,
): readonly RefundPart[] => {
  const parts: RefundPart[] = [];
  let rest = restOf(sale);
  candidates.forEach((part, index) => {
    const last = index === candidates.length - 1;
    if (parts.length > 0 && isNothing(rest)) return;
    const taken = takeFrom(part, rest, last);
    rest = less(rest, taken);
    if (isNothing(taken) && !last) return;
    const id = parts.length === 0 ? sale.id : `${sale.id}-${parts.length + 1}`;
    parts.push(partOf(sale, id, part.id, taken, decimals));
  });
  return parts;
};

/** Pieces that stand go first, so that one that was taken out again does not count as sent; then those that came back. */
const sendFrom = (parts: readonly SoldPart[], pieces: bigint): readonly SentPieces[] => {
  const taken = new Map<SoldPart, bigint>();
  let rest = pieces;
  const take = (part: SoldPart, most: bigint): void => {
    const share = smaller(most > 0n ? most : 0n, rest);
    if (share === 0n) return;
    rest -= share;
    part.sent += share;
    taken.set(part, (taken.get(part) ?? 0n) + share);
  };
  for (const part of parts) take(part, (part.quantity ?? rest) - part.sent);
  for (const part of parts) take(part, (part.sold ?? rest) - part.sent);
  const last = parts.at(-1);
  // More than was sold: told as it is, so that whoever books by deliveries sees it.
  if (last !== undefined) take(last, rest);
  return [...taken].map(([{ id }, share]) => ({ of: id, pieces: share }));
};

export const openSoldParts = (): SoldParts => {
  const sold: Sold = { byKind: new Map(), bySubject: new Map() };
  const ids = new Set<string>();
  return {
    add: (sale, net) => {
      const key = (id: string): string => `${sale.kind} ${id}`;
      const id = ids.has(key(sale.partId)) ? `${sale.partId}-${sale.id}` : sale.partId;
      ids.add(key(id));
      const { of } = sale;
      const quantity = sale.quantity === undefined ? undefined : BigInt(sale.quantity);
      const taxes = sumByJurisdiction(sale.taxes);
      const part: SoldPart = { id, of, net, quantity, sold: quantity, sent: 0n, taxes };
      put(sold.byKind, kindOf(sale), part);
      if (of !== undefined) put(sold.bySubject, `${kindOf(sale)} ${of}`, part);
      return id;
    },
    takeBack: (sale, likely, decimals) => {
      const candidates = candidatesFor(sold, sale, likely);
      if (candidates.length > 0) return takeFromEach(sale, candidates, decimals);
      return [partOf(sale, sale.id, sale.of ?? 'unknown', restOf(sale), decimals)];
    },
    send: (of, pieces) => {
      const parts = sold.bySubject.get(`${kindOf({ kind: 'goods' })} ${of}`) ?? [];
      if (parts.length > 0) return sendFrom(parts, BigInt(pieces));
      // A tip is a line item too, and nobody delivers one.
      const isTip = sold.bySubject.has(`${kindOf({ kind: 'surcharge', purpose: 'tip' })} ${of}`);
      return isTip ? [] : [{ of, pieces: BigInt(pieces) }];
    },
  };
};
