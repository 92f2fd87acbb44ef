/** Taxes as the source states them, in one line a jurisdiction, a taxed part, or an order. */
import type { EventPart } from '../../events/finance-event';
import type { MeasuredEvent } from '../../events/measured-event';
import { cleanText } from '../../accounting/clean-text';
import { type Draft, type LineDetails, credit, totalText } from '../draft';
import { taxAccount, taxCodeOf } from '../logical-accounts';
import { explainPart, explainSum } from './explain';
import type { Direction } from './money';

export const bookTaxes = (draft: Draft, measured: MeasuredEvent, direction: Direction): void => {
  const { kind, parts } = measured.event;
  const rule = `${kind}.tax`;
  const sums = new Map<string, TaxSum>();
  for (let index = 0; index < parts.length; index++) {
    const part = parts[index] as EventPart;
    if (part.component !== 'tax') continue;
    const minor = measured.minor[index] as bigint;
    const account = taxAccount(part.jurisdiction ?? '', draft.policy);
    if (draft.policy.tax === 'line') {
      credit(draft, account, direction * minor, label(part), explainPart(rule, part), codeOf(draft, account));
      continue;
    }
    let sum = sums.get(account);
    if (!sum) sums.set(account, (sum = { parts: [], terms: [], total: 0n }));
    sum.parts.push(part);
    sum.terms.push(part.amount);
    sum.total += minor;
  }
  for (const [account, { parts: taxes, terms, total }] of sums) {
    const [first] = taxes;
    const memo = draft.policy.tax === 'order' || !first ? 'Tax' : label(first);
    const [single] = taxes.length === 1 ? taxes : [];
    const explanation = single
      ? explainPart(rule, single)
      : explainSum(rule, taxes, totalText(draft, terms, total));
    credit(draft, account, direction * total, memo, explanation, codeOf(draft, account));
  }
};

interface TaxSum {
  readonly parts: EventPart[];
  readonly terms: string[];
  total: bigint;
}

const label = (part: EventPart): string => cleanText(part.title || part.jurisdiction || 'Tax');

/** One amount for the whole order has no code in journals: it may mix several. Documents need one to name the tax. */
const codeOf = (draft: Draft, account: string): LineDetails | undefined =>
  account === 'tax:all' && draft.details === undefined ? undefined : { taxCode: taxCodeOf(account) };
