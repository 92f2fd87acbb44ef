/** Taxes as the source states them, in one line a jurisdiction, a taxed part, or an order. */
import type { EventPart } from '../../events/finance-event';
import type { MeasuredEvent } from '../../events/measured-event';
import { formatDigits } from '../../money/decimal';
import { cleanText } from '../../accounting/clean-text';
import { type Draft, type LineDetails, type Place, credit, creditAt, placeOf, totalText } from '../draft';
import { deferredTaxAccount, taxAccount, taxCodeOf } from '../logical-accounts';
import { componentOf, explainPart, explainSum } from './explain';
import type { Direction } from './money';

export const bookTaxes = (draft: Draft, measured: MeasuredEvent, direction: Direction): void => {
  const { kind, parts } = measured.event;
  const rule = `${kind}.tax`;
  const sums = new Map<string, TaxSum>();
  for (let index = 0; index < parts.length; index++) {
    const part = parts[index] as EventPart;
    if (part.component === 'channel_tax')
      bookChannelTax(draft, part, direction * (measured.minor[index] as bigint), kind);
    if (part.component !== 'tax') continue;
    let minor = measured.minor[index] as bigint;
    const waits = draft.unearned?.[index] ?? 0n;
    if (waits !== 0n) {
      bookDeferred(draft, part, direction * waits, kind);
      minor -= waits;
      if (minor === 0n) continue;
    }
    const place = placeOf(draft, 'tax', taxAccount(part.jurisdiction ?? '', draft.policy), part);
    const taxed = waits === 0n ? part : lessened(part, minor, waits, draft);
    if (draft.policy.tax === 'line') {
      creditAt(draft, place, direction * minor, label(part), explainPart(rule, taxed), codeOf(draft, place));
      continue;
    }
    const key =
      place.dimensions === undefined ? place.account : JSON.stringify([place.account, place.dimensions]);
    let sum = sums.get(key);
    if (!sum) sums.set(key, (sum = { place, parts: [], terms: [], total: 0n }));
    sum.parts.push(taxed);
    sum.terms.push(taxed.amount);
    sum.total += minor;
  }
  for (const { place, parts: taxes, terms, total } of sums.values()) {
    const [first] = taxes;
    const memo = draft.policy.tax === 'order' || !first ? 'Tax' : label(first);
    const [single] = taxes.length === 1 ? taxes : [];
    const explanation = single
      ? explainPart(rule, single)
      : explainSum(rule, componentOfAll(taxes), taxes, totalText(draft, terms, total));
    creditAt(draft, place, direction * total, memo, explanation, codeOf(draft, place));
  }
};

interface TaxSum {
  readonly place: Place;
  readonly parts: EventPart[];
  readonly terms: string[];
  total: bigint;
}

/** A line that carries several jurisdictions says so: it cannot be laid beside one of them. */
const componentOfAll = (taxes: readonly EventPart[]): string => {
  const [first = 'tax', ...others] = new Set(taxes.map(componentOf));
  return others.length === 0 ? first : 'tax';
};

/** The part of a tax that is not waiting. */
const lessened = (part: EventPart, minor: bigint, waits: bigint, draft: Draft): EventPart => {
  const text = (value: bigint): string => formatDigits(value, draft.decimals);
  return { ...part, amount: text(minor), arithmetic: `${part.amount} - ${text(waits)} = ${text(minor)}` };
};

/** Tax on what is not delivered yet, where the policy has it wait. */
const bookDeferred = (draft: Draft, part: EventPart, minor: bigint, kind: string): void => {
  const account = deferredTaxAccount(part.jurisdiction ?? '', draft.policy);
  const amount = formatDigits(minor < 0n ? -minor : minor, draft.decimals);
  const waiting = amount === part.amount ? part : { ...part, amount, arithmetic: amount };
  const explanation = { ...explainPart(`${kind}.tax.deferred`, waiting), component: 'deferred' };
  credit(draft, account, minor, label(part), explanation);
};

/** In and out of one account, so that reports show it and nothing stays. */
const bookChannelTax = (draft: Draft, part: EventPart, minor: bigint, kind: string): void => {
  if (draft.policy.channelTax === 'left-out') return;
  const explanation = explainPart(`${kind}.channel-tax`, part);
  credit(draft, 'facilitator-tax', minor, label(part), explanation);
  credit(draft, 'facilitator-tax', -minor, `${label(part)}, owed by the channel`, explanation);
};

const label = (part: EventPart): string => cleanText(part.title || part.jurisdiction || 'Tax');

/** One amount for the whole order has no code in journals: it may mix several. Documents need one to name the tax. */
const codeOf = (draft: Draft, { account }: Place): LineDetails | undefined =>
  (account === 'tax:all' && draft.details === undefined) || !account.startsWith('tax:')
    ? undefined
    : { taxCode: taxCodeOf(account) };
