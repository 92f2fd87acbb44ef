/** A delivery earns what waited on deferred-revenue, and moves what its pieces cost out of stock. */
import { formatDigits } from '../../money/decimal';
import type { EventPart } from '../../events/finance-event';
import { type MeasuredEvent, isPriced, totalMinor } from '../../events/measured-event';
import { type Draft, credit, creditAt, placeOf } from '../draft';
import { deferredTaxAccount } from '../logical-accounts';
import { explainPart, partMemo } from './explain';
import { bookPricedParts } from './priced-parts';
import { bookTaxes } from './taxes';

export const fulfilment = (draft: Draft, measured: MeasuredEvent): void => {
  takeFromDeferred(draft, measured);
  bookPricedParts(draft, measured, 1n);
  bookTaxes(draft, measured, 1n);
  bookCosts(draft, measured, 1n);
};

/** What came back into stock. */
export const restock = (draft: Draft, measured: MeasuredEvent): void => bookCosts(draft, measured, -1n);

const takeFromDeferred = (draft: Draft, measured: MeasuredEvent): void => {
  const { event, minor } = measured;
  const text = (amount: bigint): string => formatDigits(amount, draft.decimals);
  const priced = event.parts.filter((part) => isPriced(part) || part.component === 'discount');
  let taxes = 0n;
  event.parts.forEach((part, index) => {
    if (part.component !== 'tax') return;
    const amount = minor[index] as bigint;
    taxes += amount;
    const account = deferredTaxAccount(part.jurisdiction ?? '', draft.policy);
    credit(draft, account, -amount, partMemo(part), deferred(explainPart('fulfilment.deferred-tax', part)));
  });
  const earned = totalMinor(measured) - taxes - costs(measured);
  credit(draft, 'deferred-revenue', -earned, 'Delivered', {
    rule: 'fulfilment.deferred',
    component: 'deferred',
    pointers: [...new Set(priced.flatMap(({ pointers }) => pointers))],
    arithmetic: `${priced
      .map((part) => (part.component === 'discount' ? `-${part.amount}` : part.amount))
      .join(' + ')
      .replaceAll('+ -', '- ')} = ${text(earned)}`,
  });
};

const deferred = <T extends object>(explanation: T): T & { component: string } => ({
  ...explanation,
  component: 'deferred',
});

const costs = ({ event, minor }: MeasuredEvent): bigint =>
  event.parts.reduce(
    (sum, { component }, index) => (component === 'cost' ? sum + (minor[index] as bigint) : sum),
    0n,
  );

const bookCosts = (draft: Draft, measured: MeasuredEvent, direction: 1n | -1n): void => {
  const { kind, parts } = measured.event;
  parts.forEach((part: EventPart, index) => {
    if (part.component !== 'cost') return;
    const minor = direction * (measured.minor[index] as bigint);
    const explanation = explainPart(`${kind}.cost`, part);
    const cost = placeOf(draft, 'cost', 'cost-of-goods', part);
    creditAt(draft, cost, -minor, partMemo(part), explanation);
    const stock = { ...explanation, component: 'stock' };
    creditAt(draft, placeOf(draft, 'stock', 'inventory', part), minor, partMemo(part), stock);
  });
};
