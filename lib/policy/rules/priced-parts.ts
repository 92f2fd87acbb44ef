/** Goods, shipping and surcharges of a sale, with their discounts as the policy has them; a cancellation mirrors it. */
import type { EventPart } from '../../events/finance-event';
import type { PartKind } from '../../commerce/order-amounts';
import { type MeasuredEvent, isPriced } from '../../events/measured-event';
import { formatDigits } from '../../money/decimal';
import { cleanText } from '../../accounting/clean-text';
import { type Draft, type Place, credit, creditAt, negated, placeOf, totalText } from '../draft';
import { incomeAccount } from '../logical-accounts';
import type { Policy } from '../policy';
import { componentOf, explainPart, explainSum, partMemo } from './explain';
import type { Direction } from './money';

/** Expects the discounts of a part right behind it, as events are derived. */
export const bookPricedParts = (draft: Draft, measured: MeasuredEvent, direction: Direction): void => {
  const { kind, parts } = measured.event;
  const byCode = new Map<string, Reduction>();
  let index = 0;
  while (index < parts.length) {
    const part = parts[index] as EventPart;
    const booking: Booking = { part, minor: measured.minor[index] as bigint, direction, kind };
    const unearned = draft.unearned?.[index];
    index++;
    if (!isPriced(part)) continue;
    const reduction: Reduction = { parts: [], terms: [], total: 0n };
    while (parts[index]?.component === 'discount') {
      reduce(reduction, parts[index] as EventPart, measured.minor[index] as bigint);
      index++;
    }
    // What waits is net of discounts, and so is what a cancellation takes back of it, even where that is nothing.
    if (unearned !== undefined) bookUnearned(draft, booking, reduction, unearned);
    else if (reduction.parts.length === 0) bookGross(draft, booking);
    else if (isNetted(part, draft.policy)) bookNet(draft, booking, reduction, 0n);
    else {
      bookGross(draft, booking);
      bookOrGather(draft, byCode, reduction, booking);
    }
  }
  bookGathered(draft, byCode, direction, kind);
};

/** What comes back of the discounts of gift cards, which stand right behind them as in a sale. */
export const bookReturnedDiscounts = (draft: Draft, measured: MeasuredEvent): void => {
  const { kind, parts } = measured.event;
  const byCode = new Map<string, Reduction>();
  for (let index = 0; index < parts.length; index++) {
    const part = parts[index] as EventPart;
    if (parts[index + 1]?.component !== 'discount') continue;
    const booking: Booking = { part, minor: measured.minor[index] as bigint, direction: -1n, kind };
    const reduction: Reduction = { parts: [], terms: [], total: 0n };
    while (parts[index + 1]?.component === 'discount') {
      index++;
      reduce(reduction, parts[index] as EventPart, measured.minor[index] as bigint);
    }
    bookOrGather(draft, byCode, reduction, booking);
  }
  bookGathered(draft, byCode, -1n, kind);
};

const bookOrGather = (
  draft: Draft,
  byCode: Map<string, Reduction>,
  reduction: Reduction,
  { part, direction, kind }: Booking,
): void => {
  if (draft.policy.discounts === 'contra') bookReduction(draft, reduction, direction, kind, partMemo(part));
  else gatherByCode(draft, byCode, reduction);
};

const bookGathered = (
  draft: Draft,
  byCode: ReadonlyMap<string, Reduction>,
  direction: Direction,
  kind: string,
): void => {
  for (const reduction of byCode.values()) {
    const [first] = reduction.parts;
    bookReduction(draft, reduction, direction, kind, cleanText(first?.code ?? first?.title ?? 'Discount'));
  }
};

/** A gift card is owed at its face value, whatever was paid for it. */
export const isNetted = (part: Pick<EventPart, 'nature'>, policy: Policy): boolean =>
  policy.discounts === 'net' && part.nature !== 'gift_card';

interface Booking {
  readonly part: EventPart;
  readonly minor: bigint;
  readonly direction: Direction;
  readonly kind: string;
}

interface Reduction {
  readonly parts: EventPart[];
  readonly terms: bigint[];
  total: bigint;
}

