/** What refunds, a cancellation and deliveries should move, for the second working-out of the balances. */
import type { PartKind } from '../commerce/order-amounts';
import type { EventPart } from '../events/finance-event';
import { type MeasuredEvent, discountsBehind, isPriced, totalMinor } from '../events/measured-event';
import { type Conserving, isNetted, placePart, placeTax, unearnedOf } from './conservation-parts';
import type { Tally } from './conservation-tally';
import { deferredTaxAccount, restockingAccount } from './logical-accounts';

/** Parts come from the split of the refund; that they add up to its amount is checked through receivable. */
export const expectGivenBack = (expected: Tally, measured: MeasuredEvent, conserving: Conserving): void => {
  const { policy } = conserving;
  measured.event.parts.forEach((part, index) => {
    const minor = measured.minor[index] as bigint;
    const unearned = unearnedOf(conserving, measured, index) ?? 0n;
    if (part.component === 'restocking_fee') expected.add(restockingAccount(policy, part.on), minor);
    else if (part.component === 'unallocated') expected.add('unallocated-refunds', -minor);
    else if (part.component === 'rounding') expected.add('rounding', -minor);
    else if (part.component === 'discount') expected.place('discount', 'discounts', part, minor);
    else if (part.component === 'tax') {
      expected.add(deferredTaxAccount(part.jurisdiction ?? '', policy), -unearned);
      placeTax(expected, conserving, part, unearned - minor);
    } else if (isPriced(part)) {
      expected.add('deferred-revenue', -unearned);
      const about = { ...part, component: part.component as PartKind };
      placePart(expected, conserving, about, part.nature, minor, 'returns', unearned - minor);
    }
  });
};

export const expectCancelled = (expected: Tally, measured: MeasuredEvent, conserving: Conserving): void => {
  const { parts } = measured.event;
  const { policy } = conserving;
  parts.forEach((part, index) => {
    const minor = measured.minor[index] as bigint;
    const waits = unearnedOf(conserving, measured, index);
    const unearned = waits ?? 0n;
    if (part.component === 'unallocated') expected.add('unallocated-refunds', -minor);
    else if (part.component === 'rounding') expected.add('rounding', -minor);
    else if (part.component === 'tax') {
      expected.add(deferredTaxAccount(part.jurisdiction ?? '', policy), -unearned);
      placeTax(expected, conserving, part, unearned - minor);
    } else if (isPriced(part)) {
      const reduction = discountsBehind(parts, measured.minor, index);
      const isNet = isNetted(part.nature, policy) || waits !== undefined;
      const booked = isNet ? minor - reduction : minor;
      expected.add('deferred-revenue', -unearned);
      const about = { ...part, component: part.component as PartKind };
      placePart(expected, conserving, about, part.nature, booked - unearned, 'income', unearned - booked);
      if (!isNet && reduction !== 0n)
        expected.place('discount', 'discounts', parts[index + 1] as EventPart, reduction);
    }
  });
  expected.add('receivable', totalMinor(measured));
};

export const expectDelivered = (expected: Tally, conserving: Conserving): void => {
  const { story, policy } = conserving;
  if (!story.deliveries) return;
  for (const [event, sign] of [
    ...story.deliveries.fulfilments.map((one) => [one, 1n] as const),
    ...story.deliveries.restocks.map((one) => [one, -1n] as const),
  ])
    event.event.parts.forEach((part, index) => {
      const minor = event.minor[index] as bigint;
      if (part.component === 'cost') {
        expected.place('cost', 'cost-of-goods', part, -sign * minor);
        expected.place('stock', 'inventory', part, sign * minor);
      } else if (part.component === 'tax') {
        expected.add(deferredTaxAccount(part.jurisdiction ?? '', policy), -minor);
        placeTax(expected, conserving, part, minor);
      } else if (isPriced(part)) {
        const reduction = discountsBehind(event.event.parts, event.minor, index);
        const booked = isNetted(part.nature, policy) ? minor - reduction : minor;
        expected.add('deferred-revenue', reduction - minor);
        const about = { ...part, component: part.component as PartKind };
        placePart(expected, conserving, about, part.nature, booked, 'income', booked);
        if (booked === minor && reduction !== 0n)
          expected.place('discount', 'discounts', event.event.parts[index + 1] as EventPart, -reduction);
      }
    });
};
