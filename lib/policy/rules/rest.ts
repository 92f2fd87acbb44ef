/** What is neither priced nor taxed: rounding, refunds without lines, fees kept from refunds. */
import type { EventPart } from '../../events/finance-event';
import type { MeasuredEvent } from '../../events/measured-event';
import { type Draft, credit } from '../draft';
import { explainPart, partMemo } from './explain';
import { restockingAccount } from '../logical-accounts';
import type { Direction } from './money';

export const bookRest = (draft: Draft, measured: MeasuredEvent, direction: Direction): void => {
  const { kind, parts } = measured.event;
  for (let index = 0; index < parts.length; index++) {
    const part = parts[index] as EventPart;
    const minor = measured.minor[index] as bigint;
    if (part.component === 'rounding') {
      credit(draft, 'rounding', direction * minor, partMemo(part), explainPart(`${kind}.rounding`, part));
    } else if (part.component === 'unallocated') {
      const explanation = explainPart(`${kind}.unallocated`, part);
      credit(draft, 'unallocated-refunds', direction * minor, partMemo(part), explanation);
    } else if (part.component === 'restocking_fee') {
      const explanation = explainPart(`${kind}.restocking-fee`, part);
      const account = restockingAccount(draft.policy, part.on);
      credit(draft, account, -direction * minor, partMemo(part), explanation);
    }
  }
};