const reduce = (reduction: Reduction, part: EventPart, minor: bigint): void => {
  reduction.parts.push(part);
  reduction.terms.push(minor);
  reduction.total += minor;
};

/** Reductions with one code are one line of the sales document; one without a code stays with its part. */
const gatherByCode = (draft: Draft, byCode: Map<string, Reduction>, reduction: Reduction): void => {
  reduction.parts.forEach((part, index) => {
    // One line of a document cannot be taxed in two ways, and stands on one account: each of those gets a line.
    const taxes = part.code === undefined ? '' : (draft.details?.(part).taxedBy?.join(' ') ?? '');
    const place =
      draft.rules === undefined ? '' : JSON.stringify(placeOf(draft, 'discount', 'discounts', part));
    const key =
      part.code === undefined ? `part ${part.on} ${part.of}` : `code ${part.code} ${taxes} ${place}`;
    let gathered = byCode.get(key);
    if (!gathered) byCode.set(key, (gathered = { parts: [], terms: [], total: 0n }));
    reduce(gathered, part, reduction.terms[index] as bigint);
  });
};

/** A surcharge below zero names no line that it reduces: it is a discount on the whole. */
const placeOfPart = (draft: Draft, part: EventPart, minor: bigint): Place => {
  if (part.component === 'surcharge' && part.nature === undefined && minor < 0n)
    return placeOf(draft, 'discount', 'discounts', part);
  const component = part.component as PartKind;
  const usual = incomeAccount(component, draft.policy, part.nature);
  return part.nature === undefined ? placeOf(draft, component, usual, part) : { account: usual };
};

const bookGross = (draft: Draft, { part, minor, direction, kind }: Booking): void => {
  if (minor === 0n) return;
  const explanation = explainPart(`${kind}.${part.component}`, part);
  const place = placeOfPart(draft, part, minor);
  creditAt(draft, place, direction * minor, partMemo(part), explanation, draft.details?.(part));
};

/** Net of its reductions and of what was not earned yet. */
const bookNet = (draft: Draft, booking: Booking, reduction: Reduction, unearned: bigint): void => {
  const { part, minor, direction, kind } = booking;
  const net = minor - reduction.total - unearned;
  const terms = [part.amount, ...reduction.parts.map(({ amount }) => negated(amount))];
  if (unearned !== 0n) terms.push(formatDigits(-unearned, draft.decimals));
  const sum = totalText(draft, terms, net);
  const explained = [part, ...reduction.parts];
  const explanation = explainSum(`${kind}.${part.component}.net`, componentOf(part), explained, sum);
  const place = placeOfPart(draft, part, net);
  creditAt(draft, place, direction * net, partMemo(part), explanation, draft.details?.(part));
};

/** What waits to be earned is net of discounts; they show when it is delivered. */
const bookUnearned = (draft: Draft, booking: Booking, reduction: Reduction, unearned: bigint): void => {
  const { part, minor, direction, kind } = booking;
  const net = minor - reduction.total;
  if (unearned === 0n) return bookNet(draft, booking, reduction, 0n);
  const terms = [part.amount, ...reduction.parts.map(({ amount }) => negated(amount))];
  if (net !== unearned) terms.push(formatDigits(unearned - net, draft.decimals));
  const sum = totalText(draft, terms, unearned);
  const explanation = explainSum(
    `${kind}.${part.component}.deferred`,
    'deferred',
    [part, ...reduction.parts],
    sum,
  );
  const details = draft.details?.(part);
  credit(draft, 'deferred-revenue', direction * unearned, partMemo(part), explanation, details);
  if (net !== unearned) bookNet(draft, booking, reduction, unearned);
};

const bookReduction = (
  draft: Draft,
  reduction: Reduction,
  direction: Direction,
  kind: string,
  memo: string,
): void => {
  const sum = totalText(
    draft,
    reduction.parts.map(({ amount }) => amount),
    reduction.total,
  );
  const explanation = explainSum(`${kind}.discount`, 'discount', reduction.parts, sum);
  const [first] = reduction.parts;
  const place = placeOf(draft, 'discount', 'discounts', first);
  const details = first && draft.details?.(first);
  creditAt(draft, place, -direction * reduction.total, memo, explanation, details);
};
