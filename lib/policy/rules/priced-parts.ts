/** Goods, shipping and surcharges of a sale, with their discounts as the policy has them; a cancellation mirrors it. */
import type { EventPart } from '../../events/finance-event';
import type { MeasuredEvent } from '../../events/measured-event';
import { cleanText } from '../../accounting/clean-text';
import { type Draft, credit, negated, totalText } from '../draft';
import { incomeAccount } from '../logical-accounts';
import type { Policy } from '../policy';
import { explainPart, explainSum, partMemo } from './explain';
import type { Direction } from './money';

/** Expects the discounts of a part right behind it, as events are derived. */
export const bookPricedParts = (draft: Draft, measured: MeasuredEvent, direction: Direction): void => {
  const { kind, parts } = measured.event;
  const byCode = new Map<string, Reduction>();
  let index = 0;
  while (index < parts.length) {
    const part = parts[index] as EventPart;
    const minor = measured.minor[index] as bigint;
    index++;
    if (part.component !== 'goods' && part.component !== 'shipping' && part.component !== 'surcharge')
      continue;
    const reduction: Reduction = { parts: [], terms: [], total: 0n };
    while (parts[index]?.component === 'discount') {
      reduce(reduction, parts[index] as EventPart, measured.minor[index] as bigint);
      index++;
    }
    if (reduction.parts.length === 0) bookGross(draft, part, minor, direction, kind);
    else if (isNetted(part, draft.policy)) bookNet(draft, part, minor, reduction, direction, kind);
    else {
      bookGross(draft, part, minor, direction, kind);
      if (draft.policy.discounts === 'contra')
        bookReduction(draft, reduction, direction, kind, partMemo(part));
      else gatherByCode(draft, byCode, reduction);
    }
  }
  for (const reduction of byCode.values()) {
    const [first] = reduction.parts;
    bookReduction(draft, reduction, direction, kind, cleanText(first?.code ?? first?.title ?? 'Discount'));
  }
};

/** A gift card is owed at its face value, whatever was paid for it. */
export const isNetted = (part: Pick<EventPart, 'nature'>, policy: Policy): boolean =>
  policy.discounts === 'net' && part.nature !== 'gift_card';

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
    const taxes = part.code === undefined ? '' : (draft.details?.(part).taxedBy?.join(' ') ?? '');
    // One line of a document cannot be taxed in two ways, so a code that lowers both gets a line for each.
    const key = part.code === undefined ? `part ${part.on} ${part.of}` : `code ${part.code} ${taxes}`;
    let gathered = byCode.get(key);
    if (!gathered) byCode.set(key, (gathered = { parts: [], terms: [], total: 0n }));
    reduce(gathered, part, reduction.terms[index] as bigint);
  });
};

/** A surcharge below zero names no line that it reduces: it is a discount on the whole. */
const accountOf = (draft: Draft, part: EventPart, minor: bigint): string =>
  part.component === 'surcharge' && part.nature === undefined && minor < 0n
    ? 'discounts'
    : incomeAccount(part.component as 'goods' | 'shipping' | 'surcharge', draft.policy, part.nature);

const bookGross = (
  draft: Draft,
  part: EventPart,
  minor: bigint,
  direction: Direction,
  kind: string,
): void => {
  if (minor === 0n) return;
  const account = accountOf(draft, part, minor);
  const explanation = explainPart(`${kind}.${part.component}`, part);
  credit(draft, account, direction * minor, partMemo(part), explanation, draft.details?.(part));
};

const bookNet = (
  draft: Draft,
  part: EventPart,
  minor: bigint,
  reduction: Reduction,
  direction: Direction,
  kind: string,
): void => {
  const net = minor - reduction.total;
  const sum = totalText(draft, [part.amount, ...reduction.parts.map(({ amount }) => negated(amount))], net);
  const explanation = explainSum(`${kind}.${part.component}.net`, [part, ...reduction.parts], sum);
  const account = accountOf(draft, part, net);
  credit(draft, account, direction * net, partMemo(part), explanation, draft.details?.(part));
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
  const explanation = explainSum(`${kind}.discount`, reduction.parts, sum);
  const [first] = reduction.parts;
  credit(
    draft,
    'discounts',
    -direction * reduction.total,
    memo,
    explanation,
    first && draft.details?.(first),
  );
};
