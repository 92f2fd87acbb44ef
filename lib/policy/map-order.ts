/** map(order, policy): the whole target of one order, pure and the same on every machine. */
import { accountBalances } from '../accounting/check-entry';
import type { JournalEntry } from '../accounting/journal-entry';
import { checkAmounts, limitInMinor } from '../commerce/check-order';
import type { Order } from '../commerce/order';
import { isInstant } from '../commerce/order-instants';
import { type OrderAmounts, readAmounts } from '../commerce/order-amounts';
import { type Problem, hasErrors } from '../commerce/problem';
import { type DeriveOptions, deriveStory, makesSale, storyEvents } from '../events/derive-events';
import type { FinanceEvent } from '../events/finance-event';
import { checkConservation } from './check-conservation';
import { documentDetails } from './document-details';
import { mapEvent } from './map-event';
import type { Policy } from './policy';
import { type PreparedPolicy, preparePolicy } from './prepared-policy';
import { presentedOrder } from './presented-order';
import { RuleBook } from './rule-book';
import { schedule } from './schedule';
import type { Target } from './target';

/**
 * Takes the problems that normalizing found along. A problem of severity error holds the order: it then has no entries.
 * @throws Error when an entry does not balance, which is a fault of this program.
 */
export const mapOrder = (
  order: Order,
  policy: Policy,
  context: { readonly problems?: readonly Problem[] } = {},
): Target => {
  const prepared = preparePolicy(policy);
  const problems: Problem[] = context.problems ? [...context.problems] : [];
  const booked = hasErrors(problems) ? undefined : inBookedCurrency(order, policy, problems);
  const result = booked === undefined ? NOTHING : mapSound(booked, prepared, problems);
  const held = hasErrors(problems);
  return {
    source: order.source,
    currency: booked?.currency ?? order.currency,
    events: result.events,
    entries: held ? [] : result.entries,
    problems,
    held,
    changeDate: changeDate(order, prepared),
    transformationVersion: prepared.transformationVersion,
    rulesUsed: result.rulesUsed,
    policy,
  };
};

interface Mapped {
  readonly events: readonly FinanceEvent[];
  readonly entries: readonly JournalEntry[];
  readonly rulesUsed: Target['rulesUsed'];
}
const NO_RULES: Target['rulesUsed'] = { accounts: [], dimensions: [] };
const NOTHING: Mapped = { events: [], entries: [], rulesUsed: NO_RULES };

/** Undefined, with a problem, where the policy wants the buyer's currency and the source does not state all in it. */
const inBookedCurrency = (order: Order, policy: Policy, problems: Problem[]): Order | undefined => {
  const { presentmentCurrency, currency } = order;
  if (
    policy.orderCurrency === 'shop' ||
    presentmentCurrency === undefined ||
    presentmentCurrency === currency
  )
    return order;
  const presented = presentedOrder(order);
  if (presented) {
    noteFees(order, policy, problems);
    return presented;
  }
  problems.push({
    severity: 'error',
    code: 'presentment_missing',
    message: `Order ${order.source.number} was paid in ${presentmentCurrency.slice(0, 10)}, in which the policy books, and the shop does not state all of its amounts in it. Book orders of this shop in its own currency, or enter this one by hand.`,
  });
  return undefined;
};

const noteFees = ({ source, currency, fees }: Order, policy: Policy, problems: Problem[]): void => {
  const first = fees?.[0];
  if (first === undefined || policy.gatewayFees === 'leave-out') return;
  problems.push({
    severity: 'warning',
    code: 'fees_left_out',
    message: `Order ${source.number}: its fees are stated in ${currency} and the order is booked in the currency of the buyer, so they are left to the payout.`,
    pointer: first.pointers[0],
  });
};

const mapSound = (order: Order, prepared: PreparedPolicy, problems: Problem[]): Mapped => {
  const { policy } = prepared;
  if (order.test && policy.testOrders === 'exclude') {
    problems.push(leftOut(order, 'test_order', 'is a test order, which the policy leaves out'));
    return NOTHING;
  }
  const { amounts, problems: unreadable } = readAmounts(order);
  if (!amounts) {
    problems.push(...unreadable);
    return NOTHING;
  }
  if (policy.zeroOrders === 'skip' && isEmpty(amounts)) {
    problems.push(leftOut(order, 'zero_order', 'has a total of zero, which the policy leaves out'));
    return NOTHING;
  }
  return mapAmounts(amounts, prepared, problems);
};

