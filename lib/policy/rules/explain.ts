/** Explanations and memos of lines, from the parts they come from. */
import type { Explanation } from '../../accounting/journal-entry';
import { TEXT_LIMIT, cleanText } from '../../accounting/clean-text';
import type { EventPart } from '../../events/finance-event';
import { remembered } from '../remembered';

/** What of the source a part is, whatever account it goes to. Discounts are named where they are summed up. */
export const componentOf = (part: EventPart): string => {
  const { component } = part;
  if (component === 'tax') return taxComponentOf(part.jurisdiction ?? '');
  if (component === 'payment') return paymentComponentOf(part.tender ?? part.gateway ?? '');
  if (component === 'fee') return `fee:${part.title ?? ''}`;
  return part.nature ?? component;
};

const taxComponentOf = remembered((name) => `tax:${cleanText(name, 80)}`);
const paymentComponentOf = remembered((name) => `payment:${cleanText(name, 80)}`);

/** For an amount that was carried, or worked out when the event was derived. */
export const explainPart = (rule: string, part: EventPart): Explanation =>
  part.leftover === undefined
    ? {
        rule,
        component: componentOf(part),
        pointers: part.pointers,
        arithmetic: part.arithmetic ?? part.amount,
      }
    : {
        rule,
        component: componentOf(part),
        pointers: part.pointers,
        arithmetic: part.arithmetic ?? part.amount,
        leftover: part.leftover,
      };

/** For an amount that several parts make up: how each came to be where that is not plain, then their sum. */
export const explainSum = (
  rule: string,
  component: string,
  parts: readonly EventPart[],
  sum: string,
): Explanation => {
  const pointers: string[] = [];
  let steps = '';
  let leftover = '';
  for (const part of parts) {
    for (const pointer of part.pointers) pointers.push(pointer);
    if (part.arithmetic !== undefined) steps += `${part.arithmetic}; `;
    if (part.leftover !== undefined) leftover += leftover === '' ? part.leftover : `; ${part.leftover}`;
  }
  const arithmetic = steps + sum;
  return leftover === ''
    ? { rule, component, pointers, arithmetic }
    : { rule, component, pointers, arithmetic, leftover };
};

/** `Title × 2`: the quantity survives a long title. */
export const partMemo = (part: EventPart): string => {
  const quantity = part.quantity === undefined ? '' : ` × ${part.quantity.slice(0, 30)}`;
  return cleanText(part.title ?? part.of, TEXT_LIMIT - quantity.length) + quantity;
};
