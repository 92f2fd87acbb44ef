/**
 * Where a person looks for a choice. n8n's collections cannot nest groups, and one collection keeps what workflows
 * already wrote: so the group stands in front of the name, and the list is in this order.
 */
import type { Policy } from '../../../lib';

/** Choices that are single values; rules have fields of their own. */
export type ChoiceName = Exclude<keyof Policy, 'accountRules' | 'dimensionRules'>;

export interface ChoiceGroup {
  readonly title: string;
  readonly choices: readonly ChoiceName[];
}

export const CHOICE_GROUPS: readonly ChoiceGroup[] = [
  { title: 'Sale', choices: ['output', 'postingTrigger', 'shipping', 'tips', 'duties', 'unmatched'] },
  { title: 'Discounts and Tax', choices: ['discounts', 'tax', 'channelTax', 'roundingLimit'] },
  { title: 'Refunds', choices: ['returns', 'restockingFee', 'amountOnlyRefunds'] },
  {
    title: 'Payments and Currency',
    choices: ['orderCurrency', 'paymentDifference', 'gatewayFees', 'settlements'],
  },
  {
    title: 'Dates and Corrections',
    choices: ['timeZone', 'accountingDate', 'correctionDate', 'corrections', 'closedPeriod'],
  },
  { title: 'Stock and Delivery', choices: ['costOfGoods', 'deferredTax'] },
  { title: 'Left Out', choices: ['testOrders', 'zeroOrders'] },
];
