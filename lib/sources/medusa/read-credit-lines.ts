/**
 * Credit lines: what they stand for decides where the money went. A refund beyond what Medusa owed the buyer leaves one
 * (so a refund of a return leaves none); gift cards and store credit that paid at the till are credit lines too, and so
 * is, with a minus, store credit that the buyer got instead of money. Any other is not guessed at.
 */
import type { Decimal } from '../../money/decimal';
import { cleanText } from '../clean-text';
import type { MoneyReading } from '../read-amount';
import { asId, field, isObject, report } from '../read-json';
import { NOTHING } from './balance';
import type { Changes } from './read-changes';
import { isSame, plainText, type ReadAmount, readMoney } from './read-decimal';
import type { MoneyDraft, RefundMoney } from './read-payments';
import { minus } from './read-sold';
import { type Entry, readDate, readEntries } from './reading';

export interface TenderDraft extends MoneyDraft {
  readonly tender: 'gift_card' | 'store_credit';
}

export interface CreditLines {
  /** By id of a refund: how much of it Medusa did not owe for returned goods or a lowered order. */
  readonly goodwill: ReadonlyMap<string, Decimal>;
  /** What paid at the till besides money. */
  readonly tenders: readonly TenderDraft[];
  /** Store credit given for what was owed. */
  readonly payouts: readonly TenderDraft[];
}

interface CreditLine {
  readonly entry: Entry;
  readonly amount: ReadAmount;
  readonly reference: string;
  readonly version: string | undefined;
  readonly at: string | undefined;
}

const TENDERS: ReadonlyMap<string, TenderDraft['tender']> = new Map([
  ['gift-card', 'gift_card'],
  ['store-credit', 'store_credit'],
]);
/** What the dashboard and the loyalty plugin write when store credit settles what is owed. */
const PAYOUTS: ReadonlySet<string> = new Set(['refund', 'store-credit']);

export const readCreditLines = (
  reading: MoneyReading,
  order: Entry,
  changes: Changes,
  placedAt: string,
  refunds: readonly RefundMoney[],
): CreditLines => {
  const goodwill = new Map<string, Decimal>();
  const tenders: TenderDraft[] = [];
  const payouts: TenderDraft[] = [];
  const ids = new Set<string>();
  for (const line of readLines(reading, order, changes)) {
    const tender = TENDERS.get(line.reference);
    if (line.amount.digits < 0n && PAYOUTS.has(line.reference)) {
      payouts.push(asTender(line, 'store_credit', placedAt, ids));
      continue;
    }
    if (line.amount.digits > 0n && tender !== undefined) {
      tenders.push(asTender(line, tender, placedAt, ids));
      continue;
    }
    const shares = line.amount.digits > 0n ? sharesOf(line, refunds, goodwill, reading.decimals) : undefined;
    if (shares === undefined) complain(reading, line);
    else for (const [id, share] of shares) goodwill.set(id, share);
  }
  return { goodwill, tenders, payouts };
};

/** By version: the order in which they came to be. A cancellation leaves one of nothing. */
const readLines = (reading: MoneyReading, order: Entry, changes: Changes): CreditLine[] => {
  const lines = readEntries(reading, order.raw, 'credit_lines', order.path).flatMap((entry): CreditLine[] => {
    const amount = readMoney(reading, entry.raw, 'amount', entry.path);
    if (amount === undefined || amount.digits === 0n) return [];
    const metadata = field(entry.raw, 'metadata');
    const version = isObject(metadata) ? asId(field(metadata, 'created_in_version')) : undefined;
    const reference = cleanText(field(entry.raw, 'reference'), 60);
    const confirmed = version === undefined ? undefined : changes.confirmed.get(version);
    const at = version === undefined ? undefined : (confirmed?.at ?? readDate(reading, entry, 'created_at'));
    return [{ entry, amount, reference, version, at }];
  });
  const place = ({ version }: CreditLine): number => Number(version ?? '0');
  return lines.sort((a, b) => place(a) - place(b));
};

/**
 * The refunds that a credit line belongs to, each with its share: one that was made just before it and of no smaller
 * amount, the rest of which was owed; or, after a cancellation, all that it made together. Undefined when they do not
 * come to it.
 */
const sharesOf = (
  { amount, at }: CreditLine,
  refunds: readonly RefundMoney[],
  taken: ReadonlyMap<string, Decimal>,
  decimals: number,
): ReadonlyMap<string, Decimal> | undefined => {
  const before = refunds.filter((refund) => !taken.has(refund.id) && (at === undefined || refund.at <= at));
  const one = before.filter((refund) => minus(refund.amount, amount).digits >= 0n).at(-1);
  if (one !== undefined) return new Map([[one.id, amount]]);
  const shares = new Map<string, Decimal>();
  let left: Decimal = amount;
  for (const refund of before.reverse()) {
    const share = minus(left, refund.amount).digits > 0n ? refund.amount : left;
    shares.set(refund.id, share);
    left = minus(left, share);
    if (isSame(left, NOTHING, decimals)) return shares;
  }
  return undefined;
};

/** Ids of the rows change with every version; what they refer to and the version that made them do not. */
const asTender = (
  { entry, amount, reference, version, at }: CreditLine,
  tender: TenderDraft['tender'],
  placedAt: string,
  ids: Set<string>,
): TenderDraft => {
  const base = [reference, cleanText(field(entry.raw, 'reference_id'), 80), version]
    .filter((text) => text !== undefined && text !== '')
    .join('.');
  let id = base;
  for (let number = 2; ids.has(id); number++) id = `${base}-${number}`;
  ids.add(id);
  const positive: ReadAmount =
    amount.digits < 0n
      ? { ...amount, digits: -amount.digits, minor: amount.minor === undefined ? undefined : -amount.minor }
      : amount;
  const gateway = tender.replace('_', '-');
  return {
    id,
    at: at ?? placedAt,
    amount: positive,
    pointer: amount.pointer,
    gateway,
    reference: undefined,
    tender,
  };
};

const complain = (reading: MoneyReading, { entry, amount, reference }: CreditLine): void => {
  const sentence = `a credit line of ${plainText(amount)} ("${reference}") is neither of a refund nor of a gift card or store credit, so nobody knows what became of that money. Book it by hand, or undo it in Medusa.`;
  report(reading, 'error', 'unexplained_credit_line', sentence, entry.path);
};