const mapAmounts = (amounts: OrderAmounts, prepared: PreparedPolicy, problems: Problem[]): Mapped => {
  const { policy } = prepared;
  const roundingLimit = limitInMinor(policy.roundingLimit, amounts.decimals);
  const sold = makesSale(amounts);
  // Nothing is booked of a draft or of an order given up unpaid; totals that lie must not keep its reversal back.
  const check = sold ? checkAmounts(amounts, roundingLimit) : { problems: [], rounding: 0n };
  problems.push(...check.problems);
  if (hasErrors(check.problems)) return NOTHING;

  const story = deriveStory(amounts, deriveOptions(policy, roundingLimit, check.rounding));
  problems.push(...story.problems);
  const events = storyEvents(story).map(({ event }) => event);
  if (hasErrors(story.problems)) return { ...NOTHING, events };

  const plan = schedule(amounts, story, prepared);
  if (plan.problem) problems.push(plan.problem);
  const rules = prepared.rules && new RuleBook(prepared.rules, amounts.order);
  const isDocument = policy.output === 'receipt' || policy.output === 'invoice';
  const details = isDocument ? documentDetails(amounts, policy, rules) : undefined;
  const entries: JournalEntry[] = [];
  for (const scheduled of plan.entries) {
    const unearned = story.deliveries?.unearned.get(scheduled.measured);
    const entry = mapEvent(scheduled, prepared, { details, rules, unearned });
    if (entry) entries.push(entry);
  }
  const balances = accountBalances(entries);
  if (plan.entries.length > 0) {
    const conserving = { amounts, story, policy, rounding: check.rounding, rules };
    problems.push(...checkConservation(conserving, balances));
  }
  if (rules === undefined) return { events, entries, rulesUsed: NO_RULES };
  noteUnmatched(amounts.order, rules, policy, problems);
  return { events, entries, rulesUsed: rulesUsed(rules) };
};

const deriveOptions = (policy: Policy, roundingLimit: bigint, rounding: bigint): DeriveOptions => {
  const defersIncome = policy.postingTrigger === 'fulfilment';
  const withCosts = policy.costOfGoods === 'perpetual';
  return {
    amountOnlyRefunds: policy.amountOnlyRefunds,
    restockingFee: policy.restockingFee,
    roundingLimit,
    rounding,
    ...(defersIncome || withCosts
      ? {
          deliveries: {
            defersIncome,
            defersTax: defersIncome && policy.deferredTax === 'at-fulfilment',
            withCosts,
          },
        }
      : {}),
    withSettlements: policy.settlements === 'book',
    withFees: policy.gatewayFees === 'book',
  };
};

const rulesUsed = ({ usedAccounts, usedDimensions }: RuleBook): Target['rulesUsed'] => ({
  accounts: [...usedAccounts].sort((a, b) => a - b),
  dimensions: [...usedDimensions].sort((a, b) => a - b),
});

const noteUnmatched = (order: Order, { unmatched }: RuleBook, policy: Policy, problems: Problem[]): void => {
  const [first] = unmatched;
  const line = order.lines.find(({ id }) => id === first);
  if (line === undefined || policy.unmatched === 'ignore') return;
  const others = unmatched.size === 1 ? '' : ` and ${unmatched.size - 1} more`;
  problems.push({
    severity: policy.unmatched === 'hold' ? 'error' : 'warning',
    code: 'no_rule_fits',
    message: `Order ${order.source.number}: no account rule fits "${line.title.slice(0, 60)}"${others}. ${policy.unmatched === 'hold' ? 'Add a rule to the policy, then retry the exception.' : 'It goes to sales; add a rule to the policy if it should not.'}`,
    pointer: line.pointers[0],
  });
};

/** A gift card that was given away is owed: without it, what it pays later would never have been owed at all. */
const isEmpty = ({ claims, captures, refunds, parts }: OrderAmounts): boolean =>
  claims.total.amount === 0n &&
  captures.length === 0 &&
  refunds.length === 0 &&
  parts.every(({ nature, amount }) => nature !== 'gift_card' || amount === 0n);

const leftOut = (order: Order, code: string, why: string): Problem => ({
  severity: 'info',
  code,
  message: `Order ${order.source.number} ${why}: nothing is booked.`,
});

/** An order given up changed on the day it was given up, whatever touched it later. */
const changeDate = (order: Order, { dayOf }: PreparedPolicy): string => {
  const over = order.state === 'cancelled' || order.state === 'failed';
  const instant = over && order.cancelledAt !== undefined ? order.cancelledAt : order.source.updatedAt;
  // Malformed times are problems of their own and hold the order, so its date is not used.
  return isInstant(instant) ? dayOf(instant) : '';
};
